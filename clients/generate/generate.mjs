// Writes the generated part of the clients from the interface files in idl/: accounts, types, instructions and errors by Codama, and
// the events, for which its renderers have no template, as types with a decoder. The words of clients/words go with them.
//
//   node generate.mjs [CRATE [PACKAGE]]     CRATE: the crate to write into, clients/rust if left out; PACKAGE: the package, clients/ts
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { rootNodeFromAnchor } from "@codama/nodes-from-anchor";
import { createFromRoot } from "codama";

import { renderRust } from "./rust.mjs";
import { PROGRAMS } from "./programs.mjs";
import { renderTypescript } from "./typescript.mjs";
import { words } from "./words.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [crate = resolve(here, "../rust"), folder = resolve(here, "../ts")] = process.argv.slice(2).map((path) => resolve(path));

const interfaces = PROGRAMS.map(({ name }) => JSON.parse(readFileSync(resolve(here, `../../idl/${name}.json`), "utf8")));
const local = new Set(interfaces.map(({ address }) => address));

/** The instructions without the addresses of our programs on local chains: on other clusters they have others, so callers give them. */
function withoutLocalAddresses(instructions) {
  const plain = ({ address, ...account }) => (local.has(address) ? account : { ...account, ...(address && { address }) });
  return instructions.map(({ accounts, ...rest }) => ({ ...rest, accounts: accounts.map(plain) }));
}

for (const [place, program] of PROGRAMS.entries()) {
  const whole = interfaces[place];
  const { events, ...idl } = { ...whole, instructions: withoutLocalAddresses(whole.instructions) };
  const said = program.words && words(whole, program.words);
  // With its list of events aside, the interface's event structs are plain types to Codama.
  const codama = createFromRoot(rootNodeFromAnchor(idl));
  await renderRust(program, codama, events, said, crate);
  await renderTypescript(program, codama, idl, events, said, folder);
}
