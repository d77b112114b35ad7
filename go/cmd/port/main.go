// Command port is the Go port: it reads requests from standard input, one per line, and writes the
// answers to standard output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout) // writes each line at once
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 0 {
			if err := output.Encode(answer(experiments, line)); err != nil {
				fmt.Fprintln(os.Stderr, "port:", err)
				os.Exit(1)
			}
		}
		if err != nil {
			return
		}
	}
}
