# Everything is set up in .venv, from the hashes in requirements.lock; what is there already is not done again.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SAMPLE := evals/sample_shop
ARGS ?=

.PHONY: demo test shops lint eval bench lock clean

demo: $(READY)
	@$(BIN)/dangol suggest $(SAMPLE)/chats.xlsx --profile $(SAMPLE)/shop.yaml \
		--customers $(SAMPLE)/customers.csv --orders $(SAMPLE)/orders.csv

test: $(READY)
	$(BIN)/python -m pytest -q -n auto $(ARGS)

shops: $(READY)
	DANGOL_SHOPS=10000 $(BIN)/python -m pytest -q -n auto tests/campaigns/test_random_shops.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

eval: $(READY)
	$(BIN)/dangol eval $(ARGS)

bench: $(READY)
	$(BIN)/dangol bench $(ARGS)

lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements.lock

clean:
	rm -rf .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dangol needs Python 3.11 or newer; name it with: make PYTHON=python3.11")'
	@echo "Setting up in .venv (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
