# Every target works alone on a fresh clone with Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
PEERS := .venv/.peers-installed
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)
PIP_INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Where it is set, each of the many processes that are started here would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test lint fuzz coverage format bench screenshots lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(DEVELOPMENT) $(TRANSLATIONS) ## make .venv with the locked dependencies

run: $(RUNTIME) $(TRANSLATIONS) ## run everything on this machine, with demo data and one built roster
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py run --build-first

test: setup ## all checks and all tests on every backend; REQUIRE_ALL=1 insists on each
	@$(BIN)/python -m tests

lint: setup ## the fast checks alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo djade and djhtml --check templates
	@$(BIN)/djade --check $(TEMPLATES)
	@$(BIN)/djhtml --check $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

fuzz: setup ## the properties on examples that no run has drawn before
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -m 'hypothesis and not browser and not worker' -n 2

coverage: setup ## which lines the tests on SQLite never reach
	$(BIN)/coverage run -m pytest -q -m 'not browser and not worker'
	$(BIN)/coverage report

format: setup ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade $(TEMPLATES)
	-$(BIN)/djhtml $(TEMPLATES)

bench: setup $(if $(filter-out nrp,$(firstword $(BENCH))),,$(PEERS)) ## run the benchmarks; BENCH=name runs one
	$(BIN)/python -m bench $(BENCH)

screenshots: setup ## remake the pictures of docs/ from the running program
	@$(BIN)/python docs/screenshots.py

lock: setup ## resolve requirements*.in again into the locked files
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-bench.in -o requirements-bench.txt

clean: ## remove what tools leave behind; .venv and var/ stay
	rm -rf .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv; } \
		|| { rm -rf .venv; echo 'No virtual environment could be made; on Debian: apt install python3.11-venv'; exit 1; }
	@echo 'Installing what the program runs on …'
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	@echo 'Installing what tests and checks need …'
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(PEERS): $(DEVELOPMENT) requirements-bench.txt
	@echo 'Installing what the benchmarks compare with …'
	@$(PIP_INSTALL) -r requirements-bench.txt && touch $@ \
		|| echo 'They cannot be had here: the tables say so.'

$(TRANSLATIONS): %.mo: %.po $(RUNTIME)
	@$(BIN)/python -m schedulingsite.translations
