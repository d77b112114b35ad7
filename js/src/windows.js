// Chapter windows: how a small window moves over an image.
//
// Convolution and pooling look at an image through a window of a few rows and columns. The window
// starts in the upper left corner and moves by its strides: along a row first, then on to the next
// one. With the padding "valid" it stays inside the image. With "same" it may stand over the edge,
// so that strides of 1 give as many windows as the image has cells; what is missing is shared
// between both sides, and an odd cell of it goes after the image. A cell outside the image is
// PADDED, and each chapter says what it stands for.
//
// Source: the padding of Keras and TensorFlow; V. Dumoulin and F. Visin, "A guide to convolution
// arithmetic for deep learning", 2016.
//
// Left out on purpose: windows with holes between their cells (dilation).
//
// A cell's number is its row times the number of columns, plus its column.

export const PADDED = -1; // instead of the number of a cell

/**
 * How many windows there are along an axis, and how many padded cells before the first.
 * @typedef {{windows: number, before: number}} Axis
 */

/**
 * Return the windows along an axis of `size` cells (WINDOW-1).
 * @type {(size: number, window: number, stride: number, padding: string) => Axis}
 */
export function windowsAlong(size, window, stride, padding) {
  if (padding === "valid") {
    return { windows: Math.floor((size - window) / stride) + 1, before: 0 };
  }
  const count = Math.floor((size - 1) / stride) + 1;
  const missing = (count - 1) * stride + window - size;
  return { windows: count, before: missing > 0 ? Math.floor(missing / 2) : 0 };
}

/**
 * Return the positions that each window covers along an axis, PADDED outside (WINDOW-1).
 *
 * -> [windows][window]
 * @type {(size: number, window: number, stride: number, padding: string) => number[][]}
 */
export function cellsAlong(size, window, stride, padding) {
  const axis = windowsAlong(size, window, stride, padding);
  const result = [];
  for (let i = 0; i < axis.windows; i++) {
    const start = i * stride - axis.before;
    const cells = [];
    for (let cell = start; cell < start + window; cell++) {
      cells.push(cell >= 0 && cell < size ? cell : PADDED);
    }
    result.push(cells);
  }
  return result;
}

/**
 * Return the numbers of the cells of each window, windows and cells row by row (WINDOW-2).
 *
 * window: its rows and columns; strides: down and to the right -> [windows][cells]
 * @type {(
 *   rows: number, columns: number, window: number[], strides: number[], padding: string,
 * ) => number[][]}
 */
export function windowCells(rows, columns, window, strides, padding) {
  const result = [];
  const across = cellsAlong(columns, window[1], strides[1], padding);
  for (const down of cellsAlong(rows, window[0], strides[0], padding)) {
    for (const right of across) {
      const cells = [];
      for (const row of down) {
        for (const column of right) {
          const outside = row === PADDED || column === PADDED;
          cells.push(outside ? PADDED : row * columns + column);
        }
      }
      result.push(cells);
    }
  }
  return result;
}
