// A network whose weights are hard to write: -0, subnormal, huge, and without a short decimal form.

/** @type {import("../../src/dense.js").DenseLayer[]} */
export const LAYERS = [
  {
    kind: "dense",
    units: 3,
    activation: "relu",
    kernel: [
      [0.1, -0, 5e-324],
      [1 / 3, -1e308, 2.5],
    ],
    bias: [1, -2, 0.3],
  },
  {
    kind: "dense",
    units: 1,
    activation: "sigmoid",
    kernel: [[0.5], [-1e-300], [7]],
    bias: null,
  },
];

/** What a model has besides, in a file without names. */
export const NO_NAMES = { columns: null, classes: null };
