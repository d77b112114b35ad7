// The JSON that this port reads: one object, in the bytes of a request or of a model file.

// Half of a surrogate pair is not a character, and not every language can hold it.
const ESCAPED_PAIRS = /\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]../g;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Return the JSON object in these bytes (RFC 8259, UTF-8); null where they hold anything else.
 * @type {(bytes: Uint8Array) => Record<string, unknown> | null}
 */
export function parseObject(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (ESCAPED_SURROGATE.test(text.replaceAll(ESCAPED_PAIRS, ""))) {
      return null;
    }
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null; // not UTF-8 or not JSON
  }
}

/**
 * Return whether a value is an object with named fields: not null, not a list.
 * @type {(value: unknown) => value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Return the name of a field as JavaScript writes it: kernel_size becomes kernelSize.
 * @type {(name: string) => string}
 */
export function camelCase(name) {
  return name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
