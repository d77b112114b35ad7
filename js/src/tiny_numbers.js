// Chapter tiny_numbers: what an optimizer does with numbers that are hardly numbers any more.
//
// The momentum of a unit that no longer learns shrinks with every step until it is subnormal, and
// operations on subnormal numbers are up to a hundred times slower. So a momentum below TINY is
// zero, and the square of a gradient counts as at least TINY. If epsilon is far above the root of
// TINY, as the default is, no usual weight changes visibly.
//
// Source: our own.
//
// Left out on purpose: other numbers that may become subnormal, such as weights and gradients.

const TINY = 1e-280;

/**
 * Return x, or 0 where its magnitude is below TINY (DENSE-19).
 * @type {(x: number) => number}
 */
export function flushed(x) {
  return Math.abs(x) < TINY ? 0.0 : x;
}

/**
 * Return gradient * gradient, at least TINY (DENSE-20).
 * @type {(gradient: number) => number}
 */
export function square(gradient) {
  const squared = gradient * gradient;
  return squared < TINY ? TINY : squared;
}
