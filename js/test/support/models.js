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

/** What the file of LAYERS, or another network with two inputs and no names, holds besides. */
export const DETAILS = { inputShape: [2], columns: null, classes: null, batchSize: null };
