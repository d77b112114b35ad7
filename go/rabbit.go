// # Chapter rabbit: classical conditioning
//
// A puff of air makes a rabbit blink, because its innate weight is large enough from birth. A beep
// does not, because its weight starts at 0; but this weight can be learned. Whenever the rabbit
// blinks, the learned weights of all active stimuli grow, so after a few pairings of beep and puff the
// beep alone is enough.
//
// Source: "Making a Simple Neural Network: Classical Conditioning" (the sequel to the article of
// button_press); the experiment is Pavlov's.
//
// Left out on purpose: forgetting; a weight never shrinks.
//
// The helper functions expect data that [Rabbit] has checked. n is the number of stimuli.
package refnet

import "slices"

// RabbitTrial is one trial: the weighted sum, whether the rabbit blinked, and weights [n] after the
// trial.
type RabbitTrial struct {
	Sum     float64
	Blink   bool
	Weights []float64
}

// blinks returns whether the weighted sum reaches the threshold (RABBIT-2).
func blinks(total, threshold float64) bool {
	return total >= threshold
}

// reinforce returns the weights after a blink: the learned ones of active stimuli have grown
// (RABBIT-3).
//
// stimulus [n], weights [n], learned [n] -> weights [n]
func reinforce(stimulus, weights []float64, learned []bool, learningRate float64) []float64 {
	grown := slices.Clone(weights)
	for i := range stimulus {
		if learned[i] && stimulus[i] > 0.0 {
			grown[i] = weights[i] + learningRate
		}
	}
	return grown
}

// Rabbit presents the stimuli one after another, and returns a record of each trial (RABBIT-1).
//
// weights [n], learned [n] (false: innate, never changes), stimuli [trials][n]; returns a
// RabbitTrial per row of stimuli.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, and diverged when
// a sum or a weight becomes infinite or NaN.
func Rabbit(
	weights []float64, learned []bool, threshold, learningRate float64, stimuli [][]float64,
) ([]RabbitTrial, error) {
	if err := checkedRabbit(weights, learned, threshold, learningRate, stimuli); err != nil {
		return nil, err
	}
	history := []RabbitTrial{}
	for i, stimulus := range stimuli {
		trial := int64(i + 1)
		total := weightedSum(stimulus, weights, 0.0)
		if err := checkConverging("sum", []float64{total}, trial); err != nil {
			return nil, err
		}
		blink := blinks(total, threshold)
		if blink {
			weights = reinforce(stimulus, weights, learned, learningRate)
		}
		if err := checkConverging("weights", weights, trial); err != nil {
			return nil, err
		}
		history = append(history, RabbitTrial{total, blink, slices.Clone(weights)})
	}
	return history, nil
}
