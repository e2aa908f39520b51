# `make demo` and `make test` are all that a newcomer needs: each sets up .venv by itself, the first time from the
# network, from then on in milliseconds. CONTRIBUTING.md says what the other targets are for.

VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
# Each process starts with a half of its own, so that tests of one kind share what they prepare; who is done helps out.
PYTEST = $(BIN)/pytest -n $(JOBS) --dist worksteal

.PHONY: help demo test check prove lint lock messages picture environment
.DEFAULT_GOAL := help

help:
	@echo "make demo      build the student bundle, grade the sample submissions, show the class table"
	@echo "make test      all tests, with linting and types"
	@echo "make check     the quick ones, in a minute"
	@echo "make prove     the long ones, and the quick ones on other Pythons; an hour and a half"
	@echo "make lock      resolve requirements.lock anew        make messages  refresh the Korean catalog"
	@echo "make picture   record docs/demo.svg anew"

environment:
	@sh tools/setup.sh $(VENV)

demo: environment
	@$(BIN)/python -m tools.demo

test: lint
	$(PYTEST)

check: lint
	$(PYTEST) -q -m "not slow and not prove"

lint: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

prove: environment
	$(PYTEST) -m prove
	sh tools/prove_on.sh 3.12 $(JOBS)
	sh tools/prove_on.sh 3.13 $(JOBS)

lock: environment
	$(BIN)/uv pip compile pyproject.toml --no-config --universal --python-version 3.11 --all-extras --upgrade \
		--generate-hashes --default-index https://pypi.org/simple --custom-compile-command "make lock" \
		--quiet --output-file requirements.lock

messages: environment
	$(BIN)/python -m tools.messages

picture: environment
	$(BIN)/python -m tools.demo --picture docs/demo.svg
