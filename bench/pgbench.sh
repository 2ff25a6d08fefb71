#!/bin/sh
# Prints the path of pgbench, after unpacking it from Debian's package of the server into the cache if there is none.
# Nothing is installed; libpq is the machine's.
set -eu
umask 022
export LC_ALL=C
home=$(cd "$(dirname "$0")/.." && pwd)
cache=${QUERN_CACHE:-${HOME:?}/.cache/quern}/bench/pgbench
pgbench_found() {
    for pgbench in /usr/lib/postgresql/*/bin/pgbench "$cache"/usr/lib/postgresql/*/bin/pgbench; do
        if [ -x "$pgbench" ]; then
            echo "$pgbench"
            exit
        fi
    done
}
pgbench_found
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$work"
. "$home/samples/lib/debs.sh"
apt_lists
version=$(apt-cache -c "$work/apt.conf" depends postgresql | sed -n 's/.*Depends: \(postgresql-[0-9]*\)$/\1/p')
fetch_only "$version"
mkdir -p "$cache"
for deb in "$work"/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$cache" --no-same-owner --wildcards './usr/lib/postgresql/*/bin/pgbench'
done
pgbench_found
exit 1
