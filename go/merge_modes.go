// # Chapter merge_modes: how the outputs of both directions become those of one layer
//
// Two layers that read a sequence from both ends (chapter bidirectional) put their outputs together,
// those of the first, then those of the second: "concat". Or each output of the first is merged with that
// of the second: they are added ("sum"), multiplied ("mul"), or their mean is taken ("ave"). Then the layer
// has as many outputs as each of both.
//
// Derivation: the gradient of a sum is that of each of its parts, and of a mean half of it. In a product,
// each part is the derivative for the other.
//
// Source: Keras, layers.Bidirectional, merge_mode.
//
// m examples of t steps; u units in each direction.
package refnet

import "slices"

// MergeModes are the ways to make one layer's outputs of those of both directions.
var MergeModes = []string{"concat", "sum", "mul", "ave"}

// mergedUnits returns how many outputs a step has (BI-4).
func mergedUnits(units int64, mergeMode string) int64 {
	if mergeMode == "concat" || mergeMode == "" {
		return 2 * units
	}
	return units
}

// mergedStep returns the outputs of a step, from those of both layers (BI-4).
//
// first [u], second [u] -> [u], or [2u] with "concat"
func mergedStep(first, second []float64, mergeMode string) []float64 {
	outputs := make([]float64, len(first))
	switch mergeMode {
	case "sum":
		for j := range outputs {
			outputs[j] = first[j] + second[j]
		}
	case "mul":
		for j := range outputs {
			outputs[j] = float64(first[j] * second[j])
		}
	case "ave":
		for j := range outputs {
			outputs[j] = (first[j] + second[j]) / 2.0
		}
	default:
		return slices.Concat(first, second)
	}
	return outputs
}

// mergedStepGradients returns the gradients of the outputs of both layers at a step, one after the other
// (BI-5).
//
// gradients [u], or [2u] with "concat", first [u], second [u] -> [2u]
func mergedStepGradients(gradients, first, second []float64, mergeMode string) []float64 {
	u := len(first)
	both := make([]float64, 2*u)
	switch mergeMode {
	case "sum":
		return slices.Concat(gradients, gradients)
	case "mul":
		for j, gradient := range gradients {
			both[j], both[u+j] = float64(gradient*second[j]), float64(gradient*first[j])
		}
	case "ave":
		for j, gradient := range gradients {
			both[j], both[u+j] = gradient/2.0, gradient/2.0
		}
	default:
		return slices.Clone(gradients)
	}
	return both
}

// mergedOutputs returns the outputs of each step, from those of both layers one after the other (BI-4).
//
// outputs [m][t * 2u] or [m][2u] -> [m][t * u] or [m][u], the same with "concat"
func mergedOutputs(outputs [][]float64, units int64, mergeMode string) [][]float64 {
	merged := make([][]float64, len(outputs))
	for e, row := range outputs {
		steps := cellRows(row, 2*units)
		for i, step := range steps {
			steps[i] = mergedStep(step[:units], step[units:], mergeMode)
		}
		merged[e] = joined(steps)
	}
	return merged
}

// mergedGradients returns the gradients of the outputs of both layers, one after the other at each step
// (BI-5).
//
// deltas [m][t * u] or [m][u], as many as merged outputs; outputs [m][t * 2u] or [m][2u] of both -> as
// outputs
func mergedGradients(deltas, outputs [][]float64, units int64, mergeMode string) [][]float64 {
	both := make([][]float64, len(deltas))
	for e, delta := range deltas {
		steps := cellRows(outputs[e], 2*units)
		for i, gradients := range cellRows(delta, mergedUnits(units, mergeMode)) {
			steps[i] = mergedStepGradients(gradients, steps[i][:units], steps[i][units:], mergeMode)
		}
		both[e] = joined(steps)
	}
	return both
}
