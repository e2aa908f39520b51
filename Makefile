# `make demo` and `make test` are enough to start with. Each target creates or updates .venv first: the first time that
# needs the network, later it takes milliseconds. CONTRIBUTING.md explains the other targets.

VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 3
# Each process starts with its own share, so that related tests share fixtures; an idle one takes tests of another. Three
# keep two cores busy, because tests wait for processes that they start.
PYTEST = $(BIN)/pytest -n $(JOBS) --dist worksteal
# Tests start hundreds of processes; without bytecode files each of them would compile the package again.
unexport PYTHONDONTWRITEBYTECODE
COMPILE = $(BIN)/python -m compileall -q autograder tools

.PHONY: help demo test check prove record lint lock messages picture environment demo-environment wheel docs
.DEFAULT_GOAL := help

help:
	@echo "make demo      build the student bundle, grade the sample submissions, show the class table"
	@echo "make check     the quick tests, linting and types: a minute"
	@echo "make test      all tests but the long ones and those on record, with linting and types: six minutes on two cores;"
	@echo "               up to three times that after a change of the engine, until make prove records them again"
	@echo "make record    run the tests that go on record, and record those that pass: twelve minutes"
	@echo "make prove     the long tests, every proof with every mutant, the quick tests on other Pythons: an hour and a half"
	@echo "               SAMPLE=5: a random twentieth of the mutants; SEED=7: the same proof as with this seed before"
	@echo "make docs      this documentation and the handouts as a site, build/site/index.html"
	@echo "make wheel     a wheel for instructors who have no copy of this repository"
	@echo "make lock      resolve requirements.lock again       make messages  update the Korean catalog"
	@echo "make picture   record docs/demo.svg again"

environment:
	@sh tools/setup.sh $(VENV)

demo-environment:
	@sh tools/setup.sh --demo $(VENV)

demo: demo-environment
	@$(BIN)/python -m tools.demo

test: lint
	@$(COMPILE)
	$(PYTEST)

check: lint
	@$(COMPILE)
	$(PYTEST) -q -m "not slow and not prove"

lint: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

prove: environment
	@echo "1 of 3: the quick tests on other Pythons; two minutes each, more where an environment is set up first"
	sh tools/prove_on.sh 3.12 $(JOBS)
	sh tools/prove_on.sh 3.13 $(JOBS)
	@echo "2 of 3: every proof with every mutant; forty minutes of CPU time, the assignments in their order"
	$(BIN)/python -m tools.validity $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))
	@echo "3 of 3: the long tests and those on record, the longest part"
	$(PYTEST) -m "prove or recorded" --prove

record: environment
	$(PYTEST) -m recorded --prove

lock: environment
	$(BIN)/uv pip compile pyproject.toml --no-config --universal --python-version 3.11 --all-extras --upgrade \
		--generate-hashes --default-index https://pypi.org/simple --custom-compile-command "make lock" \
		--quiet --output-file requirements.lock

wheel: demo-environment
	@$(BIN)/python -m hatchling build -t wheel -d dist

docs: demo-environment
	@$(BIN)/python -m tools.site

messages: environment
	$(BIN)/python -m tools.messages

picture: environment
	$(BIN)/python -m tools.demo --picture docs/demo.svg
