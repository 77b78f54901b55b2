#!/bin/sh
# Makes ready what the Makefile needs: .venv with the locked packages, and packages of the system.
#
#   scripts/setup.sh run     to run the platform; without pango or ffmpeg all but PDFs and films works
#   scripts/setup.sh test    to test it as well; fails when something cannot be had
set -eu
cd "$(dirname "$0")/.."
purpose=$1

say() { printf '%s\n' "$*" >&2; }

# Packages of the system

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1
    fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return
    as_root apt-get update -qq >/dev/null 2>&1 || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has_postgres() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

missing() {
    has_library libpango-1.0.so.0 && has_library libpangoft2-1.0.so.0 || printf 'libpango-1.0-0 libpangoft2-1.0-0 '
    has_library libharfbuzz-subset.so.0 || printf 'libharfbuzz-subset0 '
    command -v ffmpeg >/dev/null || printf 'ffmpeg '
    [ "$purpose" = test ] || return 0
    has_chromium || printf 'chromium '
    has_postgres || printf 'postgresql '
}

wanted=$(missing)
if [ -n "$wanted" ]; then
    say "Getting packages of the system: $wanted"
    # One by one where all together fail: what can be had is had.
    # shellcheck disable=SC2086
    apt_install $wanted || for package in $wanted; do apt_install "$package" || true; done
    wanted=$(missing)
fi
if [ -n "$wanted" ] && [ "$purpose" = test ]; then
    say "The tests need packages that could not be installed. Please run, as root:"
    say "    apt-get install $wanted"
    exit 1
fi
if [ -n "$wanted" ]; then
    say "Not installed: $wanted"
    say "The platform runs without them; making PDFs (pango, harfbuzz) or preparing films (ffmpeg) will say what is missing."
fi

# Python and the locked packages

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    say "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install python3 python3-venv"
    say "If it has another name, say so: make PYTHON=/path/to/python …"
    exit 1
}

if ! { [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        apt_install python3-venv || true
        "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "$version" || true
        if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            say "Python lacks its part for environments. Please run, as root: apt-get install python3-venv"
            exit 1
        fi
    fi
    say "Making the environment in .venv"
    "$python" -m venv --clear .venv
fi

lock=requirements.lock
[ "$purpose" = test ] && lock=requirements-dev.lock
say "Installing the packages of $lock"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock"
touch ".venv/ready-to-$purpose"
# Who can test can also run.
[ "$purpose" = run ] || touch .venv/ready-to-run
