/**
 * Events as sentences. The words are generated from `clients/words`, and the Rust client has the same ones.
 */
import type { Address, ReadonlyUint8Array } from "@solana/kit";

import { UNITS } from "./generated/constants/index.js";
import type { RestakingEvent } from "./generated/events/index.js";
import { EVENT_SENTENCES } from "./generated/words/index.js";
import type { LiquidEvent } from "./liquid/generated/events/index.js";
import { EVENT_SENTENCES as LIQUID_SENTENCES } from "./liquid/generated/words/index.js";
import { NOBODY } from "./nobody.js";
import { uriText } from "./text.js";

/** The unit of a figure in a sentence. */
export type FigureUnit =
  | "assets"
  | "shares"
  | "bucket_shares"
  | "reward"
  | "lrt"
  | "lamports"
  | "weight"
  | "fraction"
  | "bps"
  | "seconds"
  | "time"
  | "flag"
  | "count";

/** A value in a sentence, to be written by its unit. */
export type SentenceValue =
  | { readonly unit: FigureUnit; readonly value: bigint }
  | { readonly unit: "address"; readonly value: Address }
  | { readonly unit: "bytes"; readonly value: ReadonlyUint8Array };

/** A part of a sentence: text, or a value. */
export type SentencePart = string | SentenceValue;

/** What an event is for a holder, to tell events apart at a glance. */
export type Tone = "in" | "out" | "loss" | "good" | "plain";

/** An event as a sentence, without a period. */
export type EventSentence = { readonly tone: Tone; readonly parts: readonly SentencePart[] };

/** Words by the figures that they stand for: one of them, or the bits of several. */
export type WordList = { readonly kind: "oneOf" | "anyOf"; readonly words: Readonly<Record<number, string>> };

/** The names of a field and of the fields that it is within, outermost first. */
type Path = readonly string[];

/** How a value follows from an event's fields. A delayed field stands for its next value. */
type Term =
  | { readonly value: Path }
  /** When the pending change of a delayed field takes effect: blank if none is pending. */
  | { readonly pending: Path }
  /** The part that the first field is of the second, in parts of 10^18, rounded to 10^-8. */
  | { readonly ratio: readonly [Path, Path] }
  /** The first field less all others. */
  | { readonly difference: readonly Path[] };

type FieldPiece = Term & ({ readonly unit: FigureUnit | "address" | "bytes" | "text" } | { readonly words: WordList });

/** Text, a field, or pieces that are omitted if a field among them is blank. */
export type EventPiece = string | FieldPiece | readonly EventPiece[];

/** A condition on the fields of an event. A field is blank if all of it is zero. */
export type EventCondition =
  | { readonly shown: Path }
  | { readonly equal: readonly [Path, Path] }
  | { readonly different: readonly [Path, Path] }
  | { readonly over: readonly [Path, Path] };

/** A sentence of an event: it applies if all conditions do. */
export type EventCase = {
  readonly tone: Tone;
  readonly conditions?: readonly EventCondition[];
  readonly pieces: readonly EventPiece[];
};

/** A ratio is rounded to a whole number of these steps, so that units that wear leave no tail of decimals. */
const RATIO_STEPS = 100_000_000n;

/** The sentences of both programs: no event of one has the name of an event of the other. */
const SENTENCES: Readonly<Record<string, readonly EventCase[]>> = { ...EVENT_SENTENCES, ...LIQUID_SENTENCES };

/** An event as a sentence; its name if this client has no sentence for it. */
export function eventSentence({ name, data }: RestakingEvent | LiquidEvent): EventSentence {
  const cases = SENTENCES[name] ?? [];
  const found = cases.find(({ conditions = [] }) => conditions.every((condition) => applies(condition, data)));
  if (!found) {
    return { tone: "plain", parts: [spoken(name)] };
  }
  return { tone: found.tone, parts: found.pieces.flatMap((piece) => partsOf(piece, data)) };
}

/** `TicketsOutstanding` as `Tickets outstanding`. */
function spoken(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function applies(condition: EventCondition, data: object): boolean {
  if ("shown" in condition) {
    return !isBlank(fieldOf(data, condition.shown));
  }
  if ("over" in condition) {
    const [one, other] = condition.over;
    return figureOf(data, one) > figureOf(data, other);
  }
  const [one, other] = "equal" in condition ? condition.equal : condition.different;
  return (fieldOf(data, one) === fieldOf(data, other)) === "equal" in condition;
}

function partsOf(piece: EventPiece, data: object): SentencePart[] {
  if (typeof piece === "string") {
    return [piece];
  }
  if (isOptional(piece)) {
    const fields = piece.filter((each): each is FieldPiece => typeof each !== "string" && !isOptional(each));
    return fields.some((field) => isBlank(termValue(field, data))) ? [] : piece.flatMap((each) => partsOf(each, data));
  }
  const value = termValue(piece, data);
  const all = Array.isArray(value) ? value : [value];
  return all.flatMap((each, place) => [...(place > 0 ? [", "] : []), written(piece, each)]);
}

function isOptional(piece: EventPiece): piece is readonly EventPiece[] {
  return Array.isArray(piece);
}

function written(piece: FieldPiece, value: unknown): SentencePart {
  if ("words" in piece) {
    return wordsOf(piece.words, BigInt(value as bigint));
  }
  switch (piece.unit) {
    case "text":
      return uriText(value as ReadonlyUint8Array);
    case "address":
    case "bytes":
      return { unit: piece.unit, value } as SentenceValue;
    default:
      return { unit: piece.unit, value: BigInt(value as bigint) };
  }
}

function wordsOf({ kind, words }: WordList, figure: bigint): string {
  if (kind === "oneOf") {
    return words[Number(figure)] ?? `unknown (${figure})`;
  }
  const bits = Object.keys(words).map(BigInt);
  const found = bits.filter((bit) => (figure & bit) !== 0n).map((bit) => words[Number(bit)] as string);
  const unknown = bits.reduce((left, bit) => left & ~bit, figure);
  const all = unknown === 0n ? found : [...found, `unknown flags ${unknown}`];
  return all.length === 0 ? "none" : all.join(", ");
}

function termValue(piece: FieldPiece, data: object): unknown {
  if ("pending" in piece) {
    const { current, next, effective } = delayedAt(data, piece.pending);
    return current === next ? 0n : effective;
  }
  if ("ratio" in piece) {
    const [part, whole] = piece.ratio.map((path) => figureOf(data, path)) as [bigint, bigint];
    return whole === 0n ? 0n : ((part * RATIO_STEPS + whole / 2n) / whole) * (UNITS / RATIO_STEPS);
  }
  if ("difference" in piece) {
    const [first, ...rest] = piece.difference.map((path) => figureOf(data, path));
    return rest.reduce((left, less) => (left > less ? left - less : 0n), first ?? 0n);
  }
  return fieldOf(data, piece.value);
}

/** A field as it stands, the next value of a delayed one. */
function fieldOf(data: object, path: Path): unknown {
  const found = path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], data);
  const figure = typeof found === "number" || typeof found === "boolean" ? BigInt(found) : found;
  return isDelayed(figure) ? figure.next : figure;
}

function figureOf(data: object, path: Path): bigint {
  return fieldOf(data, path) as bigint;
}

type DelayedField = { readonly current: bigint; readonly next: bigint; readonly effective: bigint };

function isDelayed(value: unknown): value is DelayedField {
  return typeof value === "object" && value !== null && "effective" in value && "next" in value;
}

function delayedAt(data: object, path: Path): DelayedField {
  return path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], data) as DelayedField;
}

function isBlank(value: unknown): boolean {
  if (value instanceof Uint8Array) {
    return value.every((byte) => byte === 0);
  }
  return Array.isArray(value) ? value.every(isBlank) : value === 0n || value === NOBODY;
}
