#!/bin/sh
# Runs ceph's s3-tests, checked out by you, against a server that is running on this machine:
#     dev/s3-tests.sh CHECKOUT PYTHON DATA [pytest arguments]
# PYTHON has the checkout's requirements; DATA is the server's data directory. What is expected to fail, and why, is in
# docs/s3-tests.md. Makes three keys and a namespace for itself and removes what it can.
set -eu
home=$(readlink -f -- "$0")
home=${home%/dev/*}
checkout=$1 python=$2 data=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() {
    "${QUERN:-$home/quern}" --data "$data" -n "$2" key create "$1" --role developer --to "$work/$1.key" --s3-to "$work/$1.s3" >&2
    printf 'display_name = %s\nuser_id = %s\nemail = %s@example.com\n' "$2" "$2" "$1"
    sed -n 's/^aws_access_key_id/access_key/p; s/^aws_secret_access_key/secret_key/p' "$work/$1.s3"
}

url=$(sed 's/.*"s3Url":"\([^"]*\)".*/\1/' "$data/server.json")
host=${url#*//}
for namespace in s3tests-main s3tests-alt s3tests-tenant; do
    "${QUERN:-$home/quern}" --data "$data" namespace create $namespace >&2
done
{
    printf '[DEFAULT]\nhost = %s\nport = %s\nis_secure = False\nssl_verify = False\n' "${host%:*}" "${host##*:}"
    printf '[fixtures]\nbucket prefix = s3tests-{random}-\niam name prefix = s3-tests-\niam path prefix = /s3-tests/\n'
    printf '[s3 main]\napi_name = default\n'
    key main s3tests-main
    printf '[s3 alt]\n'
    key alt s3tests-alt
    printf '[s3 tenant]\ntenant = testx\n'
    key tenant s3tests-tenant
    for section in iam 'iam root' 'iam alt root'; do
        printf '[%s]\nuser_id = none\ndisplay_name = none\nemail = none@example.com\naccess_key = none\nsecret_key = none\n' \
            "$section"
    done
} >"$work/s3tests.conf"
cd "$checkout"
S3TEST_CONF="$work/s3tests.conf" "$python" -m pytest -q -p no:cacheprovider s3tests/functional/test_s3.py \
    s3tests/functional/test_headers.py "$@"
