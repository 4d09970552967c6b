# `make run` and `make test` do all the set-up they need, in .venv. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help run test check samples lock licences validation-report

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

run: .venv/.runtime ## start the page and open it in the browser
	@exec $(BIN)/streamlit run app.py

# A process more than cores, as tests in a browser mostly wait; in the order of the files, which begins with those.
# Bytecode is kept even where the machine says otherwise, since every process that a test starts would compile anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/.development ## run all tests; what was skipped, and why, is listed at the end
	@$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

check: .venv/.development ## lint, formatting, types, layers, dependencies, lock
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/python -m scripts.lock_drift

samples: .venv/.runtime ## draw the photos of the demo clients again
	@$(BIN)/python -m skinmetrics.phantom sample_images

validation-report: .venv/.development ## measure what docs/method.md says; kit=FILES adds what the validation kit kept
	@$(BIN)/python -m benchmarks.validation_report --write $(if $(kit),--kit $(kit))

licences: .venv/.development ## write docs/licences.md from the packages installed
	@$(BIN)/python -m scripts.licences > docs/licences.md

# One resolution for everything, and one version of each package for every Python and system, since scores must agree
# between them. The runtime's packages are the same pins without the development tools.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml
lock: .venv/.development ## pin the dependencies of pyproject.toml; add upgrade=1 for the newest versions
	@$(COMPILE) $(if $(upgrade),--upgrade) --group dev --output-file requirements-dev.txt
	@$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt

# Most of these packages' modules are never imported; those that are compile then.
.venv/.development: requirements-dev.txt | .venv/pyvenv.cfg
	@echo "Installing what the program and its tests need into .venv …"
	@$(INSTALL) --no-compile --requirement $<
	@touch .venv/.runtime $@

.venv/.runtime: requirements.txt | .venv/pyvenv.cfg
	@echo "Installing what the program needs into .venv …"
	@$(INSTALL) --requirement $<
	@touch $@

.venv/pyvenv.cfg:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2> /dev/null; then \
			$$python -m venv .venv && exit 0; \
			rm -rf .venv; \
			echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, and none was found. Get one from python.org or your system's packages." >&2; \
	exit 1
