# Every target works alone on a fresh clone with Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
PIP_INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(DEVELOPMENT) ## make .venv with the locked dependencies

$(RUNTIME): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@
