# The Debian packages of the list `quern doctor` reads, for the time before there is a program to run.

# packages_missing NEED...: prints the packages of these needs that are not there. $packages_file names another list.
packages_missing() {
    while read -r packages_need packages_probe packages_name; do
        case " $* " in *" $packages_need "*)
            case $packages_probe in
                # A pattern where the path holds the machine's architecture.
                # shellcheck disable=SC2086
                /*) packages_there $packages_probe || echo "$packages_name" ;;
                *) PATH=$PATH:/usr/sbin:/sbin command -v "$packages_probe" >/dev/null || echo "$packages_name" ;;
            esac ;;
        esac
    done <"${packages_file:-$home/app/src/main/resources/dev/quern/app/doctor/packages}"
}

packages_there() {
    [ -e "$1" ]
}

# packages_install NEED...: installs them as root, or says what to run.
packages_install() {
    packages_list=$(packages_missing "$@" | tr '\n' ' ')
    [ -n "$packages_list" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        packages_say
    fi
    echo "installing $packages_list" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    apt-get -qq install -y --no-install-recommends $packages_list >/dev/null 2>&1 ||
        { apt-get -qq update >&2 && apt-get -qq install -y --no-install-recommends $packages_list >&2; } ||
        packages_say
}

packages_say() {
    echo "error: these packages are missing: $packages_list" >&2
    echo "fix: sudo apt-get install --no-install-recommends $packages_list" >&2
    exit 125
}
