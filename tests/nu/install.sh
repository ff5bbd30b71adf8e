#!/usr/bin/env bash
# Finds Java, which the Nu HTML checker runs on, or installs it where we may.
set -euo pipefail
if command -v java >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
  command -v java >/dev/null
else
  echo "Java is needed to check HTML: install a runtime of version 11 or later" >&2
  exit 1
fi
