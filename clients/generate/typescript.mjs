// The generated part of the TypeScript client.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { renderVisitor } from "@codama/renderers-js";
import { format } from "prettier";

import { edit, files, replaced } from "./files.mjs";
import { layouts } from "./layouts.mjs";
import { checkProgramAddress, withProgramAddress } from "./program-address.mjs";
import { foreignErrors, sentences } from "./words-typescript.mjs";

const FORMAT = { parser: "typescript", printWidth: 120, quoteProps: "consistent" };

/** Writes the generated code of `program` into the package at `folder`. */
export async function renderTypescript(program, codama, idl, events, words, folder) {
  const generated = join(folder, "src", program.folder);
  await codama.accept(renderVisitor(generated, { formatCode: false }));

  add(generated, "events", decoder(program, events));
  add(generated, "layouts", layouts(program, idl));
  add(generated, "refusals", refusals(program, idl));
  if (words) {
    add(generated, "words", sentences(words, program));
  }
  if (words?.errors) {
    add(generated, "foreign", foreignErrors(words));
  }
  const hasConstants = (idl.constants ?? []).length > 0;
  if (hasConstants) {
    add(generated, "constants", constants(idl));
  }
  edit(join(generated, `errors/${program.file}.ts`), (source) => withMessages(program, source));
  // The addresses have helpers of their own, by the accounts' names; these serve the instructions' defaults alone.
  edit(join(generated, "index.ts"), (source) =>
    replaced(replaced(source, /export \* from '.\/pdas';\n/, ""), "export * from './errors';", `${hasConstants ? "export * from './constants';\n" : ""}$&\nexport * from './events';\nexport * from './refusals';`));
  for (const file of files(generated)) {
    edit(file, (source) =>
      withExtensions(withProgramAddress(program, withUnknown(withoutNotes(source)), idl.address), dirname(file)));
  }
  const decoders = relative(join(generated, "types"), join(folder, "src/decoders.js"));
  for (const file of ["accounts", "types"].flatMap((kind) => files(join(generated, kind)))) {
    edit(file, (source) => withOwnDecoders(source, decoders));
  }
  for (const file of files(generated)) {
    const source = await format(readFileSync(file, "utf8"), FORMAT);
    checkProgramAddress(program, source, file, idl.address);
    writeFileSync(file, source);
  }
}

function add(generated, name, source) {
  mkdirSync(join(generated, name));
  writeFileSync(join(generated, name, "index.ts"), source);
}

/** Takes out the renderer's notes to itself. */
function withoutNotes(source) {
  return source.replaceAll(/^\s*\/\/ TODO.*\n/gm, "");
}

/**
 * Has a byte that this client does not know stay a number: a later program may write it, and Codama's decoder would refuse the whole
 * account.
 */
function withUnknown(source) {
  return source.includes("getEnumDecoder(")
    ? source
        .replace(/return getEnumDecoder\((\w+)\);/, "return transformDecoder(getU8Decoder(), (byte): $1 => byte);")
        .replace(/\bgetEnumDecoder\b/, "getU8Decoder, transformDecoder")
    : source;
}

/** The decoders that the client has itself, faster than Kit's. */
const OWN_DECODERS = ["getAddressDecoder", "getBooleanDecoder", "getI64Decoder", "getU64Decoder", "getU8Decoder"];

/** Takes the decoders of fields from the client's own module. */
function withOwnDecoders(source, path) {
  const kit = /import \{([^}]*)\} from ['"]@solana\/kit['"];\n?/;
  const names = (kit.exec(source)?.[1] ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
  const own = names.filter((name) => OWN_DECODERS.includes(name));
  const others = names.filter((name) => !own.includes(name));
  const lines = [others.length > 0 && `import { ${others.join(", ")} } from "@solana/kit";\n`, `import { ${own.join(", ")} } from "${path}";\n`];
  return own.length === 0 ? source : source.replace(kit, lines.filter(Boolean).join(""));
}

/** Names files as modules are resolved in every runtime, not by bundlers alone. */
function withExtensions(source, folder) {
  return source.replaceAll(/from '(\.[^']*)'/g, (_, path) => {
    const at = resolve(folder, path);
    return `from '${existsSync(at) && statSync(at).isDirectory() ? `${path}/index` : path}.js'`;
  });
}

/** The errors by their names: Codama's renderer has them by code alone. */
function refusals({ constant, type }, { errors, constants = [] }) {
  const shown = errorsWithFigures(errors, constants);
  const entry = ({ code, name, msg }) =>
    `  ${name}: { code: ${code}, message: ${JSON.stringify(msg)}${shown.has(name) ? ", figures: true" : ""} },`;
  return `/**
 * The program's errors by name: code, sentence, and whether its log adds a value and a limit.
 */
export const ${constant}_ERRORS = {
${errors.map(entry).join("\n")}
} as const;

/** The name of an error of the program. */
export type ${type}ErrorName = keyof typeof ${constant}_ERRORS;
`;
}

/** Codama's renderer has no template for constants. Amounts are bigints, seeds are bytes. */
function constants({ constants: list }) {
  const value = ({ type, value }) => (type === "bytes" ? `new Uint8Array(${value})` : `${value}n`);
  return list.map((each) => `/** ${each.docs.join(" ")} */\nexport const ${each.name} = ${value(each)};\n`).join("\n");
}

/** The names of the errors whose log has figures: a constant of the interface has a bit for each code. */
function errorsWithFigures(errors, constants) {
  const bits = JSON.parse(constants.find(({ name }) => name === "ERRORS_WITH_FIGURES")?.value ?? "[]");
  const isShown = ({ code }) => ((bits[(code - 6_000) >> 3] ?? 0) >> (code - 6_000) % 8) % 2 === 1;
  return new Set(errors.filter(isShown).map(({ name }) => name));
}

/** Keeps the sentences of errors where the renderer would leave them out: in what is bundled for users. */
function withMessages({ file }, source) {
  const development = "if \\(process\\.env\\.NODE_ENV !== 'production'\\) \\{\\s*";
  const kept = replaced(source, new RegExp(`${development}(${file}ErrorMessages = [^]*?\\};)\\s*\\}`), "$1");
  return replaced(
    kept,
    new RegExp(`${development}(return [^]*?;)\\s*\\}\\s*return 'Error message not available[^']*';`),
    "$1",
  );
}

function decoder({ constant, type }, events) {
  const names = events.map(({ name }) => name);
  const tag = ({ discriminator }) => Buffer.from(discriminator).toString("hex");
  return `/**
 * The program's events, and how to read one out of a log.
 */
import type { FixedSizeDecoder, ReadonlyUint8Array } from '@solana/kit';
import {
${names.map((name) => `  get${name}Decoder, type ${name},`).join("\n")}
} from '../types';

/** An event of the program: its name, and what it says. */
export type ${type}Event =
${names.map((name) => `  | { readonly name: '${name}'; readonly data: ${name} }`).join("\n")};

/** The name of an event. */
export type ${type}EventName = ${type}Event['name'];

/** What each event begins with, in hexadecimal. */
export const ${constant}_EVENT_DISCRIMINATORS: Readonly<Record<${type}EventName, string>> = {
${events.map((event) => `  ${event.name}: '${tag(event)}',`).join("\n")}
};

const DECODERS: Readonly<Record<string, readonly [${type}EventName, () => FixedSizeDecoder<${type}Event['data']>]>> = {
${events.map((event) => `  '${tag(event)}': ['${event.name}', get${event.name}Decoder],`).join("\n")}
};

/**
 * Reads what a log line \`Program data: …\` carries, decoded from base64. Nothing for other programs' data, and for an event
 * that this client does not know yet. What an earlier version of the program did not say is zero, and what a later one says more is
 * left out: fields are only ever appended.
 */
export function decode${type}Event(data: ReadonlyUint8Array): ${type}Event | undefined {
  const tag = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const found = DECODERS[tag];
  if (!found) {
    return undefined;
  }
  const decoder = found[1]();
  const whole = new Uint8Array(decoder.fixedSize);
  whole.set(data.subarray(8, 8 + decoder.fixedSize));
  return { name: found[0], data: decoder.decode(whole) } as ${type}Event;
}
`;
}
