// # Chapter regularizers: penalties for large weights and large outputs
//
// A network with large weights can follow its examples exactly, their noise included. So a penalty is
// added to the loss: l1 times the sum of the weights' sizes, or l2 times the sum of their squares. The
// gradient of the first pulls each weight towards zero with the same force, and many weights become
// (almost) zero; that of the second pulls large weights more, which keeps all of them small. A penalty
// for the outputs of a layer, its activity, keeps these small, or sparse, in the same way.
//
// Derivation: d/dw l1*|w| = l1 * sign(w), where sign(0) = 0 is a choice, and d/dw l2*w^2 = 2 * l2 * w.
//
// Source: the names are Keras 3's; l2 is A. E. Hoerl and R. W. Kennard's, "Ridge regression: biased
// estimation for nonorthogonal problems", 1970, and l1 R. Tibshirani's, "Regression shrinkage and
// selection via the lasso", 1996.
//
// Left out on purpose: regularizers of a whole kernel, such as orthogonality. Weight decay, which
// changes the weights without a penalty, is a setting of optimizers.
//
// m examples, u outputs of a layer. A variable is a kernel, a bias or a table, as several vectors.
package refnet

import "math"

// Regularizer has the factors of a penalty, 0 or more: of the sum of the sizes, and of that of the squares.
type Regularizer struct {
	L1, L2 float64
}

// Regularizers are those of a layer, each nil where there is none; Activity: of its outputs.
type Regularizers struct {
	Kernel, Recurrent, Bias, Embeddings, Gamma, Beta, Activity *Regularizer
}

// regularizedVariable has the vectors of a kernel, a bias or a table, and what regularizes them, or nil.
type regularizedVariable struct {
	vectors     [][]float64
	regularizer *Regularizer
}

// penalty returns l1 times the sum of the sizes plus l2 times the sum of the squares (REG-1).
//
// vectors: of any lengths
func penalty(regularizer Regularizer, vectors [][]float64) float64 {
	sizes, squares := 0.0, 0.0
	for _, vector := range vectors {
		for _, x := range vector {
			sizes = sizes + math.Abs(x)
			squares = squares + float64(x*x)
		}
	}
	return float64(regularizer.L1*sizes) + float64(regularizer.L2*squares)
}

// penaltyGradient returns the derivative of a penalty with respect to one of its numbers (REG-2).
func penaltyGradient(regularizer Regularizer, x float64) float64 {
	return float64(regularizer.L1*sign(x)) + float64(2.0*regularizer.L2*x)
}

// withPenalties returns the gradients of some numbers with those of the numbers' penalty added (REG-2).
//
// gradients [n], values [n] -> [n]
func withPenalties(gradients, values []float64, regularizer Regularizer) []float64 {
	result := make([]float64, len(gradients))
	for i, g := range gradients {
		result[i] = g + penaltyGradient(regularizer, values[i])
	}
	return result
}

// regularizedVariables returns the vectors of each variable with what regularizes them (REG-3).
//
// regularizers: of each layer; frozen: which layers are, whose variables have none (FROZEN-2); the variables
// are in the order of networkParameters
func regularizedVariables(
	layers []Layer, regularizers []Regularizers, frozen []bool,
) []regularizedVariable {
	variables := []regularizedVariable{}
	for i, layer := range layers {
		kind, start, given := kinds[layer.kind()], 0, regularizers[i]
		if isFrozen(i, frozen) {
			given = Regularizers{}
		}
		vectors, own := kind.parameters(layer), variableRegularizers(layer, given)
		for j, count := range kind.variables(layer) {
			variables = append(variables, regularizedVariable{vectors[start : start+count], own[j]})
			start = start + count
		}
	}
	return variables
}

// networkPenalty returns the sum of the penalties of all variables, one after another (REG-3).
//
// regularizers: of each layer; frozen: which layers are
func networkPenalty(layers []Layer, regularizers []Regularizers, frozen []bool) float64 {
	total := 0.0
	for _, variable := range regularizedVariables(layers, regularizers, frozen) {
		if variable.regularizer != nil {
			total = total + penalty(*variable.regularizer, variable.vectors)
		}
	}
	return total
}

// penalizedGradients returns the gradients of the parameters with those of their penalties added (REG-2,
// REG-3).
//
// gradients: vectors, in the order of networkParameters; regularizers: of each layer; frozen: which layers
// are
func penalizedGradients(
	gradients [][]float64, layers []Layer, regularizers []Regularizers, frozen []bool,
) [][]float64 {
	if regularizers == nil {
		return gradients
	}
	result := make([][]float64, 0, len(gradients))
	for _, variable := range regularizedVariables(layers, regularizers, frozen) {
		for _, vector := range variable.vectors {
			gradient := gradients[len(result)]
			if variable.regularizer != nil {
				gradient = withPenalties(gradient, vector, *variable.regularizer)
			}
			result = append(result, gradient)
		}
	}
	return result
}

// lossDivisor returns by what the losses of a batch are divided: m, or 1 for sum_squared_error (REG-4).
func lossDivisor(loss Loss, m int) float64 {
	if loss.Name == "sum_squared_error" {
		return 1.0
	}
	return float64(m)
}

// penalizedTotal returns the total of the losses with the penalty of the weights for m examples (REG-4).
//
// training: how the network trains, with its loss, the regularizers of each layer, and which ones are frozen
func penalizedTotal(total float64, layers []Layer, training Training, m int) float64 {
	if training.regularizers == nil {
		return total
	}
	weights := networkPenalty(layers, training.regularizers, training.frozen)
	return total + float64(lossDivisor(training.loss, m)*weights)
}

// penalizedLosses returns the losses of the examples with the penalties of their outputs added (REG-5).
//
// losses [m]; outputs: of each layer, [m][u] -> [m]
func penalizedLosses(losses []float64, outputs [][][]float64, regularizers []Regularizers) []float64 {
	for i, own := range regularizers {
		if own.Activity != nil {
			penalized := make([]float64, len(losses))
			for e, loss := range losses {
				penalized[e] = loss + penalty(*own.Activity, outputs[i][e:e+1])
			}
			losses = penalized
		}
	}
	return losses
}

// penalizedDeltas returns the deltas of a layer with those of its outputs' penalty added (REG-6).
//
// deltas [m][u], preactivations [m][u], outputs [m][u]; regularizers: of the layer -> [m][u]
func penalizedDeltas(
	deltas [][]float64, layer Layer, preactivations, outputs [][]float64, regularizers Regularizers,
	loss Loss,
) [][]float64 {
	if regularizers.Activity == nil {
		return deltas
	}
	divisor, activation := lossDivisor(loss, len(outputs)), outputActivation(layer)
	result := make([][]float64, len(deltas))
	for e, delta := range deltas {
		gradients := make([]float64, len(outputs[e]))
		for j, y := range outputs[e] {
			gradients[j] = penaltyGradient(*regularizers.Activity, y) / divisor
		}
		others := layerDeltas(activation, gradients, preactivations[e], outputs[e])
		result[e] = make([]float64, len(delta))
		for j, own := range delta {
			result[e][j] = own + others[j]
		}
	}
	return result
}
