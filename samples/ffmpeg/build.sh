# ffmpeg and ffprobe with the libraries they are linked to, and a shell.
fetch_with_dependencies ffmpeg
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
copy_program "$work/packages" usr/bin/ffmpeg "$root"
copy_program "$work/packages" usr/bin/ffprobe "$root"
