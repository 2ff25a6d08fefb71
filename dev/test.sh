# ./quern test: all set-up, then formatting, static checks and every test in one Maven run. Its exit
# code is Maven's.
. "$home/dev/packages.sh"
packages_install build run test
[ $# -eq 0 ] || { echo "error: ./quern test takes no arguments" >&2 && exit 2; }
exec mvn -B -ntp -fae -Dstyle.color=never -f "$home/pom.xml" spotless:check verify
