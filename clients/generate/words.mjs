// The words of the program: events as sentences, units of figures, and what other programs' errors mean. Read from clients/words,
// checked against the interface, and compiled to pieces that need no parser.
import { readFileSync } from "node:fs";

const CONDITION = /^(\S+) (=|!=|>) (\S+)$/;
const COMPARISONS = { "=": "equal", "!=": "different", ">": "over" };

/** All words in `folder` of clients/words, for the interface `idl`; an error for an entry that is missing, and for an entry of nothing. */
export function words(idl, folder) {
  const types = new Map(idl.types.map(({ name, type }) => [name, type]));
  const { units, choices, flags, labels } = read(folder, "units");
  const lists = { choices: { ...ofVariants(types), ...choices }, flags: byBits(flags, idl) };
  const unitOf = unitsOf(types, units);
  const events = eventsOf(idl, types, unitOf, read(folder, "events"));
  // What other programs' errors mean is the same in all programs.
  const errors = folder === "." ? read(folder, "errors") : undefined;
  return { labels, units: unitOf.table, names: Object.keys(units), lists, events, errors };
}

function read(folder, name) {
  return JSON.parse(readFileSync(new URL(`../words/${folder}/${name}.json`, import.meta.url), "utf8"));
}

/** The type inside arrays and lists. */
function inner(type) {
  const within = type.array?.[0] ?? type.vec;
  return within === undefined ? type : inner(within);
}

function isBytes(type) {
  return type.array?.[0] === "u8" || (type.array !== undefined && isBytes(type.array[0]));
}

/** What a field is: a struct by its name, or how its value is written. */
function kindOf(types, field) {
  if (isBytes(field.type)) {
    return field.name === "uri" ? "text" : "bytes";
  }
  const type = inner(field.type);
  const name = type.defined?.name;
  if (name === undefined) {
    return { pubkey: "address", i64: "time", bool: "flag" }[type] ?? "figure";
  }
  if (types.get(name).kind === "enum") {
    return "choice";
  }
  return name === "Delayed" ? "delayed" : { struct: name };
}

/** Fields that only fill a layout. */
const isFiller = (name) => /^(padding|reserved|bump|version)$|_bump$/.test(name);

/** Figures of more than one struct are named under `*`, where a name may begin with `*`: an entry under the struct itself is first. */
function unitsOf(types, units) {
  const entries = Object.entries(units).flatMap(([unit, structs]) =>
    Object.entries(structs).flatMap(([owner, fields]) =>
      fields.split(" ").map((field) => ({ unit, owner, field, used: false }))));
  const rank = ({ owner, field }) => (owner !== "*" ? 0 : field.startsWith("*") ? 2 : 1);
  const fits = (entry, owner, field) =>
    [owner, "*"].includes(entry.owner) && (entry.field.startsWith("*") ? field.endsWith(entry.field.slice(1)) : entry.field === field);
  const table = [];
  for (const [owner, { kind, fields }] of types) {
    for (const field of kind === "struct" ? fields : []) {
      if (isFiller(field.name) || !["figure", "delayed"].includes(kindOf(types, field))) {
        continue;
      }
      const found = entries.filter((entry) => fits(entry, owner, field.name)).sort((one, other) => rank(one) - rank(other));
      if (found.length === 0 || (found.length > 1 && rank(found[0]) === rank(found[1]))) {
        throw new Error(`clients/words/units.json has ${found.length === 0 ? "no" : "more than one"} unit for ${owner}.${field.name}`);
      }
      found[0].used = true;
      table.push({ owner, field: field.name, unit: found[0].unit });
    }
  }
  const idle = entries.find(({ used }) => !used);
  if (idle) {
    throw new Error(`clients/words/units.json gives ${idle.owner}.${idle.field} a unit, and there is no such figure`);
  }
  const unitOf = (owner, field) => table.find((entry) => entry.owner === owner && entry.field === field).unit;
  return Object.assign(unitOf, { table });
}

/** The words of the interface's enums: their variants, `FeeAdmin` as `fee admin`. */
function ofVariants(types) {
  const spoken = (name) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, " $&").toLowerCase();
  const enums = [...types].filter(([, { kind, variants }]) => kind === "enum" && variants.every(({ fields }) => !fields?.length));
  return Object.fromEntries(enums.map(([name, { variants }]) => [name, Object.fromEntries(variants.map(({ name }, place) => [place, spoken(name)]))]));
}

/** The words of flags by their bits: the interface's constants have those by name. */
function byBits(flags, { constants = [] }) {
  return Object.fromEntries(Object.entries(flags).map(([list, words]) => {
    const named = Object.entries(words).map(([name, word]) => {
      const bit = /^\d+$/.test(name) ? name : constants.find((constant) => constant.name === name && constant.type === "u64")?.value;
      if (bit === undefined) {
        throw new Error(`clients/words/units.json names the flag ${name}, and the interface has no such constant`);
      }
      return [bit, word];
    });
    // All constants of one prefix are flags of one list.
    const prefix = Object.keys(words)[0].split("_")[0];
    const missing = /^\d/.test(prefix) ? undefined : constants.find(({ name, type }) =>
      type === "u64" && name.startsWith(`${prefix}_`) && words[name] === undefined);
    if (missing) {
      throw new Error(`clients/words/units.json has no word for the flag ${missing.name}`);
    }
    return [list, Object.fromEntries(named)];
  }));
}

function eventsOf(idl, types, unitOf, sentences) {
  const names = idl.events.map(({ name }) => name);
  const missing = names.find((name) => sentences[name] === undefined);
  const unknown = Object.keys(sentences).find((name) => !names.includes(name));
  if (missing ?? unknown) {
    throw new Error(`clients/words/events.json has ${missing ? "no sentence for the event" : "a sentence for no event:"} ${missing ?? unknown}`);
  }
  return names.map((name) => {
    const compiler = new Compiler(name, types, unitOf);
    const cases = sentences[name].map((each, place) => {
      const { if: condition, tone = "plain", say } = each;
      if ((condition === undefined) !== (place === sentences[name].length - 1)) {
        throw new Error(`${name}: all cases but the last have a condition`);
      }
      return { tone, conditions: condition ? condition.split(" and ").map((one) => compiler.condition(one)) : [], pieces: compiler.pieces(say) };
    });
    return { name, cases };
  });
}

/** Compiles the sentences of one event. */
class Compiler {
  constructor(event, types, unitOf) {
    Object.assign(this, { event, types, unitOf });
  }

  /** `path`, `path = path`, `path != path` or `path > path`. */
  condition(text) {
    const [, left, sign, right] = CONDITION.exec(text) ?? [];
    if (left === undefined) {
      return { kind: "shown", path: this.field(text).path };
    }
    return { kind: COMPARISONS[sign], left: this.field(left).path, right: this.field(right).path };
  }

  /** Texts, fields in braces, and parts in brackets that are left out if one of their fields is blank. */
  pieces(text) {
    const parts = text.split(/(\[[^\]]*\])/).filter((part) => part !== "");
    return parts.flatMap((part) => (part.startsWith("[") ? [{ kind: "optional", pieces: this.plain(part.slice(1, -1)) }] : this.plain(part)));
  }

  plain(text) {
    if (/[[\]]/.test(text)) {
      throw new Error(`${this.event}: the brackets of \`${text}\` do not match`);
    }
    const parts = text.split(/\{([^}]*)\}/);
    return parts.map((part, place) => (place % 2 === 0 ? { kind: "text", text: part } : this.term(part))).filter(({ text }) => text !== "");
  }

  /** `a`, `a - b - c` or `a / b`. */
  term(text) {
    if (text.includes(" / ")) {
      const [part, whole] = text.split(" / ").map((path) => this.field(path));
      return { kind: "ratio", unit: "fraction", path: part.path, whole: whole.path };
    }
    const [first, ...rest] = text.split(" - ").map((path) => this.field(path));
    if (rest.length > 0) {
      return { kind: "difference", unit: first.unit, path: first.path, less: rest.map(({ path }) => path) };
    }
    return first;
  }

  /** A field by its path; `effective` behind a delayed value is the time of its change. */
  field(text) {
    const path = text.split(".");
    let [owner, unit] = [this.event];
    for (const [place, name] of path.entries()) {
      if (unit === "delayed") {
        if (name !== "effective" || place !== path.length - 1) {
          throw new Error(`${this.event}: \`${text}\` is no field`);
        }
        return { kind: "pending", unit: "time", path: path.slice(0, -1) };
      }
      const field = owner && this.types.get(owner).fields.find((field) => field.name === name);
      if (!field) {
        throw new Error(`${this.event}: there is no field \`${text}\``);
      }
      const kind = kindOf(this.types, field);
      const holder = owner;
      owner = kind.struct;
      if (kind === "delayed") {
        unit = place === path.length - 1 ? this.unitOf(holder, name) : kind;
      } else {
        unit = kind === "figure" ? this.unitOf(holder, name) : kind === "choice" ? inner(field.type).defined.name : kind;
      }
    }
    if (typeof unit !== "string") {
      throw new Error(`${this.event}: \`${text}\` is a struct, not a field`);
    }
    return { kind: "value", unit, path };
  }
}
