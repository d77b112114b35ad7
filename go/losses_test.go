package refnet

import (
	"slices"
	"testing"
)

func TestOneHot(t *testing.T) {
	got := oneHot([]int64{2, 0}, 3)
	checkSame(t, "rows", got, [][]float64{{0, 0, 1}, {1, 0, 0}})
	checkSame(t, "no rows", oneHot(nil, 3), [][]float64{})
}

func TestExampleLoss(t *testing.T) {
	third := log(1.0 / 3)
	for _, test := range []struct {
		loss, activation string
		targets, logits  []float64
		want             float64
	}{
		{"mse", "linear", []float64{1, 2}, []float64{3, 1}, 2.5},
		{"sum_squared_error", "linear", []float64{1, 2}, []float64{3, 1}, 5},
		{"binary_crossentropy", "sigmoid", []float64{1, 0}, []float64{0, 0}, log(2)},
		{"binary_crossentropy", "sigmoid", []float64{1}, []float64{-1000}, 1000}, // its sigmoid is 0
		{"categorical_crossentropy", "softmax", []float64{0, 1, 0}, []float64{5, 5, 5}, -third},
		{"categorical_crossentropy", "softmax", []float64{0, 1}, []float64{1000, 0}, 1000},
		{Sparse, "softmax", []float64{0, 0, 1}, []float64{5, 5, 5}, -third},
	} {
		got := exampleLoss(test.loss, test.targets, test.logits, activate(test.activation, test.logits))
		checkClose(t, test.loss, []float64{got}, []float64{test.want})
	}
}

func TestReduceLoss(t *testing.T) {
	checkSame(t, "mean", reduceLoss("mse", 6, 4), 1.5)
	checkSame(t, "sum", reduceLoss("sum_squared_error", 6, 4), 6.0)
}

// The gradients are taken with respect to the logits for the losses in fromLogits, otherwise to the
// outputs.
func TestLossGradientsAreTheDerivatives(t *testing.T) {
	const m, k = 3, 2
	for _, test := range []struct{ loss, activation string }{
		{"mse", "linear"},
		{"sum_squared_error", "linear"},
		{"binary_crossentropy", "sigmoid"},
		{"categorical_crossentropy", "softmax"},
		{Sparse, "softmax"},
	} {
		generator := seeded(1)
		targets, logits := signedRows(generator, m, k), signedRows(generator, m, k)
		if test.loss == Sparse {
			targets = oneHot([]int64{1, 0, 1}, k)
		}
		if test.activation == "linear" == slices.Contains(fromLogits, test.loss) {
			t.Errorf("%s: fromLogits is wrong about it", test.loss)
		}
		outputs := func() [][]float64 {
			rows := make([][]float64, m)
			for e, row := range logits {
				rows[e] = activate(test.activation, row)
			}
			return rows
		}
		batchLoss := func() float64 {
			total := 0.0
			for e, row := range outputs() {
				total += exampleLoss(test.loss, targets[e], logits[e], row)
			}
			return reduceLoss(test.loss, total, m)
		}
		for e, row := range lossGradients(test.loss, targets, outputs()) {
			for j, gradient := range row {
				checkGradient(t, test.loss, &logits[e][j], gradient, batchLoss)
			}
		}
	}
}
