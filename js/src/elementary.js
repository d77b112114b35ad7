// Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere.
//
// The math libraries of the languages differ in the last bits of their results, so each function
// here is a short algorithm that uses only + - * /, rounding to an integer, and scaling by a power
// of two. IEEE-754 requires each of these operations to be exact or correctly rounded, so the
// results have the same bits everywhere.
//
// Source: the argument reduction with a split ln 2 is from W. J. Cody and W. Waite ("Software
// Manual for the Elementary Functions", 1980), and the arrangement of the series for log is from
// fdlibm (Sun Microsystems, 1993); the series are Taylor's and, for tanh, J. H. Lambert's continued
// fraction (1768); the correction in log1p is W. Kahan's (the HP-15C's handbook, 1982). The
// polynomial of erf is our own fit (tools/fit_erfc.py), in a variable like that of M. M. Shepherd
// and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", 1981.
//
// Left out on purpose: correct rounding. The error is less than 1 unit in the last place for exp
// and log, and less than 2 for the others; the tests state it more precisely. Zero gives 0.0, whatever its
// sign, in expm1, log1p and erf.

import { checkedElementary } from "./checks.js";

// The specification states the bits of every constant. ln 2 = LN2_HIGH + LN2_LOW; the high part
// ends in 21 zero bits, so that its product with a whole number below 2^21 is exact.
const LOG2_E = 1.4426950408889634;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = 0.7071067811865476;
const ROUNDER = 6755399441055744.0; // 1.5 * 2^52: numbers of this size are whole
const TWO_BY_ROOT_PI = 1.1283791670955126;
/** @type {number[]} */
const ERF_TERMS = []; // 1/(n! (2n + 1)) for n from 17 down to 1; the products are exact
for (let n = 1, factorial = 1.0; n <= 17; n++, factorial = factorial * n) {
  ERF_TERMS.unshift(1 / (factorial * (2 * n + 1)));
}
// of erfc(x) * e^(x^2) from 1 to 6, within 1e-17
const ERFC_FIT = [
  1.2801900862962662e-6, 2.023603179641757e-6, -8.008021319412685e-6, -1.284889451252353e-5,
  6.406182073530546e-5, 4.525472635483354e-5, -0.0005970623517093284, 0.0007077464443901538,
  0.004269136347508256, -0.024392499318273194, 0.07166583719774874, -0.15011593650078744,
  0.24560380171233195, -0.32623356004303716, 0.17900115118138996,
];

// JavaScript has neither ldexp nor frexp, so the bits of a number are read and written in these 8
// bytes: one bit for the sign, 11 for the exponent plus 1023, 52 for the mantissa; the high word is
// at byte 0.
const BITS = new DataView(new ArrayBuffer(8));
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Return the whole number nearest to x, ties to even, for |x| < 2^51 (ELEM-1).
 * @type {(x: number) => number}
 */
export function roundToInteger(x) {
  return x + ROUNDER - ROUNDER;
}

/**
 * Return 2^k for -1022 <= k <= 1023, from its bits: no rounding, no library (ELEM-2).
 * @type {(k: number) => number}
 */
export function powerOfTwo(k) {
  BITS.setUint32(0, (k + 1023) << 20);
  BITS.setUint32(4, 0);
  return BITS.getFloat64(0);
}

/**
 * Return m and k with x = m * 2^k and sqrt(1/2) <= m < sqrt(2), for finite x > 0 (ELEM-3).
 * @type {(x: number) => [number, number]}
 */
export function mantissaAndExponent(x) {
  const subnormal = x < SMALLEST_NORMAL;
  BITS.setFloat64(0, subnormal ? x * 18014398509481984 : x); // 2^54, an exact product
  const high = BITS.getUint32(0);
  const k = (high >>> 20) - 1022 - (subnormal ? 54 : 0);
  BITS.setUint32(0, (high & 0x000fffff) | (1022 << 20));
  const m = BITS.getFloat64(0); // 1/2 <= m < 1
  return m < SQRT_HALF ? [2.0 * m, k - 1] : [m, k];
}

/**
 * Return k, r and tail with e^x = 2^k * (1 + r + tail), for |x| <= 1000 (ELEM-4).
 *
 * k is whole, |r| <= ln(2)/2, and the tail, of Taylor's series, is small beside 1 + r.
 * @type {(x: number) => [number, number, number]}
 */
export function exponentAndRest(x) {
  const k = roundToInteger(x * LOG2_E);
  const high = x - k * LN2_HIGH; // exact
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low; // the rounding error of r

  // (e^r - 1 - r) / r^2 = 1/2! + r/3! + r^2/4! + ..., even and odd powers side by side, so that
  // a processor can calculate both at once.
  const s = r * r;
  let even = 1 / 3628800 + s * (1 / 479001600);
  even = 1 / 24 + s * (1 / 720 + s * (1 / 40320 + s * even));
  even = 1 / 2 + s * even;
  let odd = 1 / 39916800 + s * (1 / 6227020800);
  odd = 1 / 120 + s * (1 / 5040 + s * (1 / 362880 + s * odd));
  odd = 1 / 6 + s * odd;
  return [k, r, s * (even + r * odd) + lost];
}

/**
 * Return y * 2^k, in two steps, because 2^k itself may be out of range (ELEM-4).
 * @type {(y: number, k: number) => number}
 */
export function scaled(y, k) {
  const half = roundToInteger(0.5 * k);
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/**
 * Return e^x: e^x = 2^k * e^r with |r| <= ln(2)/2, and Taylor's series for e^r (ELEM-4).
 * @type {(x: number) => number}
 */
export function exp(x) {
  if (x !== x) {
    return x;
  }
  // outside, the result is 0 or infinite anyway
  const [k, r, tail] = exponentAndRest(Math.min(Math.max(x, -1000.0), 1000.0));
  const y = 1.0 + r; // is rounded; the rounding error is added to the tail
  return scaled(y + (r - (y - 1.0) + tail), k);
}

/**
 * Return e^x - 1, precise near 0 too: 2^k * ((1 - 2^-k) + r + tail) (ELEM-9).
 * @type {(x: number) => number}
 */
export function expm1(x) {
  if (x !== x) {
    return x;
  }
  if (x < -40.0) {
    return -1.0;
  }
  const [k, r, tail] = exponentAndRest(Math.min(x, 1000.0));
  const one = 1.0 - powerOfTwo(Math.max(-k, -60.0)); // 1 - 2^-k, for large k just 1
  const y = one + r;
  return scaled(y + (r - (y - one) + tail), k);
}

/**
 * Return ln x = k ln 2 + ln m, and ln m by the series of the inverse tanh (ELEM-5).
 * @type {(x: number) => number}
 */
export function log(x) {
  if (x !== x || x < 0.0) {
    return NaN;
  }
  if (x === 0.0) {
    return -Infinity;
  }
  if (x === Infinity) {
    return x;
  }

  const [m, k] = mantissaAndExponent(x);

  // ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = f/(2 + f). 2s is written f - (h - s*h) with
  // h = f^2/2, which is the same, because f is exact and the rest is small.
  const f = m - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  let series = 2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))));
  series = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series))));
  const halfSquare = 0.5 * f * f;
  const tail = s * (halfSquare + z * series) + k * LN2_LOW;
  return k * LN2_HIGH - (halfSquare - tail - f);
}

/**
 * Return ln(1 + x), precise near 0 too (ELEM-10).
 *
 * With u = 1 + x, rounded, ln(1 + x) is ln u plus what rounding lost, divided by u.
 * @type {(x: number) => number}
 */
export function log1p(x) {
  const u = 1.0 + x;
  if (u === 0.0 || u === Infinity) {
    return log(u);
  }
  return log(u) + (x - (u - 1.0)) / u;
}

/**
 * Return the hyperbolic tangent: small x by Lambert's fraction, others from exp (ELEM-6).
 * @type {(x: number) => number}
 */
export function tanh(x) {
  if (Math.abs(x) < 0.625) {
    const s = x * x;
    const fraction = 7.0 + s / (9.0 + s / (11.0 + s / (13.0 + s / 15.0)));
    return x / (1.0 + s / (3.0 + s / (5.0 + s / fraction)));
  }
  const t = 1.0 - 2.0 / (exp(2.0 * Math.abs(x)) + 1.0);
  return x < 0.0 ? -t : t;
}

/**
 * Return 1/(1 + e^-x), without overflow and precise at both ends (ELEM-7).
 *
 * With e = e^-|x| and q = e/(1 + e), the sigmoid is 1 - q for positive x and q for negative x; q is
 * then written as e - e*q, because e is more accurate than the quotient.
 * @type {(x: number) => number}
 */
export function sigmoid(x) {
  const e = exp(-Math.abs(x));
  const q = e / (1.0 + e);
  return x < 0.0 ? e - e * q : 1.0 - q;
}

/**
 * Return 2/sqrt(pi) times the integral of e^-t^2 from 0 to x (ELEM-11).
 *
 * Taylor's series below 1; above, 1 - e^-x^2 * p(t) with t = (x - 3)/(x + 3), where p is fitted.
 * @type {(x: number) => number}
 */
export function erf(x) {
  if (x !== x) {
    return x;
  }
  if (Math.abs(x) < 1.0) {
    const s = x * x;
    let series = 0.0;
    for (const term of ERF_TERMS) {
      series = term - s * series;
    }
    return TWO_BY_ROOT_PI * (x - x * s * series);
  }
  const size = Math.min(Math.abs(x), 6.0); // above, the result is 1 anyway
  const t = (size - 3.0) / (size + 3.0);
  let fitted = 0.0;
  for (const coefficient of ERFC_FIT) {
    fitted = coefficient + t * fitted;
  }
  const y = 1.0 - exp(-size * size) * fitted;
  return x < 0.0 ? -y : y;
}

/** @type {Record<string, (x: number) => number>} */
const FUNCTIONS = { exp, log, tanh, sigmoid, expm1, log1p, erf };

/**
 * Return a function of each value (ELEM-8).
 *
 * function_ (`function` is a reserved word): "exp", "log", "tanh", "sigmoid", "expm1", "log1p" or
 * "erf"; values [n] -> [n]. Infinities and NaN are accepted.
 *
 * @param {string} function_
 * @param {import("./readers.js").Numbers} values
 * @returns {number[]}
 * @throws {RefnetError} with the codes wrong_type and unknown_name.
 */
export function elementary(function_, values) {
  [function_, values] = checkedElementary(function_, values);
  const calculate = FUNCTIONS[function_];
  return values.map((value) => calculate(value));
}
