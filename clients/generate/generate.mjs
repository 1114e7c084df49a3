// Writes the generated part of the clients from the interface files in idl/: accounts, types, instructions and errors by Codama, and
// the events, for which its renderers have no template, as types with a decoder. The words of clients/words go with them.
//
//   node generate.mjs [CRATE [PACKAGE]]     CRATE: the crate to write into, clients/rust if omitted; PACKAGE: the package, clients/ts
//   node generate.mjs --ncn NAME            only the Rust client of the service in ncns/NAME; without it, those of all services too
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { rootNodeFromAnchor } from "@codama/nodes-from-anchor";
import { createFromRoot } from "codama";

import { renderRust } from "./rust.mjs";
import { PROGRAMS, services } from "./programs.mjs";
import { renderTypescript } from "./typescript.mjs";
import { words } from "./words.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const given = process.argv.slice(2);
const only = given[0] === "--ncn" ? given[1] : undefined;
const [crate = resolve(here, "../rust"), folder = resolve(here, "../ts")] = only ? [] : given.map((path) => resolve(path));

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const interfaces = PROGRAMS.map(({ name }) => read(resolve(here, `../../idl/${name}.json`)));
const local = new Set(interfaces.map(({ address }) => address));

/** The instructions without the addresses of our programs on local chains: on other clusters they have others, so callers give them. */
function withoutLocalAddresses(instructions) {
  const plain = ({ address, ...account }) => (local.has(address) ? account : { ...account, ...(address && { address }) });
  return instructions.map(({ accounts, ...rest }) => ({ ...rest, accounts: accounts.map(plain) }));
}

/** An interface without local addresses, its events, and its tree. With its list of events aside, its event structs are plain types to Codama. */
function parts(whole) {
  const { events, ...idl } = { ...whole, instructions: withoutLocalAddresses(whole.instructions) };
  return { events, idl, codama: createFromRoot(rootNodeFromAnchor(idl)) };
}

for (const [place, program] of only ? [] : PROGRAMS.entries()) {
  const whole = interfaces[place];
  const { events, idl, codama } = parts(whole);
  const said = program.words && words(whole, program.words);
  await renderRust(program, codama, events, said, crate);
  await renderTypescript(program, codama, idl, events, said, folder);
}

for (const { service, ...program } of only || !given.length ? services(resolve(here, "../../ncns"), only) : []) {
  const { events, codama } = parts(read(resolve(service, "idl.json")));
  await renderRust(program, codama, events, undefined, resolve(service, "client"));
}
