// # Chapter embedding: the layer that gives each word, letter or other thing a vector
//
// What has no numbers of its own gets a number from 0 to InputDim - 1, and the layer looks up its vector
// in a table, whose rows it learns. That is a dense layer without a bias that sees the number one-hot,
// without the multiplications by 0. With mask_zero, the number 0 fills up short sequences: it has a
// vector as well, but its steps are not real (chapter sequences).
//
// Derivation: the vector of a number is an output of each step that has the number, so its gradient is
// the sum of those steps' deltas. The numbers themselves have none: they cannot change a little.
//
// Source: Y. Bengio, R. Ducharme, P. Vincent and C. Jauvin, "A neural probabilistic language model",
// 2003.
//
// Left out on purpose: initial vectors from other networks, which are just parameters.
//
// m examples of t steps, each one number; OutputDim numbers in a vector.
package refnet

import "slices"

// EmbeddingLayer is a table of vectors: Embeddings [InputDim][OutputDim].
//
// MaskZero: whether the number 0 is no step; InputShape: [t], nil until it is known.
type EmbeddingLayer struct {
	InputDim   int64
	OutputDim  int64
	Embeddings [][]float64
	MaskZero   bool
	InputShape []int64
}

func (layer EmbeddingLayer) kind() string { return "embedding" }

func (layer EmbeddingLayer) activation() string { return "linear" }

// embeddingShapes returns the shapes of one example before and after the layer: [t] and [t, OutputDim].
func embeddingShapes(layer EmbeddingLayer) ([]int64, []int64) {
	return layer.InputShape, append(slices.Clone(layer.InputShape), layer.OutputDim)
}

// embeddingParameters returns the parameters as vectors: the table row by row. The vectors are the
// layer's own, not copies.
func embeddingParameters(layer EmbeddingLayer) [][]float64 {
	return slices.Clone(layer.Embeddings)
}

// embeddingVariables returns how many of the vectors belong to the table: all.
func embeddingVariables(layer EmbeddingLayer) []int {
	return []int{len(layer.Embeddings)}
}

// embeddingWithParameters returns the layer with another table. It is not copied.
func embeddingWithParameters(layer EmbeddingLayer, vectors [][]float64) EmbeddingLayer {
	// The capacity ends there too, so that a row appended to the table does not replace the next layer's.
	layer.Embeddings = vectors[:len(vectors):len(vectors)]
	return layer
}

// embeddingMask returns which steps have a number other than 0, with MaskZero (EMBED-1).
//
// inputs [m][t], mask: nil, because no layer comes before this one -> [m][t]
func embeddingMask(inputs [][]float64, layer EmbeddingLayer, mask [][]bool) [][]bool {
	if !layer.MaskZero {
		return nil
	}
	isReal := make([][]bool, len(inputs))
	for e, row := range inputs {
		for _, number := range row {
			isReal[e] = append(isReal[e], number != 0.0)
		}
	}
	return isReal
}

// embeddingForward returns the vector of each number (EMBED-1).
//
// inputs [m][t] -> [m][t * OutputDim]
func embeddingForward(inputs [][]float64, layer EmbeddingLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		for _, number := range row {
			outputs[e] = append(outputs[e], layer.Embeddings[int(number)]...)
		}
	}
	return outputs
}

// embeddingParameterGradients returns the gradients of the table: for each number the sum of its deltas,
// in order (EMBED-2).
//
// inputs [m][t], deltas [m][t * OutputDim] -> vectors as embeddingParameters returns them
func embeddingParameterGradients(inputs, deltas [][]float64, layer EmbeddingLayer) [][]float64 {
	gradients := make([][]float64, layer.InputDim)
	for i := range gradients {
		gradients[i] = make([]float64, layer.OutputDim)
	}
	for e, row := range inputs {
		steps := cellRows(deltas[e], layer.OutputDim)
		for i, number := range row {
			total := gradients[int(number)]
			for j := range total {
				total[j] = total[j] + steps[i][j]
			}
		}
	}
	return gradients
}

// embeddingInputGradients returns zeros: numbers that stand for something have no gradients (EMBED-2).
//
// inputs [m][t], deltas [m][t * OutputDim] -> [m][t]
func embeddingInputGradients(inputs, deltas [][]float64, layer EmbeddingLayer) [][]float64 {
	gradients := make([][]float64, len(inputs))
	for e, row := range inputs {
		gradients[e] = make([]float64, len(row))
	}
	return gradients
}
