#!/usr/bin/env bash
# Finds Chromium, or installs it: by the system's packages where we may, else Playwright's own build.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-noto-core >/dev/null
  command -v chromium >/dev/null
else
  python -m playwright install chromium
fi
