package refnet

import (
	"math"
	"slices"
	"testing"
)

// smallSimpleRNN returns a layer with 2 units for sequences with 1 feature, after a change.
func smallSimpleRNN(change func(*SimpleRNNLayer)) Layer {
	layer := SimpleRNNLayer{
		Units: 2, Activation: "tanh", Kernel: [][]float64{{1, 2}}, RecurrentKernel: [][]float64{{3, 4}, {5, 6}},
		Bias: []float64{7, 8},
	}
	change(&layer)
	return layer
}

// smallLSTM returns a layer with 1 unit for sequences with 1 feature, after a change.
func smallLSTM(change func(*LSTMLayer)) Layer {
	layer := LSTMLayer{
		Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: [][]float64{{1, 2, 3, 4}},
		RecurrentKernel: [][]float64{{5, 6, 7, 8}}, Bias: []float64{9, 10, 11, 12},
	}
	change(&layer)
	return layer
}

// smallGRU returns a layer with 1 unit for sequences with 1 feature, after a change.
func smallGRU(change func(*GRULayer)) Layer {
	layer := GRULayer{
		Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: [][]float64{{1, 2, 3}},
		RecurrentKernel: [][]float64{{4, 5, 6}}, Bias: [][]float64{{7, 8, 9}, {10, 11, 12}},
	}
	change(&layer)
	return layer
}

// smallBidirectional returns a layer with this cell and 1 unit for sequences with 1 feature, after a
// change.
func smallBidirectional(cell string, change func(*BidirectionalLayer)) Layer {
	weights := [][]float64{make([]float64, cellChecks[cell].gates)}
	bias := [][]float64{}
	for range max(1, cellChecks[cell].biases) {
		bias = append(bias, slices.Clone(weights[0]))
	}
	layer := BidirectionalLayer{
		Cell: cell, Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: weights,
		RecurrentKernel: weights, Bias: bias, BackwardKernel: [][]float64{slices.Clone(weights[0])},
		BackwardRecurrentKernel: [][]float64{slices.Clone(weights[0])}, BackwardBias: slices.Clone(bias),
	}
	change(&layer)
	return layer
}

func TestLayersOnEachStepAreChecked(t *testing.T) {
	nan, steps := math.NaN(), []int64{3, 2}
	kernel := [][]float64{{1, 2, 3}, {4, 5, 6}}
	for _, test := range []struct {
		shape       []int64
		layer       Layer
		code, field string
	}{
		{steps, MaskingLayer{}, "", ""},
		{steps, MaskingLayer{nan, nil}, "not_finite", "mask_value"},
		{[]int64{3}, MaskingLayer{nan, nil}, "shape_mismatch", "input_shape"},
		{[]int64{3, 2, 1}, MaskingLayer{}, "shape_mismatch", "input_shape"},
		{steps, MaskingLayer{0, []int64{2, 3}}, "shape_mismatch", "input_shape"},
		{[]int64{3}, RepeatVectorLayer{2, nil}, "", ""},
		{[]int64{3, 2}, RepeatVectorLayer{0, nil}, "out_of_range", "n"},
		{[]int64{3}, RepeatVectorLayer{MostNumbers + 1, nil}, "out_of_range", "n"},
		{[]int64{3, 2}, RepeatVectorLayer{2, nil}, "shape_mismatch", "input_shape"},
		{[]int64{2}, RepeatVectorLayer{MostNumbers / 2, nil}, "", ""},
		{[]int64{2}, RepeatVectorLayer{MostNumbers/2 + 1, nil}, "out_of_range", "n"},
		{steps, TimeDistributedLayer{3, "relu", kernel, []float64{1, 2, 3}, nil}, "", ""},
		{steps, TimeDistributedLayer{3, "relu", kernel, nil, nil}, "", ""},
		{steps, TimeDistributedLayer{0, "", nil, nil, nil}, "out_of_range", "units"},
		{[]int64{6}, TimeDistributedLayer{3, "", nil, nil, nil}, "shape_mismatch", "input_shape"},
		{steps, TimeDistributedLayer{MostNumbers/3 + 1, "", nil, nil, nil}, "out_of_range", "units"},
		{steps, TimeDistributedLayer{MostNumbers / 3, "", nil, nil, nil}, "shape_mismatch", "kernel"},
		{steps, TimeDistributedLayer{2, "", kernel, nil, nil}, "shape_mismatch", "kernel"},
		{steps, TimeDistributedLayer{3, "", kernel[:1], nil, nil}, "shape_mismatch", "kernel"},
		{steps, TimeDistributedLayer{3, "", kernel, []float64{1}, nil}, "shape_mismatch", "bias"},
		{steps, TimeDistributedLayer{3, "softmax", kernel, nil, nil}, "unknown_name", "activation"},
		{steps, TimeDistributedLayer{3, "relu", [][]float64{{1, 2, 3}, {4, nan, 6}}, nil, nil}, "not_finite", "kernel"},
		{steps, TimeDistributedLayer{3, "relu", kernel, []float64{1, nan, 3}, nil}, "not_finite", "bias"},
	} {
		checkFaults(t, test.shape, test.layer, test.code, test.field)
	}
}

func TestEmbeddingsAreChecked(t *testing.T) {
	table := [][]float64{{1, 2}, {3, 4}, {5, 6}}
	for _, test := range []struct {
		shape       []int64
		layer       EmbeddingLayer
		code, field string
	}{
		{[]int64{4}, EmbeddingLayer{3, 2, table, true, nil}, "", ""},
		{[]int64{4}, EmbeddingLayer{0, 0, table, true, nil}, "out_of_range", "input_dim"},
		{[]int64{4, 1}, EmbeddingLayer{3, MostNumbers + 1, table, true, nil}, "out_of_range", "output_dim"},
		{[]int64{4, 1}, EmbeddingLayer{3, 2, table, true, nil}, "shape_mismatch", "input_shape"},
		{[]int64{4}, EmbeddingLayer{3, MostNumbers/4 + 1, table, true, nil}, "out_of_range", "output_dim"},
		{[]int64{4}, EmbeddingLayer{3, MostNumbers / 4, table, true, nil}, "shape_mismatch", "embeddings"},
		{[]int64{4}, EmbeddingLayer{2, 2, table, true, nil}, "shape_mismatch", "embeddings"},
		{[]int64{4}, EmbeddingLayer{2, 2, nil, true, nil}, "shape_mismatch", "embeddings"},
		{[]int64{4}, EmbeddingLayer{1, 1, [][]float64{{math.Inf(1)}}, true, nil}, "not_finite", "embeddings"},
	} {
		checkFaults(t, test.shape, test.layer, test.code, test.field)
	}
	second := []Layer{FlattenLayer{}, EmbeddingLayer{0, 2, table, true, nil}}
	_, err := placedLayers("layers", second, []int64{4}, nil)
	checkRefusals(t, []refusal{{err, "shape_mismatch", "layers[1].input_dim"}})
	if _, err := placedLayers("layers", []Layer{EmbeddingLayer{3, 2, table, true, []int64{4}}}, nil, nil); err != nil {
		t.Error(err)
	}
}

// The inputs of an embedding are finite, then each is a whole number below its size.
func TestInputsOfEmbeddingsAreChecked(t *testing.T) {
	layers := []Layer{EmbeddingLayer{3, 1, [][]float64{{1}, {2}, {3}}, false, []int64{2}}}
	for _, test := range []struct {
		inputs [][]float64
		code   string
	}{
		{[][]float64{{0, 2}, {math.Copysign(0, -1), 1}}, ""},
		{[][]float64{{3, 0}, {0, math.NaN()}}, "not_finite"},
		{[][]float64{{0, 3}}, "out_of_range"},
		{[][]float64{{-1, 0}}, "out_of_range"},
		{[][]float64{{0, 0.5}}, "out_of_range"},
		{[][]float64{{0, 1e300}}, "out_of_range"},
	} {
		_, err := Predict(layers, test.inputs)
		if test.code != "" {
			checkRefusals(t, []refusal{{err, test.code, "inputs"}})
		} else if err != nil {
			t.Error(err)
		}
	}
	_, err := Predict(layers, [][]float64{{0, 0}, {1, 7}})
	if want := "inputs[1][1]: expected a whole number, 0 to 2"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSimpleRNNIsChecked(t *testing.T) {
	nan, steps := math.NaN(), []int64{3, 1}
	for _, test := range []struct {
		shape       []int64
		change      func(layer *SimpleRNNLayer)
		code, field string
	}{
		{steps, func(l *SimpleRNNLayer) {}, "", ""},
		{steps, func(l *SimpleRNNLayer) { l.Bias = nil }, "", ""},
		{[]int64{3}, func(l *SimpleRNNLayer) { l.Units = 0 }, "out_of_range", "units"},
		{[]int64{3}, func(l *SimpleRNNLayer) {}, "shape_mismatch", "input_shape"},
		{[]int64{3, 1, 1}, func(l *SimpleRNNLayer) {}, "shape_mismatch", "input_shape"},
		{steps, func(l *SimpleRNNLayer) { l.Units = MostNumbers/3 + 1 }, "out_of_range", "units"},
		{steps, func(l *SimpleRNNLayer) { l.Units = MostNumbers / 3 }, "shape_mismatch", "kernel"},
		{[]int64{3, 2}, func(l *SimpleRNNLayer) {}, "shape_mismatch", "kernel"},
		{steps, func(l *SimpleRNNLayer) { l.Kernel = nil }, "shape_mismatch", "kernel"},
		{steps, func(l *SimpleRNNLayer) { l.RecurrentKernel = l.Kernel }, "shape_mismatch", "recurrent_kernel"},
		{steps, func(l *SimpleRNNLayer) { l.Bias = []float64{} }, "shape_mismatch", "bias"},
		{steps, func(l *SimpleRNNLayer) { l.Bias = l.Bias[:1] }, "shape_mismatch", "bias"},
		{steps, func(l *SimpleRNNLayer) { l.Activation, l.Kernel[0][0] = "softmax", nan }, "unknown_name", "activation"},
		{steps, func(l *SimpleRNNLayer) { l.Kernel[0][1], l.Bias[0] = nan, nan }, "not_finite", "kernel"},
		{steps, func(l *SimpleRNNLayer) { l.RecurrentKernel[1][0], l.Bias[0] = nan, nan }, "not_finite", "recurrent_kernel"},
		{steps, func(l *SimpleRNNLayer) { l.Bias[0] = nan }, "not_finite", "bias"},
	} {
		checkFaults(t, test.shape, smallSimpleRNN(test.change), test.code, test.field)
	}
}

func TestLSTMAndGRUAreChecked(t *testing.T) {
	nan, steps := math.NaN(), []int64{3, 1}
	for _, test := range []struct {
		layer       Layer
		code, field string
	}{
		{smallLSTM(func(l *LSTMLayer) {}), "", ""},
		{smallLSTM(func(l *LSTMLayer) { l.Units = MostNumbers/12 + 1 }), "out_of_range", "units"},
		{smallLSTM(func(l *LSTMLayer) { l.Units = MostNumbers / 12 }), "shape_mismatch", "kernel"},
		{smallLSTM(func(l *LSTMLayer) { l.Kernel[0] = l.Kernel[0][:3] }), "shape_mismatch", "kernel"},
		{smallLSTM(func(l *LSTMLayer) { l.RecurrentKernel[0] = nil }), "shape_mismatch", "recurrent_kernel"},
		{smallLSTM(func(l *LSTMLayer) { l.Bias = l.Bias[1:] }), "shape_mismatch", "bias"},
		{smallLSTM(func(l *LSTMLayer) { l.Activation, l.RecurrentActivation = "", "" }), "unknown_name", "activation"},
		{smallLSTM(func(l *LSTMLayer) { l.RecurrentActivation = "softmax" }), "unknown_name", "recurrent_activation"},
		{smallLSTM(func(l *LSTMLayer) { l.Kernel[0][3] = nan }), "not_finite", "kernel"},
		{smallLSTM(func(l *LSTMLayer) { l.Bias[3] = nan }), "not_finite", "bias"},
		{smallGRU(func(l *GRULayer) {}), "", ""},
		{smallGRU(func(l *GRULayer) { l.Bias = nil }), "", ""},
		{smallGRU(func(l *GRULayer) { l.Units = MostNumbers/9 + 1 }), "out_of_range", "units"},
		{smallGRU(func(l *GRULayer) { l.Kernel[0] = append(l.Kernel[0], 1) }), "shape_mismatch", "kernel"},
		{smallGRU(func(l *GRULayer) { l.Bias = [][]float64{} }), "shape_mismatch", "bias"},
		{smallGRU(func(l *GRULayer) { l.Bias = l.Bias[:1] }), "shape_mismatch", "bias"},
		{smallGRU(func(l *GRULayer) { l.Bias[1] = l.Bias[1][:2] }), "shape_mismatch", "bias"},
		{smallGRU(func(l *GRULayer) { l.RecurrentActivation = "gate" }), "unknown_name", "recurrent_activation"},
		{smallGRU(func(l *GRULayer) { l.Bias[1][2] = nan }), "not_finite", "bias"},
	} {
		checkFaults(t, steps, test.layer, test.code, test.field)
	}
}

// withRates returns a layer with other rates.
func withRates[L recurrentKind[L]](layer L, dropout, recurrentDropout float64) Layer {
	fields := layer.fields()
	fields.dropout, fields.recurrentDropout = dropout, recurrentDropout
	return layer.withFields(fields)
}

// A rate is finite, at least 0 and below 1.
func TestRatesAreChecked(t *testing.T) {
	for _, test := range []struct {
		dropout, recurrentDropout float64
		code, field               string
	}{
		{math.Nextafter(1, 0), math.Copysign(0, -1), "", ""},
		{1, math.NaN(), "out_of_range", "dropout"},
		{-5e-324, 0, "out_of_range", "dropout"},
		{math.Inf(1), 0, "not_finite", "dropout"},
		{0, 1, "out_of_range", "recurrent_dropout"},
		{0, math.NaN(), "not_finite", "recurrent_dropout"},
	} {
		simple := smallSimpleRNN(func(l *SimpleRNNLayer) {}).(SimpleRNNLayer)
		lstm := smallLSTM(func(l *LSTMLayer) {}).(LSTMLayer)
		gru := smallGRU(func(l *GRULayer) {}).(GRULayer)
		layers := []Layer{
			withRates(simple, test.dropout, test.recurrentDropout),
			withRates(lstm, test.dropout, test.recurrentDropout),
			withRates(gru, test.dropout, test.recurrentDropout),
		}
		for cell := range cells {
			layer := smallBidirectional(cell, func(l *BidirectionalLayer) {}).(BidirectionalLayer)
			layers = append(layers, withRates(layer, test.dropout, test.recurrentDropout))
		}
		for _, layer := range layers {
			checkFaults(t, []int64{3, 1}, layer, test.code, test.field)
		}
	}
}

// The rates come after the activations and before the weights.
func TestRatesAreCheckedInTheirPlace(t *testing.T) {
	steps, nan := []int64{3, 1}, math.NaN()
	simple := smallSimpleRNN(func(l *SimpleRNNLayer) { l.RecurrentDropout, l.Kernel[0][0] = nan, nan })
	checkFaults(t, steps, simple, "not_finite", "recurrent_dropout")
	lstm := smallLSTM(func(l *LSTMLayer) { l.Dropout, l.Kernel[0][0] = nan, nan })
	checkFaults(t, steps, lstm, "not_finite", "dropout")
	gru := smallGRU(func(l *GRULayer) { l.Dropout, l.RecurrentActivation = nan, "" })
	checkFaults(t, steps, gru, "unknown_name", "recurrent_activation")
}

// What a batch has left in a layer does not count for the next network.
func TestPlacedLayersHaveNothingOfABatch(t *testing.T) {
	batch := ofBatch{[][]bool{{true}}, [][]float64{{1}}, [][]float64{{2, 3}}}
	layers := []Layer{
		DropoutLayer{0.5, nil, [][]float64{{1}}},
		smallLSTM(func(l *LSTMLayer) { l.ReturnSequences, l.ofBatch = true, batch }),
		smallGRU(func(l *GRULayer) { l.ReturnSequences, l.ofBatch = true, batch }),
		smallBidirectional("gru", func(l *BidirectionalLayer) { l.ReturnSequences, l.ofBatch = true, batch }),
	}
	placed, err := placedLayers("layers", layers, []int64{3, 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "dropout", placed[0], Layer(DropoutLayer{0.5, []int64{3, 1}, nil}))
	for _, layer := range placed[1:] {
		checkSame(t, layer.kind(), layer.(withRecurrentFields).fields().ofBatch, ofBatch{})
	}
}

// A stateful layer has no batch that is short.
func TestBatchesOfStatefulLayersAreChecked(t *testing.T) {
	four := [][]float64{{1}, {2}, {3}, {4}}
	for _, test := range []struct {
		stateful          bool
		batchSize, epochs int64
		code, field       string
	}{
		{true, 2, 0, "", ""},
		{true, 4, 0, "", ""},
		{true, 3, -1, "out_of_range", "batch_size"},
		{true, 8, 0, "out_of_range", "batch_size"},
		{true, 0, 0, "out_of_range", "batch_size"},
		{true, 1, -1, "out_of_range", "epochs"},
		{false, 3, 0, "", ""},
	} {
		for width, layer := range map[int]Layer{
			1: smallLSTM(func(l *LSTMLayer) { l.Stateful = test.stateful }),
			2: smallBidirectional("lstm", func(l *BidirectionalLayer) { l.Stateful = test.stateful }),
		} {
			targets := Targets{Rows: make([][]float64, 4)}
			for i := range targets.Rows {
				targets.Rows[i] = make([]float64, width)
			}
			_, err := Train(
				[]int64{1}, []Layer{RepeatVectorLayer{N: 2}, layer}, "mse", DefaultOptimizer("sgd"), four,
				targets, &test.batchSize, test.epochs, nil, nil, true,
				nil, nil, nil, nil, nil,
			)
			if test.code != "" {
				checkRefusals(t, []refusal{{err, test.code, test.field}})
			} else if err != nil {
				t.Error(err)
			}
		}
	}
	layer := smallGRU(func(l *GRULayer) { l.Stateful = true })
	want := "batch_size: expected a divisor of the number of examples, 4, because a layer is stateful"
	if err := checkBatches([]Layer{FlattenLayer{}, layer}, 3, 4); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestBidirectionalIsChecked(t *testing.T) {
	type layer = BidirectionalLayer
	nan, steps := math.NaN(), []int64{3, 1}
	for cell := range cells {
		for _, test := range []struct {
			change      func(l *layer)
			code, field string
		}{
			{func(l *layer) {}, "", ""},
			{func(l *layer) { l.Bias, l.BackwardBias = nil, nil }, "", ""},
			{func(l *layer) { l.Units = 0 }, "out_of_range", "units"},
			{func(l *layer) { l.InputShape = []int64{1, 3} }, "shape_mismatch", "input_shape"},
			{func(l *layer) { l.Kernel, l.BackwardKernel = nil, nil }, "shape_mismatch", "kernel"},
			{func(l *layer) { l.Bias = [][]float64{} }, "shape_mismatch", "bias"},
			{func(l *layer) { l.Bias = append(l.Bias, l.Bias...) }, "shape_mismatch", "bias"},
			{func(l *layer) { l.BackwardKernel = nil }, "shape_mismatch", "backward_kernel"},
			{func(l *layer) { l.BackwardRecurrentKernel = nil }, "shape_mismatch", "backward_recurrent_kernel"},
			{func(l *layer) { l.BackwardBias = [][]float64{} }, "shape_mismatch", "backward_bias"},
			{func(l *layer) { l.BackwardBias = [][]float64{{}} }, "shape_mismatch", "backward_bias"},
			{func(l *layer) { l.Activation, l.BackwardKernel[0][0] = "softmax", nan }, "unknown_name", "activation"},
			{func(l *layer) { l.BackwardKernel[0][0], l.Bias[0][0] = nan, nan }, "not_finite", "bias"},
			{func(l *layer) { l.BackwardKernel[0][0] = nan }, "not_finite", "backward_kernel"},
			{func(l *layer) { l.BackwardRecurrentKernel[0][0] = nan }, "not_finite", "backward_recurrent_kernel"},
			{
				func(l *layer) { l.BackwardBias[0] = append([]float64{nan}, l.BackwardBias[0][1:]...) },
				"not_finite", "backward_bias",
			},
		} {
			checkFaults(t, steps, smallBidirectional(cell, test.change), test.code, test.field)
		}
	}
	// a simple layer has one column for each unit, but the outputs of both
	big := smallBidirectional("simple_rnn", func(l *layer) {
		l.Units, l.Kernel, l.RecurrentKernel, l.Bias = 2, [][]float64{{1, 2}}, [][]float64{{1, 2}, {3, 4}}, nil
		l.InputShape = []int64{MostNumbers/4 + 1, 1}
	})
	_, err := placedLayers("layers", []Layer{big}, nil, nil)
	checkRefusals(t, []refusal{{err, "out_of_range", "layers[0].units"}})
}

// There are only the cells of the recurrent kinds.
func TestUnknownCellsAreRefused(t *testing.T) {
	for _, cell := range []string{"", "dense", "LSTM"} {
		_, err := Predict([]Layer{BidirectionalLayer{Cell: cell}}, nil)
		checkRefusals(t, []refusal{{err, "wrong_type", "layers"}})
	}
}

func TestMessagesForLayersOnSequences(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		shape []int64
		layer Layer
		want  string
	}{
		{[]int64{3}, MaskingLayer{}, "input_shape: expected examples of the shape [steps][features]"},
		{[]int64{3, 1}, RepeatVectorLayer{1, nil}, "input_shape: expected examples of the shape [features]"},
		{
			[]int64{3, 1}, EmbeddingLayer{1, 1, [][]float64{{1}}, false, nil},
			"input_shape: expected examples of the shape [steps]",
		},
		{[]int64{3, 1}, smallLSTM(func(l *LSTMLayer) { l.Bias = nil; l.Kernel = nil }), "kernel: expected the shape [1][4]"},
		{[]int64{3, 1}, smallLSTM(func(l *LSTMLayer) { l.Bias = l.Bias[:1] }), "bias: expected the shape [4]"},
		{[]int64{3, 1}, smallLSTM(func(l *LSTMLayer) { l.Bias[2] = nan }), "bias[2]: expected a finite number"},
		{[]int64{3, 1}, smallGRU(func(l *GRULayer) { l.Bias = l.Bias[:1] }), "bias: expected the shape [2][3]"},
		{[]int64{3, 1}, smallGRU(func(l *GRULayer) { l.Bias[1][2] = nan }), "bias[1][2]: expected a finite number"},
	} {
		layers, err := placedLayers("layers", []Layer{test.layer}, test.shape, nil)
		if err == nil {
			err = checkLayerValues("layers", layers)
		}
		if want := "layers[0]." + test.want; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A recurrent layer ends without an activation, as the losses see it: outputs are clipped.
func TestLossesAfterRecurrentLayers(t *testing.T) {
	layers := []Layer{smallLSTM(func(l *LSTMLayer) { l.Activation = "sigmoid" })}
	checkSame(t, "activation", outputActivation(layers[0]), "linear")
	run, err := Train(
		[]int64{1, 1}, layers, "binary_crossentropy", DefaultOptimizer("sgd"), [][]float64{{1}},
		Targets{Rows: [][]float64{{1}}}, nil, 1, nil, nil, true,
		nil, nil, nil, nil, nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	placed, _ := placedLayers("layers", layers, []int64{1, 1}, nil)
	output := networkOutputs([][]float64{{1}}, placed, nil)[0]
	checkSame(t, "loss", run.Trials[0].Loss, binaryCrossentropyOfOutputs([]float64{1}, output))
}
