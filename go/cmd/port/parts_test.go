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
