# vipsthumbnail and the libraries it is linked to: no shell, no package manager, nothing else. The optional
# loaders (HEIF, JPEG XL, PDF, slides, ImageMagick) are modules and stay out; JPEG, PNG, WebP, GIF, TIFF and SVG
# are built in.
fetch_with_dependencies libvips42
fetch_only libvips-tools
unpack_fetched "$work/packages"

mkdir -p "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
copy_program "$work/packages" usr/bin/vipsthumbnail "$root"
echo 'nobody:x:65534:65534:nobody:/:/usr/sbin/nologin' >"$root/etc/passwd"
echo 'nogroup:x:65534:' >"$root/etc/group"
