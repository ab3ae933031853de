#!/bin/sh
# Write requirements.lock (what Tenor needs to run and to install itself) and
# requirements-dev.lock (the same pins, and what tests, docs, data and benchmarks
# need). One lock serves every platform and every Python from 3.11 on; the pins
# that are in the files stay unless UPGRADE=1.
set -eu

cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    echo "lock: uv is not installed; see https://docs.astral.sh/uv/ (only 'make lock' needs it)" >&2
    exit 1
fi

upgrade=
[ "${UPGRADE:-0}" = 1 ] && upgrade=--upgrade

# "fewest" keeps one version of a package for all interpreters wherever that is
# possible, so that results do not differ by interpreter.
compile() {
    # shellcheck disable=SC2086
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --fork-strategy fewest --quiet \
        --custom-compile-command "make lock" $upgrade "$@"
}

compile --group build -o requirements.lock
compile --group build --group test --group docs --group data \
    -c requirements.lock -o requirements-dev.lock

for file in requirements.lock requirements-dev.lock; do
    echo "lock: $file: $(grep -c '==' "$file") pins"
done
