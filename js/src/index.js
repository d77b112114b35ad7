// refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.
//
// This module and all that it imports run in Node and in a browser as they are. loadModel and
// saveModel, which read and write files, throw an error where there is no Node.

export { RefnetError } from "./errors.js";
export { elementary } from "./elementary.js";
export { random } from "./random.js";
export { buttonPress } from "./button_press.js";
export { rabbit } from "./rabbit.js";
export { hebb } from "./hebb.js";
export { neuron } from "./neuron.js";
export { twoLayer } from "./two_layer.js";
export { normalization } from "./normalization.js";
export { metrics } from "./metrics.js";
export { optimizer } from "./optimizer_checks.js";
export { SETTINGS } from "./optimizers.js";
export { initialKernels } from "./initializers.js";
export { accuracy, dense, train } from "./training.js";
export { hopfield } from "./hopfield.js";
export { predict, readModel, writeModel } from "./model_file.js";
export { loadModel, saveModel } from "./files.js";
