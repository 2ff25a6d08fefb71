"""The request is on stdin, its arguments are arguments, the answer goes to stdout.

What goes to stderr is the log; an exit code other than 0 is a failure.
"""

import sys


def main() -> int:
    try:
        first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    except ValueError:
        print(f"{sys.argv[1]!r} is not a number", file=sys.stderr)
        return 2
    for number, line in enumerate(sys.stdin.buffer, first):
        sys.stdout.buffer.write(b"%d " % number + line)
    return 0


sys.exit(main())
