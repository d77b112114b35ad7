package refnet

import "testing"

func TestTargetClasses(t *testing.T) {
	checkSame(t, "numbers", targetClasses(Targets{Classes: []int64{2, 0}}), []int64{2, 0})
	checkSame(t, "one", targetClasses(Targets{Rows: [][]float64{{0}, {1}}}), []int64{0, 1})
	rows := Targets{Rows: [][]float64{{0, 1}, {0.3, 0.3}}}
	checkSame(t, "several", targetClasses(rows), []int64{1, 0})
}

func TestWeightsOfExamples(t *testing.T) {
	targets := Targets{Classes: []int64{1, 0}}
	own, classes := []float64{0.5, 3}, []float64{7, 2}
	if weights := weightsOfExamples(targets, nil, nil); weights != nil {
		t.Errorf("got %v, want no weights", weights)
	}
	checkSame(t, "examples", weightsOfExamples(targets, own, nil), own)
	checkSame(t, "classes", weightsOfExamples(targets, nil, classes), []float64{2, 7})
	checkSame(t, "both", weightsOfExamples(targets, own, classes), []float64{1, 21})
	checkSame(t, "given", own, []float64{0.5, 3})
}

func TestWeightedLossesAndGradients(t *testing.T) {
	losses, gradients := []float64{1}, [][]float64{{2, 3}}
	checkSame(t, "losses", weightedLosses(losses, []float64{3}), []float64{3})
	checkSame(t, "gradients", weightedGradients(gradients, []float64{3}), [][]float64{{6, 9}})
	checkSame(t, "losses without", weightedLosses(losses, nil), losses)
	checkSame(t, "gradients without", weightedGradients(gradients, nil), gradients)
}
