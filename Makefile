# make demo   install into .venv, build the sample packs, say where they are
# make test   the same environment with what tests need; lint, types, tests
# make lint   lint and types only
# make golden       keep how pages look now as the pictures that tests compare with
# make screenshots  the pictures in docs/images
# make fuzz   search for inputs that break reading or building, for nine minutes; FUZZ="--target tables --seconds 60"
# make faults   the long tests of bad input and faults, which make test leaves out
# make floors   build the sample packs with the least versions that pyproject.toml allows
# make bench  measure whole runs beside other ways; make bench BENCH="--accounts 1000" measures more
# make clean  remove what the others made
# Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint golden screenshots fuzz faults floors bench clean

demo: $(VENV)/.installed
	@scripts/system-packages $(BIN)/python pango || echo "Going on without: packs of profile archive will fail."
	$(BIN)/reviewgen build sample_data --out out
	@for page in "$(CURDIR)"/out/*/index.html; do echo "Sample packs: $$page"; done

test: $(VENV)/.installed-dev
	@scripts/system-packages $(BIN)/python pango chromium arabic postgresql
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden: $(VENV)/.installed-dev
	@scripts/system-packages $(BIN)/python chromium
	$(BIN)/python -m pytest -n0 tests/test_golden.py --accept

screenshots: $(VENV)/.installed-dev
	@scripts/system-packages $(BIN)/python chromium
	$(BIN)/python scripts/screenshots

fuzz: $(VENV)/.installed-fuzz
	$(BIN)/python fuzz/run.py $(FUZZ)

faults: $(VENV)/.installed-dev
	@scripts/system-packages $(BIN)/python pango chromium
	$(BIN)/python -m pytest -m slow_fault

floors: $(VENV)/.made
	rm -rf .venv-floors && mkdir .venv-floors
	$(BIN)/python scripts/floors .venv-floors

bench: $(VENV)/.installed-bench
	@scripts/system-packages $(BIN)/python pango chromium
	$(BIN)/python benchmarks/packs.py $(BENCH)

clean:
	rm -rf $(VENV) .venv-floors out dist .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/.made:
	@scripts/make-venv "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@echo "Installing reviewgen and what it needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made pyproject.toml
	@echo "Installing reviewgen, what it needs and what its tests need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-fuzz: $(VENV)/.installed-dev
	@echo "Installing what fuzzing needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]' || \
	  echo "Going on without atheris: inputs are changed at random."
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@echo "Installing what the benchmarks need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
