// # Chapter elementary: exp, log, tanh and the sigmoid, the same bits everywhere
//
// The math libraries of the languages differ in the last bits of their results, so each function here
// is a short algorithm that uses only + - * /, rounding to an integer, and scaling by a power of two.
// IEEE-754 requires each of these operations to be exact or correctly rounded, so the results have the
// same bits everywhere.
//
// Source: the argument reduction with a split ln 2 is from W. J. Cody and W. Waite ("Software Manual
// for the Elementary Functions", 1980), and the arrangement of the series for log is from fdlibm (Sun
// Microsystems, 1993); the series are Taylor's and, for tanh, J. H. Lambert's continued fraction
// (1768).
//
// Left out on purpose: correct rounding. The error is less than 1 unit in the last place for exp and
// log, and less than 2 for tanh and sigmoid; the tests state it more precisely.
//
// A Go compiler may fuse a product with the sum that it is added to, even across statements and
// functions; float64(...) around the product forbids that (ARITH-2). The fractions are constants,
// which Go rounds once.
package refnet

import "math"

// The specification lists the bits of every constant. ln 2 = ln2High + ln2Low; the high part ends in 21
// zero bits, so that its product with a whole number below 2^21 is exact.
const (
	log2E    = 1.4426950408889634
	ln2High  = 0.6931471803691238
	ln2Low   = 1.9082149292705877e-10
	sqrtHalf = 0.7071067811865476
	rounder  = 6755399441055744.0 // 1.5 * 2^52: numbers of this size are whole
)

// roundToInteger returns the whole number nearest to x, ties to even, for |x| < 2^51 (ELEM-1).
func roundToInteger(x float64) float64 {
	return (x + rounder) - rounder
}

// powerOfTwo returns 2^k for -1022 <= k <= 1023, from its bits: no rounding, no library (ELEM-2).
func powerOfTwo(k int) float64 {
	return math.Float64frombits(uint64(k+1023) << 52)
}

// mantissaAndExponent returns m and k with x = m * 2^k and sqrt(1/2) <= m < sqrt(2), for finite
// x > 0 (ELEM-3).
func mantissaAndExponent(x float64) (float64, int) {
	m, k := math.Frexp(x) // 1/2 <= m < 1
	if m < sqrtHalf {
		return float64(2.0 * m), k - 1
	}
	return m, k
}

// exp returns e^x: e^x = 2^k * e^r with |r| <= ln(2)/2, and Taylor's series for e^r (ELEM-4).
func exp(x float64) float64 {
	if x != x {
		return x
	}
	x = min(max(x, -1000.0), 1000.0) // outside, the result is 0 or infinite anyway

	k := roundToInteger(float64(x * log2E))
	high := x - float64(k*ln2High) // exact
	low := float64(k * ln2Low)
	r := high - low
	lost := (high - r) - low // the rounding error of r

	// (e^r - 1 - r) / r^2 = 1/2! + r/3! + r^2/4! + ..., even and odd powers side by side, so that
	// a processor can calculate both at once.
	s := float64(r * r)
	even := 1.0/3628800 + float64(s*(1.0/479001600))
	even = 1.0/24 + float64(s*(1.0/720+float64(s*(1.0/40320+float64(s*even)))))
	even = 1.0/2 + float64(s*even)
	odd := 1.0/39916800 + float64(s*(1.0/6227020800))
	odd = 1.0/120 + float64(s*(1.0/5040+float64(s*(1.0/362880+float64(s*odd)))))
	odd = 1.0/6 + float64(s*odd)
	tail := float64(s*(even+float64(r*odd))) + lost

	// 1 + r is rounded; the rounding error is added to the tail.
	y := 1.0 + r
	y = y + ((r - (y - 1.0)) + tail)

	// In two steps, because 2^k itself may be out of range although the result is not.
	half := roundToInteger(float64(0.5 * k))
	return float64(y * powerOfTwo(int(half)) * powerOfTwo(int(k-half)))
}

// log returns ln x = k ln 2 + ln m, and ln m by the series of the inverse tanh (ELEM-5).
func log(x float64) float64 {
	if x != x || x < 0.0 {
		return math.NaN()
	}
	if x == 0.0 {
		return math.Inf(-1)
	}
	if x == math.Inf(1) {
		return x
	}

	m, exponent := mantissaAndExponent(x)
	k := float64(exponent)

	// ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = f/(2 + f). 2s is written f - (h - s*h) with
	// h = f^2/2, which is the same, because f is exact and the rest is small.
	f := m - 1.0
	s := f / (2.0 + f)
	z := float64(s * s)
	series := 2.0/17 + float64(z*(2.0/19+float64(z*(2.0/21))))
	series = 2.0/13 + float64(z*(2.0/15+float64(z*series)))
	series = 2.0/7 + float64(z*(2.0/9+float64(z*(2.0/11+float64(z*series)))))
	series = 2.0/3 + float64(z*(2.0/5+float64(z*series)))
	halfSquare := float64(0.5 * f * f)
	tail := float64(s*(halfSquare+float64(z*series))) + float64(k*ln2Low)
	return float64(k*ln2High) - ((halfSquare - tail) - f)
}

// tanh returns the hyperbolic tangent: small x by Lambert's fraction, others from exp (ELEM-6).
func tanh(x float64) float64 {
	if math.Abs(x) < 0.625 {
		s := float64(x * x)
		fraction := 7.0 + s/(9.0+s/(11.0+s/(13.0+s/15.0)))
		return x / (1.0 + s/(3.0+s/(5.0+s/fraction)))
	}
	t := 1.0 - 2.0/(exp(float64(2.0*math.Abs(x)))+1.0)
	if x < 0.0 {
		return -t
	}
	return t
}

// sigmoid returns 1/(1 + e^-x), without overflow and precise at both ends (ELEM-7).
//
// With e = e^-|x| and q = e/(1 + e), the sigmoid is 1 - q for positive x and q for negative x; q is
// then written as e - e*q, because e is more accurate than the quotient.
func sigmoid(x float64) float64 {
	e := exp(-math.Abs(x))
	q := e / (1.0 + e)
	if x < 0.0 {
		return e - float64(e*q)
	}
	return 1.0 - q
}

// Elementary returns a function of each value (ELEM-8).
//
// function: "exp", "log", "tanh" or "sigmoid"; values [n] -> [n]. Infinities and NaN are accepted.
//
// The error is an *Error with the code unknown_name.
func Elementary(function string, values []float64) ([]float64, error) {
	if err := checkedElementary(function); err != nil {
		return nil, err
	}
	functions := map[string]func(float64) float64{
		"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid,
	}
	calculate := functions[function]
	results := make([]float64, len(values))
	for i, value := range values {
		results[i] = calculate(value)
	}
	return results, nil
}
