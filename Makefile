# Daybreak: `make demo` plans the example school, `make test` runs every test and lint.
# Both install what the machine lacks (cmake, libclang, a C++ compiler) before they build; see .ci/setup.

SHELL := /bin/bash
# Everything is built in one profile, so that HiGHS (C++) is compiled once.
CARGO := . .ci/setup && cargo
DATE  := 2026-11-23

.PHONY: demo test bench build clean

demo: build
	@target/release/daybreak plan data/example --date $(DATE) --out out

test:
	@$(CARGO) fmt --check
	@$(CARGO) clippy --release --all-targets -- -D warnings
	@$(CARGO) test --release
	@RUSTDOCFLAGS="-D warnings" bash -c '$(CARGO) doc --release --no-deps --quiet'

bench:
	@$(CARGO) bench

build:
	@$(CARGO) build --release

clean:
	@cargo clean && rm -rf out .tools
