# Debian packages, taken through the machine's own apt configuration but with state of their own, so that nothing
# of the machine changes and no lock or privilege is needed. Uses $work.

# apt with empty state below $work, and without the hooks that tend the machine's own caches.
apt() {
    for tool in apt-get dpkg-deb; do
        command -v "$tool" >/dev/null || { echo "It is built from Debian packages, and '$tool' is missing." >&2; return 69; }
    done
    if [ ! -d "$work/apt" ]; then
        mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
        : >"$work/apt/status"
        cat >"$work/apt.conf" <<EOF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages { MetaKey "\$(COMPONENT)/binary-\$(ARCHITECTURE)/Packages"; flatMetaKey "Packages"; ShortDescription "Packages"; Description "Packages"; };
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State "$work/apt";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt";
Dir::Cache::archives "$work/apt/archives";
Debug::NoLocking "true";
APT::Install-Recommends "false";
EOF
    fi
    apt-get -c "$work/apt.conf" -qq "$@" >&2
}

# Fetches the package lists, once.
apt_lists() {
    [ -f "$work/apt/fresh" ] || { apt update && : >"$work/apt/fresh"; }
}

# The functions below are used in conditions too, where the shell does not stop at a failure by itself.

# fetch_with_dependencies PACKAGE...: the .deb files of the packages and of all they depend on.
fetch_with_dependencies() {
    apt_lists || return
    apt --yes --download-only install "$@"
}

# fetch_only PACKAGE...: these .deb files alone.
fetch_only() {
    apt_lists || return
    mkdir -p "$work/apt/single"
    # As root, apt downloads as the user _apt.
    [ "$(id -u)" != 0 ] || chown _apt "$work/apt/single"
    (cd "$work/apt/single" && apt download "$@") || return
    mv "$work"/apt/single/*.deb "$work/apt/archives/"
}

# unpack_fetched FOLDER: every fetched package, without what no program reads at run time.
unpack_fetched() {
    mkdir -p "$1"
    for deb in "$work"/apt/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$1" --no-same-owner \
            --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./usr/share/icons
    done
}

# copy_program FOLDER PROGRAM ROOT: a dynamic program and the shared libraries it is linked to, at the same paths.
# The libraries lie in the linker's built-in search folders, so no ld.so.cache is needed.
copy_program() {
    loader=$(cd "$1" && ls lib64/ld-linux-*.so.* lib/ld-linux-*.so.* 2>/dev/null | head -n 1)
    multiarch=$(cd "$1/usr/lib" && ls -d ./*-linux-gnu* | head -n 1 | cut -c3-)
    mkdir -p "$3/$(dirname "$2")" "$3/$(dirname "$loader")" "$3/usr/lib/$multiarch"
    cp "$1/$2" "$3/$2"
    cp -L "$1/$loader" "$3/$loader"
    # Beside the usual ones, where an installed system finds libraries by a RUNPATH or an alternative.
    folders=$1/usr/lib/$multiarch
    folders=$folders:$1/lib/$multiarch:$folders/pulseaudio:$folders/blas:$folders/lapack:$1/usr/lib
    "$1/$loader" --inhibit-cache --library-path "$folders" --list "$1/$2" >"$work/libraries"
    if grep 'not found' "$work/libraries" >&2; then
        return 1
    fi
    sed -n 's/.* => \(\/.*\) (0x.*/\1/p' "$work/libraries" | while read -r library; do
        cp -L "$library" "$3/usr/lib/$multiarch/"
    done
}

# copy_shell ROOT: busybox as the shell and the small tools of scripts, with a user to run as.
copy_shell() {
    mkdir -p "$1/bin" "$1/etc" "$1/tmp"
    chmod 1777 "$1/tmp"
    cp "$(ls "$work/packages/bin/busybox" "$work/packages/usr/bin/busybox" 2>/dev/null | head -n 1)" "$1/bin/busybox"
    for command in $("$1/bin/busybox" --list); do
        [ "$command" = busybox ] || ln -s busybox "$1/bin/$command"
    done
    echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >"$1/etc/passwd"
    echo 'nogroup:x:65534:' >"$1/etc/group"
}
