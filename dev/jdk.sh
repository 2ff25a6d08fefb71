# Sets and exports JAVA_HOME to a JDK of at least version 25: the one it names already, or one from
# the usual folders. Versions are read from the JDK's release file: starting each would take seconds.

jdk_suits() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS== read -r jdk_key jdk_value; do
        if [ "$jdk_key" = JAVA_VERSION ]; then
            jdk_value=${jdk_value#\"}
            jdk_value=${jdk_value%%[!0-9]*}
            [ "${jdk_value:-0}" -ge 25 ]
            return
        fi
    done <"$1/release"
    return 1
}

jdk_find() {
    for jdk in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/* /opt/* /opt/*/* /usr/local/* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
        if jdk_suits "$jdk"; then
            export JAVA_HOME="$jdk"
            return
        fi
    done
    echo "error: no JDK 25 or newer was found in JAVA_HOME, /usr/lib/jvm, /opt, /usr/local, ~/.sdkman or ~/.jdks" >&2
    echo "fix: Install one (Debian 13: apt-get install openjdk-25-jdk-headless; elsewhere Eclipse Temurin 25 from https://adoptium.net) or set JAVA_HOME." >&2
    exit 125
}

jdk_find
