#!/bin/sh
# Compiles the locked packages from pyproject.toml: versions that are locked stay unless it no longer allows them.
# With --upgrade, everything moves to the newest that is allowed.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    .venv/bin/python -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv
    uv="$tools/bin/uv"
fi

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url "$@" pyproject.toml
}

# What runs is what was tested: of every package the version that goes together with those of the tests.
compile "$@" --extra dev --output-file requirements-dev.lock
compile "$@" --constraint requirements-dev.lock --output-file requirements.lock
