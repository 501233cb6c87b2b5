# What one types here. Needs Python 3.11 or newer with venv, make and git; everything else goes into .venv by pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
SAMPLE := content/halls/sample
# Tests wait for bots and databases a fifth of their time, so there is work for one more than there are processors.
WORKERS := $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n + 1 : 4)))
# Where it is set, as in many container images, each of the many processes of the tests compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-browser check chaos chaos-quick bench format screenshots constraints audit clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/runtime.stamp ## Run the bot, a pretended Telegram and its chat page on this machine
	$(BIN)/banshi demo

test: $(VENV)/dev.stamp ## Run every test but the drills and the browser's, real PostgreSQL included
	$(PYTEST) -n $(WORKERS) --dist worksteal -m 'not browser and not chaos'

test-browser: $(VENV)/dev.stamp ## Run the tests of the chat page in a real Chromium
	@command -v chromium >/dev/null || { echo "Chromium is missing; on Debian: apt-get install chromium fonts-noto-cjk" >&2; exit 1; }
	$(PYTEST) -n auto --maxprocesses 4 --dist worksteal -m browser tests/browser

check: $(VENV)/dev.stamp ## Lint, types, import rules, the sample hall pack, the docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/banshi check $(SAMPLE)
	$(PYTEST) tests/docs

chaos: $(VENV)/dev.stamp ## Run every drill in its long form and print the table
	CHAOS=full $(PYTEST) -m chaos -n 5 --dist load --maxschedchunk 1 tests/chaos

chaos-quick: $(VENV)/dev.stamp ## Run every drill in its short form, under two minutes alone
	$(PYTEST) -m 'chaos and not long' -n 5 --dist load --maxschedchunk 1 tests/chaos

bench: $(VENV)/dev.stamp ## Measure what an update costs and how soon people are answered
	$(BIN)/python -m bench

format: $(VENV)/dev.stamp ## Rewrite the code as ruff wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/dev.stamp ## Make the pictures of the documentation anew, with Chromium
	$(BIN)/python -m docs.screenshots

constraints: ## Take the newest versions allowed and write constraints.txt
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install -q -e '.[dev]'
	{ sed '/^[^#]/,$$d' constraints.txt; \
	  build/constraints/bin/python -m pip freeze --all --exclude-editable --exclude pip; } > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/constraints

audit: $(VENV)/dev.stamp ## Ask whether a known weakness is in what constraints.txt names
	$(BIN)/pip-audit --no-deps --disable-pip -r constraints.txt

clean: ## Remove .venv, caches and builds; never var/, where data is
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Banshi needs Python 3.11 or newer as $(PYTHON); if you have one by another name: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { \
	  echo "This Python has no venv; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the bot and its demo need into $(VENV) ..."
	@$(PIP) install -q -e '.[demo]' -c constraints.txt
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the bot and its tests need into $(VENV) ..."
	@$(PIP) install -q -e '.[dev]' -c constraints.txt
	@touch $@ $(VENV)/runtime.stamp
