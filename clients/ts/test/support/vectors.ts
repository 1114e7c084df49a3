/** The ledger's figures that the client's are held against, and how both are compared. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { getBase16Encoder } from "@solana/kit";
import {
  getAllocationDecoder,
  getBucketDecoder,
  getDelegationDecoder,
  getLossesDecoder,
  getLossLimitsDecoder,
  getTicketDecoder,
  getVaultLedgerDecoder,
  Refusal,
} from "restaking-client";

/** Why the ledger refuses something. */
export type Refused = { readonly why: string; readonly value: string; readonly limit: string };
/** What the ledger answers. */
export type Answer = string | readonly string[] | Refused;
type Fields<Names extends string> = Readonly<Record<Names, string>>;
type Vectors = {
  readonly vaults: readonly {
    readonly given: Fields<
      | "vault"
      | "delegation"
      | "allocation"
      | "limits"
      | "losses"
      | "bucket"
      | "next"
      | "ticket"
      | "now"
      | "assets"
      | "shares"
      | "fraction"
      | "commission"
      | "protocolFee"
    > & { readonly fees: readonly string[] };
    readonly readings: Readonly<Record<string, Answer>>;
  }[];
  readonly positions: readonly Fields<"pool" | "position" | "place" | "now" | "owed">[];
  readonly pauses: readonly (Fields<"pause" | "kind" | "now" | "flags" | "seconds" | "covers"> &
    Readonly<Record<"check" | "raise" | "lift", Answer>>)[];
  readonly pledges: readonly (Fields<"slash" | "pledged" | "assets" | "restores"> &
    Readonly<Record<"taken" | "restored", Answer>>)[];
  readonly weights: readonly Fields<
    "weight" | "accepted" | "mintWeight" | "mintAccepted" | "stake" | "flags" | "weighed"
  >[];
  readonly delays: readonly (Fields<"delayed" | "now" | "at" | "settled"> & {
    readonly pending: readonly string[];
  })[];
  readonly streams: readonly (Fields<"stream" | "now" | "amount" | "seconds" | "due" | "late"> &
    Readonly<Record<"released" | "paid", Answer>>)[];
  readonly optIns: readonly Fields<"sides" | "now" | "until" | "counts" | "countsUntil">[];
  readonly trees: readonly (Fields<"books" | "now" | "cumulative" | "claimed" | "settled"> &
    Readonly<Record<"due", Answer>>)[];
  readonly grants: readonly (Fields<"kinds" | "until" | "all" | "start" | "generation" | "now" | "state"> & {
    readonly set: Answer;
  })[];
  readonly offers: readonly Fields<
    "amount" | "from" | "until" | "now" | "accrued" | "vault" | "capture" | "operator" | "table" | "share"
  >[];
};

/** The vectors, by their sections. */
export const vectors = JSON.parse(
  readFileSync(new URL("../../../vectors/ledger.json", import.meta.url), "utf8"),
) as Vectors;
/** The bytes of a struct, which the vectors have in hexadecimal. */
export const bytes = (hexadecimal: string) => getBase16Encoder().encode(hexadecimal);

/** What `ask` gives, or why it is refused, as the vectors have it. */
export function answer(ask: () => bigint | readonly (bigint | boolean)[]): Answer {
  try {
    const given = ask();
    return typeof given === "bigint" ? `${given}` : given.map((each) => `${BigInt(each)}`);
  } catch (error) {
    assert.ok(error instanceof Refusal, `${error}`);
    return { why: error.why, value: `${error.value}`, limit: `${error.limit}` };
  }
}

/** Why `ask` is refused, as the vectors have it. */
export function refusal(ask: () => unknown): Answer {
  return answer(() => {
    ask();
    return [];
  });
}

/** The vectors, decoded, with what they tell about the reading `name`. */
export function* read(name: string) {
  for (const [number, { given, readings }] of vectors.vaults.entries()) {
    const expected = readings[name];
    if (expected === undefined) {
      continue;
    }
    const case_ = {
      ledger: getVaultLedgerDecoder().decode(bytes(given.vault)),
      delegation: getDelegationDecoder().decode(bytes(given.delegation)),
      allocation: getAllocationDecoder().decode(bytes(given.allocation)),
      limits: getLossLimitsDecoder().decode(bytes(given.limits)),
      losses: getLossesDecoder().decode(bytes(given.losses)),
      bucket: getBucketDecoder().decode(bytes(given.bucket)),
      next: getBucketDecoder().decode(bytes(given.next)),
      ticket: getTicketDecoder().decode(bytes(given.ticket)),
      now: BigInt(given.now),
      assets: BigInt(given.assets),
      shares: BigInt(given.shares),
      fraction: BigInt(given.fraction),
      reward: { commissionBps: BigInt(given.commission), protocolFeeBps: BigInt(given.protocolFee) },
      fees: given.fees.map(BigInt) as [bigint, bigint, bigint, bigint],
    };
    yield { ...case_, expected, where: `${name} of vault ${number}` };
  }
}

/** A vault of the vectors, and what was read of it. */
export type Case = ReturnType<typeof read> extends Generator<infer Each> ? Each : never;

/** Asks each vault and expects what the ledger told. */
export function agrees(name: string, ask: (of: Case) => bigint | readonly (bigint | boolean)[]): void {
  it(name, () => {
    let cases = 0;
    for (const each of read(name)) {
      assert.deepEqual(
        answer(() => ask(each)),
        each.expected,
        each.where,
      );
      cases += 1;
    }
    assert.ok(cases >= 10, `${cases} cases`);
  });
}
