# ./quern bench [ARGS]: builds, then runs the benchmarks.
. "$home/dev/build.sh"
if [ ! -x "$home/bench/run.sh" ]; then
    echo "error: bench/run.sh is not there" >&2
    exit 125
fi
export QUERN_HOME="$home"
exec "$home/bench/run.sh" "$@"
