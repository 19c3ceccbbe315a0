# Everything a fresh machine needs is Python 3.11 or later; the project's own files install the rest into .venv.
PYTHON ?= python3
BIN := .venv/bin
STATE ?= state/demo
# uv trusts what this machine trusts, as pip does: behind a proxy with a certificate of its own it would reach nothing.
export UV_SYSTEM_CERTS := 1
# Where a shell forbids Python to keep what it compiled, each of thousands of processes would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
# What a lock file names is installed when it is, to the byte, what the lock file saw.
LOCKED = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r

.PHONY: run test check check-dist check-pythons check-bounds scorecard bench bench-million bench-pages bench-service soak
.PHONY: soak-hour test-cluster cluster pictures lock clean

run: .venv/installed  ## install, and start the daemon on a small news site of this machine
	$(BIN)/mirrorfold demo --daemon --state $(STATE)

test: .venv/installed-dev  ## install what tests need, and pass them: three at once, for many wait
	$(BIN)/python -m pytest -n 3 --dist worksteal --durations=10

check: .venv/installed-dev  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-dist: .venv/installed-dev  ## build what is handed on, in dist, and look at its metadata as an index would
	$(BIN)/validate-pyproject pyproject.toml
	rm -rf dist
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python
	$(BIN)/twine check --strict dist/*

check-pythons: .venv/installed-dev  ## a selection of the tests on every Python at hand; takes ten minutes
	.ci/check-pythons

check-bounds: .venv/installed-dev  ## a selection with the oldest and the newest libraries; takes a quarter of an hour
	.ci/check-bounds

scorecard: .venv/installed-dev  ## every promise with its raw counts; exits 1 when one is broken; under 20 minutes
	$(BIN)/python -m tests.scorecard.table

bench: .venv/installed-dev  ## both sides in one run, ratios printed
	$(BIN)/python -m benchmarks

bench-million: .venv/installed-dev  ## the index of near-duplicates as it grows to a million articles; takes an hour
	$(BIN)/python -m benchmarks.neardup 1000000

bench-pages: .venv/installed-dev  ## every page at a million articles; makes the archive first, which takes ten minutes
	$(BIN)/python -m benchmarks.pages 1000000 state/bench-pages

bench-service: .venv/installed-dev  ## a daemon of 3,000 sources, an archive of 300,000 articles; makes both first, an hour
	$(BIN)/python -m benchmarks.service

soak: .venv/installed-dev  ## a thousand runs of twenty sources: memory, leftovers, missed runs, lag
	SOAK_RUNS=1000 SOAK_EVERY=2s $(BIN)/python -m pytest -q -s --timeout 0 -p no:cacheprovider tests/daemon/test_weeks_of_running.py

soak-hour: .venv/installed-dev  ## an hour of a thousand sources, with a report: memory, descriptors, log, disk, lag
	$(BIN)/python -m benchmarks.soak

test-cluster: .venv/installed-dev  ## the tests of judging and rebuilding once more, on an index of six nodes; takes minutes
	JUDGED_ON=cluster $(BIN)/python -m pytest tests/judging tests/maintenance

cluster: .venv/installed-dev  ## a leader, a standby, three workers and an index of six nodes; a primary and the leader are killed
	$(BIN)/python -m tests.desk.installation 120

pictures: .venv/installed-dev  ## take the documentation's pictures anew, of the demo; needs Chromium, takes two minutes
	$(BIN)/python -m benchmarks.pictures docs/pictures

lock: .venv/installed-dev  ## write the lock files anew from pyproject.toml, with the hash of every file
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra postgresql --extra cluster -c requirements.lock pyproject.toml -o requirements-postgresql.lock
	$(COMPILE) --extra dev -c requirements-postgresql.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' | \
		$(COMPILE) -c requirements-dev.lock - -o requirements-build.lock

clean:
	rm -rf .venv state .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Mirrorfold needs Python 3.11 or later; name one with: make run PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock requirements-build.lock pyproject.toml | .venv/bin/python
	$(LOCKED) requirements.lock
	$(LOCKED) requirements-build.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(LOCKED) requirements-dev.lock
	@touch $@
