#!/bin/sh
# Run the static checks, then every test. All of them run, whatever fails, and
# pytest is last so that its summary ends the output.
#
#   sh scripts/run_checks.sh VENV [pytest arguments]
set -u

bin=$1/bin
shift
failed=

check() {
    printf '== %s\n' "$*"
    "$bin/$@" || failed="$failed [$*]"
}

check ruff check
check ruff format --check
check mypy
check lint-imports --no-cache

[ -z "$failed" ] || printf '== findings above:%s\n' "$failed"
printf '== pytest\n'
# -r: list failures, errors, and what was not run and why.
"$bin/python" -m pytest -rfEs --doctest-modules "$@" src/tenor tests || failed="$failed pytest"
[ -z "$failed" ]
