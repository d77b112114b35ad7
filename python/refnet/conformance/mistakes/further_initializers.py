"""Mistakes in chapter further_initializers."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    INIT-1 multiplies a number between -1 and 1, as for uniform
      uniform_weights: minval + (maxval - minval) * next_double(generator) =>
          (minval + maxval) / 2.0
          + (2.0 * next_double(generator) - 1.0) * ((maxval - minval) / 2.0)
    INIT-1 adds parts of both bounds
      uniform_weights: minval + (maxval - minval) * next_double(generator) =>
          (lambda r: minval * (1.0 - r) + maxval * r)(next_double(generator))
    INIT-1 takes the upper bound for the width
      uniform_weights: (maxval - minval) => maxval
    INIT-1 fuses the multiplication with the addition
      uniform_weights: minval + (maxval - minval) * next_double(generator) =>
          fused(maxval - minval, next_double(generator), minval)
    INIT-2 takes the deviation for the variance
      normal_weights: mean + stddev * x => mean + math.sqrt(stddev) * x
    INIT-2 multiplies the mean, too
      normal_weights: mean + stddev * x => stddev * (mean + x)
    INIT-2 draws a pair for each weight
      normal_weights: next_normals(generator) => next_normals(generator)[:1]
    INIT-2 takes the second number of each pair first
      normal_weights: next_normals(generator) => next_normals(generator)[::-1]
    INIT-2 keeps the last second number for the next kernel
      normal_weights: weights: list[float] = [] => weights = kept.pop("left", [])
      normal_weights: return weights[:count] =>
          kept["left"] = weights[count:]; return weights[:count]
      initial_kernels: generator = seeded(seed) => kept.clear(); generator = seeded(seed)
    INIT-2 fuses the multiplication with the addition
      normal_weights: mean + stddev * x => fused(stddev, x, mean)
    INIT-2 draws numbers from -1 to 1
      normal_weights: next_normals(generator) => [2.0 * next_double(generator) - 1.0]
    INIT-3 leaves no number out
      truncated_weights: abs(x) <= WIDEST => True
    INIT-3 moves numbers to the bounds instead of drawing again
      truncated_weights: abs(x) <= WIDEST => True
      truncated_weights: stddev * x => stddev * max(-2.0, min(2.0, x))
    INIT-3 draws both numbers of a pair again
      truncated_weights: in next_normals(generator) =>
          in (lambda pair: pair if max(map(abs, pair)) <= 2.0 else [])(next_normals(generator))
    INIT-3 takes one deviation for the bound
      truncated_weights: WIDEST => 1.0
    INIT-3 takes three deviations for the bound
      truncated_weights: WIDEST => 3.0
    INIT-3 draws a pair for each weight
      truncated_weights: in next_normals(generator) => in next_normals(generator)[:1]
    INIT-4 does not correct the deviation of truncated numbers
      scaled_weights: stddev / TRUNCATED => stddev
    INIT-4 multiplies by the deviation of truncated numbers
      scaled_weights: stddev / TRUNCATED => stddev * TRUNCATED
    INIT-4 draws numbers that are not truncated
      scaled_weights: return truncated_weights( => return normal_weights(
    INIT-4 takes the sum of the fans for their mean
      scaled_weights: float(fan_in + fan_out) / 2.0 => float(fan_in + fan_out)
    INIT-4 rounds the mean of the fans down
      scaled_weights: float(fan_in + fan_out) / 2.0 => float((fan_in + fan_out) // 2)
    INIT-4 exchanges the fans
      scaled_weights: mode == "fan_in" => mode == "fan_out"
    INIT-4 takes the mean of the fans for the inputs alone
      scaled_weights: mode != "fan_avg" => mode == "fan_out"
    INIT-4 leaves the window out of the fans
      further_weights: cells * inputs, cells * units, => inputs, units,
    INIT-4 takes the window for the inputs only
      further_weights: cells * inputs, cells * units, => cells * inputs, units,
    INIT-4 takes the deviation for the limit
      scaled_weights: 3.0 * scale => scale
    INIT-4 divides the scale before it multiplies by 3
      scaled_weights: 3.0 * scale / fan => 3.0 * (scale / fan)
    INIT-4 divides the roots
      scaled_weights: math.sqrt(scale / fan) => math.sqrt(scale) / math.sqrt(fan)
    INIT-4 gives he the variance of lecun
      scaled_weights: (initializer.name, own) =>
          (initializer.name.replace("he_", "lecun_"), own)
    INIT-5 gives the identity a gain of 1
      identity_weights: gain if => 1.0 if
    INIT-5 counts the diagonal through the rows
      identity_weights: i == j => (i * units + j) % (inputs + 1) == 0
    INIT-5 takes the constant for 0
      further_weights: [initializer.value] => [0.0]
    INIT-6 leaves the gain out
      initial_kernel: initializer.gain * w => w
    INIT-6 divides by the gain
      initial_kernel: initializer.gain * w => w / initializer.gain
    INIT-6 multiplies by the square of the gain
      initial_kernel: initializer.gain * w => initializer.gain * (initializer.gain * w)
""")
