package refnet

import (
	"math"
	"testing"
)

func TestElementaryIsExactAtTheEnds(t *testing.T) {
	nan, inf, zero := math.NaN(), math.Inf(1), math.Copysign(0, -1)
	for _, test := range []struct {
		function string
		value    float64
		want     float64
	}{
		{"exp", 0, 1},
		{"exp", zero, 1},
		{"exp", inf, inf},
		{"exp", -inf, 0},
		{"exp", nan, nan},
		{"exp", 709.782712893384, 1.7976931348622732e+308},
		{"exp", 709.7827128933841, inf},
		{"exp", -745.1332191019411, 5e-324},
		{"exp", -745.1332191019412, 0},
		{"exp", math.MaxFloat64, inf},
		{"exp", 5e-324, 1},
		{"log", 1, 0},
		{"log", 0, -inf},
		{"log", zero, -inf},
		{"log", inf, inf},
		{"log", -1, nan},
		{"log", -inf, nan},
		{"log", nan, nan},
		{"log", 5e-324, -744.4400719213812},
		{"log", math.MaxFloat64, 709.782712893384},
		{"tanh", 0, 0},
		{"tanh", zero, zero},
		{"tanh", 5e-324, 5e-324},
		{"tanh", inf, 1},
		{"tanh", -inf, -1},
		{"tanh", nan, nan},
		{"tanh", -math.MaxFloat64, -1},
		{"sigmoid", 0, 0.5},
		{"sigmoid", zero, 0.5},
		{"sigmoid", inf, 1},
		{"sigmoid", -inf, 0},
		{"sigmoid", nan, nan},
		{"sigmoid", -745, 5e-324},
		{"expm1", 0, 0},
		{"expm1", zero, 0},
		{"expm1", 5e-324, 5e-324},
		{"expm1", -1e-300, -1e-300},
		{"expm1", inf, inf},
		{"expm1", -inf, -1},
		{"expm1", nan, nan},
		{"expm1", -40, -1},
		{"expm1", 709.782712893384, 1.7976931348622732e+308},
		{"expm1", 709.7827128933841, inf},
		{"log1p", 0, 0},
		{"log1p", zero, 0},
		{"log1p", 5e-324, 5e-324},
		{"log1p", -1e-300, -1e-300},
		{"log1p", -1, -inf},
		{"log1p", -1.5, nan},
		{"log1p", inf, inf},
		{"log1p", -inf, nan},
		{"log1p", nan, nan},
		{"log1p", math.MaxFloat64, 709.782712893384},
		{"erf", 0, 0},
		{"erf", zero, 0},
		{"erf", 6, 1},
		{"erf", -6, -1},
		{"erf", inf, 1},
		{"erf", -inf, -1},
		{"erf", nan, nan},
	} {
		results, err := Elementary(test.function, []float64{test.value})
		if err != nil {
			t.Fatal(err)
		}
		same := math.Float64bits(results[0]) == math.Float64bits(test.want)
		if !same && !(math.IsNaN(results[0]) && math.IsNaN(test.want)) {
			t.Errorf("%s(%v): got %v, want %v", test.function, test.value, results[0], test.want)
		}
	}
}

// Go's own functions differ in their last bits, so they cannot be the contract, but they agree beyond.
func TestElementaryIsCloseToTheTruth(t *testing.T) {
	generator := seeded(1)
	for range 10000 {
		x := 40*nextDouble(generator) - 20
		for _, test := range []struct {
			name      string
			got, want float64
		}{
			{"exp", exp(x), math.Exp(x)},
			{"log", log(math.Abs(x)), math.Log(math.Abs(x))},
			{"tanh", tanh(x), math.Tanh(x)},
			{"sigmoid", sigmoid(x), 1 / (1 + math.Exp(-x))},
			{"expm1", expm1(x), math.Expm1(x)},
			{"expm1 near 0", expm1(x * 1e-9), math.Expm1(x * 1e-9)},
			{"log1p", log1p(math.Abs(x)), math.Log1p(math.Abs(x))},
			{"log1p near 0", log1p(x * 1e-9), math.Log1p(x * 1e-9)},
			{"log1p below 0", log1p(x/40 - 0.5), math.Log1p(x/40 - 0.5)},
			{"erf", erf(x / 4), math.Erf(x / 4)},
			{"erf near 0", erf(x * 1e-9), math.Erf(x * 1e-9)},
		} {
			if !(math.Abs(test.got-test.want) <= 1e-15*math.Abs(test.want)) {
				t.Fatalf("%s at %v: got %v, want about %v", test.name, x, test.got, test.want)
			}
		}
	}
}

func TestPowerOfTwo(t *testing.T) {
	for k := -1022; k <= 1023; k++ {
		if got, want := powerOfTwo(k), math.Ldexp(1, k); got != want {
			t.Errorf("2^%d: got %v, want %v", k, got, want)
		}
	}
}

func TestMantissaAndExponent(t *testing.T) {
	for _, x := range []float64{5e-324, 1e-310, 0.5, sqrtHalf, 0.7071067811865475, 1, 1.5, math.MaxFloat64} {
		m, k := mantissaAndExponent(x)
		if !(sqrtHalf <= m && m < math.Sqrt2) || math.Ldexp(m, k) != x {
			t.Errorf("%v: got %v and %d", x, m, k)
		}
	}
}

func TestElementaryLeavesTheValuesAlone(t *testing.T) {
	values := []float64{1, 2}
	if _, err := Elementary("log", values); err != nil {
		t.Fatal(err)
	}
	if values[0] != 1 || values[1] != 2 {
		t.Error("the caller's values have changed")
	}
	if results, err := Elementary("exp", nil); err != nil || results == nil || len(results) != 0 {
		t.Errorf("no values: got %v, %v", results, err)
	}
}
