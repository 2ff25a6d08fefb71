# One static program and a link to it for each of its commands.
fetch_only busybox-static
unpack_fetched "$work/packages"

mkdir -p "$root/bin" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
busybox=$(cd "$work/packages" && ls bin/busybox usr/bin/busybox 2>/dev/null | head -n 1)
cp "$work/packages/$busybox" "$root/bin/busybox"
for command in $("$root/bin/busybox" --list); do
    [ "$command" = busybox ] || ln -s busybox "$root/bin/$command"
done
echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >"$root/etc/passwd"
echo 'nogroup:x:65534:' >"$root/etc/group"
