// Command port is the Go port: the experiments, answered line by line on standard input and output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout) // one unbuffered write a line
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
