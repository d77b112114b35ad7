// A realm like a browser's: the language, TextEncoder and TextDecoder, but nothing of Node.

import { readFileSync } from "node:fs";
import vm from "node:vm";

/**
 * Import a module and all that it imports into a new realm; return its exports.
 *
 * It needs the flag --experimental-vm-modules. An import that is not a relative path is refused, as
 * a browser without an import map refuses it.
 * @type {(url: string) => Promise<Record<string, any>>}
 */
export async function importInBrowser(url) {
  const realm = vm.createContext({ TextEncoder, TextDecoder, console });
  /** @type {Map<string, any>} */
  const modules = new Map();
  const { SourceTextModule } = /** @type {any} */ (vm);

  /** @type {(address: string) => any} */
  const load = (address) => {
    if (!modules.has(address)) {
      const source = readFileSync(new URL(address), "utf-8");
      modules.set(address, new SourceTextModule(source, { context: realm, identifier: address }));
    }
    return modules.get(address);
  };
  /** @type {(specifier: string, from: {identifier: string}) => any} */
  const link = (specifier, from) => {
    if (!/^\.\.?\//.test(specifier)) {
      throw new Error(`${from.identifier} imports ${specifier}`);
    }
    return load(new URL(specifier, from.identifier).href);
  };

  const module = load(url);
  await module.link(link);
  await module.evaluate();
  return module.namespace;
}
