# The request is on stdin, its arguments are arguments, the answer goes to stdout. What goes to stderr is the log;
# an exit code other than 0 is a failure.
set -eu
number=${1:-1}
case $number in *[!0-9]*) echo "'$number' is not a number" >&2 && exit 2 ;; esac

while IFS= read -r line; do
    printf '%s %s\n' "$number" "$line"
    number=$((number + 1))
done
