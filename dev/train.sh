# train.sh JAVA FOLDER: makes the AOT caches beside FOLDER/lib (JEP 483, JEP 514) from a run of what
# commands usually do. A cache that cannot be made is no error: the program only starts more slowly.
set -eu
java=$1 folder=$2
rm -f "$folder"/*.aot
"$java" -cp "$folder/lib/*" dev.quern.app.dist.StackMaps "$folder"/lib/picocli-*.jar
LC_ALL=C.UTF-8 "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx128m \
    -XX:AOTCacheOutput="$folder/client.aot" -Xlog:disable -Xlog:all=error:stderr \
    -jar "$folder/lib/quern.jar" train-client >"$folder/train.log" 2>&1 ||
    echo "warning: commands start more slowly than they could, see $folder/train.log" >&2
