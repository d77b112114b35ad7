// refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.

export { RefnetError } from "./errors.js";
export { elementary } from "./elementary.js";
export { random } from "./random.js";
export { buttonPress } from "./button_press.js";
export { rabbit } from "./rabbit.js";
export { neuron } from "./neuron.js";
export { twoLayer } from "./two_layer.js";
export { dense, initialKernels } from "./dense.js";
export { optimizer, SETTINGS } from "./network.js";
export { loadModel, predict, readModel, saveModel, writeModel } from "./model_file.js";
