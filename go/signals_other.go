//go:build !unix

package refnet

// holdSignals does nothing, because there is no way to send a signal again.
func holdSignals() (release func()) { return func() {} }
