package refnet

import (
	"slices"
	"testing"
)

func TestDecayed(t *testing.T) {
	optimizer := Optimizer{LearningRate: 0.5, WeightDecay: 0.5}
	checkSame(t, "weights", decayed([]float64{2, -4}, optimizer), []float64{1.5, -3})
}

func TestFurtherOptimizers(t *testing.T) {
	one, zero := []float64{1}, []float64{0}
	optimizer := Optimizer{LearningRate: 0.5, Rho: 0.5, Beta1: 0.5, Beta2: 0.5, Epsilon: 1}
	w, v := adagradStep(one, []float64{2}, []float64{4}, optimizer)
	checkClose(t, "adagrad", slices.Concat(w, v), []float64{1 - 1.0/3, 8})

	w, m, v := adadeltaStep(one, []float64{2}, []float64{3}, []float64{12}, optimizer)
	step := 4.0 / 3
	want := []float64{1 - 0.5*step, 1.5 + 0.5*(step*step), 8}
	checkClose(t, "adadelta", slices.Concat(w, m, v), want)

	w, m, v = adamaxStep(one, []float64{-2}, zero, []float64{8}, 0.5, optimizer)
	checkClose(t, "adamax", slices.Concat(w, m, v), []float64{1.1, -1, 4})
	_, _, v = adamaxStep(one, []float64{-3}, zero, []float64{4}, 0.5, optimizer)
	checkSame(t, "a larger gradient", v, []float64{3})

	w, m, v = nadamStep(one, []float64{4}, zero, []float64{16}, 2, 3, 1, optimizer)
	checkClose(t, "nadam", slices.Concat(w, m, v), []float64{1 - 8.0/5, 2, 16})
}

func TestNadamFactors(t *testing.T) {
	optimizer := Optimizer{Beta1: 0.5}
	checkSame(t, "momentum", nadamMomentum(0.5, optimizer), 0.375)
	ahead, now := nadamFactors(0, 0.5, optimizer)
	checkClose(t, "factors", []float64{ahead, now}, []float64{0.5 / 0.75, 1})
}
