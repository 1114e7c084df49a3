/**
 * Events as sentences of the page: the client's, with values as the page writes them.
 */
import type { Address } from "@solana/kit";
import {
  eventSentence,
  formatAmount,
  type liquid,
  NOBODY,
  type RestakingEvent,
  type SentenceValue,
  type Tone,
  UNITS,
} from "restaking-client";

import { group, percentOf, percentOfBps, shortAmount } from "../format/amount.js";
import { capital } from "../format/text.js";
import { dateAndTime, duration } from "../format/time.js";
import { LRT_DECIMALS } from "../model/pool.js";

/** A part of a sentence: words, or an address to be named. */
export type Phrase = string | { readonly address: Address };

/** How the sentences of one vault write amounts. */
export type Writer = {
  readonly assets: (amount: bigint) => string;
  readonly shares: (amount: bigint) => string;
  /** An amount of a reward's mint. */
  readonly reward: (amount: bigint) => string;
  /** What shares of liquid pools are called; LRT if omitted. */
  readonly lrt?: string;
};

/** An event as a sentence. */
export type Sentence = { readonly tone: Tone; readonly phrases: readonly Phrase[] };

/** The decimals of weights. */
const WEIGHT_DECIMALS = 9;

/** How many bytes of a hash are shown at each end. */
const SHOWN_BYTES = 4;

/** An event as a sentence, with a period. */
export function sentenceOf(event: RestakingEvent | liquid.LiquidEvent, write: Writer): Sentence {
  const { tone, parts } = eventSentence(event);
  const written = parts.map((part) => (typeof part === "string" ? part : phraseOf(part, write)));
  const phrases = written.map((phrase, place) => mintWords(parts[place - 1], written[place - 1], phrase));
  const [first, ...rest] = phrases;
  return { tone, phrases: [typeof first === "string" ? capital(first) : (first as Phrase), ...rest, "."] };
}

/** The units of amounts of tokens. */
const AMOUNTS: readonly SentenceValue["unit"][] = ["assets", "reward"];

/** `phrase`, which follows `value` as it is in `before`: a mint behind an amount is its token. Smallest units are of it. */
function mintWords(value: string | SentenceValue | undefined, before: Phrase | undefined, phrase: Phrase): Phrase {
  const isAmount = typeof value === "object" && AMOUNTS.includes(value.unit);
  if (!isAmount || typeof before !== "string" || typeof phrase !== "string") {
    return phrase;
  }
  return phrase.replace(/^ of mint $/, before.endsWith("units") ? " of " : " ");
}

function phraseOf(part: SentenceValue, write: Writer): Phrase {
  switch (part.unit) {
    case "address":
      return part.value === NOBODY ? "nobody" : { address: part.value };
    case "bytes":
      return shortHash(part.value);
    case "assets":
      return write.assets(part.value);
    case "shares":
      return write.shares(part.value);
    case "reward":
      return write.reward(part.value);
    case "lrt":
      return `${shortAmount(part.value, LRT_DECIMALS)} ${write.lrt ?? "LRT"}`;
    case "lamports":
      return `${shortAmount(part.value, LRT_DECIMALS)} SOL`;
    case "weight":
      return formatAmount(part.value, WEIGHT_DECIMALS);
    case "fraction":
      return percentOf(part.value, UNITS);
    case "bps":
      return percentOfBps(part.value);
    case "seconds":
      return duration(part.value);
    case "time":
      return dateAndTime(part.value);
    case "flag":
      return part.value === 0n ? "no" : "yes";
    case "bucket_shares":
    case "count":
      return group(String(part.value));
  }
}

/** A hash by its ends: `0a1b2c3d…fcfdfeff`. */
function shortHash(bytes: ArrayLike<number>): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return `${hex.slice(0, SHOWN_BYTES).join("")}…${hex.slice(-SHOWN_BYTES).join("")}`;
}
