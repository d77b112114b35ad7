package refnet

import "testing"

func TestWeightedSumGoesFromLeftToRight(t *testing.T) {
	ones := []float64{1, 1, 1}
	weights := []float64{0.1, 0.2, 0.3}
	a, b, c := weights[0], weights[1], weights[2] // constants would be added exactly
	if got, want := weightedSum(ones, weights, 0), ((0+a)+b)+c; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := weightedSum([]float64{2, 3}, []float64{10, 100}, 0.5); got != 320.5 {
		t.Errorf("with a bias: got %v, want 320.5", got)
	}
}

func TestRules(t *testing.T) {
	inputs, weights := []float64{1, 0, -1, 0.5}, []float64{1, 2, 3, 4}
	checkSame(t, "add", addRule(inputs, weights, 0.25), []float64{1.25, 2, 3, 4.25})
	checkSame(t, "widrow_hoff", widrowHoffRule(inputs, weights, 0.5, 4), []float64{3, 2, 1, 5})
	checkSame(t, "weights of the caller", weights, []float64{1, 2, 3, 4})
	checkSame(t, "error", outputError(1, 0.25), 0.75)
}

func TestButtonPressSharesNoMemory(t *testing.T) {
	weights := []float64{0, 0}
	history, err := ButtonPress([]float64{1, 0}, weights, 1, 0.5, 2, "widrow_hoff")
	if err != nil {
		t.Fatal(err)
	}
	history[0].Weights[1] = 99
	checkSame(t, "weights of the second trial", history[1].Weights, []float64{0.75, 0})
	checkSame(t, "weights of the caller", weights, []float64{0, 0})
}

func TestButtonPressStopsWhereItDiverges(t *testing.T) {
	press := func(input, weight, desired, learningRate float64) error {
		_, err := ButtonPress([]float64{input}, []float64{weight}, desired, learningRate, 1, "add")
		return err
	}
	checkRefusals(t, []refusal{
		{press(1e200, 1e200, 1, 1), "diverged", "output"},
		{press(1, 1e308, -1e308, 1), "diverged", "error"},
		{press(1, 1e308, 1, 1e308), "diverged", "weights"},
	})
}
