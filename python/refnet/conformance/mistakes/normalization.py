"""Mistakes in chapter normalization: in the layer, also inside networks, and in the moments."""

from refnet.conformance.mistakes.mistake import table

LAYER = """
    NORM-1 adds EPSILON to the deviation
      deviations: root if root > EPSILON else EPSILON => root + EPSILON
    NORM-1 adds EPSILON to the variance
      deviations: math.sqrt(variance) => math.sqrt(variance + EPSILON)
    NORM-1 takes a variance of at least EPSILON
      deviations: math.sqrt(variance) => math.sqrt(max(variance, EPSILON))
    NORM-1 takes a deviation of 1 where the variance is 0
      deviations: root if root > EPSILON else EPSILON => root if root > 0.0 else 1.0
    NORM-1 divides by the variance
      deviations: math.sqrt(variance) => variance
    NORM-2 multiplies by the reciprocal of the deviation
      normalization_forward: (row[i] - layer.mean[i]) / deviation[i] =>
          (row[i] - layer.mean[i]) * (1.0 / deviation[i])
    NORM-2 divides the input and the mean separately
      normalization_forward: (row[i] - layer.mean[i]) / deviation[i] =>
          row[i] / deviation[i] - layer.mean[i] / deviation[i]
"""
NETWORK = table(LAYER) + table("""
    NORM-2 does not invert
      normalization_forward: if layer.invert => if False
    NORM-2 adds the mean before it multiplies
      normalization_forward: layer.mean[i] + row[i] * deviation[i] =>
          (layer.mean[i] + row[i]) * deviation[i]
    ARITH-2 fuses the inverse's multiplication with the addition
      normalization_forward: layer.mean[i] + row[i] * deviation[i] =>
          fused(row[i], deviation[i], layer.mean[i])
    NORM-3 passes the deltas on unchanged
      normalization_input_gradients: delta[i] / deviation[i] => delta[i]
      normalization_input_gradients: delta[i] * deviation[i] => delta[i]
    NORM-3 passes an inverse's deltas on unchanged
      normalization_input_gradients: delta[i] * deviation[i] => delta[i]
    NORM-3 does not invert
      normalization_input_gradients: if layer.invert => if False
    NORM-3 multiplies where it divides, and the reverse
      normalization_input_gradients: if layer.invert => if not layer.invert
    NORM-3 multiplies by the reciprocal of the deviation
      normalization_input_gradients: delta[i] / deviation[i] => delta[i] * (1.0 / deviation[i])
""")
NORMALIZATION = table(LAYER) + table("""
    NORM-4 divides the variance by one less than the count
      moments: variance[i] / count => variance[i] / (count - 1.0)
    NORM-4 takes the variance as the mean of the squares less the square of the mean
      moments: distance = row[i] - mean[i] => distance = row[i]
      moments: variance[i] / count => max(variance[i] / count - mean[i] * mean[i], 0.0)
    NORM-4 adds from the last example or position
      moments: for row in inputs => for row in inputs[::-1]
    NORM-4 adds in halves
      moments: mean[i] = mean[i] + row[i] => pass
      moments: mean[i] / count => in_halves(columns(inputs)[i]) / count
      moments: variance[i] = variance[i] + distance * distance => pass
      moments: variance[i] / count =>
          in_halves([(x - mean[i]) * (x - mean[i]) for x in columns(inputs)[i]]) / count
    NORM-4 adds in four lanes
      moments: mean[i] = mean[i] + row[i] => pass
      moments: mean[i] / count => in_lanes(4, columns(inputs)[i]) / count
      moments: variance[i] = variance[i] + distance * distance => pass
      moments: variance[i] / count =>
          in_lanes(4, [(x - mean[i]) * (x - mean[i]) for x in columns(inputs)[i]]) / count
    NORM-4 rounds the mean's sum only once
      moments: mean[i] = mean[i] + row[i] => pass
      moments: mean[i] / count => compensated(columns(inputs)[i]) / count
    NORM-4 divides every term
      moments: mean[i] + row[i] => mean[i] + row[i] / count
      moments: mean[i] / count => mean[i]
      moments: distance * distance => distance * distance / count
      moments: variance[i] / count => variance[i]
    NORM-4 starts the sum at the first example
      moments: mean = [0.0] * len(inputs[0]) => mean = [-0.0] * len(inputs[0])
    ARITH-2 fuses the multiplication of the squares with the addition
      moments: variance[i] + distance * distance => fused(distance, distance, variance[i])
""")
