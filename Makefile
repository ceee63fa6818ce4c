# Two commands do everything on a machine that has Python >= 3.11 and make:
#   make demo    see what the project does
#   make test    run all tests
# Both make and fill their own environment in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help install demo test lint generate check-generated bench site clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY) ## Make .venv with everything that development needs

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("acoe-spec needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY) ## Check and migrate label files, catch a broken one, build the guideline site
	@BIN=$(BIN) OUT=$(DEMO) sh docs/demo.sh

test: $(READY) ## Run all tests
	$(BIN)/python -m pytest --numprocesses auto --quiet

lint: $(READY) ## Style, types and the floors of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

generate: $(READY) ## Write acoe_spec/models/ and docs/reference/ anew from their sources
	$(BIN)/python -m acoe_spec.generate.metamodel
	$(BIN)/python docs/generate.py

check-generated: $(READY) ## Fail if what is generated is not what its sources give
	$(BIN)/python -m acoe_spec.generate.metamodel --check
	$(BIN)/python docs/generate.py --check

bench: $(READY) ## Measure speed and memory as ratios against the targets
	$(BIN)/python -m benchmarks

site: $(READY) ## Build our own site, documentation and reference taxonomies, into site/
	$(BIN)/acoe site build --strict

clean: ## Remove what can be made again
	rm -rf build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
