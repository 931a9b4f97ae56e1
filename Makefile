# Every verb of the project; `make` alone lists them. Needs git, make and Python 3.11 or later, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
N ?=
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo test lint faults faults-full bench profile sandbox check pictures tour clean

help: ## List the verbs
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## Make the virtual environment from the lock file

$(READY): requirements.lock
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $(READY)

demo: $(READY) ## Play the whole story in the terminal and check it: no token, no key
	@$(BIN)/python -m bot demo

sandbox: $(READY) ## The real bot in a world on this machine, with a chat page in the browser
	@$(BIN)/python -m bot sandbox

test: $(READY) ## Run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --cov=core --cov-report=term-missing:skip-covered --cov-fail-under=95

lint: $(READY) ## Check style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

faults: $(READY) ## Kills, faults, cuts, forgeries: a sample of all of them (SEED=2 draws another)
	@$(BIN)/python -m tests.faults --seed $(SEED)

faults-full: $(READY) ## The same, all of it: takes hours
	@$(BIN)/python -m tests.faults --full --seed $(SEED)

bench: $(READY) ## Measure the way from a leader's fill to the followers' orders (N=1000 limits it)
	@$(BIN)/python -m tests.bench $(N)

profile: $(READY) ## Show where the CPU of a fan-out goes (N=1000 followers)
	@$(BIN)/python -m tests.bench.profile $(N)

tour: $(READY) ## Drive the sandbox page through every screen in both languages, and look at it (needs a Chromium)
	@$(BIN)/python -m tests.tour

check: $(READY) ## Look at the settings in .env and say what is wrong
	@$(BIN)/python -m bot check

pictures: $(READY) ## Take the pictures of the README from the sandbox (needs a Chromium)
	@$(BIN)/python -m tests.pictures

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
