# Two commands matter: `make demo` and `make test`. Each prepares .venv by itself, and only when a lock changed.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled files every start costs seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types contracts processes drift pictures bench lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run ## plays the main job, both sides, with no tokens
	@$(PY) -m bot demo

test: $(VENV)/.dev ## all tests, PostgreSQL's included, on every core
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: format lint types contracts processes drift test ## everything that must hold before a commit

format: $(VENV)/.dev ## the format of the code (make format FIX=1 changes it)
	@$(PY) -m ruff format $(if $(FIX),,--check --diff -q) .

lint: $(VENV)/.dev ## the rules of the code
	@$(PY) -m ruff check $(if $(FIX),--fix) .

types: $(VENV)/.dev ## mypy --strict
	@$(PY) -m mypy

contracts: $(VENV)/.dev ## who may import whom
	@$(VENV)/bin/lint-imports

processes: $(VENV)/.dev ## the process files that come with the product
	@$(PY) -m bot check && $(PY) -m bot check docs/examples/*.yaml

pictures: $(VENV)/.run ## the pictures of docs/slack.md (needs chromium)
	@$(PY) -m docs.pictures.make

drift: $(VENV)/.dev ## the migrations make exactly the tables that the code uses
	@$(PY) -m pytest -q tests/storage/test_schema.py

bench: $(VENV)/.dev ## speed, as ratios to floors (under 3 minutes)
	@$(PY) -m benchmarks

lock: $(VENV)/.base ## makes the lock files anew from pyproject.toml
	@$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url \
		--group dev pyproject.toml -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url \
		--group build -c requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## removes .venv and what was compiled
	@rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +

# uv is quicker; where it cannot be had, pip does the same from the same hashes.
INSTALL = if [ -x $(VENV)/bin/uv ]; then $(VENV)/bin/uv pip install -q --python $(PY) --require-hashes -r $(1); else false; fi \
	|| $(PY) -m pip install -q --require-hashes -r $(1)

$(VENV)/.base: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Ventanilla needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
		|| { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Preparing $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -q --require-hashes -r requirements-uv.lock || echo "uv cannot be had here; going on with pip"
	@touch $@

$(VENV)/.run: $(VENV)/.base requirements.lock
	@$(call INSTALL,requirements.lock)
	@$(PY) -m pip install -q --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(call INSTALL,requirements-dev.lock)
	@touch $@
