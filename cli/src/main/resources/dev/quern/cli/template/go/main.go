// The request is on stdin, its arguments are arguments, the answer goes to stdout. What goes to stderr is the log;
// an exit code other than 0 is a failure.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

func main() {
	number := 1
	if len(os.Args) > 1 {
		first, err := strconv.Atoi(os.Args[1])
		if err != nil {
			fmt.Fprintf(os.Stderr, "%q is not a number\n", os.Args[1])
			os.Exit(2)
		}
		number = first
	}
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			fmt.Fprintf(out, "%d %s", number, line)
			number++
		}
		if err != nil {
			return
		}
	}
}
