"""Mistakes in chapter elementary."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers
from refnet.conformance.mistakes.mistake import mistake, table

# Every chapter with sigmoids shares these.
IN_SIGMOIDS = """
    {rule} leaves out what rounding lost in exp | of 1 + r
      exp: (r - (y - 1.0)) + tail => tail
    {rule} leaves out what rounding lost in exp | of the argument less k ln 2
      exponent_and_rest: s * (even + r * odd) + lost => s * (even + r * odd)
    {rule} leaves out what rounding lost in exp | of both
      exp: (r - (y - 1.0)) + tail => tail
      exponent_and_rest: s * (even + r * odd) + lost => s * (even + r * odd)
    {rule} reduces the argument of exp by ln 2 in one piece
      exponent_and_rest: low = k * LN2_LOW => low = 0.0
      exponent_and_rest: high = x - k * LN2_HIGH => high = x - k * 0.6931471805599453
    {rule} evaluates the series of exp by Horner's rule
      exponent_and_rest: s * (even + r * odd) => s * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (
          1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * (
          1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600)))))))))))
    {rule} divides whole numbers in the series, which gives 0 | of exp
      exponent_and_rest: 1 / => 1 //
    {rule} divides whole numbers in the series, which gives 0 | of exp and log
      exponent_and_rest: 1 / => 1 //
      log: 2 / => 2 //
    {rule} divides whole numbers in the series, which gives 0 | of exp, log and erf
      exponent_and_rest: 1 / => 1 //
      log: 2 / => 2 //
      erf: in ERF_TERMS: => in [0] * len(ERF_TERMS):
    {rule} ends the series of exp one term too early
      exponent_and_rest: 1 / 3628800 + s * (1 / 479001600) => 1 / 3628800
    {rule} calculates the sigmoid of negative sums as e^d / (1 + e^d) | others as 1 / (1 + e^-d)
      sigmoid: return e - e * q if x < 0.0 else 1.0 - q =>
          return e / (1.0 + e) if x < 0.0 else 1.0 / (1.0 + e)
    {rule} calculates the sigmoid of negative sums as e^d / (1 + e^d) | others too
      sigmoid: return e - e * q if x < 0.0 else 1.0 - q => return exp(x) / (1.0 + exp(x))
    {rule} calculates the sigmoid of negative sums as e^d / (1 + e^d) | and those alone
      sigmoid: return e - e * q => return e / (1.0 + e)
    {rule} calculates the sigmoid by its own tanh
      sigmoid: e = exp( => return 0.5 * (1.0 + tanh(0.5 * x)); e = exp(
    {rule} calculates the sigmoid of a negative sum as 1 - that of its absolute value
      sigmoid: return e - e * q if x < 0.0 else 1.0 - q =>
          return 1.0 - (1.0 - q) if x < 0.0 else 1.0 - q
"""

# Fusing another product of exp or log changed no bit for 60 million random arguments.
MISTAKES = [
    *table(IN_SIGMOIDS.format(rule="ELEM-4").partition("    ELEM-4 calculates")[0]),
    *table(
        "    ELEM-7 calculates"
        + IN_SIGMOIDS.format(rule="ELEM-7").partition("    ELEM-7 calculates")[2]
    ),
    mistake("ARITH-1", "calculates in binary32 (float)", real=numbers(binary32)),
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    *table("""
    ARITH-2 fuses product 7 of exp
      exponent_and_rest: 1 / 24 + s * (1 / 720 + s * (1 / 40320 + s * even)) =>
          fused(s, 1 / 720 + s * (1 / 40320 + s * even), 1 / 24)
    ARITH-2 fuses product 8 of exp
      exponent_and_rest: 1 / 2 + s * even => fused(s, even, 1 / 2)
    ARITH-2 fuses product 13 of exp
      exponent_and_rest: 1 / 6 + s * odd => fused(s, odd, 1 / 6)
    ARITH-2 fuses product 14 of exp
      exponent_and_rest: (even + r * odd) => fused(r, odd, even)
    ARITH-2 fuses product 15 of exp
      exponent_and_rest: s * (even + r * odd) + lost => fused(s, even + r * odd, lost)
    ARITH-2 fuses product 8 of log
      log: (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series)))) =>
          fused(z, 2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series)), 2 / 5)
    ARITH-2 fuses product 9 of log
      log: 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series)))) =>
          fused(z, 2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series))), 2 / 3)
    ARITH-2 fuses product 10 of log
      log: (half_square + z * series) => fused(z, series, half_square)
    ARITH-2 fuses product 11 of log
      log: s * (half_square + z * series) + k * LN2_LOW =>
          fused(s, half_square + z * series, k * LN2_LOW)
    ARITH-2 fuses product 12 of log
      log: (half_square + z * series) => fused(0.5 * f, f, z * series)
    ARITH-2 fuses product 14 of log
      log: (half_square - tail) => fused(0.5 * f, f, -tail)
    ARITH-2 fuses the products of erf's series
      erf: term - s * series => fused(-s, series, term)
    ARITH-2 fuses the product of erf's series with x
      erf: x - x * s * series => fused(-(x * s), series, x)
    ARITH-2 fuses the products of erf's polynomial
      erf: coefficient + t * fitted => fused(t, fitted, coefficient)
    ARITH-2 fuses the product of erf's polynomial with 1
      erf: 1.0 - exp(-size * size) * fitted => fused(-exp(-size * size), fitted, 1.0)
    ELEM-4 uses its language's own exp
      exp: k, r, tail = => return library_exp(x); k, r, tail =
    ELEM-4 does not clamp the argument of exp | and gets 2^k from its bits, modulo 2^12
      exp: min(max(x, -1000.0), 1000.0) => x
      scaled: power_of_two(int(half)) * power_of_two(int(k - half)) =>
          power_of_bits(half) * power_of_bits(k - half)
    ELEM-4 does not clamp the argument of exp | and gets 2^k from a library
      exp: min(max(x, -1000.0), 1000.0) => x
      scaled: power_of_two(int(half)) * power_of_two(int(k - half)) =>
          library_power_of_two(half) * library_power_of_two(k - half)
    ELEM-4 scales by 2^k in one step | which is 0 or infinite beyond its range
      scaled: y * power_of_two(int(half)) * power_of_two(int(k - half)) =>
          y * (0.0 if k < -1022.0 else math.inf if k > 1023.0 else power_of_two(int(k)))
    ELEM-4 scales by 2^k in one step | by its language's own power
      scaled: y * power_of_two(int(half)) * power_of_two(int(k - half)) =>
          y * library_power_of_two(k)
    ELEM-4 scales by 2^k in one step | of its bits, modulo 2^12
      scaled: y * power_of_two(int(half)) * power_of_two(int(k - half)) =>
          y * power_of_bits(k)
    ELEM-1 rounds halves up, as floor(x + 0.5)
      round_to_integer: (x + ROUNDER) - ROUNDER => float(math.floor(x + 0.5))
    ELEM-1 rounds halves away from zero
      round_to_integer: (x + ROUNDER) - ROUNDER =>
          math.copysign(float(math.floor(abs(x) + 0.5)), x)
    ELEM-4 rounds k towards zero
      exponent_and_rest: round_to_integer(x * LOG2_E) => float(int(x * LOG2_E))
    ELEM-4 rounds k down
      exponent_and_rest: round_to_integer(x * LOG2_E) => float(math.floor(x * LOG2_E))
    ELEM-4 gives 0 for NaN
      exp: return x => return 0.0
    ELEM-4 loses the subnormal results of exp
      scaled: return y * => return flushed(y *
      scaled: int(k - half)) => int(k - half)))
    ELEM-5 uses its language's own log
      log: m, exponent = => return library_log(x); m, exponent =
    ELEM-5 gives NaN for 0
      log: return -math.inf => return math.nan
    ELEM-5 gives -Infinity for negative numbers
      log: return math.nan => return x if x != x else -math.inf
    ELEM-5 takes the mantissa from 1 to 2
      mantissa_and_exponent: m < SQRT_HALF => True
    ELEM-5 takes the mantissa from 1/2 to 1
      mantissa_and_exponent: m < SQRT_HALF => False
    ELEM-5 multiplies k by ln 2 in one piece
      log: k * LN2_HIGH - ((half_square - tail) - f) =>
          k * 0.6931471805599453 - ((half_square - s * (half_square + z * series)) - f)
    ELEM-5 divides whole numbers in the series, which gives 0 | of log
      log: 2 / => 2 //
    ELEM-5 ends the series one term too early
      log: 2 / 19 + z * (2 / 21) => 2 / 19
    ELEM-6 calculates small arguments of tanh from exp, too
      tanh: abs(x) < 0.625 => False
    ELEM-6 uses the fraction below 1
      tanh: abs(x) < 0.625 => abs(x) < 1.0
    ELEM-6 ends the fraction one step too early
      tanh: s / (13.0 + s / 15.0) => s / 13.0
    ELEM-6 forgets the sign of tanh
      tanh: -t if x < 0.0 else t => t
    ELEM-6 calculates tanh as 2 sigmoid(2x) - 1
      tanh: abs(x) < 0.625 => False
      tanh: 1.0 - 2.0 / (exp(2.0 * abs(x)) + 1.0) =>
          2.0 * (1.0 / (1.0 + exp(-2.0 * abs(x)))) - 1.0
    ELEM-6 uses its language's own tanh
      tanh: abs(x) < 0.625 => True
      tanh: s = x * x => return library_tanh(x)
    ELEM-6 calculates tanh as (e^2x - 1)/(e^2x + 1)
      tanh: abs(x) < 0.625 => False
      tanh: t = 1.0 - 2.0 / (exp(2.0 * abs(x)) + 1.0) => e = exp(2.0 * x);
          return 1.0 if math.isinf(e) else (e - 1.0) / (e + 1.0)
    ELEM-7 uses its language's own exp in the sigmoid
      sigmoid: e = => return library_sigmoid(x); e =
    ELEM-7 calculates the sigmoid as 1/(1 + exp(-x))
      sigmoid: e = => return 1.0 / (1.0 + exp(-x)); e =
    ELEM-9 uses its language's own expm1
      expm1: k, r, tail = => return library_expm1(x); k, r, tail =
    ELEM-9 subtracts 1 from exp
      expm1: k, r, tail = => return exp(x) - 1.0; k, r, tail =
    ELEM-9 subtracts 1 from exp away from 0
      expm1: return scaled( => return exp(x) - 1.0 if abs(x) > 0.5 else scaled(
    ELEM-9 has no lower bound in expm1
      expm1: x < -40.0 => x < -1000.0
    ELEM-9 gives Infinity for NaN
      expm1: x != x => False
    ELEM-9 adds the tail to r first
      expm1: (r - (y - one)) + tail => ((r + tail) - (y - one))
    ELEM-10 uses its language's own log1p
      log1p: u = 1.0 + x => return library_log1p(x)
    ELEM-10 calculates log(1 + x)
      log1p: log(u) + (x - (u - 1.0)) / u => log(u)
    ELEM-10 does not divide what rounding lost
      log1p: (x - (u - 1.0)) / u => (x - (u - 1.0))
    ELEM-10 multiplies by x/(u - 1) in log1p
      log1p: return log(u) + (x - (u - 1.0)) / u =>
          return x if u == 1.0 else log(u) * (x / (u - 1.0))
    ELEM-10 has no number at -1 and Infinity
      log1p: u == 0.0 or u == math.inf => False
      log1p: / u => / u if u else math.nan
    ELEM-10 gives NaN for -1
      log1p: u == 0.0 or u == math.inf => u == math.inf
      log1p: log(u) + => (math.nan if u == 0.0 else log(u)) +
      log1p: / u => / (u or 1.0)
    ELEM-11 has the error function's complement
      erf: return TWO_BY_ROOT_PI => return 1.0 - TWO_BY_ROOT_PI
      erf: y = 1.0 - exp => y = exp
    ELEM-11 forgets the factor 2 by the root of pi
      erf: TWO_BY_ROOT_PI * => 1.0 *
    ELEM-11 uses its language's own erf
      erf: abs(x) < 1.0 => True
      erf: s, series = => return math.erf(x); s, series =
    ELEM-11 has the five-term approximation of the handbooks
      erf: abs(x) < 1.0 => True
      erf: s, series = => w = 1.0 / (1.0 + 0.3275911 * abs(x)); return math.copysign(
          1.0 - w * (0.254829592 + w * (-0.284496736 + w * (1.421413741 + w * (-1.453152027
          + w * 1.061405429)))) * exp(-x * x), x); s, series =
    ELEM-11 has the series at 1 too
      erf: abs(x) < 1.0 => abs(x) <= 1.0
    ELEM-11 has the series below 2
      erf: abs(x) < 1.0 => abs(x) < 2.0
    ELEM-11 has no upper bound in erf
      erf: min(abs(x), 6.0) => abs(x)
    ELEM-11 forgets the sign of erf
      erf: -y if x < 0.0 else y => y
    ELEM-11 multiplies x and the series first
      erf: x * s * series => x * (s * series)
    """),
]
