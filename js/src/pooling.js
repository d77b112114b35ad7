// Chapter pooling: the layers that make an image smaller.
//
// A feature map says where a pattern is, more precisely than the next layer needs to know. Pooling
// looks at each channel through a window (chapter windows) and keeps one number of it: the largest
// (max pooling) or the mean (average pooling). What moves by a cell then changes little. Padded
// cells are left out: they are neither compared nor counted. Global average pooling has one window,
// the whole image, and keeps one number for each channel.
//
// In the backward pass, the gradient of a largest number goes to the cell that had it, the first
// one if there are several; the gradient of a mean is shared equally among its cells. Windows may
// overlap: then a cell adds up what it gets from each.
//
// Source: Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998
// (subsampling by means); M. Lin, Q. Chen and S. Yan, "Network in network", 2014 (global average
// pooling). The names and the padding are Keras's.
//
// Left out on purpose: pooling of sequences and of volumes.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together; p windows in an image.

import { PADDED, windowCells, windowsAlong } from "./windows.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * The largest number of each window and channel.
 *
 * strides: null for those of poolSize; inputShape: [r, s, c], [] until it is known.
 * @typedef {{
 *   kind: "max_pooling2d",
 *   poolSize: number[],
 *   strides: number[] | null,
 *   padding: string,
 *   inputShape: number[],
 *   activation: "linear",
 * }} MaxPooling2DLayer
 */

/**
 * The mean of each window and channel.
 *
 * strides: null for those of poolSize; inputShape: [r, s, c], [] until it is known.
 * @typedef {{
 *   kind: "average_pooling2d",
 *   poolSize: number[],
 *   strides: number[] | null,
 *   padding: string,
 *   inputShape: number[],
 *   activation: "linear",
 * }} AveragePooling2DLayer
 */

/**
 * The mean of each channel; inputShape: [r, s, c], [] until it is known.
 * @typedef {{
 *   kind: "global_average_pooling2d",
 *   inputShape: number[],
 *   activation: "linear",
 * }} GlobalAveragePooling2DLayer
 */

/** @typedef {MaxPooling2DLayer | AveragePooling2DLayer} PoolingLayer */

/**
 * Return the strides down and to the right: those of the layer, or else its poolSize.
 * @type {(layer: PoolingLayer) => number[]}
 */
export function poolStrides(layer) {
  return layer.strides === null ? layer.poolSize : layer.strides;
}

/**
 * Return the shapes of one example before and after the layer (WINDOW-1).
 * @type {(layer: PoolingLayer) => [number[], number[]]}
 */
export function poolingShapes(layer) {
  const [[rows, columns, c], strides] = [layer.inputShape, poolStrides(layer)];
  const down = windowsAlong(rows, layer.poolSize[0], strides[0], layer.padding);
  const right = windowsAlong(columns, layer.poolSize[1], strides[1], layer.padding);
  return [layer.inputShape, [down.windows, right.windows, c]];
}

/**
 * Return the cells of each window of the layer, without the padded ones.
 *
 * -> [p][cells]
 * @type {(layer: PoolingLayer) => number[][]}
 */
export function pools(layer) {
  const [rows, columns] = layer.inputShape;
  const windows = windowCells(rows, columns, layer.poolSize, poolStrides(layer), layer.padding);
  return windows.map((cells) => cells.filter((cell) => cell !== PADDED));
}

/**
 * Return the cell with the largest number of a channel, the first of several (POOL-1).
 *
 * image [r * s * c]
 * @type {(image: number[], cells: number[], channel: number, c: number) => number}
 */
export function largestCell(image, cells, channel, c) {
  let largest = cells[0];
  for (const cell of cells) {
    if (image[cell * c + channel] > image[largest * c + channel]) {
      largest = cell;
    }
  }
  return largest;
}

/**
 * Return the largest number of each window and channel (POOL-1).
 *
 * inputs [m][r * s * c] -> [m][p * c]
 * @type {(inputs: Matrix, layer: MaxPooling2DLayer) => Matrix}
 */
export function maxPooling2dForward(inputs, layer) {
  const [windows, c] = [pools(layer), layer.inputShape[2]];
  const preactivations = [];
  for (const image of inputs) {
    const row = [];
    for (const cells of windows) {
      for (let channel = 0; channel < c; channel++) {
        row.push(image[largestCell(image, cells, channel, c) * c + channel]);
      }
    }
    preactivations.push(row);
  }
  return preactivations;
}

/**
 * Return the gradients of the inputs: a delta goes to the largest cell (POOL-2).
 *
 * inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: MaxPooling2DLayer) => Matrix}
 */
export function maxPooling2dInputGradients(inputs, deltas, layer) {
  const [windows, c] = [pools(layer), layer.inputShape[2]];
  const gradients = [];
  for (let e = 0; e < inputs.length; e++) {
    const [image, delta] = [inputs[e], deltas[e]];
    const row = image.map(() => 0.0);
    for (let p = 0; p < windows.length; p++) {
      for (let channel = 0; channel < c; channel++) {
        const i = largestCell(image, windows[p], channel, c) * c + channel;
        row[i] = row[i] + delta[p * c + channel];
      }
    }
    gradients.push(row);
  }
  return gradients;
}

/**
 * Return the mean of each window and channel: the sum of its cells in order (POOL-3).
 *
 * inputs [m][r * s * c] -> [m][p * c]
 * @type {(inputs: Matrix, layer: AveragePooling2DLayer) => Matrix}
 */
export function averagePooling2dForward(inputs, layer) {
  const [windows, c] = [pools(layer), layer.inputShape[2]];
  const preactivations = [];
  for (const image of inputs) {
    const row = [];
    for (const cells of windows) {
      for (let channel = 0; channel < c; channel++) {
        let total = 0.0;
        for (const cell of cells) {
          total = total + image[cell * c + channel];
        }
        row.push(total / cells.length);
      }
    }
    preactivations.push(row);
  }
  return preactivations;
}

/**
 * Return the gradients of the inputs: each cell of a window gets its share (POOL-4).
 *
 * inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: AveragePooling2DLayer) => Matrix}
 */
export function averagePooling2dInputGradients(inputs, deltas, layer) {
  const [windows, c] = [pools(layer), layer.inputShape[2]];
  const gradients = [];
  for (let e = 0; e < inputs.length; e++) {
    const delta = deltas[e];
    const row = inputs[e].map(() => 0.0);
    for (let p = 0; p < windows.length; p++) {
      const cells = windows[p];
      for (let channel = 0; channel < c; channel++) {
        const share = delta[p * c + channel] / cells.length;
        for (const cell of cells) {
          const i = cell * c + channel;
          row[i] = row[i] + share;
        }
      }
    }
    gradients.push(row);
  }
  return gradients;
}

/**
 * Return the average pooling whose only window is the whole image.
 * @type {(layer: GlobalAveragePooling2DLayer) => AveragePooling2DLayer}
 */
export function wholeImage(layer) {
  return {
    kind: "average_pooling2d",
    poolSize: layer.inputShape.slice(0, 2),
    strides: null,
    padding: "valid",
    inputShape: layer.inputShape,
    activation: "linear",
  };
}

/**
 * Return the shapes of one example before and after the layer: [r, s, c] and [c].
 * @type {(layer: GlobalAveragePooling2DLayer) => [number[], number[]]}
 */
export function globalAveragePooling2dShapes(layer) {
  return [layer.inputShape, layer.inputShape.slice(2)];
}

/**
 * Return the mean of each channel (POOL-3).
 *
 * inputs [m][r * s * c] -> [m][c]
 * @type {(inputs: Matrix, layer: GlobalAveragePooling2DLayer) => Matrix}
 */
export function globalAveragePooling2dForward(inputs, layer) {
  return averagePooling2dForward(inputs, wholeImage(layer));
}

/**
 * Return the gradients of the inputs (POOL-4).
 *
 * inputs [m][r * s * c], deltas [m][c] -> [m][r * s * c]
 * @type {(inputs: Matrix, deltas: Matrix, layer: GlobalAveragePooling2DLayer) => Matrix}
 */
export function globalAveragePooling2dInputGradients(inputs, deltas, layer) {
  return averagePooling2dInputGradients(inputs, deltas, wholeImage(layer));
}
