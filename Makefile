# Two commands are all there is to know: `make site` and `make test`. Each sets up what it needs.
# They want Python 3.11 or later and make; everything else is installed into .venv, the browser by the system.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: site test test-long bench bench-serve check format browser node java servers clean

# The demonstration magazine, in output/.
site: $(VENV)/site
	$(BIN)/broadsheet build

# Lint, types, floors, and all tests, the browser's among them.
test: check browser node java servers
	$(BIN)/python -m pytest -n 2 --dist worksteal

# The same tests with thousands of generated cases and hundreds of kills.
test-long: check browser node java servers
	BROADSHEET_LONG=1 BROADSHEET_KILLS=200 $(BIN)/python -m pytest -n 2 --dist worksteal

# How fast it is, against Hugo on the same work; see docs/performance.md.
BENCH ?= --articles 2000 --rounds 3
bench: $(VENV)/site
	bash bench/install.sh
	$(BIN)/python -m bench.run $(BENCH)

# How long a save takes to be seen in a browser, against hugo server.
SAVES ?= --articles 1000
bench-serve: browser
	bash bench/install.sh
	$(BIN)/python -m bench.serve $(SAVES)

check: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python illustrations/draw.py --check

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Chromium, if this machine has none.
browser: $(VENV)/test
	bash tests/browser/install.sh

# The CommonMark specification's examples, the Nu HTML checker and Schema.org's vocabulary, from npm.
node: $(VENV)/test
	bash tests/node/install.sh

# Java, for that checker, if this machine has none.
java:
	bash tests/nu/install.sh

# The servers that the tests publish to and serve from: ssh with rsync, an S3 store, three web servers.
servers: $(VENV)/test
	bash tests/hosts/install.sh
	bash tests/deploy/install.sh

clean:
	rm -rf $(VENV) tests/deploy/.venv tests/node/node_modules bench/.venv bench/node/node_modules build dist .broadsheet
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	touch $@

$(VENV)/site: $(VENV)/python pyproject.toml constraints.txt
	$(PIP) install --editable ".[search]" --constraint constraints.txt
	touch $@

$(VENV)/test: $(VENV)/site
	$(PIP) install --group dev --constraint constraints.txt
	touch $@
