# ./quern dist: a tarball that needs no JDK, Maven or compiler: a runtime of the modules in use, the
# libraries, the AOT cache made with that runtime, and the same launcher.
. "$home/dev/build.sh"
version=$(sed -n 's|.*<revision>\(.*\)</revision>.*|\1|p' "$home/pom.xml")
case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
name=quern-$version-linux-$arch
mkdir -p "$home/target"
stage=$(mktemp -d "$home/target/dist-XXXXXX")
trap 'rm -rf "$stage"' EXIT
folder=$stage/$name
mkdir "$folder"
cp -r "$run/lib" "$home/samples" "$home/LICENSE" "$home/README.md" "$home/quern" "$folder/"

# jdeps sees what the byte code names; the rest is found by name at run time: elliptic curves for TLS,
# Unsafe in caches, zip files as file systems, and the JVM's own instruments.
jars=$(find "$folder/lib" -name '*.jar' ! -name '*-inject-plugin-*')
modules=$("$JAVA_HOME/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 $jars) || { echo "error: jdeps: $modules" >&2 && exit 125; }
modules=$(echo "$modules" | tail -n 1)
"$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --output "$folder/runtime" \
    --add-modules "$modules,jdk.crypto.ec,jdk.unsupported,jdk.zipfs,jdk.jcmd,jdk.management"

# The cache remembers the times of the files it was made of, and tar keeps them.
find "$folder" -exec touch -h -d @1767225600 {} +
sh "$home/dev/train.sh" "$folder/runtime/bin/java" "$folder"
rm -f "$folder/train.log"
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner -czf "$stage/tarball" "$name"
mv "$stage/tarball" "$home/target/$name.tar.gz"
echo "$home/target/$name.tar.gz ($(du -h "$home/target/$name.tar.gz" | cut -f1), unpacked $(du -sh "$folder" | cut -f1))"
