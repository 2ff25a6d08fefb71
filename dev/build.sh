# Sets run to the folder of the built program (lib, AOT cache), after building it if there is none,
# sources changed, or the JDK is another. Every build gets a folder of its own, so that a server that
# is running keeps its files.

build_needed() {
    [ -e "$home/.build/stamp" ] && [ -e "$home/.build/current/jdk" ] || return 0
    read -r build_jdk <"$home/.build/current/jdk"
    [ "$build_jdk" = "$JAVA_HOME" ] || return 0
    # Folders count too: they change when a file goes away.
    [ -n "$(cd "$home" && find pom.xml */pom.xml */src/main -newer .build/stamp -print -quit)" ]
}

build_progress() {
    if [ -t 2 ]; then
        while IFS= read -r build_line; do
            case $build_line in *"[INFO] Building quern"*)
                printf '\r\033[Kbuilding %s' "${build_line#*Building }" >&2 ;;
            esac
        done
        printf '\r\033[K' >&2
    else
        echo "building quern (once for these sources)" >&2
        cat >/dev/null
    fi
}

build_maven() {
    . "$home/dev/packages.sh"
    # Set-up is what these three are for; any other command only says what is missing.
    case "${1-} ${2-}" in
        demo* | test* | "doctor --install") packages_install build ;;
        *) packages_list=$(packages_missing build | tr '\n' ' ') && [ -z "$packages_list" ] || packages_say ;;
    esac
    touch "$home/.build/stamp.new"
    rm -rf "$home/app/target/lib"
    {
        build_status=0
        mvn -B -ntp -f "$home/pom.xml" -Dstyle.color=never -Dmaven.test.skip=true package 2>&1 || build_status=$?
        echo $build_status >"$home/.build/status"
    } | tee "$home/.build/build.log" | build_progress
    read -r build_status <"$home/.build/status"
    if [ "$build_status" != 0 ]; then
        grep '^\[ERROR\]' "$home/.build/build.log" | head -n 40 >&2
        echo "error: the build failed; all of its output is in .build/build.log" >&2
        exit 125
    fi
}

build_folder() {
    build_new=$(mktemp -d "$home/.build/run-XXXXXX")
    chmod 755 "$build_new"
    cp -r "$home/app/target/lib" "$build_new/lib"
    cp "$home"/app/target/quern-app-*.jar "$build_new/lib/quern.jar"
    : >"$build_new/lock"
    echo "$JAVA_HOME" >"$build_new/jdk"
    sh "$home/dev/train.sh" "$JAVA_HOME/bin/java" "$build_new"
    ln -sfn "${build_new##*/}" "$home/.build/current.new"
    mv -T "$home/.build/current.new" "$home/.build/current"
    mv "$home/.build/stamp.new" "$home/.build/stamp"
}

# Removes what earlier builds left, but for the one before this and those of running servers.
build_clean() {
    ls -dt "$home"/.build/run-* | tail -n +3 | while IFS= read -r build_old; do
        flock -n "$build_old/lock" rm -rf "$build_old" || true
    done
}

if build_needed; then
    mkdir -p "$home/.build"
    exec 9>"$home/.build/lock"
    flock -n 9 || { echo "waiting for a build that runs already" >&2 && flock 9; }
    # Whoever waited for the lock finds the work done.
    if build_needed; then
        build_maven "$@"
        build_folder
        build_clean
    fi
    exec 9>&-
fi
run=$(cd -P "$home/.build/current" && pwd -P)
