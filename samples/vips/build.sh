# The programs of libvips with the libraries they are linked to, a shell, and one font for text. The optional
# loaders are modules and stay out; JPEG, PNG, WebP, GIF, TIFF and SVG are built in.
fetch_with_dependencies libvips42 fontconfig-config
fetch_only libvips-tools fonts-dejavu-core busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
for program in vips vipsthumbnail vipsheader; do
    copy_program "$work/packages" usr/bin/$program "$root"
done
mkdir -p "$root/usr/share/fonts/truetype/dejavu" "$root/etc/fonts"
cp "$work/packages/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf" "$root/usr/share/fonts/truetype/dejavu/"
cat >"$root/etc/fonts/fonts.conf" <<EOF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><cachedir>/tmp/fontconfig</cachedir></fontconfig>
EOF
