// Chapter dense: the layer whose units all see the same inputs.
//
// A dense layer has a kernel, with one weight for each input and unit, and a bias for each unit. In
// the forward pass, a unit's preactivation is its bias plus the weighted sum of the inputs. In the
// backward pass, the layer receives its deltas, the gradients of the loss with respect to its
// preactivations, and returns the gradients with respect to its parameters and its inputs.
//
// Derivation: from d_j = b_j + sum of x_i * w_ij it follows that dL/dw_ij = x_i * delta_j and
// dL/db_j = delta_j, both summed over the examples, and that dL/dx_i = sum of delta_j * w_ij over
// the units.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// Left out on purpose: constraints. Chapter network applies the activation, because every kind of
// layer has one.
//
// m examples, n inputs, u units.

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./optimizers.js").Vectors} Vectors */

/**
 * A dense layer: kernel [n][units], bias [units] or null.
 * @typedef {{
 *   kind: "dense",
 *   units: number,
 *   activation: string,
 *   kernel: Matrix,
 *   bias: number[] | null,
 * }} DenseLayer
 */

/**
 * Return the shapes of one example before and after the layer: [n] and [u].
 * @type {(layer: DenseLayer) => [number[], number[]]}
 */
export function denseShapes(layer) {
  return [[layer.kernel.length], [layer.units]];
}

/**
 * Return the parameters as vectors: the kernel row by row, then the bias if there is one.
 * @type {(layer: DenseLayer) => Vectors}
 */
export function denseParameters(layer) {
  const vectors = layer.kernel.map((row) => row.slice());
  if (layer.bias !== null) {
    vectors.push(layer.bias.slice());
  }
  return vectors;
}

/**
 * Return how many of the vectors belong to the kernel, and how many to the bias.
 * @type {(layer: DenseLayer) => number[]}
 */
export function denseVariables(layer) {
  return layer.bias === null ? [layer.kernel.length] : [layer.kernel.length, 1];
}

/**
 * Return the layer with other parameters, in the order of `denseParameters`.
 * @type {(layer: DenseLayer, vectors: Vectors) => DenseLayer}
 */
export function denseWithParameters(layer, vectors) {
  const n = layer.kernel.length;
  const bias = layer.bias === null ? null : vectors[n];
  const { kind, units, activation } = layer;
  return { kind, units, activation, kernel: vectors.slice(0, n), bias };
}

/**
 * Return the preactivations, each a sum that starts at the bias (SUM-1, DENSE-2).
 *
 * inputs [m][n] -> [m][u]
 * @type {(inputs: Matrix, layer: DenseLayer) => Matrix}
 */
export function denseForward(inputs, layer) {
  const preactivations = [];
  for (const row of inputs) {
    const sums =
      layer.bias === null ? Array.from({ length: layer.units }, () => 0.0) : layer.bias.slice();
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < sums.length; j++) {
        sums[j] = sums[j] + layer.kernel[i][j] * row[i];
      }
    }
    preactivations.push(sums);
  }
  return preactivations;
}

/**
 * Return the gradients of the parameters, summed over the examples in order (DENSE-12).
 *
 * inputs [m][n], deltas [m][u] -> vectors as `denseParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: DenseLayer) => Vectors}
 */
export function denseParameterGradients(inputs, deltas, layer) {
  const kernel = layer.kernel.map((weights) => weights.map(() => 0.0));
  const bias = Array.from({ length: layer.units }, () => 0.0);
  for (let e = 0; e < inputs.length; e++) {
    const row = inputs[e];
    const delta = deltas[e];
    for (let j = 0; j < delta.length; j++) {
      bias[j] = bias[j] + delta[j];
    }
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < delta.length; j++) {
        kernel[i][j] = kernel[i][j] + row[i] * delta[j];
      }
    }
  }
  return layer.bias === null ? kernel : [...kernel, bias];
}

/**
 * Return the gradients of the inputs, each summed over the units in order (DENSE-11).
 *
 * inputs [m][n], deltas [m][u] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: DenseLayer) => Matrix}
 */
export function denseInputGradients(inputs, deltas, layer) {
  const gradients = [];
  for (const delta of deltas) {
    const row = [];
    for (const weights of layer.kernel) {
      let total = 0.0;
      for (let j = 0; j < delta.length; j++) {
        total = total + delta[j] * weights[j];
      }
      row.push(total);
    }
    gradients.push(row);
  }
  return gradients;
}
