#!/bin/sh
# Runs the OCI distribution conformance suite, all four workflows, against a server it starts for that:
#     dev/conformance.sh CHECKOUT
# CHECKOUT is github.com/opencontainers/distribution-spec, checked out by you at v1.1.1, the release this registry
# follows; Go builds the suite and fetches what it needs. Prints the suite's totals; its exit code is the suite's.
set -eu
home=$(readlink -f -- "$0")
home=${home%/dev/*}
suite=$(readlink -f -- "$1")/conformance
quern=${QUERN:-$home/quern}
work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

(cd "$suite" && go test -c -o "$work/suite" .)
# Once by itself, which builds if it has to: the server's time to start is bounded.
$quern --help >/dev/null
$quern up --data "$work/data" --listen 127.0.0.1:0 --s3-listen 127.0.0.1:0 >"$work/server.log" 2>&1 &
server=$!
tries=0
until [ -e "$work/data/server.json" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$work/server.log" >&2
        exit 125
    fi
    sleep 0.1
done

OCI_ROOT_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$work/data/server.json")
OCI_NAMESPACE=default/conformance OCI_CROSSMOUNT_NAMESPACE=default/crossmount
OCI_USERNAME=conformance
OCI_PASSWORD=$(cat "$work/data/admin.key")
OCI_TEST_PULL=1 OCI_TEST_PUSH=1 OCI_TEST_CONTENT_DISCOVERY=1 OCI_TEST_CONTENT_MANAGEMENT=1
OCI_HIDE_SKIPPED_WORKFLOWS=0 OCI_REPORT_DIR=none
export OCI_ROOT_URL OCI_NAMESPACE OCI_CROSSMOUNT_NAMESPACE OCI_USERNAME OCI_PASSWORD OCI_TEST_PULL OCI_TEST_PUSH \
    OCI_TEST_CONTENT_DISCOVERY OCI_TEST_CONTENT_MANAGEMENT OCI_HIDE_SKIPPED_WORKFLOWS OCI_REPORT_DIR
status=0
"$work/suite" -ginkgo.no-color >"$work/suite.log" 2>&1 || status=$?
if [ $status -ne 0 ]; then
    cat "$work/suite.log"
fi
grep -E '^(Ran|Passed|FAIL!|SUCCESS!)|Passed \|' "$work/suite.log" || tail -n 5 "$work/suite.log"
exit $status
