// Chapter conv: the layer that looks for the same small pattern everywhere in an image.
//
// A filter is a small kernel of weights. It sees the image through a window (chapter windows), and
// its preactivation there is its bias plus the weighted sum of the window's cells. The window moves
// over the whole image with the same weights, so a pattern is found wherever it is, and few weights
// suffice. Each filter gives an image of its own, a feature map; the maps are the channels of the
// next image. The kernel is not turned around: strictly, this is a cross-correlation.
//
// A window with all its channels, cell by cell, is a patch, and the filters are a dense layer whose
// inputs are patches. So forward pass and weight gradients are chapter dense's, with a patch in the
// place of an example: their sums have its order, and a fast core may calculate them as it does for
// dense layers, as products of matrices. Padded cells are zeros, which are added like all others.
// Each patch then gives its part of the input gradients back to the cells that it came from.
//
// Derivation: a cell is an input of every patch that holds it, so its gradient is the sum of those
// patches' gradients.
//
// A sequence [steps][channels] is an image of one row: conv1d is conv2d on it.
//
// Source: Y. LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; its
// unconnected maps are those of Y. LeCun et al., "Gradient-based learning applied to document
// recognition", 1998.
//
// Left out on purpose: groups, dilation, transposed convolution, and channels before rows.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together; p windows in an image; f filters of a rows and b columns; q = a * b * c numbers in a
// patch.

import { denseForward, denseInputGradients, denseParameterGradients } from "./dense.js";
import { PADDED, windowCells, windowsAlong } from "./windows.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * A convolution: kernel [a][b][c][filters], bias [filters] or null; kernelSize: [a, b].
 *
 * connections [c][filters]: whether a filter sees a channel, null where all see all; inputShape:
 * [r, s, c], [] until it is known.
 * @typedef {{
 *   kind: "conv2d", filters: number, kernelSize: number[], strides: number[], padding: string,
 *   activation: string, kernel: Matrix[][], bias: number[] | null, connections: boolean[][] | null,
 *   inputShape: number[],
 * }} Conv2DLayer
 */

/**
 * A convolution of sequences: kernel [b][c][filters], bias [filters] or null.
 *
 * kernelSize: [b]; strides: one number; inputShape: [s, c], [] until it is known.
 * @typedef {{
 *   kind: "conv1d", filters: number, kernelSize: number[], strides: number[], padding: string,
 *   activation: string, kernel: Matrix[], bias: number[] | null, inputShape: number[],
 * }} Conv1DLayer
 */

/**
 * Return the shapes of one example before and after the layer (WINDOW-1).
 * @type {(layer: Conv2DLayer) => [number[], number[]]}
 */
export function conv2dShapes(layer) {
  const [rows, columns] = layer.inputShape;
  const [a, b] = layer.kernelSize;
  const [down, right] = layer.strides;
  const downAxis = windowsAlong(rows, a, down, layer.padding);
  const rightAxis = windowsAlong(columns, b, right, layer.padding);
  return [layer.inputShape, [downAxis.windows, rightAxis.windows, layer.filters]];
}

/**
 * Return the weights as the kernel of a dense layer: [a][b][c][f] -> [q][f].
 * @type {(kernel: Matrix[][]) => Matrix}
 */
export function kernelRows(kernel) {
  return kernel.flat(2).map((weights) => weights.slice());
}

/**
 * Return what `kernelRows` has made of a kernel: [q][f] -> [a][b][c][f].
 * @type {(rows: Matrix, layer: Conv2DLayer) => Matrix[][]}
 */
export function nestedKernel(rows, layer) {
  const [a, b] = layer.kernelSize;
  const c = rows.length / (a * b);
  const cells = Array.from({ length: a * b }, (_, i) => rows.slice(i * c, (i + 1) * c));
  return Array.from({ length: a }, (_, i) => cells.slice(i * b, (i + 1) * b));
}

/**
 * Return the parameters as vectors: the kernel cell by cell, then the bias if there is one.
 * @type {(layer: Conv2DLayer) => Vectors}
 */
export function conv2dParameters(layer) {
  const vectors = kernelRows(layer.kernel);
  if (layer.bias !== null) {
    vectors.push(layer.bias.slice());
  }
  return vectors;
}

/**
 * Return how many of the vectors belong to the kernel, and how many to the bias.
 * @type {(layer: Conv2DLayer) => number[]}
 */
export function conv2dVariables(layer) {
  const q = kernelRows(layer.kernel).length;
  return layer.bias === null ? [q] : [q, 1];
}

/**
 * Return the layer with other parameters, in the order of `conv2dParameters`.
 * @type {(layer: Conv2DLayer, vectors: Vectors) => Conv2DLayer}
 */
export function conv2dWithParameters(layer, vectors) {
  const q = layer.bias === null ? vectors.length : vectors.length - 1;
  const bias = layer.bias === null ? null : vectors[q];
  return { ...layer, kernel: nestedKernel(vectors.slice(0, q), layer), bias };
}

/**
 * Return the dense layer whose inputs are the patches.
 * @type {(layer: Conv2DLayer) => DenseLayer}
 */
export function patchLayer(layer) {
  const { filters, activation, bias } = layer;
  return { kind: "dense", units: filters, activation, kernel: kernelRows(layer.kernel), bias };
}

/**
 * Return the cells of each window of the layer.
 *
 * -> [p][a * b]
 * @type {(layer: Conv2DLayer) => number[][]}
 */
export function layerCells(layer) {
  const [rows, columns] = layer.inputShape;
  return windowCells(rows, columns, layer.kernelSize, layer.strides, layer.padding);
}

/**
 * Return each window's cells with all their channels, 0.0 for a padded cell (CONV-1).
 *
 * image [r * s * c] -> [p][q]
 * @type {(image: number[], layer: Conv2DLayer) => Matrix}
 */
export function imagePatches(image, layer) {
  const c = layer.inputShape[2];
  const patches = [];
  for (const cells of layerCells(layer)) {
    const patch = [];
    for (const cell of cells) {
      for (let channel = 0; channel < c; channel++) {
        patch.push(cell === PADDED ? 0.0 : image[cell * c + channel]);
      }
    }
    patches.push(patch);
  }
  return patches;
}

/**
 * Return an image's numbers cell by cell.
 *
 * row [p * f] -> [p][f]
 * @type {(row: number[], filters: number) => Matrix}
 */
export function cellRows(row, filters) {
  const rows = [];
  for (let i = 0; i < row.length; i += filters) {
    rows.push(row.slice(i, i + filters));
  }
  return rows;
}

/**
 * Return the preactivations: each filter's bias plus its weighted sum of the patch (CONV-1).
 *
 * inputs [m][r * s * c] -> [m][p * f]
 * @type {(inputs: Matrix, layer: Conv2DLayer) => Matrix}
 */
export function conv2dForward(inputs, layer) {
  const dense = patchLayer(layer);
  const preactivations = [];
  for (const image of inputs) {
    const maps = denseForward(imagePatches(image, layer), dense);
    preactivations.push(maps.flat());
  }
  return preactivations;
}

/**
 * Return the gradients of the parameters, summed over all patches in order (CONV-2).
 *
 * Those of an image follow those of the one before. The gradient of a weight without a connection
 * is 0.0 (CONV-4). inputs [m][r * s * c], deltas [m][p * f] -> vectors as `conv2dParameters`
 * returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: Conv2DLayer) => Vectors}
 */
export function conv2dParameterGradients(inputs, deltas, layer) {
  const patches = inputs.flatMap((image) => imagePatches(image, layer));
  const patchDeltas = deltas.flatMap((delta) => cellRows(delta, layer.filters));
  const gradients = denseParameterGradients(patches, patchDeltas, patchLayer(layer));
  if (layer.connections === null) {
    return gradients;
  }
  const c = layer.connections.length;
  for (let i = 0; i < layer.kernelSize[0] * layer.kernelSize[1] * c; i++) {
    for (let j = 0; j < layer.filters; j++) {
      if (!layer.connections[i % c][j]) {
        gradients[i][j] = 0.0;
      }
    }
  }
  return gradients;
}

/**
 * Return the gradients of the inputs: the sums of those of the patches, in order (CONV-3).
 *
 * inputs [m][r * s * c], deltas [m][p * f] -> [m][r * s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: Conv2DLayer) => Matrix}
 */
export function conv2dInputGradients(inputs, deltas, layer) {
  const [dense, windows, c] = [patchLayer(layer), layerCells(layer), layer.inputShape[2]];
  const gradients = [];
  for (let e = 0; e < inputs.length; e++) {
    const row = inputs[e].map(() => 0.0);
    const patchDeltas = cellRows(deltas[e], layer.filters);
    // these gradients do not depend on the patches themselves
    const patches = denseInputGradients([], patchDeltas, dense);
    for (let p = 0; p < patches.length; p++) {
      const [cells, patch] = [windows[p], patches[p]];
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i];
        if (cell !== PADDED) {
          for (let j = 0; j < c; j++) {
            row[cell * c + j] = row[cell * c + j] + patch[i * c + j];
          }
        }
      }
    }
    gradients.push(row);
  }
  return gradients;
}

/**
 * Return the layer for sequences that are images of one row.
 * @type {(layer: Conv1DLayer) => Conv2DLayer}
 */
export function oneRow(layer) {
  return {
    ...layer,
    kind: "conv2d",
    kernelSize: [1, ...layer.kernelSize],
    strides: [1, ...layer.strides],
    kernel: [layer.kernel],
    connections: null,
    inputShape: [1, ...layer.inputShape],
  };
}

/**
 * Return the shapes of one example before and after the layer: [s, c] and [windows, f].
 * @type {(layer: Conv1DLayer) => [number[], number[]]}
 */
export function conv1dShapes(layer) {
  const [, after] = conv2dShapes(oneRow(layer));
  return [layer.inputShape, after.slice(1)];
}

/**
 * Return the parameters as vectors: the kernel step by step, then the bias if there is one.
 * @type {(layer: Conv1DLayer) => Vectors}
 */
export function conv1dParameters(layer) {
  return conv2dParameters(oneRow(layer));
}

/**
 * Return how many of the vectors belong to the kernel, and how many to the bias.
 * @type {(layer: Conv1DLayer) => number[]}
 */
export function conv1dVariables(layer) {
  return conv2dVariables(oneRow(layer));
}

/**
 * Return the layer with other parameters, in the order of `conv1dParameters`.
 * @type {(layer: Conv1DLayer, vectors: Vectors) => Conv1DLayer}
 */
export function conv1dWithParameters(layer, vectors) {
  const moved = conv2dWithParameters(oneRow(layer), vectors);
  return { ...layer, kernel: moved.kernel[0], bias: moved.bias };
}

/**
 * Return the preactivations (CONV-5).
 *
 * inputs [m][s * c] -> [m][p * f]
 * @type {(inputs: Matrix, layer: Conv1DLayer) => Matrix}
 */
export function conv1dForward(inputs, layer) {
  return conv2dForward(inputs, oneRow(layer));
}

/**
 * Return the gradients of the parameters (CONV-5).
 *
 * inputs [m][s * c], deltas [m][p * f] -> vectors as `conv1dParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: Conv1DLayer) => Vectors}
 */
export function conv1dParameterGradients(inputs, deltas, layer) {
  return conv2dParameterGradients(inputs, deltas, oneRow(layer));
}

/**
 * Return the gradients of the inputs (CONV-5).
 *
 * inputs [m][s * c], deltas [m][p * f] -> [m][s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: Conv1DLayer) => Matrix}
 */
export function conv1dInputGradients(inputs, deltas, layer) {
  return conv2dInputGradients(inputs, deltas, oneRow(layer));
}
