"""Mistakes in chapter elementary."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers
from refnet.conformance.mistakes.mistake import mistake, table

# Fusing another product of exp or log changed no bit for 60 million random arguments.
MISTAKES = [
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
    ELEM-4 loses the subnormal results of exp
      scaled: return y * => return flushed(y *
      scaled: int(k - half)) => int(k - half)))
    ELEM-5 uses its language's own log
      log: m, exponent = => return library_log(x); m, exponent =
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
