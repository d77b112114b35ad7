package refnet

import "testing"

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
		outputs := activate(test.activation, test.logits)
		got := exampleLoss(DefaultLoss(test.loss), test.activation, test.targets, test.logits, outputs)
		checkClose(t, test.loss, []float64{got}, []float64{test.want})
	}
}

func TestReduceLoss(t *testing.T) {
	checkSame(t, "mean", reduceLoss(DefaultLoss("mse"), 6, 4), 1.5)
	checkSame(t, "sum", reduceLoss(DefaultLoss("sum_squared_error"), 6, 4), 6.0)
}

// The gradients of a crossentropy after its activation are taken with respect to the logits, all others to
// the outputs.
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
		loss := DefaultLoss(test.loss)
		if test.activation == "linear" == isOfLogits(loss, test.activation) {
			t.Errorf("%s: isOfLogits is wrong about it", test.loss)
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
				total += exampleLoss(loss, test.activation, targets[e], logits[e], row)
			}
			return reduceLoss(loss, total, m)
		}
		for e, row := range lossGradients(loss, test.activation, targets, outputs()) {
			for j, gradient := range row {
				checkGradient(t, test.loss, &logits[e][j], gradient, batchLoss)
			}
		}
	}
}

func TestLossTargets(t *testing.T) {
	hinge := lossOfTargets(DefaultLoss("hinge"), [][]float64{{0, 1}, {1, 1}})
	checkSame(t, "signs", lossTargets(hinge, []float64{0, 1}), []float64{-1, 1})
	hinge = lossOfTargets(hinge, [][]float64{{0, 1}, {0.5, 1}})
	checkSame(t, "as given", lossTargets(hinge, []float64{0, 1}), []float64{0, 1})
	for name, want := range map[string][]float64{
		"binary_crossentropy":      {0.25, 0.25, 0.25, 0.75},
		"categorical_crossentropy": {0.125, 0.125, 0.125, 0.625},
		Sparse:                     {0, 0, 0, 1},
	} {
		loss := Loss{Name: name, LabelSmoothing: 0.5}
		checkSame(t, name, lossTargets(loss, []float64{0, 0, 0, 1}), want)
	}
}

func TestTakesLogits(t *testing.T) {
	for _, name := range Losses {
		_, isCrossentropy := activationOf[name]
		loss := Loss{Name: name, FromLogits: true}
		checkSame(t, name, takesLogits(loss), isCrossentropy)
		checkSame(t, name, isOfLogits(loss, activationOf[name]), false)
	}
}
