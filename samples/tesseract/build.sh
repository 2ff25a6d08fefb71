# tesseract with its English and simplified Chinese models, and a shell.
fetch_with_dependencies tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
copy_program "$work/packages" usr/bin/tesseract "$root"
mkdir -p "$root/usr/share/tesseract-ocr"
cp -R "$work/packages"/usr/share/tesseract-ocr/. "$root/usr/share/tesseract-ocr/"
