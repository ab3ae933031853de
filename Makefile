# Tenor. `make brief` writes the flagship brief, `make test` runs every check.
# Needs GNU make, a POSIX shell and Python 3.11 or newer; PYTHON=... chooses one.

VENV ?= .venv
CASE ?= pakistan-us
OUT ?= out/$(notdir $(CASE:/=))
PYTEST_ARGS ?=

BIN := $(VENV)/bin
RUN_ENV := $(VENV)/.tenor-run
DEV_ENV := $(VENV)/.tenor-dev
PROJECT := $(VENV)/.tenor-project
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help brief test docs bench data lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

brief: $(RUN_ENV) $(PROJECT) ## Set up once, then write the brief of CASE to out/
	$(BIN)/tenor brief "$(CASE)" -o "$(OUT)"

test: $(DEV_ENV) $(PROJECT) ## Run the linters, the type checker and every test
	@sh scripts/ensure_chromium.sh
	@sh scripts/run_checks.sh "$(VENV)" $(PYTEST_ARGS)

docs: $(DEV_ENV) $(PROJECT) ## Build the documentation into docs/_build/html
	$(BIN)/sphinx-build -W -n -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(DEV_ENV) $(PROJECT) ## Run the benchmarks
	$(BIN)/python benchmarks/bench_risk.py
	$(BIN)/python benchmarks/bench_brief.py
	$(BIN)/python benchmarks/bench_import.py
	$(BIN)/python benchmarks/bench_evidence.py

data: $(DEV_ENV) $(PROJECT) ## Rebuild the data snapshots and verify their checksums
	$(BIN)/python scripts/build_box.py

lock: ## Pin the dependencies again (UPGRADE=1 moves them to new versions)
	@sh scripts/lock.sh

clean: ## Remove what was built, but neither the environment nor the data
	rm -rf build dist out docs/_build .benchmarks .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find src tests scripts docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an environment is touched again only when its lock has changed.
$(RUN_ENV): requirements.lock
	@sh scripts/setup_env.sh "$(VENV)" requirements.lock
	@touch "$@"

# The development lock holds every pin of the other one.
$(DEV_ENV): requirements-dev.lock
	@sh scripts/setup_env.sh "$(VENV)" requirements-dev.lock
	@touch "$@"

# Needs one of the two environments; which one is the caller's matter.
$(PROJECT): pyproject.toml src/tenor/__init__.py
	@$(INSTALL) --no-deps --no-build-isolation --no-index -e .
	@touch "$@"
