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

import { percentOf, percentOfBps } from "../format/amount.js";
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
  const phrases = parts.map((part) => (typeof part === "string" ? part : phraseOf(part, write)));
  const [first, ...rest] = phrases;
  return { tone, phrases: [typeof first === "string" ? capital(first) : (first as Phrase), ...rest, "."] };
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
      return `${formatAmount(part.value, LRT_DECIMALS)} LRT`;
    case "lamports":
      return `${formatAmount(part.value, LRT_DECIMALS)} SOL`;
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
      return String(part.value);
  }
}

/** A hash by its ends: `0a1b2c3d…fcfdfeff`. */
function shortHash(bytes: ArrayLike<number>): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return `${hex.slice(0, SHOWN_BYTES).join("")}…${hex.slice(-SHOWN_BYTES).join("")}`;
}
