#!/bin/sh
# Runs the function on this machine and compares what it says: sh test.sh
set -eu
cd "$(dirname "$0")"
run() { RUN "$@"; }

check() {
    if [ "$1" != "$2" ]; then
        printf 'expected: %s\nbut was:  %s\n' "$2" "$1" >&2
        exit 1
    fi
}

check "$(printf 'one\ntwo\n' | run)" "$(printf '1 one\n2 two')"
check "$(printf 'one\n' | run 7)" '7 one'
check "$(printf '' | run)" ''
if printf 'one\n' | run seven 2>/dev/null; then
    echo 'a wrong argument must fail' >&2
    exit 1
fi
echo ok
