package refnet

import (
	"math"
	"testing"
)

func TestDefaultOptimizer(t *testing.T) {
	want := Optimizer{
		LearningRate: 0.001, Rho: 0.9, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7,
		InitialAccumulatorValue: 0.1,
	}
	for _, name := range []string{"rmsprop", "adam", "adagrad", "adamax", "nadam"} {
		want.Name = name
		checkSame(t, name, DefaultOptimizer(name), want)
	}
	sgd, adadelta, adamw := DefaultOptimizer("sgd"), DefaultOptimizer("adadelta"), DefaultOptimizer("adamw")
	own := []float64{sgd.LearningRate, adadelta.Rho, adamw.WeightDecay}
	checkSame(t, "own", own, []float64{0.01, 0.95, 0.004})
}

func TestLearningRates(t *testing.T) {
	rates, err := LearningRates(Optimizer{Rates: []float64{3, 2}}, []int64{0, 1, 5})
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "rates", rates, []float64{3, 2, 2})
	for _, test := range []struct {
		optimizer Optimizer
		steps     []int64
		code      string
	}{
		{Optimizer{Rates: []float64{}}, nil, "wrong_type"},
		{Optimizer{Rates: []float64{math.NaN()}}, nil, "not_finite"},
		{Optimizer{}, []int64{-1}, "out_of_range"},
		{Optimizer{Schedule: &Schedule{Name: "step_decay"}}, nil, "unknown_name"},
		{Optimizer{Schedule: &Schedule{Name: "piecewise_constant_decay"}}, nil, "shape_mismatch"},
		{Optimizer{Schedule: &Schedule{Name: "cosine_decay"}}, nil, "out_of_range"},
	} {
		_, err := LearningRates(test.optimizer, test.steps)
		checkCode(t, err, test.code)
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
