import assert from "node:assert/strict";
import { test } from "node:test";

import { cellsAlong, PADDED, windowCells, windowsAlong } from "../src/windows.js";

const X = PADDED;

test("the number of windows along an axis, and the padded cells before the first", () => {
  /** @type {[number, number, number, string, number, number][]} */
  const axes = [
    [28, 5, 1, "valid", 24, 0],
    [28, 5, 1, "same", 28, 2],
    [28, 2, 2, "valid", 14, 0],
    [5, 5, 1, "valid", 1, 0],
    [5, 2, 2, "valid", 2, 0], // the last cell is in no window
    [5, 2, 2, "same", 3, 0], // the missing cell is after the image
    [5, 4, 1, "same", 5, 1], // of three missing cells, two are after the image
    [6, 3, 2, "same", 3, 0],
    [7, 3, 2, "same", 4, 1],
    [5, 2, 3, "same", 2, 0], // cells between the windows
    [5, 1, 3, "same", 2, 0], // nothing is missing
    [2, 7, 1, "same", 2, 3], // a window larger than the image
    [1, 1, 9, "valid", 1, 0],
  ];
  for (const [size, window, stride, padding, windows, before] of axes) {
    const place = JSON.stringify([size, window, stride, padding]);
    assert.deepEqual(windowsAlong(size, window, stride, padding), { windows, before }, place);
  }
});

test("the cells of each window along an axis", () => {
  assert.deepEqual(cellsAlong(5, 3, 2, "valid"), [
    [0, 1, 2],
    [2, 3, 4],
  ]);
  assert.deepEqual(cellsAlong(4, 2, 1, "same"), [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, X],
  ]);
  assert.deepEqual(cellsAlong(3, 3, 1, "same"), [
    [X, 0, 1],
    [0, 1, 2],
    [1, 2, X],
  ]);
  assert.deepEqual(cellsAlong(1, 4, 2, "same"), [[X, 0, X, X]]);
});

test("windows and their cells are taken row by row", () => {
  assert.deepEqual(windowCells(3, 4, [2, 2], [1, 2], "valid"), [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
    [4, 5, 8, 9],
    [6, 7, 10, 11],
  ]);
  assert.deepEqual(windowCells(2, 3, [2, 3], [2, 1], "same"), [
    [X, 0, 1, X, 3, 4],
    [0, 1, 2, 3, 4, 5],
    [1, 2, X, 4, 5, X],
  ]);
});
