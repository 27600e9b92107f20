# Everything a newcomer needs: make run, make test. Both install what they need first.
# The locks name every package, so pip resolves nothing: it would take the newest of one that
# another asks for with an extra, which no lock has hashed.
PYTHON ?= python3
PORT ?= 8050
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

.PHONY: run setup test screenshots lock clean

run: .venv/ready
	@$(BIN)/commonplace serve data/northmere --port $(PORT)

setup: .venv/ready

test: .venv/ready-to-test
	@$(BIN)/python -m tests.run

screenshots: .venv/ready-to-test
	@$(BIN)/python -m tests.browser.screenshots

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --group build pyproject.toml --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --group build --group test pyproject.toml --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf .venv releases

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Commonplace needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: .venv/python requirements.lock pyproject.toml
	@echo "Installing what Commonplace needs into .venv (about a minute, once)"
	@$(PIP) install --no-deps --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-test: .venv/ready requirements-test.lock
	@echo "Installing what the tests need into .venv"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-test.lock
	@touch $@
