// refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.

export { RefnetError } from "./errors.js";
export { buttonPress } from "./button_press.js";
export { rabbit } from "./rabbit.js";
