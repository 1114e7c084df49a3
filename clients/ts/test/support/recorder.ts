/**
 * Records which functions of the ledger's index a process calls, by their names, and adds them to the file `LEDGER_CALLS` when it ends.
 * For `node --import`. The package's own modules import the ledger's files, not its index: only calls from outside are recorded.
 */
import { appendFileSync } from "node:fs";
import { register } from "node:module";

const file = process.env.LEDGER_CALLS;
if (file === undefined) {
  throw new Error("LEDGER_CALLS names no file");
}
const calls = new Set<string>();
Object.assign(globalThis, { ledgerCall: (name: string) => calls.add(name) });
process.on("exit", () => appendFileSync(file, `${[...calls].join("\n")}\n`));
register("./recorder-hook.js", import.meta.url);
