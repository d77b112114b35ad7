// # Chapter gru: the recurrent layer with two gates and no cell
//
// A gated recurrent unit keeps its memory in its output. The update gate z says how much of the output
// before is kept; the rest is a candidate. The reset gate r says how much the candidate sees of what the
// outputs before contribute. For that, the contributions of the features and of the outputs before are
// two dense layers, each with a bias of its own: the first one's kernel and the recurrent kernel. Their
// columns are those of the update gates, the reset gates and the candidates.
//
// Derivation: with h = z * h' + (1 - z) * g, where g is the activation of x + r * s, x of the features
// and s of the outputs before, the gradients are dL/dz = dL/dh * (h' - g) and dL/dg = dL/dh * (1 - z),
// and of h' directly dL/dh * z. The delta of g is that of x; times s it is the gradient of r, times r the
// delta of s.
//
// Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
// machine translation", 2014; with the reset gate behind the product, as in Keras and cuDNN. Chapter
// gru_reset_before has it before the product (reset_after=False).
//
// m examples of t steps with n features; u units.
package refnet

import "slices"

// GRULayer has gated recurrent units: Kernel [n][3 * Units], RecurrentKernel [Units][3 * Units].
//
// Bias [2][3 * Units], of the features and of the outputs before, or nil; the columns are those of the
// update gates, the reset gates and the candidates. With ResetBefore, which is reset_after=False, the
// reset gate is before the product, and Bias has one row. The other fields are those of [LSTMLayer].
type GRULayer struct {
	Units               int64
	Activation          string
	RecurrentActivation string
	Kernel              [][]float64
	RecurrentKernel     [][]float64
	Bias                [][]float64
	ReturnSequences     bool
	GoBackwards         bool
	Dropout             float64
	RecurrentDropout    float64
	Stateful            bool
	ResetBefore         bool
	ReturnState         bool
	InputShape          []int64
	ofBatch             // state [m][u]
}

func (layer GRULayer) kind() string { return "gru" }

func (layer GRULayer) activation() string { return layer.Activation }

// GRUStep is what the units calculate at a step, [u] each.
//
// updateGate z, resetGate r, recurrent s: what the outputs before contribute to the candidate, candidate
// g, and output h.
type GRUStep struct {
	updateGate []float64
	resetGate  []float64
	recurrent  []float64
	candidate  []float64
	output     []float64
}

// GRUGradients is what the backward pass finds in one example; see [StepGradients].
//
// rows and deltas: of the layer of the features; states and recurrentDeltas: of the layer of the outputs
// before.
type GRUGradients struct {
	rows            [][]float64
	deltas          [][]float64
	states          [][]float64
	recurrentDeltas [][]float64
	inputGradients  [][]float64
}

// gruParameters returns the parameters as vectors: the rows of both kernels, then both biases, if any.
// The vectors are the layer's own, not copies.
func gruParameters(layer GRULayer) [][]float64 {
	return slices.Concat(layer.Kernel, layer.RecurrentKernel, layer.Bias)
}

// gruVariables returns how many of the vectors belong to each kernel, and how many to both biases.
func gruVariables(layer GRULayer) []int {
	if layer.ResetBefore {
		return recurrentVariables(layer)
	}
	kernels := []int{len(layer.Kernel), len(layer.RecurrentKernel)}
	if layer.Bias == nil {
		return kernels
	}
	return append(kernels, 2)
}

// gruWithParameters returns the layer with other parameters, in the order of gruParameters. They are not
// copied.
func gruWithParameters(layer GRULayer, vectors [][]float64) GRULayer {
	n, end := len(layer.Kernel), len(layer.Kernel)+int(layer.Units)
	if layer.Bias != nil {
		layer.Bias = vectors[end:len(vectors):len(vectors)]
	}
	// The capacities end there too, so that a row appended to one of them does not replace the next.
	layer.Kernel, layer.RecurrentKernel = vectors[:n:n], vectors[n:end:end]
	return layer
}

// featureLayer returns the dense layer that sees the features of a step.
func featureLayer(layer GRULayer) DenseLayer {
	var bias []float64
	if layer.Bias != nil {
		bias = layer.Bias[0]
	}
	return DenseLayer{3 * layer.Units, "linear", layer.Kernel, bias}
}

// recurrentLayer returns the dense layer that sees the outputs before.
func recurrentLayer(layer GRULayer) DenseLayer {
	var bias []float64
	if layer.Bias != nil {
		bias = layer.Bias[1]
	}
	return DenseLayer{3 * layer.Units, "linear", layer.RecurrentKernel, bias}
}

// gruStep returns what the units calculate at a step, from what they see (GRU-1).
//
// seen [n + u]: the features of the step and the outputs before; features, recurrent: the dense layers of
// the former and of the latter
func gruStep(seen []float64, features, recurrent DenseLayer, layer GRULayer) GRUStep {
	u, gates, n := layer.Units, layer.RecurrentActivation, layer.InputShape[1]
	h := seen[n:]
	x := denseForward([][]float64{seen[:n]}, features)[0]
	s := denseForward([][]float64{h}, recurrent)[0]
	sums := make([]float64, 3*u)
	for j := range sums {
		sums[j] = x[j] + s[j]
	}
	z := activate(gates, gateColumns(sums, 0, u))
	r := activate(gates, gateColumns(sums, 1, u))
	x, s = gateColumns(x, 2, u), gateColumns(s, 2, u)
	candidates, output := make([]float64, u), make([]float64, u)
	for j := range candidates {
		candidates[j] = x[j] + float64(r[j]*s[j])
	}
	g := activate(layer.Activation, candidates)
	for j := range output {
		output[j] = float64(z[j]*h[j]) + float64((1.0-z[j])*g[j])
	}
	return GRUStep{z, r, s, g, output}
}

// gruSteps returns what is before the first step, and each step (GRU-1).
//
// -> [t + 1]; a step that is left out is the one before again
func gruSteps(example Example, layer GRULayer) []GRUStep {
	features, recurrent, zeros := featureLayer(layer), recurrentLayer(layer), make([]float64, layer.Units)
	last := GRUStep{zeros, zeros, zeros, zeros, example.state}
	calculated := []GRUStep{last}
	for _, step := range example.steps {
		if step != nil {
			last = gruStep(seenRow(step, last.output, example), features, recurrent, layer)
		}
		calculated = append(calculated, last)
	}
	return calculated
}

// gruForward returns the outputs of each step, or of the last one, of each example (GRU-1, PART-3).
//
// inputs [m][t * n] -> [m][t * u] or [m][u]
func gruForward(inputs [][]float64, layer GRULayer) [][]float64 {
	if layer.ResetBefore {
		return resetBeforeForward(inputs, layer)
	}
	rows := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		outputs := [][]float64{}
		for _, step := range gruSteps(example, layer)[1:] {
			outputs = append(outputs, step.output)
		}
		rows[e] = withState(outputRow(outputs, layer), outputs[len(outputs)-1], layer)
	}
	return rows
}

// gruFinalStates returns the outputs after the last step, nil unless the layer keeps them (RNN-6).
//
// inputs [m][t * n] -> [m][u]
func gruFinalStates(inputs [][]float64, layer GRULayer) [][]float64 {
	if layer.ResetBefore {
		return resetBeforeFinalStates(inputs, layer)
	}
	if !layer.Stateful {
		return nil
	}
	states := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		states[e] = gruSteps(example, layer)[len(example.steps)].output
	}
	return states
}

// gruStepDeltas returns the deltas of the two dense layers at a step (GRU-2).
//
// ofOutput [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them -> [3 * u] of
// the features, [3 * u] of the outputs before
func gruStepDeltas(ofOutput []float64, now GRUStep, h []float64, layer GRULayer) ([]float64, []float64) {
	gates, u := layer.RecurrentActivation, layer.Units
	ofZ, ofG, ofR, ofS := make([]float64, u), make([]float64, u), make([]float64, u), make([]float64, u)
	for j := range u {
		ofZ[j] = float64(ofOutput[j] * (h[j] - now.candidate[j]))
		ofG[j] = float64(ofOutput[j] * (1.0 - now.updateGate[j]))
	}
	g := activationBackward(layer.Activation, ofG, now.candidate)
	for j := range u {
		ofR[j] = float64(g[j] * now.recurrent[j])
		ofS[j] = float64(g[j] * now.resetGate[j])
	}
	z := activationBackward(gates, ofZ, now.updateGate)
	r := activationBackward(gates, ofR, now.resetGate)
	return slices.Concat(z, r, g), slices.Concat(z, r, ofS)
}

// gruBackward returns the gradients of one example, found from the last step to the first (GRU-2).
//
// delta [t * u] or [u]
func gruBackward(example Example, delta []float64, layer GRULayer) GRUGradients {
	features, recurrent, n := featureLayer(layer), recurrentLayer(layer), layer.InputShape[1]
	calculated := gruSteps(example, layer)
	ofOutputs, ofOutput := splitDelta(delta, layer) // ofOutput: from the step after
	outputGradients := outputGradientRows(ofOutputs, layer)
	result := GRUGradients{}
	for i := len(calculated) - 2; i >= 0; i-- {
		total := make([]float64, layer.Units)
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
		deltas, recurrentDeltas := gruStepDeltas(total, now, seen[n:], layer)
		ofFeatures := denseInputGradients(nil, [][]float64{deltas}, features)[0]
		ofState := denseInputGradients(nil, [][]float64{recurrentDeltas}, recurrent)[0]
		for j, through := range ofState {
			ofState[j] = float64(total[j]*now.updateGate[j]) + through
		}
		gradients := timesFactors(slices.Concat(ofFeatures, ofState), example.factors)
		ofOutput = gradients[n:]
		result.rows = append(result.rows, seen[:n])
		result.deltas = append(result.deltas, deltas)
		result.states = append(result.states, seen[n:])
		result.recurrentDeltas = append(result.recurrentDeltas, recurrentDeltas)
		result.inputGradients = append(result.inputGradients, gradients[:n])
	}
	// in the order of the steps: the last one was found first
	slices.Reverse(result.rows)
	slices.Reverse(result.deltas)
	slices.Reverse(result.states)
	slices.Reverse(result.recurrentDeltas)
	slices.Reverse(result.inputGradients)
	return result
}

// gruParameterGradients returns the gradients of the parameters, summed over all steps in order (GRU-3).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as gruParameters returns them
func gruParameterGradients(inputs, deltas [][]float64, layer GRULayer) [][]float64 {
	if layer.ResetBefore {
		return resetBeforeParameterGradients(inputs, deltas, layer)
	}
	rows, stepDeltas, states, recurrentDeltas := [][]float64{}, [][]float64{}, [][]float64{}, [][]float64{}
	for _, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, gruBackward) {
		rows = append(rows, each.rows...)
		stepDeltas = append(stepDeltas, each.deltas...)
		states = append(states, each.states...)
		recurrentDeltas = append(recurrentDeltas, each.recurrentDeltas...)
	}
	kernel := denseParameterGradients(rows, stepDeltas, featureLayer(layer))
	recurrent := denseParameterGradients(states, recurrentDeltas, recurrentLayer(layer))
	n, u := len(layer.Kernel), layer.Units
	return slices.Concat(kernel[:n], recurrent[:u], kernel[n:], recurrent[u:])
}

// gruInputGradients returns the gradients of the inputs (GRU-2).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
func gruInputGradients(inputs, deltas [][]float64, layer GRULayer) [][]float64 {
	if layer.ResetBefore {
		return resetBeforeInputGradients(inputs, deltas, layer)
	}
	gradients := make([][]float64, len(inputs))
	for e, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, gruBackward) {
		gradients[e] = inputGradientRow(each.inputGradients, layer)
	}
	return gradients
}
