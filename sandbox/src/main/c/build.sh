#!/bin/sh
# Compiles the two programs into the directory given, those whose sources are newer than they are.
set -e
here=$(dirname "$0")
mkdir -p "$1"
for program in init spawn; do
    if [ ! -e "$1/$program" ] || [ -n "$(find "$here" -newer "$1/$program")" ]; then
        gcc -O2 -static -s -Wall -Wextra -Werror -o "$1/$program" "$here/$program.c"
    fi
done
