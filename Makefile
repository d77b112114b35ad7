# `make demo` and `make test` set themselves up, in .venv and build/; nothing outside the checkout is
# changed. PYTHON is the Python that .venv is made from.

PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CC
export PIP_CACHE_DIR := $(CURDIR)/.venv/cache/pip
export npm_config_cache := $(CURDIR)/.venv/cache/npm
export GOCACHE := $(CURDIR)/.venv/cache/go
GO := XDG_CONFIG_HOME="$(CURDIR)/.venv/config" go
CFLAGS_STRICT := -std=c11 -O2 -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Werror -fsyntax-only

.PHONY: help setup demo test unit conformance bench lint fixtures clean

help:
	@echo "make demo      the article's experiments through the four ports, side by side"
	@echo "make test      the tests of the four languages, then the conformance matrix"
	@echo "make bench     the C core against pure Python"
	@echo "make lint      formatting, types and warnings in all languages"
	@echo "make fixtures  write the fixtures from conformance/cases"
	@echo "make setup     what each of these does first, once"
	@echo "make clean     remove everything that was made"

# Set-up: the stamps say what is there already.

setup: .venv/.core build/port-go

.venv/.packages: requirements.txt tools/setup.py
	@$(PYTHON) tools/setup.py
	@touch $@

.venv/.core: .venv/.packages $(wildcard csrc/*.[ch]) python/build_core.py setup.py pyproject.toml
	@echo "refnet setup: building the C core"
	@python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

build/port-go: .venv/.packages $(wildcard go/*.go go/cmd/port/*.go) go/go.mod
	@echo "refnet setup: building the Go port"
	@cd go && $(GO) build -o ../build/port-go ./cmd/port

js/node_modules: .venv/.packages js/package.json js/package-lock.json
	@echo "refnet setup: installing TypeScript, which checks the JavaScript"
	@cd js && npm ci --silent
	@touch $@

# What the project does

demo: setup
	@refnet demo

test: unit conformance

unit: setup
	python -m pytest
	cd js && node --test --test-reporter=dot
	cd go && $(GO) test -count=1 ./...

conformance: setup
	refnet conformance

bench: setup
	@python -m pytest benchmarks --quiet --benchmark-warmup=on --benchmark-warmup-iterations=3 \
		--benchmark-json=build/benchmarks.json --benchmark-quiet
	@python benchmarks/report.py build/benchmarks.json

fixtures: setup
	python conformance/make_fixtures.py

lint: setup js/node_modules
	ruff check .
	ruff format --check .
	mypy
	cd js && npx prettier --check --log-level warn . && npx tsc
	cd go && $(GO) vet ./...
	@cd go && unformatted=$$(gofmt -l .) && test -z "$$unformatted" \
		|| { echo "gofmt: not formatted: $$unformatted"; exit 1; }
	clang-format --dry-run --Werror csrc/*.[ch]
	$(CC) $(CFLAGS_STRICT) csrc/*.c

clean:
	rm -rf .venv build dist js/node_modules python/refnet/_core.* python/*.egg-info
