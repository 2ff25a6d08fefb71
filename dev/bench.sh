# ./quern bench [ARGS]: builds, then runs the benchmarks.
. "$home/dev/build.sh"
. "$home/dev/packages.sh"
# What cannot be had is said in the table; the rest is measured all the same.
# Peers and what samples are built with are those of the tests.
(packages_install run test) || true
(packages_file=$home/bench/packages && packages_install bench) || true
if [ ! -x "$home/bench/run.sh" ]; then
    echo "error: bench/run.sh is not there" >&2
    exit 125
fi
export QUERN_HOME="$home"
exec "$home/bench/run.sh" "$@"
