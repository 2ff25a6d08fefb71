# Node with Fn's development kit, as npm has it, and what that needs. Functions lie in /function.
command -v npm >/dev/null || { echo "The kit comes from npm, and 'npm' is missing." >&2; exit 69; }
fetch_with_dependencies nodejs
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
copy_program "$work/packages" usr/bin/node "$root"
# Its own modules lie outside the program.
mkdir -p "$root/usr/share" "$root/function" "$root/usr/lib/fn"
for folder in usr/share/nodejs usr/share/node_modules; do
    [ ! -d "$work/packages/$folder" ] || cp -R "$work/packages/$folder" "$root/usr/share/"
done
npm install --silent --no-audit --no-fund --prefix "$root/usr/lib/fn" @fnproject/fdk@0.0.76
