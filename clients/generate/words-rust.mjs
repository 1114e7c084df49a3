// The words of the program for the Rust client: tables of `crate::words`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NOTE = "//! Generated from `clients/words`: edit it there.";

/** Writes the words into the folder of generated code. */
export function renderWords(words, generated) {
  const folder = join(generated, "words");
  mkdirSync(folder, { recursive: true });
  const files = { mod: modules(words), events: events(words), units: units(words), ...(words.errors && { errors: errors(words) }) };
  for (const [name, source] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.rs`), source);
  }
}

const modules = ({ errors }) => `${NOTE}
//!
//! The words of the program.
${errors ? "pub mod errors;\n" : ""}pub mod events;
pub mod units;
`;

const text = (value) => JSON.stringify(value);
const path = (names) => `&[${names.map(text).join(", ")}]`;
const pascal = (name) => name.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
const constant = (name) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, "_$&").toUpperCase();

/** What is no figure says by its type how it is written. */
const BY_TYPE = ["address", "bytes", "text"];

function unit({ choices, flags }, name) {
  return flags[name] ? `Unit::AnyOf(${constant(name)})` : choices[name] ? `Unit::OneOf(${constant(name)})` : `Unit::${pascal(name)}`;
}

function events({ events, lists }) {
  const lone = (field) => `unit: ${BY_TYPE.includes(field.unit) ? "None" : `Some(${unit(lists, field.unit)})`}`;
  const terms = {
    value: ({ path: own }) => `Term::Value(${path(own)})`,
    pending: ({ path: own }) => `Term::Pending(${path(own)})`,
    ratio: ({ path: own, whole }) => `Term::Ratio(${path(own)}, ${path(whole)})`,
    difference: ({ path: own, less }) => `Term::Difference(${path(own)}, &[${less.map(path).join(", ")}])`,
  };
  const piece = (each) =>
    each.kind === "text" ? `Piece::Text(${text(each.text)})`
    : each.kind === "optional" ? `Piece::Optional(${list(each.pieces)})`
    : `Piece::Field(Field { ${lone(each)}, term: ${terms[each.kind](each)} })`;
  const list = (pieces) => `&[${pieces.map(piece).join(", ")}]`;
  const conditions = {
    shown: (one) => `Condition::Shown(${path(one.path)})`,
    equal: (one) => `Condition::Equal(${path(one.left)}, ${path(one.right)})`,
    different: (one) => `Condition::Different(${path(one.left)}, ${path(one.right)})`,
    over: (one) => `Condition::Over(${path(one.left)}, ${path(one.right)})`,
  };
  const one = (each) => `Case { conditions: &[${each.conditions.map((each) => conditions[each.kind](each)).join(", ")}], pieces: ${list(each.pieces)} }`;
  const source = events.map(({ name, cases }) => `(${text(name)}, &[${cases.map(one).join(", ")}]),`).join("\n    ");
  const names = Object.keys({ ...lists.choices, ...lists.flags }).map(constant).filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  return `${NOTE}
use crate::words::shape::{Case, Condition, Field, Piece, Term, Unit};
use super::units::{${names.join(", ")}};

/// The sentences of each event, by its name: the first of the cases that applies.
pub const SENTENCES: &[(&str, &[Case])] = &[
    ${source}
];
`;
}

function units({ labels, units, names, lists }) {
  const table = ([name, words]) =>
    `/// The words of \`${name}\`.\npub const ${constant(name)}: Words = &[${Object.entries(words).map(([figure, word]) => `(${figure}, ${text(word)})`).join(", ")}];\n`;
  const arms = names.map((name) => {
    const those = units.filter((each) => each.unit === name);
    const owners = [...new Set(those.map(({ owner }) => owner))];
    const fields = (owner) => those.filter((each) => each.owner === owner).map(({ field }) => text(field)).join(" | ");
    const patterns = owners.map((owner) => `(${text(owner)}, ${fields(owner)})`);
    return patterns.length === 0 ? "" : `${patterns.join(" | ")} => ${unit(lists, name)},`;
  });
  return `${NOTE}
use crate::words::shape::{Unit, Words};

${Object.entries({ ...lists.choices, ...lists.flags }).map(table).join("\n")}
/// The words of figures and enums that stand for one of several things, by their names.
pub const CHOICES: &[(&str, Words)] = &[${Object.keys(lists.choices).map((name) => `(${text(name)}, ${constant(name)})`).join(", ")}];
${labels ? `
/// What tables call the figures that follow from accounts, by their names in JSON.
pub const LABELS: &[(&str, &str)] = &[${Object.entries(labels).map(([name, label]) => `(${text(name)}, ${text(label)})`).join(", ")}];
` : ""}
/// The unit of the figure \`field\` of the struct \`owner\`; none where it is no figure.
pub fn unit(owner: &str, field: &str) -> Option<Unit> {
    Some(match (owner, field) {
        ${arms.join("\n        ")}
        _ => return None,
    })
}
`;
}

function errors({ errors: { programs, runtime } }) {
  const table = ([name, { program, errors }]) => `/// What an error code of ${program.replace("The ", "the ")} means.
pub const ${constant(name)}: &[ForeignError] = &[
${Object.entries(errors).map(([name, { code, say }]) => `    ForeignError { code: ${code}, name: ${text(name)}, sentence: ${text(say)} },`).join("\n")}
];
`;
  return `${NOTE}
use solana_program::instruction::InstructionError;

use crate::words::shape::ForeignError;

${Object.entries(programs).map(table).join("\n")}
/// What an error of the runtime means.
pub fn runtime(error: &InstructionError) -> Option<&'static str> {
    Some(match error {
        ${Object.entries(runtime).map(([name, say]) => `InstructionError::${name} => ${text(say)},`).join("\n        ")}
        _ => return None,
    })
}
`;
}
