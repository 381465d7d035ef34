.DEFAULT_GOAL := help
SHELL := bash
PY := .venv/bin/python
PROTOS := $(shell find proto -name '*.proto')
BUF_VERSION := 1.75.0

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

.PHONY: proto
proto: install ## Generate wire/ from proto/
	find wire/kith -name '*_pb2*' -delete
	$(PY) -m grpc_tools.protoc -I proto --plugin=protoc-gen-mypy=.venv/bin/protoc-gen-mypy \
		--plugin=protoc-gen-mypy_grpc=.venv/bin/protoc-gen-mypy_grpc \
		--python_out=wire --mypy_out=quiet:wire --grpc_python_out=wire --mypy_grpc_out=quiet:wire $(PROTOS)
	find wire/kith -type d -exec touch {}/__init__.py \;

.PHONY: lock
lock: ## Write requirements.lock anew from pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra dev pyproject.toml --output-file requirements.lock
