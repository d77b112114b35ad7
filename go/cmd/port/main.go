// Command port is the Go port: it reads requests from standard input, one per line, and writes the
// answers to standard output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "port:", err)
		os.Exit(1)
	}
}

// serve answers every line of the input, each at once, until the input ends (PORT-3).
func serve(requests io.Reader, answers io.Writer) error {
	input := bufio.NewReader(requests)
	output := json.NewEncoder(answers)
	for {
		line, end := input.ReadBytes('\n')
		if len(line) > 0 {
			if err := output.Encode(answer(experiments, line)); err != nil {
				return err
			}
		}
		if end != nil {
			return nil
		}
	}
}
