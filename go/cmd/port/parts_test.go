package main

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"

	refnet "github.com/refnet/refnet/go"
)

func TestTheOptimizersHaveOneSetOfDefaults(t *testing.T) {
	names := []string{}
	for _, kind := range optimizerPart.kinds {
		read, err := readOptimizer("optimizer", map[string]any{"name": kind.name})
		if want := refnet.DefaultOptimizer(kind.name); err != nil || !reflect.DeepEqual(read, want) {
			t.Errorf("got %v, %v, want %v", read, err, want)
		}
		names = append(names, kind.name)
	}
	if !reflect.DeepEqual(names, refnet.Optimizers) {
		t.Errorf("got %v, want %v", names, refnet.Optimizers)
	}
}

func TestReadLayers(t *testing.T) {
	rows := []any{[]any{"Infinity", "-0"}}
	part := map[string]any{"units": "0x4000000000000000", "activation": "relu", "kernel": rows}
	for _, readLayers := range []func(string, any) (any, error){
		readLayers, readTrainedLayers, readDenseLayers,
	} {
		read, err := readLayers("layers", []any{part})
		if err != nil {
			t.Fatal(err)
		}
		saved, plain := read.(savedLayers)
		layers := saved.layers
		if !plain {
			layers = read.(trainedLayers).layers
		}
		layer := layers[0].(refnet.DenseLayer)
		if layer.Units != 2 || layer.Activation != "relu" || len(layer.Kernel[0]) != 2 || layer.Bias != nil {
			t.Errorf("got %v", layer)
		}
	}
}

// Each kind with nothing but its required fields: the others have their defaults.
func TestReadLayersOfEveryKind(t *testing.T) {
	type sizes = []int64
	type rows = [][]float64
	for _, test := range []struct {
		json string
		want refnet.Layer
	}{
		{`{"kind": "flatten"}`, refnet.FlattenLayer{}},
		{`{"kind": "reshape", "target_shape": [2, 3]}`, refnet.ReshapeLayer{TargetShape: sizes{2, 3}}},
		{
			`{"kind": "normalization", "mean": [1], "variance": [2]}`,
			refnet.NormalizationLayer{Mean: []float64{1}, Variance: []float64{2}},
		},
		{`{"kind": "dropout", "rate": 0.5}`, refnet.DropoutLayer{Rate: 0.5}},
		{`{"kind": "activation", "activation": "elu"}`, refnet.ActivationLayer{Activation: "elu"}},
		{`{"kind": "leaky_relu"}`, refnet.LeakyReLULayer{NegativeSlope: 0.3}},
		{`{"kind": "leaky_relu", "negative_slope": 0.5}`, refnet.LeakyReLULayer{NegativeSlope: 0.5}},
		{`{"kind": "softmax"}`, refnet.SoftmaxLayer{}},
		{
			`{"kind": "conv2d", "filters": 1, "kernel_size": [1, 1], "kernel": [[[[5]]]]}`,
			refnet.Conv2DLayer{
				Filters: 1, KernelSize: sizes{1, 1}, Strides: sizes{1, 1}, Padding: "valid",
				Activation: "linear", Kernel: [][][][]float64{{{{5}}}},
			},
		},
		{
			`{"kind": "conv2d", "filters": 1, "kernel_size": [1, 1], "kernel": [[[[5]]]],
			"strides": [2, 3], "padding": "same", "activation": "relu", "bias": [6], "connections": [[true]]}`,
			refnet.Conv2DLayer{
				Filters: 1, KernelSize: sizes{1, 1}, Strides: sizes{2, 3}, Padding: "same", Activation: "relu",
				Kernel: [][][][]float64{{{{5}}}}, Bias: []float64{6}, Connections: [][]bool{{true}},
			},
		},
		{
			`{"kind": "conv1d", "filters": 1, "kernel_size": [1], "kernel": [[[5]]]}`,
			refnet.Conv1DLayer{
				Filters: 1, KernelSize: sizes{1}, Strides: sizes{1}, Padding: "valid", Activation: "linear",
				Kernel: [][][]float64{{{5}}},
			},
		},
		{
			`{"kind": "max_pooling2d"}`,
			refnet.MaxPooling2DLayer{PoolSize: sizes{2, 2}, Padding: "valid"},
		},
		{
			`{"kind": "average_pooling2d", "pool_size": [1, 2], "strides": [3, 4], "padding": "same"}`,
			refnet.AveragePooling2DLayer{PoolSize: sizes{1, 2}, Strides: sizes{3, 4}, Padding: "same"},
		},
		{`{"kind": "global_average_pooling2d"}`, refnet.GlobalAveragePooling2DLayer{}},
		{
			`{"kind": "zero_padding2d", "rows": [0, 2]}`,
			refnet.ZeroPadding2DLayer{Rows: sizes{0, 2}, Columns: sizes{1, 1}},
		},
		{`{"kind": "masking"}`, refnet.MaskingLayer{}},
		{`{"kind": "masking", "mask_value": 2}`, refnet.MaskingLayer{MaskValue: 2}},
		{`{"kind": "repeat_vector", "n": 3}`, refnet.RepeatVectorLayer{N: 3}},
		{
			`{"kind": "time_distributed", "units": 1, "kernel": [[5]]}`,
			refnet.TimeDistributedLayer{Units: 1, Activation: "linear", Kernel: rows{{5}}},
		},
		{
			`{"kind": "embedding", "input_dim": 2, "output_dim": 1, "embeddings": [[5], [6]]}`,
			refnet.EmbeddingLayer{InputDim: 2, OutputDim: 1, Embeddings: rows{{5}, {6}}},
		},
		{
			`{"kind": "simple_rnn", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]]}`,
			refnet.SimpleRNNLayer{Units: 1, Activation: "tanh", Kernel: rows{{5}}, RecurrentKernel: rows{{6}}},
		},
		{
			`{"kind": "lstm", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]], "bias": [7],
			"activation": "relu", "recurrent_activation": "tanh", "return_sequences": true, "go_backwards": true,
			"dropout": 0.25, "recurrent_dropout": 0.5, "stateful": true}`,
			refnet.LSTMLayer{
				Units: 1, Activation: "relu", RecurrentActivation: "tanh", Kernel: rows{{5}},
				RecurrentKernel: rows{{6}}, Bias: []float64{7}, ReturnSequences: true, GoBackwards: true,
				Dropout: 0.25, RecurrentDropout: 0.5, Stateful: true,
			},
		},
		{
			`{"kind": "gru", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]], "bias": [[7], [8]]}`,
			refnet.GRULayer{
				Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: rows{{5}},
				RecurrentKernel: rows{{6}}, Bias: rows{{7}, {8}},
			},
		},
		{
			`{"kind": "bidirectional_simple_rnn", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]],
			"backward_kernel": [[7]], "backward_recurrent_kernel": [[8]], "backward_bias": [9],
			"dropout": 0.25, "recurrent_dropout": 0.5, "stateful": true}`,
			refnet.BidirectionalLayer{
				Cell: "simple_rnn", Units: 1, Activation: "tanh", Kernel: rows{{5}}, RecurrentKernel: rows{{6}},
				BackwardKernel: rows{{7}}, BackwardRecurrentKernel: rows{{8}}, BackwardBias: rows{{9}},
				Dropout: 0.25, RecurrentDropout: 0.5, Stateful: true, MergeMode: "concat",
			},
		},
		{
			`{"kind": "bidirectional_lstm", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]], "bias": [9],
			"backward_kernel": [[7]], "backward_recurrent_kernel": [[8]], "return_sequences": true}`,
			refnet.BidirectionalLayer{
				Cell: "lstm", Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: rows{{5}},
				RecurrentKernel: rows{{6}}, Bias: rows{{9}}, BackwardKernel: rows{{7}},
				BackwardRecurrentKernel: rows{{8}}, ReturnSequences: true, MergeMode: "concat",
			},
		},
		{
			`{"kind": "bidirectional_gru", "units": 1, "kernel": [[5]], "recurrent_kernel": [[6]],
			"backward_kernel": [[7]], "backward_recurrent_kernel": [[8]], "backward_bias": [[9], [10]]}`,
			refnet.BidirectionalLayer{
				Cell: "gru", Units: 1, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: rows{{5}},
				RecurrentKernel: rows{{6}}, BackwardKernel: rows{{7}}, BackwardRecurrentKernel: rows{{8}},
				BackwardBias: rows{{9}, {10}}, MergeMode: "concat",
			},
		},
	} {
		object, err := readObject([]byte(test.json))
		if err != nil {
			t.Fatal(err)
		}
		layers, err := readLayers("layers", []any{object})
		if err != nil || !reflect.DeepEqual(layers, savedLayers{[]refnet.Layer{test.want}, nil}) {
			t.Errorf("%s: got %v, %v, want %v", test.json, layers, err, test.want)
			continue
		}
		written := writeLayer(test.want)
		for name, value := range object {
			if name == "kind" && written[name] != value {
				t.Errorf("got the kind %v, want %v", written[name], value)
			}
			delete(written, name)
		}
		for _, kind := range layerPart.kinds {
			for _, field := range kind.fields {
				if value, left := written[field.name]; left && kind.name == object["kind"] {
					if !reflect.DeepEqual(writeValue(value), writtenFallback(field.fallback)) {
						t.Errorf("%s: got %s %v, want %v", kind.name, field.name, value, field.fallback)
					}
					delete(written, field.name)
				}
			}
		}
		if len(written) > 0 {
			t.Errorf("%s: got %v besides its fields", test.json, written)
		}
	}
}

// The special fields are in an answer only where they matter; each has its type.
func TestSpecialFieldsAreWrittenWhereTheyMatter(t *testing.T) {
	for _, layer := range []refnet.Layer{
		refnet.SimpleRNNLayer{Dropout: math.Copysign(0, -1)}, refnet.LSTMLayer{}, refnet.GRULayer{},
		refnet.BidirectionalLayer{Cell: "lstm", RecurrentDropout: math.Copysign(0, -1)},
	} {
		written := writeLayer(layer)
		for _, field := range specialFields {
			if value, has := written[field.name]; has {
				t.Errorf("%v: got %s %v", written["kind"], field.name, value)
			}
		}
	}
	written := writeLayer(refnet.GRULayer{Dropout: 0.5})
	_, dropsState := written["recurrent_dropout"]
	_, stateful := written["stateful"]
	if written["dropout"] != 0.5 || dropsState || stateful {
		t.Errorf("got %v", written)
	}
	written = writeLayer(refnet.LSTMLayer{Dropout: 0.25, RecurrentDropout: 0.5, Stateful: true})
	if written["dropout"] != 0.25 || written["recurrent_dropout"] != 0.5 || written["stateful"] != true {
		t.Errorf("got %v", written)
	}
	fields := map[string]any{
		"kind": "simple_rnn", "units": json.Number("1"), "kernel": []any{}, "recurrent_kernel": []any{},
	}
	for _, field := range specialFields {
		fields[field.name] = nil
		_, err := readLayers("layers", []any{fields})
		var got *refnet.Error
		if !errors.As(err, &got) || got.Code != "wrong_type" || got.Field != "layers[0]."+field.name {
			t.Errorf("got %v, want wrong_type of %s", err, field.name)
		}
		delete(fields, field.name)
	}
}

// writtenFallback returns what is written for a default; a list that is missing is null.
func writtenFallback(fallback any) any {
	if rows, ok := fallback.([][]float64); ok && rows == nil {
		return nil
	}
	return writeValue(fallback)
}

func TestTrainedLayersHaveTheirWeights(t *testing.T) {
	written := writeTrainedLayers([]refnet.Layer{
		refnet.DenseLayer{Kernel: [][]float64{{1}}},
		refnet.NormalizationLayer{Mean: []float64{1}},
		refnet.Conv1DLayer{Kernel: [][][]float64{{{2}}}, Bias: []float64{3}},
		refnet.MaskingLayer{MaskValue: 1},
		refnet.EmbeddingLayer{InputDim: 1, OutputDim: 1, Embeddings: [][]float64{{4}}},
		refnet.GRULayer{Kernel: [][]float64{{5}}, RecurrentKernel: [][]float64{{6}}},
		refnet.BidirectionalLayer{Cell: "lstm", Kernel: [][]float64{{7}}, BackwardBias: [][]float64{{8}}},
	})
	want := []map[string]any{
		{"kernel": [][]float64{{1}}, "bias": []float64(nil)},
		{},
		{"kernel": [][][]float64{{{2}}}, "bias": []float64{3}},
		{},
		{"embeddings": [][]float64{{4}}},
		{"kernel": [][]float64{{5}}, "recurrent_kernel": [][]float64{{6}}, "bias": nil},
		{
			"kernel": [][]float64{{7}}, "recurrent_kernel": [][]float64(nil), "bias": nil,
			"backward_kernel": [][]float64(nil), "backward_recurrent_kernel": [][]float64(nil),
			"backward_bias": []float64{8},
		},
	}
	if !reflect.DeepEqual(written, want) {
		t.Errorf("got %v, want %v", written, want)
	}
}

func TestAnUnknownKindIsRefusedWithTheKnownOnes(t *testing.T) {
	_, err := readLayers("layers", []any{map[string]any{"kind": "conv"}})
	want := `layers[0].kind: expected one of "dense", "flatten", "reshape", "normalization", "batch_normalization", "dropout", ` +
		`"activation", "leaky_relu", "softmax", "conv2d", "conv1d", "max_pooling2d", "average_pooling2d", "global_average_pooling2d", "zero_padding2d", ` +
		`"masking", "repeat_vector", "time_distributed", "embedding", "simple_rnn", "lstm", "gru", ` +
		`"bidirectional_simple_rnn", "bidirectional_lstm", "bidirectional_gru", "add", "concatenate", "part"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestBadPartsAreRefused(t *testing.T) {
	type object = map[string]any
	for _, test := range []struct {
		read        func(string, any) (any, error)
		value       any
		code, field string
	}{
		{readLayers, object{}, "wrong_type", "part"},
		{readLayers, []any{object{"speed": nil}, nil}, "wrong_type", "part"},
		{readLayers, []any{object{"speed": nil}}, "unknown_field", "part[0].speed"},
		{readLayers, []any{object{"activation": nil}}, "missing_field", "part[0].units"},
		{readLayers, []any{object{"kind": nil, "speed": nil}}, "wrong_type", "part[0].kind"},
		{readLayers, []any{object{"kind": "conv", "speed": nil}}, "unknown_name", "part[0].kind"},
		{readLayers, []any{object{"kind": "flatten", "units": nil}}, "unknown_field", "part[0].units"},
		{readLayers, []any{object{"kind": "flatten", "input_shape": nil}}, "unknown_field", "part[0].input_shape"},
		{readLayers, []any{object{"kind": "normalization", "mean": nil}}, "wrong_type", "part[0].mean"},
		{readLayers, []any{object{"speed": nil}, object{"kind": nil}}, "unknown_field", "part[0].speed"},
		{readLayers, []any{object{"kind": "reshape"}}, "missing_field", "part[0].target_shape"},
		{readLayers, []any{object{"kind": "conv2d"}}, "missing_field", "part[0].filters"},
		{readLayers, []any{object{"kind": "conv1d", "connections": nil}}, "unknown_field", "part[0].connections"},
		{readLayers, []any{object{"kind": "max_pooling2d", "pool_size": nil}}, "wrong_type", "part[0].pool_size"},
		{readLayers, []any{object{"kind": "global_average_pooling2d", "rows": nil}}, "unknown_field", "part[0].rows"},
		{readLayers, []any{object{"kind": "zero_padding2d", "columns": 1}}, "wrong_type", "part[0].columns"},
		{readLayers, []any{object{"kind": "masking", "mask_value": nil}}, "wrong_type", "part[0].mask_value"},
		{readLayers, []any{object{"kind": "repeat_vector"}}, "missing_field", "part[0].n"},
		{readLayers, []any{object{"kind": "simple_rnn", "recurrent_activation": nil}}, "unknown_field", "part[0].recurrent_activation"},
		{readLayers, []any{object{"kind": "lstm", "mask": nil}}, "unknown_field", "part[0].mask"},
		{readLayers, []any{object{"kind": "dropout"}}, "missing_field", "part[0].rate"},
		{readLayers, []any{object{"kind": "activation"}}, "missing_field", "part[0].activation"},
		{readLayers, []any{object{"kind": "leaky_relu", "negative_slope": nil}}, "wrong_type", "part[0].negative_slope"},
		{readLayers, []any{object{"kind": "softmax", "axis": nil}}, "unknown_field", "part[0].axis"},
		{readLayers, []any{object{"kind": "lstm", "state": nil}}, "unknown_field", "part[0].state"},
		{readLayers, []any{object{"kind": "bidirectional_gru", "go_backwards": nil}}, "unknown_field", "part[0].go_backwards"},
		{readDenseLayers, object{}, "wrong_type", "part"},
		{readDenseLayers, []any{object{"kind": "dense"}}, "unknown_field", "part[0].kind"},
		{readDenseLayers, []any{object{"units": nil, "activation": nil}}, "wrong_type", "part[0].units"},
		{readOptimizer, []any{}, "wrong_type", "part"},
		{readOptimizer, object{"rho": nil}, "missing_field", "part.name"},
		{readOptimizer, object{"name": nil}, "wrong_type", "part.name"},
		{readOptimizer, object{"name": "lion"}, "unknown_name", "part.name"},
		{readOptimizer, object{"name": "sgd", "rho": nil}, "unknown_field", "part.rho"},
		{readOptimizer, object{"name": "sgd", "nesterov": nil}, "wrong_type", "part.nesterov"},
	} {
		_, err := test.read("part", test.value)
		var got *refnet.Error
		if !errors.As(err, &got) || got.Code != test.code || got.Field != test.field {
			t.Errorf("%v: got %v, want %s of %s", test.value, err, test.code, test.field)
		}
	}
}
