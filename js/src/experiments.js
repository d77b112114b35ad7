// The experiments that the JavaScript port carries out, with their fields in order (SPEC.md, PORT-4).

import { buttonPress } from "./button_press.js";
import {
  REQUIRED,
  readBooleans,
  readCount,
  readName,
  readNumber,
  readNumbers,
  readRows,
} from "./protocol.js";
import { rabbit } from "./rabbit.js";

/** @type {Record<string, import("./protocol.js").Experiment>} */
export const EXPERIMENTS = {
  button_press: {
    fields: [
      { name: "inputs", read: readNumbers, default: REQUIRED },
      { name: "weights", read: readNumbers, default: REQUIRED },
      { name: "desired", read: readNumber, default: REQUIRED },
      { name: "learning_rate", read: readNumber, default: REQUIRED },
      { name: "trials", read: readCount, default: REQUIRED },
      { name: "rule", read: readName, default: "add" },
    ],
    run: ({ inputs, weights, desired, learning_rate, trials, rule }) => ({
      trials: buttonPress(inputs, weights, desired, learning_rate, trials, rule),
    }),
  },
  rabbit: {
    fields: [
      { name: "weights", read: readNumbers, default: REQUIRED },
      { name: "learned", read: readBooleans, default: REQUIRED },
      { name: "threshold", read: readNumber, default: REQUIRED },
      { name: "learning_rate", read: readNumber, default: REQUIRED },
      { name: "stimuli", read: readRows, default: REQUIRED },
    ],
    run: ({ weights, learned, threshold, learning_rate, stimuli }) => ({
      trials: rabbit(weights, learned, threshold, learning_rate, stimuli),
    }),
  },
};
