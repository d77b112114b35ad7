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

// The rows of a kernel, or its columns where it has fewer, have length 1 and are at right angles.
func TestOrthogonalKernels(t *testing.T) {
	kernels, err := InitialKernels("orthogonal", []int64{3, 8, 5, 5, 1}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, kernel := range kernels {
		vectors := kernel
		if len(kernel) > len(kernel[0]) {
			vectors = make([][]float64, len(kernel[0]))
			for _, row := range kernel {
				for j, weight := range row {
					vectors[j] = append(vectors[j], weight)
				}
			}
		}
		for i, vector := range vectors {
			for j, other := range vectors[:i+1] {
				want := 0.0
				if i == j {
					want = 1
				}
				if got := sumOfProducts([][]float64{vector}, [][]float64{other}); math.Abs(got-want) > 1e-14 {
					t.Errorf("got the product %v, want %v", got, want)
				}
			}
		}
	}
}

// Only the check, since making kernels of 2^30 multiplications takes long.
func TestAnOrthogonalKernelMayTakeSoManyMultiplications(t *testing.T) {
	refused := func(cells []int64, sizes ...int64) error {
		_, err := checkedInitialKernels(DefaultInitializer("orthogonal"), sizes, 1, cells)
		return err
	}
	for _, err := range []error{refused(nil, 1024, 1024, 1024), refused([]int64{8}, 2, 1<<20)} {
		if err != nil {
			t.Error(err)
		}
	}
	checkRefusals(t, []refusal{
		{refused(nil, 1024, 1025), "out_of_range", "sizes"},
		{refused(nil, 1025, 1024), "out_of_range", "sizes"},
		{refused([]int64{1, 256}, 1, 4, 2048), "out_of_range", "sizes"},
	})
}

// One vector is the normal numbers, divided by their length; what is left of a pair is dropped.
func TestOrthogonalKernelsDrawNormalNumbers(t *testing.T) {
	kernels, err := InitialKernels("orthogonal", []int64{3, 1, 2}, 7, nil)
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := Random(7, 6, "normal", 1)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "column", joined(kernels[0]), normalized(numbers[:3]))
	checkSame(t, "row", kernels[1][0], normalized(numbers[4:]))
	first, second := normalized(numbers[:2]), []float64{3, 4}
	removePart(second, first)
	product := first[0]*second[0] + first[1]*second[1]
	if math.Abs(product) > 1e-15 || (second[0] == 3 && second[1] == 4) {
		t.Errorf("got %v beside %v", second, first)
	}
	if kernels, err = InitialKernels("orthogonal", []int64{2, 3}, 7, nil); err != nil {
		t.Fatal(err)
	}
	column := normalized([]float64{numbers[0], numbers[2], numbers[4]})
	checkSame(t, "first column of the numbers", kernels[0][0], column)
	checkSame(t, "length 1", normalized([]float64{3, 4}), []float64{0.6, 0.8})
}
