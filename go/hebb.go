// # Chapter hebb: a unit that learns without being told what is right
//
// A nerve cell that often helps to excite another one becomes better at it: their connection grows
// stronger. So D. O. Hebb supposed that animals learn. In each trial the unit's output is the weighted
// sum of its inputs, and each weight grows by a step in the direction of its input; the step is the
// learning rate times the output. There is no desired output and no error: the unit finds what its
// inputs have in common.
//
// By Hebb's rule alone, the weights grow without end. By E. Oja's rule each weight also forgets, in
// proportion to the square of the output: the weights then approach the length 1, and the direction in
// which the inputs vary most, their first principal component.
//
// Source: D. O. Hebb, "The Organization of Behavior", 1949; E. Oja, "A simplified neuron model as a
// principal component analyzer", 1982.
//
// Left out on purpose: several units, and weights that only decay.
//
// The helper functions expect data that [Hebb] has checked. n inputs.
package refnet

import "slices"

// HebbTrial is one trial: the output from before the weights change, weights [n] from after.
type HebbTrial struct {
	Output  float64
	Weights []float64
}

// hebbRule returns the weights after w = w + step*x (HEBB-2).
//
// inputs [n], weights [n] -> weights [n]
func hebbRule(inputs, weights []float64, step float64) []float64 {
	learned := slices.Clone(weights)
	for i := range inputs {
		learned[i] = weights[i] + float64(step*inputs[i])
	}
	return learned
}

// ojaRule returns the weights after w = w + step*(x - output*w) (HEBB-3).
//
// inputs [n], weights [n] -> weights [n]
func ojaRule(inputs, weights []float64, step, output float64) []float64 {
	learned := slices.Clone(weights)
	for i := range inputs {
		learned[i] = weights[i] + float64(step*(inputs[i]-float64(output*weights[i])))
	}
	return learned
}

// Hebb shows the unit one input vector in each trial, and returns a record of each (HEBB-1).
//
// inputs [trials][n], weights [n]; rule: "hebb" or "oja"; returns a HebbTrial per trial.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, unknown_name, and
// diverged when an output or a weight becomes infinite or NaN.
func Hebb(inputs [][]float64, weights []float64, learningRate float64, rule string) ([]HebbTrial, error) {
	if err := checkedHebb(inputs, weights, learningRate, rule); err != nil {
		return nil, err
	}
	history := []HebbTrial{}
	for i, row := range inputs {
		trial := int64(i + 1)
		output := weightedSum(row, weights, 0.0)
		if err := checkConverging("output", []float64{output}, trial); err != nil {
			return nil, err
		}
		step := float64(learningRate * output)
		if rule == "hebb" {
			weights = hebbRule(row, weights, step)
		} else {
			weights = ojaRule(row, weights, step, output)
		}
		if err := checkConverging("weights", weights, trial); err != nil {
			return nil, err
		}
		history = append(history, HebbTrial{output, weights})
	}
	return history, nil
}
