package refnet

import (
	"math"
	"testing"
)

func TestDefaultOptimizer(t *testing.T) {
	for name, rate := range map[string]float64{"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001} {
		want := Optimizer{name, rate, 0, false, 0.9, 0.9, 0.999, 1e-7}
		checkSame(t, name, DefaultOptimizer(name), want)
	}
}

func TestPredict(t *testing.T) {
	layers := []Layer{DenseLayer{1, "linear", [][]float64{{1e200}}, nil}}
	outputs, err := Predict(layers, [][]float64{{2}, {1e200}})
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", outputs, [][]float64{{2e200}, {math.Inf(1)}})
	if outputs, err := Predict(layers, nil); err != nil || outputs == nil {
		t.Errorf("no inputs: got %v, %v", outputs, err)
	}
}
