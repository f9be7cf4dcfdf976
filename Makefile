# Two commands: `make run` and `make test`. The others are for contributors.
# Everything happens in .venv; nothing outside this folder is touched but pip's cache.

PYTHON ?= python3
PORT ?= 8787
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= $(CURDIR)/.storewire

.PHONY: run test lint check drills bench bench-compare capabilities clean

run: $(VENV)/installed
	STOREWIRE_HOME="$(DEMO_HOME)" STOREWIRE_LOG_LEVEL=error $(BIN)/storewire demo --port $(PORT)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not server and not postgres" --ignore=tests/fakes

drills: $(VENV)/installed-test
	$(BIN)/python -m tests.drills $(DRILL)

bench: $(VENV)/installed-test
	$(BIN)/python -m tests.benchmarks $(BENCH)

bench-compare: $(VENV)/installed-test
	$(BIN)/python -m tests.benchmarks.compare $(A) $(B)

capabilities: $(VENV)/installed
	$(BIN)/python -m connector.testing.capabilities > docs/capabilities.md

clean:
	rm -rf $(VENV) build .storewire *.egg-info

$(BIN)/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Storewire needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# What is installed for tests is installed for use as well.
$(VENV)/installed-test: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $(VENV)/installed $@
