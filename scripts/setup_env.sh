#!/bin/sh
# Create a virtual environment where there is none, and install a lock into it.
#
#   sh scripts/setup_env.sh VENV LOCK
#
# PYTHON=...              interpreter for a new environment (3.11 or newer)
# TENOR_SETUP_TIMEOUT=N   seconds before the download is given up (default 1800)
set -eu

venv=$1
lock=$2
limit=${TENOR_SETUP_TIMEOUT:-1800}

say() { printf 'setup: %s\n' "$*" >&2; }

is_usable() { # 3.11 or newer, runs, and can make an environment
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_usable "$PYTHON" && { echo "$PYTHON"; return 0; }
        say "PYTHON=$PYTHON does not run, is older than 3.11, or lacks the venv module."
        return 1
    fi
    for name in python3.13 python3.12 python3.11 python3; do
        is_usable "$name" && { echo "$name"; return 0; }
    done
    say "no Python 3.11 or newer with the venv module was found on PATH."
    say "Install one (on Debian and Ubuntu also python3-venv), or name it: make brief PYTHON=/path/to/python3"
    return 1
}

limited() { # run within the time limit where the system has 'timeout'
    if command -v timeout >/dev/null 2>&1; then timeout "$limit" "$@"; else "$@"; fi
}

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(find_python) || exit 1
    say "creating $venv with $("$python" -V 2>&1)"
    "$python" -m venv --clear "$venv"
fi
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$venv/bin/python" -m ensurepip --upgrade >/dev/null
fi

say "installing $lock ($(grep -c '==' "$lock") packages, each checked against its hash)"
code=0
limited "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
    --require-hashes --no-deps -r "$lock" || code=$?
if [ "$code" -eq 124 ]; then
    say "stopped after $limit seconds: the download did not finish."
    say "Run the same command again (pip keeps what it has), or raise TENOR_SETUP_TIMEOUT."
elif [ "$code" -ne 0 ]; then
    say "the packages in $lock could not be installed; pip's own message is above."
    say "This step needs the Python package index once: check the network or proxy"
    say "(PIP_INDEX_URL names a mirror) and run the same command again."
    say "A later run works without a network."
fi
exit "$code"
