// What experiments with networks accept: layers that fit together, the loss and the rest.
//
// layer_checks.js has the checks of each kind of layer, optimizer_checks.js those of optimizers. The
// three phases are those of checks.js. A fault inside a layer, the loss or the optimizer has a field
// such as layers[0].kernel.

import {
  checkAscending,
  checkCount,
  checkFiniteRows,
  checkLength,
  checkName,
  checkNotEmpty,
  checkNotNegative,
  checkPositive,
  checkRange,
  checkRanges,
  checkRowLengths,
  checkShare,
  fault,
  LARGEST_SEED,
  LOSSES,
  MOST_NUMBERS,
  onlyCounts,
  onlyRows,
  SPARSE,
} from "./checks.js";
import { RefnetError } from "./errors.js";
import {
  asSources,
  beforeFirst,
  checkAllUsed,
  checkOwnSources,
  checkSourceShapes,
  joinedBefore,
} from "./graph_checks.js";
import { layerSources } from "./graphs.js";
import { isObject } from "./json.js";
import { KINDS as NETWORK_KINDS } from "./kinds.js";
import { KINDS } from "./layer_checks.js";
import { LOSS_SETTINGS } from "./losses.js";
import {
  asLearningRate,
  asOptimizer,
  checkOptimizer,
  checkRate,
  checkRateShapes,
} from "./optimizer_checks.js";
import {
  asBoolean,
  asBooleans,
  asCount,
  asCounts,
  asName,
  asNames,
  asNumber,
  asNumbers,
  asRows,
  asRowsOrCounts,
  optional,
  wrongType,
} from "./readers.js";
import { asRegularizers, checkRegularizers, checkRegularizerShapes } from "./regularizer_checks.js";
import { checkInputShape, numbersOf } from "./shape_checks.js";

/** @typedef {import("./frozen.js").Frozen} Frozen */
/** @typedef {import("./graphs.js").Sources} Sources */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./layer_checks.js").Kind} Kind */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./optimizer_checks.js").GivenOptimizer} GivenOptimizer */
/** @typedef {import("./optimizer_checks.js").LearningRate} LearningRate */
/** @typedef {import("./optimizers.js").Optimizer} Optimizer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./regularizer_checks.js").GivenRegularizers} GivenRegularizers */
/** @typedef {import("./regularizers.js").Regularizers} Regularizers */
/** @typedef {import("./shape_checks.js").Before} Before */

/**
 * A loss as a caller may give it: its name, or an object with settings that may be left out.
 * @typedef {string | (Partial<Omit<Loss, "binaryTargets">> & {name: string})} GivenLoss
 */

/**
 * What `train` takes beside the layers, as a caller may give it.
 * @typedef {[
 *   loss: GivenLoss,
 *   optimizer: GivenOptimizer,
 *   inputs: Rows,
 *   targets: Rows | Numbers,
 *   batchSize?: number | null,
 *   epochs?: number,
 *   shuffleSeed?: number | null,
 *   record?: Numbers | null,
 *   shuffle?: boolean,
 *   exampleWeights?: Numbers | null,
 *   classWeights?: Numbers | null,
 *   regularizers?: GivenRegularizers | null,
 *   sources?: (Numbers | null)[] | null,
 *   frozen?: boolean[] | null,
 * ]} GivenTraining
 */

/**
 * What `dense` takes beside the layers, as a caller may give it: the same without sources.
 * @typedef {[
 *   loss: GivenLoss,
 *   optimizer: GivenOptimizer,
 *   inputs: Rows,
 *   targets: Rows | Numbers,
 *   batchSize?: number | null,
 *   epochs?: number,
 *   shuffleSeed?: number | null,
 *   record?: Numbers | null,
 *   shuffle?: boolean,
 *   exampleWeights?: Numbers | null,
 *   classWeights?: Numbers | null,
 *   regularizers?: GivenRegularizers | null,
 *   frozen?: boolean[] | null,
 * ]} GivenDenseTraining
 */

/**
 * A field that says how many inputs or outputs there are, and how many.
 * @typedef {[field: string, size: number]} Size
 */

const CLASSES = "the classes 0 and 1"; // of one output, in an error
const TWO_CLASSES = "0 or 1 beside class_weights";

// Networks

/**
 * Return the layers, each with its kind and new arrays; throws wrong_type.
 * @type {(field: string, layers: unknown) => Layer[]}
 */
export function asLayers(field, layers) {
  if (!Array.isArray(layers)) {
    throw wrongType(field, "a list of layers");
  }
  const kinds = layers.map((layer) => kindOf(field, layer));
  return layers.map((layer, i) => kinds[i].read(`${field}[${i}]`, layer));
}

/**
 * Return the field that says how many inputs a network has, and their number.
 * @type {(field: string, layers: Layer[]) => Size}
 */
export function inputsOf(field, layers) {
  return [`${field}[0].${KINDS[layers[0].kind].inputs}`, numbersOf(inputShapeOf(layers))];
}

/**
 * Return the field that says how many outputs a network has, and their number.
 * @type {(field: string, layers: Layer[]) => Size}
 */
export function outputsOf(field, layers) {
  const last = layers.length - 1;
  const [, after] = NETWORK_KINDS[layers[last].kind].shapes(layers[last]);
  return [`${field}[${last}].${KINDS[layers[last].kind].outputs}`, numbersOf(after)];
}

/**
 * Return the layers for examples of this shape; null: of the shape that the first layer knows.
 *
 * sources: of each layer. Throws empty, out_of_range, shape_mismatch or unknown_name for layers that
 * do not fit together, or do not fit the examples.
 * @type {(
 *   field: string, layers: Layer[], inputShape: number[] | null, sources?: Sources,
 * ) => Layer[]}
 */
export function placedLayers(field, layers, inputShape, sources = null) {
  if (inputShape !== null) {
    checkInputShape("input_shape", inputShape);
  }
  checkNotEmpty(field, layers, "layer");
  checkSourceShapes(field, layers, sources);
  let entering = beforeFirst(layers, inputShape);
  /** @type {Before[]} */
  const befores = []; // the outputs of each layer, as those see them that come after it
  /** @type {Layer[]} */
  const result = [];
  for (let i = 0; i < layers.length; i++) {
    const kind = KINDS[layers[i].kind];
    const place = `${field}[${i}]`;
    checkOwnSources(place, i, kind.merges ?? false, sources);
    const own = layerSources(i, sources).map((j) => (j < 0 ? entering : befores[j]));
    const known = own.filter((each) => each !== null);
    const placed = kind.placed(place, layers[i], known.length > 0 ? joinedBefore(known) : null);
    result.push(placed);
    entering ??= { field: "input_shape", shape: inputShapeOf(result) };
    const [, after] = NETWORK_KINDS[placed.kind].shapes(placed);
    befores.push({ field: `${place}.${kind.outputs}`, shape: after });
  }
  checkAllUsed(field, layers.length, sources);
  return result;
}

/**
 * Return the shape of the examples that placed layers take.
 * @type {(layers: Layer[]) => number[]}
 */
export function inputShapeOf(layers) {
  const [first] = layers;
  return [
    ...("inputShapes" in first ? first.inputShapes[0] : NETWORK_KINDS[first.kind].shapes(first)[0]),
  ];
}

/**
 * Throw out_of_range, unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layers: Layer[]) => void}
 */
export function checkLayerValues(field, layers) {
  for (let i = 0; i < layers.length; i++) {
    KINDS[layers[i].kind].checkValues(`${field}[${i}]`, layers[i]);
  }
}

/**
 * Throw not_finite or out_of_range for inputs that a layer which sees them cannot take.
 *
 * inputs [m][n]; sources: of each layer
 * @type {(layers: Layer[], inputs: Matrix, sources?: Sources) => void}
 */
export function checkInputs(layers, inputs, sources = null) {
  layers.forEach((layer, i) => {
    if (layerSources(i, sources).includes(-1)) {
      KINDS[layer.kind].checkInputs("inputs", inputs, layer);
    }
  });
}

/**
 * Return the checks of a layer's kind, "dense" where it has none; throws wrong_type.
 * @type {(field: string, layer: unknown) => Kind}
 */
function kindOf(field, layer) {
  const { kind = "dense" } = isObject(layer) ? layer : { kind: null };
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
    throw wrongType(field, "a list of layers");
  }
  return KINDS[/** @type {Layer["kind"]} */ (kind)];
}

// Losses

const LOSS_FIELDS = ["name", "delta", "fromLogits", "labelSmoothing", "binaryTargets"];

/**
 * Return the loss with all settings; a name has the defaults. Throws wrong_type, unknown_field.
 * @type {(field: string, loss: unknown) => Loss}
 */
export function asLoss(field, loss) {
  if (!isObject(loss)) {
    return asLoss(field, { name: asName(field, loss) });
  }
  for (const setting of Object.keys(loss)) {
    if (!LOSS_FIELDS.includes(setting)) {
      const place = `${field}.${setting}`;
      throw new RefnetError("unknown_field", place, `${place}: a loss has no such field`);
    }
  }
  const { huber, categorical_crossentropy: categorical } = LOSS_SETTINGS;
  const { name, delta = huber.delta, fromLogits = categorical.fromLogits } = loss;
  const { labelSmoothing = categorical.labelSmoothing } = loss;
  return {
    name: asName(`${field}.name`, name),
    delta: asNumber(`${field}.delta`, delta),
    fromLogits: asBoolean(`${field}.from_logits`, fromLogits),
    labelSmoothing: asNumber(`${field}.label_smoothing`, labelSmoothing),
    binaryTargets: false,
  };
}

/**
 * Throw unknown_name, or not_finite or out_of_range for one of the loss's own settings.
 * @type {(field: string, loss: Loss) => void}
 */
export function checkLoss(field, loss) {
  checkName(field, loss.name, LOSSES);
  const own = LOSS_SETTINGS[/** @type {keyof typeof LOSS_SETTINGS} */ (loss.name)] ?? {};
  if ("delta" in own) {
    checkPositive(`${field}.delta`, loss.delta);
  }
  if ("labelSmoothing" in own) {
    checkShare(`${field}.label_smoothing`, loss.labelSmoothing);
  }
}

// The experiments

/**
 * Return the arguments of `train` but the first, for which the layers are placed.
 *
 * An inputShape of null: the layers know their shapes. A batchSize of null becomes the number of
 * examples.
 * @type {(
 *   inputShape: any,
 *   layers: any,
 *   loss: any,
 *   optimizer: any,
 *   inputs: any,
 *   targets: any,
 *   batchSize: any,
 *   epochs: any,
 *   shuffleSeed: any,
 *   record: any,
 *   shuffle: any,
 *   exampleWeights: any,
 *   classWeights: any,
 *   regularizers: any,
 *   sources?: any,
 *   frozen?: any,
 * ) => [
 *   Layer[], Loss, Optimizer, Matrix, Matrix | number[], number, number, number | null,
 *   number[] | null, boolean, number[] | null, number[] | null, Regularizers[] | null, Sources, Frozen
 * ]}
 */
export function checkedTrain(
  inputShape,
  layers,
  loss,
  optimizer,
  inputs,
  targets,
  batchSize,
  epochs,
  shuffleSeed,
  record,
  shuffle,
  exampleWeights = null,
  classWeights = null,
  regularizers = null,
  sources = null,
  frozen = null,
) {
  inputShape = inputShape === null ? null : asCounts("input_shape", inputShape);
  layers = asLayers("layers", layers);
  loss = asLoss("loss", loss);
  optimizer = asOptimizer("optimizer", optimizer);
  inputs = asRows("inputs", inputs);
  targets = asRowsOrCounts("targets", targets);
  batchSize = optional(asCount)("batch_size", batchSize);
  epochs = asCount("epochs", epochs);
  shuffleSeed = optional(asCount)("shuffle_seed", shuffleSeed);
  record = record === null ? null : asCounts("record", record);
  shuffle = asBoolean("shuffle", shuffle);
  exampleWeights = optional(asNumbers)("example_weights", exampleWeights);
  classWeights = optional(asNumbers)("class_weights", classWeights);
  regularizers = optional(asRegularizers)("layers", regularizers);
  sources = optional(asSources)("layers", sources);
  frozen = optional(asBooleans)("frozen", frozen);
  layers = placedLayers("layers", layers, inputShape, sources);
  checkFrozenShapes("layers", layers, frozen);
  checkRegularizerShapes("layers", layers, regularizers);
  checkRateShapes("optimizer.learning_rate", optimizer.learningRate);
  checkTrainingShapes(layers, loss.name, inputs, targets);
  checkWeightShapes(layers, loss.name, inputs.length, exampleWeights, classWeights);
  checkLayerValues("layers", layers);
  checkRegularizers("layers", regularizers);
  checkLoss("loss", loss);
  checkOptimizer("optimizer", optimizer);
  checkInputs(layers, inputs, sources);
  if (loss.name === SPARSE) {
    checkRanges("targets", targets, 0, outputsOf("layers", layers)[1] - 1);
  } else {
    checkFiniteRows("targets", targets);
    if (classWeights !== null && outputsOf("layers", layers)[1] === 1) {
      checkTwoClasses("targets", targets);
    }
  }
  if (batchSize !== null) {
    checkCount("batch_size", batchSize, 1);
    checkBatches(layers, batchSize, inputs.length);
  }
  checkCount("epochs", epochs);
  if (shuffleSeed !== null) {
    checkRange("shuffle_seed", shuffleSeed, 0, LARGEST_SEED);
  }
  if (record !== null) {
    checkAscending("record", record, 1, epochs);
  }
  checkNotNegative("example_weights", exampleWeights ?? []);
  checkNotNegative("class_weights", classWeights ?? []);
  batchSize = batchSize === null ? inputs.length : batchSize;
  return [
    layers,
    loss,
    optimizer,
    inputs,
    targets,
    batchSize,
    epochs,
    shuffleSeed,
    record,
    shuffle,
    exampleWeights,
    classWeights,
    regularizers,
    sources,
    frozen,
  ];
}

/**
 * Return the arguments of `learning_rates`.
 * @type {(learningRate: any, steps: any) => [LearningRate, number[]]}
 */
export function checkedLearningRates(learningRate, steps) {
  learningRate = asLearningRate("learning_rate", learningRate);
  steps = asCounts("steps", steps);
  checkRateShapes("learning_rate", learningRate);
  checkRate("learning_rate", learningRate);
  checkRanges("steps", steps, 0, Number.MAX_SAFE_INTEGER);
  return [learningRate, steps];
}

/**
 * Throw out_of_range where a stateful layer would get a batch that is short (RNN-6).
 * @type {(layers: Layer[], batchSize: number, m: number) => void}
 */
export function checkBatches(layers, batchSize, m) {
  if (layers.some(isStateful) && m % batchSize !== 0) {
    const expected = `a divisor of the number of examples, ${m}, because a layer is stateful`;
    throw fault("out_of_range", "batch_size", expected);
  }
}

/**
 * Throw empty or shape_mismatch for data that do not fit the layers.
 * @type {(layers: Layer[], loss: string, inputs: Matrix, targets: Matrix | number[]) => void}
 */
export function checkTrainingShapes(layers, loss, inputs, targets) {
  checkNotEmpty("inputs", inputs);
  checkRowLengths("inputs", inputs, ...inputsOf("layers", layers));
  const rows = loss === SPARSE ? [] : onlyRows("targets", targets);
  if (loss === SPARSE) {
    onlyCounts("targets", targets);
  }
  checkLength("targets", targets, "inputs", inputs.length);
  checkRowLengths("targets", rows, ...outputsOf("layers", layers));
}

/**
 * Throw shape_mismatch for booleans that are not one for each layer.
 * @type {(field: string, layers: Layer[], frozen: Frozen) => void}
 */
function checkFrozenShapes(field, layers, frozen) {
  if (frozen !== null) {
    checkLength("frozen", frozen, field, layers.length);
  }
}

/**
 * Throw shape_mismatch for weights that are not one for each example or class; WEIGHT-1.
 *
 * m: the number of examples
 * @type {(
 *   layers: Layer[], loss: string, m: number, exampleWeights: number[] | null,
 *   classWeights: number[] | null,
 * ) => void}
 */
export function checkWeightShapes(layers, loss, m, exampleWeights, classWeights) {
  if (exampleWeights !== null) {
    checkLength("example_weights", exampleWeights, "inputs", m);
  }
  if (classWeights !== null) {
    const outputs = outputsOf("layers", layers);
    /** @type {Size} */
    const classes = outputs[1] > 1 || loss === SPARSE ? outputs : [CLASSES, 2];
    checkLength("class_weights", classWeights, ...classes);
  }
}

/**
 * Throw out_of_range for the first target that is neither 0 nor 1 (WEIGHT-1).
 *
 * targets [m][1]
 * @type {(field: string, targets: Matrix) => void}
 */
export function checkTwoClasses(field, targets) {
  targets.forEach((target, i) => {
    if (target[0] !== 0.0 && target[0] !== 1.0) {
      throw fault("out_of_range", field, TWO_CLASSES, i, 0);
    }
  });
}

/**
 * Return the arguments of `writeModel` but inputShape, for which the layers are placed.
 *
 * An inputShape of null: the layers know their shapes. columns, classes: lists of strings, or null.
 * @type {(
 *   layers: any,
 *   inputShape: any,
 *   columns: any,
 *   classes: any,
 *   batchSize: any,
 *   sources?: any,
 * ) => [Layer[], string[] | null, string[] | null, number | null, Sources]}
 */
export function checkedSaveModel(layers, inputShape, columns, classes, batchSize, sources = null) {
  layers = asLayers("layers", layers);
  inputShape = optional(asCounts)("input_shape", inputShape);
  columns = optional(asNames)("columns", columns);
  classes = optional(asNames)("classes", classes);
  batchSize = optional(asCount)("batch_size", batchSize);
  sources = optional(asSources)("layers", sources);
  layers = placedLayers("layers", layers, inputShape, sources);
  if (fileVersion(layers, columns, classes, batchSize, sources) === 2) {
    checkInputShape("input_shape", inputShapeOf(layers));
  }
  if (columns !== null) {
    checkLength("columns", columns, ...inputsOf("layers", layers));
  }
  if (classes !== null) {
    checkLength("classes", classes, ...outputsOf("layers", layers));
  }
  checkLayerValues("layers", layers);
  if (batchSize !== null) {
    checkBatchSize("batch_size", layers, batchSize);
  }
  return [layers, columns, classes, batchSize, sources];
}

/**
 * Return the version of a network's model file: 1 where it can say everything (FILE-5).
 * @type {(
 *   layers: Layer[],
 *   columns: string[] | null,
 *   classes: string[] | null,
 *   batchSize: number | null,
 *   sources?: Sources,
 * ) => number}
 */
export function fileVersion(layers, columns, classes, batchSize, sources = null) {
  const dense = layers.every(({ kind }) => kind === "dense");
  const more = [columns, classes, batchSize, sources].some((each) => each !== null);
  return dense && !more ? 1 : 2;
}

/**
 * Throw out_of_range for a batch size that a model file cannot have (FILE-7).
 *
 * Stateful layers keep a state of each of their units for each example of a batch.
 * @type {(field: string, layers: Layer[], batchSize: number) => void}
 */
export function checkBatchSize(field, layers, batchSize) {
  const stateful = layers.filter(isStateful);
  const units = stateful.reduce((sum, layer) => sum + ("units" in layer ? layer.units : 0), 0);
  checkRange(field, batchSize, 1, Math.floor(MOST_NUMBERS / Math.max(units, 1)));
}

/**
 * Return the layers of `predict`, placed for this shape or for the one that they know, its batch size and
 * its inputs.
 *
 * A batchSize of null becomes the number of examples.
 * @type {(
 *   layers: any,
 *   inputShape: any,
 *   batchSize: any,
 *   inputs: any,
 *   sources?: any,
 * ) => [Layer[], number, Matrix, Sources]}
 */
export function checkedPredict(layers, inputShape, batchSize, inputs, sources = null) {
  layers = asLayers("layers", layers);
  inputShape = optional(asCounts)("input_shape", inputShape);
  batchSize = optional(asCount)("batch_size", batchSize);
  inputs = asRows("inputs", inputs);
  sources = optional(asSources)("layers", sources);
  layers = placedLayers("layers", layers, inputShape, sources);
  checkRowLengths("inputs", inputs, ...inputsOf("layers", layers));
  checkLayerValues("layers", layers);
  if (batchSize !== null) {
    checkBatchSize("batch_size", layers, batchSize);
    checkWholeBatches("inputs", layers, batchSize, inputs.length);
  }
  checkInputs(layers, inputs, sources);
  return [layers, batchSize ?? Math.max(inputs.length, 1), inputs, sources];
}

/**
 * Throw shape_mismatch for m examples of which a stateful layer would get a short batch (FILE-7).
 * @type {(field: string, layers: Layer[], batchSize: number, m: number) => void}
 */
export function checkWholeBatches(field, layers, batchSize, m) {
  if (layers.some(isStateful) && m % batchSize !== 0) {
    const expected = `a multiple of ${batchSize} examples, the batch size, because a layer is stateful`;
    throw fault("shape_mismatch", field, expected);
  }
}

/**
 * Return whether a layer begins a batch with the states after the one before (RNN-6).
 * @type {(layer: Layer) => boolean}
 */
function isStateful(layer) {
  return "stateful" in layer && layer.stateful;
}
