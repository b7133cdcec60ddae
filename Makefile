# make run    set everything up, load the demo catalogue and serve it
# make test   set everything up and run every check and test
# make soak   what takes half an hour or longer: fuzzing in full, a museum's Sunday
#
# Needed on the machine: Python 3.11, 3.12 or 3.13 (PYTHON names one) and make. The rest lands in .venv/.

HOST ?= 127.0.0.1
PORT ?= 8000
# DEMO=no leaves the demo catalogue out.
DEMO ?= yes
export PYTHON

UV := 0.13.9
VENV := .venv
# Always as modules: scripts in .venv/bin carry an absolute path, which breaks when the folder is moved.
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
# The checks read the settings too; what that makes is not to lie among an operator's data.
CHECK := ARTRECOG_DATA_DIR=$(VENV)/check-data
SLOW := model or services or browser or slow or medium
# Folders without a quick test: what they import would take the quick ones seconds.
NOT_QUICK := browser services slow soak

.PHONY: help setup run worker test quick soak lint types check bench screenshots clean
.NOTPARALLEL:

help:
	@echo "make run      set up, load the demo catalogue, serve it on http://$(HOST):$(PORT)"
	@echo "make worker   a worker that takes recognitions from ARTRECOG_REDIS_URL"
	@echo "make test     every check and test; parts of it: make lint types check quick"
	@echo "make soak     what takes half an hour: fuzzing in full, the load of a museum's Sunday"
	@echo "make bench    measure accuracy and speed"
	@echo "make screenshots    take the pictures of docs/screens/"
	@echo "make setup    install what the app needs into $(VENV)/"
	@echo "make clean    remove $(VENV)/ and caches; data in var/ stays"

# --- Set-up: each stamp says that its step is done, so that a second run does nothing.

setup: $(VENV)/.runtime

$(VENV)/bin/python:
	@if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; else set -- python3.13 python3.12 python3.11 python3; fi; \
	for python in "$$@"; do \
		"$$python" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue; \
		echo "Making $(VENV)/ with $$("$$python" --version)"; \
		"$$python" -m venv --clear $(VENV) && exit 0; \
		rm -rf $(VENV); \
		echo "Set-up stopped: $$python could not make $(VENV)/; its message is above." >&2; exit 1; \
	done; \
	echo "Set-up stopped: it needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian: apt-get install" \
		"python3-venv); another one can be named, make setup PYTHON=/path/to/python3." >&2; exit 1

$(VENV)/.runtime: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing what the app needs (about 2 GB on disk; a minute or two) …"
	@$(call install,requirements.txt,--compile-bytecode)
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-iiif.txt $(VENV)/.runtime
	@echo "Installing what the tests need …"
	@$(call install,requirements-dev.txt)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-iiif.txt
	@touch $@

# uv takes half of pip's time, but does not read pip's configuration (mirrors, certificates): where uv fails, pip may not.
define install
$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV) \
&& { $(VENV)/bin/uv pip install --python $(PY) $(2) -r $(1) -c constraints.txt \
     || $(PY) -m pip install --disable-pip-version-check -r $(1) -c constraints.txt; } \
|| { echo "Set-up stopped: the packages of $(1) could not be installed; the reason is above. Run it again to go on." >&2; exit 1; }
endef

# --- Serving

run: setup
	@$(PY) -c 'import socket; socket.create_server(("$(HOST)", $(PORT))).close()' 2>/dev/null || { echo "The app cannot" \
		"listen on $(HOST):$(PORT): it is taken, or not yours. Choose another port: make run PORT=8001" >&2; exit 1; }
	@$(MANAGE) prepare $(if $(filter no,$(DEMO)),,--demo)
	@echo "Open http://$(HOST):$(PORT) (Ctrl-C stops)"
	@exec $(PY) -m gunicorn --bind $(HOST):$(PORT)

worker: setup
	@[ -n "$$ARTRECOG_REDIS_URL" ] || { echo "A worker takes its work from a broker: set ARTRECOG_REDIS_URL," \
		"for example redis://127.0.0.1:6379/0, here and for the web process." >&2; exit 1; }
	@exec $(PY) -m celery --app artrecog worker --beat --loglevel INFO

# --- Checks and tests

# Tests start many processes: each would compile the whole project anew where nothing may be kept.
test quick: export PYTHONDONTWRITEBYTECODE :=
# The slow ones three at a time, since they wait for servers and browsers too; tests/conftest.py has the order.
test: $(VENV)/.dev
	@# mypy computes on one core for longer than the other checks take: the quick tests begin beside it.
	@$(MAKE) --no-print-directory types & types=$$!; \
	$(MAKE) --no-print-directory lint check quick; checked=$$?; wait $$types && exit $$checked
	$(PY) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --no-migrations -m "($(SLOW)) and not soak" --durations 10

quick: $(VENV)/.dev
	$(PY) -m pytest -q -n 2 --dist worksteal --no-migrations -m "not ($(SLOW) or soak)" $(addprefix --ignore=tests/,$(NOT_QUICK))

# One after the other: the load is measured.
soak: $(VENV)/.dev
	$(PY) -m pytest -m soak -s tests/soak

lint: $(VENV)/.dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m bandit -q -r access artrecog bounded catalog clients desk quality recognition visits webhooks -c pyproject.toml

types: $(VENV)/.dev
	$(CHECK) $(PY) -m mypy

check: $(VENV)/.dev
	$(CHECK) $(MANAGE) check --fail-level WARNING
	$(CHECK) $(MANAGE) makemigrations --check --dry-run
	$(CHECK) $(MANAGE) spectacular --fail-on-warn --validate --file /dev/null
	$(PY) $(VENV)/bin/lint-imports --no-logo

# A catalogue of its own: the museum photos and the distractors are not to lie among an operator's works.
bench: $(VENV)/.dev
	@ARTRECOG_DATA_DIR=var/bench $(MANAGE) bench --json var/bench/figures.json

# A data folder of its own here too: what is pictured is the demo catalogue, and nobody's scans.
screenshots: $(VENV)/.dev
	@ARTRECOG_DATA_DIR=var/screens $(MANAGE) prepare --demo
	@ARTRECOG_DATA_DIR=var/screens DJANGO_SETTINGS_MODULE=artrecog.settings DJANGO_ALLOW_ASYNC_UNSAFE=yes PYTHONPATH=. \
		$(PY) docs/screenshots.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage
	find . -name __pycache__ -type d -not -path "./var/*" -prune -exec rm -rf {} +
