# `make report` and `make test` set up all they need in .venv; any Python from 3.11 on will do: make PYTHON=python3.13 …
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: report test lint check bench bench-scale faults picture lock clean

report: .venv/report-ready
	$(BIN)/contacts build

test: .venv/test-ready
	$(BIN)/python -m pytest -n auto

lint: .venv/test-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check: .venv/report-ready
	$(BIN)/contacts check
	$(BIN)/frictionless validate data/datapackage.json

bench: .venv/test-ready
	$(BIN)/python bench/flagship.py
	$(BIN)/python bench/sweep.py
	$(BIN)/python bench/current.py
	$(BIN)/python bench/growth.py

faults: .venv/test-ready
	$(BIN)/python tests/faults.py

bench-scale: .venv/test-ready
	$(BIN)/python bench/scale.py

picture: report
	$(BIN)/python docs/picture.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock pyproject.toml --group build --group dev -o requirements-dev.lock

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache

.venv/report-ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed; this is ' + sys.version.split()[0] + '. Name another one: make PYTHON=python3.11 ...' if sys.version_info < (3, 11) else 0)"
	@echo "Setting up .venv (once; a minute or two) ..."
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/test-ready: .venv/report-ready requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
