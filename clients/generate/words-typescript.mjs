// The words of the program for the TypeScript client.

const camel = (name) => name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const path = (names) => JSON.stringify(names.map(camel));

/** The sentences of events. */
export function sentences({ events, lists }, { type, folder }) {
  const terms = {
    value: ({ path: own }) => `value: ${path(own)}`,
    pending: ({ path: own }) => `pending: ${path(own)}`,
    ratio: ({ path: own, whole }) => `ratio: [${path(own)}, ${path(whole)}]`,
    difference: ({ path: own, less }) => `difference: [${[own, ...less].map(path).join(", ")}]`,
  };
  const named = { ...lists.choices, ...lists.flags };
  const constant = (name) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, "_$&").toUpperCase();
  const unit = ({ unit }) => (named[unit] ? `words: ${constant(unit)}` : `unit: ${JSON.stringify(unit)}`);
  const piece = (each) =>
    each.kind === "text" ? JSON.stringify(each.text)
    : each.kind === "optional" ? list(each.pieces)
    : `{ ${unit(each)}, ${terms[each.kind](each)} }`;
  const list = (pieces) => `[${pieces.map(piece).join(", ")}]`;
  const conditions = (all) => all.map((one) =>
    one.kind === "shown" ? `{ shown: ${path(one.path)} }` : `{ ${one.kind}: [${path(one.left)}, ${path(one.right)}] }`);
  const one = ({ tone, conditions: all, pieces }) =>
    `{ tone: "${tone}", ${all.length > 0 ? `conditions: [${conditions(all).join(", ")}], ` : ""}pieces: ${list(pieces)} }`;
  const source = events.map(({ name, cases }) => `  ${name}: [${cases.map(one).join(", ")}],`).join("\n");
  const tables = Object.entries(named).filter(([name]) => source.includes(`words: ${constant(name)},`)).map(([name, words]) =>
    `const ${constant(name)}: WordList = { kind: "${lists.flags[name] ? "anyOf" : "oneOf"}", words: ${JSON.stringify(words)} };\n`);
  const up = "../".repeat(folder.split("/").length + 1);
  return `import type { EventCase, WordList } from '${up}sentences';
import type { ${type}EventName } from '../events';

${tables.join("\n")}
/** The cases of each event's sentence: the first that applies. */
export const EVENT_SENTENCES: Readonly<Record<${type}EventName, readonly EventCase[]>> = {
${source}
};
`;
}

/** What other programs' error codes mean, and errors of the runtime. */
export function foreignErrors({ errors: { programs, runtime } }) {
  const entry = ([name, { code, say }]) => `      ${code}: { name: ${JSON.stringify(name)}, sentence: ${JSON.stringify(say)} },`;
  const program = ([key, { program, errors }]) =>
    `  ${camel(key)}: {\n    program: ${JSON.stringify(program)},\n    errors: {\n${Object.entries(errors).map(entry).join("\n")}\n    },\n  },`;
  const kit = (name) => `SOLANA_ERROR__INSTRUCTION_ERROR__${name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, "_$&").toUpperCase()}`;
  const names = Object.keys(runtime).map(kit);
  return `import {
${names.map((name) => `  ${name},`).join("\n")}
} from '@solana/kit';

/** What the error codes of other programs mean. */
export const FOREIGN_ERRORS = {
${Object.entries(programs).map(program).join("\n")}
} as const;

/** What errors of the runtime mean, by Kit's codes. */
export const RUNTIME_SENTENCES = {
${Object.entries(runtime).map(([name, say]) => `  [${kit(name)}]: ${JSON.stringify(say)},`).join("\n")}
} as const;
`;
}
