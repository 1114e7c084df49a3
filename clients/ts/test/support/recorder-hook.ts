/** Puts functions that record their calls in place of those that the ledger's index exports. */
import type { LoadHook } from "node:module";

import { aside, functionsOf, indexOf } from "./ledgers.js";

export const load: LoadHook = async (url, context, next) => {
  if (url !== indexOf("ledger")) {
    return await next(url, context);
  }
  const recorded = (await functionsOf("ledger")).map(
    (name) => `export const ${name} = (...given) => (ledgerCall("${name}"), real.${name}(...given));`,
  );
  const real = JSON.stringify(aside("ledger"));
  // What a module exports itself hides the same name of a star.
  const source = [`import * as real from ${real};`, `export * from ${real};`, ...recorded].join("\n");
  return { format: "module", source, shortCircuit: true };
};
