package refnet

import (
	"math"
	"testing"
)

func TestNormalizationShapes(t *testing.T) {
	before, after := normalizationShapes(NormalizationLayer{[]float64{1, 2}, []float64{3, 4}, true, nil})
	checkSame(t, "before", before, []int64{2})
	checkSame(t, "after", after, []int64{2})
}

// A variance of 1e-14 has a root that is not above epsilon, and one of 0 has no root to divide by.
func TestDeviations(t *testing.T) {
	layer := NormalizationLayer{make([]float64, 5), []float64{4, 0, 1e-14, 2e-14, math.MaxFloat64}, false, nil}
	want := []float64{2, 1e-7, 1e-7, math.Sqrt(2e-14), math.Sqrt(math.MaxFloat64)}
	checkSame(t, "deviations", deviations(layer), want)
}

func TestNormalizationForwardAndBack(t *testing.T) {
	mean, variance := []float64{1, -2}, []float64{4, 0}
	there, back := NormalizationLayer{mean, variance, false, nil}, NormalizationLayer{mean, variance, true, nil}
	rows := [][]float64{{5, -2}, {0, -1}}
	normalized := [][]float64{{2, 0}, {-0.5, 1 / 1e-7}}
	checkSame(t, "normalized", normalizationForward(rows, there), normalized)
	checkSame(t, "back", normalizationForward(normalized, back), rows)
	least := 1e-7
	deltas := [][]float64{{8, least}}
	checkSame(t, "gradients", normalizationInputGradients(rows, deltas, there), [][]float64{{4, 1}})
	checkSame(t, "gradients back", normalizationInputGradients(rows, deltas, back), [][]float64{{16, least * least}})
	checkSame(t, "rows of the caller", rows, [][]float64{{5, -2}, {0, -1}})
}

// The product is rounded before the mean is added; a fused multiply-add would keep its last bits.
func TestNormalizationIsNotFused(t *testing.T) {
	deviation := 1 + 0x1p-27
	layer := NormalizationLayer{[]float64{-1}, []float64{deviation * deviation}, true, nil}
	x := 1 + 0x1p-27 // the exact product is 1 + 2^-26 + 2^-54
	checkSame(t, "deviation", deviations(layer), []float64{deviation})
	checkSame(t, "output", normalizationForward([][]float64{{x}}, layer), [][]float64{{0x1p-26}})
}

func TestMoments(t *testing.T) {
	found := moments([][]float64{{1, 500}, {3, 500}, {5, 500}, {7, 500}})
	checkSame(t, "moments", found, Moments{[]float64{4, 500}, []float64{5, 0}})
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	checkSame(t, "in order", moments([][]float64{{a}, {b}, {c}}).mean, []float64{((a + b) + c) / 3})
}

func TestNormalizationMayOverflow(t *testing.T) {
	result, err := Normalization([][]float64{{math.MaxFloat64, 1e200}, {math.MaxFloat64, -1e200}})
	if err != nil || !math.IsInf(result.Mean[0], 1) || !math.IsInf(result.Variance[1], 1) {
		t.Errorf("got %v, %v", result, err)
	}
}
