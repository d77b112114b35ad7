package refnet

// Chapter dense: any number of layers, mini-batches, losses and optimizers.
//
// A dense layer is a row of units that all see the same inputs: sums = bias + inputs * kernel, and an
// activation on top of each sum. A training goes through the examples in batches; every batch gives
// each weight a gradient, and the optimizer makes a step of it.
//
// Derivation: a delta is the slope of the batch's loss along a unit's sum. The loss gives the deltas
// of the last layer; going back, a layer's kernel carries them to the outputs of the layer before, and
// that layer's activation turns them into its own deltas. A weight's gradient is the sum of its input
// times its delta over the batch. Where the loss is a cross-entropy and the activation the one that it
// belongs to, their derivatives shorten to output - target, and the loss is taken from the sums (the
// logits), so that neither overflows.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986; X. Glorot and Y. Bengio, "Understanding the difficulty of training
// deep feedforward neural networks", 2010 (glorot_uniform); Y. Nesterov, "A method of solving a convex
// programming problem with convergence rate O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5,
// 2012 (RMSprop); D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015. The
// losses, the optimizers and their defaults are Keras 3's; sum_squared_error is chapter two_layer's.
//
// Left out on purpose: regularisers, dropout, learning rates that change, weights for examples.
//
// The small functions take data that Dense has checked. m examples, n inputs, u units, k outputs.
// The optimizers treat all weights alike; for them a network is a list of vectors, which network.go
// makes of its layers.

import (
	"fmt"
	"math"
)

// Answers are what a layer answers: sums [m][u], and outputs [m][u], its activation of them.
type Answers struct {
	sums    [][]float64
	outputs [][]float64
}

// TrainedBatch is what a batch leaves: its examples' losses [m] and outputs [m][k] from before it
// learned.
type TrainedBatch struct {
	layers  []DenseLayer
	state   OptimizerState
	losses  []float64
	outputs [][]float64
}

// TrainedEpoch is what an epoch leaves: its examples' losses in all, and how many were answered right.
type TrainedEpoch struct {
	layers  []DenseLayer
	state   OptimizerState
	total   float64
	correct int64
}

// Evaluated is what examples lose in all, and how many of them are answered right.
type Evaluated struct {
	total   float64
	correct int64
}

// EpochRecord is one recorded epoch: the loss while it trained, the layers after it; Epoch counts
// from 1.
type EpochRecord struct {
	Epoch  int64
	Loss   float64
	Layers []DenseLayer
}

// TrainedEpochs are what epochs leave: the recorded ones, with how many examples each answered right.
type TrainedEpochs struct {
	layers   []DenseLayer
	state    OptimizerState
	trials   []EpochRecord
	corrects []int64
}

// DenseRun is the recorded epochs, and the outputs [m][k] after the last one.
type DenseRun struct {
	Trials  []EpochRecord
	Outputs [][]float64
}

// relu returns d, or 0 where it is below (DENSE-2).
func relu(d float64) float64 {
	if d < 0.0 {
		return 0.0
	}
	return d
}

// argmax returns the place of the largest value, the first of them where there are several.
func argmax(values []float64) int {
	place := 0
	for i := range values {
		if values[i] > values[place] {
			place = i
		}
	}
	return place
}

// softmax returns e^d of each sum, divided by the sum of them all (DENSE-3).
//
// sums [u] -> [u]
func softmax(sums []float64) []float64 {
	largest := sums[argmax(sums)]
	powers := make([]float64, len(sums))
	for j, d := range sums {
		powers[j] = exp(d - largest) // at most 1, so that none overflows
	}
	total := 0.0
	for _, power := range powers {
		total = total + power
	}
	outputs := make([]float64, len(powers))
	for j, power := range powers {
		outputs[j] = power / total
	}
	return outputs
}

// logSoftmax returns the logarithms of the softmax, finite even where that is too small for a number.
//
// sums [u] -> [u]; DENSE-6
func logSoftmax(sums []float64) []float64 {
	largest := sums[argmax(sums)]
	total := 0.0
	for _, d := range sums {
		total = total + exp(d-largest)
	}
	rest := log(total)
	logarithms := make([]float64, len(sums))
	for j, d := range sums {
		logarithms[j] = (d - largest) - rest
	}
	return logarithms
}

// activate returns a layer's outputs for one example (DENSE-2).
//
// sums [u] -> [u]
func activate(activation string, sums []float64) []float64 {
	if activation == "softmax" {
		return softmax(sums)
	}
	outputs := make([]float64, len(sums))
	for j, d := range sums {
		switch activation {
		case "sigmoid":
			outputs[j] = sigmoid(d)
		case "tanh":
			outputs[j] = tanh(d)
		case "relu":
			outputs[j] = relu(d)
		default: // linear
			outputs[j] = d
		}
	}
	return outputs
}

// denseForward returns a layer's sums, as SUM-1 has them, and its outputs (DENSE-2).
//
// inputs [m][n] -> sums [m][u], outputs [m][u]
func denseForward(inputs [][]float64, layer DenseLayer) Answers {
	answers := Answers{[][]float64{}, [][]float64{}}
	for _, row := range inputs {
		sums := make([]float64, layer.Units)
		copy(sums, layer.Bias)
		for i := range row {
			for j := range sums {
				sums[j] = sums[j] + float64(layer.Kernel[i][j]*row[i])
			}
		}
		answers.sums = append(answers.sums, sums)
		answers.outputs = append(answers.outputs, activate(layer.Activation, sums))
	}
	return answers
}

// networkForward returns the answers of all layers, first to last (DENSE-1).
//
// inputs [m][n] of the first layer
func networkForward(inputs [][]float64, layers []DenseLayer) []Answers {
	answers := []Answers{}
	for _, layer := range layers {
		answers = append(answers, denseForward(inputs, layer))
		inputs = answers[len(answers)-1].outputs
	}
	return answers
}

// networkOutputs returns what the last layer answers.
//
// inputs [m][n] of the first layer -> [m][k]
func networkOutputs(inputs [][]float64, layers []DenseLayer) [][]float64 {
	answers := networkForward(inputs, layers)
	return answers[len(answers)-1].outputs
}

// oneHot returns a row for each class number, with 1 at its place and 0 elsewhere (DENSE-7).
//
// classes [m] -> [m][units]
func oneHot(classes []int64, units int64) [][]float64 {
	rows := make([][]float64, len(classes))
	for i, number := range classes {
		rows[i] = make([]float64, units)
		rows[i][number] = 1.0
	}
	return rows
}

// correctPredictions returns how many examples are answered right (DENSE-16).
//
// With one output: it is above one half where the target is. With more: the first largest output
// stands where the first largest target does. targets [m][k], outputs [m][k]
func correctPredictions(targets, outputs [][]float64) int64 {
	correct := int64(0)
	for i, target := range targets {
		output := outputs[i]
		agree := argmax(target) == argmax(output)
		if len(target) == 1 {
			agree = (target[0] > 0.5) == (output[0] > 0.5)
		}
		if agree {
			correct = correct + 1
		}
	}
	return correct
}

// squaredError returns the sum of the squared errors of one example (DENSE-4).
//
// targets [k], outputs [k]
func squaredError(targets, outputs []float64) float64 {
	total := 0.0
	for j := range targets {
		error := outputError(targets[j], outputs[j])
		total = total + float64(error*error)
	}
	return total
}

// binaryCrossentropy returns the sum of -(t ln y + (1 - t) ln(1 - y)) of one example, from the logits
// (DENSE-5).
//
// With y = sigmoid(d) that is relu(d) - d t + ln(1 + e^-|d|). targets [k], sums [k]
func binaryCrossentropy(targets, sums []float64) float64 {
	total := 0.0
	for j, d := range sums {
		total = total + (relu(d) - float64(d*targets[j]) + log(1.0+exp(-math.Abs(d))))
	}
	return total
}

// categoricalCrossentropy returns -(the sum of t ln y) of one example, from the logits (DENSE-6).
//
// targets [k], sums [k]
func categoricalCrossentropy(targets, sums []float64) float64 {
	total := 0.0
	for j, logarithm := range logSoftmax(sums) {
		total = total - float64(targets[j]*logarithm)
	}
	return total
}

// exampleLoss returns the loss of one example; mse and binary_crossentropy are means over the outputs.
//
// targets [k], sums [k], outputs [k]; DENSE-4 to DENSE-7
func exampleLoss(loss string, targets, sums, outputs []float64) float64 {
	switch loss {
	case "mse":
		return squaredError(targets, outputs) / float64(len(targets))
	case "sum_squared_error":
		return squaredError(targets, outputs)
	case "binary_crossentropy":
		return binaryCrossentropy(targets, sums) / float64(len(targets))
	}
	return categoricalCrossentropy(targets, sums) // the sparse one has made its targets one-hot
}

// reduceLoss returns the loss of so many examples: their mean, or for sum_squared_error their sum.
//
// total: the sum of their losses; DENSE-8
func reduceLoss(loss string, total float64, count int) float64 {
	if loss == "sum_squared_error" {
		return total
	}
	return total / float64(count)
}

// activationBackward returns one example's slopes along the sums, of those along the outputs (DENSE-9).
//
// slopes [u], outputs [u] -> [u]
func activationBackward(activation string, slopes, outputs []float64) []float64 {
	total := 0.0
	if activation == "softmax" { // every output depends on every sum
		for j, slope := range slopes {
			total = total + float64(slope*outputs[j])
		}
	}
	deltas := make([]float64, len(slopes))
	for j, slope := range slopes {
		y := outputs[j]
		switch activation {
		case "sigmoid":
			deltas[j] = float64(slope * y * (1.0 - y))
		case "tanh":
			deltas[j] = float64(slope * (1.0 - float64(y*y)))
		case "relu":
			if y > 0.0 {
				deltas[j] = slope
			}
		case "softmax":
			deltas[j] = float64(y * (slope - total))
		default: // linear
			deltas[j] = slope
		}
	}
	return deltas
}

// outputLayerDeltas returns the last layer's deltas (DENSE-10).
//
// targets [m][k], outputs [m][k] -> [m][k]
func outputLayerDeltas(loss, activation string, targets, outputs [][]float64) [][]float64 {
	m, k := float64(len(targets)), float64(len(targets[0]))
	deltas := [][]float64{}
	for i, target := range targets {
		row := make([]float64, len(target))
		switch loss {
		case "binary_crossentropy":
			for j, t := range target {
				row[j] = (outputs[i][j] - t) / float64(m*k)
			}
		case "categorical_crossentropy", Sparse:
			total := 0.0
			for _, t := range target {
				total = total + t
			}
			for j, t := range target {
				row[j] = (float64(outputs[i][j]*total) - t) / m
			}
		default:
			count := 1.0
			if loss == "mse" {
				count = float64(m * k)
			}
			for j, t := range target {
				row[j] = float64(2.0*(outputs[i][j]-t)) / count
			}
			row = activationBackward(activation, row, outputs[i])
		}
		deltas = append(deltas, row)
	}
	return deltas
}

// inputGradients returns the slopes along a layer's inputs: sums of delta times weight over its units.
//
// deltas [m][u], kernel [n][u] -> [m][n]; DENSE-11
func inputGradients(deltas, kernel [][]float64) [][]float64 {
	slopes := [][]float64{}
	for _, row := range deltas {
		sums := make([]float64, len(kernel))
		for i, weights := range kernel {
			total := 0.0
			for o := range row {
				total = total + float64(row[o]*weights[o])
			}
			sums[i] = total
		}
		slopes = append(slopes, sums)
	}
	return slopes
}

// networkGradients returns the gradients of all weights, in the order of networkParameters (DENSE-12).
//
// inputs [m][n] of the first layer, targets [m][k]
func networkGradients(
	inputs, targets [][]float64, layers []DenseLayer, answers []Answers, loss string,
) [][]float64 {
	last := len(layers) - 1
	seen := [][][]float64{inputs} // the inputs of each layer
	for _, answer := range answers[:last] {
		seen = append(seen, answer.outputs)
	}
	deltas := outputLayerDeltas(loss, layers[last].Activation, targets, answers[last].outputs)
	gradients := [][]float64{}
	for i := last; i >= 0; i-- {
		vectors := weightAdjustments(seen[i], deltas)
		if layers[i].Bias != nil {
			vectors = append(vectors, biasAdjustments(deltas))
		}
		gradients = append(vectors, gradients...)
		if i > 0 {
			slopes := inputGradients(deltas, layers[i].Kernel)
			before := layers[i-1].Activation
			deltas = [][]float64{}
			for j, row := range slopes {
				deltas = append(deltas, activationBackward(before, row, seen[i][j]))
			}
		}
	}
	return gradients
}

// sgdStep returns weights after a step of gradient descent, and their momentums (DENSE-13).
//
// weights [n], gradients [n], momentums [n] -> [n], [n]
func sgdStep(weights, gradients, momentums []float64, optimizer Optimizer) ([]float64, []float64) {
	moved, momentums := append([]float64(nil), weights...), append([]float64(nil), momentums...)
	for i := range moved {
		step := float64(optimizer.LearningRate * gradients[i])
		if optimizer.Momentum == 0.0 {
			moved[i] = moved[i] - step
			continue
		}
		momentums[i] = float64(optimizer.Momentum*momentums[i]) - step
		if optimizer.Nesterov {
			moved[i] = moved[i] + (float64(optimizer.Momentum*momentums[i]) - step)
		} else {
			moved[i] = moved[i] + momentums[i]
		}
	}
	return moved, momentums
}

// rmspropStep returns weights after a step of RMSprop, their momentums and velocities (DENSE-14).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
func rmspropStep(
	weights, gradients, momentums, velocities []float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	moved, momentums := append([]float64(nil), weights...), append([]float64(nil), momentums...)
	velocities = append([]float64(nil), velocities...)
	rest := 1.0 - optimizer.Rho
	for i := range moved {
		square := float64(gradients[i] * gradients[i])
		velocities[i] = float64(optimizer.Rho*velocities[i]) + float64(rest*square)
		step := float64(optimizer.LearningRate*gradients[i]) / math.Sqrt(velocities[i]+optimizer.Epsilon)
		if optimizer.Momentum == 0.0 {
			moved[i] = moved[i] - step
			continue
		}
		momentums[i] = float64(optimizer.Momentum*momentums[i]) + step
		moved[i] = moved[i] - momentums[i]
	}
	return moved, momentums, velocities
}

// adamStep returns weights after a step of Adam, their momentums and velocities (DENSE-15).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning rate
// of this step, as optimizerStep has it
func adamStep(
	weights, gradients, momentums, velocities []float64, rate float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	moved, momentums := append([]float64(nil), weights...), append([]float64(nil), momentums...)
	velocities = append([]float64(nil), velocities...)
	rest1, rest2 := 1.0-optimizer.Beta1, 1.0-optimizer.Beta2
	for i := range moved {
		gradient := gradients[i]
		momentums[i] = momentums[i] + float64((gradient-momentums[i])*rest1)
		velocities[i] = velocities[i] + float64((float64(gradient*gradient)-velocities[i])*rest2)
		step := float64(momentums[i]*rate) / (math.Sqrt(velocities[i]) + optimizer.Epsilon)
		moved[i] = moved[i] - step
	}
	return moved, momentums, velocities
}

// optimizerStep returns all weights after a step, and what the optimizer remembers of it.
//
// weights, gradients and the state: vectors of the same lengths; DENSE-13 to DENSE-15
func optimizerStep(
	weights, gradients [][]float64, state OptimizerState, optimizer Optimizer,
) ([][]float64, OptimizerState) {
	// Adam's means start at zero; its rate makes up for that, less and less.
	power1 := float64(state.beta1Power * optimizer.Beta1)
	power2 := float64(state.beta2Power * optimizer.Beta2)
	rate := float64(optimizer.LearningRate*math.Sqrt(1.0-power2)) / (1.0 - power1)
	moved, momentums, velocities := [][]float64{}, [][]float64{}, [][]float64{}
	for i := range weights {
		w, g, m, s := weights[i], gradients[i], state.momentums[i], state.velocities[i]
		switch optimizer.Name {
		case "sgd":
			w, m = sgdStep(w, g, m, optimizer)
		case "rmsprop":
			w, m, s = rmspropStep(w, g, m, s, optimizer)
		default:
			w, m, s = adamStep(w, g, m, s, rate, optimizer)
		}
		moved = append(moved, w)
		momentums = append(momentums, m)
		velocities = append(velocities, s)
	}
	return moved, OptimizerState{momentums, velocities, power1, power2}
}

// permutation returns 0 to count - 1 in a random order, by Fisher and Yates (DENSE-17).
func permutation(count int, generator *Generator) []int {
	order := inOrder(count)
	for i := count - 1; i > 0; i-- {
		j := int(float64(nextDouble(generator) * float64(i+1)))
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// trainBatch lets all layers learn from one batch; the gradients are taken before any weight moves.
//
// inputs [m][n], targets [m][k]; DENSE-1
func trainBatch(
	layers []DenseLayer, state OptimizerState, training Training, inputs, targets [][]float64,
) TrainedBatch {
	answers := networkForward(inputs, layers)
	last := answers[len(answers)-1]
	losses := make([]float64, len(targets))
	for i := range targets {
		losses[i] = exampleLoss(training.loss, targets[i], last.sums[i], last.outputs[i])
	}
	gradients := networkGradients(inputs, targets, layers, answers, training.loss)
	weights := networkParameters(layers)
	weights, state = optimizerStep(weights, gradients, state, training.optimizer)
	return TrainedBatch{withParameters(layers, weights), state, losses, last.outputs}
}

// trainEpoch trains on the examples in this order, batch after batch, the last of which may be short.
//
// inputs [m][n], targets [m][k], order: rows of both; epoch: its number, for the error; total: the
// losses of the epoch's earlier examples, to which these are added (DENSE-8).
//
// The error is an *Error with the code diverged.
func trainEpoch(
	layers []DenseLayer, state OptimizerState, training Training, inputs, targets [][]float64,
	order []int, epoch int64, total float64,
) (TrainedEpoch, error) {
	correct := int64(0)
	for start := int64(0); start < int64(len(order)); start += training.batchSize {
		part := order[start:min(start+training.batchSize, int64(len(order)))]
		rows, wanted := [][]float64{}, [][]float64{}
		for _, i := range part {
			rows, wanted = append(rows, inputs[i]), append(wanted, targets[i])
		}
		trained := trainBatch(layers, state, training, rows, wanted)
		layers, state = trained.layers, trained.state
		for _, each := range trained.losses {
			total = total + each
		}
		correct = correct + correctPredictions(wanted, trained.outputs)
		batch := start/training.batchSize + 1
		err := firstError(
			checkConvergingRows("outputs", trained.outputs, epoch, batch),
			checkConverging("loss", []float64{total}, epoch, batch),
			checkConvergingRows("layers", networkParameters(layers), epoch, batch),
			checkConvergingRows("optimizer", state.momentums, epoch, batch),
			checkConvergingRows("optimizer", state.velocities, epoch, batch),
		)
		if err != nil {
			return TrainedEpoch{}, err
		}
	}
	return TrainedEpoch{layers, state, total, correct}, nil
}

// trainEpochs trains the epochs first to last, each in a new random order, or in order where the
// generator is nil.
//
// inputs [m][n], targets [m][k]; record: the epochs to report, nil for all; DENSE-1.
//
// The error is an *Error with the code diverged.
func trainEpochs(
	layers []DenseLayer, state OptimizerState, training Training, inputs, targets [][]float64,
	first, last int64, generator *Generator, record []int64,
) (TrainedEpochs, error) {
	recorded := map[int64]bool{}
	for _, epoch := range record {
		recorded[epoch] = true
	}
	trials, corrects := []EpochRecord{}, []int64{}
	for epoch := first; epoch <= last; epoch++ {
		order := inOrder(len(inputs))
		if generator != nil {
			order = permutation(len(inputs), generator)
		}
		trained, err := trainEpoch(layers, state, training, inputs, targets, order, epoch, 0.0)
		if err != nil {
			return TrainedEpochs{}, err
		}
		layers, state = trained.layers, trained.state
		if record == nil || recorded[epoch] {
			loss := reduceLoss(training.loss, trained.total, len(inputs))
			trials = append(trials, EpochRecord{epoch, loss, layers})
			corrects = append(corrects, trained.correct)
		}
	}
	return TrainedEpochs{layers, state, trials, corrects}, nil
}

// evaluate returns what examples lose, added to total, and how many are answered right, not learning.
//
// inputs [m][n], targets [m][k]; DENSE-8, DENSE-16
func evaluate(
	layers []DenseLayer, loss string, inputs, targets [][]float64, total float64,
) Evaluated {
	answers := networkForward(inputs, layers)
	last := answers[len(answers)-1]
	for i := range targets {
		total = total + exampleLoss(loss, targets[i], last.sums[i], last.outputs[i])
	}
	return Evaluated{total, correctPredictions(targets, last.outputs)}
}

// Dense trains a network of dense layers for so many epochs (DENSE-1).
//
// inputs [m][n]; targets [m][k], or [m] class numbers from 0 for the sparse loss; batchSize: nil for
// all examples; shuffleSeed: nil to take them in order; record: the epochs to report, ascending
// from 1, or nil for all.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range,
// unknown_name, and diverged when an output, the loss, a weight or what the optimizer remembers
// becomes infinite or NaN. A fault inside a layer or the optimizer has a field such as
// layers[0].kernel.
func Dense(
	layers []DenseLayer, loss string, optimizer Optimizer, inputs [][]float64, targets Targets,
	batchSize *int64, epochs int64, shuffleSeed *int64, record []int64,
) (DenseRun, error) {
	if err := checkLayerShapes("layers", layers); err != nil {
		return DenseRun{}, err // before layers[0], which may not be there
	}
	last := len(layers) - 1
	units := layers[last].Units
	err := firstError(
		checkNotEmpty("inputs", len(inputs)),
		checkRowLengths("inputs", inputs, "layers[0].kernel", len(layers[0].Kernel)),
	)
	var classes []int64
	var rows [][]float64
	if err == nil && loss == Sparse {
		classes, err = onlyCounts("targets", targets)
	} else if err == nil {
		rows, err = onlyRows("targets", targets)
	}
	if err == nil {
		err = firstError(
			checkLength("targets", targets.length(), "inputs", len(inputs)),
			checkRowLengths("targets", rows, fmt.Sprintf("layers[%d].units", last), units),
			checkLayerValues("layers", layers),
			checkName("loss", loss, lossesAfter(layers[last].Activation)),
			checkOptimizer("optimizer", optimizer),
			checkFiniteRows("inputs", inputs),
			checkFiniteRows("targets", rows),
			checkRanges("targets", classes, 0, units-1),
		)
	}
	if err == nil && batchSize != nil {
		err = checkCount("batch_size", *batchSize, 1)
	}
	if err == nil {
		err = checkCount("epochs", epochs)
	}
	if err == nil && shuffleSeed != nil {
		err = checkRange("shuffle_seed", *shuffleSeed, 0, LargestSeed)
	}
	if err == nil {
		err = checkAscending("record", record, epochs)
	}
	if err != nil {
		return DenseRun{}, err
	}

	training := Training{loss, optimizer, int64(len(inputs))}
	if batchSize != nil {
		training.batchSize = *batchSize
	}
	if loss == Sparse {
		rows = oneHot(classes, units)
	}
	var generator *Generator
	if shuffleSeed != nil {
		generator = seeded(uint32(*shuffleSeed))
	}
	state := initialState(layers)
	trained, err := trainEpochs(
		layers, state, training, inputs, rows, 1, epochs, generator, record,
	)
	if err != nil {
		return DenseRun{}, err
	}
	outputs := networkOutputs(inputs, trained.layers)
	if err := checkConvergingRows("outputs", outputs, epochs); err != nil {
		return DenseRun{}, err
	}
	return DenseRun{trained.trials, outputs}, nil
}

// initialKernel returns a kernel's first weights, drawn row by row (DENSE-18).
//
// -> [inputs][units]
func initialKernel(initializer string, inputs, units int64, generator *Generator) [][]float64 {
	limit := math.Sqrt(6.0 / float64(inputs+units))
	if initializer == "uniform" {
		limit = 0.05
	}
	kernel := make([][]float64, inputs)
	for i := range kernel {
		kernel[i] = make([]float64, units)
		if initializer == "zeros" {
			continue
		}
		for j := range kernel[i] {
			kernel[i][j] = float64((float64(2.0*nextDouble(generator)) - 1.0) * limit)
		}
	}
	return kernel
}

// InitialKernels returns the first kernels of a network, all drawn from one generator (DENSE-18).
//
// sizes: the inputs, then each layer's units -> a kernel [sizes[i]][sizes[i + 1]] for each layer.
//
// The error is an *Error with one of the codes empty, out_of_range and unknown_name.
func InitialKernels(initializer string, sizes []int64, seed int64) ([][][]float64, error) {
	err := firstError(
		checkNotEmpty("sizes", len(sizes)),
		checkName("initializer", initializer, Initializers),
		checkRanges("sizes", sizes, 1, MostNumbers),
	)
	if err != nil {
		return nil, err
	}
	weights := int64(0)
	for i := range sizes[1:] {
		weights = min(weights+sizes[i]*sizes[i+1], MostNumbers+1) // too many are enough to know
	}
	err = firstError(
		checkRange("sizes", weights, 0, MostNumbers),
		checkRange("seed", seed, 0, LargestSeed),
	)
	if err != nil {
		return nil, err
	}

	generator := seeded(uint32(seed))
	kernels := [][][]float64{}
	for i := range sizes[1:] {
		kernels = append(kernels, initialKernel(initializer, sizes[i], sizes[i+1], generator))
	}
	return kernels, nil
}
