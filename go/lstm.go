// # Chapter lstm: the recurrent layer whose memory is kept by gates
//
// What a simple recurrent layer remembers is multiplied by the same weights at each step, so it fades or
// explodes, and its gradient with it. The units of a long short-term memory have a cell besides their
// output, which is only multiplied by the forget gate, a number between 0 and 1, and added to. The input
// gate says how much of the candidate is added, the output gate how much of the cell is shown. Gates and
// candidate are units of one dense layer that sees the step's features and the outputs of the step
// before, as in chapter recurrent: first all input gates, then forget gates, candidates and output gates.
//
// Derivation: with c = f * c' + i * g and h = o * a, where a is the activation of c, the gradients are
// dL/do = dL/dh * a and dL/da = dL/dh * o; then dL/di = dL/dc * g, dL/df = dL/dc * c', dL/dg = dL/dc * i,
// and dL/dc' = dL/dc * f. A cell's gradient is the sum of the one from the step after and the one from
// its own output.
//
// Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; F. A. Gers, J. Schmidhuber
// and F. Cummins, "Learning to forget: continual prediction with LSTM", 2000 (the forget gate).
//
// Left out on purpose: gates that see the cells (peepholes).
//
// m examples of t steps with n features; u units.
package refnet

import "slices"

// LSTMLayer is a long short-term memory: Kernel [n][4 * Units], RecurrentKernel [Units][4 * Units].
//
// Bias [4 * Units] or nil; the columns are those of the input gates, the forget gates, the candidates and
// the output gates; RecurrentActivation: of the gates. The other fields are those of [SimpleRNNLayer].
type LSTMLayer struct {
	Units               int64
	Activation          string
	RecurrentActivation string
	Kernel              [][]float64
	RecurrentKernel     [][]float64
	Bias                []float64
	ReturnSequences     bool
	GoBackwards         bool
	Dropout             float64
	RecurrentDropout    float64
	Stateful            bool
	ReturnState         bool
	InputShape          []int64
	ofBatch             // state [m][2 * u], the outputs, then the cells
}

func (layer LSTMLayer) kind() string { return "lstm" }

func (layer LSTMLayer) activation() string { return layer.Activation }

// LSTMStep is what the units calculate at a step, [u] each.
//
// inputGate i, forgetGate f, candidate g, outputGate o, cell c, shown: its activation a, and output h.
type LSTMStep struct {
	inputGate  []float64
	forgetGate []float64
	candidate  []float64
	outputGate []float64
	cell       []float64
	shown      []float64
	output     []float64
}

// gateColumns returns the numbers of one gate: row [gates * u] -> [u].
func gateColumns(row []float64, gate, u int64) []float64 {
	return slices.Clone(row[gate*u : (gate+1)*u])
}

// lstmStep returns what the units calculate at a step, from what they see and the cells before (LSTM-1).
//
// seen [n + u]: the features of the step and the outputs before; cell [u]; dense: the dense layer of a step
func lstmStep(seen, cell []float64, dense DenseLayer, layer LSTMLayer) LSTMStep {
	u, gates := layer.Units, layer.RecurrentActivation
	row := denseForward([][]float64{seen}, dense)[0]
	i := activate(gates, gateColumns(row, 0, u))
	f := activate(gates, gateColumns(row, 1, u))
	g := activate(layer.Activation, gateColumns(row, 2, u))
	o := activate(gates, gateColumns(row, 3, u))
	c, h := make([]float64, u), make([]float64, u)
	for j := range c {
		c[j] = float64(f[j]*cell[j]) + float64(i[j]*g[j])
	}
	a := activate(layer.Activation, c)
	for j := range h {
		h[j] = float64(o[j] * a[j])
	}
	return LSTMStep{i, f, g, o, c, a, h}
}

// lstmSteps returns what is before the first step, and each step (LSTM-1).
//
// -> [t + 1]; a step that is left out is the one before again
func lstmSteps(example Example, layer LSTMLayer) []LSTMStep {
	dense, u, zeros := stepLayer(layer), layer.Units, make([]float64, layer.Units)
	output, cell := example.state[:u], example.state[u:]
	last := LSTMStep{zeros, zeros, zeros, zeros, cell, zeros, output}
	calculated := []LSTMStep{last}
	for _, step := range example.steps {
		if step != nil {
			last = lstmStep(seenRow(step, last.output, example), last.cell, dense, layer)
		}
		calculated = append(calculated, last)
	}
	return calculated
}

// lstmForward returns the outputs of each step, or of the last one, of each example (LSTM-1, PART-3).
//
// inputs [m][t * n] -> [m][t * u] or [m][u]
func lstmForward(inputs [][]float64, layer LSTMLayer) [][]float64 {
	rows := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, 2*layer.Units) {
		outputs := [][]float64{}
		last := LSTMStep{}
		for _, last = range lstmSteps(example, layer)[1:] {
			outputs = append(outputs, last.output)
		}
		rows[e] = withState(outputRow(outputs, layer), slices.Concat(last.output, last.cell), layer)
	}
	return rows
}

// lstmFinalStates returns outputs and cells after the last step, nil unless the layer keeps them (RNN-6).
//
// inputs [m][t * n] -> [m][2 * u]
func lstmFinalStates(inputs [][]float64, layer LSTMLayer) [][]float64 {
	if !layer.Stateful {
		return nil
	}
	states := make([][]float64, len(inputs))
	for e, example := range examplesOf(inputs, layer, 2*layer.Units) {
		last := lstmSteps(example, layer)[len(example.steps)]
		states[e] = slices.Concat(last.output, last.cell)
	}
	return states
}

// lstmCellGradient returns the gradient of the cells: from the step after, plus from their outputs
// (LSTM-2).
//
// ofOutput [u]: the gradient of the outputs; ofCell [u]: that of the cells from the step after
func lstmCellGradient(ofOutput, ofCell []float64, now LSTMStep, layer LSTMLayer) []float64 {
	ofShown := make([]float64, layer.Units)
	for j := range ofShown {
		ofShown[j] = float64(ofOutput[j] * now.outputGate[j])
	}
	shown := activationBackward(layer.Activation, ofShown, now.shown)
	gradient := make([]float64, layer.Units)
	for j := range gradient {
		gradient[j] = ofCell[j] + shown[j]
	}
	return gradient
}

// lstmStepDeltas returns the deltas of gates and candidates at a step (LSTM-2).
//
// ofOutput [u], ofCell [u]: the gradients of outputs and cells -> [4 * u]
func lstmStepDeltas(ofOutput, ofCell []float64, now, before LSTMStep, layer LSTMLayer) []float64 {
	gates, u := layer.RecurrentActivation, layer.Units
	ofI, ofF, ofG, ofO := make([]float64, u), make([]float64, u), make([]float64, u), make([]float64, u)
	for j := range u {
		ofI[j] = float64(ofCell[j] * now.candidate[j])
		ofF[j] = float64(ofCell[j] * before.cell[j])
		ofG[j] = float64(ofCell[j] * now.inputGate[j])
		ofO[j] = float64(ofOutput[j] * now.shown[j])
	}
	return slices.Concat(
		activationBackward(gates, ofI, now.inputGate),
		activationBackward(gates, ofF, now.forgetGate),
		activationBackward(layer.Activation, ofG, now.candidate),
		activationBackward(gates, ofO, now.outputGate),
	)
}

// lstmBackward returns the gradients of one example, found from the last step to the first (LSTM-2).
//
// delta [t * u] or [u]
func lstmBackward(example Example, delta []float64, layer LSTMLayer) StepGradients {
	dense, calculated, n := stepLayer(layer), lstmSteps(example, layer), layer.InputShape[1]
	ofOutputs, ofState := splitDelta(delta, layer)
	outputGradients := outputGradientRows(ofOutputs, layer)
	result := StepGradients{}
	ofOutput, ofCell := ofState[:layer.Units], ofState[layer.Units:] // from the step after
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
		ofCell = lstmCellGradient(total, ofCell, now, layer)
		deltas := lstmStepDeltas(total, ofCell, now, before, layer)
		ofSeen := denseInputGradients(nil, [][]float64{deltas}, dense)[0]
		gradients := timesFactors(ofSeen, example.factors)
		ofOutput = gradients[n:]
		for j := range ofCell {
			ofCell[j] = float64(ofCell[j] * now.forgetGate[j])
		}
		result.rows = append(result.rows, seenRow(step, before.output, example))
		result.deltas = append(result.deltas, deltas)
		result.inputGradients = append(result.inputGradients, gradients[:n])
	}
	for _, found := range [][][]float64{result.rows, result.deltas, result.inputGradients} {
		slices.Reverse(found) // the last step was found first
	}
	return result
}

// lstmParameterGradients returns the gradients of the parameters, summed over all steps in order (RNN-3).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as recurrentParameters returns them
func lstmParameterGradients(inputs, deltas [][]float64, layer LSTMLayer) [][]float64 {
	rows, stepDeltas := [][]float64{}, [][]float64{}
	for _, each := range gradientsThroughTime(inputs, deltas, layer, 2*layer.Units, lstmBackward) {
		rows = append(rows, each.rows...)
		stepDeltas = append(stepDeltas, each.deltas...)
	}
	return denseParameterGradients(rows, stepDeltas, stepLayer(layer))
}

// lstmInputGradients returns the gradients of the inputs (LSTM-2).
//
// inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
func lstmInputGradients(inputs, deltas [][]float64, layer LSTMLayer) [][]float64 {
	gradients := make([][]float64, len(inputs))
	for e, each := range gradientsThroughTime(inputs, deltas, layer, 2*layer.Units, lstmBackward) {
		gradients[e] = inputGradientRow(each.inputGradients, layer)
	}
	return gradients
}
