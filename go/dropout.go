// # Chapter dropout: a layer that leaves out random numbers while the network trains
//
// A unit that can rely on another one to be there need not learn by itself. So in each batch of the
// training, every number of every example is left out with the same probability, the rate; the others
// are divided by the probability of staying, so that a sum of many keeps its expected size. Outside
// training nothing is left out. Recurrent layers leave out in the same way some of the features and of
// the outputs before, the same ones at all steps of an example.
//
// Derivation: the outputs are the inputs times factors that do not depend on any weight, so the gradients
// of the inputs are the deltas times the same factors.
//
// Source: N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014;
// the same factors at all steps: Y. Gal and Z. Ghahramani, "A theoretically grounded application of
// dropout in recurrent neural networks", 2016.
//
// Left out on purpose: factors that whole columns or channels share.
//
// m examples, n numbers in each.
package refnet

import "slices"

// DropoutLayer is a layer without parameters; Rate: the probability of leaving a number out, below 1.
//
// InputShape: that of one example, nil until it is known.
type DropoutLayer struct {
	Rate       float64
	InputShape []int64
	factors    [][]float64 // [m][n], of the batch that the network trains on, or nil
}

func (layer DropoutLayer) kind() string { return "dropout" }

func (layer DropoutLayer) activation() string { return "linear" }

// dropoutShapes returns the shapes of one example before and after the layer, which are the same.
func dropoutShapes(layer DropoutLayer) ([]int64, []int64) {
	return layer.InputShape, layer.InputShape
}

// randomFactors returns a factor for each of n numbers: 0, or 1 / (1 - rate) (DROP-1).
func randomFactors(n int64, rate float64, generator *Generator) []float64 {
	kept := 1.0 / (1.0 - rate)
	factors := make([]float64, n)
	for i := range factors {
		if rate == 0.0 || nextDouble(generator) >= rate { // a rate of 0 draws nothing
			factors[i] = kept
		}
	}
	return factors
}

// dropoutDrawn returns the layer with the factors of a batch of m examples (DROP-1).
func dropoutDrawn(layer DropoutLayer, m int, generator *Generator) DropoutLayer {
	n := int64(1)
	for _, size := range layer.InputShape {
		n = n * size
	}
	layer.factors = make([][]float64, m)
	for e := range layer.factors {
		layer.factors[e] = randomFactors(n, layer.Rate, generator)
	}
	return layer
}

// timesFactors returns each number times its factor; nil: the row as it is, not a copy (DROP-2).
//
// row [n], factors [n]
func timesFactors(row, factors []float64) []float64 {
	if factors == nil {
		return row
	}
	result := make([]float64, len(row))
	for i := range row {
		result[i] = float64(row[i] * factors[i])
	}
	return result
}

// dropoutForward returns the inputs times their factors, outside training the inputs (DROP-2).
//
// inputs [m][n] -> [m][n]
func dropoutForward(inputs [][]float64, layer DropoutLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		if layer.factors == nil {
			outputs[e] = slices.Clone(row)
		} else {
			outputs[e] = timesFactors(row, layer.factors[e])
		}
	}
	return outputs
}

// dropoutInputGradients returns the gradients of the inputs: the deltas times their factors (DROP-2).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func dropoutInputGradients(inputs, deltas [][]float64, layer DropoutLayer) [][]float64 {
	return dropoutForward(deltas, layer)
}
