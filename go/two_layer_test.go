package refnet

import (
	"math"
	"reflect"
	"testing"
)

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

// With the learning rate 1, a parameter moves by minus the derivative of the loss.
func TestTwoLayerDescendsItsGradient(t *testing.T) {
	const m, n, h, k = 5, 3, 4, 2
	generator := seeded(1)
	inputs, targets := signedRows(generator, m, n), signedRows(generator, m, k)
	weights1, weights2 := signedRows(generator, n, h), signedRows(generator, h, k)
	bias1, bias2 := signedNumbers(generator, h), signedNumbers(generator, k)
	loss := func() float64 {
		hidden := layerOutputs(inputs, weights1, bias1)
		return squaredLoss(targets, layerOutputs(hidden, weights2, bias2))
	}
	checkWeights := func(trial TwoLayerTrial) {
		for i := range weights1 {
			for j := range weights1[i] {
				checkGradient(t, "weights1", &weights1[i][j], weights1[i][j]-trial.Weights1[i][j], loss)
			}
		}
		for i := range weights2 {
			for j := range weights2[i] {
				checkGradient(t, "weights2", &weights2[i][j], weights2[i][j]-trial.Weights2[i][j], loss)
			}
		}
	}

	history, err := TwoLayer(inputs, targets, weights1, weights2, bias1, bias2, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWeights(history[0])
	for j := range bias1 {
		checkGradient(t, "bias1", &bias1[j], bias1[j]-history[0].Bias1[j], loss)
	}
	for j := range bias2 {
		checkGradient(t, "bias2", &bias2[j], bias2[j]-history[0].Bias2[j], loss)
	}

	bias1, bias2 = make([]float64, h), make([]float64, k)
	history, err = TwoLayer(inputs, targets, weights1, weights2, nil, nil, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkWeights(history[0])
}
