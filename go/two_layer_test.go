package refnet

import (
	"fmt"
	"math"
	"reflect"
	"testing"
)

// The exclusive or, which no single neuron can learn.
func ExampleTwoLayer() {
	numbers, _ := Random(1, 16)
	weights1 := [][]float64{numbers[0:4], numbers[4:8], numbers[8:12]}
	weights2 := [][]float64{numbers[12:13], numbers[13:14], numbers[14:15], numbers[15:16]}
	inputs := [][]float64{{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, 1}}
	targets := [][]float64{{0}, {1}, {1}, {0}}
	history, err := TwoLayer(
		inputs, targets, weights1, weights2, nil, nil, 1, 1500, []int64{1, 1500},
	)
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range history {
		fmt.Printf("iteration %d: %.2f\n", trial.Iteration, trial.Outputs)
	}
	// Output:
	// iteration 1: [[0.76] [0.77] [0.79] [0.80]]
	// iteration 1500: [[0.01] [0.97] [0.97] [0.04]]
}

func TestTwoLayerRecords(t *testing.T) {
	row := [][]float64{{1}}
	for _, test := range []struct {
		record []int64
		want   []int64
	}{
		{nil, []int64{1, 2, 3}},
		{[]int64{}, nil},
		{[]int64{1, 3}, []int64{1, 3}},
	} {
		history, err := TwoLayer(row, row, row, row, nil, nil, 1, 3, test.record)
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

func TestTwoLayerLeavesTheCallersNumbersAlone(t *testing.T) {
	row := [][]float64{{0.5}}
	weights1, weights2, bias1, bias2 := [][]float64{{1}}, [][]float64{{2}}, []float64{3}, []float64{4}
	history, err := TwoLayer(row, row, weights1, weights2, bias1, bias2, 1, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	first, second := history[0], history[1]
	if first.Weights1[0][0] == second.Weights1[0][0] || first.Weights2[0][0] == second.Weights2[0][0] ||
		first.Bias1[0] == second.Bias1[0] || first.Bias2[0] == second.Bias2[0] {
		t.Error("trials share their weights or biases")
	}
	if row[0][0] != 0.5 || weights1[0][0] != 1 || weights2[0][0] != 2 || bias1[0] != 3 || bias2[0] != 4 {
		t.Error("the caller's numbers have changed")
	}
}

func TestTwoLayerWithoutABiasHasNone(t *testing.T) {
	row := [][]float64{{0.5}}
	history, err := TwoLayer(row, row, row, row, []float64{0}, nil, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if history[0].Bias1 == nil || history[0].Bias2 != nil {
		t.Errorf("got %v and %v", history[0].Bias1, history[0].Bias2)
	}
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

func TestTwoLayerStopsWhereItDiverges(t *testing.T) {
	type rows = [][]float64
	most := math.MaxFloat64
	train := func(
		inputs, targets, weights1, weights2 rows, bias1, bias2 []float64, learningRate float64,
	) error {
		_, err := TwoLayer(inputs, targets, weights1, weights2, bias1, bias2, learningRate, 1, nil)
		return err
	}
	zero, one, far := rows{{0}}, rows{{1}}, rows{{1e150}}
	opposed := rows{{1e150}, {-1e150}} // the hidden units' outputs are equal, and cancel out
	checkRefusals(t, []refusal{
		{train(rows{{most, most}}, one, rows{{2}, {-2}}, one, nil, nil, 1), "diverged", "outputs"},
		{train(one, rows{{most}}, one, one, nil, nil, 1), "diverged", "loss"},
		{train(rows{{most}}, far, zero, one, nil, nil, 1), "diverged", "weights1"},
		{train(zero, far, one, zero, nil, nil, 1e160), "diverged", "weights2"},
		{train(zero, far, rows{{0, 0}}, opposed, []float64{0, 0}, nil, 1e10), "diverged", "bias1"},
		{train(zero, far, one, zero, []float64{-700}, []float64{0}, 1e160), "diverged", "bias2"},
	})
}
