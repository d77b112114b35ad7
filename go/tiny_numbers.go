// # Chapter tiny_numbers: what an optimizer does with numbers that are hardly numbers any more
//
// The momentum of a unit that no longer learns shrinks with every step until it is subnormal, and
// operations on subnormal numbers are up to a hundred times slower. So a momentum below tiny is
// zero, and the square of a gradient counts as at least tiny. If epsilon is far above the root of
// tiny, as the default is, no usual weight changes visibly.
//
// Source: our own.
//
// Left out on purpose: other numbers that may become subnormal, such as weights and gradients.
package refnet

import "math"

const tiny = 1e-280

// flushed returns x, or 0 where its magnitude is below tiny (DENSE-19).
func flushed(x float64) float64 {
	if math.Abs(x) < tiny {
		return 0.0
	}
	return x
}

// square returns gradient * gradient, at least tiny (DENSE-20).
func square(gradient float64) float64 {
	squared := float64(gradient * gradient)
	if squared < tiny {
		return tiny
	}
	return squared
}
