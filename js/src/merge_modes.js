// Chapter merge_modes: how the outputs of both directions become those of one layer.
//
// Two layers that read a sequence from both ends (chapter bidirectional) put their outputs together,
// those of the first, then those of the second: "concat". Or each output of the first is merged with
// that of the second: they are added ("sum"), multiplied ("mul"), or their mean is taken ("ave").
// Then the layer has as many outputs as each of both.
//
// Derivation: the gradient of a sum is that of each of its parts, and of a mean half of it. In a
// product, each part is the derivative for the other.
//
// Source: Keras, layers.Bidirectional, merge_mode.
//
// m examples of t steps; u units in each direction.

import { cellRows } from "./conv.js";
import { joined } from "./sequences.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

export const MERGE_MODES = ["concat", "sum", "mul", "ave"];

/**
 * Return how many outputs a step has (BI-4).
 * @type {(units: number, mergeMode: string) => number}
 */
export function mergedUnits(units, mergeMode) {
  return mergeMode === "concat" ? 2 * units : units;
}

/**
 * Return the outputs of a step, from those of both layers (BI-4).
 *
 * first [u], second [u] -> [u], or [2u] with "concat"
 * @type {(first: number[], second: number[], mergeMode: string) => number[]}
 */
export function mergedStep(first, second, mergeMode) {
  switch (mergeMode) {
    case "sum":
      return first.map((a, j) => a + second[j]);
    case "mul":
      return first.map((a, j) => a * second[j]);
    case "ave":
      return first.map((a, j) => (a + second[j]) / 2.0);
  }
  return [...first, ...second];
}

/**
 * Return the gradients of the outputs of both layers at a step, one after the other (BI-5).
 *
 * gradients [u], or [2u] with "concat", first [u], second [u] -> [2u]
 * @type {(
 *   gradients: number[], first: number[], second: number[], mergeMode: string,
 * ) => number[]}
 */
export function mergedStepGradients(gradients, first, second, mergeMode) {
  switch (mergeMode) {
    case "sum":
      return [...gradients, ...gradients];
    case "mul": {
      const ofFirst = gradients.map((gradient, j) => gradient * second[j]);
      return [...ofFirst, ...gradients.map((gradient, j) => gradient * first[j])];
    }
    case "ave": {
      const halves = gradients.map((gradient) => gradient / 2.0);
      return [...halves, ...halves];
    }
  }
  return gradients.slice();
}

/**
 * Return the outputs of each step, from those of both layers one after the other (BI-4).
 *
 * outputs [m][t * 2u] or [m][2u] -> [m][t * u] or [m][u], the same with "concat"
 * @type {(outputs: Matrix, units: number, mergeMode: string) => Matrix}
 */
export function mergedOutputs(outputs, units, mergeMode) {
  return outputs.map((row) => {
    const steps = cellRows(row, 2 * units);
    return joined(steps.map((s) => mergedStep(s.slice(0, units), s.slice(units), mergeMode)));
  });
}

/**
 * Return the gradients of the outputs of both layers, one after the other at each step (BI-5).
 *
 * deltas [m][t * u] or [m][u], as many as merged outputs; outputs [m][t * 2u] or [m][2u] of both ->
 * as outputs
 * @type {(deltas: Matrix, outputs: Matrix, units: number, mergeMode: string) => Matrix}
 */
export function mergedGradients(deltas, outputs, units, mergeMode) {
  return deltas.map((delta, e) => {
    const [row, width] = [outputs[e], mergedUnits(units, mergeMode)];
    const steps = cellRows(row, 2 * units);
    const gradients = cellRows(delta, width).map((d, i) => {
      const s = steps[i];
      return mergedStepGradients(d, s.slice(0, units), s.slice(units), mergeMode);
    });
    return joined(gradients);
  });
}
