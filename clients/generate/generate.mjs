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

for (const program of PROGRAMS) {
  const whole = JSON.parse(readFileSync(resolve(here, `../../idl/${program.name}.json`), "utf8"));
  const { events, ...idl } = whole;
  const said = program.hasWords ? words(whole) : undefined;
  // With its list of events aside, the interface's event structs are plain types to Codama.
  const codama = createFromRoot(rootNodeFromAnchor(idl));
  await renderRust(program, codama, events, said, crate);
  await renderTypescript(program, codama, idl, events, said, folder);
}
