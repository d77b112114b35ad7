// The lines of a fixture and the answers to them, for the tests and the fuzzer.

/** @typedef {string | {base64: string} | {repeat: string, times: number}} Piece */

/**
 * Return the input that the pieces of a fixture are.
 * @type {(pieces: Piece[]) => Buffer}
 */
export function inputOfPieces(pieces) {
  return Buffer.concat(pieces.map(bytesOf));
}

/**
 * Return the lines of an input, without their line feeds; the last line may lack its own.
 * @type {(input: Buffer) => Buffer[]}
 */
export function linesOf(input) {
  const lines = [];
  let start = 0;
  for (let end = input.indexOf(10); end !== -1; end = input.indexOf(10, start)) {
    lines.push(input.subarray(start, end));
    start = end + 1;
  }
  return start < input.length ? [...lines, input.subarray(start)] : lines;
}

/** @type {(piece: Piece) => Buffer} */
function bytesOf(piece) {
  if (typeof piece === "string") {
    return Buffer.from(piece);
  }
  return "base64" in piece
    ? Buffer.from(piece.base64, "base64")
    : Buffer.from(piece.repeat.repeat(piece.times));
}
