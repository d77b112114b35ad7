package refnet

import (
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"
)

// sequenceModel returns a model with layers of every kind that works on sequences.
func sequenceModel() Model {
	type sizes = []int64
	return Model{
		InputShape: sizes{2},
		Layers: []Layer{
			EmbeddingLayer{2, 1, [][]float64{{1}, {2}}, true, sizes{2}},
			SimpleRNNLayer{
				1, "relu", [][]float64{{3}}, [][]float64{{4}}, []float64{5}, true, false, 0, 0, false,
				false, sizes{2, 1}, ofBatch{},
			},
			LSTMLayer{
				1, "tanh", "sigmoid", [][]float64{{6, 7, 8, 9}}, [][]float64{{10, 11, 12, 13}},
				[]float64{14, 15, 16, 17}, true, true, 0, 0, false, false, sizes{2, 1}, ofBatch{},
			},
			GRULayer{
				1, "linear", "relu", [][]float64{{18, 19, 20}}, [][]float64{{21, 22, 23}},
				[][]float64{{24, 25, 26}, {27, 28, 29}}, false, false, 0, 0, false, false, false, sizes{2, 1}, ofBatch{},
			},
			RepeatVectorLayer{2, sizes{1}},
			MaskingLayer{0.5, sizes{2, 1}},
			BidirectionalLayer{
				"simple_rnn", 1, "tanh", "", [][]float64{{30}}, [][]float64{{31}}, nil, [][]float64{{32}},
				[][]float64{{33}}, [][]float64{{34}}, true, 0, 0, false, false, "concat", sizes{2, 1}, ofBatch{},
			},
			TimeDistributedLayer{1, "sigmoid", [][]float64{{35}, {36}}, []float64{37}, sizes{2, 2}},
			BidirectionalLayer{
				"lstm", 1, "tanh", "sigmoid", [][]float64{{38, 39, 40, 41}}, [][]float64{{42, 43, 44, 45}},
				[][]float64{{46, 47, 48, 49}}, [][]float64{{50, 51, 52, 53}}, [][]float64{{54, 55, 56, 57}},
				nil, true, 0, 0, false, false, "concat", sizes{2, 1}, ofBatch{},
			},
			BidirectionalLayer{
				"gru", 1, "tanh", "sigmoid", [][]float64{{58, 59, 60}, {61, 62, 63}},
				[][]float64{{64, 65, 66}}, [][]float64{{67, 68, 69}, {70, 71, 72}},
				[][]float64{{73, 74, 75}, {76, 77, 78}}, [][]float64{{79, 80, 81}}, nil, false, 0, 0, false,
				false, "concat", sizes{2, 2}, ofBatch{},
			},
		},
	}
}

func TestAModelFileOfLayersOnSequencesByteByByte(t *testing.T) {
	content, err := WriteModel(sequenceModel())
	header := `{"__metadata__":{"refnet":"{\"version\":2,\"input_shape\":[2],\"layers\":[` +
		`{\"kind\":\"embedding\",\"input_dim\":2,\"output_dim\":1,\"mask_zero\":true},` +
		`{\"kind\":\"simple_rnn\",\"units\":1,\"activation\":\"relu\",\"bias\":true,` +
		`\"return_sequences\":true,\"go_backwards\":false},` +
		`{\"kind\":\"lstm\",\"units\":1,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",` +
		`\"bias\":true,\"return_sequences\":true,\"go_backwards\":true},` +
		`{\"kind\":\"gru\",\"units\":1,\"activation\":\"linear\",\"recurrent_activation\":\"relu\",` +
		`\"bias\":true,\"return_sequences\":false,\"go_backwards\":false},` +
		`{\"kind\":\"repeat_vector\",\"n\":2},{\"kind\":\"masking\"},` +
		`{\"kind\":\"bidirectional_simple_rnn\",\"units\":1,\"activation\":\"tanh\",\"bias\":false,` +
		`\"backward_bias\":true,\"return_sequences\":true},` +
		`{\"kind\":\"time_distributed\",\"units\":1,\"activation\":\"sigmoid\",\"bias\":true},` +
		`{\"kind\":\"bidirectional_lstm\",\"units\":1,\"activation\":\"tanh\",` +
		`\"recurrent_activation\":\"sigmoid\",\"bias\":true,\"backward_bias\":false,` +
		`\"return_sequences\":true},` +
		`{\"kind\":\"bidirectional_gru\",\"units\":1,\"activation\":\"tanh\",` +
		`\"recurrent_activation\":\"sigmoid\",\"bias\":true,\"backward_bias\":false,` +
		`\"return_sequences\":false}]}"},` +
		`"layers.0.embeddings":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},` +
		`"layers.1.bias":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},` +
		`"layers.1.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[24,32]},` +
		`"layers.1.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[32,40]},` +
		`"layers.2.bias":{"dtype":"F64","shape":[4],"data_offsets":[40,72]},` +
		`"layers.2.kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[72,104]},` +
		`"layers.2.recurrent_kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[104,136]},` +
		`"layers.3.bias":{"dtype":"F64","shape":[2,3],"data_offsets":[136,184]},` +
		`"layers.3.kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[184,208]},` +
		`"layers.3.recurrent_kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[208,232]},` +
		`"layers.5.mask_value":{"dtype":"F64","shape":[1],"data_offsets":[232,240]},` +
		`"layers.6.backward_bias":{"dtype":"F64","shape":[1],"data_offsets":[240,248]},` +
		`"layers.6.backward_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[248,256]},` +
		`"layers.6.backward_recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[256,264]},` +
		`"layers.6.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[264,272]},` +
		`"layers.6.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[272,280]},` +
		`"layers.7.bias":{"dtype":"F64","shape":[1],"data_offsets":[280,288]},` +
		`"layers.7.kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[288,304]},` +
		`"layers.8.backward_kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[304,336]},` +
		`"layers.8.backward_recurrent_kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[336,368]},` +
		`"layers.8.bias":{"dtype":"F64","shape":[4],"data_offsets":[368,400]},` +
		`"layers.8.kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[400,432]},` +
		`"layers.8.recurrent_kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[432,464]},` +
		`"layers.9.backward_kernel":{"dtype":"F64","shape":[2,3],"data_offsets":[464,512]},` +
		`"layers.9.backward_recurrent_kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[512,536]},` +
		`"layers.9.bias":{"dtype":"F64","shape":[2,3],"data_offsets":[536,584]},` +
		`"layers.9.kernel":{"dtype":"F64","shape":[2,3],"data_offsets":[584,632]},` +
		`"layers.9.recurrent_kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[632,656]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := fileOf(header, 0)
	for _, span := range [][]float64{ // first and last number of each row of numbers
		{1, 2}, {5, 5}, {3, 4}, {14, 17}, {6, 13}, {24, 29}, {18, 23}, {0.5, 0.5}, {34, 34}, {32, 33},
		{30, 31}, {37, 37}, {35, 36}, {50, 57}, {46, 49}, {38, 45}, {73, 81}, {67, 72}, {58, 66},
	} {
		for number := span[0]; number <= span[1]; number++ {
			want = binary.LittleEndian.AppendUint64(want, math.Float64bits(number))
		}
	}
	if err != nil || string(content) != string(want) {
		t.Fatalf("got %q, %v, want %q", content, err, want)
	}
	read, err := ReadModel(content)
	if err != nil || !reflect.DeepEqual(read, sequenceModel()) {
		t.Fatalf("got %v, %v, want %v", read, err, sequenceModel())
	}
	inputs := [][]float64{{1, 0}, {0, 1}}
	got, err := Predict(read.Layers, inputs)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", got, networkOutputs(inputs, sequenceModel().Layers, nil))
}

// A cell without gates has no activation for them, whatever the field says.
func TestTheGatesOfASimpleCellAreNotWritten(t *testing.T) {
	layer := bidirectionalLayer(seeded(1), "simple_rnn", recurrentOptions{activation: "tanh"})
	want, err := WriteModel(Model{Layers: []Layer{layer}})
	if err != nil {
		t.Fatal(err)
	}
	layer.RecurrentActivation = "sigmoid"
	got, err := WriteModel(Model{Layers: []Layer{layer}})
	if err != nil || string(got) != string(want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// A field that is missing, of another type, or that could not be there is refused.
func TestBadDescriptionsOfLayersOnSequencesAreRefused(t *testing.T) {
	content, err := WriteModel(sequenceModel())
	if err != nil {
		t.Fatal(err)
	}
	counts := []string{``, `null`, `0`, `-1`, `1.5`, `"1"`, `[1]`, `3`, `9007199254740992`, `4503599627370496`}
	names := []string{``, `null`, `"softmax"`, `"Tanh"`, `1`}
	flags := []string{``, `null`, `0`, `"true"`}
	for old, replacements := range map[string][]string{
		`"input_dim":2`:                     counts,
		`"output_dim":1`:                    counts,
		`"mask_zero":true`:                  flags,
		`"units":1`:                         counts,
		`"activation":"relu"`:               names,
		`"activation":"tanh"`:               names,
		`"activation":"linear"`:             names,
		`"activation":"sigmoid"`:            names,
		`"recurrent_activation":"relu"`:     names,
		`"recurrent_activation":"sigmoid"`:  names,
		`"bias":true`:                       append(flags[:4:4], `[true]`),
		`"return_sequences":true`:           append(flags[:4:4], `false`), // which the next layer cannot take
		`"return_sequences":false,"go_back`: flags,
		`"go_backwards":true`:               flags,
		`"n":2`:                             {``, `null`, `0`, `-1`, `1.5`, `"1"`, `[1]`, `16777217`},
		`"backward_bias":true`:              flags,
		`"backward_bias":false`:             append(flags[:4:4], `true`),
		`"kind":"gru"`:                      {`"lstm"`, `"simple_rnn"`, `"bidirectional_gru"`, `"bidirectional"`},
		`"kind":"bidirectional_lstm"`:       {`"bidirectional_gru"`, `"bidirectional_simple_rnn"`},
	} {
		name, _, _ := strings.Cut(old, ":")
		rest := ""
		if strings.HasSuffix(old, "go_back") {
			rest = `,"go_back`
		}
		for _, replacement := range replacements {
			changed := name + ":" + replacement + rest
			if replacement == "" {
				changed = `"other":1` + rest
			}
			if err := readChanged(t, content, old, changed); err == nil {
				t.Errorf("%s instead of %s: no error", changed, old)
			} else {
				checkRefusals(t, []refusal{{err, "bad_file", "model"}})
			}
		}
	}
	for old, replacement := range map[string]string{
		`"units":1`:     `"units":1.0,"input_shape":[9]`, // ignored
		`"n":2`:         `"n":2e0`,
		`"bias":true`:   `"bias":false`, // the tensor is left over
		`"input_dim":2`: `"input_dim":2,"recurrent_activation":1`,
	} {
		if err := readChanged(t, content, old, replacement); err != nil {
			t.Errorf("%s instead of %s: %v", replacement, old, err)
		}
	}
}

// Every tensor has the shape that the fields and the inputs say, and finite numbers.
func TestBadTensorsOfLayersOnSequencesAreRefused(t *testing.T) {
	content, err := WriteModel(sequenceModel())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, replacement string }{
		{`embeddings":{"dtype":"F64","shape":[2,1]`, `embeddings":{"dtype":"F64","shape":[1,2]`},
		{`"layers.1.kernel":{"dtype":"F64","shape":[1,1]`, `"layers.1.kernel":{"dtype":"F64","shape":[  1]`},
		{`"layers.2.kernel":{"dtype":"F64","shape":[1,4]`, `"layers.2.kernel":{"dtype":"F64","shape":[4,1]`},
		{`"layers.2.kernel":{"dtype":"F64","shape":[1,4]`, `"layers.2.kernel":{"dtype":"F64","shape":[2,2]`},
		{`"layers.3.bias":{"dtype":"F64","shape":[2,3]`, `"layers.3.bias":{"dtype":"F64","shape":[3,2]`},
		{`"layers.3.bias":{"dtype":"F64","shape":[2,3]`, `"layers.3.bias":{"dtype":"F64","shape":[  6]`},
		{`mask_value":{"dtype":"F64","shape":[1]`, `mask_value":{"dtype":"F64","shape":[ ]`},
		{`"layers.8.recurrent_kernel"`, `"layers.8.recurrent_Kernel"`},
		{`"layers.9.backward_recurrent_kernel"`, `"layers.9.backward_recurrent_Kernel"`},
		{`"layers.6.backward_bias"`, `"layers.6.backward_Bias"`},
	} {
		if !strings.Contains(string(content), test.old) {
			t.Errorf("%s is not in the file", test.old)
		}
		_, err := ReadModel([]byte(strings.Replace(string(content), test.old, test.replacement, 1)))
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	for place := 1; place <= 82; place++ {
		changed := append([]byte{}, content...)
		binary.LittleEndian.PutUint64(changed[len(changed)-8*place:], math.Float64bits(math.NaN()))
		_, err := ReadModel(changed)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
}

// specialModel returns a model whose layers drop numbers and are stateful.
func specialModel() Model {
	type sizes = []int64
	type rows = [][]float64
	batchSize := int64(2)
	return Model{
		BatchSize:  &batchSize,
		InputShape: sizes{2, 1},
		Layers: []Layer{
			DropoutLayer{0.125, sizes{2, 1}, nil},
			SimpleRNNLayer{
				1, "tanh", rows{{1}}, rows{{2}}, []float64{3}, true, false, 0.25, 0, false, false, sizes{2, 1}, ofBatch{},
			},
			LSTMLayer{
				1, "tanh", "sigmoid", rows{{4, 5, 6, 7}}, rows{{8, 9, 10, 11}}, nil, true, false, 0, 0.5, true,
				false, sizes{2, 1}, ofBatch{},
			},
			GRULayer{
				1, "tanh", "sigmoid", rows{{12, 13, 14}}, rows{{15, 16, 17}}, nil, true, false, 0.75, 0.625, true,
				false, false, sizes{2, 1}, ofBatch{},
			},
			BidirectionalLayer{
				"simple_rnn", 1, "tanh", "", rows{{18}}, rows{{19}}, nil, rows{{20}}, rows{{21}}, nil, false,
				0.375, 0.875, true, false, "concat", sizes{2, 1}, ofBatch{},
			},
		},
	}
}

// A description and the tensors have rates and states only where they are not the defaults.
func TestAModelFileOfLayersThatDropByteByByte(t *testing.T) {
	content, err := WriteModel(specialModel())
	header := `{"__metadata__":{"refnet":"{\"version\":2,\"input_shape\":[2,1],\"layers\":[` +
		`{\"kind\":\"dropout\"},` +
		`{\"kind\":\"simple_rnn\",\"units\":1,\"activation\":\"tanh\",\"bias\":true,` +
		`\"return_sequences\":true,\"go_backwards\":false,\"dropout\":true},` +
		`{\"kind\":\"lstm\",\"units\":1,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",` +
		`\"bias\":false,\"return_sequences\":true,\"go_backwards\":false,\"recurrent_dropout\":true,` +
		`\"keeps_states\":true},` +
		`{\"kind\":\"gru\",\"units\":1,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",` +
		`\"bias\":false,\"return_sequences\":true,\"go_backwards\":false,\"dropout\":true,` +
		`\"recurrent_dropout\":true,\"keeps_states\":true},` +
		`{\"kind\":\"bidirectional_simple_rnn\",\"units\":1,\"activation\":\"tanh\",\"bias\":false,` +
		`\"backward_bias\":false,\"return_sequences\":false,\"dropout\":true,` +
		`\"recurrent_dropout\":true,\"keeps_states\":true}],\"batch_size\":2}"},` +
		`"layers.0.rate":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},` +
		`"layers.1.bias":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},` +
		`"layers.1.dropout":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},` +
		`"layers.1.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[24,32]},` +
		`"layers.1.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[32,40]},` +
		`"layers.2.kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[40,72]},` +
		`"layers.2.recurrent_dropout":{"dtype":"F64","shape":[1],"data_offsets":[72,80]},` +
		`"layers.2.recurrent_kernel":{"dtype":"F64","shape":[1,4],"data_offsets":[80,112]},` +
		`"layers.3.dropout":{"dtype":"F64","shape":[1],"data_offsets":[112,120]},` +
		`"layers.3.kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[120,144]},` +
		`"layers.3.recurrent_dropout":{"dtype":"F64","shape":[1],"data_offsets":[144,152]},` +
		`"layers.3.recurrent_kernel":{"dtype":"F64","shape":[1,3],"data_offsets":[152,176]},` +
		`"layers.4.backward_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[176,184]},` +
		`"layers.4.backward_recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[184,192]},` +
		`"layers.4.dropout":{"dtype":"F64","shape":[1],"data_offsets":[192,200]},` +
		`"layers.4.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[200,208]},` +
		`"layers.4.recurrent_dropout":{"dtype":"F64","shape":[1],"data_offsets":[208,216]},` +
		`"layers.4.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[216,224]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := fileOf(header, 0)
	for _, number := range []float64{
		0.125, 3, 0.25, 1, 2, 4, 5, 6, 7, 0.5, 8, 9, 10, 11, 0.75, 12, 13, 14, 0.625, 15, 16, 17, 20, 21, 0.375, 18,
		0.875, 19,
	} {
		want = binary.LittleEndian.AppendUint64(want, math.Float64bits(number))
	}
	if err != nil || string(content) != string(want) {
		t.Fatalf("got %q, %v, want %q", content, err, want)
	}
	read, err := ReadModel(content)
	if err != nil || !reflect.DeepEqual(read, specialModel()) {
		t.Fatalf("got %v, %v, want %v", read, err, specialModel())
	}
}

// A rate of -0 is none, and what training has left in a layer is not written.
func TestOnlyRatesThatMatterAreWritten(t *testing.T) {
	plain := simpleRNN(false, false, nil)
	want, err := WriteModel(Model{Layers: []Layer{plain}})
	if err != nil {
		t.Fatal(err)
	}
	plain.Dropout, plain.RecurrentDropout = math.Copysign(0, -1), math.Copysign(0, -1)
	plain.ofBatch = ofBatch{[][]bool{{true, false}}, [][]float64{{1}}, [][]float64{{2, 3}}}
	got, err := WriteModel(Model{Layers: []Layer{plain}})
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "content", got, want)
}

// Rates and states that are described are true or false; what is not described has its default.
func TestChangedFilesOfLayersThatDrop(t *testing.T) {
	content, err := WriteModel(specialModel())
	if err != nil {
		t.Fatal(err)
	}
	for old, replacements := range map[string][]string{
		`"dropout":true`:           {`"dropout":null`, `"dropout":0.25`, `"dropout":"true"`, `"dropout":[]`},
		`"recurrent_dropout":true`: {`"recurrent_dropout":null`, `"recurrent_dropout":1`, `"dropout":true`},
		`"keeps_states":true`:      {`"keeps_states":null`, `"keeps_states":0`, `"dropout":true`},
	} {
		for _, replacement := range replacements {
			err := readChanged(t, content, old, replacement)
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
	for old, replacement := range map[string]string{
		`"dropout":true`:           `"dropout":false`, // the tensor is left over
		`"recurrent_dropout":true`: `"rate":true`,
		`"keeps_states":true`:      `"keeps_states":false`,
	} {
		if err := readChanged(t, content, old, replacement); err != nil {
			t.Errorf("%s instead of %s: %v", replacement, old, err)
		}
	}
}

// The tensor of a rate has one number, at least 0 and below 1.
func TestBadRatesAreRefused(t *testing.T) {
	content, err := WriteModel(specialModel())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, replacement string }{
		{`rate":{"dtype":"F64","shape":[1]`, `rate":{"dtype":"F64","shape":[ ]`},
		{`"layers.0.rate"`, `"layers.0.Rate"`},
		{`"layers.1.dropout"`, `"layers.1.Dropout"`},
		{`"layers.2.recurrent_dropout"`, `"layers.2.recurrent_Dropout"`},
		{`"layers.4.dropout":{"dtype":"F64","shape":[1]`, `"layers.4.dropout":{"dtype":"F64","shape":[ ]`},
	} {
		if !strings.Contains(string(content), test.old) {
			t.Errorf("%s is not in the file", test.old)
		}
		_, err := ReadModel([]byte(strings.Replace(string(content), test.old, test.replacement, 1)))
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	for _, offset := range []int{0, 16, 72, 112, 144, 192, 208} { // of the rates
		for _, rate := range []float64{-5e-324, 1, math.NaN(), math.Inf(1)} {
			changed := append([]byte{}, content...)
			binary.LittleEndian.PutUint64(changed[len(changed)-224+offset:], math.Float64bits(rate))
			_, err := ReadModel(changed)
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
}

// The batch size of a file is a whole number, and at most 2^24 divided by the units of stateful layers.
func TestBadBatchSizesAreRefused(t *testing.T) {
	model := specialModel()
	content, err := WriteModel(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, replacement := range []string{"0", "-2", "0.5", `"2"`, "true", "null", "[2]", "16777217", "1e13", "1e400"} {
		err := readChanged(t, content, `"batch_size":2`, `"batch_size":`+replacement)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	largest := int64(MostNumbers / 3) // of three layers with a unit each
	model.BatchSize = &largest
	content, err = WriteModel(model)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := ReadModel(content); err != nil || *read.BatchSize != largest {
		t.Errorf("got %v, %v, want %d", read.BatchSize, err, largest)
	}
	largest++
	_, written := WriteModel(model)
	_, predicted := model.Predict(nil)
	checkRefusals(t, []refusal{{written, "out_of_range", "batch_size"}, {predicted, "out_of_range", "batch_size"}})
}

// A prediction takes the batches of stateful layers one after the other; the first begins with zeros.
func TestPredictInBatches(t *testing.T) {
	type rows = [][]float64
	size := int64(2)
	layer := SimpleRNNLayer{
		Units: 1, Activation: "linear", Kernel: rows{{1}}, RecurrentKernel: rows{{1}}, Stateful: true,
		InputShape: []int64{1, 1},
	}
	model := Model{Layers: []Layer{layer}, BatchSize: &size}
	got, err := model.Predict(rows{{1}, {2}, {10}, {20}})
	if want := (rows{{1}, {2}, {11}, {22}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	_, err = model.Predict(rows{{1}, {2}, {3}})
	checkRefusals(t, []refusal{{err, "shape_mismatch", "inputs"}})
	if got, err := model.Predict(nil); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v, want no outputs", got, err)
	}
	layer.Stateful = false
	model.Layers = []Layer{layer}
	got, err = model.Predict(rows{{1}, {2}, {3}})
	if want := (rows{{1}, {2}, {3}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
