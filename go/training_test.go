package refnet

import (
	"errors"
	"math"
	"reflect"
	"testing"
)

type denseArguments struct {
	layers                 []Layer
	loss                   Loss
	optimizer              Optimizer
	inputs                 [][]float64
	targets                Targets
	batchSize, shuffleSeed *int64
	epochs                 int64
	record                 []int64
}

func (a denseArguments) run() (TrainingRun, error) {
	return Dense(
		a.layers, a.loss, a.optimizer, a.inputs, a.targets, a.batchSize, a.epochs, a.shuffleSeed,
		a.record, true,
		nil, nil, nil, nil,
	)
}

// smallRun trains two layers with one weight each, the second with a bias, after some changes.
func smallRun(changes func(*denseArguments)) (TrainingRun, error) {
	arguments := denseArguments{
		layers: []Layer{
			DenseLayer{1, "linear", [][]float64{{0.5}}, nil},
			DenseLayer{1, "sigmoid", [][]float64{{2}}, []float64{0.25}},
		},
		loss:      DefaultLoss("mse"),
		optimizer: DefaultOptimizer("sgd"),
		inputs:    [][]float64{{1}, {2}},
		targets:   Targets{Rows: [][]float64{{1}, {0}}},
		epochs:    3,
	}
	changes(&arguments)
	return arguments.run()
}

// denseLayers returns the layers with their own type.
func denseLayers(layers []Layer) []DenseLayer {
	result := make([]DenseLayer, len(layers))
	for i, layer := range layers {
		result[i] = layer.(DenseLayer)
	}
	return result
}

func TestDenseRecords(t *testing.T) {
	for _, test := range []struct {
		record []int64
		want   []int64
	}{
		{nil, []int64{1, 2, 3}},
		{[]int64{}, nil},
		{[]int64{1, 3}, []int64{1, 3}},
	} {
		run, err := smallRun(func(a *denseArguments) { a.record = test.record })
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, trial := range run.Trials {
			got = append(got, trial.Epoch)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("record %v: got %v, want %v", test.record, got, test.want)
		}
	}
}

func TestDenseLeavesTheCallersNumbersAlone(t *testing.T) {
	for _, name := range Optimizers {
		one, seed := int64(1), int64(7)
		given, same := denseArguments{}, denseArguments{}
		arguments := func(keep *denseArguments) func(*denseArguments) {
			return func(a *denseArguments) {
				a.optimizer = DefaultOptimizer(name)
				a.batchSize, a.shuffleSeed = &one, &seed
				*keep = *a
			}
		}
		run, err := smallRun(arguments(&given))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := smallRun(arguments(&same)); err != nil {
			t.Fatal(err)
		}
		first, second := denseLayers(run.Trials[0].Layers), denseLayers(run.Trials[1].Layers)
		after := second[1].Kernel[0][0]
		first[1].Kernel[0][0] = 99
		first[0].Kernel = append(first[0].Kernel, []float64{99})
		if second[1].Kernel[0][0] != after || first[1].Kernel[0][0] != 99 {
			t.Errorf("%s: trials or layers share their weights", name)
		}
		before := denseLayers(given.layers)
		if before[0].Kernel[0][0] != 0.5 || before[1].Kernel[0][0] != 2 ||
			before[1].Bias[0] != 0.25 || !reflect.DeepEqual(given, same) {
			t.Errorf("%s: the caller's numbers have changed", name)
		}
		if first[0].Bias != nil || first[1].Bias == nil {
			t.Errorf("%s: a layer has got or lost its bias", name)
		}
	}
}

func TestDenseStopsWhereItDiverges(t *testing.T) {
	type rows = [][]float64
	one := int64(1)
	for _, test := range []struct {
		inputs, targets rows
		optimizer       Optimizer
		epochs          int64
		field           string
		trial, batch    int64
	}{
		{rows{{1}, {1e308}}, rows{{0}, {0}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 1, "outputs", 1, 2},
		{rows{{1}, {2}}, rows{{0}, {1e200}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 1, "loss", 1, 2},
		{
			rows{{1}, {2}}, rows{{0}, {1e100}}, Optimizer{Name: "sgd", LearningRate: 1e308, Epsilon: 1e-7}, 1,
			"layers", 1, 1,
		},
		{rows{{1}, {1e100}}, rows{{0}, {1e100}}, DefaultOptimizer("adam"), 1, "optimizer", 1, 2},
		{rows{{1e154}, {0}}, rows{{0}, {0}}, Optimizer{Name: "adam", Epsilon: 1e-7}, 1, "loss", 1, 1},
		{rows{{1e308}, {0}}, rows{{0}, {0}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 0, "outputs", 0, 0},
	} {
		layers := []Layer{DenseLayer{1, "linear", rows{{3}}, nil}}
		targets := Targets{Rows: test.targets}
		_, err := Dense(
			layers, "mse", test.optimizer, test.inputs, targets, &one, test.epochs, nil, nil, true,
			nil, nil, nil, nil,
		)
		var got *Error
		if !errors.As(err, &got) || got.Code != "diverged" || got.Field != test.field ||
			got.Trial != test.trial || got.Batch != test.batch {
			t.Errorf("got %+v, want %s in trial %d, batch %d", got, test.field, test.trial, test.batch)
		}
	}
}

func TestAnEpochInPartsIsTheSameEpoch(t *testing.T) {
	layers := []Layer{DenseLayer{2, "softmax", [][]float64{{1, -1}, {0.5, 2}}, []float64{0.1, 0}}}
	inputs := [][]float64{{1, 2}, {3, -1}, {0, 1}, {2, 2}, {-1, 0}}
	targets := oneHot([]int64{0, 0, 1, 1, 0}, 2)
	order := []int{4, 2, 0, 1, 3}
	training := Training{DefaultLoss("categorical_crossentropy"), DefaultOptimizer("adam"), 2, nil, nil, nil}
	state := initialState(networkParameters(layers), training.optimizer)
	whole, err := trainEpoch(layers, state, training, inputs, targets, order, seeded(1), 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	part, err := trainEpoch(layers, state, training, inputs, targets, order[:2], seeded(1), 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	correct := part.correct
	part, err = trainEpoch(
		part.layers, part.state, training, inputs, targets, order[2:], seeded(1), 1, part.total,
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	part.correct += correct
	if !reflect.DeepEqual(part, whole) {
		t.Errorf("got %+v, want %+v", part, whole)
	}
}

func TestEvaluatingInPartsIsTheSame(t *testing.T) {
	loss := DefaultLoss("categorical_crossentropy")
	layers := []Layer{DenseLayer{2, "softmax", [][]float64{{1, -1}, {0.5, 2}}, []float64{0.1, 0}}}
	inputs := [][]float64{{1, 2}, {3, -1}, {0, 1}, {2, 2}, {-1, 0}}
	targets := oneHot([]int64{0, 0, 1, 1, 0}, 2)
	first := evaluate(layers, loss, inputs[:3], targets[:3], 0, nil, nil, nil)
	got := evaluate(layers, loss, inputs[3:], targets[3:], first.total, nil, nil, nil)
	got.correct += first.correct
	if want := evaluate(layers, loss, inputs, targets, 0, nil, nil, nil); got != want || want.correct == 0 {
		t.Errorf("evaluated in parts: got %+v, want %+v", got, want)
	}
}

func TestCorrectPredictions(t *testing.T) {
	type rows = [][]float64
	for _, test := range []struct {
		targets, outputs rows
		want             int64
	}{
		{rows{{1}, {0}, {0.5}, {1}}, rows{{0.51}, {0.5}, {0.2}, {0.5}}, 2},
		{rows{{250}, {0.9}, {-1}, {math.Copysign(0, -1)}}, rows{{10}, {0.9}, {0}, {-3}}, 1},
		{rows{{0, 1, 0}, {1, 0, 0}}, rows{{0.2, 0.5, 0.3}, {0.2, 0.5, 0.3}}, 1},
		{rows{{1, 1}, {0, 1}}, rows{{0.5, 0.5}, {0.5, 0.5}}, 1}, // the first where several are equal
	} {
		if got := correctPredictions(test.targets, test.outputs); got != test.want {
			t.Errorf("%v of %v: got %d, want %d", test.outputs, test.targets, got, test.want)
		}
	}
	layers := []Layer{DenseLayer{1, "linear", [][]float64{{1}}, nil}}
	inputs, generator := [][]float64{{0}, {0.4}, {0.6}}, seeded(1)
	training := Training{DefaultLoss("mse"), Optimizer{Name: "sgd", Epsilon: 1e-7}, 2, nil, nil, nil}
	targets := [][]float64{{0}, {1}, {1}}
	trained, err := trainEpochs(
		layers, initialState(networkParameters(layers), training.optimizer), training, inputs, targets, 1, 3, generator,
		true, []int64{1, 3},
		nil,
	)
	if want := []int64{2, 2}; err != nil || !reflect.DeepEqual(trained.corrects, want) {
		t.Errorf("got %v and %v, want %v", trained.corrects, err, want)
	}
}

// With the learning rate 1, a parameter moves by minus the derivative of the loss.
func TestDenseDescendsItsGradient(t *testing.T) {
	const m, n, h, k = 3, 2, 3, 2
	for _, hidden := range Activations[:5] { // those of chapter activations
		for _, last := range Activations[:5] {
			for _, name := range lossesAfter(last) {
				generator := seeded(23) // with it, every relu is above 0 for an example
				inputs := signedRows(generator, m, n)
				targets := Targets{Rows: signedRows(generator, m, k)}
				rows := targets.Rows
				if name == Sparse {
					targets = Targets{Classes: []int64{1, 0, 1}}
					rows = oneHot(targets.Classes, k)
				}
				layers := []Layer{
					DenseLayer{h, hidden, signedRows(generator, n, h), signedNumbers(generator, h)},
					DenseLayer{h, "linear", signedRows(generator, h, h), nil},
					DenseLayer{k, last, signedRows(generator, h, k), signedNumbers(generator, k)},
				}
				loss := func() float64 {
					named := DefaultLoss(name)
					return reduceLoss(named, evaluate(layers, named, inputs, rows, 0, nil, nil, nil).total, m)
				}
				optimizer := Optimizer{Name: "sgd", LearningRate: 1, Epsilon: 1e-7}
				run, err := Dense(layers, name, optimizer, inputs, targets, nil, 1, nil, nil, true, nil, nil, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				label := hidden + ", " + last + ", " + name
				learned := networkParameters(run.Trials[0].Layers)
				for i, vector := range networkParameters(layers) {
					for j := range vector {
						checkGradient(t, label, &vector[j], vector[j]-learned[i][j], loss)
					}
				}
			}
		}
	}
}

// A layer that training does not move is the caller's before the run and the result's after it.
func TestTrainSharesNoNumbersWithItsArguments(t *testing.T) {
	shape := []int64{2, 1}
	layers := []Layer{
		FlattenLayer{},
		FlattenLayer{[]int64{2}},
		NormalizationLayer{[]float64{1, 2}, []float64{3, 4}, false, nil},
	}
	rows := [][]float64{{1, 2}}
	run, err := Train(
		shape, layers, "mse", DefaultOptimizer("sgd"), rows, Targets{Rows: rows}, nil, 1, nil, nil, true,
		nil, nil, nil, nil, nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	learned := run.Trials[0].Layers
	checkSame(t, "placed", learned[:2], []Layer{FlattenLayer{[]int64{2, 1}}, FlattenLayer{[]int64{2}}})
	learned[0].(FlattenLayer).InputShape[0], learned[1].(FlattenLayer).InputShape[0] = 99, 99
	last := learned[2].(NormalizationLayer)
	last.Mean[0], last.Variance[0], run.Outputs[0][0] = 99, 99, 99
	checkSame(t, "shape", shape, []int64{2, 1})
	checkSame(t, "flatten", layers[:2], []Layer{FlattenLayer{}, FlattenLayer{[]int64{2}}})
	same := NormalizationLayer{[]float64{1, 2}, []float64{3, 4}, false, nil}
	checkSame(t, "normalization", layers[2], Layer(same))
	checkSame(t, "rows", rows, [][]float64{{1, 2}})
}

// A flatten layer has no parameters, so a network with one learns the same bits as one without.
func TestFlattenLearnsNothing(t *testing.T) {
	for _, name := range Optimizers {
		generator := seeded(5)
		inputs, targets := signedRows(generator, 7, 6), signedRows(generator, 7, 2)
		first := DenseLayer{3, "tanh", signedRows(generator, 6, 3), signedNumbers(generator, 3)}
		second := DenseLayer{2, "sigmoid", signedRows(generator, 3, 2), nil}
		training := Training{DefaultLoss("mse"), DefaultOptimizer(name), 3, nil, nil, nil}
		train := func(layers ...Layer) TrainedEpochs {
			state := initialState(networkParameters(layers), training.optimizer)
			trained, err := trainEpochs(layers, state, training, inputs, targets, 1, 4, seeded(1), true, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			return trained
		}
		flatten := FlattenLayer{[]int64{2, 3}}
		got, want := train(flatten, first, FlattenLayer{[]int64{3}}, second), train(first, second)
		checkSame(t, name, got.state, want.state)
		for i, trial := range got.trials {
			checkSame(t, name, trial.Loss, want.trials[i].Loss)
			checkSame(t, name, trial.Layers[0], Layer(flatten))
			checkSame(t, name, trial.Layers[1], want.trials[i].Layers[0])
			checkSame(t, name, trial.Layers[3], want.trials[i].Layers[1])
		}
		run, err := Train(
			[]int64{2, 3}, []Layer{FlattenLayer{}, first, FlattenLayer{}, second}, "mse",
			training.optimizer, inputs, Targets{Rows: targets}, &training.batchSize, 4, new(int64), nil, true,
			nil, nil, nil, nil, nil,
		)
		alone, denseErr := Dense(
			[]Layer{first, second}, "mse", training.optimizer, inputs, Targets{Rows: targets},
			&training.batchSize, 4, new(int64), nil, true,
			nil, nil, nil, nil,
		)
		if err != nil || denseErr != nil {
			t.Fatal(err, denseErr)
		}
		checkSame(t, name, run.Outputs, alone.Outputs)
		for i, trial := range run.Trials {
			checkSame(t, name, trial.Loss, alone.Trials[i].Loss)
			checkSame(t, name, trial.Layers[0], Layer(flatten))
			checkSame(t, name, trial.Layers[2], Layer(FlattenLayer{[]int64{3}}))
			checkSame(t, name, trial.Layers[3], alone.Trials[i].Layers[1])
		}
	}
}

func TestTheLastBatchMayBeShort(t *testing.T) {
	layers := []Layer{DenseLayer{1, "linear", [][]float64{{0}}, []float64{0}}}
	training := Training{DefaultLoss("mse"), Optimizer{Name: "sgd", LearningRate: 0.5, Epsilon: 1e-7}, 2, nil, nil, nil}
	state := initialState(networkParameters(layers), training.optimizer)
	inputs, targets := [][]float64{{0}, {0}, {0}}, [][]float64{{1}, {3}, {8}}
	got, err := trainEpoch(layers, state, training, inputs, targets, []int{0, 1, 2}, seeded(1), 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The bias moves to the mean of the first two targets, then to the third.
	checkSame(t, "layers", got.layers, []Layer{DenseLayer{1, "linear", [][]float64{{0}}, []float64{8}}})
	checkSame(t, "total", got.total, 1.0+9+36)
}

// remembering returns a layer that adds each number to what it remembers; the steps are one number.
func remembering() SimpleRNNLayer {
	return SimpleRNNLayer{
		Units: 1, Activation: "linear", Kernel: [][]float64{{1}}, RecurrentKernel: [][]float64{{1}}, Stateful: true,
	}
}

// The states go on from batch to batch and from epoch to epoch; those of the outputs begin with zeros.
func TestStatesGoOn(t *testing.T) {
	one, two := int64(1), int64(2)
	inputs, targets := [][]float64{{1}, {2}, {4}, {8}}, Targets{Rows: [][]float64{{0}, {0}, {0}, {0}}}
	optimizer := Optimizer{Name: "sgd", Epsilon: 1e-7} // whose learning rate is 0
	squares := func(outputs ...float64) float64 {
		total := 0.0
		for _, output := range outputs {
			total += output * output
		}
		return total
	}
	for _, test := range []struct {
		batchSize *int64
		losses    []float64
		outputs   [][]float64
	}{
		{&one, []float64{squares(1, 3, 7, 15), squares(16, 18, 22, 30)}, [][]float64{{1}, {3}, {7}, {15}}},
		{&two, []float64{squares(1, 2, 5, 10), squares(6, 12, 10, 20)}, [][]float64{{1}, {2}, {5}, {10}}},
		{nil, []float64{squares(1, 2, 4, 8), squares(2, 4, 8, 16)}, inputs},
	} {
		run, err := Train(
			[]int64{1, 1}, []Layer{remembering()}, "sum_squared_error", optimizer, inputs, targets,
			test.batchSize, 2, nil, nil, true,
			nil, nil, nil, nil, nil,
		)
		if err != nil {
			t.Fatal(err)
		}
		for i, trial := range run.Trials {
			checkSame(t, "loss", trial.Loss, test.losses[i])
			outputs, err := Predict(trial.Layers, inputs[:1])
			if err != nil {
				t.Fatal(err)
			}
			checkSame(t, "outputs from zeros", outputs, inputs[:1])
		}
		checkSame(t, "outputs", run.Outputs, test.outputs)
	}
}

// A layer that is not stateful begins each batch with zeros.
func TestStatesAreForgotten(t *testing.T) {
	layer := remembering()
	layer.Stateful = false
	layers, inputs := []Layer{layer}, [][]float64{{1}, {2}, {4}}
	layers, err := placedLayers("layers", layers, []int64{1, 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", outputsInBatches(inputs, layers, 2, nil), inputs) // the last batch is short
	checkSame(t, "layers", withStates(layers, networkForward(inputs, layers, nil)), layers)
	layer = remembering()
	layer.InputShape = []int64{1, 1}
	layers = withStates([]Layer{layer}, networkForward(inputs, []Layer{layer}, nil))
	checkSame(t, "kept", layers[0].(SimpleRNNLayer).state, inputs)
}
