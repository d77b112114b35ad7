// What direct callers of dense and initialKernels see, and the gradients that dense descends, against
// central differences of the loss.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  activate,
  correctPredictions,
  evaluate,
  exampleLoss,
  argmax,
  logSoftmax,
  networkForward,
  networkGradients,
  reduceLoss,
  oneHot,
  relu,
  permutation,
  softmax,
  trainEpochs,
} from "../src/dense.js";
import { dense, initialKernels, optimizer, random, RefnetError } from "../src/index.js";
import {
  ACTIVATIONS,
  asOptimizer,
  lossesAfter,
  SPARSE,
  initialState,
  networkParameters,
  withParameters,
} from "../src/network.js";
import { seeded } from "../src/random.js";

/** @typedef {import("../src/network.js").DenseLayer} DenseLayer */

const STEPS = [1e-4, 3e-5, 1e-5];
const TOLERANCE = 1e-6;

/**
 * @param {string} code
 * @param {string} field
 * @param {number} [trial]
 * @param {number} [batch]
 */
function refusal(code, field, trial, batch) {
  return (/** @type {unknown} */ error) =>
    error instanceof RefnetError &&
    error.code === code &&
    error.field === field &&
    error.trial === trial &&
    error.batch === batch &&
    error.message.startsWith(field);
}

const text = /** @type {any} */ ("1");

const INPUTS = [
  [0.4, -1.3],
  [-0.9, 0.2],
  [1.6, 0.8],
];
const TARGETS = [
  [0.9, 0.2],
  [0.1, 0.7],
  [0.4, 0.95],
];

/**
 * Return a 2-3-2 network: its hidden layer has a bias, its last one only where it is asked for.
 * @type {(hidden: string, last: string, biased: boolean) => DenseLayer[]}
 */
function network(hidden, last, biased) {
  const kernel1 = [
    [0.5, -0.8, 0.3],
    [-0.4, 0.6, 0.9],
  ];
  const kernel2 = [
    [0.9, 0.75],
    [0.8, -1.0],
    [-0.75, 1.0],
  ];
  return [
    { units: 3, activation: hidden, kernel: kernel1, bias: [0.15, -0.25, 0.35] },
    { units: 2, activation: last, kernel: kernel2, bias: biased ? [1.25, 0.3] : null },
  ];
}

/**
 * Assert that the gradients of all weights are the slopes of the loss, and that a step goes down them.
 * @type {(layers: DenseLayer[], loss: string, classes?: number[]) => void}
 */
function assertDescends(layers, loss, classes) {
  const targets = classes === undefined ? TARGETS : oneHot(classes, 2);
  /** @type {(vectors: number[][]) => number} */
  const lossAt = (vectors) => {
    const answers = networkForward(INPUTS, withParameters(layers, vectors));
    const { sums, outputs } = answers[answers.length - 1];
    const losses = targets.map((row, i) => exampleLoss(loss, row, sums[i], outputs[i]));
    const total = losses.reduce((sum, each) => sum + each, 0);
    return reduceLoss(loss, total, targets.length);
  };

  const weights = networkParameters(layers);
  const gradients = networkGradients(INPUTS, targets, layers, networkForward(INPUTS, layers), loss);
  assert.deepEqual(
    gradients.map((vector) => vector.length),
    weights.map((vector) => vector.length),
  );
  for (let v = 0; v < weights.length; v++) {
    for (let i = 0; i < weights[v].length; i++) {
      const gradient = gradients[v][i];
      const place = `gradients[${v}][${i}]`;
      assert.ok(Math.abs(gradient) > 1e-4, `${place} is ${gradient}: too flat to judge`);
      for (const step of STEPS) {
        const after = structuredClone(weights);
        const before = structuredClone(weights);
        after[v][i] += step;
        before[v][i] -= step;
        const slope = (lossAt(after) - lossAt(before)) / (2 * step);
        const off = Math.abs(gradient / slope - 1);
        assert.ok(off < TOLERANCE, `${place} is ${gradient}, the slope ${slope}`);
      }
    }
  }

  const rate = { name: "sgd", learningRate: 0.25 };
  const { trials } = dense(layers, loss, rate, INPUTS, classes ?? TARGETS);
  assert.deepEqual(
    networkParameters(trials[0].layers),
    weights.map((vector, v) => vector.map((weight, i) => weight - 0.25 * gradients[v][i])),
  );
  assert.equal(trials[0].loss, lossAt(weights));
}

for (const last of ACTIVATIONS) {
  for (const loss of lossesAfter(last)) {
    test(`the gradients of ${loss} after ${last}`, () => {
      const classes = loss === SPARSE ? [1, 0, 1] : undefined;
      assertDescends(network("tanh", last, true), loss, classes);
      assertDescends(network("tanh", last, false), loss, classes);
    });
  }
}

for (const hidden of ACTIVATIONS) {
  test(`the gradients through ${hidden}`, () => {
    const layers = network(hidden, "sigmoid", true);
    layers[0].bias = [1.5, 2.5, 1.75]; // no unit of relu is out of work
    assertDescends(layers, "mse");
    layers.unshift({
      units: 2,
      activation: "tanh",
      kernel: [
        [0.7, -0.4],
        [0.3, 0.8],
      ],
      bias: null,
    });
    assertDescends(layers, "binary_crossentropy");
  });
}

test("the activations by name", () => {
  assert.deepEqual(activate("linear", [-1, -0, 2]), [-1, -0, 2]);
  assert.deepEqual(activate("relu", [-1, -0, 2, NaN]), [0, -0, 2, NaN]);
  assert.deepEqual(activate("sigmoid", [0, 1000]), [0.5, 1]);
  assert.deepEqual(activate("tanh", [-0, -1000]), [-0, -1]);
  assert.deepEqual(activate("softmax", [1000, 1000]), [0.5, 0.5]);
  assert.equal(relu(-5e-324), 0);
});

test("the softmax and its logarithm far from zero", () => {
  assert.deepEqual(softmax([0, -1000]), [1, 0]);
  assert.deepEqual(logSoftmax([0, -1000]), [0, -1000]);
  assert.deepEqual(logSoftmax([1e308, 0]), [0, -1e308]);
});

test("the first of the largest, and what is right by it", () => {
  assert.equal(argmax([1, 3, 3, 2]), 1);
  assert.equal(argmax([-1]), 0);
  assert.equal(correctPredictions([[1], [0], [0.5], [0]], [[0.6], [0.6], [0.5], [0.1]]), 3);
  assert.equal(
    correctPredictions(
      [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      [
        [0.4, 0.6],
        [0.4, 0.6],
        [0.5, 0.5],
      ],
    ),
    2,
  );
});

test("a random order has every number once", () => {
  const order = permutation(100, seeded(7));
  assert.notDeepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.deepEqual(order, permutation(100, seeded(7)));
  assert.notDeepEqual(order, permutation(100, seeded(8)));
  assert.deepEqual(permutation(0, seeded(7)), []);
});

test("the first weights are a seed's random numbers, kernel after kernel", () => {
  const drawn = random(3, 10).map((number) => 2 * number - 1);
  const [first, second] = initialKernels("uniform", [2, 3, 1], 3);
  assert.deepEqual(
    [...first.flat(), ...second.flat()],
    drawn.slice(0, 9).map((number) => number * 0.05),
  );
  assert.deepEqual([first.length, first[0].length, second.length, second[0].length], [2, 3, 3, 1]);
  assert.equal(initialKernels("glorot_uniform", [2, 4], 3)[0][0][1], drawn[1] * 1);
  assert.deepEqual(initialKernels("zeros", [1, 2], 3), [[[0, 0]]]);
  assert.deepEqual(initialKernels("zeros", Int32Array.of(5), 3), []);
});

test("initialKernels refuses bad input by code and field", () => {
  assert.throws(
    () => initialKernels(/** @type {any} */ (1), [1], 0),
    refusal("wrong_type", "initializer"),
  );
  assert.throws(() => initialKernels("zeros", text, 0), refusal("wrong_type", "sizes"));
  assert.throws(() => initialKernels("zeros", [1.5], 0), refusal("wrong_type", "sizes"));
  assert.throws(() => initialKernels("zeros", [1], text), refusal("wrong_type", "seed"));
  assert.throws(() => initialKernels("zeros", [], 0), refusal("empty", "sizes"));
  assert.throws(() => initialKernels("ones", [1], 0), refusal("unknown_name", "initializer"));
  assert.throws(() => initialKernels("zeros", [1, 0], 0), refusal("out_of_range", "sizes"));
  assert.throws(() => initialKernels("zeros", [16777217], 0), refusal("out_of_range", "sizes"));
  assert.throws(() => initialKernels("zeros", [4096, 4097], 0), refusal("out_of_range", "sizes"));
  assert.throws(() => initialKernels("zeros", [1], -1), refusal("out_of_range", "seed"));
  assert.throws(() => initialKernels("zeros", [1], 2 ** 32), refusal("out_of_range", "seed"));
});

test("an optimizer has its own settings, and Keras 3's where none are given", () => {
  assert.deepEqual(optimizer("sgd"), {
    name: "sgd",
    learningRate: 0.01,
    momentum: 0,
    nesterov: false,
  });
  assert.deepEqual(optimizer("rmsprop", { rho: 0.5 }), {
    name: "rmsprop",
    learningRate: 0.001,
    rho: 0.5,
    momentum: 0,
    epsilon: 1e-7,
  });
  assert.deepEqual(optimizer("adam", { learningRate: 0.01 }), {
    name: "adam",
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  });
  assert.throws(() => optimizer("adagrad"), refusal("unknown_name", "optimizer.name"));
  assert.throws(() => optimizer("toString"), refusal("unknown_name", "optimizer.name"));
  assert.throws(() => optimizer("sgd", { rho: 0.5 }), refusal("unknown_field", "optimizer.rho"));
});

test("the recorded epochs are those of the whole training", () => {
  const layers = network("tanh", "softmax", true);
  const adam = optimizer("adam", { learningRate: 0.1 });
  const all = dense(layers, SPARSE, adam, INPUTS, [0, 1, 0], 2, 4, 5);
  assert.deepEqual(
    all.trials.map((trial) => trial.epoch),
    [1, 2, 3, 4],
  );
  const some = dense(layers, SPARSE, adam, INPUTS, [0, 1, 0], 2, 4, 5, [2, 4]);
  assert.deepEqual(some.trials, [all.trials[1], all.trials[3]]);
  assert.deepEqual(some.outputs, all.outputs);
  const last = all.trials[3].layers;
  assert.deepEqual(all.outputs, networkForward(INPUTS, last)[1].outputs);
  assert.deepEqual(dense(layers, SPARSE, adam, INPUTS, [0, 1, 0], 2, 0), {
    trials: [],
    outputs: networkForward(INPUTS, layers)[1].outputs,
  });
});

test("a training goes on where another one stopped", () => {
  const layers = network("tanh", "sigmoid", true);
  const adam = asOptimizer("optimizer", optimizer("adam", { learningRate: 0.1 }));
  const training = { loss: "mse", optimizer: adam, batchSize: 2 };
  const state = initialState(layers);
  const whole = trainEpochs(layers, state, training, INPUTS, TARGETS, 1, 5, seeded(3), null);
  const generator = seeded(3);
  const half = trainEpochs(layers, state, training, INPUTS, TARGETS, 1, 2, generator, [2]);
  const rest = trainEpochs(
    half.layers,
    half.state,
    training,
    INPUTS,
    TARGETS,
    3,
    5,
    generator,
    null,
  );
  assert.deepEqual([...half.trials, ...rest.trials], whole.trials.slice(1));
  assert.deepEqual([...half.corrects, ...rest.corrects], whole.corrects.slice(1));
  assert.deepEqual([rest.layers, rest.state], [whole.layers, whole.state]);
  assert.deepEqual(dense(layers, "mse", adam, INPUTS, TARGETS, 2, 5, 3).trials, whole.trials);
});

test("an evaluation adds what the examples lose, in their order", () => {
  const layers = network("tanh", "softmax", false);
  const { sums, outputs } = networkForward(INPUTS, layers)[1];
  const lost = TARGETS.map((row, i) => exampleLoss("mse", row, sums[i], outputs[i]));
  const correct = correctPredictions(TARGETS, outputs);
  const total = 0.1 + lost[0] + lost[1] + lost[2];
  assert.deepEqual(evaluate(layers, "mse", INPUTS, TARGETS, 0.1), { total, correct });
  assert.deepEqual(evaluate(layers, "mse", INPUTS.slice(2), TARGETS.slice(2)).total, lost[2]);
});

test("the caller's arrays stay as they are, and the trials share none", () => {
  const given = {
    layers: network("relu", "sigmoid", true),
    optimizer: optimizer("rmsprop", { momentum: 0.5 }),
    inputs: INPUTS,
    targets: TARGETS,
    record: [1, 2],
  };
  const copy = structuredClone(given);
  const { layers, inputs, targets, record } = given;
  const run = dense(layers, "mse", given.optimizer, inputs, targets, 2, 2, 1, record);
  const second = structuredClone(run.trials[1]);
  const outputs = structuredClone(run.outputs);
  for (const vector of arraysOf(run.trials[0].layers)) {
    vector.fill(99);
  }
  assert.deepEqual(run.trials[1], second);
  assert.deepEqual(run.outputs, outputs);
  for (const vector of arraysOf(run.trials[1].layers)) {
    vector.fill(99);
  }
  assert.deepEqual(given, copy);

  const rest = dense(layers, "mse", given.optimizer, inputs, targets, null, 0);
  rest.outputs[0].fill(99);
  assert.deepEqual(given, copy);
  const linear = [{ units: 1, activation: "linear", kernel: [[1]] }];
  const one = [[2]];
  dense(linear, "mse", given.optimizer, one, one).outputs[0].fill(99);
  assert.deepEqual([linear[0].kernel, one], [[[1]], [[2]]]);
});

test("typed arrays are welcome, and a bias may be left out", () => {
  const layers = network("tanh", "linear", false);
  const given = layers.map(({ units, activation, kernel }) => ({
    units,
    activation,
    kernel: kernel.map((row) => Float64Array.from(row)),
  }));
  const plain = layers.map((layer) => ({ ...layer, bias: null }));
  const sgd = optimizer("sgd");
  const rows = INPUTS.map((row) => Float64Array.from(row));
  assert.deepEqual(
    dense(given, "mse", sgd, rows, TARGETS),
    dense(plain, "mse", sgd, INPUTS, TARGETS),
  );
});

test("dense refuses bad input by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const layer = { units: 1, activation: "linear", kernel: [[1]], bias: [0], ...changes.layer };
    const sgd = { name: "sgd", learningRate: 1, ...changes.setting };
    const data = { layers: [layer], loss: "mse", optimizer: sgd, inputs: [[1]], targets: [[1]] };
    const f = { ...data, size: null, epochs: 1, seed: null, record: null, ...changes };
    const { layers, loss, inputs, targets, size, epochs, seed, record } = f;
    dense(layers, loss, f.optimizer, inputs, targets, size, epochs, seed, record);
  };
  const softmax = { activation: "softmax", units: 2, kernel: [[1, 2]], bias: null };
  const sparse = { layer: softmax, loss: SPARSE, targets: [1] };
  assert.doesNotThrow(call({}));
  assert.doesNotThrow(call(sparse));
  assert.throws(call({ layers: text }), refusal("wrong_type", "layers"));
  assert.throws(call({ layers: [1] }), refusal("wrong_type", "layers"));
  assert.throws(call({ layer: { units: 0.5 } }), refusal("wrong_type", "layers[0].units"));
  assert.throws(call({ layer: { activation: 1 } }), refusal("wrong_type", "layers[0].activation"));
  assert.throws(call({ layer: { kernel: [1] } }), refusal("wrong_type", "layers[0].kernel"));
  assert.throws(call({ layer: { bias: 0 } }), refusal("wrong_type", "layers[0].bias"));
  assert.throws(call({ loss: 1 }), refusal("wrong_type", "loss"));
  assert.throws(call({ optimizer: "sgd" }), refusal("wrong_type", "optimizer"));
  assert.throws(call({ optimizer: {} }), refusal("wrong_type", "optimizer.name"));
  const settings = {
    learningRate: "optimizer.learning_rate",
    momentum: "optimizer.momentum",
    nesterov: "optimizer.nesterov",
    rho: "optimizer.rho",
    beta1: "optimizer.beta_1",
    beta2: "optimizer.beta_2",
    epsilon: "optimizer.epsilon",
  };
  for (const [setting, field] of Object.entries(settings)) {
    assert.throws(call({ setting: { [setting]: text } }), refusal("wrong_type", field));
  }
  assert.throws(call({ inputs: [1] }), refusal("wrong_type", "inputs"));
  assert.throws(call({ targets: [1.5] }), refusal("wrong_type", "targets"));
  assert.throws(call({ targets: [[1], 1] }), refusal("wrong_type", "targets"));
  assert.throws(call({ targets: [1, [1]] }), refusal("wrong_type", "targets"));
  assert.throws(call({ size: 1.5 }), refusal("wrong_type", "batch_size"));
  assert.throws(call({ epochs: null }), refusal("wrong_type", "epochs"));
  assert.throws(call({ seed: text }), refusal("wrong_type", "shuffle_seed"));
  assert.throws(call({ record: 1 }), refusal("wrong_type", "record"));

  assert.throws(call({ layers: [] }), refusal("empty", "layers"));
  assert.throws(call({ layer: { kernel: [] } }), refusal("empty", "layers[0].kernel"));
  assert.throws(call({ layer: { kernel: [[]] } }), refusal("shape_mismatch", "layers[0].kernel"));
  assert.throws(call({ layer: { bias: [] } }), refusal("shape_mismatch", "layers[0].bias"));
  const pair = [
    { units: 2, activation: "tanh", kernel: [[1, 2]] },
    { units: 1, activation: "tanh", kernel: [[1]] },
  ];
  assert.throws(call({ layers: pair }), refusal("shape_mismatch", "layers[1].kernel"));
  assert.throws(call({ inputs: [] }), refusal("empty", "inputs"));
  assert.throws(call({ inputs: [[1, 2]] }), refusal("shape_mismatch", "inputs"));
  assert.throws(call({ targets: [] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ targets: [1] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ targets: [[1, 2]] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ ...sparse, targets: [[0, 1]] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ ...sparse, targets: [0, 1] }), refusal("shape_mismatch", "targets"));

  const none = { units: 0, kernel: [[]], bias: [] };
  assert.throws(call({ layer: none, targets: [[]] }), refusal("out_of_range", "layers[0].units"));
  assert.throws(
    call({ layer: { activation: "swish" } }),
    refusal("unknown_name", "layers[0].activation"),
  );
  assert.throws(call({ layer: { kernel: [[NaN]] } }), refusal("not_finite", "layers[0].kernel"));
  assert.throws(call({ layer: { bias: [Infinity] } }), refusal("not_finite", "layers[0].bias"));
  assert.throws(call({ loss: "huber" }), refusal("unknown_name", "loss"));
  assert.throws(call({ loss: "binary_crossentropy" }), refusal("unknown_name", "loss"));
  assert.throws(call({ setting: { name: "lion" } }), refusal("unknown_name", "optimizer.name"));
  for (const [setting, field] of Object.entries(settings)) {
    if (setting !== "nesterov") {
      assert.throws(call({ setting: { [setting]: NaN } }), refusal("not_finite", field));
    }
    if (setting !== "nesterov" && setting !== "learningRate") {
      assert.throws(call({ setting: { [setting]: -0.1 } }), refusal("out_of_range", field));
    }
    if (setting === "epsilon") {
      assert.throws(call({ setting: { [setting]: 0 } }), refusal("out_of_range", field));
    }
    if (["momentum", "rho", "beta1", "beta2"].includes(setting)) {
      assert.throws(call({ setting: { [setting]: 1 } }), refusal("out_of_range", field));
    }
  }
  assert.throws(call({ inputs: [[NaN]] }), refusal("not_finite", "inputs"));
  assert.throws(call({ targets: [[Infinity]] }), refusal("not_finite", "targets"));
  assert.throws(call({ ...sparse, targets: [2] }), refusal("out_of_range", "targets"));
  assert.throws(call({ ...sparse, targets: [-1] }), refusal("out_of_range", "targets"));
  assert.throws(call({ size: 0 }), refusal("out_of_range", "batch_size"));
  assert.throws(call({ epochs: -1 }), refusal("out_of_range", "epochs"));
  assert.throws(call({ seed: 2 ** 32 }), refusal("out_of_range", "shuffle_seed"));
  assert.throws(call({ record: [2] }), refusal("out_of_range", "record"));
});

test("a training that leaves the finite numbers stops where it does", () => {
  const layers = [{ units: 1, activation: "linear", kernel: [[1]] }];
  const rows = [[1], [1], [1]];
  /** @type {(inputs: number[][], rate: number, epochs?: number) => () => unknown} */
  const train = (inputs, rate, epochs = 1) => {
    return () =>
      dense(layers, "mse", optimizer("sgd", { learningRate: rate }), inputs, rows, 1, epochs);
  };
  assert.throws(train([[2], [1e200], [1]], 0), refusal("diverged", "loss", 1, 2));
  assert.throws(train([[2], [1], [1]], 1e308), refusal("diverged", "layers", 1, 1));
  assert.throws(train([[2], [1], [1]], 1e80), refusal("diverged", "loss", 1, 3));
  assert.throws(train([[2], [1], [1]], 1e40, 9), refusal("diverged", "loss", 2, 2));
  const rmsprop = optimizer("rmsprop");
  assert.throws(
    () => dense(layers, "sum_squared_error", rmsprop, [[1]], [[1e154]]),
    refusal("diverged", "optimizer", 1, 1),
  );
  const wide = [{ units: 1, activation: "linear", kernel: [[1e200]] }];
  assert.throws(
    () => dense(wide, "mse", rmsprop, [[1e200]], [[0]]),
    refusal("diverged", "outputs", 1, 1),
  );
  assert.throws(
    () => dense(wide, "mse", rmsprop, [[1e200]], [[0]], 1, 0),
    refusal("diverged", "outputs", 0),
  );
});

/**
 * Return the arrays of the layers' weights themselves, not copies.
 * @type {(layers: DenseLayer[]) => number[][]}
 */
function arraysOf(layers) {
  return layers.flatMap(({ kernel, bias }) => (bias === null ? kernel : [...kernel, bias]));
}
