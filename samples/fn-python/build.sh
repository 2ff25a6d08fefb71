# Python with Fn's development kit, as PyPI has it, and what that needs. Functions lie in /function.
command -v pip3 >/dev/null || { echo "The kit comes from PyPI, and 'pip3' is missing." >&2; exit 69; }
fetch_with_dependencies python3-minimal libpython3-stdlib python3-httptools python3-iso8601
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
python=$(cd "$work/packages/usr/bin" && ls python3.[0-9]* | head -n 1)
copy_program "$work/packages" "usr/bin/$python" "$root"
ln -s "$python" "$root/usr/bin/python3"
for folder in "usr/lib/$python" usr/lib/python3/dist-packages; do
    mkdir -p "$root/$folder"
    cp -R "$work/packages/$folder/." "$root/$folder/"
done
for library in $(cd "$work/packages" && find "usr/lib/$python/lib-dynload" usr/lib/python3/dist-packages/httptools -name '*.so'); do
    copy_program "$work/packages" "$library" "$root"
done
pip3 --quiet --disable-pip-version-check install --root-user-action=ignore --no-deps --no-compile \
    --target "$root/usr/lib/python3/dist-packages" fdk==0.1.128
# The program as pip would have made it for this interpreter.
printf '#!/usr/bin/python3\nfrom fdk.scripts.fdk import main\nmain()\n' >"$root/usr/bin/fdk"
chmod 755 "$root/usr/bin/fdk"
mkdir -p "$root/function"
