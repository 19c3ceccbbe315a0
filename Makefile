# Everything a fresh machine needs is Python 3.11 or later; the project's own files install the rest into .venv.
PYTHON ?= python3
BIN := .venv/bin
STATE ?= state/demo

.PHONY: run test check scorecard bench bench-million bench-pages soak pictures lock clean

run: .venv/installed  ## install, and start the daemon on a small news site of this machine
	$(BIN)/mirrorfold demo --daemon --state $(STATE)

test: .venv/installed-dev  ## install what tests need, and pass them: three at once, for many wait
	$(BIN)/python -m pytest -n 3 --dist worksteal --durations=10

check: .venv/installed-dev  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

scorecard: .venv/installed-dev  ## every promise with its raw counts; exits 1 when one is broken; under 20 minutes
	$(BIN)/python -m tests.scorecard.table

bench: .venv/installed-dev  ## both sides in one run, ratios printed
	$(BIN)/python -m benchmarks

bench-million: .venv/installed-dev  ## the index of near-duplicates as it grows to a million articles; takes an hour
	$(BIN)/python -m benchmarks.neardup 1000000

bench-pages: .venv/installed-dev  ## every page at a million articles; makes the archive first, which takes ten minutes
	$(BIN)/python -m benchmarks.pages 1000000 state/bench-pages

soak: .venv/installed-dev  ## a thousand runs of twenty sources: memory, leftovers, missed runs, lag
	SOAK_RUNS=1000 SOAK_EVERY=2s $(BIN)/python -m pytest -q -s -p no:cacheprovider tests/daemon/test_weeks_of_running.py

pictures: .venv/installed-dev  ## take the documentation's pictures anew, of the demo; needs Chromium, takes two minutes
	$(BIN)/python -m benchmarks.pictures docs/pictures

lock: .venv/installed-dev  ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv state .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Mirrorfold needs Python 3.11 or later; name one with: make run PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
