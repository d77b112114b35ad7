package refnet

import (
	"math"
	"testing"
)

func TestElementaryRefuses(t *testing.T) {
	_, err := Elementary("cosh", nil)
	checkRefusals(t, []refusal{{err, "unknown_name", "function"}})
}

func TestRandomRefuses(t *testing.T) {
	random := func(seed, count int64, distribution string, high int64) error {
		_, err := Random(seed, count, distribution, high)
		return err
	}
	checkRefusals(t, []refusal{
		{random(-1, -1, "gamma", 0), "out_of_range", "seed"},
		{random(LargestSeed+1, 1, "uniform", 1), "out_of_range", "seed"},
		{random(1, -1, "gamma", 0), "out_of_range", "count"},
		{random(1, MostNumbers+1, "uniform", 1), "out_of_range", "count"},
		{random(1, 1, "gamma", 0), "unknown_name", "distribution"},
		{random(1, 1, "uniform", 0), "out_of_range", "high"},
		{random(1, 1, "integers", LargestSeed+2), "out_of_range", "high"},
	})
}

func TestButtonPressRefuses(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	nan, inf := math.NaN(), math.Inf(1)
	press := func(inputs, weights []float64, desired, rate float64, trials int64, rule string) error {
		_, err := ButtonPress(inputs, weights, desired, rate, trials, rule)
		return err
	}
	checkRefusals(t, []refusal{
		{press(nil, nil, 1, 1, 1, "add"), "empty", "inputs"},
		{press(one, two, 1, 1, 1, "add"), "shape_mismatch", "weights"},
		{press([]float64{nan}, one, 1, 1, 1, "add"), "not_finite", "inputs"},
		{press(one, []float64{inf}, 1, 1, 1, "add"), "not_finite", "weights"},
		{press(one, one, inf, 1, 1, "add"), "not_finite", "desired"},
		{press(one, one, 1, inf, 1, "add"), "not_finite", "learning_rate"},
		{press(one, one, 1, 1, -1, "add"), "out_of_range", "trials"},
		{press(one, one, 1, 1, 1, "hebb"), "unknown_name", "rule"},
	})
}

func TestRabbitRefuses(t *testing.T) {
	one, two, yes := []float64{1}, []float64{1, 2}, []bool{true}
	nan := math.NaN()
	rabbit := func(weights []float64, learned []bool, threshold, rate float64, stimuli ...[]float64) error {
		_, err := Rabbit(weights, learned, threshold, rate, stimuli)
		return err
	}
	checkRefusals(t, []refusal{
		{rabbit(nil, nil, 1, 1), "empty", "weights"},
		{rabbit(one, nil, 1, 1, one), "shape_mismatch", "learned"},
		{rabbit(one, yes, 1, 1, one, two), "shape_mismatch", "stimuli"},
		{rabbit([]float64{nan}, yes, 1, 1, one), "not_finite", "weights"},
		{rabbit(one, yes, nan, 1, one), "not_finite", "threshold"},
		{rabbit(one, yes, 1, nan, one), "not_finite", "learning_rate"},
		{rabbit(one, yes, 1, 1, one, []float64{nan}), "not_finite", "stimuli"},
	})
}

func TestNeuronRefuses(t *testing.T) {
	one, two, rows := []float64{1}, []float64{1, 2}, [][]float64{{1}}
	nan, inf := math.NaN(), math.Inf(1)
	data := func(inputs [][]float64, targets, weights []float64) error {
		_, err := Neuron(inputs, targets, weights, nil, 1, 1, 1, nil)
		return err
	}
	settings := func(bias, slope, rate float64, iterations int64, record ...int64) error {
		_, err := Neuron(rows, one, one, &bias, slope, rate, iterations, record)
		return err
	}
	checkRefusals(t, []refusal{
		{data(nil, nil, nil), "empty", "inputs"},
		{data([][]float64{{1, 2}, {1}}, one, two), "shape_mismatch", "inputs"},
		{data(rows, two, one), "shape_mismatch", "targets"},
		{data([][]float64{{}}, one, nil), "empty", "weights"},
		{data([][]float64{{nan}}, two, one), "shape_mismatch", "targets"},
		{data([][]float64{{nan}}, one, one), "not_finite", "inputs"},
		{data(rows, []float64{inf}, one), "not_finite", "targets"},
		{data(rows, one, []float64{inf}), "not_finite", "weights"},
		{settings(nan, nan, nan, -1), "not_finite", "bias"},
		{settings(0, nan, nan, -1), "not_finite", "slope"},
		{settings(0, 1, inf, -1), "not_finite", "learning_rate"},
		{settings(0, 1, 1, -1, 0), "out_of_range", "iterations"},
		{settings(0, 1, 1, 2, 0), "out_of_range", "record"},
		{settings(0, 1, 1, 2, 3), "out_of_range", "record"},
		{settings(0, 1, 1, 2, 2, 1), "out_of_range", "record"},
		{settings(0, 1, 1, 2, 1, 1), "out_of_range", "record"},
	})
}

func TestTwoLayerRefuses(t *testing.T) {
	type rows = [][]float64
	one, pair := rows{{1}}, rows{{1, 1}}
	nan, inf := math.NaN(), math.Inf(1)
	data := func(inputs, targets, weights1, weights2 rows) error {
		_, err := TwoLayer(inputs, targets, weights1, weights2, nil, nil, 1, 1, nil)
		return err
	}
	settings := func(bias1, bias2 []float64, rate float64, iterations int64, record ...int64) error {
		_, err := TwoLayer(one, one, one, one, bias1, bias2, rate, iterations, record)
		return err
	}
	checkRefusals(t, []refusal{
		{data(nil, nil, nil, nil), "empty", "inputs"},
		{data(pair, one, one, one), "shape_mismatch", "inputs"},
		{data(one, nil, one, one), "shape_mismatch", "targets"},
		{data(one, rows{{}}, one, one), "empty", "targets"},
		{data(rows{{1}, {1}}, rows{{1}, {1, 1}}, one, one), "shape_mismatch", "targets"},
		{data(rows{{}}, one, nil, one), "empty", "weights1"},
		{data(one, one, pair, one), "shape_mismatch", "weights1"},
		{data(one, one, rows{{}}, nil), "empty", "weights2"},
		{data(one, one, one, pair), "shape_mismatch", "weights2"},
		{settings([]float64{}, nil, 1, 1), "shape_mismatch", "bias1"},
		{settings(nil, []float64{1, 1}, 1, 1), "shape_mismatch", "bias2"},
		{data(rows{{nan}}, one, one, pair), "shape_mismatch", "weights2"},
		{data(rows{{nan}}, one, one, one), "not_finite", "inputs"},
		{data(one, rows{{inf}}, one, one), "not_finite", "targets"},
		{data(one, one, rows{{inf}}, one), "not_finite", "weights1"},
		{data(one, one, one, rows{{-inf}}), "not_finite", "weights2"},
		{settings([]float64{nan}, nil, nan, -1), "not_finite", "bias1"},
		{settings(nil, []float64{nan}, nan, -1), "not_finite", "bias2"},
		{settings(nil, nil, nan, -1), "not_finite", "learning_rate"},
		{settings(nil, nil, 1, -1, 0), "out_of_range", "iterations"},
		{settings(nil, nil, 1, 1, 2), "out_of_range", "record"},
	})
}

func TestInitialKernelsRefuses(t *testing.T) {
	kernels := func(initializer string, seed int64, sizes ...int64) error {
		_, err := InitialKernels(initializer, sizes, seed, nil)
		return err
	}
	windows := func(seed int64, sizes []int64, cells ...int64) error {
		_, err := InitialKernels("zeros", sizes, seed, append([]int64{}, cells...))
		return err
	}
	many := make([]int64, 40000) // their products add up to more than an int64 holds
	for i := range many {
		many[i] = MostNumbers
	}
	checkRefusals(t, []refusal{
		{kernels("xavier", -1), "empty", "sizes"},
		{kernels("xavier", -1, 0), "unknown_name", "initializer"},
		{kernels("zeros", -1, 1, 0), "out_of_range", "sizes"},
		{kernels("zeros", -1, MostNumbers+1), "out_of_range", "sizes"},
		{kernels("zeros", 0, 1<<12, 1<<12, 1), "out_of_range", "sizes"},
		{kernels("zeros", 0, many...), "out_of_range", "sizes"},
		{kernels("zeros", -1, 1, 1), "out_of_range", "seed"},
		{kernels("uniform", LargestSeed+1, 1, 1), "out_of_range", "seed"},
		{windows(-1, nil, 1), "empty", "sizes"},
		{windows(-1, []int64{1, 0}), "shape_mismatch", "cells"},
		{windows(-1, []int64{1, 0}, 0, 0), "shape_mismatch", "cells"},
		{windows(-1, []int64{1, 0}, 0), "out_of_range", "sizes"},
		{windows(-1, []int64{1, 1}, 0), "out_of_range", "cells"},
		{windows(-1, []int64{1, 1}, MostNumbers+1), "out_of_range", "cells"},
		{windows(-1, []int64{1 << 8, 1 << 8}, 1<<8+1), "out_of_range", "sizes"},
		{windows(-1, many, many[1:]...), "out_of_range", "sizes"},
		{windows(-1, []int64{1, 1}, 1), "out_of_range", "seed"},
	})
}

func TestHebbRefuses(t *testing.T) {
	type rows = [][]float64
	hebb := func(inputs rows, weights []float64, rate float64, rule string) error {
		_, err := Hebb(inputs, weights, rate, rule)
		return err
	}
	one, nan := []float64{1}, math.NaN()
	checkRefusals(t, []refusal{
		{hebb(nil, nil, nan, "add"), "empty", "inputs"},
		{hebb(rows{{}}, nil, nan, "add"), "empty", "inputs"},
		{hebb(rows{{nan}, {1, 2}}, nil, nan, "add"), "shape_mismatch", "inputs"},
		{hebb(rows{{nan}}, nil, nan, "add"), "shape_mismatch", "weights"},
		{hebb(rows{{nan}}, []float64{nan}, nan, "add"), "not_finite", "inputs"},
		{hebb(rows{one}, []float64{nan}, nan, "add"), "not_finite", "weights"},
		{hebb(rows{one}, one, nan, "add"), "not_finite", "learning_rate"},
		{hebb(rows{one}, one, 1, "add"), "unknown_name", "rule"},
	})
}

func TestHopfieldRefuses(t *testing.T) {
	type rows = [][]float64
	hopfield := func(patterns rows, start []float64, update string, orderSeed, sweeps int64) error {
		_, err := Hopfield(patterns, start, update, &orderSeed, sweeps)
		return err
	}
	one, zero, nan := []float64{1}, []float64{0}, math.NaN()
	many := make([]float64, 4097) // their weights are more than MostNumbers
	for i := range many {
		many[i] = -1
	}
	checkRefusals(t, []refusal{
		{hopfield(nil, nil, "both", -1, -1), "empty", "patterns"},
		{hopfield(rows{{}}, nil, "both", -1, -1), "empty", "patterns"},
		{hopfield(rows{{0}, {1, 1}}, nil, "both", -1, -1), "shape_mismatch", "patterns"},
		{hopfield(rows{{0}}, nil, "both", -1, -1), "shape_mismatch", "start"},
		{hopfield(rows{one, zero}, zero, "both", -1, -1), "out_of_range", "patterns"},
		{hopfield(rows{{nan}}, zero, "both", -1, -1), "out_of_range", "patterns"},
		{hopfield(rows{many}, make([]float64, 4097), "both", -1, -1), "out_of_range", "patterns"},
		{hopfield(rows{one}, zero, "both", -1, -1), "out_of_range", "start"},
		{hopfield(rows{one}, one, "both", -1, -1), "unknown_name", "update"},
		{hopfield(rows{one}, one, "synchronous", LargestSeed+1, -1), "out_of_range", "order_seed"},
		{hopfield(rows{one}, one, "synchronous", LargestSeed, -1), "out_of_range", "sweeps"},
	})
}

func TestNormalizationRefuses(t *testing.T) {
	normalize := func(inputs ...[]float64) error {
		_, err := Normalization(inputs)
		return err
	}
	checkRefusals(t, []refusal{
		{normalize(), "empty", "inputs"},
		{normalize([]float64{}), "empty", "inputs"},
		{normalize([]float64{math.NaN()}, []float64{}), "shape_mismatch", "inputs"},
		{normalize([]float64{1, 2}, []float64{1, math.Inf(1)}), "not_finite", "inputs"},
	})
}

func TestAccuracyRefuses(t *testing.T) {
	type rows = [][]float64
	accuracy := func(targets, outputs rows) error {
		_, err := Accuracy(targets, outputs)
		return err
	}
	nan := math.NaN()
	checkRefusals(t, []refusal{
		{accuracy(nil, rows{{1}}), "empty", "targets"},
		{accuracy(rows{{}}, nil), "empty", "targets"},
		{accuracy(rows{{1}, {1, 2}}, nil), "shape_mismatch", "targets"},
		{accuracy(rows{{nan}}, nil), "shape_mismatch", "outputs"},
		{accuracy(rows{{nan}}, rows{{1, 2}}), "shape_mismatch", "outputs"},
		{accuracy(rows{{nan}}, rows{{nan}}), "not_finite", "targets"},
		{accuracy(rows{{1}}, rows{{nan}}), "not_finite", "outputs"},
	})
}

// A message names the place of the fault and what is expected there.
func TestMessages(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{checkNotEmpty("inputs", 0), "inputs: expected at least one number"},
		{checkNotEmpty("layers", 0, "layer"), "layers: expected at least one layer"},
		{checkLength("weights", 3, "inputs", 2), "weights: expected length 2, that of inputs, got length 3"},
		{
			checkRowLengths("inputs", [][]float64{{1}, {}}, "weights", 1),
			"inputs[1]: expected length 1, that of weights, got length 0",
		},
		{checkFiniteNumber("slope", math.NaN()), "slope: expected a finite number"},
		{checkFinite("weights", []float64{0, math.Inf(1)}), "weights[1]: expected a finite number"},
		{checkFiniteRows("inputs", [][]float64{{0}, {0, math.NaN()}}), "inputs[1][1]: expected a finite number"},
		{checkCount("trials", -1), "trials: expected 0 or more"},
		{checkCount("batch_size", 0, 1), "batch_size: expected 1 or more"},
		{checkRange("seed", 8, 0, 7), "seed: expected 0 to 7"},
		{checkRanges("targets", []int64{0, -1}, 0, 2), "targets[1]: expected 0 to 2"},
		{checkPositive("epsilon", 0), "epsilon: expected a number above 0"},
		{checkNotNegative("variance", []float64{0, -1}), "variance[1]: expected 0 or more"},
		{checkNotNegative("variance", []float64{math.NaN()}), "variance[0]: expected a finite number"},
		{checkFraction("rho", 1), "rho: expected 0 or more and less than 1"},
		{checkRecord("epochs", 3, []int64{1, 1}), "record[1]: expected ascending numbers from 1 to 3"},
		{checkSigns("start", []float64{1, -0.5}), "start[1]: expected 1 or -1"},
		{checkSigns("patterns", []float64{-1, math.NaN()}, 2), "patterns[2][1]: expected 1 or -1"},
		{checkName("rule", "hebb", Rules), `rule: expected one of "add", "widrow_hoff"`},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got %v, want %q", test.err, test.want)
		}
	}
}

func TestIsRecorded(t *testing.T) {
	for _, test := range []struct {
		record []int64
		want   []bool // of 1, 2 and 3
	}{
		{nil, []bool{true, true, true}},
		{[]int64{}, []bool{false, false, false}},
		{[]int64{1, 3}, []bool{true, false, true}},
	} {
		for i, want := range test.want {
			if got := isRecorded(test.record, int64(i+1)); got != want {
				t.Errorf("%d in %v: got %v, want %v", i+1, test.record, got, want)
			}
		}
	}
}
