// What a layer on images or sequences must be: the part of layer_checks.js for those kinds.

import { UNIT_ACTIVATIONS } from "./activations.js";
import {
  checkFinite,
  checkLength,
  checkName,
  checkRange,
  checkRanges,
  fault,
  MOST_NUMBERS,
} from "./checks.js";
import { conv1dShapes, conv2dShapes } from "./conv.js";
import { poolingShapes, poolStrides } from "./pooling.js";
import {
  asBooleanRows,
  asCount,
  asCounts,
  asName,
  asNested,
  asNumbers,
  optional,
} from "./readers.js";
import {
  asShape,
  checkLengths,
  checkProduct,
  numbersOf,
  placedAxes,
  SEQUENCE,
} from "./shape_checks.js";
import { zeroPadding2dShapes } from "./zero_padding.js";

/** @typedef {import("./conv.js").Conv1DLayer} Conv1DLayer */
/** @typedef {import("./conv.js").Conv2DLayer} Conv2DLayer */
/** @typedef {import("./pooling.js").GlobalAveragePooling2DLayer} GlobalAveragePooling2DLayer */
/** @typedef {import("./pooling.js").PoolingLayer} PoolingLayer */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./shape_checks.js").Before} Before */
/** @typedef {import("./zero_padding.js").ZeroPadding2DLayer} ZeroPadding2DLayer */

/** @typedef {Conv2DLayer | Conv1DLayer} ConvLayer */

/**
 * A convolution as a caller may give it: of strides 1, "valid", linear and without a bias where it
 * does not say.
 * @typedef {{
 *   kind: "conv2d",
 *   filters: number,
 *   kernelSize: Numbers,
 *   strides?: Numbers,
 *   padding?: string,
 *   activation?: string,
 *   kernel: Rows[][],
 *   bias?: Numbers | null,
 *   connections?: boolean[][] | null,
 *   inputShape?: Numbers,
 * }} GivenConv2DLayer
 */

/**
 * A convolution of sequences as a caller may give it.
 * @typedef {{
 *   kind: "conv1d",
 *   filters: number,
 *   kernelSize: Numbers,
 *   strides?: Numbers,
 *   padding?: string,
 *   activation?: string,
 *   kernel: Rows[],
 *   bias?: Numbers | null,
 *   inputShape?: Numbers,
 * }} GivenConv1DLayer
 */

/**
 * A pooling layer as a caller may give it: of 2 rows and 2 columns, "valid" where it does not say.
 * @typedef {{
 *   kind: "max_pooling2d" | "average_pooling2d",
 *   poolSize?: Numbers,
 *   strides?: Numbers | null,
 *   padding?: string,
 *   inputShape?: Numbers,
 * }} GivenPoolingLayer
 */

/**
 * A global pooling layer as a caller may give it: its shape follows from the layers before.
 * @typedef {{kind: "global_average_pooling2d", inputShape?: Numbers}} GivenGlobalLayer
 */

/**
 * A zero padding as a caller may give it: 1 on each side where it does not say.
 * @typedef {{
 *   kind: "zero_padding2d",
 *   rows?: Numbers,
 *   columns?: Numbers,
 *   inputShape?: Numbers,
 * }} GivenZeroPadding2DLayer
 */

/**
 * @typedef {GivenConv2DLayer | GivenConv1DLayer | GivenPoolingLayer | GivenGlobalLayer
 *   | GivenZeroPadding2DLayer} GivenImageLayer
 */

export const PADDINGS = ["valid", "same"];
export const IMAGE = ["rows", "columns", "channels"]; // the axes of an example

// Shapes that several kinds have

/**
 * Throw shape_mismatch or out_of_range for what cannot be the sizes along some axes.
 * @type {(field: string, sizes: number[], count: number) => void}
 */
export function checkSizes(field, sizes, count) {
  if (sizes.length !== count) {
    throw fault("shape_mismatch", field, count === 1 ? "one size" : `${count} sizes`);
  }
  checkRanges(field, sizes, 1, MOST_NUMBERS);
}

/**
 * Throw shape_mismatch, out_of_range or unknown_name for what is no window on `count` axes.
 *
 * name: of the window's field
 * @type {(
 *   field: string,
 *   window: number[],
 *   strides: number[],
 *   padding: string,
 *   count: number,
 *   name: string,
 * ) => void}
 */
export function checkWindow(field, window, strides, padding, count, name) {
  checkSizes(`${field}.${name}`, window, count);
  checkSizes(`${field}.strides`, strides, count);
  checkName(`${field}.padding`, padding, PADDINGS);
}

/**
 * Throw shape_mismatch for a window that does not fit into the image, without padding.
 * @type {(field: string, window: number[], image: number[], padding: string) => void}
 */
export function checkInside(field, window, image, padding) {
  if (padding === "same") {
    return;
  }
  for (let i = 0; i < window.length; i++) {
    if (window[i] > image[i]) {
      throw fault("shape_mismatch", field, `at most the size of the image, ${image[i]}`, i);
    }
  }
}

/**
 * Throw out_of_range for windows that cover more cells than a request may ask for.
 * @type {(field: string, window: number[], windows: number[]) => void}
 */
export function checkCovered(field, window, windows) {
  if (numbersOf([...window, ...windows]) > MOST_NUMBERS) {
    throw fault("out_of_range", field, `at most ${MOST_NUMBERS} cells in all windows together`);
  }
}

// Convolutions

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => Conv2DLayer}
 */
export function asConv2dLayer(field, layer) {
  return {
    kind: "conv2d",
    ...filtersOf(field, layer, 2),
    connections: optional(asBooleanRows)(`${field}.connections`, layer.connections ?? null),
    inputShape: asShape(field, layer),
  };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => Conv1DLayer}
 */
export function asConv1dLayer(field, layer) {
  return { kind: "conv1d", ...filtersOf(field, layer, 1), inputShape: asShape(field, layer) };
}

/**
 * Return the fields of a convolution up to its bias, of the right types; throws wrong_type.
 *
 * count: of the axes of its window
 * @type {(field: string, layer: Record<string, unknown>, count: number) => any}
 */
export function filtersOf(field, layer, count) {
  const { filters, kernelSize, kernel, bias = null } = layer;
  const { strides = Array(count).fill(1), padding = "valid", activation = "linear" } = layer;
  return {
    filters: asCount(`${field}.filters`, filters),
    kernelSize: asCounts(`${field}.kernel_size`, kernelSize),
    strides: asCounts(`${field}.strides`, strides),
    padding: asName(`${field}.padding`, padding),
    activation: asName(`${field}.activation`, activation),
    kernel: asNested(`${field}.kernel`, kernel, count + 2),
    bias: optional(asNumbers)(`${field}.bias`, bias),
  };
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
 * @type {(field: string, layer: Conv2DLayer, before: Before | null) => Conv2DLayer}
 */
export function placedConv2dLayer(field, layer, before) {
  const placed = placedFilters(field, layer, before, IMAGE, conv2dShapes);
  if (placed.connections !== null) {
    const lengths = [placed.inputShape[2], placed.filters];
    checkLengths(`${field}.connections`, placed.connections, lengths);
  }
  return placed;
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
 * @type {(field: string, layer: Conv1DLayer, before: Before | null) => Conv1DLayer}
 */
export function placedConv1dLayer(field, layer, before) {
  return placedFilters(field, layer, before, SEQUENCE, conv1dShapes);
}

/**
 * Return a layer with its shape, and filters, kernel and bias that fit it.
 *
 * axes: of its inputs, of which the last one is that of the channels; shapes: of the kind. Throws
 * empty, shape_mismatch, out_of_range or unknown_name.
 * @type {<L extends ConvLayer>(
 *   field: string,
 *   layer: L,
 *   before: Before | null,
 *   axes: string[],
 *   shapes: (layer: L) => [number[], number[]],
 * ) => L}
 */
export function placedFilters(field, layer, before, axes, shapes) {
  const [name, count] = [`${field}.kernel_size`, axes.length - 1];
  checkWindow(field, layer.kernelSize, layer.strides, layer.padding, count, "kernel_size");
  checkRange(`${field}.filters`, layer.filters, 1, MOST_NUMBERS);
  layer = { ...layer, inputShape: placedAxes(field, layer, before, axes) };
  checkInside(name, layer.kernelSize, layer.inputShape, layer.padding);
  const [, after] = shapes(layer);
  checkCovered(name, layer.kernelSize, after.slice(0, count));
  checkProduct(`${field}.filters`, after);
  checkConvParts(field, layer);
  return layer;
}

/**
 * Throw shape_mismatch for a kernel or a bias of another shape than the layer needs.
 * @type {(field: string, layer: ConvLayer) => void}
 */
export function checkConvParts(field, layer) {
  const channels = layer.inputShape[layer.inputShape.length - 1];
  checkLengths(`${field}.kernel`, layer.kernel, [...layer.kernelSize, channels, layer.filters]);
  if (layer.bias !== null) {
    checkLength(`${field}.bias`, layer.bias, `${field}.filters`, layer.filters);
  }
}

/**
 * Throw unknown_name, not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: ConvLayer) => void}
 */
export function checkConvLayerValues(field, layer) {
  checkName(`${field}.activation`, layer.activation, UNIT_ACTIVATIONS);
  checkFiniteNested(`${field}.kernel`, layer.kernel, layer.kind === "conv1d" ? 3 : 4);
  if (layer.bias !== null) {
    checkFinite(`${field}.bias`, layer.bias);
  }
  if (layer.kind === "conv2d" && layer.connections !== null) {
    checkUnconnected(`${field}.kernel`, layer, layer.connections);
  }
}

/**
 * Throw not_finite for the first infinity or NaN of nested lists.
 * @type {(field: string, nested: any[], depth: number, ...indices: number[]) => void}
 */
export function checkFiniteNested(field, nested, depth, ...indices) {
  for (let i = 0; i < nested.length; i++) {
    if (depth > 1) {
      checkFiniteNested(field, nested[i], depth - 1, ...indices, i);
    } else if (!Number.isFinite(nested[i])) {
      throw fault("not_finite", field, "a finite number", ...indices, i);
    }
  }
}

/**
 * Throw out_of_range for a weight other than 0.0 without a connection (CONV-4).
 * @type {(field: string, layer: Conv2DLayer, connections: boolean[][]) => void}
 */
export function checkUnconnected(field, layer, connections) {
  layer.kernel.forEach((row, a) =>
    row.forEach((cell, b) =>
      cell.forEach((weights, i) =>
        weights.forEach((weight, j) => {
          if (!connections[i][j] && weight !== 0.0) {
            throw fault("out_of_range", field, "0 without a connection", a, b, i, j);
          }
        }),
      ),
    ),
  );
}

// Pooling and padding

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: any) => PoolingLayer}
 */
export function asPoolingLayer(field, layer) {
  const { kind, poolSize = [2, 2], strides = null, padding = "valid" } = layer;
  return {
    kind,
    poolSize: asCounts(`${field}.pool_size`, poolSize),
    strides: optional(asCounts)(`${field}.strides`, strides),
    padding: asName(`${field}.padding`, padding),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, shape_mismatch, out_of_range or unknown_name.
 * @type {(field: string, layer: PoolingLayer, before: Before | null) => PoolingLayer}
 */
export function placedPoolingLayer(field, layer, before) {
  checkWindow(field, layer.poolSize, poolStrides(layer), layer.padding, 2, "pool_size");
  const inputShape = placedAxes(field, layer, before, IMAGE);
  checkInside(`${field}.pool_size`, layer.poolSize, inputShape, layer.padding);
  layer = { ...layer, inputShape };
  checkCovered(`${field}.pool_size`, layer.poolSize, poolingShapes(layer)[1].slice(0, 2));
  return layer;
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => GlobalAveragePooling2DLayer}
 */
export function asGlobalLayer(field, layer) {
  return {
    kind: "global_average_pooling2d",
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(
 *   field: string, layer: GlobalAveragePooling2DLayer, before: Before | null,
 * ) => GlobalAveragePooling2DLayer}
 */
export function placedGlobalLayer(field, layer, before) {
  const inputShape = placedAxes(field, layer, before, IMAGE);
  return { ...layer, inputShape };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => ZeroPadding2DLayer}
 */
export function asZeroPadding2dLayer(field, layer) {
  const { rows = [1, 1], columns = [1, 1] } = layer;
  return {
    kind: "zero_padding2d",
    rows: asCounts(`${field}.rows`, rows),
    columns: asCounts(`${field}.columns`, columns),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(
 *   field: string, layer: ZeroPadding2DLayer, before: Before | null,
 * ) => ZeroPadding2DLayer}
 */
export function placedZeroPadding2dLayer(field, layer, before) {
  for (const name of /** @type {const} */ (["rows", "columns"])) {
    if (layer[name].length !== 2) {
      throw fault("shape_mismatch", `${field}.${name}`, "two widths");
    }
    checkRanges(`${field}.${name}`, layer[name], 0, MOST_NUMBERS);
  }
  const inputShape = placedAxes(field, layer, before, IMAGE);
  layer = { ...layer, inputShape };
  checkProduct(`${field}.columns`, zeroPadding2dShapes(layer)[1]);
  return layer;
}
