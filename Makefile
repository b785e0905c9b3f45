# Daybreak: `make demo` plans the example school, `make test` runs every test and lint.
# Both install what the machine lacks (cmake, libclang, a C++ compiler) before they build; see .ci/setup.

SHELL := /bin/bash
# Everything is built in one profile, so that HiGHS (C++) is compiled once.
CARGO := . .ci/setup && cargo
DATE  := 2026-11-23

# Other solvers, installed for the comparison alone; nothing else needs Python.
PEERS_PYTHON := target/peers/venv/bin/python -B

.PHONY: demo test bench peers peers-learner scaling build clean

demo: build
	@target/release/daybreak plan data/example --date $(DATE) --out out

test:
	@$(CARGO) fmt --check
	@$(CARGO) clippy --release --all-targets -- -D warnings
	@$(CARGO) test --release
	@RUSTDOCFLAGS="-D warnings" bash -c '$(CARGO) doc --release --no-deps --quiet'

bench:
	@$(CARGO) bench

# The same problems for Daybreak, CP-SAT and HiGHS: make peers PEERS="--sizes 100,300 --seconds 60".
peers: build target/peers/venv/installed
	@$(PEERS_PYTHON) benches/peers/peers.py $(PEERS)

# What learners know, by Daybreak, pyBKT and scikit-learn on public logs: make peers-learner DATA=FOLDER, the data folder of
# theophilegervet/learner-performance-prediction. pyBKT is compiled; from its wheel it would be a hundred times slower.
LEARNER_PYTHON := target/peers-learner/venv/bin/python -B

peers-learner: build target/peers-learner/venv/installed
	@$(LEARNER_PYTHON) benches/peers-learner/peers.py $(DATA) $(PEERS)

target/peers-learner/venv/installed: benches/peers-learner/requirements.txt
	@python3 -m venv --clear target/peers-learner/venv
	@$(LEARNER_PYTHON) -m pip install --quiet --disable-pip-version-check "setuptools<66" wheel --requirement $<
	@$(LEARNER_PYTHON) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-binary pyBKT pyBKT
	@touch $@

# How the cost grows with learners, slots and candidates: make scaling SCALING="--only rich".
scaling: build
	@python3 -B benches/peers/scaling.py $(SCALING)

target/peers/venv/installed: benches/peers/requirements.txt
	@python3 -m venv --clear target/peers/venv
	@$(PEERS_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

build:
	@$(CARGO) build --release

clean:
	@cargo clean && rm -rf out .tools
