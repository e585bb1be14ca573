# Two commands to know: `make demo` shows the main job, `make test` passes the tests. Both make .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed

.PHONY: demo test run check lock bench eval chaos soak peers pictures clean

demo: $(RUN_STAMP)
	@$(BIN)/tocsin demo

run: $(RUN_STAMP)
	@$(BIN)/tocsin run

test: $(DEV_STAMP)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# A .venv without its stamp was left half-made: it is made again from nothing.
$(RUN_STAMP): requirements.lock pyproject.toml
	@test -e $(RUN_STAMP) -o -e $(DEV_STAMP) || rm -rf $(VENV)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml
	@test -e $(RUN_STAMP) -o -e $(DEV_STAMP) || rm -rf $(VENV)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# --universal: one lock for Linux and macOS; no header and no index lines, so that no registry host stands in the files.
lock:
	uv pip compile --universal --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --group build --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache

# The labelled sets lie beside the checkout, not in it: their texts are other people's.
eval: $(RUN_STAMP)
	$(BIN)/tocsin eval ../shared/gold/dev.jsonl
	for each in tests/gold/*.jsonl; do echo $$each; $(BIN)/tocsin eval $$each --texts ../shared/streams/*.gz || exit 1; done
	$(BIN)/python -m benchmarks.eval_clusters ../shared/gold/clusters-dev.jsonl
	$(BIN)/tocsin replay --items ../shared/gold/clusters-dev.jsonl --json \
		| $(BIN)/python -m benchmarks.eval_clusters ../shared/gold/clusters-dev.jsonl --replay -

bench: $(DEV_STAMP)
	for each in matching clustering; do $(BIN)/python -m benchmarks.$$each || exit 1; done

# Play with the bot without an account: stand-ins for Telegram and Slack on loopback.
peers: $(DEV_STAMP)
	$(BIN)/python -m tests.peers

# The pictures of the README, from what the demo sends; needs node, npm and a Chromium on the path.
pictures: $(DEV_STAMP)
	cd docs/pictures && npm install --omit-lockfile-registry-resolved --no-package-lock --silent
	$(BIN)/python docs/pictures/make.py

chaos: $(DEV_STAMP)
	$(BIN)/python -m pytest -m chaos --timeout 3600 -rP

# The longest forms, about an hour in all: 200,000 deliveries under 600 kills, and 100,000 feeds damaged by chance.
soak: chaos
	$(BIN)/python -m pytest -m soak --timeout 3600 -rP
	$(BIN)/python -m tests.feeds.mutations 100000
