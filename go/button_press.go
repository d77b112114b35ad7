// # Chapter button_press: the four-button perceptron
//
// A machine has n buttons and a lamp. Each button is an input x (1 if pressed, otherwise 0) with a
// weight w, and the brightness of the lamp is the weighted sum of the inputs. In each trial the
// network produces an output, compares it with the desired output, and adjusts the weights of the
// pressed buttons.
//
// Source: "Making a Simple Neural Network", whose learning rule is "add"
// (becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20). The rule "widrow_hoff" is from
// B. Widrow and M. E. Hoff, "Adaptive switching circuits", 1960.
//
// Left out on purpose: a bias, a threshold (chapter rabbit), a sigmoid (chapter neuron).
//
// The helper functions expect data that [ButtonPress] has checked. n is the number of inputs.
package refnet

import "slices"

// ButtonPressTrial is one trial: output and error from before the weights change, weights [n] from
// after.
type ButtonPressTrial struct {
	Output  float64
	Error   float64
	Weights []float64
}

// weightedSum returns d = bias + w1*x1 + ... + wn*xn, added from left to right (SUM-1).
//
// inputs [n], weights [n]
func weightedSum(inputs, weights []float64, bias float64) float64 {
	d := bias
	for i := range inputs {
		// The conversion keeps the compiler from fusing the product with the sum (ARITH-2).
		d = d + float64(weights[i]*inputs[i])
	}
	return d
}

// outputError returns the error, desired - output (PRESS-2).
func outputError(desired, output float64) float64 {
	return desired - output
}

// addRule returns the weights after the article's rule: an active input's weight grows (PRESS-3).
//
// inputs [n], weights [n] -> weights [n]
//
// The rule ignores the error, so the weights keep growing even when the output is already right.
func addRule(inputs, weights []float64, learningRate float64) []float64 {
	learned := slices.Clone(weights)
	for i := range inputs {
		if inputs[i] > 0.0 {
			learned[i] = weights[i] + learningRate
		}
	}
	return learned
}

// widrowHoffRule returns the weights after w = w + learningRate*error*x (PRESS-4).
//
// inputs [n], weights [n] -> weights [n]
//
// The steps shrink with the error, so the weights settle where the output is right.
func widrowHoffRule(inputs, weights []float64, learningRate, error_ float64) []float64 {
	learned := slices.Clone(weights)
	step := learningRate * error_
	for i := range inputs {
		learned[i] = weights[i] + float64(step*inputs[i])
	}
	return learned
}

// ButtonPress presses the same buttons in every trial, and returns a record of each trial (PRESS-1).
//
// inputs [n], weights [n]; rule: "add" or "widrow_hoff"; returns a ButtonPressTrial per trial.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range,
// unknown_name, and diverged when an output, an error or a weight becomes infinite or NaN.
func ButtonPress(
	inputs, weights []float64, desired, learningRate float64, trials int64, rule string,
) ([]ButtonPressTrial, error) {
	if err := checkedButtonPress(inputs, weights, desired, learningRate, trials, rule); err != nil {
		return nil, err
	}
	history := []ButtonPressTrial{}
	for trial := int64(1); trial <= trials; trial++ {
		output := weightedSum(inputs, weights, 0.0)
		if err := checkConverging("output", []float64{output}, trial); err != nil {
			return nil, err
		}
		error_ := outputError(desired, output)
		if err := checkConverging("error", []float64{error_}, trial); err != nil {
			return nil, err
		}
		if rule == "add" {
			weights = addRule(inputs, weights, learningRate)
		} else {
			weights = widrowHoffRule(inputs, weights, learningRate, error_)
		}
		if err := checkConverging("weights", weights, trial); err != nil {
			return nil, err
		}
		history = append(history, ButtonPressTrial{output, error_, weights})
	}
	return history, nil
}
