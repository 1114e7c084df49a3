/**
 * The program's events, and how to read one out of a log.
 */
import type { FixedSizeDecoder, ReadonlyUint8Array } from "@solana/kit";
import {
  getAbsentJailedDecoder,
  type AbsentJailed,
  getFeedClosedDecoder,
  type FeedClosed,
  getFeedOpenedDecoder,
  type FeedOpened,
  getFeedRetiredDecoder,
  type FeedRetired,
  getOffenseClosedDecoder,
  type OffenseClosed,
  getOffenseSlashedDecoder,
  type OffenseSlashed,
  getOperatorJudgedDecoder,
  type OperatorJudged,
  getOracleOpenedDecoder,
  type OracleOpened,
  getReportsEnteredDecoder,
  type ReportsEntered,
  getRoundClosedDecoder,
  type RoundClosed,
  getRoundFinalizedDecoder,
  type RoundFinalized,
  getRulesSetDecoder,
  type RulesSet,
  getScoreClosedDecoder,
  type ScoreClosed,
  getTableAdoptedDecoder,
  type TableAdopted,
} from "../types/index.js";

/** An event of the program: its name, and what it says. */
export type OracleNcnEvent =
  | { readonly name: "AbsentJailed"; readonly data: AbsentJailed }
  | { readonly name: "FeedClosed"; readonly data: FeedClosed }
  | { readonly name: "FeedOpened"; readonly data: FeedOpened }
  | { readonly name: "FeedRetired"; readonly data: FeedRetired }
  | { readonly name: "OffenseClosed"; readonly data: OffenseClosed }
  | { readonly name: "OffenseSlashed"; readonly data: OffenseSlashed }
  | { readonly name: "OperatorJudged"; readonly data: OperatorJudged }
  | { readonly name: "OracleOpened"; readonly data: OracleOpened }
  | { readonly name: "ReportsEntered"; readonly data: ReportsEntered }
  | { readonly name: "RoundClosed"; readonly data: RoundClosed }
  | { readonly name: "RoundFinalized"; readonly data: RoundFinalized }
  | { readonly name: "RulesSet"; readonly data: RulesSet }
  | { readonly name: "ScoreClosed"; readonly data: ScoreClosed }
  | { readonly name: "TableAdopted"; readonly data: TableAdopted };

/** The name of an event. */
export type OracleNcnEventName = OracleNcnEvent["name"];

/** What each event begins with, in hexadecimal. */
export const ORACLE_NCN_EVENT_DISCRIMINATORS: Readonly<Record<OracleNcnEventName, string>> = {
  AbsentJailed: "7796a49715bf19d6",
  FeedClosed: "acb14a127760c4cf",
  FeedOpened: "73fa70c42d601e33",
  FeedRetired: "59b37555564d5904",
  OffenseClosed: "ffeb110d7aef2d77",
  OffenseSlashed: "cf27a964687e3ad0",
  OperatorJudged: "b65c42d079ff3747",
  OracleOpened: "94eab96303ea35dd",
  ReportsEntered: "554907bb684bd818",
  RoundClosed: "2df31c168446afe2",
  RoundFinalized: "2bbb11c124f13052",
  RulesSet: "ca68d7b017476a48",
  ScoreClosed: "3e9a61651b813916",
  TableAdopted: "4eeeedf78a7889d7",
};

const DECODERS: Readonly<
  Record<string, readonly [OracleNcnEventName, () => FixedSizeDecoder<OracleNcnEvent["data"]>]>
> = {
  "7796a49715bf19d6": ["AbsentJailed", getAbsentJailedDecoder],
  "acb14a127760c4cf": ["FeedClosed", getFeedClosedDecoder],
  "73fa70c42d601e33": ["FeedOpened", getFeedOpenedDecoder],
  "59b37555564d5904": ["FeedRetired", getFeedRetiredDecoder],
  "ffeb110d7aef2d77": ["OffenseClosed", getOffenseClosedDecoder],
  "cf27a964687e3ad0": ["OffenseSlashed", getOffenseSlashedDecoder],
  "b65c42d079ff3747": ["OperatorJudged", getOperatorJudgedDecoder],
  "94eab96303ea35dd": ["OracleOpened", getOracleOpenedDecoder],
  "554907bb684bd818": ["ReportsEntered", getReportsEnteredDecoder],
  "2df31c168446afe2": ["RoundClosed", getRoundClosedDecoder],
  "2bbb11c124f13052": ["RoundFinalized", getRoundFinalizedDecoder],
  "ca68d7b017476a48": ["RulesSet", getRulesSetDecoder],
  "3e9a61651b813916": ["ScoreClosed", getScoreClosedDecoder],
  "4eeeedf78a7889d7": ["TableAdopted", getTableAdoptedDecoder],
};

/**
 * Reads what a log line `Program data: …` carries, decoded from base64. Nothing for other programs' data, and for an event
 * that this client does not know yet. What an earlier version of the program did not say is zero, and what a later one says more is
 * left out: fields are only ever appended.
 */
export function decodeOracleNcnEvent(data: ReadonlyUint8Array): OracleNcnEvent | undefined {
  const tag = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = DECODERS[tag];
  if (!found) {
    return undefined;
  }
  const decoder = found[1]();
  const whole = new Uint8Array(decoder.fixedSize);
  whole.set(data.subarray(8, 8 + decoder.fixedSize));
  return { name: found[0], data: decoder.decode(whole) } as OracleNcnEvent;
}
