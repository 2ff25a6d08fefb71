# One static program and a link to it for each of its commands. Without a reachable Debian mirror the machine's own
# busybox will do, if it is static.
if fetch_only busybox-static; then
    unpack_fetched "$work/packages"
    busybox=$(ls "$work/packages/bin/busybox" "$work/packages/usr/bin/busybox" 2>/dev/null | head -n 1)
else
    if ! busybox=$(command -v busybox) || ldd "$busybox" >/dev/null 2>&1; then
        echo 'No Debian mirror answers, and the machine has no static busybox of its own.' >&2
        exit 1
    fi
    echo "No Debian mirror answers; taking the machine's own $busybox." >&2
fi

mkdir -p "$root/bin" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for command in $("$root/bin/busybox" --list); do
    [ "$command" = busybox ] || ln -s busybox "$root/bin/$command"
done
echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >"$root/etc/passwd"
echo 'nogroup:x:65534:' >"$root/etc/group"
