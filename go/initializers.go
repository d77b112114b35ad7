// # Chapter initializers: the weights that a network starts with
//
// Units that start with equal weights stay equal, so the weights are drawn at random, and small enough
// that no unit saturates. All kernels are drawn from one generator, one after another and row by row,
// so a seed gives the same network everywhere.
//
// A recurrent kernel is applied at every step, so it should neither shrink nor stretch a state. An
// orthogonal one does not: its rows have length 1 and are at right angles. They are normal numbers, made
// orthonormal one after another: each loses its part along those before it, then its length.
//
// Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
// networks", 2010 (glorot_uniform); A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to the
// nonlinear dynamics of learning in deep linear neural networks", 2014 (orthogonal), with the modified
// method of Gram and Schmidt; the names are Keras's.
//
// Left out on purpose: biases, which are constants in most networks. Other initializers are in chapter
// further_initializers.
package refnet

import "math"

// removePart takes away from a vector its part along a unit vector, in place (DENSE-22).
//
// vector [n], unit [n]
func removePart(vector, unit []float64) {
	part := 0.0
	for j := range vector {
		part = part + float64(unit[j]*vector[j])
	}
	for j := range vector {
		vector[j] = vector[j] - float64(part*unit[j])
	}
}

// normalized returns a vector divided by its length (DENSE-22).
//
// vector [n] -> [n]
func normalized(vector []float64) []float64 {
	total := 0.0
	for _, x := range vector {
		total = total + float64(x*x)
	}
	length := math.Sqrt(total)
	unit := make([]float64, len(vector))
	for j, x := range vector {
		unit[j] = x / length
	}
	return unit
}

// orthogonalKernel returns a kernel whose rows are orthonormal, or its columns where it has fewer
// (DENSE-22).
//
// -> [inputs][units]
func orthogonalKernel(inputs, units int64, generator *Generator) [][]float64 {
	count, length := min(inputs, units), max(inputs, units)
	numbers := make([]float64, 0, count*length+1)
	for int64(len(numbers)) < count*length {
		numbers = append(numbers, nextNormals(generator)...)
	}
	vectors := make([][]float64, count)
	for i := range vectors {
		vector := make([]float64, length)
		for j := range vector {
			vector[j] = numbers[int64(j)*count+int64(i)]
		}
		for _, unit := range vectors[:i] {
			removePart(vector, unit)
		}
		vectors[i] = normalized(vector)
	}
	if inputs <= units {
		return vectors
	}
	kernel := make([][]float64, inputs)
	for j := range kernel {
		for _, vector := range vectors {
			kernel[j] = append(kernel[j], vector[j])
		}
	}
	return kernel
}

// initialKernel returns the initial weights of a kernel, drawn from a generator (DENSE-18, DENSE-22,
// INIT-6).
//
// cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
func initialKernel(
	initializer Initializer, inputs, units int64, generator *Generator, cells int64,
) [][]float64 {
	rows := cells * inputs
	if initializer.Name == "orthogonal" {
		kernel := orthogonalKernel(rows, units, generator)
		for _, row := range kernel {
			for j := range row {
				row[j] = initializer.Gain * row[j]
			}
		}
		return kernel
	}
	weights := make([]float64, rows*units)
	switch initializer.Name {
	case "zeros":
	case "glorot_uniform", "uniform":
		limit := math.Sqrt(6.0 / float64(cells*(inputs+units)))
		if initializer.Name == "uniform" {
			limit = 0.05
		}
		for i := range weights {
			weights[i] = (float64(2.0*nextDouble(generator)) - 1.0) * limit
		}
	default:
		weights = furtherWeights(initializer, inputs, units, generator, cells)
	}
	kernel := make([][]float64, rows)
	for i := range kernel {
		kernel[i] = weights[int64(i)*units : int64(i+1)*units : int64(i+1)*units]
	}
	return kernel
}

// InitialKernels returns the initial kernels of a network, all drawn from one generator (DENSE-18).
//
// initializer: a name, such as "glorot_uniform", or an Initializer with settings; sizes: the number of
// inputs, then each layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells of its window, or
// nil for dense layers, 1 each; returns a kernel [cells[i] * sizes[i]][sizes[i + 1]] for each layer.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range and
// unknown_name.
func InitialKernels[I InitializerOrName](
	initializer I, sizes []int64, seed int64, cells []int64,
) ([][][]float64, error) {
	read := initializerOf(initializer)
	cells, err := checkedInitialKernels(read, sizes, seed, cells)
	if err != nil {
		return nil, err
	}
	generator := seeded(uint32(seed))
	kernels := make([][][]float64, len(sizes)-1)
	for i := range kernels {
		kernels[i] = initialKernel(read, sizes[i], sizes[i+1], generator, cells[i])
	}
	return kernels, nil
}
