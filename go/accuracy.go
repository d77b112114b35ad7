// # Chapter accuracy: how many examples a network predicts correctly
//
// A loss says how far the outputs are from the targets; whoever uses a network asks how often it is
// right. With one output, that is how often the output is on the target's side of 1/2; with several,
// how often the largest output is that of the right class.
//
// Source: the two rules are those of Keras 3's metrics BinaryAccuracy and CategoricalAccuracy.
//
// Left out on purpose: other thresholds, and classes that count more than others; chapter metrics has
// more measures.
//
// m examples, k outputs.

package refnet

// correctPredictions returns how many examples the network predicts correctly (DENSE-16).
//
// With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several: the
// largest output and the largest target have the same index. targets [m][k], outputs [m][k]
func correctPredictions(targets, outputs [][]float64) int64 {
	correct := int64(0)
	for e, target := range targets {
		output := outputs[e]
		var agree bool
		if len(target) == 1 {
			predicted := 0.0
			if output[0] > 0.5 {
				predicted = 1.0
			}
			agree = target[0] == predicted
		} else {
			agree = argmax(target) == argmax(output)
		}
		if agree {
			correct = correct + 1
		}
	}
	return correct
}

// Accuracy returns the share of the examples that the network predicts correctly.
//
// targets [m][k], outputs [m][k]
//
// The error is an *Error with one of the codes empty, shape_mismatch and not_finite.
func Accuracy(targets, outputs [][]float64) (float64, error) {
	if err := checkedAccuracy(targets, outputs); err != nil {
		return 0, err
	}
	return float64(correctPredictions(targets, outputs)) / float64(len(targets)), nil
}
