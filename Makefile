# The commands of this book. `make` alone lists them.

# Some machines forbid .pyc files; SymPy would then be compiled at every start.
unexport PYTHONDONTWRITEBYTECODE
# In the locale C, setuptools cannot write the path of a folder that has an umlaut in it.
ifneq ($(filter C POSIX,$(LC_ALL)),)
export LC_ALL := C.UTF-8
endif

VENV := .venv
BIN := $(VENV)/bin
# Written last: an interrupted installation starts again.
READY := $(VENV)/.ready
PORT := 8000
# Every file that a page is made from.
SOURCES := _config.yml _toc.yml $(shell find chapters code/derivations/book -type f \
  ! -name '*.pyc' ! -path '*/.ipynb_checkpoints/*' 2>/dev/null)

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/\1 \2/p' $(MAKEFILE_LIST) | \
	  while read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

book: $(READY)  ## build the site into _build/html, warnings as errors
	@rm -f _build/html/.built
	@$(MAKE) --no-print-directory _build/html/.built

# Built beside the old site and swapped in at the end: what interrupts it spares the old.
_build/html/.built: $(READY) $(SOURCES)
	rm -rf _build/new
	$(BIN)/jupyter-book build -W -n --keep-going --path-output _build/new .
	@rm -rf _build/old
	@if [ -d _build/html ]; then mv _build/html _build/old; fi
	@mv _build/new/_build/html _build/html
	@rm -rf _build/old _build/new
	@touch $@

live: $(READY)  ## the site, with the page that judges readers' work (needs Node.js)
	$(BIN)/python -m derivations.book.site.live_parts
	@$(MAKE) --no-print-directory book

# Beside the site, and linked on its first page.
zip: book  ## pack all notebooks with their data and the package, and offer them
	SOURCE_DATE_EPOCH=315532800 $(BIN)/python -m pip wheel --quiet --no-deps \
	  --no-build-isolation --wheel-dir _build/wheel .
	$(BIN)/python -m derivations.book.site.take_away _build/html _build/wheel

# Some minutes of a browser; what it makes is offered as the zip is.
pdf: book  ## print the whole book with Chromium, and offer it
	$(BIN)/python -m derivations.book.site.whole _build/html

test: $(READY)  ## lint, types, chapter contract, package tests, every notebook re-run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m derivations.book.contract
	$(BIN)/python -m pytest -rs --numprocesses auto --dist loadfile

check: $(READY)  ## contract and strict re-run of chapters: make check NAME=24
	$(BIN)/python -m derivations.book.contract $(call named,$(NAME))
	$(BIN)/python -m pytest -q $(call named,$(NAME))

refresh: $(READY)  ## re-run notebooks, rewrite outputs: make refresh [NAMES="01-..."]
	@$(BIN)/python -m derivations.book.notebooks.refresh $(NAMES)

serve: $(READY)  ## show the book on http://localhost:8000: make serve [PORT=8001]
	@$(BIN)/python -m derivations.book.site.serve --free $(PORT)
	@$(MAKE) --silent _build/html/.built
	@$(BIN)/python -m derivations.book.site.serve $(PORT)

AXE := 4.14.1
site-test: _build/html/.built  ## open the built site in a browser: make site-test [SAMPLE=1]
	@npm install --silent --no-save --no-audit --no-fund --prefix _build/tools \
	  axe-core@$(AXE) || echo "No npm: axe-core does not look at the pages."
	SAMPLE=$(SAMPLE) $(BIN)/python -m pytest code/tests/site -rs --numprocesses auto

sabotage: $(READY) .venv-sabotage/.ready  ## break chapters and package: who notices?
	$(BIN)/python -m pytest -v code/tests/sabotage
	$(BIN)/python -m pytest -v -n2 code/tests/sabotage/package.py
	$(BIN)/python code/tests/sabotage/numpy_parts.py --number 10
	$(BIN)/python code/tests/sabotage/sabotage.py --again --number 80 --minutes 1.5

sabotage-whole: $(READY) .venv-sabotage/.ready  ## the same without a sample: many hours
	EVERY_STEP=1 $(BIN)/python -m pytest -q code/tests/steps/test_steps_proof_alone.py \
	  code/tests/steps/test_steps_time_and_length.py
	$(BIN)/python code/tests/sabotage/numpy_parts.py
	$(BIN)/python code/tests/sabotage/sabotage.py --number 0

chapter: $(READY)  ## write the skeleton of a chapter: make chapter NAME=24-topic
	@$(BIN)/python -m derivations.book.notebooks.skeleton "$(NAME)"

peers: .venv-peers/.ready  ## compare chapters with jax, autograd, statsmodels
	.venv-peers/bin/python -m pytest -rs code/tests/peers \
	  code/tests/platform/test_platform_types.py

bench: .venv-bench/.ready  ## compare with other packages (own environment)
	.venv-bench/bin/python code/benchmarks/gradients.py

bench-site: _build/html/.built  ## measure the site beside Jupyter Book's default build
	$(BIN)/python code/benchmarks/pages.py

dist: $(READY)  ## build the package alone, as wheel and source archive, into dist/
	$(BIN)/python -m pip install --quiet build==1.6.1
	rm -rf dist
	$(BIN)/python -m build --no-isolation

home: $(READY)  ## say where the book lives: make home URL=https://github.com/me/book
	@$(BIN)/python -m derivations.book.site.home "$(URL)"

# Two files from one resolution: one for pip alone, one with hashes for `make`.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
  --custom-compile-command "make lock" --no-annotate
lock: $(READY)  ## pin every dependency anew: make lock [UPGRADE=--upgrade]
	$(BIN)/python -m pip install --quiet uv==0.13.9
	$(LOCK) $(UPGRADE) --extra book --extra test --output-file requirements.txt \
	  pyproject.toml
	$(LOCK) --generate-hashes --output-file code/locks/book.txt requirements.txt
	echo "-e ." >> requirements.txt
	$(LOCK) $(UPGRADE) --generate-hashes --constraint code/locks/book.txt \
	  --extra book --extra test --extra peers --output-file code/locks/peers.txt \
	  pyproject.toml
	echo mutmut | $(LOCK) $(UPGRADE) --generate-hashes \
	  --output-file code/locks/sabotage.txt -

audit: $(READY)  ## ask whether a pinned package has a known vulnerability
	$(BIN)/python -m pip install --quiet pip-audit==2.10.1
	$(BIN)/pip-audit --strict --require-hashes --disable-pip \
	  --requirement code/locks/book.txt

clean:  ## remove what these commands made
	rm -rf _build build dist $(VENV) .venv-bench .venv-peers .venv-sabotage \
	  .pytest_cache .ruff_cache .mypy_cache .hypothesis

# The notebooks whose names begin so; without one, a word that is no file, to be told of.
named = $(or $(wildcard chapters/$(1)*.ipynb chapters/reference/$(1)*.ipynb),\
  $(error no notebook under chapters/ begins with "$(1)": make check NAME=01))

# PYTHON=... names an interpreter; otherwise the first one that is new enough.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 \
  python3.11 python,$(shell $(p) -c 'import sys; \
  sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))

# A virtual environment of its own: Debian and Ubuntu refuse pip outside of one. What is
# downloaded must have the hash of the lock; the package itself is this folder.
%/.ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; found: $(or $(PYTHON),none)." \
	  "If it has another name: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments." \
	  "On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing into $*; this takes about a minute the first time."
	$(PYTHON) -m venv $*
	$*/bin/python -m pip install $(if $(findstring locks/,$(LOCKED)),--require-hashes) \
	  --requirement $(LOCKED)
	$*/bin/python -m pip install --no-deps --no-build-isolation --editable .
	@$*/bin/python -c 'import matplotlib.font_manager' # its font cache, once
	@touch $@

$(READY): code/locks/book.txt pyproject.toml
$(READY): LOCKED = code/locks/book.txt
.venv-peers/.ready: code/locks/peers.txt pyproject.toml
.venv-peers/.ready: LOCKED = code/locks/peers.txt
# The tool that makes wrong versions, apart from the tests that are put to them.
.venv-sabotage/.ready: code/locks/sabotage.txt
	$(PYTHON) -m venv .venv-sabotage
	.venv-sabotage/bin/python -m pip install --require-hashes --requirement $<
	@touch $@
.venv-bench/.ready: code/benchmarks/requirements.txt pyproject.toml
.venv-bench/.ready: LOCKED = code/benchmarks/requirements.txt

.PHONY: help book live zip pdf test check refresh serve site-test bench-site sabotage
.PHONY: sabotage-whole chapter peers bench dist home lock audit clean
.DELETE_ON_ERROR:
