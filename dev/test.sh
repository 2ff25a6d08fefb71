# ./quern test: all set-up, then formatting, static checks and every test in one Maven run. Its exit
# code is Maven's.
. "$home/dev/packages.sh"
packages_install build run test
[ $# -eq 0 ] || { echo "error: ./quern test takes no arguments" >&2 && exit 2; }
# A test that fails once and passes again is reported as a flake, in the closing lines.
exec mvn -B -ntp -fae -Dsurefire.rerunFailingTestsCount=1 -Dstyle.color=never -f "$home/pom.xml" spotless:check verify
