// Model files: what is written, what is read, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { dense, optimizer, predict, readModel, writeModel } from "../src/index.js";
import { networkParameters } from "../src/network.js";
import { LAYERS, DETAILS } from "./support/models.js";
import {
  activation,
  averagePooling2d,
  bidirectional,
  conv1d,
  conv2d,
  drawn,
  dropout,
  embedding,
  flatten,
  globalAveragePooling2d,
  gru,
  kernelOf,
  leakyRelu,
  lstm,
  masking,
  maxPooling2d,
  normalization,
  repeatVector,
  reshape,
  simpleRnn,
  softmax,
  timeDistributed,
  zeroPadding2d,
} from "./support/networks.js";
import { refusal } from "./support/refusal.js";

const DESCRIPTION =
  '{"version":1,"layers":[{"units":3,"activation":"relu","bias":true},' +
  '{"units":1,"activation":"sigmoid","bias":false}]}';

// A network with names that need every escape.
const [FIRST, LAST] = LAYERS;
const MIXED = {
  inputShape: [1, 2],
  layers: [
    flatten(1, 2),
    normalization([0.5, -0], [0, 5e-324]),
    FIRST,
    LAST,
    normalization([1e308], [3], true),
  ],
  columns: ['"\\/\b\t\n\f\r\0\x1f', "\x7f \u00fc\u2028\u{1f600}"],
  classes: [""],
  batchSize: null,
};

// A network of the kinds on images and sequences, whose filters do not all see all channels.
const CONNECTED = [
  [true, false],
  [true, true],
];
const PICTURES = {
  inputShape: [12],
  layers: [
    reshape([3, 2, 2], [12]),
    zeroPadding2d([1, 0], [0, 2], [3, 2, 2]),
    conv2d(2, [1, 2], [4, 4, 2], {
      kernel: [
        [
          [
            [0.5, 0],
            [1, -2],
          ],
          [
            [3, -0],
            [5e-324, 7],
          ],
        ],
      ],
      bias: [0.25, -1],
      connections: CONNECTED,
      activation: "relu",
    }),
    maxPooling2d([4, 3, 2], { strides: [1, 2], padding: "same" }),
    averagePooling2d([4, 2, 2]),
    reshape([2, 2], [2, 1, 2]),
    conv1d(2, 1, [2, 2], {
      kernel: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      strides: [3],
    }),
    reshape([1, 1, 2], [1, 2]),
    globalAveragePooling2d(1, 1, 2),
  ],
  columns: null,
  classes: null,
  batchSize: null,
};

// Networks of the kinds on sequences.
const [ONE, TWO] = [{ kernel: [[1]], recurrentKernel: [[2]] }, { returnSequences: true }];
const SEQUENCES = {
  inputShape: [2, 1],
  layers: [
    masking(-0, 2, 1),
    simpleRnn(1, [2, 1], { ...ONE, ...TWO, bias: [5e-324] }),
    timeDistributed(1, [2, 1], { kernel: [[3]], bias: [4] }),
    bidirectional(simpleRnn(1, [2, 1], { ...ONE, goBackwards: false })),
    repeatVector(2, 2),
    gru(1, [2, 2], { ...TWO, goBackwards: true, bias: drawn(1, 2, 3) }),
    bidirectional(lstm(1, [2, 1], { ...TWO, bias: [1, 2, 3, 4] }), { backwardBias: null }),
    lstm(1, [2, 2], { activation: "relu", recurrentActivation: "tanh" }),
    repeatVector(1, 1),
    bidirectional(gru(1, [1, 1])),
  ],
  columns: null,
  classes: null,
  batchSize: null,
};

const badFile = refusal("bad_file", "model");

/**
 * Return a file with this header, valid or not; size: the length of the header that the file
 * claims.
 * @type {(header: unknown, data: Uint8Array, size?: bigint) => Uint8Array}
 */
function file(header, data, size) {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(size ?? BigInt(text.length));
  return Buffer.concat([start, text, data]);
}

/**
 * Return the header and the data of the file of a network, that of LAYERS if it is left out.
 * @param {{layers: any[]} & import("../src/model_file.js").Details} model
 * @returns {{header: Record<string, any>, data: Buffer}}
 */
function parts({ layers, ...details } = { layers: LAYERS }) {
  const content = Buffer.from(writeModel(layers, details));
  const end = 8 + Number(content.readBigUInt64LE(0));
  return { header: JSON.parse(content.toString("utf-8", 8, end)), data: content.subarray(end) };
}

/**
 * Return a list with other fields in one of its objects.
 * @type {(list: object[], i: number, fields: object) => object[]}
 */
function change(list, i, fields) {
  return list.map((item, j) => (j === i ? { ...item, ...fields } : item));
}

test("a file is written byte for byte as the contract says", () => {
  const header =
    `{"__metadata__":{"refnet":${JSON.stringify(DESCRIPTION)}},` +
    '"layers.0.bias":{"dtype":"F64","shape":[3],"data_offsets":[0,24]},' +
    '"layers.0.kernel":{"dtype":"F64","shape":[2,3],"data_offsets":[24,72]},' +
    '"layers.1.kernel":{"dtype":"F64","shape":[3,1],"data_offsets":[72,96]}}';
  const padded = header + " ".repeat(-header.length & 7);
  const data = Buffer.alloc(96);
  const values = [1, -2, 0.3, 0.1, -0, 5e-324, 1 / 3, -1e308, 2.5, 0.5, -1e-300, 7];
  values.forEach((value, i) => data.writeDoubleLE(value, 8 * i));
  assert.deepEqual(Buffer.from(writeModel(LAYERS)), file(padded, data));
});

test("a file of version 2 is written byte for byte as the contract says", () => {
  const description =
    String.raw`{"version":2,"input_shape":[1,2],"layers":[{"kind":"flatten"},` +
    String.raw`{"kind":"normalization","invert":false},` +
    String.raw`{"kind":"dense","units":3,"activation":"relu","bias":true},` +
    String.raw`{"kind":"dense","units":1,"activation":"sigmoid","bias":false},` +
    String.raw`{"kind":"normalization","invert":true}],"columns":[` +
    String.raw`"\"\\/\b\t\n\f\r\u0000\u001f",` +
    '"\x7f \u00fc\u2028\u{1f600}"],"classes":[""]}';
  const escaped = description.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const header =
    `{"__metadata__":{"refnet":"${escaped}"},` +
    '"layers.1.mean":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},' +
    '"layers.1.variance":{"dtype":"F64","shape":[2],"data_offsets":[16,32]},' +
    '"layers.2.bias":{"dtype":"F64","shape":[3],"data_offsets":[32,56]},' +
    '"layers.2.kernel":{"dtype":"F64","shape":[2,3],"data_offsets":[56,104]},' +
    '"layers.3.kernel":{"dtype":"F64","shape":[3,1],"data_offsets":[104,128]},' +
    '"layers.4.mean":{"dtype":"F64","shape":[1],"data_offsets":[128,136]},' +
    '"layers.4.variance":{"dtype":"F64","shape":[1],"data_offsets":[136,144]}}';
  const padded = header + " ".repeat(-Buffer.byteLength(header) & 7);
  const data = Buffer.alloc(144);
  const weights = [1, -2, 0.3, 0.1, -0, 5e-324, 1 / 3, -1e308, 2.5, 0.5, -1e-300, 7];
  const values = [0.5, -0, 0, 5e-324, ...weights, 1e308, 3];
  values.forEach((value, i) => data.writeDoubleLE(value, 8 * i));
  const { layers, ...details } = MIXED;
  const content = writeModel(layers, details);
  assert.deepEqual(Buffer.from(content), file(padded, data));
  assert.deepEqual(readModel(content), MIXED);
  // the layers know their shapes here, and need not
  const { inputShape, ...names } = details;
  assert.deepEqual(writeModel(layers, names), content);
  const bare = [{ kind: /** @type {const} */ ("flatten") }, ...layers.slice(1)];
  assert.deepEqual(writeModel(bare, details), content);
  assert.throws(() => writeModel(bare, names), refusal("empty", "input_shape"));
});

test("layers on images are written byte for byte as the contract says", () => {
  const description =
    '{"version":2,"input_shape":[12],"layers":[{"kind":"reshape","target_shape":[3,2,2]},' +
    '{"kind":"zero_padding2d","rows":[1,0],"columns":[0,2]},' +
    '{"kind":"conv2d","filters":2,"kernel_size":[1,2],"strides":[1,1],"padding":"valid",' +
    '"activation":"relu","bias":true,"connections":[[true,false],[true,true]]},' +
    '{"kind":"max_pooling2d","pool_size":[2,2],"strides":[1,2],"padding":"same"},' +
    '{"kind":"average_pooling2d","pool_size":[2,2],"strides":null,"padding":"valid"},' +
    '{"kind":"reshape","target_shape":[2,2]},' +
    '{"kind":"conv1d","filters":2,"kernel_size":[1],"strides":[3],"padding":"valid",' +
    '"activation":"linear","bias":false},' +
    '{"kind":"reshape","target_shape":[1,1,2]},{"kind":"global_average_pooling2d"}]}';
  const header =
    `{"__metadata__":{"refnet":${JSON.stringify(description)}},` +
    '"layers.2.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},' +
    '"layers.2.kernel":{"dtype":"F64","shape":[1,2,2,2],"data_offsets":[16,80]},' +
    '"layers.6.kernel":{"dtype":"F64","shape":[1,2,2],"data_offsets":[80,112]}}';
  const padded = header + " ".repeat(-header.length & 7);
  const data = Buffer.alloc(112);
  const values = [0.25, -1, 0.5, 0, 1, -2, 3, -0, 5e-324, 7, 1, 2, 3, 4];
  values.forEach((value, i) => data.writeDoubleLE(value, 8 * i));
  const { layers, ...details } = PICTURES;
  const content = writeModel(layers, details);
  assert.deepEqual(Buffer.from(content), file(padded, data));
  assert.deepEqual(readModel(content), PICTURES);
  assert.equal(predict(readModel(content), [Array(12).fill(1)])[0].length, 2);
});

test("layers on sequences are written byte for byte as the contract says", () => {
  const description =
    '{"version":2,"input_shape":[2,1],"layers":[{"kind":"masking"},' +
    '{"kind":"simple_rnn","units":1,"activation":"tanh","bias":true,"return_sequences":true,' +
    '"go_backwards":false},' +
    '{"kind":"time_distributed","units":1,"activation":"linear","bias":true},' +
    '{"kind":"bidirectional_simple_rnn","units":1,"activation":"tanh","bias":false,' +
    '"backward_bias":false,"return_sequences":false}]}';
  const header =
    `{"__metadata__":{"refnet":${JSON.stringify(description)}},` +
    '"layers.0.mask_value":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
    '"layers.1.bias":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},' +
    '"layers.1.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[16,24]},' +
    '"layers.1.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[24,32]},' +
    '"layers.2.bias":{"dtype":"F64","shape":[1],"data_offsets":[32,40]},' +
    '"layers.2.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[40,48]},' +
    '"layers.3.backward_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[48,56]},' +
    '"layers.3.backward_recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[56,64]},' +
    '"layers.3.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[64,72]},' +
    '"layers.3.recurrent_kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[72,80]}}';
  const padded = header + " ".repeat(-header.length & 7);
  const data = Buffer.alloc(80);
  [-0, 5e-324, 1, 2, 4, 3, 0.5, 1, 1, 2].forEach((value, i) => data.writeDoubleLE(value, 8 * i));
  const { layers, ...details } = SEQUENCES;
  assert.deepEqual(Buffer.from(writeModel(layers.slice(0, 4), details)), file(padded, data));
});

test("layers on sequences come back with their bits, and so do their outputs", () => {
  const { layers, ...details } = SEQUENCES;
  const content = writeModel(layers, details);
  assert.deepEqual(readModel(content), SEQUENCES);
  const inputs = [
    [0, 0.5],
    [-1, -0],
  ];
  assert.deepEqual(predict(readModel(content), inputs), predict(SEQUENCES, inputs));
  const words = [embedding(3, 2, [2], { maskZero: true }), gru(1, [2, 2])];
  const model = { ...details, inputShape: [2], layers: words };
  assert.deepEqual(readModel(writeModel(words, { inputShape: [2] })), model);
  assert.equal(predict(model, [[0, 2]]).length, 1);
  assert.throws(() => predict(model, [[0, 3]]), refusal("out_of_range", "inputs"));
});

test("layers on sequences that a file cannot have are refused", () => {
  const { header, data } = parts(SEQUENCES);
  const description = JSON.parse(header.__metadata__.refnet);
  /** @type {[number, object][]} */
  const entries = [
    [1, { bias: null }],
    [1, { return_sequences: 1 }],
    [1, { go_backwards: undefined }],
    [1, { units: 2 }],
    [1, { activation: "softmax" }],
    [2, { bias: false, units: 0 }],
    [3, { backward_bias: 1 }],
    [3, { backward_bias: true }],
    [4, { n: 0 }],
    [4, { n: "2" }],
    [5, { recurrent_activation: "softmax" }],
    [5, { kind: "lstm" }],
    [6, { recurrent_activation: undefined }],
    [6, { backward_bias: true }],
  ];
  for (const [i, fields] of entries) {
    const refnet = JSON.stringify({
      ...description,
      layers: change(description.layers, i, fields),
    });
    const content = file({ ...header, __metadata__: { refnet } }, data);
    assert.throws(() => readModel(content), badFile, JSON.stringify(fields));
  }
  /** @type {[string, number[]][]} */
  const shapes = [
    ["layers.0.mask_value", []],
    ["layers.0.mask_value", [1, 1]],
    ["layers.1.recurrent_kernel", [1]],
    ["layers.5.bias", [6]],
    ["layers.5.bias", [3, 2]],
  ];
  for (const [name, shape] of shapes) {
    const content = file({ ...header, [name]: { ...header[name], shape } }, data);
    assert.throws(() => readModel(content), badFile, JSON.stringify([name, shape]));
  }
  for (const name of ["layers.0.mask_value", "layers.3.backward_kernel"]) {
    const { [name]: missing, ...others } = header;
    assert.throws(() => readModel(file(others, data)), badFile, name);
  }
});

test("rates and states are written byte for byte as the contract says", () => {
  const rates = { dropout: 0.25, recurrentDropout: 0.5, stateful: true };
  const layers = [
    dropout(0.75, [2, 1]),
    simpleRnn(1, [2, 1], { ...ONE, ...TWO, ...rates }),
    bidirectional(simpleRnn(1, [2, 1], { ...ONE, recurrentDropout: 0.125 })),
    dropout(0, [2]),
  ];
  const description =
    '{"version":2,"input_shape":[2,1],"layers":[{"kind":"dropout"},' +
    '{"kind":"simple_rnn","units":1,"activation":"tanh","bias":false,"return_sequences":true,' +
    '"go_backwards":false,"dropout":true,"recurrent_dropout":true,"keeps_states":true},' +
    '{"kind":"bidirectional_simple_rnn","units":1,"activation":"tanh","bias":false,' +
    '"backward_bias":false,"return_sequences":false,"recurrent_dropout":true},' +
    '{"kind":"dropout"}]}';
  const names = [
    "0.rate",
    "1.dropout",
    "1.kernel",
    "1.recurrent_dropout",
    "1.recurrent_kernel",
    "2.backward_kernel",
    "2.backward_recurrent_kernel",
    "2.kernel",
    "2.recurrent_dropout",
    "2.recurrent_kernel",
    "3.rate",
  ];
  const tensors = names.map((name, i) => {
    const shape = name.endsWith("kernel") ? "[1,1]" : "[1]";
    const offsets = `[${8 * i},${8 * i + 8}]`;
    return `,"layers.${name}":{"dtype":"F64","shape":${shape},"data_offsets":${offsets}}`;
  });
  const header = `{"__metadata__":{"refnet":${JSON.stringify(description)}}${tensors.join("")}}`;
  const data = Buffer.alloc(8 * names.length);
  const values = [0.75, 0.25, 1, 0.5, 2, 0.5, 1, 1, 0.125, 2, 0];
  values.forEach((value, i) => data.writeDoubleLE(value, 8 * i));
  const content = writeModel(layers, { inputShape: [2, 1] });
  assert.deepEqual(Buffer.from(content), file(header + " ".repeat(-header.length & 7), data));
  assert.deepEqual(readModel(content).layers, layers);
  // a prediction leaves nothing out, and begins with zeros
  const model = { inputShape: [2, 1], layers: layers.slice(0, 3) };
  const plain = [
    simpleRnn(1, [2, 1], { ...ONE, ...TWO }),
    bidirectional(simpleRnn(1, [2, 1], ONE)),
  ];
  assert.deepEqual(predict(model, [[0.5, -1]]), predict({ layers: plain }, [[0.5, -1]]));
});

test("rates and states of a file that cannot be are refused", () => {
  const rates = { dropout: 0.25, recurrentDropout: 0.5, stateful: true };
  const model = {
    inputShape: [2, 1],
    layers: [dropout(0.75, [2, 1]), bidirectional(gru(1, [2, 1], rates))],
  };
  const { header, data } = parts(model);
  const description = JSON.parse(header.__metadata__.refnet);
  /** @type {(fields: object) => any} */
  const described = (fields) => {
    const layers = change(description.layers, 1, fields);
    return { ...header, __metadata__: { refnet: JSON.stringify({ ...description, layers }) } };
  };
  for (const key of ["dropout", "recurrent_dropout", "keeps_states"]) {
    for (const value of [null, 0, 1, "true", [], [true], {}]) {
      const content = file(described({ [key]: value }), data);
      assert.throws(() => readModel(content), badFile, `${key}: ${JSON.stringify(value)}`);
    }
  }
  const [first, second] = model.layers;
  /** @type {[object, object][]} */
  const read = [
    [{}, {}],
    [{ dropout: false }, { dropout: 0 }], // its tensor is ignored
    [{ recurrent_dropout: undefined }, { recurrentDropout: 0 }],
    [{ keeps_states: false, stateful: true }, { stateful: false }],
    [{ keeps_states: undefined }, { stateful: false }],
  ];
  for (const [fields, want] of read) {
    const { layers } = readModel(file(described(fields), data));
    assert.deepEqual(layers, [first, { ...second, ...want }], JSON.stringify(fields));
  }
  for (const name of ["layers.0.rate", "layers.1.dropout", "layers.1.recurrent_dropout"]) {
    const [start] = header[name].data_offsets;
    for (const value of [1, -5e-324, NaN, Infinity]) {
      const changed = Buffer.from(data);
      changed.writeDoubleLE(value, start);
      assert.throws(() => readModel(file(header, changed)), badFile, `${name}: ${value}`);
    }
    for (const shape of [[], [1, 1]]) {
      const tensor = { ...header[name], shape };
      assert.throws(() => readModel(file({ ...header, [name]: tensor }, data)), badFile, name);
    }
    const { [name]: tensor, ...others } = header;
    assert.throws(() => readModel(file({ ...others, spare: tensor }, data)), badFile, name);
    const typed = { ...tensor, dtype: "I64" };
    assert.throws(() => readModel(file({ ...others, [name]: typed }, data)), badFile, name);
  }
});

test("layers that are activations are written byte for byte as the contract says", () => {
  const steps = [2, 1];
  const layers = [activation("gelu_tanh", steps), leakyRelu(0.125, steps), softmax(...steps)];
  const model = { ...DETAILS, inputShape: steps, layers };
  const description =
    '{"version":2,"input_shape":[2,1],"layers":[{"kind":"activation","activation":"gelu_tanh"},' +
    '{"kind":"leaky_relu"},{"kind":"softmax"}]}';
  const header =
    `{"__metadata__":{"refnet":${JSON.stringify(description)}},` +
    '"layers.1.negative_slope":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}';
  const padded = header + " ".repeat(-header.length & 7);
  const data = Buffer.alloc(8);
  data.writeDoubleLE(0.125);
  const content = writeModel(layers, { inputShape: steps });
  assert.deepEqual(Buffer.from(content), file(padded, data));
  assert.deepEqual(readModel(content), model);
  assert.deepEqual(predict(readModel(content), [[-1, 2]]), [[1, 1]]);
  const rows = [leakyRelu(-0, [2]), softmax(2)];
  const read = readModel(writeModel(rows, { inputShape: [2] }));
  assert.deepEqual(read, { ...DETAILS, inputShape: [2], layers: rows });
});

test("layers that are activations are refused where a file cannot have them", () => {
  const steps = [2, 1];
  const layers = [activation("silu", steps), leakyRelu(0.125, steps), softmax(...steps)];
  const { header, data } = parts({ ...DETAILS, inputShape: steps, layers });
  const description = JSON.parse(header.__metadata__.refnet);
  /** @type {(fields: object) => Uint8Array} */
  const described = (fields) => {
    const changed = { ...description, layers: change(description.layers, 0, fields) };
    return file({ ...header, __metadata__: { refnet: JSON.stringify(changed) } }, data);
  };
  for (const value of [undefined, null, 1, "softmax", "GELU"]) {
    assert.throws(() => readModel(described({ activation: value })), badFile, String(value));
  }
  assert.equal(readModel(described({ activation: "elu" })).layers[0].activation, "elu");
  const name = "layers.1.negative_slope";
  for (const value of [-5e-324, NaN, Infinity]) {
    const changed = Buffer.alloc(8);
    changed.writeDoubleLE(value);
    assert.throws(() => readModel(file(header, changed)), badFile, String(value));
  }
  for (const change of [{ shape: [] }, { shape: [1, 1] }, { dtype: "I64" }]) {
    const tensor = { ...header[name], ...change };
    const content = file({ ...header, [name]: tensor }, data);
    assert.throws(() => readModel(content), badFile, JSON.stringify(change));
  }
  const { [name]: tensor, ...others } = header;
  assert.throws(() => readModel(file({ ...others, spare: tensor }, data)), badFile);
});

test("a conv2d without connections says so", () => {
  const model = { ...DETAILS, inputShape: [2, 2, 1], layers: [conv2d(1, [2, 2], [2, 2, 1])] };
  const { header, data } = parts(model);
  assert.match(header.__metadata__.refnet, /"bias":false,"connections":null\}/);
  assert.deepEqual(readModel(file(header, data)), model);
});

test("a file has version 1 only if version 1 can hold all of it", () => {
  /** @type {[any[], object, number][]} */
  const cases = [
    [LAYERS, {}, 1],
    [LAYERS, { inputShape: [2], columns: null, classes: null }, 1],
    [LAYERS, { columns: ["a", "b"] }, 2],
    [LAYERS, { classes: ["a"] }, 2],
    [LAYERS, { batchSize: 7 }, 2],
    [[flatten(2)], {}, 2],
    [[normalization([1, 2], [1, 1])], {}, 2],
  ];
  for (const [layers, names, version] of cases) {
    const { header } = parts({ layers, ...names });
    const description = JSON.parse(header.__metadata__.refnet);
    assert.equal(description.version, version);
    const details = Object.entries({ columns: null, classes: null, batchSize: null, ...names });
    const given = details.filter(([field, value]) => field !== "inputShape" && value !== null);
    const keys = given.map(([field]) => (field === "batchSize" ? "batch_size" : field));
    const shape = version === 2 ? ["input_shape"] : [];
    assert.deepEqual(Object.keys(description), ["version", ...shape, "layers", ...keys]);
    assert.deepEqual(readModel(writeModel(layers, names)), { ...DETAILS, layers, ...names });
  }
});

test("a batch size is written after the names, and read again", () => {
  const stateful = simpleRnn(1, [2, 1], { ...ONE, stateful: true });
  const model = { ...DETAILS, inputShape: [2, 1], layers: [stateful], classes: ["a"], batchSize: 3 };
  const content = writeModel(model.layers, model);
  const { header, data } = parts(model);
  assert.match(header.__metadata__.refnet, /\}\],"classes":\["a"\],"batch_size":3\}$/);
  assert.deepEqual(readModel(content), model);
  const description = JSON.parse(header.__metadata__.refnet);
  for (const size of [0, -1, 0.5, "3", true, null, [3], 2 ** 24 + 1, 1e13]) {
    header.__metadata__.refnet = JSON.stringify({ ...description, batch_size: size });
    assert.throws(() => readModel(file(header, data)), badFile, String(size));
  }
});

test("stateful layers have at most 2^24 units in a batch", () => {
  const [first, second] = [2, 3].map((units) => lstm(units, [2, 1], { ...TWO, stateful: true }));
  const layers = [first, { ...second, inputShape: [2, 2], kernel: drawn(1, 2, 12) }];
  const largest = Math.floor(2 ** 24 / 5);
  assert.equal(readModel(writeModel(layers, { batchSize: largest })).batchSize, largest);
  const tooLarge = refusal("out_of_range", "batch_size");
  assert.throws(() => writeModel(layers, { batchSize: largest + 1 }), tooLarge);
  assert.throws(() => predict({ layers, batchSize: largest + 1 }, []), tooLarge);
  assert.throws(() => writeModel(LAYERS, { batchSize: 0 }), tooLarge);
  assert.throws(() => writeModel(LAYERS, { batchSize: 1.5 }), refusal("wrong_type", "batch_size"));
});

test("a prediction takes the batches of stateful layers one after the other", () => {
  const sums = { activation: "linear", kernel: [[1]], recurrentKernel: [[1]], bias: null };
  const layers = [simpleRnn(1, [1, 1], { ...sums, stateful: true })];
  const inputs = [[1], [2], [10], [20]];
  const [batches, one] = [[[1], [2], [11], [22]], [[1], [2], [10], [20]]];
  for (const [batchSize, want] of /** @type {const} */ ([
    [1, [[1], [3], [13], [33]]],
    [2, batches],
    [4, one],
    [null, one],
  ])) {
    assert.deepEqual(predict(readModel(writeModel(layers, { batchSize })), inputs), want);
  }
  assert.deepEqual(predict({ layers, batchSize: 2 }, []), []);
  const short = refusal("shape_mismatch", "inputs");
  assert.throws(() => predict({ layers, batchSize: 2 }, inputs.slice(1)), short);
  const stateless = [{ ...layers[0], stateful: false }];
  assert.deepEqual(predict({ layers: stateless, batchSize: 2 }, [[1], [2], [3]]), [[1], [2], [3]]);
});

test("the eleventh layer comes before the third", () => {
  /** @type {import("../src/dense.js").DenseLayer[]} */
  const layers = Array.from({ length: 11 }, (_, i) => {
    return { kind: "dense", units: 1, activation: "linear", kernel: [[i]], bias: [-i] };
  });
  const content = writeModel(layers);
  const text = Buffer.from(content).toString("latin1");
  assert.ok(text.indexOf('"layers.10.bias"') < text.indexOf('"layers.2.bias"'));
  assert.deepEqual(readModel(content), { ...DETAILS, inputShape: [1], layers });
});

test("a network comes back with its bits, and so do its outputs", () => {
  assert.deepEqual(readModel(writeModel(LAYERS)), { ...DETAILS, layers: LAYERS });
  const inputs = [
    [0.2, -0.7],
    [1.3, 0.4],
  ];
  const { trials, outputs } = dense(LAYERS, "mse", optimizer("adam"), inputs, [[0], [1]], 1, 3);
  const trained = writeModel(trials[2].layers);
  assert.deepEqual(predict(readModel(trained), inputs), outputs);

  // in the middle of a larger buffer, at an offset that is not a multiple of 8
  const larger = new Uint8Array(trained.length + 10);
  larger.set(trained, 3);
  assert.deepEqual(predict(readModel(larger.subarray(3, -7)), inputs), outputs);
});

test("outputs may be infinite, inputs may not", () => {
  const layers = [{ units: 2, activation: "linear", kernel: [[1e308, -1e308]] }];
  assert.deepEqual(predict({ layers }, [[10], [0], [-10]]), [
    [Infinity, -Infinity],
    [0, 0],
    [-Infinity, Infinity],
  ]);
  assert.deepEqual(predict({ layers }, []), []);
  assert.throws(
    () => predict({ layers }, /** @type {any} */ ([1])),
    refusal("wrong_type", "inputs"),
  );
  assert.throws(() => predict({ layers }, [[1, 2]]), refusal("shape_mismatch", "inputs"));
  assert.throws(() => predict({ layers }, [[NaN]]), refusal("not_finite", "inputs"));
  assert.throws(() => predict({ layers: [] }, [[1]]), refusal("empty", "layers"));
  for (const other of /** @type {any[]} */ ([null, undefined, 7, layers])) {
    assert.throws(() => predict(other, [[1]]), refusal("wrong_type", "model"));
  }
  const flat = [{ kind: /** @type {const} */ ("flatten") }, ...layers];
  assert.deepEqual(predict({ inputShape: [1, 1], layers: flat }, [[0]]), [[0, 0]]);
  assert.throws(() => predict({ layers: flat }, [[0]]), refusal("empty", "input_shape"));
  assert.throws(
    () => predict({ inputShape: [2], layers: flat }, [[0, 0]]),
    refusal("shape_mismatch", "layers[1].kernel"),
  );
});

test("a network that is not consistent is not written", () => {
  /** @type {(change: object) => () => unknown} */
  const write = (change) => () =>
    writeModel([{ units: 1, activation: "relu", kernel: [[1]], ...change }]);
  assert.doesNotThrow(write({}));
  assert.throws(() => writeModel([]), refusal("empty", "layers"));
  for (const other of /** @type {any[]} */ ([null, 7, ["a"]])) {
    assert.throws(() => writeModel(LAYERS, other), refusal("wrong_type", "details"));
  }
  assert.throws(write({ kernel: 1 }), refusal("wrong_type", "layers[0].kernel"));
  assert.throws(write({ kernel: [[1, 2]] }), refusal("shape_mismatch", "layers[0].kernel"));
  assert.throws(write({ activation: "swish" }), refusal("unknown_name", "layers[0].activation"));
  assert.throws(write({ bias: [NaN] }), refusal("not_finite", "layers[0].bias"));
});

test("the caller's arrays stay unchanged", () => {
  const copy = structuredClone(LAYERS);
  const { layers } = readModel(writeModel(LAYERS));
  networkParameters(layers)[0].fill(99);
  predict({ layers: LAYERS }, [[1, 2]]);
  assert.deepEqual(LAYERS, copy);
});

test("other metadata and other tensors are ignored", () => {
  const { header, data } = parts();
  const others = {
    step: { dtype: "I64", shape: [], data_offsets: [96, 104] },
    ["__proto__"]: { dtype: "F16", shape: [2, 3], data_offsets: [104, 116], more: [1] },
    none: { dtype: "U8", shape: [4, 0], data_offsets: [96, 96] },
    wide: { dtype: "F64", shape: [0, 2 ** 53], data_offsets: [116, 116] },
    small: { dtype: "F6_E2M3", shape: [4, 4], data_offsets: [116, 128] },
    large: { dtype: "C64", shape: [1], data_offsets: [128, 136] },
  };
  header.__metadata__.format = "pt";
  const more = JSON.parse(header.__metadata__.refnet);
  header.__metadata__.refnet = JSON.stringify({ ...more, classes: ["a", "b"] });
  const content = file({ ...others, ...header }, Buffer.concat([data, Buffer.alloc(40)]));
  assert.deepEqual(readModel(content), { ...DETAILS, layers: LAYERS });
  assert.deepEqual(readModel(file(` \n${JSON.stringify(parts().header)}\t`, data)).layers, LAYERS);
});

test("a file that is cut off or has more at its end is refused", () => {
  const content = writeModel(LAYERS);
  for (let length = 0; length < content.length; length++) {
    assert.throws(() => readModel(content.subarray(0, length)), badFile);
  }
  assert.throws(() => readModel(Buffer.concat([content, Buffer.alloc(1)])), badFile);
  assert.throws(() => readModel(/** @type {any} */ ("x")), refusal("wrong_type", "model"));
});

test("a header whose length is not the claimed one is refused", () => {
  const { header, data } = parts();
  const length = BigInt(JSON.stringify(header).length);
  const sizes = [0n, 1n, length - 1n, length + 1n, length + 97n, 100000001n];
  for (const size of [...sizes, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 8n, 2n ** 64n - 1n]) {
    assert.throws(() => readModel(file(header, data, size)), badFile, String(size));
  }
});

test("a header that is not a JSON object of tensors is refused", () => {
  const { header, data } = parts();
  const text = JSON.stringify(header);
  const texts = [
    "",
    "null",
    "[]",
    "1",
    `[${text}]`,
    `\ufeff${text}`,
    `${text}\0`,
    `${text}}`,
    text.replace(",", ",,"),
    text.replace("{", '{"a":1,'),
    text.replace("{", '{"a":null,'),
    text.replace("{", '{"\\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},'),
    "[".repeat(100000),
  ];
  for (const other of texts) {
    assert.throws(() => readModel(file(other, data)), badFile, other.slice(0, 40));
  }
  const content = Buffer.from(file(header, data));
  content[10] = 0xff;
  assert.throws(() => readModel(content), badFile);
});

test("inconsistent tensors are refused", () => {
  /** @type {[string, object][]} */
  const changes = [
    ["layers.0.bias", { data_offsets: [0, 23] }],
    ["layers.0.bias", { data_offsets: [0, 32] }],
    ["layers.0.bias", { data_offsets: [0, 32], shape: [4] }],
    ["layers.0.bias", { data_offsets: [8, 24], shape: [2] }],
    ["layers.0.bias", { data_offsets: [24, 0] }],
    ["layers.0.bias", { data_offsets: [24, 48] }],
    ["layers.0.bias", { data_offsets: [-24, 0] }],
    ["layers.0.bias", { data_offsets: [0.5, 24.5] }],
    ["layers.0.bias", { data_offsets: [0] }],
    ["layers.0.bias", { data_offsets: [0, 24, 24] }],
    ["layers.0.bias", { data_offsets: "0" }],
    ["layers.0.bias", { data_offsets: null }],
    ["layers.0.bias", { data_offsets: [0, 2 ** 53] }],
    ["layers.0.bias", { shape: [2] }],
    ["layers.0.bias", { shape: [3, 2] }],
    ["layers.0.bias", { shape: [] }],
    ["layers.0.bias", { shape: [-3] }],
    ["layers.0.bias", { shape: [-3, -1] }],
    ["layers.0.bias", { shape: ["3"] }],
    ["layers.0.bias", { shape: 3 }],
    ["layers.0.bias", { shape: [1.5, 2] }],
    ["layers.0.bias", { shape: [2 ** 61, 8] }],
    ["layers.0.bias", { shape: [2 ** 61, 8], data_offsets: [0, 2 ** 64] }],
    ["layers.0.bias", { dtype: "U8", shape: [2 ** 63], data_offsets: [0, 2 ** 63] }],
    ["layers.0.bias", { dtype: "F4", shape: [3], data_offsets: [0, 1] }],
    ["layers.0.bias", { dtype: "F6_E2M3", shape: [5], data_offsets: [0, 4] }],
    ["layers.0.bias", { shape: [2 ** 32, 2 ** 32, 3] }],
    ["layers.0.bias", { shape: [2 ** 40, 2 ** 40, 0], data_offsets: [0, 0] }],
    ["layers.0.bias", { shape: [1e308, 1e308, 0], data_offsets: [0, 0] }],
    ["layers.0.bias", { dtype: "F32" }],
    ["layers.0.bias", { dtype: "F65" }],
    ["layers.0.bias", { dtype: "f64" }],
    ["layers.0.bias", { dtype: "toString" }],
    ["layers.0.bias", { dtype: ["F64"] }],
    ["layers.0.bias", { dtype: null }],
    ["layers.1.kernel", { data_offsets: [72, 104], shape: [4, 1] }],
    ["layers.1.kernel", { data_offsets: [80, 96], shape: [2, 1] }],
    ["layers.1.kernel", { data_offsets: [72, 2 ** 53 - 1], shape: [2 ** 50, 1] }],
    ["gap", { dtype: "U8", shape: [1], data_offsets: [97, 98] }],
    ["beyond", { dtype: "U8", shape: [1], data_offsets: [96, 97] }],
    ["within", { dtype: "U8", shape: [0], data_offsets: [10, 10] }],
    ["twice", { dtype: "F64", shape: [3], data_offsets: [0, 24] }],
  ];
  for (const [name, change] of changes) {
    const { header, data } = parts();
    header[name] = { ...header[name], ...change };
    assert.throws(() => readModel(file(header, data)), badFile, JSON.stringify([name, change]));
  }
});

test("sizes are written with digits only, other numbers in any notation", () => {
  const { header, data } = parts();
  const text = JSON.stringify(header);
  for (const size of ["3.0", "3e0", "30e-1", "0.3E+1", "-3", "-0", "18446744073709551616"]) {
    const other = text.replace('"shape":[3]', `"shape":[${size}]`);
    assert.throws(() => readModel(file(other, data)), badFile, size);
    const more = text.replace('"shape":[3]', `"a\\\\\\"[1.0,2]":[${size},-1e5,true],"shape":[3]`);
    assert.deepEqual(readModel(file(more, data)), { ...DETAILS, layers: LAYERS }, size);
  }
  /** @type {(offsets: string) => () => unknown} */
  const read = (offsets) => () => {
    const none = `{"\\"1.0,":{"dtype":"U8","shape":[0],"data_offsets":${offsets}},`;
    return readModel(file(text.replace("{", none), data));
  };
  assert.deepEqual(read("[0,0]")(), { ...DETAILS, layers: LAYERS });
  assert.throws(read("[0.0,0]"), badFile);
  assert.throws(read("[0,-0]"), badFile);
});

test("an invalid description is refused", () => {
  const good = JSON.parse(DESCRIPTION);
  const [first, second] = good.layers;
  /** @type {unknown[]} */
  const descriptions = [
    "",
    "null",
    "[]",
    `${DESCRIPTION}x`,
    { layers: good.layers },
    { ...good, version: 2 },
    { ...good, version: "1" },
    { ...good, version: true },
    { ...good, layers: undefined },
    { ...good, layers: [] },
    { ...good, layers: {} },
    { ...good, layers: [null] },
    { ...good, layers: [[]] },
    { ...good, layers: [first, second, second] },
    { ...good, layers: [second, first] },
    { ...good, layers: [{ ...first, units: 2 }, second] },
    { ...good, layers: [{ ...first, units: 0 }, second] },
    { ...good, layers: [{ ...first, units: "3" }, second] },
    { ...good, layers: [{ ...first, units: 2 ** 53 }, second] },
    { ...good, layers: [{ ...first, activation: "swish" }, second] },
    { ...good, layers: [{ ...first, activation: "toString" }, second] },
    { ...good, layers: [{ ...first, activation: ["relu"] }, second] },
    { ...good, layers: [{ ...first, bias: 1 }, second] },
    { ...good, layers: [{ ...first, bias: undefined }, second] },
    { ...good, layers: [first, { ...second, bias: true }] },
  ];
  for (const description of descriptions) {
    const { header, data } = parts();
    const text = typeof description === "string" ? description : JSON.stringify(description);
    header.__metadata__.refnet = text;
    assert.throws(() => readModel(file(header, data)), badFile, text);
  }
  for (const metadata of [undefined, null, [], "x", {}, { refnet: good }, { refnet: null }]) {
    const { header, data } = parts();
    header.__metadata__ = metadata;
    assert.throws(() => readModel(file(header, data)), badFile, JSON.stringify(metadata));
  }
  const { header, data } = parts();
  header.__metadata__.step = 1;
  assert.throws(() => readModel(file(header, data)), badFile);
});

test("version 1 ignores the entries of version 2", () => {
  const good = JSON.parse(DESCRIPTION);
  const layers = good.layers.map((/** @type {object} */ each) => ({ ...each, kind: "flatten" }));
  for (const version of [1, "1.0", "1e0"]) {
    const { header, data } = parts();
    const others = { input_shape: [], layers, columns: ["a"], classes: null };
    const text = JSON.stringify({ version: "?", ...others });
    header.__metadata__.refnet = text.replace('"?"', String(version));
    assert.deepEqual(readModel(file(header, data)), { ...DETAILS, layers: LAYERS });
  }
});

test("version 2 has numbers in any notation, and other entries", () => {
  const { header, data } = parts(MIXED);
  header.__metadata__.refnet = header.__metadata__.refnet
    .replace('"version":2', '"optimizer":{"name":"sgd"},"version":20e-1')
    .replace("[1,2]", "[1.0,0.2e1]")
    .replace('"units":3', '"mean":[1],"units":3.0');
  assert.deepEqual(readModel(file(header, data)), MIXED);
});

test("an invalid description of version 2 is refused", () => {
  const { header, data } = parts(MIXED);
  const good = JSON.parse(header.__metadata__.refnet);
  const { columns } = MIXED;
  const kinds = [undefined, null, 1, "Dense", "normalization", "toString", ["flatten"], ""];
  const shapes = [undefined, null, 2, "2", {}, [], [0, 2], [2, 0], ["2"], [1.5], [-1, -2], [[2]]];
  const sizes = [[3], [1, 3], [1], [2 ** 24, 2 ** 24], [2 ** 53, 2], [1e308, 1e308], [2, null]];
  /** @type {object[]} */
  const changed = [
    ...kinds.map((kind) => ({ layers: change(good.layers, 0, { kind }) })),
    ...[...shapes, ...sizes].map((input_shape) => ({ input_shape })),
    { layers: good.layers.slice(1) }, // an example of more than one size
    ...[undefined, null, 0, "false", []].map((invert) => ({
      layers: change(good.layers, 1, { invert }),
    })),
    { layers: change(good.layers, 2, { kind: "normalization", invert: true }) },
    { layers: [good.layers[4], ...good.layers.slice(1)] },
    { layers: good.layers.slice(0, 3) },
    { version: 3 },
    { version: 0 },
    { version: "2" },
    ...[null, "ab", {}, [], ["a"], ["a", 1], ["a", null], ["a", "b", "c"]].map((each) => ({
      columns: each,
    })),
    ...[null, "a", {}, [], [1], columns].map((classes) => ({ classes })),
  ];
  for (const other of changed) {
    header.__metadata__.refnet = JSON.stringify({ ...good, ...other });
    assert.throws(() => readModel(file(header, data)), badFile, JSON.stringify(other));
  }
  for (const names of [{ columns: undefined }, { classes: undefined }, { columns: ["", "\0"] }]) {
    header.__metadata__.refnet = JSON.stringify({ ...good, ...names });
    const want = Object.entries(names).map(([field, given]) => [field, given ?? null]);
    const read = readModel(file(header, data));
    assert.deepEqual(read, { ...MIXED, ...Object.fromEntries(want) });
  }
});

test("a normalization with other tensors is refused", () => {
  const model = { layers: [normalization([1, 2], [3, 0])] };
  const { header, data } = parts(model);
  assert.deepEqual(readModel(file(header, data)), { ...DETAILS, ...model });
  const [mean, variance] = ["layers.0.mean", "layers.0.variance"];
  /** @type {[string, object][]} */
  const changes = [
    [mean, { shape: [2, 1] }],
    [mean, { shape: [1, 2] }],
    [mean, { dtype: "F32", shape: [4] }],
    [mean, { dtype: "I64" }],
    [variance, { shape: [2, 1] }],
    [variance, { dtype: "F32", shape: [4] }],
    [variance, { dtype: "U64" }],
  ];
  for (const [name, other] of changes) {
    const changed = { ...header, [name]: { ...header[name], ...other } };
    assert.throws(() => readModel(file(changed, data)), badFile, JSON.stringify([name, other]));
  }
  const none = { dtype: "F64", shape: [0], data_offsets: [0, 0] };
  const one = { dtype: "F64", shape: [1], data_offsets: [0, 8] };
  const three = { dtype: "F64", shape: [3], data_offsets: [8, 32] };
  const all = { dtype: "F64", shape: [4], data_offsets: [0, 32] };
  const { __metadata__ } = header;
  for (const tensors of [
    { [mean]: one, [variance]: three },
    { [mean]: none, [variance]: all },
    { [mean]: all, [variance]: none },
    { [mean]: all },
    { [variance]: all },
    { "layers.1.mean": header[mean], "layers.1.variance": header[variance] },
  ]) {
    assert.throws(() => readModel(file({ __metadata__, ...tensors }, data)), badFile);
  }
  assert.throws(
    () => readModel(file({ __metadata__, [mean]: none, [variance]: none }, Buffer.alloc(0))),
    badFile,
  );
  for (const [value, places] of /** @type {[number, number[]][]} */ ([
    [NaN, [0, 1, 2, 3]],
    [Infinity, [0, 1, 2, 3]],
    [-Infinity, [0, 1, 2, 3]],
    [-5e-324, [2, 3]],
  ])) {
    for (const i of places) {
      const copy = Buffer.from(data);
      copy.writeDoubleLE(value, 8 * i);
      assert.throws(() => readModel(file(header, copy)), badFile, `${value} at ${i}`);
    }
  }
});

test("fields of layers on images that are missing, or cannot be, are refused", () => {
  const { header, data } = parts(PICTURES);
  const good = JSON.parse(header.__metadata__.refnet);
  /** @type {[number, Record<string, unknown[]>][]} */
  const changes = [
    [0, { target_shape: [null, 12, "12", [], [3, 2, 1], [3, 2], [12.5], [-3, -4], [2 ** 24, 1]] }],
    [
      1,
      {
        rows: [null, 1, [1], [1, 0, 0], [1, -1], [2 ** 24, 0]],
        columns: [
          [0, 1],
          ["0", 2],
        ],
      },
    ],
    [
      2,
      { filters: [null, 0, 1, 3, "2", 1.5], kernel_size: [null, 2, [2, 1], [2], [0, 2], ["1", 2]] },
    ],
    [2, { strides: [null, 1, [1], [0, 1], [1, 1, 1]], padding: [null, "full", "Valid", 1] }],
    [
      2,
      { activation: [null, "softmax", "swish", ["relu"]], bias: [null, 0, 1, "true", [0.25, -1]] },
    ],
    [
      2,
      {
        connections: [
          true,
          [],
          [[true, false]],
          [
            [1, 0],
            [1, 1],
          ],
          [
            [true, true],
            [false, true],
          ],
        ],
      },
    ],
    [
      3,
      { pool_size: [null, 2, [2], [0, 2]], strides: [1, [1], [0, 2], "null"], padding: [null, ""] },
    ],
    [
      4,
      {
        pool_size: [
          [5, 2],
          [2, 3],
        ],
        strides: [[1, 0]],
        padding: [[]],
      },
    ],
    [6, { filters: [1], kernel_size: [1, [2], [1, 1]], strides: [null, 3, [], [0]], padding: [0] }],
    [6, { activation: ["softmax"], bias: [true] }],
  ];
  for (const [i, fields] of changes) {
    for (const [name, values] of Object.entries(fields)) {
      for (const value of [undefined, ...values]) {
        const layers = change(good.layers, i, { [name]: value });
        header.__metadata__.refnet = JSON.stringify({ ...good, layers });
        const place = JSON.stringify([i, name, value]);
        assert.throws(() => readModel(file(header, data)), badFile, place);
      }
    }
  }
  const renumbered = JSON.stringify(good)
    .replace('"filters":2', '"filters":2.0')
    .replace('"kernel_size":[1,2]', '"kernel_size":[1e0,0.2E1]')
    .replace('"kind":"zero_padding2d"', '"activation":7,"kind":"zero_padding2d"');
  header.__metadata__.refnet = renumbered;
  assert.deepEqual(readModel(file(header, data)), PICTURES);
});

test("a convolution with another kernel is refused", () => {
  const layers = [conv2d(2, [2, 1], [3, 3, 2], { bias: [1, 2] })];
  const { header, data } = parts({ layers });
  const [bias, kernel] = ["layers.0.bias", "layers.0.kernel"];
  /** @type {[string, object][]} */
  const changes = [
    [kernel, { shape: [1, 2, 2, 2] }],
    [kernel, { shape: [2, 2, 1, 2] }],
    [kernel, { shape: [2, 1, 1, 4] }],
    [kernel, { shape: [2, 2, 2] }],
    [kernel, { shape: [8] }],
    [kernel, { shape: [2, 1, 2, 2, 1] }],
    [kernel, { dtype: "F32", shape: [2, 1, 4, 2] }],
    [kernel, { dtype: "I64" }],
    [bias, { shape: [1, 2] }],
    [bias, { shape: [2, 1] }],
    [bias, { dtype: "F32", shape: [4] }],
  ];
  for (const [name, other] of changes) {
    const changed = { ...header, [name]: { ...header[name], ...other } };
    assert.throws(() => readModel(file(changed, data)), badFile, JSON.stringify([name, other]));
  }
  for (const name of [bias, kernel]) {
    const { [name]: renamed, ...others } = header;
    assert.throws(() => readModel(file({ ...others, other: renamed }, data)), badFile, name);
  }
  for (const value of [NaN, Infinity, -Infinity]) {
    for (let i = 0; i < data.length / 8; i++) {
      const copy = Buffer.from(data);
      copy.writeDoubleLE(value, 8 * i);
      assert.throws(() => readModel(file(header, copy)), badFile, `${value} at ${i}`);
    }
  }
});

test("a weight without a connection is refused", () => {
  const kernel = kernelOf(1, 1, 2, 2).map((row) =>
    row.map((cell) => cell.map((weights, i) => weights.map((w, j) => (CONNECTED[i][j] ? w : -0)))),
  );
  const model = {
    ...DETAILS,
    inputShape: [1, 1, 2],
    layers: [conv2d(2, [1, 1], [1, 1, 2], { kernel, connections: CONNECTED })],
  };
  const { header, data } = parts(model);
  assert.deepEqual(readModel(file(header, data)), model);
  const copy = Buffer.from(data);
  copy.writeDoubleLE(5e-324, 8);
  assert.throws(() => readModel(file(header, copy)), badFile);
});

test("a file that claims very many empty lists is refused in a moment", () => {
  const filters = { filters: 1, kernel_size: [2 ** 24, 2 ** 24], strides: [1, 1], padding: "same" };
  const layer = { kind: "conv2d", ...filters, activation: "relu", bias: false, connections: null };
  const description = { version: 2, input_shape: [1, 1, 1], layers: [layer] };
  const __metadata__ = { refnet: JSON.stringify(description) };
  const kernel = { dtype: "F64", shape: [2 ** 24, 2 ** 24, 0, 1], data_offsets: [0, 0] };
  const content = file({ __metadata__, "layers.0.kernel": kernel }, Buffer.alloc(0));
  const start = performance.now();
  assert.throws(() => readModel(content), badFile);
  assert.ok(performance.now() - start < 500);
});

test("an example has 1 to 2^24 numbers", () => {
  /** @type {(inputShape: number[]) => Uint8Array} */
  const flat = (inputShape) => {
    const layers = [{ kind: "flatten", input_shape: "ignored" }];
    const description = { version: 2, input_shape: inputShape, layers };
    const __metadata__ = { refnet: JSON.stringify(description) };
    return file({ __metadata__ }, Buffer.alloc(0));
  };
  for (const shape of [[1], [2 ** 24], [4096, 1, 4096]]) {
    const read = readModel(flat(shape));
    assert.deepEqual([read.inputShape, read.layers], [shape, [flatten(...shape)]]);
    /** @type {any} */ (read.layers[0]).inputShape.fill(99);
    assert.deepEqual(read.inputShape, shape);
  }
  for (const shape of [[], [0], [2 ** 24 + 1], [4096, 4097], [2 ** 53 - 1], [-1, -1], [0.5, 2]]) {
    assert.throws(() => readModel(flat(shape)), badFile, JSON.stringify(shape));
  }
});

test("the layers of a file know their shapes", () => {
  const layers = [{ kind: "flatten" }, { kind: "flatten" }];
  const description = { version: 2, input_shape: [2, 3], layers };
  const __metadata__ = { refnet: JSON.stringify(description) };
  const read = readModel(file({ __metadata__ }, Buffer.alloc(0)));
  assert.deepEqual(read.layers, [flatten(2, 3), flatten(6)]);
});

test("a file with very many layers is read in a moment", () => {
  const layers = Array(50000).fill({ kind: "flatten" });
  const description = { version: 2, input_shape: [1], layers };
  const __metadata__ = { refnet: JSON.stringify(description) };
  assert.equal(readModel(file({ __metadata__ }, Buffer.alloc(0))).layers.length, 50000);
});

test("layers with tensors of other types or shapes are refused", () => {
  const vector = { dtype: "F64", shape: [3], data_offsets: [0, 24] };
  const matrix = { dtype: "F64", shape: [2, 3], data_offsets: [24, 72] };
  const last = { dtype: "F64", shape: [3, 1], data_offsets: [72, 96] };
  const { __metadata__ } = parts().header;
  const { data } = parts();
  /** @type {(bias: object, kernel1: object, kernel2: object) => () => unknown} */
  const read = (bias, kernel1, kernel2) => () => {
    const tensors = {
      "layers.0.bias": bias,
      "layers.0.kernel": kernel1,
      "layers.1.kernel": kernel2,
    };
    return readModel(file({ __metadata__, ...tensors }, data));
  };
  assert.doesNotThrow(read(vector, matrix, last));
  assert.throws(read({ ...vector, dtype: "I64" }, matrix, last), badFile);
  assert.throws(read({ ...vector, dtype: "F32", shape: [6] }, matrix, last), badFile);
  assert.throws(read({ ...vector, shape: [1, 3] }, matrix, last), badFile);
  assert.throws(read(vector, { ...matrix, shape: [6] }, last), badFile);
  assert.throws(read(vector, { ...matrix, shape: [3, 2] }, last), badFile);
  assert.throws(read(vector, { ...matrix, shape: [2, 3, 1] }, last), badFile);
  assert.throws(read(vector, { ...matrix, dtype: "U64" }, last), badFile);
  assert.throws(read(vector, matrix, { ...last, shape: [1, 3] }), badFile);
  const empty = { dtype: "F64", shape: [0, 3], data_offsets: [24, 24] };
  const rest = { dtype: "F64", shape: [9, 1], data_offsets: [24, 96] };
  assert.throws(read(vector, empty, rest), badFile);
  const two = { dtype: "F64", shape: [2, 1], data_offsets: [72, 88] };
  const step = { dtype: "F64", shape: [], data_offsets: [88, 96] };
  const short = {
    "layers.0.bias": vector,
    "layers.0.kernel": matrix,
    "layers.1.kernel": two,
    step,
  };
  assert.throws(() => readModel(file({ __metadata__, ...short }, data)), badFile);
  const less = { dtype: "F64", shape: [2], data_offsets: [0, 16] };
  const first = { dtype: "F64", shape: [1], data_offsets: [16, 24] };
  const rows = { "layers.0.kernel": matrix, "layers.1.kernel": last };
  const tensors = { "layers.0.bias": less, first, ...rows };
  assert.throws(() => readModel(file({ __metadata__, ...tensors }, data)), badFile);
  const named = { "layers.0.biases": vector, "layers.0.kernel": matrix, "layers.1.kernel": last };
  assert.throws(() => readModel(file({ __metadata__, ...named }, data)), badFile);
});

test("weights that are infinite or NaN are refused", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (let i = 0; i < 12; i++) {
      const { header, data } = parts();
      data.writeDoubleLE(value, 8 * i);
      assert.throws(() => readModel(file(header, data)), badFile);
    }
  }
});
