# `make demo` and `make test` set themselves up, in .venv and build/; nothing outside the checkout
# changes. PYTHON is the Python that creates .venv.

PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CC
export PIP_CACHE_DIR := $(CURDIR)/.venv/cache/pip
export npm_config_cache := $(CURDIR)/.venv/cache/npm
export GOCACHE := $(CURDIR)/.venv/cache/go
export MPLCONFIGDIR := $(CURDIR)/.venv/cache/matplotlib
GO := XDG_CONFIG_HOME="$(CURDIR)/.venv/config" go
CFLAGS_STRICT := -std=c11 -O2 -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wno-psabi -Werror -c -o /dev/null

.PHONY: help setup demo site test unit conformance digits bench bench-peers check-keras \
	check-clusters sanitize tsan \
	fuzz fuzz-c fuzz-js fuzz-go fuzz-ports \
	check-architectures lint fixtures clean

help:
	@echo "make demo      two classic experiments through the four ports, side by side"
	@echo "make site      the chapters in four languages, side by side, to read in a browser: site/"
	@echo "make test      the tests of the four languages, then every port against every fixture"
	@echo "make digits    20 epochs on the digits in all four ports, dense, LeNet, LSTM: hours"
	@echo "make bench     pure Python, NumPy, the C core, JavaScript and Go: benchmarks/RESULTS.md"
	@echo "make bench-peers  refnet and PyTorch, JAX, Keras and others: benchmarks/RESULTS.md"
	@echo "make check-keras  the same runs and programs in Keras and scikit-learn: docs/keras.md"
	@echo "make check-clusters  the same bits on local clusters of Dask and Ray, with scikit-learn"
	@echo "make sanitize  the C core under ASan and UBSan"
	@echo "make fuzz      random inputs for every language, about five minutes; an hour with FUZZ=900"
	@echo "make tsan      the C core's threads under the thread sanitizer"
	@echo "make check-architectures  Go and C under emulation: arm64, riscv64, s390x, ppc64le"
	@echo "make lint      formatting, types and warnings in all languages"
	@echo "make fixtures  regenerate the fixtures, wrong answers, docs pages and the table in README"
	@echo "make setup     install the tools and build the ports; every target does this first, once"
	@echo "make clean     remove everything that was generated or installed"

# Set-up. The stamps mark the steps that are done.

setup: .venv/.core build/port-go

.venv/.packages: requirements.txt tools/setup.py
	@$(PYTHON) tools/setup.py
	@touch $@

.venv/.core: .venv/.packages $(wildcard csrc/*.[ch] csrc/fast/*.[ch]) python/build_core.py setup.py pyproject.toml
	@echo "refnet setup: building the C core"
	@python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

build/port-go: .venv/.packages $(wildcard go/*.go go/cmd/port/*.go) go/go.mod
	@echo "refnet setup: building the Go port"
	@cd go && $(GO) build -o ../build/port-go ./cmd/port

js/node_modules: .venv/.packages js/package.json js/package-lock.json
	@echo "refnet setup: installing TypeScript, which checks the JavaScript, and esbuild"
	@cd js && npm ci --silent
	@touch $@

# What the project does

demo: setup
	@refnet demo

# Pages that open from disk; esbuild puts the JavaScript port into those that run it.
site: setup js/node_modules
	@python docs/build_site.py

test: unit conformance

unit: setup js/node_modules
	python -m pytest -n auto
	cd js && node --test --test-reporter=dot
	cd go && $(GO) test -count=1 ./...

conformance: setup
	refnet conformance

# Three turns, so that a busy moment of the machine does not affect one implementation alone.
bench: setup
	@rm -rf build/bench && mkdir -p build/bench
	@cd benchmarks/go && $(GO) build -o ../../build/bench-go .
	@for turn in 1 2 3; do \
		echo "refnet bench: turn $$turn of 3: Python, NumPy and C, then JavaScript, then Go" && \
		python -m pytest benchmarks --quiet --no-header --no-summary --benchmark-quiet \
			--benchmark-disable-gc --benchmark-max-time=0.3 \
			--benchmark-warmup=on --benchmark-warmup-iterations=3 \
			--benchmark-json=build/bench/python-$$turn.json && \
		node benchmarks/bench.js >build/bench/javascript-$$turn.json && \
		build/bench-go benchmarks/workloads.json >build/bench/go-$$turn.json || exit 1; \
	done
	@python -m benchmarks.report build/bench

# Other libraries, in an environment of their own, build/peers-env, which takes 6.5 GB.
bench-peers: setup
	@python -m benchmarks.peers.run

# 20 epochs on the digits in every port; the weights must be those of conformance/digits.json,
# lenet.json and rows.json. LeNet-5 and the LSTM take pure Python an hour or more each.
digits: setup
	REFNET_FULL=1 python -m pytest --quiet python/tests/test_digits.py python/tests/test_lenet.py \
		python/tests/test_rows.py

# Training runs compared with Keras, in an environment of its own, build/keras-env.
check-keras: setup
	@python -m crosscheck.check
	@python -m crosscheck.check_programs

# Estimators of scikit-learn on local clusters; Dask and Ray are in build/clusters, 300 MB.
build/clusters/.installed: .venv/.packages python/tests/clusters.txt
	@echo "refnet check-clusters: installing Dask and Ray"
	@rm -rf build/clusters
	@python -m pip install --quiet --disable-pip-version-check --target build/clusters \
		-r python/tests/clusters.txt
	@touch $@

check-clusters: setup build/clusters/.installed
	PYTHONPATH="$(CURDIR)/build/clusters" RAY_AUTH_MODE=disabled RAY_USAGE_STATS_ENABLED=0 \
		python -m pytest --quiet python/tests/test_sklearn_clusters.py

# The C core with the address and undefined-behaviour sanitizers: its fixtures and its tests.
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -g
SANITIZED = LD_PRELOAD="$(shell $(CC) -print-file-name=libasan.so)" \
	PYTHONPATH=build/sanitized:python/tests ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
build/sanitized/.built: .venv/.core $(wildcard python/refnet/*.py python/refnet/*/*.py)
	@$(CC) $(SANITIZERS) -x c -shared -fPIC -o build/sanitizers.so /dev/null \
		|| { echo "make sanitize: $(CC) has no sanitizers: install gcc with libasan"; exit 1; }
	@echo "refnet: building the C core with the sanitizers"
	@CFLAGS="$(SANITIZERS)" LDFLAGS="$(SANITIZERS)" \
		python setup.py --quiet build --force --build-base build/sanitize --build-lib build/sanitized
	@$(SANITIZED) python -c "import refnet; assert 'sanitized' in refnet.__file__"
	@touch $@

sanitize: setup build/sanitized/.built
	$(SANITIZED) python -m refnet conformance --command "python -m refnet.port --backend c"
	$(SANITIZED) python -m pytest --quiet -n auto python/tests/core python/tests/reference

# Random inputs for FUZZ seconds (a whole number) in each language, and the same for all ports;
# FUZZ_SEED chooses them. The C core runs under the sanitizers.
FUZZ ?= 60
FUZZ_SEED ?= 1
fuzz: fuzz-c fuzz-js fuzz-go fuzz-ports

fuzz-c: setup build/sanitized/.built
	$(SANITIZED) python tools/fuzz_core.py --seconds $(FUZZ) --seed $(FUZZ_SEED)

fuzz-js: setup
	node js/fuzz/fuzz.js --seconds $(FUZZ) --seed $(FUZZ_SEED)

# Go's fuzzer chooses its own inputs, and keeps in GOCACHE those that reach new code. It gets a number
# of inputs, which take about FUZZ seconds on two processors: at the end of a time it may fail with
# "context deadline exceeded" and no finding.
fuzz-go: setup
	cd go && $(GO) test -run '^$$' -fuzz FuzzProtocol -fuzztime $$((2000 * $(FUZZ)))x -fuzzminimizetime 10x ./cmd/port
	cd go && $(GO) test -run '^$$' -fuzz FuzzModelFile -fuzztime $$((4000 * $(FUZZ)))x -fuzzminimizetime 10x .

fuzz-ports: setup build/sanitized/.built
	python tools/fuzz_ports.py --seconds $(FUZZ) --seed $(FUZZ_SEED) \
		--c 'env $(SANITIZED) .venv/bin/python -m refnet.port --backend c'

# The C core's threads under the thread sanitizer, which needs a program of its own. Where the system
# places programs at random addresses of more bits than it expects, setarch turns that off.
TSAN := -std=c11 -O1 -g -ffp-contract=off -fsanitize=thread -Wno-psabi -Icsrc
TSAN_OBJECTS := $(patsubst csrc/%.c,build/tsan/%.o,$(wildcard csrc/*.c csrc/fast/*.c))
build/tsan/%.o: csrc/%.c $(wildcard csrc/*.[ch] csrc/fast/*.[ch])
	@mkdir -p $(@D)
	@$(CC) $(TSAN) -c -o $@ $<

tsan: setup $(TSAN_OBJECTS)
	@for numbers in "" -DREFNET_FLOAT32; do \
		$(CC) $(TSAN) $$numbers -o build/tsan/races python/tests/core/races.c $(TSAN_OBJECTS) -lm -pthread && \
		TSAN_OPTIONS=die_after_fork=0:halt_on_error=1 $$(setarch -R true 2>/dev/null && echo setarch -R) \
			build/tsan/races || exit 1; \
	done
	@echo "make tsan: no data race"

# The Go port and the C core on other processors, under QEMU's user mode.
check-architectures: setup
	@python -m conformance.architectures.check

fixtures: setup
	python conformance/make_fixtures.py
	python conformance/make_wrong_answers.py
	python docs/side_by_side.py

lint: setup js/node_modules
	ruff check .
	ruff format --check .
	mypy
	cd js && npx prettier --check --log-level warn . ../benchmarks/bench.js ../benchmarks/peers/javascript ../docs/book/assets "../docs/book/demos/*.js" && npx tsc
	cd go && $(GO) vet ./...
	cd benchmarks/go && $(GO) vet ./...
	cd benchmarks/peers/go && $(GO) vet .
	@unformatted=$$("$$($(GO) env GOROOT)/bin/gofmt" -l go benchmarks/go benchmarks/peers/go) && test -z "$$unformatted" \
		|| { echo "gofmt: not formatted: $$unformatted"; exit 1; }
	clang-format --dry-run --Werror csrc/*.[ch] csrc/fast/*.[ch] examples/c/*.c benchmarks/peers/*.c benchmarks/peers/*.cpp \
		conformance/architectures/*.c python/tests/core/*.c
	@for source in csrc/*.c csrc/fast/*.c examples/c/*.c python/tests/core/*.c; do $(CC) $(CFLAGS_STRICT) -Icsrc $$source || exit 1; done

clean:
	rm -rf .venv build dist site js/node_modules python/refnet/_core.* python/*.egg-info
