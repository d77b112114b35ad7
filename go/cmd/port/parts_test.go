package main

import (
	"errors"
	"reflect"
	"testing"

	refnet "github.com/refnet/refnet/go"
)

func TestTheOptimizersHaveOneSetOfDefaults(t *testing.T) {
	names := []string{}
	for _, kind := range optimizerPart.kinds {
		read, err := readOptimizer("optimizer", map[string]any{"name": kind.name})
		if want := refnet.DefaultOptimizer(kind.name); err != nil || read != want {
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
	for _, readLayers := range []func(string, any) (any, error){readLayers, readDenseLayers} {
		read, err := readLayers("layers", []any{part})
		if err != nil {
			t.Fatal(err)
		}
		layer := read.([]refnet.Layer)[0].(refnet.DenseLayer)
		if layer.Units != 2 || layer.Activation != "relu" || len(layer.Kernel[0]) != 2 || layer.Bias != nil {
			t.Errorf("got %v", layer)
		}
	}
}

// Each kind with nothing but its required fields: the others have their defaults.
func TestReadLayersOfEveryKind(t *testing.T) {
	type sizes = []int64
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
	} {
		object, err := readObject([]byte(test.json))
		if err != nil {
			t.Fatal(err)
		}
		layers, err := readLayers("layers", []any{object})
		if err != nil || !reflect.DeepEqual(layers, []refnet.Layer{test.want}) {
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
					if !reflect.DeepEqual(value, field.fallback) {
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

func TestTrainedLayersHaveTheirWeights(t *testing.T) {
	written := writeTrainedLayers([]refnet.Layer{
		refnet.DenseLayer{Kernel: [][]float64{{1}}},
		refnet.NormalizationLayer{Mean: []float64{1}},
		refnet.Conv1DLayer{Kernel: [][][]float64{{{2}}}, Bias: []float64{3}},
	})
	want := []map[string]any{
		{"kernel": [][]float64{{1}}, "bias": []float64(nil)},
		{},
		{"kernel": [][][]float64{{{2}}}, "bias": []float64{3}},
	}
	if !reflect.DeepEqual(written, want) {
		t.Errorf("got %v, want %v", written, want)
	}
}

func TestAnUnknownKindIsRefusedWithTheKnownOnes(t *testing.T) {
	_, err := readLayers("layers", []any{map[string]any{"kind": "conv"}})
	want := `layers[0].kind: expected one of "dense", "flatten", "reshape", "normalization", "conv2d", ` +
		`"conv1d", "max_pooling2d", "average_pooling2d", "global_average_pooling2d", "zero_padding2d"`
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
		{readDenseLayers, object{}, "wrong_type", "part"},
		{readDenseLayers, []any{object{"kind": "dense"}}, "unknown_field", "part[0].kind"},
		{readDenseLayers, []any{object{"units": nil, "activation": nil}}, "wrong_type", "part[0].units"},
		{readOptimizer, []any{}, "wrong_type", "part"},
		{readOptimizer, object{"rho": nil}, "missing_field", "part.name"},
		{readOptimizer, object{"name": nil}, "wrong_type", "part.name"},
		{readOptimizer, object{"name": "adagrad"}, "unknown_name", "part.name"},
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
