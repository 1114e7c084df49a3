/**
 * What gives the rates of a pool's assets: stake pools, single-validator pools, Marinade's state and reported prices.
 */
import { type Address, getAddressDecoder, type MaybeEncodedAccount } from "@solana/kit";

import { U64_MAX } from "../ledger/math.js";
import { stands } from "../read.js";
import type { PoolAsset, Rate, Report } from "./generated/types/index.js";
import { type Fraction, NO_FRACTION, type Quote, quoteFor } from "./ledger/price.js";
import { PoolRefusal } from "./ledger/refusal.js";
import { reportQuote } from "./ledger/report.js";
import { readLiquidAccount } from "./read.js";
import { readStakePool, type StakePool } from "./stake-pool.js";

/** The numbers of the kinds of sources: the `kind` of a pool's asset. */
export const SOURCE_KINDS = ["par", "stakePool", "singlePool", "marinade", "report"] as const;

/** What gives the rate of an asset. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What a source says. */
export type Source =
  | { readonly kind: "stakePool"; readonly pool: StakePool }
  | { readonly kind: "singlePool"; readonly rate: Rate }
  | { readonly kind: "marinade"; readonly state: MarinadeState }
  | { readonly kind: "report"; readonly report: Report };

/** What Marinade's state says of itself, as far as pools need it. */
export type MarinadeState = {
  readonly mint: Address;
  /** Lamports for tokens. */
  readonly rate: Rate;
  readonly exitFee: Fraction;
  readonly isPaused: boolean;
};

/** What gives the rate of the asset. */
export function sourceKind({ kind }: Pick<PoolAsset, "kind">): SourceKind {
  return SOURCE_KINDS[kind] ?? "report";
}

/** The accounts that say the asset's rate, beside the data account of the source's program. */
export function sourceParts(asset: PoolAsset): Address[] {
  const kind = sourceKind(asset);
  const more = kind === "singlePool" ? [asset.onRamp, asset.mint] : [];
  return kind === "par" ? [] : [asset.source, ...more];
}

/** The program of Marinade. */
export const MARINADE_PROGRAM = "MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD" as Address;

/** Marinade's state: the tag that it begins with, where its figures are, and the least size. As in `programs/liquid/src/source/marinade.rs`. */
export const MARINADE_STATE = {
  tag: Uint8Array.of(216, 146, 107, 94, 104, 75, 182, 177),
  at: {
    mint: 8,
    coolingDown: 226,
    active: 376,
    reserve: 496,
    supply: 504,
    tickets: 528,
    emergencyCoolingDown: 568,
    paused: 608,
    exitFee: 609,
  },
  end: 613,
} as const;

/** Hundredths of a basis point in a whole. */
const FEE_WHOLE = 1_000_000n;

/** The state of Marinade in `account`; nothing for any other account. */
export function readMarinade(account: MaybeEncodedAccount): MarinadeState | undefined {
  if (!account.exists || account.programAddress !== MARINADE_PROGRAM || account.data.length < MARINADE_STATE.end) {
    return undefined;
  }
  const { data } = account;
  const { at } = MARINADE_STATE;
  if (!stands(data, 0, MARINADE_STATE.tag)) {
    return undefined;
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const number = (offset: number) => view.getBigUint64(offset, true);
  const held = number(at.active) + number(at.coolingDown) + number(at.emergencyCoolingDown) + number(at.reserve);
  if (held > U64_MAX) {
    return undefined;
  }
  return {
    mint: getAddressDecoder().decode(data, at.mint),
    rate: { value: less(held, number(at.tickets)), tokens: number(at.supply) },
    exitFee: { numerator: BigInt(view.getUint32(at.exitFee, true)), denominator: FEE_WHOLE },
    isPaused: view.getUint8(at.paused) !== 0,
  };
}

/** Tokens of a single-validator pool that no holder has. */
const PHANTOM = 1_000_000_000n;

/** Where a mint's supply is: after the option of its authority. */
const MINT_SUPPLY = 36;

/**
 * The rate of a single-validator pool: the lamports of its stake account and its on-ramp less their rent, for all tokens. Nothing where
 * there is no mint.
 */
export function singlePoolRate(
  accounts: Readonly<Record<"stake" | "onRamp" | "mint", MaybeEncodedAccount>>,
  rentOf: (bytes: number) => bigint,
): Rate | undefined {
  const { stake, onRamp, mint } = accounts;
  if (!mint.exists || mint.data.length < MINT_SUPPLY + 8) {
    return undefined;
  }
  const value = (of: MaybeEncodedAccount) => (of.exists ? less(of.lamports, rentOf(of.data.length)) : 0n);
  const supply = new DataView(mint.data.buffer, mint.data.byteOffset).getBigUint64(MINT_SUPPLY, true);
  return { value: capped(value(stake) + value(onRamp)), tokens: capped(supply + PHANTOM) };
}

/** The bytes that the rent of an account counts on top of its data. */
const OVERHEAD = 128n;

/** The least lamports of accounts by their size, by the data of the rent's account. */
export function rentIn(account: MaybeEncodedAccount): ((bytes: number) => bigint) | undefined {
  if (!account.exists || account.data.length < 16) {
    return undefined;
  }
  const view = new DataView(account.data.buffer, account.data.byteOffset);
  const [perByte, years] = [view.getBigUint64(0, true), view.getFloat64(8, true)];
  return (bytes) => BigInt(Math.floor(Number((OVERHEAD + BigInt(bytes)) * perByte) * years));
}

function less(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n;
}

function capped(value: bigint): bigint {
  return value < U64_MAX ? value : U64_MAX;
}

/** What the asset's source is, of accounts at one slot; nothing where it cannot be read. */
export function readSource(
  asset: PoolAsset,
  at: (address: Address) => MaybeEncodedAccount,
  programAddress: Address,
  rentOf: (bytes: number) => bigint,
): Source | undefined {
  const kind = sourceKind(asset);
  switch (kind) {
    case "par":
      return undefined;
    case "stakePool": {
      const account = at(asset.source);
      const pool = readStakePool(account);
      return pool && account.exists && account.programAddress === asset.program ? { kind, pool } : undefined;
    }
    case "singlePool": {
      const rate = singlePoolRate({ stake: at(asset.source), onRamp: at(asset.onRamp), mint: at(asset.mint) }, rentOf);
      return rate && { kind, rate };
    }
    case "marinade": {
      const state = readMarinade(at(asset.source));
      return state && { kind, state };
    }
    case "report": {
      const report = readLiquidAccount(at(asset.source), programAddress, "PriceReport");
      return report && { kind, report: report.data.report };
    }
  }
}

/**
 * What a source says of its asset in `epoch`, at `now`.
 *
 * @throws PoolRefusal `WrongSource`: it is of another mint.
 */
export function sourceQuote(source: Source, { mint }: PoolAsset, epoch: bigint, now: bigint): Quote {
  switch (source.kind) {
    case "stakePool":
      checkMint(source.pool.mint, mint);
      return quoteFor(source.pool.rate, source.pool.exitFee, source.pool.updatedIn === epoch);
    case "singlePool":
      return quoteFor(source.rate, NO_FRACTION, true);
    case "marinade":
      checkMint(source.state.mint, mint);
      return quoteFor(source.state.rate, source.state.exitFee, !source.state.isPaused);
    case "report":
      return reportQuote(source.report, now);
  }
}

function checkMint(found: Address, mint: Address): void {
  if (found !== mint) {
    throw new PoolRefusal("WrongSource");
  }
}
