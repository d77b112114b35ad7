// # Chapter initializers: the weights that a network starts with
//
// Units that start with equal weights stay equal, so the weights are drawn at random, and small enough
// that no unit saturates. All kernels are drawn from one generator, one after another and row by row,
// so a seed gives the same network everywhere.
//
// Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
// networks", 2010 (glorot_uniform); the names are Keras's.
//
// Left out on purpose: normal distributions, and biases, which start at zero.
package refnet

import "math"

// initialKernel returns the initial weights of a kernel, drawn row by row (DENSE-18).
//
// cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
func initialKernel(
	initializer string, inputs, units int64, generator *Generator, cells int64,
) [][]float64 {
	limit := math.Sqrt(6.0 / float64(cells*(inputs+units)))
	if initializer == "uniform" {
		limit = 0.05
	}
	kernel := make([][]float64, cells*inputs)
	for i := range kernel {
		kernel[i] = make([]float64, units)
		if initializer == "zeros" {
			continue
		}
		for j := range kernel[i] {
			kernel[i][j] = float64((float64(2.0*nextDouble(generator)) - 1.0) * limit)
		}
	}
	return kernel
}

// InitialKernels returns the initial kernels of a network, all drawn from one generator (DENSE-18).
//
// initializer: "glorot_uniform", "uniform" or "zeros"; sizes: the number of inputs, then each layer's
// units; seed: 0 to 2^32 - 1; cells: for each kernel the cells of its window, or nil for dense layers, 1
// each; returns a kernel [cells[i] * sizes[i]][sizes[i + 1]] for each layer.
//
// The error is an *Error with one of the codes empty, shape_mismatch, out_of_range and unknown_name.
func InitialKernels(
	initializer string, sizes []int64, seed int64, cells []int64,
) ([][][]float64, error) {
	cells, err := checkedInitialKernels(initializer, sizes, seed, cells)
	if err != nil {
		return nil, err
	}
	generator := seeded(uint32(seed))
	kernels := make([][][]float64, len(sizes)-1)
	for i := range kernels {
		kernels[i] = initialKernel(initializer, sizes[i], sizes[i+1], generator, cells[i])
	}
	return kernels, nil
}
