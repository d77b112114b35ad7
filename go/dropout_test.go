package refnet

import (
	"math"
	"slices"
	"testing"
)

func TestDropoutShapes(t *testing.T) {
	before, after := dropoutShapes(DropoutLayer{InputShape: []int64{3, 2}})
	checkSame(t, "before", before, []int64{3, 2})
	checkSame(t, "after", after, []int64{3, 2})
}

// A number is left out where its double is below the rate.
func TestRandomFactors(t *testing.T) {
	rate, generator := 0.4, seeded(1) // 1 - 0.4 as a constant would not be rounded
	want := []float64{}
	for range 100 {
		factor := 1 / (1 - rate)
		if nextDouble(generator) < rate {
			factor = 0
		}
		want = append(want, factor)
	}
	again := seeded(1)
	checkSame(t, "factors", randomFactors(100, rate, again), want)
	checkSame(t, "next double", nextDouble(again), nextDouble(generator))
	if zeros := zerosOf([][]float64{want}); zeros < 25 || zeros > 55 {
		t.Errorf("got %d zeros of 100", zeros)
	}
	double := nextDouble(seeded(2)) // is not below itself
	checkSame(t, "double as the rate", randomFactors(1, double, seeded(2)), []float64{1 / (1 - double)})
}

func TestARateOfZeroDrawsNothing(t *testing.T) {
	generator := seeded(1)
	checkSame(t, "factors", randomFactors(3, 0, generator), []float64{1, 1, 1})
	checkSame(t, "generator", generator, seeded(1))
}

// The factors are drawn example by example, one for each number of the shape.
func TestDropoutDrawn(t *testing.T) {
	layer := DropoutLayer{Rate: 0.5, InputShape: []int64{3, 2}}
	drawn, generator := dropoutDrawn(layer, 2, seeded(1)), seeded(1)
	want := [][]float64{randomFactors(6, 0.5, generator), randomFactors(6, 0.5, generator)}
	checkSame(t, "layer", drawn, DropoutLayer{0.5, []int64{3, 2}, want})
	checkSame(t, "layer of the caller", layer, DropoutLayer{0.5, []int64{3, 2}, nil})
}

func TestDropoutForwardAndBack(t *testing.T) {
	rows := [][]float64{{1, 2}, {3, 4}}
	layer := DropoutLayer{0.5, []int64{2}, [][]float64{{2, 0}, {0, 2}}}
	checkSame(t, "outputs", dropoutForward(rows, layer), [][]float64{{2, 0}, {0, 8}})
	checkSame(t, "gradients", dropoutInputGradients(nil, rows, layer), [][]float64{{2, 0}, {0, 8}})
	layer.factors = nil
	outputs := dropoutForward(rows, layer)
	checkSame(t, "outside training", outputs, rows)
	outputs[0][0] = 99
	checkSame(t, "rows of the caller", rows, [][]float64{{1, 2}, {3, 4}})
}

func TestDropoutGradientsAreTheDerivatives(t *testing.T) {
	generator := seeded(1)
	layer := dropoutDrawn(DropoutLayer{Rate: 0.4, InputShape: []int64{3, 2}}, 2, generator)
	inputs, deltas := signedRows(generator, 2, 6), signedRows(generator, 2, 6)
	checkLayerGradients(t, layer, inputs, deltas)
	dropped := zerosOf(layer.factors)
	if got := zerosOf(dropoutInputGradients(inputs, deltas, layer)); got != dropped || dropped == 0 {
		t.Errorf("got %d gradients that are 0, want %d", got, dropped)
	}
}

// A mask goes on through dropout, as its outputs are the same steps.
func TestAMaskGoesThroughDropout(t *testing.T) {
	mask := [][]bool{{true, false}}
	layer := DropoutLayer{InputShape: []int64{2, 1}}
	checkSame(t, "mask", kinds["dropout"].mask(nil, layer, mask), mask)
}

// dropping returns a network with every kind of layer that draws: 3 steps of 2 features, 2 outputs.
func dropping() []Layer {
	generator, shape := seeded(1), []int64{3, 2}
	steps := recurrentOptions{activation: "tanh", biased: true, returnSequences: true, special: true}
	end := recurrentOptions{activation: "tanh", special: true}
	return []Layer{
		DropoutLayer{Rate: 0.25, InputShape: shape},
		SimpleRNNLayer{Activation: "tanh"}.withFields(recurrentOf(generator, 1, 1, steps)),
		LSTMLayer{Activation: "tanh", RecurrentActivation: "sigmoid"}.withFields(recurrentOf(generator, 4, 1, steps)),
		DropoutLayer{Rate: 0.5, InputShape: shape},
		GRULayer{Activation: "tanh", RecurrentActivation: "sigmoid"}.withFields(recurrentOf(generator, 3, 2, steps)),
		bidirectionalLayer(generator, "lstm", end),
		denseLayer(generator, 4, 2, "linear", true),
	}
}

// The layers draw first to last.
func TestDrawnLayers(t *testing.T) {
	layers, generator, again := dropping(), seeded(2), seeded(2)
	for i, drawn := range drawnLayers(layers, 3, generator, nil) {
		checkSame(t, drawn.kind(), drawn, kinds[layers[i].kind()].drawn(layers[i], 3, again))
	}
	checkSame(t, "next double", nextDouble(generator), nextDouble(again))
	checkSame(t, "layers of the caller", layers, dropping())
}

// With the learning rate 1, a parameter moves by minus the derivative of the loss that the drawn layers have.
func TestTrainingDescendsTheGradientOfTheDrawnLayers(t *testing.T) {
	const m = 3
	loss := DefaultLoss("mse")
	generator := seeded(5)
	inputs, targets := signedRows(generator, m, 6), signedRows(generator, m, 2)
	layers := dropping()
	drawn := drawnLayers(layers, m, seeded(6), nil)
	training := Training{loss, Optimizer{Name: "sgd", LearningRate: 1, Epsilon: 1e-7}, m, nil, nil, nil}
	state := initialState(networkParameters(layers), training.optimizer)
	learned := networkParameters(trainBatch(layers, state, training, inputs, targets, seeded(6), nil).layers)
	batchLoss := func() float64 {
		return reduceLoss(loss, evaluate(drawn, loss, inputs, targets, 0, nil, nil, nil).total, m)
	}
	for i, vector := range networkParameters(drawn) {
		for j, value := range vector {
			want := centralDifference(&vector[j], batchLoss)
			if got := value - learned[i][j]; !(math.Abs(got-want) <= 1e-9+1e-7*math.Abs(want)) {
				t.Errorf("got the gradient %v, want %v", got, want)
			}
		}
	}
}

// Outside training nothing is left out, and every state begins with zeros.
func TestPredictDropsNothing(t *testing.T) {
	layers, inputs := dropping(), signedRows(seeded(3), 2, 6)
	want := networkOutputs(inputs, layers, nil)
	trained := withStates(drawnLayers(layers, 2, seeded(4), nil), networkForward(inputs, layers, nil))
	if slices.EqualFunc(networkOutputs(inputs, trained, nil), want, slices.Equal) {
		t.Error("nothing has been left out in training")
	}
	got, err := Predict(trained, inputs)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", got, want)
}

// One generator shuffles at the start of an epoch, if it does, and then draws the factors of each batch.
func TestTheGeneratorShufflesAndDraws(t *testing.T) {
	const rate, epochs = 0.5, 3
	inputs, seven, two := [][]float64{{1}, {2}, {4}, {8}, {16}}, int64(7), int64(2)
	layers := []Layer{DropoutLayer{Rate: rate}, DenseLayer{1, "linear", [][]float64{{1}}, nil}}
	optimizer := Optimizer{Name: "sgd", Epsilon: 1e-7} // whose learning rate is 0
	targets := Targets{Rows: make([][]float64, len(inputs))}
	for i := range inputs {
		targets.Rows[i] = []float64{0}
	}
	for _, test := range []struct {
		seed    *int64
		shuffle bool
	}{{&seven, true}, {&seven, false}, {nil, true}, {nil, false}} {
		run, err := Train(
			[]int64{1}, layers, "sum_squared_error", optimizer, inputs, targets, &two, epochs, test.seed, nil,
			test.shuffle,
			nil, nil, nil, nil, nil,
		)
		if err != nil {
			t.Fatal(err)
		}
		generator := seeded(0)
		if test.seed != nil {
			generator = seeded(7)
		}
		for _, trial := range run.Trials {
			order := []int{0, 1, 2, 3, 4}
			if test.seed != nil && test.shuffle {
				order = permutation(len(inputs), generator)
			}
			want := 0.0
			for _, i := range order {
				output := inputs[i][0] * randomFactors(1, rate, generator)[0]
				want += output * output // whole numbers, whose order does not matter
			}
			checkSame(t, "loss", trial.Loss, want)
		}
		checkSame(t, "outputs", run.Outputs, inputs)
	}
}

// Recurrent layers draw while they learn, and are the same afterwards, so that a second run begins anew.
func TestTrainingLeavesTheCallersLayersAlone(t *testing.T) {
	layers, one := dropping(), int64(1)
	generator := seeded(5)
	inputs, targets := signedRows(generator, 3, 6), Targets{Rows: signedRows(generator, 3, 2)}
	train := func() TrainingRun {
		run, err := Train(
			[]int64{3, 2}, layers, "mse", DefaultOptimizer("adam"), inputs, targets, &one, 2, nil, nil, true,
			nil, nil, nil, nil, nil,
		)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	first := train()
	checkSame(t, "layers", layers, dropping())
	checkSame(t, "second run", train(), first)
	outputs := outputsInBatches(inputs, withParameters(layers, networkParameters(first.Trials[1].Layers)), 1, nil)
	checkSame(t, "outputs", first.Outputs, outputs)
	if first.Trials[0].Layers[0].(DropoutLayer).factors != nil {
		t.Error("the factors of a batch are in the layers after it")
	}
}
