// The training functions, and what direct callers of the experiments `train` and `dense` see.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accuracy, correctPredictions } from "../src/accuracy.js";
import { SPARSE } from "../src/checks.js";
import { exampleLoss, oneHot, reduceLoss } from "../src/losses.js";
import {
  drawnLayers,
  networkForward,
  networkGradients,
  networkOutputs,
  networkParameters,
  outputsInBatches,
} from "../src/network.js";
import { asOptimizer, optimizer } from "../src/optimizer_checks.js";
import { initialState } from "../src/optimizers.js";
import { permutation, seeded } from "../src/random.js";
import { dense, evaluate, train, trainBatch, trainEpoch, trainEpochs } from "../src/training.js";
import {
  CLASSES,
  drawn,
  dropout,
  flatten,
  gru,
  INPUTS,
  lstm,
  network,
  normalization,
  TARGETS,
  named,
} from "./support/networks.js";
import { refusal, text } from "./support/refusal.js";

const ADAM = asOptimizer("optimizer", optimizer("adam", { learningRate: 0.1 }));

test("correct predictions, by one half or by the largest output", () => {
  const single = [[0.6], [0.6], [0.5], [0.1]];
  assert.equal(correctPredictions([[1], [0], [0], [-0]], single), 3);
  assert.equal(correctPredictions([[1], [1], [1], [0]], single), 3);
  assert.equal(correctPredictions([[2], [0.6], [0.5], [0.1]], single), 0);
  const targets = [
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const outputs = [
    [0.4, 0.6],
    [0.4, 0.6],
    [0.5, 0.5],
  ];
  assert.equal(correctPredictions(targets, outputs), 2);
});

for (const [name, activation, classes] of /** @type {[string, string, number[] | null][]} */ ([
  ["mse", "tanh", null],
  ["binary_crossentropy", "sigmoid", null],
  [SPARSE, "softmax", CLASSES],
])) {
  test(`one batch of ${name} is one step against its gradients`, () => {
    const layers = network("tanh", activation, true);
    const targets = classes === null ? TARGETS : oneHot(CLASSES, 2);
    const loss = named(name);
    const forward = networkForward(INPUTS, layers);
    const { preactivations: logits, outputs } = forward[1];
    const losses = targets.map((t, i) => exampleLoss(loss, activation, t, logits[i], outputs[i]));
    const gradients = networkGradients(INPUTS, targets, layers, forward, loss);

    const given = classes === null ? TARGETS : CLASSES;
    const sgd = optimizer("sgd", { learningRate: 0.25 });
    const { trials } = dense(layers, name, sgd, INPUTS, given);
    assert.deepEqual(
      networkParameters(trials[0].layers),
      networkParameters(layers).map((v, i) => v.map((w, j) => w - 0.25 * gradients[i][j])),
    );
    const total = losses.reduce((sum, each) => sum + each, 0);
    assert.equal(trials[0].loss, reduceLoss(loss, total, 3));

    const training = { loss, optimizer: asOptimizer("optimizer", sgd), batchSize: 3 };
    const state = initialState(networkParameters(layers), ADAM);
    const batch = trainBatch(layers, state, training, INPUTS, targets, seeded(0));
    assert.deepEqual([batch.losses, batch.outputs], [losses, outputs]);
    assert.deepEqual(batch.layers, trials[0].layers);
  });
}

test("the accuracy is the share of correct predictions", () => {
  assert.equal(accuracy([[1], [0], [250]], [[10], [0.4], [250]]), 2 / 3);
  assert.equal(accuracy([Float64Array.of(0, 1)], [[0.5, 0.5]]), 0);
  /** @type {[any, any, string, string][]} */
  const refused = [
    [1, [[1]], "wrong_type", "targets"],
    [[[1]], [1], "wrong_type", "outputs"],
    [[], [], "empty", "targets"],
    [[[]], [[]], "empty", "targets"],
    [[[1], [1, 2]], [[1], [1]], "shape_mismatch", "targets"],
    [[[1]], [], "shape_mismatch", "outputs"],
    [[[1]], [[1, 2]], "shape_mismatch", "outputs"],
    [[[NaN]], [[NaN]], "not_finite", "targets"],
    [[[1]], [[Infinity]], "not_finite", "outputs"],
  ];
  for (const [targets, outputs, code, field] of refused) {
    assert.throws(() => accuracy(targets, outputs), refusal(code, field));
  }
});

test("an epoch takes the examples in the given order, the last batch short", () => {
  const layers = network("tanh", "sigmoid", true);
  const state = initialState(networkParameters(layers), ADAM);
  const training = { loss: named("mse"), optimizer: ADAM, batchSize: 2 };
  /** @type {(rows: number[][], order: number[]) => number[][]} */
  const chosen = (rows, order) => order.map((i) => rows[i]);
  const [inputs, targets] = [chosen(INPUTS, [2, 0]), chosen(TARGETS, [2, 0])];
  const one = trainBatch(layers, state, training, inputs, targets, seeded(0));
  const { layers: after, state: then } = one;
  const two = trainBatch(after, then, training, [INPUTS[1]], [TARGETS[1]], seeded(0));
  const order = [2, 0, 1];
  const epoch = trainEpoch(layers, state, training, INPUTS, TARGETS, order, seeded(0), 1, 0.5);
  assert.deepEqual([epoch.layers, epoch.state], [two.layers, two.state]);
  assert.equal(epoch.total, 0.5 + one.losses[0] + one.losses[1] + two.losses[0]);
  const correct =
    correctPredictions(chosen(TARGETS, [2, 0]), one.outputs) +
    correctPredictions([TARGETS[1]], two.outputs);
  assert.equal(epoch.correct, correct);
});

test("a network with flatten layers trains like the one without", () => {
  const layers = network("tanh", "softmax", true);
  const flat = [flatten(2, 1), layers[0], flatten(3), layers[1]];
  const training = { loss: named("categorical_crossentropy"), optimizer: ADAM, batchSize: 2 };
  /** @type {(given: import("../src/kinds.js").Layer[]) => any} */
  const run = (given) => {
    const state = initialState(networkParameters(given), ADAM);
    return trainEpochs(given, state, training, INPUTS, TARGETS, 1, 3, seeded(3), true, null);
  };
  const [want, got] = [run(layers), run(flat)];
  assert.deepEqual(got.layers, [flat[0], want.layers[0], flat[2], want.layers[1]]);
  assert.deepEqual([got.state, got.corrects], [want.state, want.corrects]);
  assert.deepEqual(
    got.trials.map((/** @type {any} */ trial) => trial.loss),
    want.trials.map((/** @type {any} */ trial) => trial.loss),
  );
  assert.deepEqual(
    evaluate(got.layers, named("mse"), INPUTS, TARGETS),
    evaluate(want.layers, named("mse"), INPUTS, TARGETS),
  );
});

test("a run trains what is between two normalizations, and nothing else", () => {
  const layers = network("tanh", "linear", true);
  const first = normalization([0.5, -1], [4, 0.25]);
  const last = normalization([10, 20], [4, 16], true);
  const { trials } = train(null, [first, ...layers, last], "mse", ADAM, INPUTS, TARGETS, 2, 2, 3);
  assert.deepEqual(trials[1].layers[0], first);
  assert.deepEqual(trials[1].layers[3], last);
  assert.notDeepEqual(trials[1].layers.slice(1, 3), trials[0].layers.slice(1, 3));
  const inputs = INPUTS.map(([a, b]) => [(a - 0.5) / 2, (b + 1) / 0.5]);
  const outputs = networkOutputs(inputs, layers).map(([a, b]) => [10 + a * 2, 20 + b * 4]);
  assert.deepEqual(train([2], [first, ...layers, last], "mse", ADAM, INPUTS, TARGETS, 2, 0), {
    trials: [],
    outputs,
  });
  // without a layer that learns, the run moves nothing
  const still = train([2], [first, last], "mse", ADAM, INPUTS, TARGETS, 2, 1);
  assert.deepEqual(still.trials[0].layers, [first, last]);
});

test("a run places its layers for the shape of its examples", () => {
  const layers = network("tanh", "softmax", true);
  const want = dense(layers, SPARSE, ADAM, INPUTS, CLASSES, 2, 3, 1, [1, 3]);
  assert.deepEqual(train([2], layers, SPARSE, ADAM, INPUTS, CLASSES, 2, 3, 1, [1, 3]), want);
  const shape = Int32Array.of(2, 1);
  const bare = { kind: /** @type {const} */ ("flatten") };
  const run = train(shape, [bare, ...layers, bare], "mse", ADAM, INPUTS, TARGETS, 2, 0);
  assert.deepEqual(run.outputs, networkOutputs(INPUTS, layers));
  const flat = train(shape, [bare, ...layers], SPARSE, ADAM, INPUTS, CLASSES, 2, 3, 1, [1, 3]);
  for (let i = 0; i < 2; i++) {
    const { layers: trained } = want.trials[i];
    assert.deepEqual(flat.trials[i], { ...want.trials[i], layers: [flatten(2, 1), ...trained] });
  }
  assert.deepEqual(flat.outputs, want.outputs);
  assert.deepEqual([shape, bare], [Int32Array.of(2, 1), { kind: "flatten" }]);

  /** @type {(inputShape: any, given: any, inputs?: any) => () => unknown} */
  const call = (inputShape, given, inputs = INPUTS) => {
    return () => train(inputShape, given, "mse", ADAM, inputs, TARGETS);
  };
  assert.throws(call(2, text), refusal("wrong_type", "input_shape"));
  assert.throws(call([1.5], text), refusal("wrong_type", "input_shape"));
  assert.throws(call([], text), refusal("wrong_type", "layers"));
  assert.throws(call([], []), refusal("empty", "input_shape"));
  assert.throws(call([2], []), refusal("empty", "layers"));
  assert.throws(call(null, [bare, ...layers]), refusal("empty", "input_shape"));
  assert.throws(call([1, 2], layers), refusal("shape_mismatch", "layers[0].kernel"));
  assert.throws(call([3], [bare], [[1, 2]]), refusal("shape_mismatch", "inputs"));
});

test("the recorded epochs are those of the whole run", () => {
  const layers = network("tanh", "softmax", true);
  const all = dense(layers, SPARSE, ADAM, INPUTS, [0, 1, 0], 2, 4, 5);
  assert.deepEqual(
    all.trials.map((trial) => trial.epoch),
    [1, 2, 3, 4],
  );
  const some = dense(layers, SPARSE, ADAM, INPUTS, [0, 1, 0], 2, 4, 5, [2, 4]);
  assert.deepEqual(some.trials, [all.trials[1], all.trials[3]]);
  assert.deepEqual(some.outputs, all.outputs);
  const last = all.trials[3].layers;
  assert.deepEqual(all.outputs, networkOutputs(INPUTS, last));
  assert.deepEqual(dense(layers, SPARSE, ADAM, INPUTS, [0, 1, 0], 2, 0), {
    trials: [],
    outputs: networkOutputs(INPUTS, layers),
  });
});

test("a run continues where another one stopped", () => {
  const layers = network("tanh", "sigmoid", true);
  const training = { loss: named("mse"), optimizer: ADAM, batchSize: 2 };
  const state = initialState(networkParameters(layers), ADAM);
  /** @type {(from: any, first: number, last: number, generator: any, record: any) => any} */
  const run = (from, first, last, generator, record) =>
    trainEpochs(
      from.layers,
      from.state,
      training,
      INPUTS,
      TARGETS,
      first,
      last,
      generator,
      true,
      record,
    );
  const whole = run({ layers, state }, 1, 5, seeded(3), null);
  const generator = seeded(3);
  const half = run({ layers, state }, 1, 2, generator, [2]);
  const rest = run(half, 3, 5, generator, null);
  assert.deepEqual([...half.trials, ...rest.trials], whole.trials.slice(1));
  assert.deepEqual([...half.corrects, ...rest.corrects], whole.corrects.slice(1));
  assert.deepEqual([rest.layers, rest.state], [whole.layers, whole.state]);
  assert.deepEqual(dense(layers, "mse", ADAM, INPUTS, TARGETS, 2, 5, 3).trials, whole.trials);
});

test("one generator shuffles, then draws the factors of each batch", () => {
  const [first, last] = network("tanh", "sigmoid", true);
  const layers = [dropout(0.5, [2]), first, dropout(0.25, [3]), last];
  const training = { loss: named("mse"), optimizer: ADAM, batchSize: 2 };
  /** @type {(generator: any, shuffle: boolean) => any[]} */
  const trained = (generator, shuffle) => {
    /** @type {any} */
    let now = { layers, state: initialState(networkParameters(layers), ADAM) };
    const epochs = [];
    for (let epoch = 1; epoch <= 2; epoch++) {
      const order = shuffle ? permutation(3, generator) : [0, 1, 2];
      for (const batch of [order.slice(0, 2), order.slice(2)]) {
        const [inputs, targets] = [batch.map((i) => INPUTS[i]), batch.map((i) => TARGETS[i])];
        now = trainBatch(now.layers, now.state, training, inputs, targets, generator);
      }
      epochs.push(now.layers);
    }
    return epochs;
  };
  /** @type {(seed: number | null, shuffle?: boolean) => any} */
  const run = (seed, shuffle) =>
    train([2], layers, "mse", ADAM, INPUTS, TARGETS, 2, 2, seed, null, shuffle);
  /** @type {(seed: number | null, shuffle?: boolean) => any[]} */
  const epochsOf = (seed, shuffle) =>
    run(seed, shuffle).trials.map((/** @type {any} */ trial) => trial.layers);
  assert.deepEqual(epochsOf(5), trained(seeded(5), true));
  assert.deepEqual(epochsOf(5, true), epochsOf(5));
  assert.deepEqual(epochsOf(5, false), trained(seeded(5), false));
  assert.deepEqual(epochsOf(null), trained(seeded(0), false));
  assert.deepEqual(epochsOf(null, true), epochsOf(null));
  assert.notDeepEqual(epochsOf(0), epochsOf(null)); // which shuffles first
  // outside training nothing is left out
  const { trials, outputs } = run(5);
  const [{ kernel }] = [trials[1].layers[1]];
  assert.notDeepEqual(kernel, first.kernel);
  assert.deepEqual(outputs, networkOutputs(INPUTS, [trials[1].layers[1], trials[1].layers[3]]));
});

test("a batch takes losses and gradients from what it has not left out", () => {
  const [first, last] = network("tanh", "sigmoid", true);
  const layers = [first, dropout(0.5, [3]), last];
  const state = initialState(networkParameters(layers), ADAM);
  const sgd = asOptimizer("optimizer", optimizer("sgd", { learningRate: 1 }));
  const training = { loss: named("mse"), optimizer: sgd, batchSize: 3 };
  const batch = trainBatch(layers, state, training, INPUTS, TARGETS, seeded(2));
  const dropped = drawnLayers(layers, 3, seeded(2));
  const forward = networkForward(INPUTS, dropped);
  assert.deepEqual(batch.outputs, forward[2].outputs);
  assert.notDeepEqual(batch.outputs, networkOutputs(INPUTS, layers));
  const gradients = networkGradients(INPUTS, TARGETS, dropped, forward, named("mse"));
  assert.deepEqual(
    networkParameters(batch.layers),
    networkParameters(layers).map((v, i) => v.map((w, j) => w - gradients[i][j])),
  );
  assert.deepEqual(batch.layers[1], layers[1]); // the factors were the batch's
});

test("states go on from batch to batch and epoch to epoch, and the outputs begin anew", () => {
  const layers = [
    gru(2, [2, 1], { stateful: true, returnSequences: true, recurrentDropout: 0.5 }),
    lstm(1, [2, 2], { stateful: true }),
  ];
  const [inputs, targets] = [drawn(1, 4, 2), drawn(2, 4, 1)];
  const training = { loss: named("mse"), optimizer: ADAM, batchSize: 2 };
  const generator = seeded(0);
  /** @type {any} */
  let last = { layers, state: initialState(networkParameters(layers), ADAM) };
  for (let i = 0; i < 4; i++) {
    const half = i % 2 === 0 ? [0, 2] : [2, 4];
    const [x, y] = [inputs.slice(...half), targets.slice(...half)];
    last = trainBatch(last.layers, last.state, training, x, y, generator);
    assert.ok(last.layers.every((/** @type {any} */ layer) => layer.state.length === 2));
  }
  const run = train([2, 1], layers, "mse", ADAM, inputs, targets, 2, 2);
  assert.deepEqual(run.trials[1].layers, last.layers);
  const fresh = last.layers.map((/** @type {any} */ layer) => ({ ...layer, state: null }));
  assert.deepEqual(run.outputs, outputsInBatches(inputs, fresh, 2));
  assert.notDeepEqual(run.outputs, networkOutputs(inputs, fresh));
  // a caller's layers have no states
  assert.deepEqual(
    train([2, 1], last.layers, "mse", ADAM, inputs, targets, 2, 0).outputs,
    run.outputs,
  );
});

test("a stateful layer takes no batch that is short", () => {
  const layers = [gru(1, [2, 1], { stateful: true })];
  /** @type {(given: any, batchSize: number | null) => () => unknown} */
  const call = (given, batchSize) => () =>
    train([2, 1], given, "mse", ADAM, drawn(1, 6, 2), drawn(2, 6, 1), batchSize, 1);
  for (const batchSize of [4, 5, 7, 12]) {
    assert.throws(call(layers, batchSize), {
      code: "out_of_range",
      field: "batch_size",
      message:
        "batch_size: expected a divisor of the number of examples, 6, because a layer is stateful",
    });
    assert.doesNotThrow(call([gru(1, [2, 1])], batchSize));
  }
  for (const batchSize of [1, 2, 3, 6, null]) {
    assert.doesNotThrow(call(layers, batchSize));
  }
  assert.throws(call(layers, 0), refusal("out_of_range", "batch_size"));
});

test("an evaluation adds the losses of the examples in their order", () => {
  const layers = network("tanh", "softmax", false);
  const { preactivations: logits, outputs } = networkForward(INPUTS, layers)[1];
  const losses = TARGETS.map((row, i) =>
    exampleLoss(named("mse"), "linear", row, logits[i], outputs[i]),
  );
  const correct = correctPredictions(TARGETS, outputs);
  const total = 0.1 + losses[0] + losses[1] + losses[2];
  assert.deepEqual(evaluate(layers, named("mse"), INPUTS, TARGETS, 0.1), { total, correct });
  assert.equal(evaluate(layers, named("mse"), INPUTS.slice(2), TARGETS.slice(2)).total, losses[2]);
});

test("the caller's arrays stay unchanged, and the trials share none", () => {
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
  for (const vector of networkParameters(run.trials[0].layers)) {
    vector.fill(99);
  }
  assert.deepEqual(run.trials[1], second);
  assert.deepEqual(run.outputs, outputs);
  for (const vector of networkParameters(run.trials[1].layers)) {
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

test("typed arrays are accepted, and a bias may be left out", () => {
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

test("bad input is refused by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const layer = { units: 1, activation: "linear", kernel: [[1]], bias: [0], ...changes.layer };
    const sgd = { name: "sgd", learningRate: 1, ...changes.setting };
    const data = { layers: [layer], loss: "mse", optimizer: sgd, inputs: [[1]], targets: [[1]] };
    const settings = { size: null, epochs: 1, seed: null, record: null, shuffle: true };
    const f = { ...data, ...settings, ...changes };
    const { layers, loss, inputs, targets, size, epochs, seed, record, shuffle } = f;
    dense(layers, loss, f.optimizer, inputs, targets, size, epochs, seed, record, shuffle);
  };
  const softmax = { activation: "softmax", units: 2, kernel: [[1, 2]], bias: null };
  const sparse = { layer: softmax, loss: SPARSE, targets: [1] };
  assert.doesNotThrow(call({}));
  assert.doesNotThrow(call(sparse));
  assert.throws(call({ layers: text }), refusal("wrong_type", "layers"));
  assert.throws(call({ layers: [1] }), refusal("wrong_type", "layers"));
  assert.doesNotThrow(call({ layers: [flatten(1)] }));
  assert.throws(call({ layers: [flatten(2)] }), refusal("shape_mismatch", "inputs"));
  assert.throws(
    call({ layers: [normalization([1], [-1])] }),
    refusal("out_of_range", "layers[0].variance"),
  );
  assert.throws(call({ layer: { units: 0.5 } }), refusal("wrong_type", "layers[0].units"));
  assert.throws(call({ layer: { activation: 1 } }), refusal("wrong_type", "layers[0].activation"));
  assert.throws(call({ layer: { kernel: [1] } }), refusal("wrong_type", "layers[0].kernel"));
  assert.throws(call({ layer: { bias: 0 } }), refusal("wrong_type", "layers[0].bias"));
  assert.throws(call({ loss: 1 }), refusal("wrong_type", "loss"));
  assert.throws(call({ loss: {} }), refusal("wrong_type", "loss.name"));
  assert.throws(
    call({ loss: { name: "mse", fromLogits: 1 } }),
    refusal("wrong_type", "loss.from_logits"),
  );
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
  assert.throws(call({ shuffle: null }), refusal("wrong_type", "shuffle"));

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
  assert.throws(call({ loss: "perceptron" }), refusal("unknown_name", "loss"));
  /** @type {[object, string][]} */
  const lossSettings = [
    [{ name: "huber", delta: 0 }, "loss.delta"],
    [{ name: "binary_crossentropy", labelSmoothing: 1.5 }, "loss.label_smoothing"],
  ];
  for (const [loss, field] of lossSettings) {
    assert.throws(call({ loss }), refusal("out_of_range", field));
  }
  const others = { name: "mse", delta: 0, labelSmoothing: 9 }; // which mse does not have
  assert.doesNotThrow(call({ loss: others }));
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

test("a run whose numbers become infinite stops there", () => {
  const layers = [{ units: 1, activation: "linear", kernel: [[1]] }];
  const rows = [[1], [1], [1]];
  /** @type {(inputs: number[][], rate: number, epochs?: number) => () => unknown} */
  const run = (inputs, rate, epochs = 1) => {
    return () =>
      dense(layers, "mse", optimizer("sgd", { learningRate: rate }), inputs, rows, 1, epochs);
  };
  assert.throws(run([[2], [1e200], [1]], 0), refusal("diverged", "loss", 1, 2));
  assert.throws(run([[2], [1], [1]], 1e308), refusal("diverged", "layers", 1, 1));
  assert.throws(run([[2], [1], [1]], 1e80), refusal("diverged", "loss", 1, 3));
  assert.throws(run([[2], [1], [1]], 1e40, 9), refusal("diverged", "loss", 2, 2));
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
