// # Chapter recurrent: the layer that reads a sequence step by step and remembers
//
// A recurrent layer has a state, the outputs of its units at the step before, which is zeros at first. At
// each step, the units see the step's features and that state. So a step is a dense layer whose inputs are
// both, one after the other, and whose weights are the same at every step: the kernel for the features,
// then the recurrent kernel for the state. Its outputs are the next state. The layer returns the last
// state, or that of every step.
//
// The backward pass, backpropagation through time, takes the steps from last to first. A state counts
// twice: as an output of the layer, and as an input of the next step. Its gradient is the sum of both;
// chapter dense turns it into the gradients of the step's features and of the state before. The gradients
// of the weights are chapter dense's too, with a step in the place of an example.
//
// A step that a mask leaves out (chapter sequences) changes nothing: the state stays as it is, and its
// gradient goes on to the state before.
//
// A stateful layer begins a batch with the states after the batch before, so that a long sequence can come
// in pieces: example i of a batch continues example i of the one before. No gradient goes back there. In
// training, dropout (chapter dropout) leaves out some of the features and of the state that the units see.
//
// This chapter has what its followers, lstm and gru, share with the simple layer: how steps come in, and
// how outputs and their gradients leave.
//
// Source: J. L. Elman, "Finding structure in time", 1990; P. J. Werbos, "Backpropagation through time: what
// it does and how to do it", 1990.
//
// Left out on purpose: first states that are inputs of the network, and their gradients.
//
// m examples of t steps with n features; u units.
package refnet

import "slices"

// Example is a sequence as a layer reads it: steps [t][n], nil for one that is left out; state [u], of lstm
// [2 * u]: before the first step; factors [n + u] of features and state, nil where nothing is dropped.
type Example struct {
	steps   [][]float64
	state   []float64
	factors []float64
}

// SimpleRNNLayer is a simple recurrent layer: Kernel [n][Units], RecurrentKernel [Units][Units].
//
// Bias [Units] or nil; ReturnSequences: whether every state is returned, not only the last; GoBackwards:
// whether the steps are read from last to first; Dropout, RecurrentDropout: the rates for the features
// and for the state; Stateful: whether a batch begins with the states after the one before; ReturnState:
// see chapter parts; InputShape: [t, n], nil until it is known.
type SimpleRNNLayer struct {
	Units            int64
	Activation       string
	Kernel           [][]float64
	RecurrentKernel  [][]float64
	Bias             []float64
	ReturnSequences  bool
	GoBackwards      bool
	Dropout          float64
	RecurrentDropout float64
	Stateful         bool
	ReturnState      bool
	InputShape       []int64
	ofBatch          // state [m][u], factors [m][n + u]
}

func (layer SimpleRNNLayer) kind() string { return "simple_rnn" }

func (layer SimpleRNNLayer) activation() string { return layer.Activation }

// StepGradients is what the backward pass finds in one example.
//
// rows and deltas: the inputs and the deltas of the dense layer at each step that is not left out;
// inputGradients [t][n]: of all steps. All are in the order in which the layer reads the steps.
type StepGradients struct {
	rows           [][]float64
	deltas         [][]float64
	inputGradients [][]float64
}

// recurrentShapes returns the shapes of one example before and after the layer: [t, n], [t, u] or [u].
func recurrentShapes[L recurrentKind[L]](layer L) ([]int64, []int64) {
	fields := layer.fields()
	outputs := []int64{fields.units}
	if fields.returnSequences {
		outputs = []int64{fields.inputShape[0], fields.units}
	}
	return fields.inputShape, returnedShape(outputs, layer)
}

// recurrentParameters returns the parameters as vectors: the rows of both kernels, then the bias if there
// is one. The vectors are the layer's own, not copies.
func recurrentParameters[L recurrentKind[L]](layer L) [][]float64 {
	fields := layer.fields()
	return slices.Concat(fields.kernel, fields.recurrentKernel, fields.bias)
}

// recurrentVariables returns how many of the vectors belong to each kernel, and how many to the bias.
func recurrentVariables[L recurrentKind[L]](layer L) []int {
	return layer.fields().variables()
}

// recurrentWithParameters returns the layer with other parameters, in the order of recurrentParameters.
// They are not copied.
func recurrentWithParameters[L recurrentKind[L]](layer L, vectors [][]float64) L {
	fields := layer.fields()
	n, end := len(fields.kernel), len(fields.kernel)+int(fields.units)
	if fields.bias != nil {
		fields.bias = vectors[end:len(vectors):len(vectors)]
	}
	// The capacities end there too, so that a row appended to one of them does not replace the next.
	fields.kernel, fields.recurrentKernel = vectors[:n:n], vectors[n:end:end]
	return layer.withFields(fields)
}

// recurrentMasked returns the layer for a batch with this mask [m][t].
func recurrentMasked[L recurrentKind[L]](layer L, mask [][]bool) L {
	fields := layer.fields()
	fields.mask = mask
	return layer.withFields(fields)
}

// recurrentMask returns the mask [m][t] of the outputs, where they are a sequence, in their order (RNN-4).
func recurrentMask[L recurrentKind[L]](inputs [][]float64, layer L, mask [][]bool) [][]bool {
	fields := layer.fields()
	if mask == nil || fields.returnState || !fields.returnSequences {
		return nil
	}
	if !fields.goBackwards {
		return mask
	}
	turned := make([][]bool, len(mask))
	for e, row := range mask {
		turned[e] = slices.Clone(row)
		slices.Reverse(turned[e])
	}
	return turned
}

// recurrentDrawn returns the layer with the factors of a batch of m examples, if it drops anything (RNN-7).
func recurrentDrawn[L recurrentKind[L]](layer L, m int, generator *Generator) L {
	fields := layer.fields()
	if fields.dropout == 0.0 && fields.recurrentDropout == 0.0 {
		return layer
	}
	fields.factors = make([][]float64, m)
	for e := range fields.factors {
		ofFeatures := randomFactors(fields.inputShape[1], fields.dropout, generator)
		ofState := randomFactors(fields.units, fields.recurrentDropout, generator)
		fields.factors[e] = append(ofFeatures, ofState...)
	}
	return layer.withFields(fields)
}

// examplesOf returns each example in the order in which the layer reads its steps (RNN-1, RNN-4, RNN-6).
//
// inputs [m][t * n]; size: of the state
func examplesOf[L recurrentKind[L]](inputs [][]float64, layer L, size int64) []Example {
	fields := layer.fields()
	result := make([]Example, len(inputs))
	for e, row := range inputs {
		steps := cellRows(row, fields.inputShape[1])
		for i := range steps {
			if fields.mask != nil && !fields.mask[e][i] {
				steps[i] = nil
			}
		}
		if fields.goBackwards {
			slices.Reverse(steps)
		}
		result[e] = Example{steps, make([]float64, size), nil}
		if fields.state != nil {
			result[e].state = fields.state[e]
		}
		if fields.factors != nil {
			result[e].factors = fields.factors[e]
		}
	}
	return result
}

// seenRow returns what the units see at a step: its features [n], then the state before [u] (RNN-1, RNN-7).
func seenRow(step, state []float64, example Example) []float64 {
	return timesFactors(slices.Concat(step, state), example.factors)
}

// outputRow returns what the layer returns of the states after each step (RNN-1).
//
// states [t][u] -> [t * u], or the last one [u]
func outputRow[L recurrentKind[L]](states [][]float64, layer L) []float64 {
	if layer.fields().returnSequences {
		return joined(states)
	}
	return slices.Clone(states[len(states)-1])
}

// outputGradientRows returns the gradients of the states as outputs, zeros for those not returned (RNN-2).
//
// delta [t * u] or [u] -> [t][u]
func outputGradientRows[L recurrentKind[L]](delta []float64, layer L) [][]float64 {
	fields := layer.fields()
	if fields.returnSequences {
		return cellRows(delta, fields.units)
	}
	zeros := make([]float64, (fields.inputShape[0]-1)*fields.units)
	return append(cellRows(zeros, fields.units), delta)
}

// inputGradientRow returns the gradients of the steps in the order of the inputs.
//
// gradients [t][n] in the order of the layer -> [t * n]
func inputGradientRow[L recurrentKind[L]](gradients [][]float64, layer L) []float64 {
	if layer.fields().goBackwards {
		gradients = slices.Clone(gradients)
		slices.Reverse(gradients)
	}
	return joined(gradients)
}

// stepLayer returns the dense layer of a step, whose inputs are its features, then the state before.
func stepLayer[L recurrentKind[L]](layer L) DenseLayer {
	fields := layer.fields()
	gates := int64(len(fields.recurrentKernel[0]))
	kernel := slices.Concat(fields.kernel, fields.recurrentKernel)
	return DenseLayer{gates, "linear", kernel, oneBias(fields.bias)}
}

// simpleRnnStates returns the state before the first step, and that after each step [t + 1][u] (RNN-1).
func simpleRnnStates(example Example, layer SimpleRNNLayer) [][]float64 {
	dense, state := stepLayer(layer), example.state
	states := [][]float64{state}
	for _, step := range example.steps {
		if step != nil {
			preactivations := denseForward([][]float64{seenRow(step, state, example)}, dense)[0]
			state = activate(layer.Activation, preactivations)
		}
		states = append(states, state)
	}
	return states
}

// simpleRnnForward returns the states [t * u], or the last one, of each example [t * n] (RNN-1, PART-3).
func simpleRnnForward(inputs [][]float64, layer SimpleRNNLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		states := simpleRnnStates(example, layer)[1:]
		outputs[e] = withState(outputRow(states, layer), states[len(states)-1], layer)
	}
	return outputs
}

// simpleRnnFinalStates returns the states [m][u] after the last step, nil unless the layer keeps them (RNN-6).
func simpleRnnFinalStates(inputs [][]float64, layer SimpleRNNLayer) [][]float64 {
	if !layer.Stateful {
		return nil
	}
	last := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, layer.Units) {
		last[e] = simpleRnnStates(example, layer)[len(example.steps)]
	}
	return last
}

// simpleRnnBackward returns the gradients of one example, found from the last step to the first (RNN-2).
//
// delta [t * u] or [u]
func simpleRnnBackward(example Example, delta []float64, layer SimpleRNNLayer) StepGradients {
	dense, states, n := stepLayer(layer), simpleRnnStates(example, layer), layer.InputShape[1]
	ofOutputs, ofState := splitDelta(delta, layer) // ofState: from the step after
	outputGradients := outputGradientRows(ofOutputs, layer)
	result := StepGradients{}
	for i := len(states) - 2; i >= 0; i-- {
		total := make([]float64, layer.Units)
		for j := range total {
			total[j] = outputGradients[i][j] + ofState[j]
		}
		step := example.steps[i]
		if step == nil {
			ofState = total
			result.inputGradients = append(result.inputGradients, make([]float64, n))
			continue
		}
		deltas := activationBackward(layer.Activation, total, states[i+1])
		ofSeen := denseInputGradients(nil, [][]float64{deltas}, dense)[0]
		gradients := timesFactors(ofSeen, example.factors)
		ofState = gradients[n:]
		result.rows = append(result.rows, seenRow(step, states[i], example))
		result.deltas = append(result.deltas, deltas)
		result.inputGradients = append(result.inputGradients, gradients[:n])
	}
	for _, found := range [][][]float64{result.rows, result.deltas, result.inputGradients} {
		slices.Reverse(found) // the last step was found first
	}
	return result
}

// gradientsThroughTime returns what the backward pass of a layer finds in each example.
//
// inputs [m][t * n], deltas [m][t * u] or [m][u]; size: of the state; backward: such as simpleRnnBackward
func gradientsThroughTime[L recurrentKind[L], G any, B ~func(Example, []float64, L) G](
	inputs, deltas [][]float64, layer L, size int64, backward B,
) []G {
	found := make([]G, len(inputs))
	for e, example := range examplesOf(inputs, layer, size) {
		found[e] = backward(example, deltas[e], layer)
	}
	return found
}

// simpleRnnParameterGradients returns the gradients of the parameters, summed over all steps in order
// (RNN-3). The steps of an example follow those of the one before.
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as recurrentParameters returns them
func simpleRnnParameterGradients(inputs, deltas [][]float64, layer SimpleRNNLayer) [][]float64 {
	rows, stepDeltas := [][]float64{}, [][]float64{}
	for _, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, simpleRnnBackward) {
		rows = append(rows, each.rows...)
		stepDeltas = append(stepDeltas, each.deltas...)
	}
	return denseParameterGradients(rows, stepDeltas, stepLayer(layer))
}

// simpleRnnInputGradients returns the gradients of the inputs (RNN-2).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
func simpleRnnInputGradients(inputs, deltas [][]float64, layer SimpleRNNLayer) [][]float64 {
	gradients := make([][]float64, len(inputs))
	for e, each := range gradientsThroughTime(inputs, deltas, layer, layer.Units, simpleRnnBackward) {
		gradients[e] = inputGradientRow(each.inputGradients, layer)
	}
	return gradients
}
