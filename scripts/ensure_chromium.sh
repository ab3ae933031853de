#!/bin/sh
# Make a Chromium and a font available to the browser tests where that is
# possible. Never fails: without a browser those tests are reported as not run.
set -u

export DEBIAN_FRONTEND=noninteractive
limit=${TENOR_BROWSER_TIMEOUT:-600}

say() { printf 'chromium: %s\n' "$*"; }

limited() {
    if command -v timeout >/dev/null 2>&1; then timeout "$limit" "$@"; else "$@"; fi
}

find_browser() { # same names, same order as tests/conftest.py
    for name in "${TENOR_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        "$name" --version >/dev/null 2>&1 && { command -v "$name"; return 0; }
    done
    return 1
}

has_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list 2>/dev/null | head -n 1)" ]
}

can_install() {
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]
}

wanted=
find_browser >/dev/null || wanted=chromium
has_font || wanted="$wanted fontconfig fonts-dejavu-core"

if [ -n "$wanted" ] && can_install; then
    say "installing$(printf ' %s' $wanted) with apt-get"
    log=$(mktemp)
    # shellcheck disable=SC2086
    if ! { limited apt-get update && limited apt-get install -y --no-install-recommends $wanted; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 3 "$log"
        say "apt-get did not finish; see the lines above"
    fi
    rm -f "$log"
fi

if browser=$(find_browser); then
    say "using $browser"
else
    say "no Chromium or Chrome on PATH: browser tests will be reported as not run"
    say "(install one, or name it with TENOR_CHROMIUM=/path/to/chromium)"
fi
exit 0
