# Two commands for users: run, test. Four verbs for contributors: setup, format, check, test.
PYTHON ?= python3.11
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: run setup format check test clean help
.DEFAULT_GOAL := help

run: setup  ## set everything up and open the window
	$(BIN)/gesture-app $(ARGS)

setup: $(INSTALLED)  ## a virtual environment with everything in it

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@# evdev has no wheels: without a compiler, keys work everywhere but under Wayland
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[wayland]' 2>/dev/null || echo "evdev could not be compiled, so actions press no keys under Wayland."
	touch $(INSTALLED)

format: setup  ## put the code into its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: setup  ## form, lint, types, layers, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

test: check  ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder  # the longest files come first

clean:  ## remove the virtual environment
	rm -rf .venv

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'
