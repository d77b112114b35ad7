// The checks of layers on images and sequences.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asLayers, checkLayerValues, placedLayers } from "../src/network_checks.js";
import {
  averagePooling2d,
  conv1d,
  conv2d,
  globalAveragePooling2d,
  kernelOf,
  maxPooling2d,
  zeroPadding2d,
} from "./support/networks.js";
import { UNIT_ACTIVATION } from "./support/placed.js";
import { refusal } from "./support/refusal.js";

const IMAGE = /** @type {const} */ ([4, 5, 2]);

/** @type {(layer: any, inputShape: readonly number[]) => import("../src/kinds.js").Layer} */
function placed(layer, inputShape) {
  const [read] = placedLayers("layers", asLayers("layers", [layer]), [...inputShape]);
  checkLayerValues("layers", [read]);
  return read;
}

/**
 * Assert that layers are refused, each with this code, field and expectation.
 * @type {(refused: [layer: any, code: string, place: string, expected: string][], inputShape: readonly number[]) => void}
 */
function assertRefused(refused, inputShape) {
  for (const [layer, code, place, expected] of refused) {
    assert.throws(
      () => placed(layer, inputShape),
      (error) =>
        refusal(code, `layers[0].${place}`)(error) &&
        String(error).endsWith(`: expected ${expected}`),
      JSON.stringify([code, place, expected]),
    );
  }
}

test("layers are read into new arrays, and may leave out what has a default", () => {
  const kernel = kernelOf(2, 3, 2, 1);
  const given = {
    kind: "conv2d",
    filters: 1,
    kernelSize: Int32Array.of(2, 3),
    kernel: kernel.map((row) => row.map((cell) => cell.map((each) => Float64Array.from(each)))),
  };
  const want = conv2d(1, [2, 3], [4, 5, 2], { kernel });
  assert.deepEqual(placed(given, IMAGE), want);
  assert.deepEqual(placed(want, IMAGE), want);
  const read = /** @type {any} */ (placed(want, IMAGE));
  read.kernel[0][0][0].fill(99);
  assert.deepEqual(want.kernel, kernel);
  const steps = { kind: "conv1d", filters: 1, kernelSize: [2], kernel: kernelOf(1, 2, 3, 1)[0] };
  assert.deepEqual(placed(steps, [4, 3]), conv1d(1, 2, [4, 3]));
  assert.deepEqual(placed({ kind: "max_pooling2d" }, IMAGE), maxPooling2d([...IMAGE]));
  const average = { kind: "average_pooling2d", strides: [1, 2], padding: "same" };
  const strided = averagePooling2d([...IMAGE], { strides: [1, 2], padding: "same" });
  assert.deepEqual(placed(average, IMAGE), strided);
  assert.deepEqual(
    placed({ kind: "global_average_pooling2d" }, IMAGE),
    globalAveragePooling2d(...IMAGE),
  );
  assert.deepEqual(placed({ kind: "zero_padding2d" }, IMAGE), {
    ...zeroPadding2d([1, 1], [1, 1], [...IMAGE]),
  });
});

test("fields of another type are refused", () => {
  const layer = conv2d(1, [2, 3], [4, 5, 2]);
  const steps = conv1d(1, 2, [4, 3]);
  const fourDeep = "a list of lists of lists of lists of numbers";
  assertRefused(
    [
      [{ ...layer, filters: 1.5 }, "wrong_type", "filters", "a whole number"],
      [{ ...layer, kernelSize: 2 }, "wrong_type", "kernel_size", "a list of whole numbers"],
      [{ ...layer, strides: null }, "wrong_type", "strides", "a list of whole numbers"],
      [{ ...layer, padding: null }, "wrong_type", "padding", "a string"],
      [{ ...layer, activation: 1 }, "wrong_type", "activation", "a string"],
      [{ ...layer, kernel: [[1]] }, "wrong_type", "kernel", fourDeep],
      [{ ...layer, kernel: [[[["1"]]]] }, "wrong_type", "kernel", fourDeep],
      [{ ...layer, bias: [true] }, "wrong_type", "bias", "a list of numbers or null"],
      [
        { ...layer, connections: [[1]] },
        "wrong_type",
        "connections",
        "a list of lists of true and false or null",
      ],
      [
        { ...steps, kernel: layer.kernel },
        "wrong_type",
        "kernel",
        "a list of lists of lists of numbers",
      ],
      [
        { kind: "max_pooling2d", poolSize: 2 },
        "wrong_type",
        "pool_size",
        "a list of whole numbers",
      ],
      [
        { kind: "max_pooling2d", strides: 2 },
        "wrong_type",
        "strides",
        "a list of whole numbers or null",
      ],
      [{ kind: "average_pooling2d", padding: 1 }, "wrong_type", "padding", "a string"],
      [{ kind: "zero_padding2d", rows: 1 }, "wrong_type", "rows", "a list of whole numbers"],
      [{ kind: "zero_padding2d", columns: 1 }, "wrong_type", "columns", "a list of whole numbers"],
      [
        { kind: "global_average_pooling2d", inputShape: 1 },
        "wrong_type",
        "input_shape",
        "a list of whole numbers",
      ],
    ],
    IMAGE,
  );
});

test("windows that cannot be are refused", () => {
  const layer = conv2d(1, [2, 3], [4, 5, 2]);
  const range = "1 to 16777216";
  const paddings = 'one of "valid", "same"';
  assertRefused(
    [
      [{ ...layer, kernelSize: [2] }, "shape_mismatch", "kernel_size", "2 sizes"],
      [{ ...layer, kernelSize: [2, 0] }, "out_of_range", "kernel_size", range],
      [{ ...layer, strides: [1, 1, 1] }, "shape_mismatch", "strides", "2 sizes"],
      [{ ...layer, strides: [0, 1] }, "out_of_range", "strides", range],
      [{ ...layer, strides: [1, 2 ** 24 + 1] }, "out_of_range", "strides", range],
      [{ ...layer, padding: "full" }, "unknown_name", "padding", paddings],
      [{ ...layer, filters: 0 }, "out_of_range", "filters", range],
      [
        { ...layer, kernelSize: [5, 3] },
        "shape_mismatch",
        "kernel_size",
        "at most the size of the image, 4",
      ],
      [{ kind: "max_pooling2d", poolSize: [] }, "shape_mismatch", "pool_size", "2 sizes"],
      [{ kind: "max_pooling2d", poolSize: [-1, 1] }, "out_of_range", "pool_size", range],
      [{ kind: "max_pooling2d", strides: [1] }, "shape_mismatch", "strides", "2 sizes"],
      [{ kind: "max_pooling2d", padding: "" }, "unknown_name", "padding", paddings],
      [
        { kind: "average_pooling2d", poolSize: [1, 6] },
        "shape_mismatch",
        "pool_size",
        "at most the size of the image, 5",
      ],
    ],
    IMAGE,
  );
  const steps = conv1d(1, 2, [4, 3]);
  assertRefused(
    [
      [{ ...steps, kernelSize: [1, 2] }, "shape_mismatch", "kernel_size", "one size"],
      [{ ...steps, strides: [] }, "shape_mismatch", "strides", "one size"],
      [
        { ...steps, kernelSize: [5] },
        "shape_mismatch",
        "kernel_size",
        "at most the size of the image, 4",
      ],
    ],
    [4, 3],
  );
});

test("inputs of another shape are refused", () => {
  const images = "examples of the shape [rows][columns][channels]";
  const bare = { ...conv2d(1, [2, 3], [4, 5, 2]), inputShape: [] };
  const steps = { ...conv1d(1, 2, [4, 3]), inputShape: [] };
  assertRefused(
    [
      [bare, "shape_mismatch", "input_shape", images],
      [{ kind: "max_pooling2d" }, "shape_mismatch", "input_shape", images],
      [{ kind: "average_pooling2d" }, "shape_mismatch", "input_shape", images],
      [{ kind: "global_average_pooling2d" }, "shape_mismatch", "input_shape", images],
      [{ kind: "zero_padding2d" }, "shape_mismatch", "input_shape", images],
    ],
    [4, 5],
  );
  assertRefused(
    [[steps, "shape_mismatch", "input_shape", "examples of the shape [steps][features]"]],
    IMAGE,
  );
  assert.throws(
    () => placedLayers("layers", asLayers("layers", [bare]), null),
    refusal("empty", "input_shape"),
  );
});

test("parts that do not fit, and too many outputs, are refused", () => {
  const layer = conv2d(1, [2, 3], [4, 5, 2], { bias: [1] });
  const most = "1 to 16777216";
  assertRefused(
    [
      [
        { ...layer, kernel: kernelOf(3, 2, 2, 1) },
        "shape_mismatch",
        "kernel",
        "the shape [2][3][2][1]",
      ],
      [{ ...layer, kernel: [] }, "shape_mismatch", "kernel", "the shape [2][3][2][1]"],
      [
        { ...layer, bias: [1, 2] },
        "shape_mismatch",
        "bias",
        "length 1, that of layers[0].filters, got length 2",
      ],
      [{ ...layer, connections: [[true]] }, "shape_mismatch", "connections", "the shape [2][1]"],
      [{ ...layer, filters: 2 ** 22 }, "out_of_range", "filters", most],
      [
        { kind: "zero_padding2d", rows: [1, 1], columns: [2 ** 23, 0] },
        "out_of_range",
        "columns",
        most,
      ],
      [{ kind: "zero_padding2d", rows: [1] }, "shape_mismatch", "rows", "two widths"],
      [{ kind: "zero_padding2d", columns: [1, 2, 3] }, "shape_mismatch", "columns", "two widths"],
      [{ kind: "zero_padding2d", rows: [0, -1] }, "out_of_range", "rows", "0 to 16777216"],
      [
        { kind: "zero_padding2d", columns: [2 ** 24 + 1, 0] },
        "out_of_range",
        "columns",
        "0 to 16777216",
      ],
    ],
    IMAGE,
  );
  placed({ kind: "zero_padding2d", rows: [0, 0], columns: [0, 0] }, IMAGE);
});

test("values that cannot be are refused", () => {
  const kernel = kernelOf(2, 3, 2, 2);
  const layer = conv2d(2, [2, 3], [4, 5, 2], { kernel, bias: [1, 2] });
  const infinite = structuredClone(kernel);
  infinite[1][0][1][0] = Infinity;
  const zeros = structuredClone(kernel);
  zeros.flat(2).forEach((weights, i) => i % 2 === 1 && weights.fill(-0, 1));
  const connections = [
    [true, true],
    [true, false],
  ];
  assertRefused(
    [
      [{ ...layer, activation: "softmax" }, "unknown_name", "activation", UNIT_ACTIVATION],
      [{ ...layer, kernel: infinite }, "not_finite", "kernel", "a finite number"],
      [{ ...layer, bias: [1, NaN] }, "not_finite", "bias", "a finite number"],
      [{ ...layer, connections }, "out_of_range", "kernel", "0 without a connection"],
    ],
    IMAGE,
  );
  assert.throws(() => placed({ ...layer, kernel: infinite }, IMAGE), {
    message: "layers[0].kernel[1][0][1][0]: expected a finite number",
  });
  placed({ ...layer, kernel: zeros, connections }, IMAGE);
  zeros[1][2][1][1] = 5e-324;
  assert.throws(() => placed({ ...layer, kernel: zeros, connections }, IMAGE), {
    message: "layers[0].kernel[1][2][1][1]: expected 0 without a connection",
  });
  const soft = conv1d(1, 2, [4, 3], { activation: "softmax" });
  assertRefused([[soft, "unknown_name", "activation", UNIT_ACTIVATION]], [4, 3]);
  assertRefused(
    [[conv1d(1, 1, [4, 1], { kernel: [[[NaN]]] }), "not_finite", "kernel", "a finite number"]],
    [4, 1],
  );
});

test("a window with the padding same may be larger than the image", () => {
  placed(conv2d(1, [5, 6], [4, 5, 2], { padding: "same" }), IMAGE);
  placed({ kind: "max_pooling2d", poolSize: [9, 9], padding: "same" }, IMAGE);
});
