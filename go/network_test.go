package refnet

import (
	"maps"
	"math"
	"testing"
)

// The table has each kind of layer under the name that its layers return.
func TestKinds(t *testing.T) {
	missing := maps.Clone(kinds)
	for _, layer := range []Layer{
		DenseLayer{Units: 2, Activation: "linear", Kernel: [][]float64{{1, 2}}},
		FlattenLayer{[]int64{2, 1}},
		ReshapeLayer{[]int64{2}, []int64{2, 1}},
		NormalizationLayer{[]float64{0, 0}, []float64{1, 1}, false, nil},
		DropoutLayer{InputShape: []int64{2, 1}},
		ActivationLayer{"tanh", []int64{2, 1}},
		LeakyReLULayer{0.3, []int64{2, 1}},
		SoftmaxLayer{[]int64{2, 1}},
		BatchNormalizationLayer{InputShape: []int64{2, 1}},
		Conv2DLayer{
			Filters: 1, KernelSize: []int64{1, 1}, Strides: []int64{1, 1}, Padding: "valid",
			InputShape: []int64{2, 1, 1},
		},
		Conv1DLayer{
			Filters: 1, KernelSize: []int64{1}, Strides: []int64{1}, Padding: "valid", InputShape: []int64{2, 1},
		},
		MaxPooling2DLayer{[]int64{2, 1}, nil, "valid", []int64{4, 1, 1}},
		AveragePooling2DLayer{[]int64{2, 1}, nil, "valid", []int64{4, 1, 1}},
		GlobalAveragePooling2DLayer{[]int64{3, 3, 2}},
		ZeroPadding2DLayer{[]int64{1, 0}, []int64{0, 0}, []int64{1, 1, 1}},
		MaskingLayer{0, []int64{2, 1}},
		RepeatVectorLayer{2, []int64{1}},
		TimeDistributedLayer{Units: 2, InputShape: []int64{1, 3}},
		EmbeddingLayer{InputDim: 3, OutputDim: 1, InputShape: []int64{2}},
		SimpleRNNLayer{Units: 2, InputShape: []int64{3, 1}},
		LSTMLayer{Units: 2, InputShape: []int64{3, 1}},
		GRULayer{Units: 1, ReturnSequences: true, InputShape: []int64{2, 1}},
		BidirectionalLayer{Cell: "simple_rnn", Units: 1, InputShape: []int64{3, 1}},
		BidirectionalLayer{Cell: "lstm", Units: 1, InputShape: []int64{3, 1}},
		BidirectionalLayer{Cell: "gru", Units: 1, ReturnSequences: true, InputShape: []int64{1, 1}},
		AddLayer{[][]int64{{2, 1}, {2, 1}}},
		ConcatenateLayer{[][]int64{{1}, {1}}},
		PartLayer{1, []int64{2}, []int64{4}},
	} {
		kind, known := kinds[layer.kind()]
		if !known {
			t.Errorf("%s is not in the table", layer.kind())
			continue
		}
		_, after := kind.shapes(layer)
		if productOf(after) != 2 {
			t.Errorf("%s: got the shape %v", layer.kind(), after)
		}
		if _, stored := storedKinds[layer.kind()]; !stored || !kindChecks[layer.kind()].isOne(layer) {
			t.Errorf("%s is not in all tables", layer.kind())
		}
		delete(missing, layer.kind())
	}
	if len(missing) > 0 {
		t.Errorf("not tested: %v", missing)
	}
}

// mixedNetwork has layers of all kinds: 4 inputs, 3 hidden units, 2 outputs.
func mixedNetwork(generator *Generator, hidden, last string) []Layer {
	return []Layer{
		FlattenLayer{[]int64{2, 2}},
		denseLayer(generator, 4, 3, hidden, true),
		NormalizationLayer{[]float64{0.1, 0.2, -0.3}, []float64{0.5, 0.8, 2}, false, nil},
		FlattenLayer{[]int64{3}},
		denseLayer(generator, 3, 3, "linear", false),
		NormalizationLayer{[]float64{0.1, 0, 0}, []float64{0.5, 1, 2}, true, nil},
		denseLayer(generator, 3, 2, last, true),
	}
}

func TestWithParametersIsTheInverseOfNetworkParameters(t *testing.T) {
	layers := mixedNetwork(seeded(1), "tanh", "softmax")
	vectors := networkParameters(layers)
	if len(vectors) != 5+3+4 {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "layers", withParameters(layers, vectors), layers)

	other := withParameters(layers, networkParameters(mixedNetwork(seeded(2), "relu", "relu")))
	checkSame(t, "other parameters", other, mixedNetwork(seeded(2), "tanh", "softmax"))
	checkSame(t, "layers of the caller", layers, mixedNetwork(seeded(1), "tanh", "softmax"))
}

func TestNetworkForward(t *testing.T) {
	layers := []Layer{
		DenseLayer{2, "relu", [][]float64{{1, -1}}, []float64{0, 1}},
		FlattenLayer{[]int64{2}},
		DenseLayer{1, "linear", [][]float64{{2}, {3}}, nil},
	}
	inputs := [][]float64{{2}, {-2}}
	want := []Forward{
		{[][]float64{{2, -1}, {-2, 3}}, [][]float64{{2, 0}, {0, 3}}, nil, nil, nil},
		{[][]float64{{2, 0}, {0, 3}}, [][]float64{{2, 0}, {0, 3}}, nil, nil, nil},
		{[][]float64{{4}, {9}}, [][]float64{{4}, {9}}, nil, nil, nil},
	}
	checkSame(t, "forward", networkForward(inputs, layers, nil), want)
	checkSame(t, "outputs", networkOutputs(inputs, layers, nil), [][]float64{{4}, {9}})
}

func TestNetworkGradientsAreTheDerivatives(t *testing.T) {
	const m = 3
	for _, hidden := range Activations[:5] { // those of chapter activations
		for _, last := range Activations[:5] {
			for _, name := range lossesAfter(last) {
				loss := DefaultLoss(name)
				generator := seeded(143) // with it, every relu is above 0 for an example
				layers := mixedNetwork(generator, hidden, last)
				inputs, targets := signedRows(generator, m, 4), signedRows(generator, m, 2)
				if name == Sparse {
					targets = oneHot([]int64{1, 0, 1}, 2)
				}
				batchLoss := func() float64 {
					return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0, nil, nil, nil).total, m)
				}
				label := hidden + ", " + last + ", " + name
				forward := networkForward(inputs, layers, nil)
				gradients := networkGradients(inputs, targets, layers, forward, loss, nil, nil, nil, nil)
				for i, vector := range networkParameters(layers) {
					for j := range vector {
						checkGradient(t, label, &vector[j], gradients[i][j], batchLoss)
					}
				}
			}
		}
	}
}

// imageNetwork has layers of all kinds that work on images and sequences: 4 by 5 inputs, 2 outputs.
func imageNetwork(generator *Generator, hidden, last string) []Layer {
	images := conv2dLayer(generator, 2, []int64{2, 3}, []int64{1, 1}, "same", []int64{4, 5, 1})
	partial := conv2dLayer(generator, 3, []int64{2, 2}, []int64{1, 1}, "valid", []int64{4, 4, 2})
	partial.Connections = [][]bool{{true, true, false}, {false, true, true}}
	for _, cell := range partial.Kernel {
		for _, weights := range cell {
			weights[0][2], weights[1][0] = 0, 0
		}
	}
	sequences := conv1dLayer(generator, 3, 2, 1, "same", []int64{9, 3})
	images.Activation, partial.Activation, sequences.Activation = hidden, hidden, hidden
	return []Layer{
		ReshapeLayer{[]int64{4, 5, 1}, []int64{20}},
		images,
		MaxPooling2DLayer{[]int64{2, 2}, []int64{1, 1}, "same", []int64{4, 5, 2}},
		AveragePooling2DLayer{[]int64{1, 2}, []int64{1, 1}, "valid", []int64{4, 5, 2}},
		partial,
		ReshapeLayer{[]int64{9, 3}, []int64{3, 3, 3}},
		sequences,
		ReshapeLayer{[]int64{3, 3, 3}, []int64{9, 3}},
		ZeroPadding2DLayer{[]int64{1, 0}, []int64{0, 1}, []int64{3, 3, 3}},
		GlobalAveragePooling2DLayer{[]int64{4, 4, 3}},
		denseLayer(generator, 3, 2, last, true),
	}
}

func TestGradientsThroughImagesAreTheDerivatives(t *testing.T) {
	const m = 2
	for _, hidden := range append(UnitActivations[:4:4], fromPreactivations...) {
		generator := seeded(1328) // with it, no gradient is too small
		layers := imageNetwork(generator, hidden, "softmax")
		inputs, targets := signedRows(generator, m, 20), oneHot([]int64{1, 0}, 2)
		loss := DefaultLoss("categorical_crossentropy")
		batchLoss := func() float64 {
			return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0, nil, nil, nil).total, m)
		}
		gradients := networkGradients(inputs, targets, layers, networkForward(inputs, layers, nil), loss, nil, nil, nil, nil)
		checkGradients(t, hidden, networkParameters(layers), gradients, batchLoss)
		if got := zerosOf(gradients); got != 2*4 { // those without a connection
			t.Errorf("%s: got %d gradients that are 0", hidden, got)
		}
	}
}

// sequenceNetwork has layers of all kinds that work on sequences: 3 numbers below 4, 2 outputs.
func sequenceNetwork(generator *Generator, hidden, last string) []Layer {
	steps := recurrentOptions{activation: hidden, biased: true, returnSequences: true}
	backwards := recurrentOptions{activation: hidden, returnSequences: true, goBackwards: true}
	end := recurrentOptions{activation: hidden, biased: true}
	dense := denseLayer(generator, 4, 2, hidden, true)
	return []Layer{
		EmbeddingLayer{4, 2, signedRows(generator, 4, 2), true, []int64{3}},
		SimpleRNNLayer{Activation: hidden}.withFields(recurrentOf(generator, 1, 1, backwards)),
		bidirectionalLayer(generator, "gru", steps),
		TimeDistributedLayer{2, hidden, dense.Kernel, dense.Bias, []int64{3, 4}},
		GRULayer{Activation: hidden, RecurrentActivation: "sigmoid"}.withFields(recurrentOf(generator, 3, 2, end)),
		RepeatVectorLayer{3, []int64{2}},
		MaskingLayer{0, []int64{3, 2}},
		LSTMLayer{Activation: hidden, RecurrentActivation: "sigmoid"}.withFields(recurrentOf(generator, 4, 1, end)),
		denseLayer(generator, 2, 2, last, true),
	}
}

func TestGradientsThroughSequencesAreTheDerivatives(t *testing.T) {
	const m = 3
	for _, hidden := range []string{"tanh", "linear"} {
		layers := sequenceNetwork(seeded(1), hidden, "softmax")
		inputs, targets := [][]float64{{1, 2, 0}, {0, 3, 1}, {2, 0, 3}}, oneHot([]int64{1, 0, 1}, 2)
		loss := DefaultLoss("categorical_crossentropy")
		batchLoss := func() float64 {
			return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0, nil, nil, nil).total, m)
		}
		gradients := networkGradients(inputs, targets, layers, networkForward(inputs, layers, nil), loss, nil, nil, nil, nil)
		for i, vector := range networkParameters(layers) {
			for j := range vector {
				want := centralDifference(&vector[j], batchLoss)
				// an absolute bound: gradients become small on their way through so many layers
				if got := gradients[i][j]; !(math.Abs(got-want) <= 1e-10+1e-7*math.Abs(want)) {
					t.Errorf("%s: got the gradient %v, want %v", hidden, got, want)
				}
			}
		}
		if got := zerosOf(gradients); got != 2 { // those of the number 0, which is no step
			t.Errorf("%s: got %d gradients that are 0", hidden, got)
		}
	}
}

// A mask goes through the layers whose outputs are the same steps, and no further.
func TestMasksGoWithTheBatch(t *testing.T) {
	layers := sequenceNetwork(seeded(1), "tanh", "softmax")
	forward := networkForward([][]float64{{1, 2, 0}}, layers, nil)
	turned := [][]bool{{false, true, true}}
	want := [][][]bool{nil, {{true, true, false}}, turned, turned, turned, nil, nil, {{true, true, true}}, nil}
	for i, each := range forward {
		checkSame(t, layers[i].kind(), each.mask, want[i])
	}
}

// A step that a mask leaves out does not count for the states that are kept either.
func TestStatesAreKeptThroughAMask(t *testing.T) {
	layer := simpleRNN(false, false, nil)
	layer.Stateful = true
	layers := []Layer{MaskingLayer{0, []int64{2, 1}}, DropoutLayer{Rate: 0.5, InputShape: []int64{2, 1}}, layer}
	forward := networkForward([][]float64{{1, 0}, {0, 1}}, layers, nil)
	checkSame(t, "masking", forward[0].states, [][]float64(nil))
	checkSame(t, "states", forward[2].states, [][]float64{{3}, {3}})
}

// A recurrent layer has applied its activation: what follows sees its outputs as linear.
func TestOutputActivation(t *testing.T) {
	checkSame(t, "dense", outputActivation(DenseLayer{Activation: "tanh"}), "tanh")
	checkSame(t, "time_distributed", outputActivation(TimeDistributedLayer{Activation: "relu"}), "relu")
	checkSame(t, "lstm", outputActivation(LSTMLayer{Activation: "tanh"}), "linear")
	checkSame(t, "gru", outputActivation(BidirectionalLayer{Cell: "gru", Activation: "tanh"}), "linear")
	layer := SimpleRNNLayer{
		Units: 1, Activation: "tanh", Kernel: [][]float64{{2}}, RecurrentKernel: [][]float64{{3}},
		InputShape: []int64{1, 1},
	}
	outputs := networkOutputs([][]float64{{0.5}}, []Layer{layer}, nil)
	checkSame(t, "outputs", outputs, [][]float64{{tanh(1)}})
}

// The LeNet-5 of today's tutorials has 61,706 parameters.
func TestLeNet5(t *testing.T) {
	generator := seeded(1)
	window, strides, pool := []int64{5, 5}, []int64{1, 1}, []int64{2, 2}
	layers, err := placedLayers("layers", []Layer{
		conv2dLayer(generator, 6, window, strides, "same", []int64{28, 28, 1}),
		AveragePooling2DLayer{pool, nil, "valid", nil},
		conv2dLayer(generator, 16, window, strides, "valid", []int64{14, 14, 6}),
		AveragePooling2DLayer{pool, nil, "valid", nil},
		FlattenLayer{},
		denseLayer(generator, 400, 120, "tanh", true),
		denseLayer(generator, 120, 84, "tanh", true),
		denseLayer(generator, 84, 10, "softmax", true),
	}, []int64{28, 28, 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, vector := range networkParameters(layers) {
		count += len(vector)
	}
	checkSame(t, "parameters", count, 61706)
	if outputs := networkOutputs(signedRows(generator, 2, 784), layers, nil); len(outputs[1]) != 10 {
		t.Errorf("got %v", outputs)
	}
}

func TestParametersOfLayersOnImages(t *testing.T) {
	layers := imageNetwork(seeded(1), "tanh", "softmax")
	vectors := networkParameters(layers)
	if len(vectors) != (6+1)+(8+1)+(6+1)+(3+1) {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "layers", withParameters(layers, vectors), layers)
	placed, err := placedLayers("layers", layers, []int64{20}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "placed layers", placed, layers) // whose shapes fit
}
