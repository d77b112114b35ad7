// # Chapter dense: the layer whose units all see the same inputs
//
// A dense layer has a kernel, with one weight for each input and unit, and a bias for each unit. In
// the forward pass, a unit's preactivation is its bias plus the weighted sum of the inputs. In the
// backward pass, the layer receives its deltas, the gradients of the loss with respect to its
// preactivations, and returns the gradients with respect to its parameters and its inputs.
//
// Derivation: from d_j = b_j + sum of x_i * w_ij it follows that dL/dw_ij = x_i * delta_j and
// dL/db_j = delta_j, both summed over the examples, and that dL/dx_i = sum of delta_j * w_ij over the
// units.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// Left out on purpose: constraints. Chapter network applies the activation, because every kind of layer
// has one.
//
// m examples, n inputs, u units.
package refnet

import "slices"

// DenseLayer is a dense layer: Kernel [n][Units], Bias [Units] or nil.
type DenseLayer struct {
	Units      int64
	Activation string
	Kernel     [][]float64
	Bias       []float64
}

func (layer DenseLayer) kind() string { return "dense" }

func (layer DenseLayer) activation() string { return layer.Activation }

// denseShapes returns the shapes of one example before and after the layer: [n] and [u].
func denseShapes(layer DenseLayer) ([]int64, []int64) {
	return []int64{int64(len(layer.Kernel))}, []int64{layer.Units}
}

// denseParameters returns the parameters as vectors: the kernel row by row, then the bias if there is
// one. The vectors are the layer's own, not copies.
func denseParameters(layer DenseLayer) [][]float64 {
	vectors := slices.Clone(layer.Kernel)
	if layer.Bias != nil {
		vectors = append(vectors, layer.Bias)
	}
	return vectors
}

// denseVariables returns how many of the vectors belong to the kernel, and how many to the bias.
func denseVariables(layer DenseLayer) []int {
	if layer.Bias == nil {
		return []int{len(layer.Kernel)}
	}
	return []int{len(layer.Kernel), 1}
}

// denseWithParameters returns the layer with other parameters, in the order of denseParameters. They
// are not copied.
func denseWithParameters(layer DenseLayer, vectors [][]float64) DenseLayer {
	n := len(layer.Kernel)
	var bias []float64
	if layer.Bias != nil {
		bias = vectors[n]
	}
	// The capacity ends at n too, so that a row appended to the kernel does not replace the bias.
	return DenseLayer{layer.Units, layer.Activation, vectors[:n:n], bias}
}

// denseForward returns the preactivations, each a sum that starts at the bias (SUM-1, DENSE-2).
//
// inputs [m][n] -> [m][u]
func denseForward(inputs [][]float64, layer DenseLayer) [][]float64 {
	preactivations := make([][]float64, len(inputs))
	for e, row := range inputs {
		sums := make([]float64, layer.Units)
		copy(sums, layer.Bias)
		for i := range row {
			for j := range sums {
				sums[j] = sums[j] + float64(layer.Kernel[i][j]*row[i])
			}
		}
		preactivations[e] = sums
	}
	return preactivations
}

// denseParameterGradients returns the gradients of the parameters, summed over the examples in order
// (DENSE-12).
//
// inputs [m][n], deltas [m][u] -> vectors as denseParameters returns them
func denseParameterGradients(inputs, deltas [][]float64, layer DenseLayer) [][]float64 {
	kernel := make([][]float64, len(layer.Kernel))
	for i := range kernel {
		kernel[i] = make([]float64, layer.Units)
	}
	bias := make([]float64, layer.Units)
	for e, row := range inputs {
		delta := deltas[e]
		for j := range delta {
			bias[j] = bias[j] + delta[j]
		}
		for i := range row {
			for j := range delta {
				kernel[i][j] = kernel[i][j] + float64(row[i]*delta[j])
			}
		}
	}
	if layer.Bias == nil {
		return kernel
	}
	return append(kernel, bias)
}

// denseInputGradients returns the gradients of the inputs, each summed over the units in order
// (DENSE-11).
//
// inputs [m][n], deltas [m][u] -> [m][n]
func denseInputGradients(inputs, deltas [][]float64, layer DenseLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		row := make([]float64, len(layer.Kernel))
		for i, weights := range layer.Kernel {
			total := 0.0
			for j := range delta {
				total = total + float64(delta[j]*weights[j])
			}
			row[i] = total
		}
		gradients[e] = row
	}
	return gradients
}
