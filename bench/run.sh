#!/bin/sh
# Runs the benchmarks of a built clone; called by ./quern bench.
set -eu
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m \
    -Djava.util.logging.config.file="$QUERN_HOME/bench/logging.properties" \
    -cp "$(echo "$QUERN_HOME"/bench/target/quern-bench-*.jar):$QUERN_HOME/bench/target/lib/*" \
    dev.quern.bench.Bench "$QUERN_HOME" "$@"
