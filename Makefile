# Everything a newcomer needs: `make run`, then `make demo` in a second terminal.

.DEFAULT_GOAL := help
.PHONY: help run demo test check openapi schema docs tools postgresql

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: tools ## Build and start a development server with its own database under ./data
	cargo build
	@exec "$${CARGO_TARGET_DIR:-target}/debug/yiwang" serve --dev

demo: tools ## Drive the running server through the main job, step by step
	cargo run --quiet --example demo

test: tools ## Run all tests
	cargo test

check: tools ## Everything a change must pass: format, lints, tests, contract, schema, licences
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo test
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check bans licenses sources && { ! cargo deny fetch || cargo deny check advisories; }; else echo "cargo-deny is not installed: licences and advisories were not checked"; fi

openapi: ## Write openapi/openapi.json
	cargo run --quiet -- openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json

schema: tools ## Write src/db/schema.rs from the migrations
	UPDATE_SCHEMA=1 cargo test --test it schema

docs: ## Write the pages that come from the program: configuration, problems, the lifecycle's diagram
	UPDATE_DOCS=1 cargo test --lib -- config problem diagram

tools: postgresql
	@command -v cargo >/dev/null || { echo "Rust is missing: install it with  curl https://sh.rustup.rs -sSf | sh  and open a new terminal" >&2; exit 1; }

postgresql:
	@sh scripts/postgresql
