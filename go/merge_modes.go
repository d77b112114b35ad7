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
		for j, a := range first {
			outputs[j] = a + second[j]
		}
	case "mul":
		for j, a := range first {
			outputs[j] = float64(a * second[j])
		}
	case "ave":
		for j, a := range first {
			outputs[j] = (a + second[j]) / 2.0
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
	result := make([]float64, 2*u)
	ofFirst, ofSecond := result[:u], result[u:]
	switch mergeMode {
	case "sum":
		return slices.Concat(gradients, gradients)
	case "mul":
		for j, gradient := range gradients {
			ofFirst[j], ofSecond[j] = float64(gradient*second[j]), float64(gradient*first[j])
		}
	case "ave":
		for j, gradient := range gradients {
			ofFirst[j], ofSecond[j] = gradient/2.0, gradient/2.0
		}
	default:
		return slices.Clone(gradients)
	}
	return result
}

// mergedOutputs returns the outputs of each step, from those of both layers one after the other (BI-4).
//
// outputs [m][t * 2u] or [m][2u] -> [m][t * u] or [m][u], the same with "concat"
func mergedOutputs(outputs [][]float64, units int64, mergeMode string) [][]float64 {
	result := make([][]float64, len(outputs))
	for e, row := range outputs {
		steps := cellRows(row, 2*units)
		for i, s := range steps {
			steps[i] = mergedStep(s[:units], s[units:], mergeMode)
		}
		result[e] = joined(steps)
	}
	return result
}

// mergedGradients returns the gradients of the outputs of both layers, one after the other at each step
// (BI-5).
//
// deltas [m][t * u] or [m][u], as many as merged outputs; outputs [m][t * 2u] or [m][2u] of both -> as
// outputs
func mergedGradients(deltas, outputs [][]float64, units int64, mergeMode string) [][]float64 {
	result := make([][]float64, len(deltas))
	for e, delta := range deltas {
		row, width := outputs[e], mergedUnits(units, mergeMode)
		steps := cellRows(row, 2*units)
		for i, d := range cellRows(delta, width) {
			s := steps[i]
			steps[i] = mergedStepGradients(d, s[:units], s[units:], mergeMode)
		}
		result[e] = joined(steps)
	}
	return result
}
