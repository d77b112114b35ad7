// # Chapter batch_normalization: a layer that normalizes each feature by the batch it trains on
//
// While the layers below a layer learn, the numbers that it sees move and grow. This layer brings each
// feature to mean 0 and variance 1 over the examples of the batch; then a scale, gamma, and a center,
// beta, which are learned, give it any deviation and mean that suit the layers above. A feature is an
// index of the last axis: a unit, or the channel of an image, whose pixels all count, or a feature of a
// sequence, whose real steps count. An answer must not depend on the other examples of its batch. So the
// layer also keeps averages of the means and variances that it has seen, the moving moments, of which each
// batch replaces a small part, 1 - momentum; outside training they are used.
//
// Derivation: with root = sqrt(variance + epsilon) and z = (x - mean) / root, the output is y = gamma * z
// + beta. So dL/dgamma = sum of delta * z and dL/dbeta = sum of delta. An input moves its own output, and
// through mean and variance those of all N inputs of its feature: dmean/dx = 1/N and dvariance/dx = 2 * (x
// - mean) / N. As the distances x - mean have the sum 0, the variance does not change with the mean, and
// dL/dx = gamma / root * (delta - dL/dbeta / N - z * dL/dgamma / N). A step that is not real is no part of
// mean and variance, so it keeps the first of the three terms. The same holds for all inputs where the
// moving moments are used.
//
// Source: S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by reducing
// internal covariate shift", 2015; the layer BatchNormalization of Keras, whose momentum and epsilon these
// are.
//
// Left out on purpose: other axes than the last one.
//
// m examples, p positions in each, c features; n = p * c numbers in an example.
package refnet

import (
	"math"
	"slices"
)

// BatchNormalizationLayer is a layer with Gamma [c] and Beta [c], each nil where there is none, and moving
// moments [c].
//
// Momentum: the part of the moving moments that a batch leaves; Epsilon: above 0; Keras has 0.99 and
// 0.001. InputShape: that of one example, nil until it is known.
type BatchNormalizationLayer struct {
	Gamma          []float64
	Beta           []float64
	MovingMean     []float64
	MovingVariance []float64
	Momentum       float64
	Epsilon        float64
	InputShape     []int64
	mask           [][]bool // [m][p], of a batch, or nil
	training       bool     // whether the batch's own moments are used
}

func (layer BatchNormalizationLayer) kind() string { return "batch_normalization" }

func (layer BatchNormalizationLayer) activation() string { return "linear" }

// DeltaSums are sums over a batch for each feature: products [c] of delta and z, deltas [c].
type DeltaSums struct {
	products []float64
	deltas   []float64
}

// batchNormalizationShapes returns the shapes of one example before and after the layer, which are the
// same.
func batchNormalizationShapes(layer BatchNormalizationLayer) ([]int64, []int64) {
	return layer.InputShape, layer.InputShape
}

// batchNormalizationParameters returns the parameters as vectors: gamma and beta, as far as the layer has
// them. They are not copied.
func batchNormalizationParameters(layer BatchNormalizationLayer) [][]float64 {
	vectors := [][]float64{}
	for _, vector := range [][]float64{layer.Gamma, layer.Beta} {
		if vector != nil {
			vectors = append(vectors, vector)
		}
	}
	return vectors
}

// batchNormalizationVariables returns how many vectors belong to gamma, and how many to beta.
func batchNormalizationVariables(layer BatchNormalizationLayer) []int {
	variables := []int{}
	for range batchNormalizationParameters(layer) {
		variables = append(variables, 1)
	}
	return variables
}

// batchNormalizationWithParameters returns the layer with other parameters, in the order of their list
// above.
func batchNormalizationWithParameters(
	layer BatchNormalizationLayer, vectors [][]float64,
) BatchNormalizationLayer {
	if layer.Gamma != nil {
		layer.Gamma = vectors[0]
	}
	if layer.Beta != nil {
		layer.Beta = vectors[len(vectors)-1]
	}
	return layer
}

// batchNormalizationMasked returns the layer for a batch with this mask.
//
// mask [m][p]
func batchNormalizationMasked(layer BatchNormalizationLayer, mask [][]bool) BatchNormalizationLayer {
	layer.mask = mask
	return layer
}

// batchNormalizationDrawn returns the layer for a batch in training, of which nothing is random
// (BNORM-1).
func batchNormalizationDrawn(
	layer BatchNormalizationLayer, m int, generator *Generator,
) BatchNormalizationLayer {
	layer.training = true
	return layer
}

// realCells returns the positions that are real, example by example (BNORM-1).
//
// inputs [m][n] -> [N][c]
func realCells(inputs [][]float64, layer BatchNormalizationLayer) [][]float64 {
	cells := [][]float64{}
	for i, row := range inputs {
		for j, cell := range cellRows(row, int64(len(layer.MovingMean))) {
			if layer.mask == nil || layer.mask[i][j] {
				cells = append(cells, cell)
			}
		}
	}
	return cells
}

// batchMoments returns the moments of a batch, and whether it has any: not outside training or without a
// real position (BNORM-1).
//
// inputs [m][n] -> mean [c], variance [c]
func batchMoments(inputs [][]float64, layer BatchNormalizationLayer) (Moments, bool) {
	if !layer.training {
		return Moments{}, false
	}
	cells := realCells(inputs, layer)
	if len(cells) == 0 {
		return Moments{}, false
	}
	return moments(cells), true
}

// usedMoments returns the moments that normalize a batch: its own, or the moving ones (BNORM-3).
//
// inputs [m][n] -> mean [c], variance [c]
func usedMoments(inputs [][]float64, layer BatchNormalizationLayer) Moments {
	if own, has := batchMoments(inputs, layer); has {
		return own
	}
	return Moments{layer.MovingMean, layer.MovingVariance}
}

// roots returns what the distances from the mean are divided by (BNORM-2).
//
// variance [c] -> [c]
func roots(variance []float64, epsilon float64) []float64 {
	result := make([]float64, len(variance))
	for i, each := range variance {
		result[i] = math.Sqrt(each + epsilon)
	}
	return result
}

// normalizedRows returns z of all inputs (BNORM-2).
//
// inputs [m][n], used: mean [c] and variance [c] -> [m][n]
func normalizedRows(inputs [][]float64, used Moments, layer BatchNormalizationLayer) [][]float64 {
	root, c := roots(used.variance, layer.Epsilon), len(used.mean)
	rows := make([][]float64, len(inputs))
	for e, row := range inputs {
		rows[e] = make([]float64, len(row))
		for i, x := range row {
			rows[e][i] = (x - used.mean[i%c]) / root[i%c]
		}
	}
	return rows
}

// batchNormalizationForward returns the normalized inputs, scaled by gamma and moved by beta (BNORM-2,
// BNORM-3).
//
// inputs [m][n] -> [m][n]
func batchNormalizationForward(inputs [][]float64, layer BatchNormalizationLayer) [][]float64 {
	outputs, c := normalizedRows(inputs, usedMoments(inputs, layer), layer), len(layer.MovingMean)
	for _, row := range outputs {
		for i := range row {
			if layer.Gamma != nil {
				row[i] = float64(layer.Gamma[i%c] * row[i])
			}
			if layer.Beta != nil {
				row[i] = row[i] + layer.Beta[i%c]
			}
		}
	}
	return outputs
}

// deltaSums returns the sums over all positions, in order from 0.0 (BNORM-5).
//
// normalized [m][n]: z; deltas [m][n]
func deltaSums(normalized, deltas [][]float64, c int) DeltaSums {
	products, totals := make([]float64, c), make([]float64, c)
	for e, row := range normalized {
		for i, z := range row {
			products[i%c] = products[i%c] + float64(deltas[e][i]*z)
			totals[i%c] = totals[i%c] + deltas[e][i]
		}
	}
	return DeltaSums{products, totals}
}

// batchNormalizationParameterGradients returns the gradients of gamma and beta, as far as the layer has
// them (BNORM-5).
//
// inputs [m][n], deltas [m][n] -> vectors [c]
func batchNormalizationParameterGradients(
	inputs, deltas [][]float64, layer BatchNormalizationLayer,
) [][]float64 {
	normalized := normalizedRows(inputs, usedMoments(inputs, layer), layer)
	sums, gradients := deltaSums(normalized, deltas, len(layer.MovingMean)), [][]float64{}
	if layer.Gamma != nil {
		gradients = append(gradients, sums.products)
	}
	if layer.Beta != nil {
		gradients = append(gradients, sums.deltas)
	}
	return gradients
}

// batchNormalizationInputGradients returns the gradients of the inputs, which go through mean and variance
// too (BNORM-6).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func batchNormalizationInputGradients(
	inputs, deltas [][]float64, layer BatchNormalizationLayer,
) [][]float64 {
	used, c := usedMoments(inputs, layer), len(layer.MovingMean)
	normalized := normalizedRows(inputs, used, layer)
	sums, scale := deltaSums(normalized, deltas, c), scales(used, layer)
	count := float64(len(realCells(inputs, layer)))
	moves := layer.training && count > 0.0
	gradients := make([][]float64, len(deltas))
	for i := range deltas {
		row := slices.Clone(deltas[i])
		for k := range row {
			if moves && (layer.mask == nil || layer.mask[i][k/c]) {
				throughMean := sums.deltas[k%c] / count
				throughVariance := float64(normalized[i][k] * (sums.products[k%c] / count))
				row[k] = row[k] - throughMean - throughVariance
			}
			row[k] = scale[k%c] * row[k]
		}
		gradients[i] = row
	}
	return gradients
}

// scales returns gamma divided by the root, 1 divided by it without gamma (BNORM-6).
//
// used: mean [c] and variance [c] -> [c]
func scales(used Moments, layer BatchNormalizationLayer) []float64 {
	result := roots(used.variance, layer.Epsilon)
	for i, root := range result {
		result[i] = 1.0 / root
		if layer.Gamma != nil {
			result[i] = layer.Gamma[i] / root
		}
	}
	return result
}

// batchNormalizationFinalStates returns the moving mean and variance after a batch, nil where they stay
// (BNORM-4).
//
// inputs [m][n] -> two vectors [c]
func batchNormalizationFinalStates(inputs [][]float64, layer BatchNormalizationLayer) [][]float64 {
	own, has := batchMoments(inputs, layer)
	if !has {
		return nil
	}
	return [][]float64{
		movedAverage(layer.MovingMean, own.mean, layer.Momentum),
		movedAverage(layer.MovingVariance, own.variance, layer.Momentum),
	}
}

// movedAverage returns an average of which a part is replaced by the values of a batch (BNORM-4).
//
// average [c], values [c] -> [c]
func movedAverage(average, values []float64, momentum float64) []float64 {
	rest := 1.0 - momentum
	moved := make([]float64, len(average))
	for i := range average {
		moved[i] = float64(average[i]*momentum) + float64(values[i]*rest)
	}
	return moved
}

// batchNormalizationWithStates returns the layer for the next batch, with the moving moments after this
// one (BNORM-4).
func batchNormalizationWithStates(
	layer BatchNormalizationLayer, states [][]float64,
) BatchNormalizationLayer {
	layer.MovingMean, layer.MovingVariance = states[0], states[1]
	return layer
}

// batchNormalizationMoving returns the vectors that batches move beside the parameters, for their check
// (BNORM-4). They are not copied.
func batchNormalizationMoving(layer BatchNormalizationLayer) [][]float64 {
	return [][]float64{layer.MovingMean, layer.MovingVariance}
}
