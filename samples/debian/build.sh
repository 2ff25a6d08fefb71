# The smallest Debian that can install packages: a base for builds where no image registry is at hand.
command -v mmdebstrap >/dev/null || { echo "It is made by mmdebstrap, which is missing." >&2; exit 69; }
# The machine's own release, whose keys it has.
suite=$(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") || suite=stable
mmdebstrap --quiet --variant=apt --include=ca-certificates "$suite" "$root" >&2
# What a container gets from the one who runs it, and what was only for the installation.
rm -rf "$root"/dev/* "$root"/proc/* "$root"/sys/* "$root"/run/* "$root"/tmp/* \
    "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/log/*
