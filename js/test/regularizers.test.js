import assert from "node:assert/strict";
import { test } from "node:test";

import { asRegularizers, checkRegularizerShapes } from "../src/regularizer_checks.js";
import {
  networkPenalty,
  penalizedGradients,
  penalty,
  penaltyGradient,
} from "../src/regularizers.js";

/** @type {any} */
const LAYER = { kind: "dense", units: 1, activation: "linear", kernel: [[3], [-4]], bias: [0] };

test("a penalty is of the sizes and the squares", () => {
  assert.equal(penalty({ l1: 2, l2: 0 }, [[3], [-4]]), 14);
  assert.equal(penalty({ l1: 0, l2: 2 }, [[3, -4]]), 50);
  const gradients = [3, 0, -3].map((x) => penaltyGradient({ l1: 1, l2: 0.5 }, x));
  assert.deepEqual(gradients, [4, 0, -4]);
});

test("each variable has a penalty of its own", () => {
  const [own] = asRegularizers("layers", [{ kernel: { l1: 2 } }]);
  assert.equal(networkPenalty([LAYER], [own]), 14);
  assert.deepEqual(penalizedGradients([[1], [1], [1]], [LAYER], [own]), [[3], [-1], [1]]);
  assert.deepEqual(penalizedGradients([[1], [1], [1]], [LAYER], [null]), [[1], [1], [1]]);
  assert.equal(networkPenalty([LAYER], asRegularizers("layers", [null])), 0);
});

test("what is no regularizer is refused", () => {
  /** @type {[given: unknown, code: string, field: string][]} */
  const cases = [
    ["l2", "wrong_type", "regularizers"],
    [[0.1], "wrong_type", "regularizers"],
    [[{ kernels: null }], "unknown_field", "layers[0].kernels"],
    [[{ bias: 0.1 }], "wrong_type", "layers[0].bias_regularizer"],
    [[{ bias: { l3: 1 } }], "unknown_field", "layers[0].bias_regularizer.l3"],
    [[{ activity: { l1: "a" } }], "wrong_type", "layers[0].activity_regularizer.l1"],
  ];
  for (const [given, code, field] of cases) {
    assert.throws(() => asRegularizers("layers", given), { code, field });
  }
  const [own] = asRegularizers("layers", [{ embeddings: { l1: 1 } }]);
  const field = "layers[0].embeddings_regularizer";
  assert.throws(() => checkRegularizerShapes("layers", [LAYER], [own]), {
    code: "shape_mismatch",
    field,
  });
  assert.throws(() => checkRegularizerShapes("layers", [LAYER], []), { field: "regularizers" });
});
