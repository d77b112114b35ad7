package refnet

import (
	"math"
	"testing"
)

func TestInitialKernels(t *testing.T) {
	for _, test := range []struct {
		initializer string
		limit       float64
	}{{"glorot_uniform", math.Sqrt(6.0 / 60.0)}, {"uniform", 0.05}, {"zeros", 0}} {
		kernels, err := InitialKernels(test.initializer, []int64{20, 40, 20}, LargestSeed, nil)
		if err != nil || len(kernels) != 2 || len(kernels[0]) != 20 || len(kernels[1]) != 40 {
			t.Fatalf("%s: got %v, %v", test.initializer, kernels, err)
		}
		largest := 0.0
		for _, row := range append(append([][]float64{}, kernels[0]...), kernels[1]...) {
			for _, weight := range row {
				largest = max(largest, math.Abs(weight))
			}
		}
		if largest > test.limit || largest < 0.99*test.limit {
			t.Errorf("%s: got numbers up to %v, want %v", test.initializer, largest, test.limit)
		}
	}
	if kernels, err := InitialKernels("zeros", []int64{5}, 0, nil); err != nil || kernels == nil {
		t.Errorf("a network without layers: got %v, %v", kernels, err)
	}
}

// A convolution's inputs and units count as often as its window has cells.
func TestInitialKernelsOfConvolutions(t *testing.T) {
	kernels, err := InitialKernels("glorot_uniform", []int64{3, 8, 10}, 1, []int64{25, 1})
	if err != nil || len(kernels[0]) != 75 || len(kernels[0][0]) != 8 || len(kernels[1]) != 8 {
		t.Fatalf("got %v, %v", kernels, err)
	}
	numbers, limit := seeded(1), math.Sqrt(6.0/(25.0*11.0))
	for _, row := range kernels[0] {
		for _, weight := range row {
			if want := (2*nextDouble(numbers) - 1) * limit; weight != want {
				t.Fatalf("got %v, want %v", weight, want)
			}
		}
	}
}
