// # Chapter hopfield: a network that remembers patterns, and finds them again from a part
//
// All n units are connected with each other. A unit is 1 or -1, and so are the numbers of a pattern.
// Hebb's rule stores the patterns: the weight between two units is how often they agree minus how
// often they differ, divided by n. A spoiled pattern is put into the units, and they are updated again
// and again: a unit takes the sign of the weighted sum of the others, and keeps its state where the
// sum is 0. One after another (asynchronous), each change lowers the energy, so the network comes to
// rest, in a stored pattern if there are not too many of them: about 0.138 n. All at once
// (synchronous), it may also alternate between two states for ever.
//
// The sums are taken over correlations, which are whole numbers: n times the weights. So they are
// exact, a sum that is 0 is 0, and their order does not matter.
//
// Derivation: where unit i changes, the energy -1/2 sum of w_ij s_i s_j changes by -2 times the size of
// its weighted sum.
//
// Source: J. J. Hopfield, "Neural networks and physical systems with emergent collective computational
// abilities", 1982; D. J. Amit, H. Gutfreund and H. Sompolinsky, "Storing infinite numbers of patterns
// in a spin-glass model of neural networks", 1985 (the capacity).
//
// Left out on purpose: thresholds, and states of 0 and 1.
//
// The helper functions expect data that [Hopfield] has checked. n units, p patterns.
package refnet

import "slices"

// HopfieldSweep is what a sweep over all units leaves: the state [n], and its energy.
type HopfieldSweep struct {
	State  []float64
	Energy float64
}

// HopfieldRun has the weights [n][n], and a record of each sweep.
type HopfieldRun struct {
	Weights [][]float64
	Trials  []HopfieldSweep
}

// correlations returns how often two units agree minus how often they differ; for a unit alone 0
// (HOP-1).
//
// patterns [p][n] -> [n][n], whole numbers
func correlations(patterns [][]float64) [][]float64 {
	n := len(patterns[0])
	result := make([][]float64, n)
	for i := range result {
		result[i] = make([]float64, n)
	}
	for _, pattern := range patterns {
		for i := range n {
			for j := range n {
				if i != j {
					result[i][j] = result[i][j] + float64(pattern[i]*pattern[j])
				}
			}
		}
	}
	return result
}

// updatedUnit returns the next state of unit i: the sign of its weighted sum, or as it was (HOP-2).
//
// correlation [n][n], state [n]
func updatedUnit(correlation [][]float64, state []float64, i int) float64 {
	total := weightedSum(state, correlation[i], 0.0)
	if total > 0.0 {
		return 1.0
	}
	if total < 0.0 {
		return -1.0
	}
	return state[i]
}

// asynchronousSweep returns the state after each unit has been updated in this order (HOP-3).
//
// correlation [n][n], state [n], order [n] -> state [n]
func asynchronousSweep(correlation [][]float64, state []float64, order []int) []float64 {
	result := slices.Clone(state)
	for _, i := range order {
		result[i] = updatedUnit(correlation, result, i)
	}
	return result
}

// synchronousSweep returns the state after all units have been updated at once (HOP-3).
//
// correlation [n][n], state [n] -> state [n]
func synchronousSweep(correlation [][]float64, state []float64) []float64 {
	result := make([]float64, len(state))
	for i := range state {
		result[i] = updatedUnit(correlation, state, i)
	}
	return result
}

// energy returns -1/2 of the sum of w_ij s_i s_j (HOP-4).
//
// correlation [n][n], state [n]
func energy(correlation [][]float64, state []float64) float64 {
	total := 0.0
	for i := range state {
		total = total - float64(state[i]*weightedSum(state, correlation[i], 0.0))
	}
	return total / (2.0 * float64(len(state)))
}

// Hopfield stores the patterns, then updates the units, beginning at start (HOP-1 to HOP-5).
//
// patterns [p][n] and start [n]: of 1 and -1; update: "asynchronous" or "synchronous"; orderSeed: of the
// order of each sweep, nil for the units' own; sweeps: how often all units are updated.
//
// The error is an *Error with one of the codes empty, shape_mismatch, out_of_range, unknown_name.
func Hopfield(
	patterns [][]float64, start []float64, update string, orderSeed *int64, sweeps int64,
) (HopfieldRun, error) {
	if err := checkedHopfield(patterns, start, update, orderSeed, sweeps); err != nil {
		return HopfieldRun{}, err
	}
	correlation, state, n := correlations(patterns), start, len(start)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var generator *Generator
	if orderSeed != nil {
		generator = seeded(uint32(*orderSeed))
	}
	trials := []HopfieldSweep{}
	for range sweeps {
		if generator != nil {
			order = permutation(n, generator)
		}
		if update == "asynchronous" {
			state = asynchronousSweep(correlation, state, order)
		} else {
			state = synchronousSweep(correlation, state)
		}
		trials = append(trials, HopfieldSweep{state, energy(correlation, state)})
	}
	weights := make([][]float64, n)
	for i, row := range correlation {
		weights[i] = make([]float64, n)
		for j, total := range row {
			weights[i][j] = total / float64(n)
		}
	}
	return HopfieldRun{weights, trials}, nil
}
