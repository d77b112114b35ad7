// # Chapter training: how a network learns from examples, batch by batch and epoch by epoch
//
// In each epoch the network sees every example once, in a new random order if the run shuffles. The
// examples are taken in batches: each batch passes forward through all layers, the gradients of its
// loss are computed, and the optimizer takes one step. The experiment [Train] trains a network of
// layers of any kind, [Dense] one of dense layers.
//
// Source: mini-batches are as old as D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning
// representations by back-propagating errors", 1986; the shuffle is R. A. Fisher and F. Yates's in
// R. Durstenfeld's form, "Algorithm 235: random permutation", 1964.
//
// Left out on purpose: early stopping and validation.
//
// m examples, n inputs, k outputs.
package refnet

// Training is how a network trains; batchSize is at least 1; the others have a value for each layer, or are
// nil.
type Training struct {
	loss         Loss
	optimizer    Optimizer
	batchSize    int64
	regularizers []Regularizers
	sources      [][]int64
	frozen       []bool
}

// TrainedBatch is the result of a batch; its losses [m] and outputs [m][k] are from before the step.
type TrainedBatch struct {
	layers  []Layer
	state   OptimizerState
	losses  []float64
	outputs [][]float64
}

// TrainedEpoch is the result of an epoch: total of its examples' losses, number of correct predictions.
type TrainedEpoch struct {
	layers  []Layer
	state   OptimizerState
	total   float64
	correct int64
}

// EpochRecord is a recorded epoch, counted from 1: the loss during the epoch, the layers after it.
type EpochRecord struct {
	Epoch  int64
	Loss   float64
	Layers []Layer
}

// TrainedEpochs is the result of several epochs: the records, and each one's number of correct
// predictions.
type TrainedEpochs struct {
	layers   []Layer
	state    OptimizerState
	trials   []EpochRecord
	corrects []int64
}

// Evaluation is the total of the examples' losses, and the number of correct predictions.
type Evaluation struct {
	total   float64
	correct int64
}

// TrainingRun has the recorded epochs, and the outputs [m][k] after the last one.
type TrainingRun struct {
	Trials  []EpochRecord
	Outputs [][]float64
}

// trainBatch trains on one batch; all gradients are taken before any weight moves (DENSE-1).
//
// inputs [m][n], targets [m][k]; weights [m]: of the examples, nil for 1 (WEIGHT-3)
func trainBatch(
	layers []Layer, state OptimizerState, training Training, inputs, targets [][]float64,
	generator *Generator, weights []float64,
) TrainedBatch {
	drawn := drawnLayers(layers, len(inputs), generator, training.frozen)
	forward := networkForward(inputs, drawn, training.sources)
	last := forward[len(forward)-1]
	losses, activation := make([]float64, len(targets)), outputActivation(drawn[len(drawn)-1])
	for e, target := range targets {
		losses[e] = exampleLoss(training.loss, activation, target, last.preactivations[e], last.outputs[e])
	}
	losses = weightedLosses(losses, weights)
	losses = penalizedLosses(losses, outputsOfAll(forward), training.regularizers)
	gradients := networkGradients(
		inputs, targets, drawn, forward, training.loss, weights, training.regularizers,
		training.sources, training.frozen,
	)
	gradients = clippedGradients(gradients, networkVariables(layers), training.optimizer)
	parameters := networkParameters(layers)
	parameters, state = optimizerStep(parameters, gradients, state, training.optimizer)
	layers = withStates(withParameters(layers, parameters), forward)
	return TrainedBatch{layers, state, losses, last.outputs}
}

// trainEpoch trains on the examples in this order, batch after batch; the last batch may be short.
//
// inputs [m][n], targets [m][k]; order: indices of both; epoch: its number, for the error; total: the
// losses of earlier examples of the same epoch, to which these are added (DENSE-8); weights [m]: of the
// examples, nil for 1.
//
// The error is an *Error with the code diverged.
func trainEpoch(
	layers []Layer, state OptimizerState, training Training, inputs, targets [][]float64,
	order []int, generator *Generator, epoch int64, total float64, weights []float64,
) (TrainedEpoch, error) {
	correct := int64(0)
	for start := int64(0); start < int64(len(order)); start += training.batchSize {
		batch := order[start:min(start+training.batchSize, int64(len(order)))]
		batchInputs, batchTargets := make([][]float64, len(batch)), make([][]float64, len(batch))
		for e, i := range batch {
			batchInputs[e], batchTargets[e] = inputs[i], targets[i]
		}
		var own []float64
		if weights != nil {
			own = make([]float64, len(batch))
			for e, i := range batch {
				own[e] = weights[i]
			}
		}
		before := layers
		trained := trainBatch(layers, state, training, batchInputs, batchTargets, generator, own)
		layers, state = trained.layers, trained.state
		for _, loss := range trained.losses {
			total = total + loss
		}
		total = penalizedTotal(total, before, training, len(batch))
		correct = correct + correctPredictions(batchTargets, trained.outputs)
		number := start/training.batchSize + 1
		err := firstError(
			checkConvergingRows("outputs", trained.outputs, epoch, number),
			checkConverging("loss", []float64{total}, epoch, number),
			checkConvergingRows("layers", watchedVectors(layers), epoch, number),
			checkConvergingRows("optimizer", state.momentums, epoch, number),
			checkConvergingRows("optimizer", state.velocities, epoch, number),
		)
		if err != nil {
			return TrainedEpoch{}, err
		}
	}
	return TrainedEpoch{layers, state, total, correct}, nil
}

// trainEpochs trains the epochs first to last; each shuffles the examples, if shuffle says so.
//
// inputs [m][n], targets [m][k]; record: the epochs to report, nil for all; weights [m]: of the examples,
// nil for 1; DENSE-1.
//
// The error is an *Error with the code diverged.
func trainEpochs(
	layers []Layer, state OptimizerState, training Training, inputs, targets [][]float64,
	first, last int64, generator *Generator, shuffle bool, record []int64, weights []float64,
) (TrainedEpochs, error) {
	trials, corrects := []EpochRecord{}, []int64{}
	for epoch := first; epoch <= last; epoch++ {
		m := len(inputs)
		order := make([]int, m)
		for i := range order {
			order[i] = i
		}
		if shuffle {
			order = permutation(m, generator)
		}
		trained, err := trainEpoch(
			layers, state, training, inputs, targets, order, generator, epoch, 0.0, weights,
		)
		if err != nil {
			return TrainedEpochs{}, err
		}
		layers, state = trained.layers, trained.state
		if isRecorded(record, epoch) {
			loss := reduceLoss(training.loss, trained.total, m)
			trials = append(trials, EpochRecord{epoch, loss, layers})
			corrects = append(corrects, trained.correct)
		}
	}
	return TrainedEpochs{layers, state, trials, corrects}, nil
}

// evaluate returns total plus the sum of the losses, and the number of correct predictions.
//
// inputs [m][n], targets [m][k]; weights [m]: of the examples, nil for 1; regularizers: of the layers, of
// which only those of outputs count here (penalizedTotal adds the others); sources: of the layers; no layer
// changes; DENSE-8, DENSE-16
func evaluate(
	layers []Layer, loss Loss, inputs, targets [][]float64, total float64, weights []float64,
	regularizers []Regularizers, sources [][]int64,
) Evaluation {
	forward := networkForward(inputs, layers, sources)
	last, activation := forward[len(forward)-1], outputActivation(layers[len(layers)-1])
	losses := make([]float64, len(targets))
	for e, target := range targets {
		losses[e] = exampleLoss(loss, activation, target, last.preactivations[e], last.outputs[e])
	}
	losses = weightedLosses(losses, weights)
	for _, each := range penalizedLosses(losses, outputsOfAll(forward), regularizers) {
		total = total + each
	}
	return Evaluation{total, correctPredictions(targets, last.outputs)}
}

// Train trains a network of layers of any kind (DENSE-1).
//
// inputShape: of one example; nil if the layers know their shapes. inputs [m][n]; targets [m][k], or
// [m] class numbers from 0 for the sparse loss; batchSize: nil for all examples in one batch;
// shuffleSeed: of the generator that shuffles the examples and drops numbers, nil for 0 and examples in
// order; record: the epochs to report, ascending from 1, or nil for all; shuffle: false to take the
// examples in order whatever the seed; exampleWeights [m] and classWeights [c]: nil for 1 (WEIGHT-2);
// regularizers: of each layer, nil for none (REG-3); sources: of each layer, nil for the layer before it
// (GRAPH-1); frozen: for each layer whether its weights stay, nil for none (FROZEN-1).
//
// The error is an *Error with one of the codes wrong_type, empty, shape_mismatch, not_finite,
// out_of_range, unknown_name, and diverged when an output, the loss, a weight or a number of the
// optimizer's state becomes infinite or NaN. A fault inside a layer or the optimizer has a field such
// as layers[0].kernel.
func Train[L LossOrName](
	inputShape []int64, layers []Layer, loss L, optimizer Optimizer, inputs [][]float64,
	targets Targets, batchSize *int64, epochs int64, shuffleSeed *int64, record []int64, shuffle bool,
	exampleWeights, classWeights []float64, regularizers []Regularizers, sources [][]int64,
	frozen []bool,
) (TrainingRun, error) {
	read := lossOf(loss)
	layers, size, err := checkedTrain(
		inputShape, layers, read, optimizer, inputs, targets, batchSize, epochs, shuffleSeed, record,
		exampleWeights, classWeights, regularizers, sources, frozen,
	)
	if err != nil {
		return TrainingRun{}, err
	}
	rows := targets.Rows
	if read.Name == Sparse {
		rows = oneHot(targets.Classes, outputsOf("layers", layers).count)
	}
	training := Training{lossOfTargets(read, rows), optimizer, size, regularizers, sources, frozen}
	generator, shuffle := seeded(0), shuffle && shuffleSeed != nil
	if shuffleSeed != nil {
		generator = seeded(uint32(*shuffleSeed))
	}
	state := initialState(networkParameters(layers), optimizer)
	weights := weightsOfExamples(targets, exampleWeights, classWeights)
	trained, err := trainEpochs(
		layers, state, training, inputs, rows, 1, epochs, generator, shuffle, record, weights,
	)
	if err != nil {
		return TrainingRun{}, err
	}
	outputs := outputsInBatches(inputs, withoutStates(trained.layers), size, sources)
	if err := checkConvergingRows("outputs", outputs, epochs); err != nil {
		return TrainingRun{}, err
	}
	return TrainingRun{trained.trials, outputs}, nil
}

// Dense trains a network of dense layers, whose kernels say how many inputs there are.
//
// Arguments and errors are those of [Train].
func Dense[L LossOrName](
	layers []Layer, loss L, optimizer Optimizer, inputs [][]float64, targets Targets,
	batchSize *int64, epochs int64, shuffleSeed *int64, record []int64, shuffle bool,
	exampleWeights, classWeights []float64, regularizers []Regularizers, frozen []bool,
) (TrainingRun, error) {
	return Train(
		nil, layers, loss, optimizer, inputs, targets, batchSize, epochs, shuffleSeed, record, shuffle,
		exampleWeights, classWeights, regularizers, nil, frozen,
	)
}
