# busybox, zstd, and bsdtar, which reads any archive from a stream: zip, 7z, tar in every compression.
fetch_with_dependencies zstd libarchive-tools
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
copy_program "$work/packages" usr/bin/zstd "$root"
copy_program "$work/packages" usr/bin/bsdtar "$root"
