// # Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere
//
// The math libraries of the languages differ in the last bits of their results, so each function here
// is a short algorithm that uses only + - * /, rounding to an integer, and scaling by a power of two.
// IEEE-754 requires each of these operations to be exact or correctly rounded, so the results have the
// same bits everywhere.
//
// Source: the argument reduction with a split ln 2 is from W. J. Cody and W. Waite ("Software Manual
// for the Elementary Functions", 1980), and the arrangement of the series for log is from fdlibm (Sun
// Microsystems, 1993); the series are Taylor's and, for tanh, J. H. Lambert's continued fraction
// (1768); the correction in log1p is W. Kahan's (the HP-15C's handbook, 1982). The polynomial of erf is
// our own fit (tools/fit_erfc.py), in a variable like that of M. M. Shepherd and J. G. Laframboise,
// "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", 1981.
//
// Left out on purpose: correct rounding. The error is less than 1 unit in the last place for exp and
// log, and less than 2 for the others; the tests state it more precisely. Zero gives 0.0, whatever its
// sign, in expm1, log1p and erf.
//
// A Go compiler may fuse a product with the sum that it is added to, even across statements and
// functions; float64(...) around the product forbids that (ARITH-2). The fractions are constants,
// which Go rounds once.
package refnet

import "math"

// The specification lists the bits of every constant. ln 2 = ln2High + ln2Low; the high part ends in 21
// zero bits, so that its product with a whole number below 2^21 is exact.
const (
	log2E       = 1.4426950408889634
	ln2High     = 0.6931471803691238
	ln2Low      = 1.9082149292705877e-10
	sqrtHalf    = 0.7071067811865476
	rounder     = 6755399441055744.0 // 1.5 * 2^52: numbers of this size are whole
	twoByRootPi = 1.1283791670955126
)

// erfTerms are 1/(n! (2n + 1)) for n from 17 down to 1.
var erfTerms = [17]float64{
	1.0 / 12449059983360000,
	1.0 / 690452066304000,
	1.0 / 40537905408000,
	1.0 / 2528170444800,
	1.0 / 168129561600,
	1.0 / 11975040000,
	1.0 / 918086400,
	1.0 / 76204800,
	1.0 / 6894720,
	1.0 / 685440,
	1.0 / 75600,
	1.0 / 9360,
	1.0 / 1320,
	1.0 / 216,
	1.0 / 42,
	1.0 / 10,
	1.0 / 3,
}

// erfcFit is that of erfc(x) * e^(x^2) from 1 to 6, within 1e-17.
var erfcFit = [15]float64{
	1.2801900862962662e-06,
	2.023603179641757e-06,
	-8.008021319412685e-06,
	-1.284889451252353e-05,
	6.406182073530546e-05,
	4.525472635483354e-05,
	-0.0005970623517093284,
	0.0007077464443901538,
	0.004269136347508256,
	-0.024392499318273194,
	0.07166583719774874,
	-0.15011593650078744,
	0.24560380171233195,
	-0.32623356004303716,
	0.17900115118138996,
}

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

// exponentAndRest returns k, r and tail with e^x = 2^k * (1 + r + tail), for |x| <= 1000 (ELEM-4).
//
// k is whole, |r| <= ln(2)/2, and the tail, of Taylor's series, is small beside 1 + r.
func exponentAndRest(x float64) (k, r, tail float64) {
	k = roundToInteger(float64(x * log2E))
	high := x - float64(k*ln2High) // exact
	low := float64(k * ln2Low)
	r = high - low
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
	return k, r, float64(s*(even+float64(r*odd))) + lost
}

// scaled returns y * 2^k, in two steps, because 2^k itself may be out of range (ELEM-4).
func scaled(y, k float64) float64 {
	half := roundToInteger(float64(0.5 * k))
	return float64(y * powerOfTwo(int(half)) * powerOfTwo(int(k-half)))
}

// exp returns e^x: e^x = 2^k * e^r with |r| <= ln(2)/2, and Taylor's series for e^r (ELEM-4).
func exp(x float64) float64 {
	if x != x {
		return x
	}
	// outside, the result is 0 or infinite anyway
	k, r, tail := exponentAndRest(min(max(x, -1000.0), 1000.0))
	y := 1.0 + r // is rounded; the rounding error is added to the tail
	return scaled(y+((r-(y-1.0))+tail), k)
}

// expm1 returns e^x - 1, precise near 0 too: 2^k * ((1 - 2^-k) + r + tail) (ELEM-9).
func expm1(x float64) float64 {
	if x != x {
		return x
	}
	if x < -40.0 {
		return -1.0
	}
	k, r, tail := exponentAndRest(min(x, 1000.0))
	one := 1.0 - powerOfTwo(int(max(-k, -60.0))) // 1 - 2^-k, for large k just 1
	y := one + r
	return scaled(y+((r-(y-one))+tail), k)
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

// log1p returns ln(1 + x), precise near 0 too (ELEM-10).
//
// With u = 1 + x, rounded, ln(1 + x) is ln u plus what rounding lost, divided by u.
func log1p(x float64) float64 {
	u := 1.0 + x
	if u == 0.0 || u == math.Inf(1) {
		return log(u)
	}
	return log(u) + (x-(u-1.0))/u
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

// erf returns 2/sqrt(pi) times the integral of e^-t^2 from 0 to x (ELEM-11).
//
// Taylor's series below 1; above, 1 - e^-x^2 * p(t) with t = (x - 3)/(x + 3), where p is fitted.
func erf(x float64) float64 {
	if x != x {
		return x
	}
	if math.Abs(x) < 1.0 {
		s, series := float64(x*x), 0.0
		for _, term := range erfTerms {
			series = term - float64(s*series)
		}
		return float64(twoByRootPi * (x - float64(x*s*series)))
	}
	size := min(math.Abs(x), 6.0) // above, the result is 1 anyway
	t, fitted := (size-3.0)/(size+3.0), 0.0
	for _, coefficient := range erfcFit {
		fitted = coefficient + float64(t*fitted)
	}
	y := 1.0 - float64(exp(float64(-size*size))*fitted)
	if x < 0.0 {
		return -y
	}
	return y
}

// Elementary returns a function of each value (ELEM-8).
//
// function: "exp", "log", "tanh", "sigmoid", "expm1", "log1p" or "erf"; values [n] -> [n]. Infinities and
// NaN are accepted.
//
// The error is an *Error with the code unknown_name.
func Elementary(function string, values []float64) ([]float64, error) {
	if err := checkedElementary(function); err != nil {
		return nil, err
	}
	functions := map[string]func(float64) float64{
		"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid, "expm1": expm1, "log1p": log1p, "erf": erf,
	}
	calculate := functions[function]
	results := make([]float64, len(values))
	for i, value := range values {
		results[i] = calculate(value)
	}
	return results, nil
}
