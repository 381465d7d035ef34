.DEFAULT_GOAL := help
SHELL := bash
PY := .venv/bin/python
PROTOS := $(sort $(shell find proto -name '*.proto'))

.PHONY: help
help: ## Show what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/installed ## Install into .venv what the lock file names, and nothing else

.venv/installed: requirements.lock pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

WIRE ?= wire
.PHONY: proto
proto: install ## Generate wire/ from proto/
	find $(WIRE)/kith -name '*_pb2*' -delete
	$(PY) -m grpc_tools.protoc -I proto --plugin=protoc-gen-mypy=.venv/bin/protoc-gen-mypy \
		--plugin=protoc-gen-mypy_grpc=.venv/bin/protoc-gen-mypy_grpc --python_out=$(WIRE) --mypy_out=quiet:$(WIRE) \
		--grpc_python_out=$(WIRE) --mypy_grpc_out=quiet:$(WIRE) $(PROTOS)
	find $(WIRE)/kith -type d -exec touch {}/__init__.py \;

.PHONY: web
web: install ## Build the pages' CSS from npm, and fetch axe for their tests
	sh services/gateway/web/style/build.sh

.PHONY: lock
lock: ## Write requirements.lock anew from pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra dev pyproject.toml --output-file requirements.lock

.PHONY: format
format: install ## Put the code in the house's form
	.venv/bin/ruff format --quiet .
	.venv/bin/ruff check --quiet --fix .

.PHONY: check
check: install ## Lint, types, import contracts, proto lint, generated code
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	deploy/tools/lint-proto
	deploy/tools/check-generated

# Tests write thousands of small databases: in memory where there is such a folder, since their fsyncs prove nothing.
SCRATCH := $(shell test -w /dev/shm && echo /dev/shm || echo /tmp)

.PHONY: containers
containers: install ## Lint the image, the compose file and the chart (fetches its linters the first time)
	deploy/tools/lint-containers

.PHONY: demo
demo: install ## Start everything, play the story, stay up until Ctrl-C (ARGS="--exit" ends after the story)
	.venv/bin/kith demo $(ARGS)

.PHONY: test
test: install ## Run every test, on SQLite and PostgreSQL, on the embedded log and Kafka
	deploy/tools/fetch-for-tests
	TMPDIR=$(SCRATCH) .venv/bin/pytest --numprocesses 2 --dist loadscope --junitxml=build/tests.xml $(ARGS)

.PHONY: mutants
mutants: install ## Break the gate's code one small way after another; say which breaks no test notices
	TMPDIR=$(SCRATCH) $(PY) -m tests.cases.gate.mutants $(ARGS)

.PHONY: bench
bench: install ## Measure what we claim to be fast, as ratios to floors of the same run
	$(PY) -m bench $(ARGS)
