// # Chapter gru_reset_before: gated recurrent units that reset the outputs before the product
//
// In chapter gru, the reset gate r says how much the candidate sees of what the outputs before
// contribute. Here it says how much the candidate sees of the outputs before themselves: they are
// multiplied by r first, and the recurrent kernel comes after. Then nothing stands between the
// contributions of the features and of the outputs before, so that one bias and one sum are enough: each
// sum begins with the bias, goes on over the features, and ends with the outputs before, those of the
// candidates with the reset ones.
//
// Derivation: with h = z * h' + (1 - z) * g, where g sees s = r * h', the gradients are those of chapter
// gru; but the delta of g goes through the recurrent kernel first, which gives the gradient of s. Times h'
// that is the gradient of r, and times r it is a part of the gradient of h'.
//
// Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
// machine translation", 2014; reset_after=False in Keras.
//
// m examples of t steps with n features; u units.
package refnet

import "slices"

// ResetBeforeStep is what the units calculate at a step, [u] each.
//
// updateGate z, resetGate r, resetState s: the outputs before times r, candidate g, output h.
type ResetBeforeStep struct {
	updateGate []float64
	resetGate  []float64
	resetState []float64
	candidate  []float64
	output     []float64
}

// ResetBeforeGradients is what the backward pass finds in one example; see [StepGradients].
//
// rows and deltas: of all columns of the kernel; states and resetStates: what the gates and the candidates
// see of the outputs before.
type ResetBeforeGradients struct {
	rows           [][]float64
	deltas         [][]float64
	states         [][]float64
	resetStates    [][]float64
	inputGradients [][]float64
}

// resetBeforeFeatures returns the dense layer of all columns that sees the features of a step.
func resetBeforeFeatures(layer GRULayer) DenseLayer {
	return DenseLayer{3 * layer.Units, "linear", layer.Kernel, oneBias(layer.Bias)}
}

// resetBeforeGates returns the dense layer of both gates that sees the outputs before.
func resetBeforeGates(layer GRULayer) DenseLayer {
	u := layer.Units
	kernel := make([][]float64, len(layer.RecurrentKernel))
	for i, row := range layer.RecurrentKernel {
		kernel[i] = row[: 2*u : 2*u]
	}
	return DenseLayer{2 * u, "linear", kernel, nil}
}

// resetBeforeCandidates returns the dense layer of the candidates that sees the reset outputs before.
func resetBeforeCandidates(layer GRULayer) DenseLayer {
	u := layer.Units
	kernel := make([][]float64, len(layer.RecurrentKernel))
	for i, row := range layer.RecurrentKernel {
		kernel[i] = row[2*u:]
	}
	return DenseLayer{u, "linear", kernel, nil}
}

// resetBeforeStep returns what the units calculate at a step, from what they see (GRU-4).
//
// seen [n + u]: the features of the step and the outputs before; features, gates, candidates: the three
// dense layers. The sums of the last two go on from those of the first, as from a bias.
func resetBeforeStep(seen []float64, features, gates, candidates DenseLayer, layer GRULayer) ResetBeforeStep {
	u, n := layer.Units, layer.InputShape[1]
	h := seen[n:]
	x := denseForward([][]float64{seen[:n]}, features)[0]
	gates.Bias, candidates.Bias = x[:2*u], gateColumns(x, 2, u)
	sums := denseForward([][]float64{h}, gates)[0]
	z := activate(layer.RecurrentActivation, gateColumns(sums, 0, u))
	r := activate(layer.RecurrentActivation, gateColumns(sums, 1, u))
	s, output := make([]float64, u), make([]float64, u)
	for j := range s {
		s[j] = float64(r[j] * h[j])
	}
	g := activate(layer.Activation, denseForward([][]float64{s}, candidates)[0])
	for j := range output {
		output[j] = float64(z[j]*h[j]) + float64((1.0-z[j])*g[j])
	}
	return ResetBeforeStep{z, r, s, g, output}
}

// resetBeforeSteps returns what is before the first step, and each step (GRU-4).
//
// -> [t + 1]; a step that is left out is the one before again
func resetBeforeSteps(example Example, layer GRULayer) []ResetBeforeStep {
	features, gates, candidates := resetBeforeFeatures(layer), resetBeforeGates(layer), resetBeforeCandidates(layer)
	zeros := make([]float64, layer.Units)
	last := ResetBeforeStep{zeros, zeros, zeros, zeros, example.state}
	calculated := []ResetBeforeStep{last}
	for _, step := range example.steps {
		if step != nil {
			last = resetBeforeStep(seenRow(step, last.output, example), features, gates, candidates, layer)
		}
		calculated = append(calculated, last)
	}
	return calculated
}

// resetBeforeForward returns the outputs of each step, or of the last one, of each example (GRU-4, PART-3).
//
// inputs [m][t * n] -> [m][t * u] or [m][u]
func resetBeforeForward(inputs [][]float64, layer GRULayer) [][]float64 {
	rows := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		outputs := [][]float64{}
		for _, step := range resetBeforeSteps(example, layer)[1:] {
			outputs = append(outputs, step.output)
		}
		rows[e] = withState(outputRow(outputs, layer), outputs[len(outputs)-1], layer)
	}
	return rows
}

// resetBeforeFinalStates returns the outputs after the last step, nil unless the layer keeps them (RNN-6).
//
// inputs [m][t * n] -> [m][u]
func resetBeforeFinalStates(inputs [][]float64, layer GRULayer) [][]float64 {
	if !layer.Stateful {
		return nil
	}
	states := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		states[e] = resetBeforeSteps(example, layer)[len(example.steps)].output
	}
	return states
}

// resetBeforeStepDeltas returns the deltas of a step, and the gradient of the reset outputs before (GRU-5).
//
// ofOutput [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them; candidates:
// their dense layer -> [3 * u], [u]
func resetBeforeStepDeltas(
	ofOutput []float64, now ResetBeforeStep, h []float64, candidates DenseLayer, layer GRULayer,
) ([]float64, []float64) {
	gates, u := layer.RecurrentActivation, layer.Units
	ofZ, ofG, ofR := make([]float64, u), make([]float64, u), make([]float64, u)
	for j := range u {
		ofZ[j] = float64(ofOutput[j] * (h[j] - now.candidate[j]))
		ofG[j] = float64(ofOutput[j] * (1.0 - now.updateGate[j]))
	}
	g := activationBackward(layer.Activation, ofG, now.candidate)
	ofS := denseInputGradients(nil, [][]float64{g}, candidates)[0]
	for j := range u {
		ofR[j] = float64(ofS[j] * h[j])
	}
	z := activationBackward(gates, ofZ, now.updateGate)
	r := activationBackward(gates, ofR, now.resetGate)
	return slices.Concat(z, r, g), ofS
}

// resetBeforeBackward returns the gradients of one example, found from the last step to the first (GRU-5).
//
// delta [t * u] or [u]
func resetBeforeBackward(example Example, delta []float64, layer GRULayer) ResetBeforeGradients {
	features, gates, candidates := resetBeforeFeatures(layer), resetBeforeGates(layer), resetBeforeCandidates(layer)
	calculated, n, u := resetBeforeSteps(example, layer), layer.InputShape[1], layer.Units
	ofOutputs, ofOutput := splitDelta(delta, layer) // ofOutput: from the step after
	outputGradients := outputGradientRows(ofOutputs, layer)
	result := ResetBeforeGradients{}
	for i := len(calculated) - 2; i >= 0; i-- {
		total := make([]float64, u)
		for j := range total {
			total[j] = outputGradients[i][j] + ofOutput[j]
		}
		step, now, before := example.steps[i], calculated[i+1], calculated[i]
		if step == nil {
			ofOutput = total
			result.inputGradients = append(result.inputGradients, make([]float64, n))
			continue
		}
		seen := seenRow(step, before.output, example)
		deltas, ofS := resetBeforeStepDeltas(total, now, seen[n:], candidates, layer)
		ofFeatures := denseInputGradients(nil, [][]float64{deltas}, features)[0]
		ofState := denseInputGradients(nil, [][]float64{deltas[:2*u]}, gates)[0]
		for j, through := range ofState {
			kept := float64(total[j]*now.updateGate[j]) + float64(ofS[j]*now.resetGate[j])
			ofState[j] = kept + through
		}
		gradients := timesFactors(slices.Concat(ofFeatures, ofState), example.factors)
		ofOutput = gradients[n:]
		result.rows = append(result.rows, seen[:n])
		result.deltas = append(result.deltas, deltas)
		result.states = append(result.states, seen[n:])
		result.resetStates = append(result.resetStates, now.resetState)
		result.inputGradients = append(result.inputGradients, gradients[:n])
	}
	// in the order of the steps: the last one was found first
	slices.Reverse(result.rows)
	slices.Reverse(result.deltas)
	slices.Reverse(result.states)
	slices.Reverse(result.resetStates)
	slices.Reverse(result.inputGradients)
	return result
}

// resetBeforeParameterGradients returns the gradients of the parameters, summed over all steps in order
// (GRU-6).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as gruParameters returns them
func resetBeforeParameterGradients(inputs, deltas [][]float64, layer GRULayer) [][]float64 {
	rows, stepDeltas, states, resetStates := [][]float64{}, [][]float64{}, [][]float64{}, [][]float64{}
	for _, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, resetBeforeBackward) {
		rows = append(rows, each.rows...)
		stepDeltas = append(stepDeltas, each.deltas...)
		states = append(states, each.states...)
		resetStates = append(resetStates, each.resetStates...)
	}
	n, u := len(layer.Kernel), layer.Units
	ofGates, ofCandidates := make([][]float64, len(stepDeltas)), make([][]float64, len(stepDeltas))
	for i, row := range stepDeltas {
		ofGates[i], ofCandidates[i] = row[:2*u], row[2*u:]
	}
	kernel := denseParameterGradients(rows, stepDeltas, resetBeforeFeatures(layer))
	gates := denseParameterGradients(states, ofGates, resetBeforeGates(layer))
	candidates := denseParameterGradients(resetStates, ofCandidates, resetBeforeCandidates(layer))
	recurrent := make([][]float64, u)
	for i := range recurrent {
		recurrent[i] = slices.Concat(gates[i], candidates[i])
	}
	return slices.Concat(kernel[:n], recurrent, kernel[n:])
}

// resetBeforeInputGradients returns the gradients of the inputs (GRU-5).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
func resetBeforeInputGradients(inputs, deltas [][]float64, layer GRULayer) [][]float64 {
	gradients := make([][]float64, len(inputs))
	for e, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, resetBeforeBackward) {
		gradients[e] = inputGradientRow(each.inputGradients, layer)
	}
	return gradients
}
