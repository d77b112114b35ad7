// RefnetError, the one error that refnet throws for bad input (rules ERR-*).
//
// A fault has a code, the field at fault and a message. The code and the field are part of the
// contract and the same in every port. The words are the same in all ports of this project, except
// those of bad_file, which depend on how a port reads model files.

/**
 * Bad input, or a training run whose numbers became infinite or NaN.
 *
 * For the code "diverged" there are the 1-based `trial` and, where a trial has batches, `batch`.
 */
export class RefnetError extends Error {
  /**
   * @param {string} code one of those in the specification, such as "shape_mismatch"
   * @param {string | null} field the argument at fault, or null
   * @param {string} message
   * @param {number} [trial]
   * @param {number} [batch]
   */
  constructor(code, field, message, trial, batch) {
    super(message);
    this.name = "RefnetError";
    this.code = code;
    this.field = field;
    this.trial = trial;
    this.batch = batch;
  }
}

/**
 * Return the error for a quantity that became infinite or NaN (ARITH-4, ERR-11).
 *
 * trial and batch count from 1; batch is left out where a trial has no batches.
 * @type {(field: string, trial: number, batch?: number) => RefnetError}
 */
export function diverged(field, trial, batch) {
  const place = batch === undefined ? `trial ${trial}` : `trial ${trial}, batch ${batch}`;
  const message = `${field}: left the finite numbers in ${place}`;
  return new RefnetError("diverged", field, message, trial, batch);
}
