# ./quern test: all set-up, then formatting, static checks and every test in one Maven run. Its exit
# code is Maven's.
# ./quern test faults [MINUTES]: only the fault test of durable tasks, for so long (60).
. "$home/dev/packages.sh"
packages_install build run test
case "$#:${1-}" in
    0:*)
        # A test that fails once and passes again is reported as a flake, in the closing lines.
        exec mvn -B -ntp -fae -Dsurefire.rerunFailingTestsCount=1 -Dstyle.color=never -f "$home/pom.xml" \
            spotless:check verify ;;
    1:faults | 2:faults)
        exec mvn -B -ntp -Dstyle.color=never -f "$home/pom.xml" -pl app -am test -Dtest=FaultTest \
            -Dsurefire.failIfNoSpecifiedTests=false "-Dquern.fault.minutes=${2-60}" ;;
    *)
        echo "error: usage: ./quern test [faults [MINUTES]]" >&2
        exit 2 ;;
esac
