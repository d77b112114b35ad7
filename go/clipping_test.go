package refnet

import (
	"math"
	"testing"
)

func TestNorm(t *testing.T) {
	checkSame(t, "norm", norm([][]float64{{3, 4}, {0, 0}, {-12}}), 13.0)
	checkSame(t, "nothing", norm(nil), 0.0)
}

func TestClippedGradients(t *testing.T) {
	one, half, large := 3.5, 2.5, 6.5
	gradients := [][]float64{{3, 4}, {0, 0}, {12}}
	for name, test := range map[string]struct {
		optimizer Optimizer
		want      [][]float64
	}{
		"none":   {Optimizer{}, gradients},
		"norm":   {Optimizer{Clipnorm: &half}, [][]float64{{1.5, 2}, {0, 0}, {2.5}}},
		"global": {Optimizer{GlobalClipnorm: &large}, [][]float64{{1.5, 2}, {0, 0}, {6}}},
		"value":  {Optimizer{Clipvalue: &one}, [][]float64{{3, 3.5}, {0, 0}, {3.5}}},
	} {
		checkSame(t, name, clippedGradients(gradients, []int{2, 1}, test.optimizer), test.want)
	}
	checkSame(t, "given", gradients, [][]float64{{3, 4}, {0, 0}, {12}})
}

func TestClippingAtItsCorners(t *testing.T) {
	checkSame(t, "limit", clippedByNorm([][]float64{{3, 4}}, 5), [][]float64{{3, 4}})
	checkSame(t, "zero", clippedByNorm([][]float64{{0}}, 5e-324), [][]float64{{0}})
	checkSame(t, "infinite", clippedByNorm([][]float64{{1e200, 1}}, 1), [][]float64{{0, 0}})
	nan := clippedByValue([][]float64{{math.NaN(), -2}}, 1)[0]
	if !math.IsNaN(nan[0]) || nan[1] != -1 {
		t.Errorf("got %v", nan)
	}
}
