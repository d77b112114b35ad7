// What the tests of the checks of layers have in common.

import assert from "node:assert/strict";

import { FROM_OUTPUTS, FROM_PREACTIVATIONS } from "../../src/further_activations.js";
import { asLayers, checkLayerValues, placedLayers } from "../../src/network_checks.js";
import { refusal } from "./refusal.js";

/** What is expected of the activation of a recurrent layer, and of each unit by itself. */
const LATER = FROM_OUTPUTS.map((name) => `"${name}"`).join(", ");
export const STEP_ACTIVATION = `one of "linear", "sigmoid", "tanh", "relu", ${LATER}`;
const OTHERS = FROM_PREACTIVATIONS.map((name) => `"${name}"`).join(", ");
export const UNIT_ACTIVATION = `${STEP_ACTIVATION}, ${OTHERS}`;

/**
 * Return layers that have passed all checks, for examples of this shape or of the one that they know.
 * @type {(layers: any[], inputShape: number[] | null) => import("../../src/kinds.js").Layer[]}
 */
export function placed(layers, inputShape) {
  const read = placedLayers("layers", asLayers("layers", layers), inputShape);
  checkLayerValues("layers", read);
  return read;
}

/**
 * Assert that layers are refused, each with this code, field and expectation.
 * @type {(
 *   refused: [layer: any, code: string, place: string, expected: string][],
 *   inputShape: number[] | null,
 * ) => void}
 */
export function assertRefused(refused, inputShape) {
  for (const [layer, code, place, expected] of refused) {
    assert.throws(
      () => placed([layer], inputShape),
      (error) =>
        refusal(code, `layers[0].${place}`)(error) &&
        String(error).endsWith(`: expected ${expected}`),
      JSON.stringify([layer.kind, code, place, expected]),
    );
  }
}
