"""Mistakes in chapter elementary."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers
from refnet.conformance.mistakes.mistake import mistake, table

# Fusing another product changed no bit for 60 million random arguments.
MISTAKES = [
    mistake(
        "ARITH-1", "calculates in binary32 (float) instead of binary64", real=numbers(binary32)
    ),
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    *table("""
    ARITH-2 fuses product 7 of exp
      exp: 1 / 24 + s * (1 / 720 + s * (1 / 40320 + s * even)) =>
          fused(s, 1 / 720 + s * (1 / 40320 + s * even), 1 / 24)
    ARITH-2 fuses product 8 of exp
      exp: 1 / 2 + s * even => fused(s, even, 1 / 2)
    ARITH-2 fuses product 13 of exp
      exp: 1 / 6 + s * odd => fused(s, odd, 1 / 6)
    ARITH-2 fuses product 14 of exp
      exp: (even + r * odd) => fused(r, odd, even)
    ARITH-2 fuses product 15 of exp
      exp: s * (even + r * odd) + lost => fused(s, even + r * odd, lost)
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
    ELEM-4 uses its language's own exp
      exp: x = min( => return library_exp(x); x = min(
    ELEM-4 loses the subnormal results of exp
      exp: return y * => return flushed(y *
      exp: int(k - half)) => int(k - half)))
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
    """),
]
