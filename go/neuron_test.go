package refnet

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
)

// Milo Spencer-Harper's neuron and its published result: the output is the first input.
func ExampleNeuron() {
	numbers, _ := Random(1, 3)
	weights := []float64{2*numbers[0] - 1, 2*numbers[1] - 1, 2*numbers[2] - 1}
	inputs := [][]float64{{0, 0, 1}, {1, 1, 1}, {1, 0, 1}, {0, 1, 1}}
	history, err := Neuron(inputs, []float64{0, 1, 1, 0}, weights, nil, 1, 1, 10000, []int64{10000})
	if err != nil {
		fmt.Println(err)
	}
	learned := history[0].Weights
	fmt.Printf("%.8f\n", learned)
	fmt.Printf("%.8f\n", neuronOutputs([][]float64{{1, 0, 0}}, learned, 0, 1))
	// Output:
	// [9.67299303 -0.20784350 -4.62963669]
	// [0.99993704]
}

func TestNeuronRecords(t *testing.T) {
	inputs, targets, weights := [][]float64{{1}}, []float64{1}, []float64{0.5}
	for _, test := range []struct {
		record []int64
		want   []int64
	}{
		{nil, []int64{1, 2, 3}},
		{[]int64{}, nil},
		{[]int64{2}, []int64{2}},
		{[]int64{1, 3}, []int64{1, 3}},
	} {
		history, err := Neuron(inputs, targets, weights, nil, 1, 1, 3, test.record)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, trial := range history {
			got = append(got, trial.Iteration)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("record %v: got %v, want %v", test.record, got, test.want)
		}
	}
}

func TestNeuronLeavesTheCallersNumbersAlone(t *testing.T) {
	inputs, targets, weights, bias := [][]float64{{1}}, []float64{1}, []float64{0.5}, 0.25
	history, err := Neuron(inputs, targets, weights, &bias, 1, 1, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *history[0].Bias == *history[1].Bias || history[0].Weights[0] == history[1].Weights[0] {
		t.Error("trials share their bias or their weights")
	}
	if inputs[0][0] != 1 || targets[0] != 1 || weights[0] != 0.5 || bias != 0.25 {
		t.Error("the caller's numbers have changed")
	}
}

func TestNeuronRefuses(t *testing.T) {
	one, two, rows := []float64{1}, []float64{1, 2}, [][]float64{{1}}
	nan, inf, most := math.NaN(), math.Inf(1), math.MaxFloat64
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
		{data([][]float64{{most, most}}, one, []float64{2, -2}), "diverged", "outputs"},
		{data([][]float64{{most}}, []float64{most}, []float64{0}), "diverged", "weights"},
	})
	_, err := Neuron([][]float64{{0}}, []float64{most}, one, new(float64), 1, 8, 1, nil)
	checkRefusals(t, []refusal{{err, "diverged", "bias"}})
}

// refusal is an error, and the code and field that it should have.
type refusal struct {
	err         error
	code, field string
}

func checkRefusals(t *testing.T, refusals []refusal) {
	t.Helper()
	for _, want := range refusals {
		var got *Error
		if !errors.As(want.err, &got) || got.Code != want.code || got.Field != want.field {
			t.Errorf("got %v, want %q of %q", want.err, want.code, want.field)
		}
	}
}
