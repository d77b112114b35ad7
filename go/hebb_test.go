package refnet

import (
	"math"
	"testing"
)

func TestHebbRule(t *testing.T) {
	weights := []float64{1, 1, 1}
	checkSame(t, "weights", hebbRule([]float64{1, -2, 0}, weights, 0.25), []float64{1.25, 0.5, 1})
	checkSame(t, "weights of the caller", weights, []float64{1, 1, 1})
}

func TestOjaRule(t *testing.T) {
	weights := []float64{0.5, 0.25, 1}
	checkSame(t, "weights", ojaRule([]float64{1, 2, 0}, weights, 0.5, 1), []float64{0.75, 1.125, 0.5})
	checkSame(t, "weights of the caller", weights, []float64{0.5, 0.25, 1})
}

func TestHebbRecordsEachTrial(t *testing.T) {
	inputs, weights := [][]float64{{1, 2}, {2, 0}}, []float64{0.5, 0.25}
	history, err := Hebb(inputs, weights, 0.5, "hebb")
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "hebb", history, []HebbTrial{{1, []float64{1, 1.25}}, {2, []float64{3, 1.25}}})
	history, err = Hebb(inputs[:1], weights, 0.5, "oja")
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "oja", history, []HebbTrial{{1, []float64{0.75, 1.125}}})
	checkSame(t, "weights of the caller", weights, []float64{0.5, 0.25})
}

// Oja's weights approach the length 1 and the first principal component; Hebb's grow.
func TestOjaFindsThePrincipalComponent(t *testing.T) {
	normals, err := Random(3, 4000, "normal", 1)
	if err != nil {
		t.Fatal(err)
	}
	inputs := make([][]float64, 2000)
	for i := range inputs {
		along, across := 2*normals[2*i], 0.25*normals[2*i+1]
		inputs[i] = []float64{0.6*along - 0.8*across, 0.8*along + 0.6*across}
	}
	learned := func(rule string) (w1, w2 float64) {
		history, err := Hebb(inputs, []float64{0.5, -0.125}, 0.01, rule)
		if err != nil {
			t.Fatal(err)
		}
		weights := history[len(history)-1].Weights
		return weights[0], weights[1]
	}
	w1, w2 := learned("oja")
	if math.Abs(math.Hypot(w1, w2)-1) > 0.02 || math.Abs(0.6*w1+0.8*w2) < 0.98 {
		t.Errorf("oja: got %v, %v", w1, w2)
	}
	if w1, w2 := learned("hebb"); math.Hypot(w1, w2) < 1e6 {
		t.Errorf("hebb: got %v, %v", w1, w2)
	}
}

func TestHebbStopsWhereItDiverges(t *testing.T) {
	hebb := func(rule string, learningRate float64, inputs ...[]float64) error {
		_, err := Hebb(inputs, []float64{1e308}, learningRate, rule)
		return err
	}
	checkRefusals(t, []refusal{
		{hebb("hebb", 1, []float64{0}, []float64{10}), "diverged", "output"},
		{hebb("hebb", 10, []float64{1}), "diverged", "weights"},
		{hebb("oja", 1, []float64{1}), "diverged", "weights"},
	})
}
