// # Chapter example_weights: examples that count more than others
//
// Where one class is rare, a network can do well on the mean and never learn that class. So the loss
// of each example is multiplied by a weight of its own, by a weight of its class, or by both. A weight
// of 2 has the same effect as the example twice in the batch, and with a weight of 0 the example is
// not learned at all. The batch is divided by the number of its examples as before, not by the sum of
// their weights, so that weights which are large on average make the steps larger.
//
// Derivation: the loss of a batch is (sum of w_e * L_e) / m, so the gradient with respect to the
// outputs of example e is w_e times what it is without weights.
//
// Source: the fields are Keras 3's sample_weight and class_weight; the idea is that of weighted least
// squares, A. C. Aitken, "On least squares and linear combination of observations", 1935.
//
// Left out on purpose: weights for single outputs or steps, and weighted accuracies.
//
// m examples, k outputs, c classes.
package refnet

// targetClasses returns the class of each example (WEIGHT-1).
//
// targets: class numbers [m], or rows [m][k], with 0 or 1 in each where k is 1 -> [m]
func targetClasses(targets Targets) []int64 {
	if targets.Classes != nil {
		return targets.Classes
	}
	classes := make([]int64, len(targets.Rows))
	for e, target := range targets.Rows {
		if len(target) > 1 {
			classes[e] = int64(argmax(target))
		} else if target[0] == 1.0 {
			classes[e] = 1
		}
	}
	return classes
}

// weightsOfExamples returns the weight of each example, nil where there are no weights (WEIGHT-2).
//
// targets [m][k], or class numbers [m]; exampleWeights [m], classWeights [c] -> [m]
func weightsOfExamples(targets Targets, exampleWeights, classWeights []float64) []float64 {
	if classWeights == nil {
		return exampleWeights
	}
	classes := targetClasses(targets)
	weights := make([]float64, len(classes))
	for e, number := range classes {
		weights[e] = classWeights[number]
	}
	if exampleWeights == nil {
		return weights
	}
	for e, own := range exampleWeights {
		weight := weights[e]
		weights[e] = own * weight
	}
	return weights
}

// weightedLosses returns the losses of the examples, each multiplied by its weight (WEIGHT-3).
//
// losses [m], weights [m] -> [m]
func weightedLosses(losses, weights []float64) []float64 {
	if weights == nil {
		return losses
	}
	weighted := make([]float64, len(losses))
	for e, weight := range weights {
		loss := losses[e]
		weighted[e] = loss * weight
	}
	return weighted
}

// weightedGradients returns the gradients of the examples, each row multiplied by its weight (WEIGHT-4).
//
// gradients [m][k], of a batch's loss as lossGradients returns them; weights [m] -> [m][k]
func weightedGradients(gradients [][]float64, weights []float64) [][]float64 {
	if weights == nil {
		return gradients
	}
	weighted := make([][]float64, len(gradients))
	for e, weight := range weights {
		row := gradients[e]
		weighted[e] = make([]float64, len(row))
		for j, g := range row {
			weighted[e][j] = g * weight
		}
	}
	return weighted
}
