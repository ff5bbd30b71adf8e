#!/usr/bin/env bash
# Finds nginx and Apache, which redirects are tried on, or installs them where we may.
set -euo pipefail
export PATH="$PATH:/usr/sbin"
if command -v nginx >/dev/null && command -v apache2 >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # Neither is to run by itself.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  apt-get install -y -qq --no-install-recommends nginx-light apache2 >/dev/null
  rm -f /usr/sbin/policy-rc.d
  command -v nginx >/dev/null
  command -v apache2 >/dev/null
else
  echo "nginx and Apache are needed to try redirects: install nginx 1.18 and apache2 2.4, or later" >&2
  exit 1
fi
