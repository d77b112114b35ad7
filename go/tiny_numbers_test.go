package refnet

import "testing"

func TestTinyNumbers(t *testing.T) {
	for x, want := range map[float64]float64{1e-280: 1e-280, -1e-280: -1e-280, 9.9e-281: 0, -9.9e-281: 0} {
		checkSame(t, "flushed", flushed(x), want)
	}
	for x, want := range map[float64]float64{0: 1e-280, 1e-200: 1e-280, -2: 4} {
		checkSame(t, "square", square(x), want)
	}
}
