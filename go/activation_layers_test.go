package refnet

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestSameShapes(t *testing.T) {
	before, after := sameShapes(LeakyReLULayer{0.3, []int64{3, 2}})
	checkSame(t, "before", before, []int64{3, 2})
	checkSame(t, "after", after, []int64{3, 2})
}

func TestActivationForwardAndBack(t *testing.T) {
	rows := [][]float64{{1, -2}, {3, 4}}
	layer := ActivationLayer{"relu", []int64{2}}
	outputs, gradients := activationForward(rows, layer), activationInputGradients(nil, rows, layer)
	checkSame(t, "preactivations", outputs, rows)
	checkSame(t, "gradients", gradients, rows)
	outputs[0][0], gradients[1][1] = 99, 99
	checkSame(t, "rows of the caller", rows, [][]float64{{1, -2}, {3, 4}})
	checkSame(t, "outputs", networkOutputs(rows, []Layer{layer}, nil), [][]float64{{1, 0}, {3, 4}})
}

func TestLeakyReluForwardAndBack(t *testing.T) {
	inputs, layer := [][]float64{{1, -2}, {0, 4}}, LeakyReLULayer{0.5, []int64{2}}
	checkSame(t, "outputs", leakyReluForward(inputs, layer), [][]float64{{1, -1}, {0, 4}})
	got := leakyReluInputGradients(inputs, [][]float64{{10, 20}, {30, 40}}, layer)
	checkSame(t, "gradients", got, [][]float64{{10, 10}, {15, 40}})
	checkSame(t, "inputs", inputs, [][]float64{{1, -2}, {0, 4}})
}

// Each cell of the last axis has a softmax of its own, unless the example is one row.
func TestSoftmaxForward(t *testing.T) {
	rows := [][]float64{{0, log(3), 5, 5}, {7, 7, 0, log(3)}}
	got := softmaxForward(rows, SoftmaxLayer{[]int64{1, 2, 2}})
	checkClose(t, "first example", got[0], []float64{0.25, 0.75, 0.5, 0.5})
	checkClose(t, "second example", got[1], []float64{0.5, 0.5, 0.25, 0.75})
	layer := SoftmaxLayer{[]int64{4}}
	outputs, gradients := softmaxForward(rows, layer), softmaxInputGradients(nil, rows, layer)
	checkSame(t, "one row", outputs, rows)
	checkSame(t, "gradients of one row", gradients, rows)
	outputs[0][0], gradients[0][1] = 99, 99
	checkSame(t, "row of the caller", rows[0], []float64{0, log(3), 5, 5})
	checkSame(t, "activated", networkOutputs(rows, []Layer{layer}, nil)[1], softmax(rows[1]))
}

func TestActivationLayersHaveTheirDerivatives(t *testing.T) {
	generator := seeded(1)
	for _, layer := range []Layer{
		LeakyReLULayer{0.3, []int64{6}}, SoftmaxLayer{[]int64{3, 2}}, SoftmaxLayer{[]int64{1, 2, 3}},
	} {
		checkLayerGradients(t, layer, signedRows(generator, 2, 6), signedRows(generator, 2, 6))
	}
}

// Wherever they are in a network, among them activations that need the preactivations.
func TestGradientsThroughActivationLayersAreTheDerivatives(t *testing.T) {
	const m = 3
	loss := DefaultLoss("categorical_crossentropy")
	generator := seeded(1)
	layers := []Layer{
		denseLayer(generator, 4, 6, "linear", true),
		ActivationLayer{"gelu", []int64{6}},
		ReshapeLayer{[]int64{2, 3}, []int64{6}},
		SoftmaxLayer{[]int64{2, 3}},
		TimeDistributedLayer{2, "silu", signedRows(generator, 3, 2), signedNumbers(generator, 2), []int64{2, 3}},
		LeakyReLULayer{0.25, []int64{2, 2}},
		ActivationLayer{"elu", []int64{2, 2}},
		FlattenLayer{[]int64{2, 2}},
		denseLayer(generator, 4, 2, "tanh", true),
		SoftmaxLayer{[]int64{2}},
	}
	inputs, targets := signedRows(generator, m, 4), oneHot([]int64{1, 0, 1}, 2)
	batchLoss := func() float64 {
		return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0, nil, nil, nil).total, m)
	}
	gradients := networkGradients(inputs, targets, layers, networkForward(inputs, layers, nil), loss, nil, nil, nil, nil)
	for i, vector := range networkParameters(layers) {
		for j, value := range vector {
			vector[j] = value + 1e-5
			above := batchLoss()
			vector[j] = value - 1e-5
			want := (above - batchLoss()) / 2e-5
			vector[j] = value
			if got := gradients[i][j]; !(math.Abs(got-want) <= 1e-10+1e-7*math.Abs(want)) {
				t.Errorf("vector %d: got the gradient %v, want %v", i, got, want)
			}
		}
	}
	if got := zerosOf(gradients); got != 0 {
		t.Errorf("got %d gradients that are 0", got)
	}
}

// A mask goes on through these layers, as their outputs are the same steps.
func TestAMaskGoesThroughActivationLayers(t *testing.T) {
	mask, steps := [][]bool{{true, false}}, []int64{2, 1}
	for _, layer := range []Layer{
		ActivationLayer{"tanh", steps}, LeakyReLULayer{0.3, steps}, SoftmaxLayer{steps},
	} {
		checkSame(t, layer.kind(), kinds[layer.kind()].mask(nil, layer, mask), mask)
	}
}

func TestActivationLayersAreChecked(t *testing.T) {
	steps, row := []int64{3, 2}, []int64{6}
	for _, test := range []struct {
		shape       []int64
		layer       Layer
		code, field string
	}{
		{steps, ActivationLayer{"gelu_tanh", nil}, "", ""},
		{row, ActivationLayer{"softmax", nil}, "", ""},
		{steps, ActivationLayer{"softmax", nil}, "shape_mismatch", "activation"},
		{steps, ActivationLayer{"softmax", row}, "shape_mismatch", "input_shape"},
		{steps, ActivationLayer{"hard_tanh", nil}, "unknown_name", "activation"},
		{steps, LeakyReLULayer{0, steps}, "", ""},
		{steps, LeakyReLULayer{math.Copysign(0, -1), nil}, "", ""},
		{steps, LeakyReLULayer{-5e-324, nil}, "out_of_range", "negative_slope"},
		{steps, LeakyReLULayer{math.NaN(), nil}, "not_finite", "negative_slope"},
		{steps, LeakyReLULayer{math.Inf(1), nil}, "not_finite", "negative_slope"},
		{steps, LeakyReLULayer{-1, row}, "shape_mismatch", "input_shape"},
		{steps, SoftmaxLayer{steps}, "", ""},
		{row, SoftmaxLayer{steps}, "shape_mismatch", "input_shape"},
	} {
		checkFaults(t, test.shape, test.layer, test.code, test.field)
	}
	before := &layerBefore{"layers[0].units", []int64{MostNumbers + 1}, nil}
	for _, layer := range []Layer{ActivationLayer{}, LeakyReLULayer{-1, nil}, SoftmaxLayer{}} {
		_, err := kindChecks[layer.kind()].placed("layers[1]", layer, before)
		checkRefusals(t, []refusal{{err, "out_of_range", "layers[1].input_shape"}})
	}
	_, err := placedLayers("layers", []Layer{ActivationLayer{"softmax", steps}}, nil, nil)
	want := "layers[0].activation: expected examples that are one row of numbers: use a softmax layer"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	err = kindChecks["leaky_relu"].checkValues("layers[0]", LeakyReLULayer{-1, steps})
	if want := "layers[0].negative_slope: expected 0 or more"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	outputs := outputsOf("layers", []Layer{ActivationLayer{"elu", steps}})
	checkSame(t, "outputs", outputs, layerSize{"layers[0].input_shape", 6})
}

// Recurrent layers keep the outputs of their steps only.
func TestRecurrentLayersHaveNoActivationsOfPreactivations(t *testing.T) {
	for _, name := range UnitActivations {
		code := ""
		if slices.Contains(fromPreactivations, name) {
			code = "unknown_name"
		}
		simple := smallSimpleRNN(func(l *SimpleRNNLayer) { l.Activation = name })
		checkFaults(t, []int64{3, 1}, simple, code, "activation")
		lstm := smallLSTM(func(l *LSTMLayer) { l.RecurrentActivation = name })
		checkFaults(t, []int64{3, 1}, lstm, code, "recurrent_activation")
		gru := smallGRU(func(l *GRULayer) { l.Activation = name })
		checkFaults(t, []int64{3, 1}, gru, code, "activation")
		both := smallBidirectional("gru", func(l *BidirectionalLayer) { l.RecurrentActivation = name })
		checkFaults(t, []int64{3, 1}, both, code, "recurrent_activation")
		dense := TimeDistributedLayer{1, name, [][]float64{{1}}, nil, nil}
		checkFaults(t, []int64{3, 1}, dense, "", "")
	}
}

// What a crossentropy sees as the last activation.
func TestActivationsOfActivationLayers(t *testing.T) {
	for _, test := range []struct {
		layer Layer
		want  string
	}{
		{ActivationLayer{"sigmoid", []int64{2, 1}}, "sigmoid"},
		{ActivationLayer{"gelu", []int64{2}}, "gelu"},
		{LeakyReLULayer{0.3, []int64{2}}, "linear"},
		{SoftmaxLayer{[]int64{2}}, "softmax"},
		{SoftmaxLayer{[]int64{1, 2}}, "linear"},
	} {
		checkSame(t, test.layer.kind(), outputActivation(test.layer), test.want)
	}
}

// activationModel returns a model with a layer of each kind of this chapter.
func activationModel() Model {
	steps := []int64{2, 1}
	return Model{
		InputShape: steps,
		Layers:     []Layer{ActivationLayer{"gelu_tanh", steps}, LeakyReLULayer{0.125, steps}, SoftmaxLayer{steps}},
	}
}

func TestAModelFileOfActivationLayersByteByByte(t *testing.T) {
	content, err := WriteModel(activationModel())
	header := `{"__metadata__":{"refnet":"{\"version\":2,\"input_shape\":[2,1],\"layers\":[` +
		`{\"kind\":\"activation\",\"activation\":\"gelu_tanh\"},{\"kind\":\"leaky_relu\"},` +
		`{\"kind\":\"softmax\"}]}"},` +
		`"layers.1.negative_slope":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := binary.LittleEndian.AppendUint64(fileOf(header, 0), math.Float64bits(0.125))
	if err != nil || string(content) != string(want) {
		t.Fatalf("got %q, %v, want %q", content, err, want)
	}
	read, err := ReadModel(content)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "model", read, activationModel())
}

func TestBadFilesOfActivationLayersAreRefused(t *testing.T) {
	content, err := WriteModel(activationModel())
	if err != nil {
		t.Fatal(err)
	}
	const activation = `"activation":"gelu_tanh"`
	for old, replacements := range map[string][]string{
		activation: {
			`"other":1`, `"activation":null`, `"activation":1`, `"activation":"softmax"`, `"activation":"GELU"`,
		},
		`"kind":"leaky_relu"`: {`"kind":"LeakyReLU"`, `"kind":"dropout"`},
	} {
		for _, replacement := range replacements {
			err := readChanged(t, content, old, replacement)
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
	if err := readChanged(t, content, activation, `"activation":"silu"`); err != nil {
		t.Error(err)
	}
	missing := strings.Replace(string(content), "negative_slope", "negative_Slope", 1)
	_, err = ReadModel([]byte(missing))
	checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	for _, slope := range []float64{-5e-324, math.NaN(), math.Inf(1)} {
		changed := slices.Clone(content)
		binary.LittleEndian.PutUint64(changed[len(changed)-8:], math.Float64bits(slope))
		_, err := ReadModel(changed)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
}
