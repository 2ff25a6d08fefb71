#!/bin/sh
# Runs the benchmarks of a built clone; called by ./quern bench.
set -eu
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$QUERN_HOME"/bench/target/quern-bench-*.jar \
    dev.quern.bench.Bench "$QUERN_HOME" "$@"
