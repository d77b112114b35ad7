//go:build unix

package refnet

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// delivery is longer than a signal takes to reach the process that sends it to itself.
const delivery = 100 * time.Millisecond

// ending has the signals that end a program from outside.
var ending = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}

// holdSignals lets these signals wait until the function that it returns is called. Those that the
// program ignores stay ignored.
func holdSignals() (release func()) {
	held := make(chan os.Signal, len(ending))
	for _, number := range ending {
		if !signal.Ignored(number) { // Notify would end that
			signal.Notify(held, number)
		}
	}
	return func() {
		signal.Stop(held)
		close(held)
		for number := range held {
			syscall.Kill(os.Getpid(), number.(syscall.Signal))
			time.Sleep(delivery) // or the next file would be begun, and hold the signal again
		}
	}
}
