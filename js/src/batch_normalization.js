// Chapter batch_normalization: a layer that normalizes each feature by the batch it trains on.
//
// While the layers below a layer learn, the numbers that it sees move and grow. This layer brings
// each feature to mean 0 and variance 1 over the examples of the batch; then a scale, gamma, and a
// center, beta, which are learned, give it any deviation and mean that suit the layers above. A
// feature is an index of the last axis: a unit, or the channel of an image, whose pixels all count,
// or a feature of a sequence, whose real steps count. An answer must not depend on the other
// examples of its batch. So the layer also keeps averages of the means and variances that it has
// seen, the moving moments, of which each batch replaces a small part, 1 - momentum; outside
// training they are used.
//
// Derivation: with root = sqrt(variance + epsilon) and z = (x - mean) / root, the output is y =
// gamma * z + beta. So dL/dgamma = sum of delta * z and dL/dbeta = sum of delta. An input moves its
// own output, and through mean and variance those of all N inputs of its feature: dmean/dx = 1/N
// and dvariance/dx = 2 * (x - mean) / N. As the distances x - mean have the sum 0, the variance
// does not change with the mean, and dL/dx = gamma / root * (delta - dL/dbeta / N - z * dL/dgamma /
// N). A step that is not real is no part of mean and variance, so it keeps the first of the three
// terms. The same holds for all inputs where the moving moments are used.
//
// Source: S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by
// reducing internal covariate shift", 2015; the layer BatchNormalization of Keras, whose momentum
// and epsilon these are.
//
// Left out on purpose: other axes than the last one.
//
// m examples, p positions in each, c features; n = p * c numbers in an example.

import { cellRows } from "./conv.js";
import { moments } from "./normalization.js";

/** @typedef {import("./normalization.js").Moments} Moments */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * A layer with gamma [c] and beta [c], each a list or null, and moving moments [c].
 *
 * momentum: the part of the moving moments that a batch leaves; epsilon: above 0; inputShape: that
 * of one example, [] until it is known; mask [m][p]: of a batch, or null; training: whether the
 * batch's own moments are used.
 * @typedef {{
 *   kind: "batch_normalization",
 *   gamma: number[] | null,
 *   beta: number[] | null,
 *   movingMean: number[],
 *   movingVariance: number[],
 *   momentum: number,
 *   epsilon: number,
 *   inputShape: number[],
 *   mask: Mask,
 *   training: boolean,
 *   activation: "linear",
 * }} BatchNormalizationLayer
 */

/**
 * Sums over a batch for each feature: products [c] of delta and z, deltas [c].
 * @typedef {{products: number[], deltas: number[]}} DeltaSums
 */

/**
 * Return the shapes of one example before and after the layer, which are the same.
 * @type {(layer: BatchNormalizationLayer) => [number[], number[]]}
 */
export function batchNormalizationShapes(layer) {
  return [layer.inputShape, layer.inputShape];
}

/**
 * Return the parameters as vectors: gamma and beta, as far as the layer has them.
 * @type {(layer: BatchNormalizationLayer) => Vectors}
 */
export function batchNormalizationParameters(layer) {
  const vectors = [];
  for (const vector of [layer.gamma, layer.beta]) {
    if (vector !== null) {
      vectors.push(vector.slice());
    }
  }
  return vectors;
}

/**
 * Return how many vectors belong to gamma, and how many to beta.
 * @type {(layer: BatchNormalizationLayer) => number[]}
 */
export function batchNormalizationVariables(layer) {
  return batchNormalizationParameters(layer).map(() => 1);
}

/**
 * Return the layer with other parameters, in the order of their list above.
 * @type {(layer: BatchNormalizationLayer, vectors: Vectors) => BatchNormalizationLayer}
 */
export function batchNormalizationWithParameters(layer, vectors) {
  const gamma = layer.gamma === null ? null : vectors[0];
  const beta = layer.beta === null ? null : vectors[vectors.length - 1];
  return { ...layer, gamma, beta };
}

/**
 * Return the layer for a batch with this mask.
 *
 * mask [m][p]
 * @type {(layer: BatchNormalizationLayer, mask: Mask) => BatchNormalizationLayer}
 */
export function batchNormalizationMasked(layer, mask) {
  return { ...layer, mask };
}

/**
 * Return the layer for a batch in training, of which nothing is random (BNORM-1).
 * @type {(
 *   layer: BatchNormalizationLayer, m: number, generator: Generator,
 * ) => BatchNormalizationLayer}
 */
export function batchNormalizationDrawn(layer, m, generator) {
  return { ...layer, training: true };
}

/**
 * Return the positions that are real, example by example (BNORM-1).
 *
 * inputs [m][n] -> [N][c]
 * @type {(inputs: Matrix, layer: BatchNormalizationLayer) => Matrix}
 */
export function realCells(inputs, layer) {
  const c = layer.inputShape[layer.inputShape.length - 1];
  const { mask } = layer;
  return inputs.flatMap((row, i) => cellRows(row, c).filter((_, j) => mask === null || mask[i][j]));
}

/**
 * Return the moments of a batch; null outside training or without a real position (BNORM-1).
 *
 * inputs [m][n] -> mean [c], variance [c]
 * @type {(inputs: Matrix, layer: BatchNormalizationLayer) => Moments | null}
 */
export function batchMoments(inputs, layer) {
  const cells = layer.training ? realCells(inputs, layer) : [];
  return cells.length > 0 ? moments(cells) : null;
}

/**
 * Return the moments that normalize a batch: its own, or the moving ones (BNORM-3).
 *
 * inputs [m][n] -> mean [c], variance [c]
 * @type {(inputs: Matrix, layer: BatchNormalizationLayer) => Moments}
 */
export function usedMoments(inputs, layer) {
  const own = batchMoments(inputs, layer);
  return own === null ? { mean: layer.movingMean, variance: layer.movingVariance } : own;
}

/**
 * Return what the distances from the mean are divided by (BNORM-2).
 *
 * variance [c] -> [c]
 * @type {(variance: number[], epsilon: number) => number[]}
 */
export function roots(variance, epsilon) {
  return variance.map((each) => Math.sqrt(each + epsilon));
}

/**
 * Return z of all inputs (BNORM-2).
 *
 * inputs [m][n], used: mean [c] and variance [c] -> [m][n]
 * @type {(inputs: Matrix, used: Moments, layer: BatchNormalizationLayer) => Matrix}
 */
export function normalizedRows(inputs, used, layer) {
  const root = roots(used.variance, layer.epsilon);
  const c = root.length;
  return inputs.map((row) => row.map((x, i) => (x - used.mean[i % c]) / root[i % c]));
}

/**
 * Return the normalized inputs, scaled by gamma and moved by beta (BNORM-2, BNORM-3).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: BatchNormalizationLayer) => Matrix}
 */
export function batchNormalizationForward(inputs, layer) {
  const { gamma, beta } = layer;
  const c = layer.inputShape[layer.inputShape.length - 1];
  const outputs = normalizedRows(inputs, usedMoments(inputs, layer), layer);
  for (const row of outputs) {
    for (let i = 0; i < row.length; i++) {
      if (gamma !== null) {
        row[i] = gamma[i % c] * row[i];
      }
      if (beta !== null) {
        row[i] = row[i] + beta[i % c];
      }
    }
  }
  return outputs;
}

/**
 * Return the sums over all positions, in order from 0.0 (BNORM-5).
 *
 * normalized [m][n]: z; deltas [m][n]
 * @type {(normalized: Matrix, deltas: Matrix, c: number) => DeltaSums}
 */
export function deltaSums(normalized, deltas, c) {
  const products = Array.from({ length: c }, () => 0.0);
  const totals = Array.from({ length: c }, () => 0.0);
  for (let e = 0; e < deltas.length; e++) {
    const [row, delta] = [normalized[e], deltas[e]];
    for (let i = 0; i < row.length; i++) {
      products[i % c] = products[i % c] + delta[i] * row[i];
      totals[i % c] = totals[i % c] + delta[i];
    }
  }
  return { products, deltas: totals };
}

/**
 * Return the gradients of gamma and beta, as far as the layer has them (BNORM-5).
 *
 * inputs [m][n], deltas [m][n] -> vectors [c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: BatchNormalizationLayer) => Vectors}
 */
export function batchNormalizationParameterGradients(inputs, deltas, layer) {
  const normalized = normalizedRows(inputs, usedMoments(inputs, layer), layer);
  const sums = deltaSums(normalized, deltas, layer.movingMean.length);
  const gamma = layer.gamma === null ? [] : [sums.products];
  return layer.beta === null ? gamma : [...gamma, sums.deltas];
}

/**
 * Return the gradients of the inputs, which go through mean and variance too (BNORM-6).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: BatchNormalizationLayer) => Matrix}
 */
export function batchNormalizationInputGradients(inputs, deltas, layer) {
  const { mask } = layer;
  const used = usedMoments(inputs, layer);
  const scale = scales(used, layer);
  const c = scale.length;
  const normalized = normalizedRows(inputs, used, layer);
  const sums = deltaSums(normalized, deltas, c);
  const count = realCells(inputs, layer).length;
  const moves = layer.training && count > 0;
  return deltas.map((delta, i) =>
    delta.map((each, k) => {
      if (!moves || (mask !== null && !mask[i][Math.floor(k / c)])) {
        return scale[k % c] * each;
      }
      const throughMean = sums.deltas[k % c] / count;
      const throughVariance = normalized[i][k] * (sums.products[k % c] / count);
      return scale[k % c] * (each - throughMean - throughVariance);
    }),
  );
}

/**
 * Return gamma divided by the root, 1 divided by it without gamma (BNORM-6).
 *
 * used: mean [c] and variance [c] -> [c]
 * @type {(used: Moments, layer: BatchNormalizationLayer) => number[]}
 */
export function scales(used, layer) {
  const { gamma } = layer;
  return roots(used.variance, layer.epsilon).map(
    (root, i) => (gamma === null ? 1.0 : gamma[i]) / root,
  );
}

/**
 * Return the moving mean and variance after a batch, null where they stay (BNORM-4).
 *
 * inputs [m][n] -> two vectors [c]
 * @type {(inputs: Matrix, layer: BatchNormalizationLayer) => Vectors | null}
 */
export function batchNormalizationFinalStates(inputs, layer) {
  const own = batchMoments(inputs, layer);
  if (own === null) {
    return null;
  }
  return [
    movedAverage(layer.movingMean, own.mean, layer.momentum),
    movedAverage(layer.movingVariance, own.variance, layer.momentum),
  ];
}

/**
 * Return an average of which a part is replaced by the values of a batch (BNORM-4).
 *
 * average [c], values [c] -> [c]
 * @type {(average: number[], values: number[], momentum: number) => number[]}
 */
export function movedAverage(average, values, momentum) {
  const rest = 1.0 - momentum;
  return average.map((each, i) => each * momentum + values[i] * rest);
}

/**
 * Return the layer for the next batch, with the moving moments after this one (BNORM-4).
 * @type {(layer: BatchNormalizationLayer, states: Vectors) => BatchNormalizationLayer}
 */
export function batchNormalizationWithStates(layer, states) {
  return { ...layer, movingMean: states[0], movingVariance: states[1] };
}

/**
 * Return the vectors that batches move beside the parameters, for their check (BNORM-4).
 * @type {(layer: BatchNormalizationLayer) => Vectors}
 */
export function batchNormalizationMoving(layer) {
  return [layer.movingMean.slice(), layer.movingVariance.slice()];
}
