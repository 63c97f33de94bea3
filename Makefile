# Two commands matter: `make run` and `make test`. Everything happens inside .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A rehearsal (fictional data) unless PSA_HOME names another home.
export PSA_HOME ?= $(CURDIR)/var/rehearsal
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export DAGSTER_HOME = $(PSA_HOME)/dagster

.PHONY: help run test ui bench lint format setup setup-test soak lock clean

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## Set up, make the rehearsal if nothing was ever deposited, run, publish, say where to read
	@if [ ! -d "$(PSA_HOME)/deposits" ] && [ -z "$$(find "$(PSA_HOME)/inbox" -type f 2>/dev/null)" ]; \
	then $(BIN)/psa rehearse; fi
	@$(BIN)/psa run

test: setup-test lint ## Set up, then lint, types, contracts, dbt and all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

ui: setup ## Open the Dagster interface and its daemon on the loopback, on the home of `make run`
	@$(BIN)/psa ui

bench: setup ## Print time and memory of each stage, and the ratio to bare DuckDB
	@$(BIN)/python -m bench

lint: setup ## Check style, types and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/tests

format: setup ## Format the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

soak: setup-test ## Run the long forms of the tests (readers, kills at every stage, every bad file of the corpus)
	@PSA_SOAK=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/corpus
	@PSA_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/returns tests/end_to_end

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Installation dans $(VENV) (une seule fois)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

setup-test: setup $(VENV)/.duckdb-1.4

# The driver of BI tools that lag: the published snapshot must open with it.
$(VENV)/.duckdb-1.4: tests/compat/duckdb-1.4.lock
	@$(BIN)/python -m pip install -q --no-deps --require-hashes --upgrade \
		--target $(VENV)/duckdb-1.4 -r tests/compat/duckdb-1.4.lock
	@touch $@

lock: ## Renew the lock file (needs uv and the network)
	@uv pip compile --universal --no-strip-extras --generate-hashes --no-header \
		--extra dev --python-version 3.11 pyproject.toml -o requirements.lock

clean: ## Remove the environment and the rehearsal
	@rm -rf $(VENV) var/rehearsal
