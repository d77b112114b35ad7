// Chapter clipping: gradients that are cut where they are too large.
//
// A single steep example can throw the weights far away. So gradients are limited before the
// optimizer sees them: each by itself, or a whole variable by its norm, which keeps its direction,
// or all variables by their common norm, which keeps the direction of the whole step. A variable is
// a kernel, a bias or a table: a layer's parameters that belong together, in one or several vectors.
//
// Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
// networks", 2013; the formulas and names are Keras 3's.
//
// Left out on purpose: other norms, and limits that follow the size of the weights.

/** @typedef {import("./optimizers.js").Optimizer} Optimizer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */

/**
 * Return the root of the sum of all squares, one after another (CLIP-1).
 *
 * vectors: of any lengths
 * @type {(vectors: Vectors) => number}
 */
export function norm(vectors) {
  let total = 0.0;
  for (const vector of vectors) {
    for (const x of vector) {
      total = total + x * x;
    }
  }
  return Math.sqrt(total);
}

/**
 * Return the gradients with a norm of at most `limit` (CLIP-2).
 * @type {(gradients: Vectors, limit: number) => Vectors}
 */
export function clippedByNorm(gradients, limit) {
  const length = norm(gradients);
  const divisor = length > limit ? length : limit;
  return gradients.map((vector) => vector.map((g) => (g * limit) / divisor));
}

/**
 * Return the gradients, each at least -limit and at most `limit` (CLIP-3).
 * @type {(gradients: Vectors, limit: number) => Vectors}
 */
export function clippedByValue(gradients, limit) {
  const clipped = (/** @type {number} */ g) => (g < -limit ? -limit : g > limit ? limit : g);
  return gradients.map((vector) => vector.map(clipped));
}

/**
 * Return the gradients as the optimizer's settings limit them (CLIP-4).
 *
 * gradients: vectors; variables: how many of these vectors each variable has
 * @type {(gradients: Vectors, variables: number[], optimizer: Optimizer) => Vectors}
 */
export function clippedGradients(gradients, variables, optimizer) {
  if (optimizer.clipvalue !== null) {
    return clippedByValue(gradients, optimizer.clipvalue);
  }
  if (optimizer.globalClipnorm !== null) {
    return clippedByNorm(gradients, optimizer.globalClipnorm);
  }
  if (optimizer.clipnorm === null) {
    return gradients;
  }
  /** @type {Vectors} */
  const clipped = [];
  for (const count of variables) {
    const start = clipped.length;
    const variable = gradients.slice(start, start + count);
    for (const vector of clippedByNorm(variable, optimizer.clipnorm)) {
      clipped.push(vector);
    }
  }
  return clipped;
}
