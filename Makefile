# The commands of this book. `make` alone lists them.

# Some machines forbid .pyc files; SymPy would then be compiled at every start.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
# Written last: an interrupted installation starts again.
READY := $(VENV)/.ready

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/\1 \2/p' $(MAKEFILE_LIST) | \
	  while read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

book: $(READY)  ## build the site into _build/html, warnings as errors
	rm -rf _build/html _build/.doctrees
	$(BIN)/jupyter-book build -W -n --keep-going .

test: $(READY)  ## lint, package tests, chapter contract, every notebook re-run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

refresh: $(READY)  ## re-run notebooks, rewrite outputs: make refresh [NAMES="01-..."]
	$(BIN)/python -m derivations.book.notebooks.refresh $(NAMES)

serve: book  ## build, then show the book on http://localhost:8000
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

site-test: book  ## open the built site in a real browser
	$(BIN)/python -m pytest code/tests/site -rs

sabotage: $(READY)  ## break chapters on purpose: the tests must notice
	$(BIN)/python -m pytest -v code/tests/sabotage
	$(BIN)/python -m pytest -v code/tests/sabotage/package.py

chapter: $(READY)  ## write the skeleton of a chapter: make chapter NAME=02-topic
	$(BIN)/python -m derivations.book.notebooks.skeleton $(NAME)

bench: .venv-bench/.ready  ## compare with other packages (own environment)
	.venv-bench/bin/python code/benchmarks/gradients.py

lock: $(READY)  ## pin every dependency anew: make lock [UPGRADE=--upgrade]
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 \
	  --extra book --extra test --custom-compile-command "make lock" \
	  --output-file requirements.txt pyproject.toml
	echo "-e ." >> requirements.txt

clean:  ## remove what these commands made
	rm -rf _build $(VENV) .venv-bench .pytest_cache .ruff_cache .hypothesis

# PYTHON=... names an interpreter; otherwise the first one that is new enough.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 \
  python3.11 python,$(shell $(p) -c 'import sys; \
  sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))

# A virtual environment of its own: Debian and Ubuntu refuse pip outside of one.
%/.ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; found: $(or $(PYTHON),none)." \
	  "If it has another name: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments." \
	  "On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing into $*; this takes about a minute the first time."
	$(PYTHON) -m venv $*
	$*/bin/python -m pip install --requirement $(REQUIREMENTS)
	@$*/bin/python -c 'import matplotlib.font_manager' # its font cache, once
	@touch $@

$(READY): requirements.txt pyproject.toml
$(READY): REQUIREMENTS = requirements.txt
.venv-bench/.ready: code/benchmarks/requirements.txt pyproject.toml
.venv-bench/.ready: REQUIREMENTS = code/benchmarks/requirements.txt

.PHONY: help book test refresh serve site-test sabotage chapter bench lock clean
.DELETE_ON_ERROR:
