package refnet

import "testing"

func TestBlinks(t *testing.T) {
	for _, test := range []struct {
		total float64
		want  bool
	}{{0.99, false}, {1, true}, {1.01, true}} {
		if got := blinks(test.total, 1); got != test.want {
			t.Errorf("%v: got %v, want %v", test.total, got, test.want)
		}
	}
}

func TestReinforce(t *testing.T) {
	got := reinforce([]float64{1, 1, 0}, []float64{1, 2, 3}, []bool{false, true, true}, 0.5)
	checkSame(t, "weights", got, []float64{1, 2.5, 3})
}

func TestRabbitSharesNoMemory(t *testing.T) {
	weights := []float64{0, 0}
	history, err := Rabbit(weights, []bool{true, true}, 1, 0.5, [][]float64{{1, 1}, {1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	history[0].Weights[0] = 99 // no blink, so that nothing was learned
	checkSame(t, "weights of the second trial", history[1].Weights, []float64{0, 0})
	checkSame(t, "weights of the caller", weights, []float64{0, 0})
}

func TestRabbitStopsWhereItDiverges(t *testing.T) {
	rabbit := func(weight, stimulus, learningRate float64) error {
		_, err := Rabbit([]float64{weight}, []bool{true}, 1, learningRate, [][]float64{{stimulus}})
		return err
	}
	checkRefusals(t, []refusal{
		{rabbit(1e308, 10, 1), "diverged", "sum"},
		{rabbit(1e308, 1, 1e308), "diverged", "weights"},
	})
}
