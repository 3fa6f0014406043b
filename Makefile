PYTHON ?= python3
BIN := .venv/bin

help:                       ## Show these lines
	@grep -hE '^[a-z./-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

run: .venv/ready            ## Set up everything and start the product with its examples
	REGELRUIMTE_DEMO=1 $(BIN)/regelruimte demo

test: .venv/ready chromium  ## Run every check and test
	$(MAKE) --no-print-directory check
	$(BIN)/pytest --durations=10

check: .venv/ready          ## Format, lint, types and import contracts, without tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: .venv/ready           ## Write the reference pages that follow from the code
	$(BIN)/python docs/generate.py

screens: .venv/ready chromium ## Make the pictures in docs/screens anew
	$(BIN)/python -m tests.screens

fix: .venv/ready            ## Format and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready: pyproject.toml $(wildcard static/*.json static/*.mjs static/css/* static/src/*/* static/src/*/*/*)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[web,postgresql,tracing]' --group dev
	mkdir -p .types && ln -sfn .. .types/regelruimte
	touch $@

chromium:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium) \
	  || echo "Browser tests need Chromium: install the package 'chromium'."

.PHONY: help run test check docs screens fix chromium
