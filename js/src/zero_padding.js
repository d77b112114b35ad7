// Chapter zero_padding: the layer that puts an edge of zeros around an image.
//
// Each convolution without padding makes an image smaller. An edge of zeros before it keeps the
// size, or gives the image another one; unlike the padding "same", each side can have a width of
// its own. The backward pass drops the gradients of the edge.
//
// Source: the layer ZeroPadding2D of Keras.
//
// Left out on purpose: edges that repeat or mirror the image.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together.

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * An edge of zeros: rows above and below, columns to the left and to the right.
 *
 * inputShape: [r, s, c], [] until it is known.
 * @typedef {{
 *   kind: "zero_padding2d",
 *   rows: number[],
 *   columns: number[],
 *   inputShape: number[],
 *   activation: "linear",
 * }} ZeroPadding2DLayer
 */

/**
 * Return the shapes of one example before and after the layer.
 * @type {(layer: ZeroPadding2DLayer) => [number[], number[]]}
 */
export function zeroPadding2dShapes(layer) {
  const [r, s, c] = layer.inputShape;
  const [above, below] = layer.rows;
  const [left, right] = layer.columns;
  return [layer.inputShape, [above + r + below, left + s + right, c]];
}

/**
 * Return the images with zeros around them (PAD-1).
 *
 * inputs [m][r * s * c] -> [m][(above + r + below) * (left + s + right) * c]
 * @type {(inputs: Matrix, layer: ZeroPadding2DLayer) => Matrix}
 */
export function zeroPadding2dForward(inputs, layer) {
  const [r, s, c] = layer.inputShape;
  const [above, below] = layer.rows;
  const [left, right] = layer.columns;
  const width = (left + s + right) * c;
  const preactivations = [];
  for (const image of inputs) {
    const row = Array.from({ length: (above + r + below) * width }, () => 0.0);
    for (let i = 0; i < r; i++) {
      const start = (above + i) * width + left * c;
      for (let j = 0; j < s * c; j++) {
        row[start + j] = image[i * s * c + j];
      }
    }
    preactivations.push(row);
  }
  return preactivations;
}

/**
 * Return the gradients of the inputs: the deltas without those of the edge (PAD-2).
 *
 * inputs [m][r * s * c], deltas [m][(above + r + below) * (left + s + right) * c]
 * -> [m][r * s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: ZeroPadding2DLayer) => Matrix}
 */
export function zeroPadding2dInputGradients(inputs, deltas, layer) {
  const [r, s, c] = layer.inputShape;
  const [above] = layer.rows;
  const [left, right] = layer.columns;
  const width = (left + s + right) * c;
  const gradients = [];
  for (const delta of deltas) {
    const row = [];
    for (let i = above; i < above + r; i++) {
      const start = i * width + left * c;
      for (let j = start; j < start + s * c; j++) {
        row.push(delta[j]);
      }
    }
    gradients.push(row);
  }
  return gradients;
}
