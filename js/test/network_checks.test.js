// The checks of layers and optimizers; what each experiment accepts is tested beside it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { onlyCounts, onlyRows } from "../src/checks.js";
import {
  asLayers,
  checkedLearningRates,
  checkedSaveModel,
  checkLayerValues,
  fileVersion,
  inputsOf,
  outputsOf,
  placedLayers,
} from "../src/network_checks.js";
import {
  activation,
  averagePooling2d,
  conv1d,
  conv2d,
  dropout,
  flatten,
  globalAveragePooling2d,
  leakyRelu,
  maxPooling2d,
  network,
  normalization,
  reshape,
  softmax,
  zeroPadding2d,
} from "./support/networks.js";
import { refusal } from "./support/refusal.js";

/** @type {(layers: any[], inputShape?: number[] | null) => import("../src/kinds.js").Layer[]} */
function placed(layers, inputShape = null) {
  const read = placedLayers("layers", asLayers("layers", layers), inputShape);
  checkLayerValues("layers", read);
  return read;
}

test("targets are rows or class numbers", () => {
  assert.deepEqual(onlyRows("a", [[1], []]), [[1], []]);
  assert.deepEqual(onlyCounts("a", [1, 0]), [1, 0]);
  const rows = { code: "shape_mismatch", message: "a: expected a list of numbers for each" };
  assert.throws(() => onlyRows("a", [1]), rows);
  const counts = { code: "shape_mismatch", message: "a: expected one whole number for each" };
  assert.throws(() => onlyCounts("a", [[1]]), counts);
});

test("a layer without a kind is a dense one, and may leave out its bias", () => {
  const [layer] = network("tanh", "linear", true);
  const { kind, bias, ...given } = layer;
  const copy = structuredClone(layer);
  const [read] = asLayers("layers", [{ ...given, bias: Float64Array.from([0.5, 1, 2]) }]);
  assert.deepEqual(read, { ...layer, bias: [0.5, 1, 2] });
  assert.deepEqual(asLayers("layers", [given, layer]), [{ ...layer, bias: null }, layer]);
  read.kernel[0].fill(99);
  assert.deepEqual(layer, copy);
  for (const other of [
    { ...given, kind: "conv" },
    { ...given, kind: "toString" },
    { ...given, kind: null },
    [],
    1,
  ]) {
    assert.throws(() => asLayers("layers", [other]), refusal("wrong_type", "layers"));
  }
});

test("layers of other kinds are read into new arrays, and may leave out what has a default", () => {
  const given = [
    { kind: "flatten", inputShape: Int32Array.of(1, 2) },
    { kind: "normalization", mean: Float32Array.of(0.5, -1), variance: [0, 2] },
    { kind: "normalization", mean: [1, 2], variance: [3, 4], invert: true, inputShape: [2, 1] },
  ];
  const read = asLayers("layers", given);
  const normal = { ...normalization([0.5, -1], [0, 2]), inputShape: [] };
  const inverse = { ...normalization([1, 2], [3, 4], true), inputShape: [2, 1] };
  assert.deepEqual(read, [flatten(1, 2), normal, inverse]);
  assert.deepEqual(asLayers("layers", read), read);
  const copy = structuredClone(given);
  /** @type {any} */ (read[2]).mean.fill(99);
  assert.deepEqual(given, copy);
});

test("the inputs and outputs of each kind", () => {
  const [dense] = network("tanh", "linear", true);
  const shaped = flatten(2, 3);
  const normal = normalization([1, 2], [3, 4]);
  assert.deepEqual(inputsOf("layers", [dense, shaped]), ["layers[0].kernel", 2]);
  assert.deepEqual(outputsOf("layers", [shaped, dense]), ["layers[1].units", 3]);
  assert.deepEqual(inputsOf("layers", [shaped]), ["layers[0].input_shape", 6]);
  assert.deepEqual(outputsOf("layers", [shaped]), ["layers[0].input_shape", 6]);
  assert.deepEqual(inputsOf("layers", [normal]), ["layers[0].mean", 2]);
  assert.deepEqual(outputsOf("layers", [dense, normal]), ["layers[1].mean", 2]);
  const image = [6, 5, 2];
  /** @type {[import("../src/kinds.js").Layer, string, string, number, number][]} */
  const others = [
    [reshape([3, 4], [12]), "input_shape", "target_shape", 12, 12],
    [conv2d(3, [2, 2], [6, 5, 2]), "input_shape", "filters", 60, 60],
    [conv1d(4, 2, [6, 5]), "input_shape", "filters", 30, 20],
    [maxPooling2d(image), "input_shape", "pool_size", 60, 12],
    [averagePooling2d(image), "input_shape", "pool_size", 60, 12],
    [globalAveragePooling2d(...image), "input_shape", "input_shape", 60, 2],
    [zeroPadding2d([1, 0], [0, 2], image), "input_shape", "columns", 60, 98],
    [dropout(0.5, [3, 2]), "input_shape", "input_shape", 6, 6],
    [activation("elu", [3, 2]), "input_shape", "input_shape", 6, 6],
    [leakyRelu(0.3, [3, 2]), "input_shape", "input_shape", 6, 6],
    [softmax(3, 2), "input_shape", "input_shape", 6, 6],
  ];
  for (const [layer, before, after, n, k] of others) {
    assert.deepEqual(inputsOf("layers", [layer]), [`layers[0].${before}`, n]);
    assert.deepEqual(outputsOf("layers", [dense, layer]), [`layers[1].${after}`, k]);
  }
});

test("layers that fit together are accepted", () => {
  const [first, last] = network("tanh", "linear", true);
  const [zeros, ones] = [normalization([0, 0], [0, 0]), normalization([1, 1, 1], [1, 1, 1])];
  const inverse = normalization([1, 2], [3, 4], true);
  const layers = [flatten(2, 1), zeros, first, flatten(3), ones, last, inverse];
  assert.deepEqual(placed(layers), layers);
  assert.deepEqual(placed(layers, [2, 1]), layers);
  assert.deepEqual(placed([flatten(1)]), [flatten(1)]);
  assert.deepEqual(placed([flatten(4096, 4096)]), [flatten(4096, 4096)]);
  placed([normalization([-1e308], [5e-324])]);
});

test("flatten layers get the shape of what comes before them", () => {
  const [first, last] = network("tanh", "linear", true);
  const bare = { kind: "flatten" };
  assert.deepEqual(placed([bare, first, bare, last], [1, 2, 1]), [
    flatten(1, 2, 1),
    first,
    flatten(3),
    last,
  ]);
  assert.deepEqual(placed([bare, bare], [2, 3]), [flatten(2, 3), flatten(6)]);
  assert.deepEqual(placed([first, bare]), [first, flatten(3)]);
  assert.deepEqual(placed([bare], [4096, 4096]), [flatten(4096, 4096)]);
  assert.deepEqual(placed([flatten(2, 3), bare], [2, 3]), [flatten(2, 3), flatten(6)]);
  const shape = [1, 2];
  const layers = asLayers("layers", [bare]);
  placedLayers("layers", layers, shape);
  assert.deepEqual([layers, shape], [[flatten()], [1, 2]]);
});

test("layers that do not fit the examples are refused", () => {
  const [first] = network("tanh", "linear", true);
  const normal = normalization([1, 2], [3, 4]);
  const bare = { kind: "flatten" };
  const known = "the shape of the layer's inputs";
  const words = "examples that are one row of numbers: put a flatten layer before it";
  /** @type {[any[], any, string, string, string][]} */
  const refused = [
    [[], [], "empty", "input_shape", "at least one number"],
    [[], [0], "out_of_range", "input_shape", "1 to 16777216"],
    [[], [1, -1], "out_of_range", "input_shape", "1 to 16777216"],
    [[bare], [4096, 4097], "out_of_range", "input_shape", "1 to 16777216"],
    [[bare], Array(1e5).fill(2 ** 24), "out_of_range", "input_shape", "1 to 16777216"],
    [[], [1], "empty", "layers", "at least one layer"],
    [[], null, "empty", "layers", "at least one layer"],
    [[bare, first], null, "empty", "input_shape", "at least one number"],
    [[first], [2, 1], "shape_mismatch", "layers[0].kernel", words],
    [[bare, normal, first], [0], "out_of_range", "input_shape", "1 to 16777216"],
    [[normal], [1, 2], "shape_mismatch", "layers[0].input_shape", known],
    [[flatten(2)], [2, 1], "shape_mismatch", "layers[0].input_shape", known],
    [[flatten(2, 3)], [3, 2], "shape_mismatch", "layers[0].input_shape", known],
    [[flatten(2, 3)], [6], "shape_mismatch", "layers[0].input_shape", known],
    [[{ ...normal, inputShape: [2, 1] }], [2], "shape_mismatch", "layers[0].input_shape", known],
    [
      [first],
      [3],
      "shape_mismatch",
      "layers[0].kernel",
      "length 3, that of input_shape, got length 2",
    ],
    [
      [first],
      [3, 1], // the length comes before the shape
      "shape_mismatch",
      "layers[0].kernel",
      "length 3, that of input_shape, got length 2",
    ],
    [
      [normal], // the length comes before the shape
      [1],
      "shape_mismatch",
      "layers[0].mean",
      "length 1, that of input_shape, got length 2",
    ],
    [
      [bare, { ...normal, inputShape: [] }],
      [3, 1],
      "shape_mismatch",
      "layers[1].mean",
      "length 3, that of layers[0].input_shape, got length 2",
    ],
  ];
  for (const [layers, inputShape, code, field, expected] of refused) {
    assert.throws(
      () => placed(layers, inputShape),
      (error) => {
        return refusal(code, field)(error) && String(error).endsWith(`: expected ${expected}`);
      },
      JSON.stringify([layers, code, expected]),
    );
  }
});

test("layers of other kinds that cannot exist are refused", () => {
  const [first] = network("tanh", "linear", true);
  const many = Array(20_000).fill(2 ** 53 - 1);
  /** @type {(mean: any, variance: any, inputShape: any) => any} */
  const shaped = (mean, variance, inputShape) => {
    return { ...normalization(mean, variance), inputShape };
  };
  /** @type {[any[], string, string, string][]} */
  const refused = [
    [
      [{ kind: "flatten", inputShape: null }],
      "wrong_type",
      "[0].input_shape",
      "expected a list of whole numbers",
    ],
    [[flatten(1.5)], "wrong_type", "[0].input_shape", "expected a list of whole numbers"],
    [[flatten(0)], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [[flatten(-2, -2)], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [[flatten(2 ** 24, 2)], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [[flatten(2 ** 53 - 1)], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [
      [first, flatten(2, 2)],
      "shape_mismatch",
      "[1].input_shape",
      "expected the shape of the layer's inputs",
    ],
    [
      [flatten(2, 2), first],
      "shape_mismatch",
      "[1].kernel",
      "expected length 4, that of layers[0].input_shape, got length 2",
    ],
    [[normalization(1, [1])], "wrong_type", "[0].mean", "expected a list of numbers"],
    [[normalization([1], null)], "wrong_type", "[0].variance", "expected a list of numbers"],
    [[normalization([1], [1], 0)], "wrong_type", "[0].invert", "expected true or false"],
    [[shaped([], [], [])], "empty", "[0].mean", "expected at least one number"],
    [[shaped([1], [1], [0])], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [[shaped([1], [1], [-1, -1])], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [[shaped([1], [1], many)], "out_of_range", "[0].input_shape", "expected 1 to 16777216"],
    [
      [shaped([1, 2], [1, 2], [3])],
      "shape_mismatch",
      "[0].mean",
      "expected length 3, that of layers[0].input_shape, got length 2",
    ],
    [
      [normalization([1], [1, 2])],
      "shape_mismatch",
      "[0].variance",
      "expected length 1, that of layers[0].mean, got length 2",
    ],
    [
      [first, shaped([1], [1], [])],
      "shape_mismatch",
      "[1].mean",
      "expected length 3, that of layers[0].units, got length 1",
    ],
    [[normalization([NaN], [1])], "not_finite", "[0].mean", "expected a finite number"],
    [[normalization([1], [Infinity])], "not_finite", "[0].variance", "expected a finite number"],
    [[normalization([1], [-1])], "out_of_range", "[0].variance", "expected 0 or more"],
  ];
  for (const [layers, code, place, words] of refused) {
    const field = `layers${place}`;
    assert.throws(
      () => placed(layers),
      (error) => refusal(code, field)(error) && String(error).endsWith(`: ${words}`),
      JSON.stringify(layers),
    );
  }
});

test("the first layer of a file of version 2 has no more inputs than a shape may have", () => {
  const many = new Float64Array(2 ** 24 + 1);
  const normal = { kind: "normalization", mean: many, variance: many };
  assert.throws(
    () => checkedSaveModel([normal], null, null, null, null),
    refusal("out_of_range", "input_shape"),
  );
  const most = many.subarray(1);
  const kept = { kind: "normalization", mean: most, variance: most };
  assert.equal(checkedSaveModel([kept], null, null, null, null)[0].length, 1);
});

test("the version of a file", () => {
  const [dense] = network("tanh", "linear", true);
  assert.equal(fileVersion([dense, dense], null, null, null), 1);
  assert.equal(fileVersion([dense], ["a", "b"], null, null), 2);
  assert.equal(fileVersion([dense], null, [], null), 2);
  assert.equal(fileVersion([dense, flatten(3)], null, null, null), 2);
  assert.equal(fileVersion([dense], null, null, 1), 2);
});

test("names are as many as inputs and outputs", () => {
  const [first] = network("tanh", "linear", true);
  const [columns, classes] = [
    ["a", ""],
    ["x", "x", "\u{1f600}"],
  ];
  const checked = [[first], columns, classes, 8, null];
  assert.deepEqual(checkedSaveModel([first], [2], columns, classes, 8), checked);
  assert.deepEqual(checkedSaveModel([first], null, null, null, null).slice(1), Array(4).fill(null));
  const flat = { kind: "flatten" };
  const [layers] = checkedSaveModel([flat, first], [2, 1], columns, classes, null);
  assert.deepEqual(layers, [flatten(2, 1), first]);
  /** @type {[any, any, string, string][]} */
  const refused = [
    ["ab", null, "wrong_type", "columns"],
    [[1, 2], null, "wrong_type", "columns"],
    [["a", "\ud800"], null, "wrong_type", "columns"],
    [columns, [null, "x", "y"], "wrong_type", "classes"],
    [[], null, "shape_mismatch", "columns"],
    [null, columns, "shape_mismatch", "classes"],
  ];
  for (const [inputs, outputs, code, field] of refused) {
    const save = () => checkedSaveModel([first], null, inputs, outputs, null);
    assert.throws(save, refusal(code, field));
  }
  assert.throws(() => checkedSaveModel([], null, ["a"], null, null), refusal("empty", "layers"));
  assert.throws(() => checkedSaveModel([], [], ["a"], null, null), refusal("empty", "input_shape"));
  const wrong = { code: "wrong_type", message: /: expected a list of whole numbers or null$/ };
  assert.throws(() => checkedSaveModel([first], 2, 1, null, null), wrong);
  assert.throws(
    () => checkedSaveModel([first], [1, 2], ["a"], null, null),
    refusal("shape_mismatch", "layers[0].kernel"),
  );
  const bad = { ...first, bias: [NaN, 0, 0] };
  assert.throws(
    () => checkedSaveModel([bad], null, ["a"], null, null),
    refusal("shape_mismatch", "columns"),
  );
  assert.throws(
    () => checkedSaveModel([bad], null, columns, null, null),
    refusal("not_finite", "layers[0].bias"),
  );
});

test("the arguments of learning_rates", () => {
  assert.deepEqual(checkedLearningRates([1, 2], [3]), [[1, 2], [3]]);
  assert.throws(() => checkedLearningRates(0.5, [-1]), refusal("out_of_range", "steps"));
  assert.throws(() => checkedLearningRates([], [0]), refusal("wrong_type", "learning_rate"));
});
