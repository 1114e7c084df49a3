/**
 * What follows the fields of a stake table and of a capture in their accounts: the entries, which the interface's format cannot
 * describe.
 */
import {
  type Address,
  containsBytes,
  getAddressDecoder,
  getI64Decoder,
  getStructDecoder,
  getU32Decoder,
  getU64Decoder,
  type ReadonlyUint8Array,
} from "@solana/kit";

import {
  getStakeCaptureSize,
  getStakeTableSize,
  STAKE_CAPTURE_DISCRIMINATOR,
  STAKE_TABLE_DISCRIMINATOR,
} from "./generated/accounts/index.js";

/** An operator's weight in a table. */
export type StakeEntry = {
  readonly operator: Address;
  /** Its weight, within the table's cap. */
  readonly weight: bigint;
  /** When the last of it was captured. */
  readonly capturedAt: bigint;
  /** What was captured, before the cap. */
  readonly captured: bigint;
  /** The captor, which made it. */
  readonly captor: Address;
};

/** A vault with weight in a capture. */
export type CaptureEntry = {
  readonly vault: Address;
  readonly weight: bigint;
  /** The places of the reward offers that it has claimed a share of, a bit each. */
  readonly claimed: bigint;
};

const ENTRY_BYTES = 88;
const CAPTURE_ENTRY_BYTES = 48;

/** Where the entries begin: behind their number, which has padding after it. */
const ENTRIES_AT = getStakeTableSize() + 8;

/** The bytes of a table with room for `capacity` entries. */
export function stakeTableSpace(capacity: number): number {
  return ENTRIES_AT + capacity * ENTRY_BYTES;
}

/** The entries in the data of a table's account, in ascending order of the operators' addresses; nothing if it is no table's. */
export function stakeTableEntries(data: ReadonlyUint8Array): StakeEntry[] | undefined {
  if (data.length < ENTRIES_AT || !containsBytes(data, STAKE_TABLE_DISCRIMINATOR, 0)) {
    return undefined;
  }
  const count = getU32Decoder().decode(data, getStakeTableSize());
  if (data.length < stakeTableSpace(count)) {
    return undefined;
  }
  const entry = getStructDecoder([
    ["operator", getAddressDecoder()],
    ["weight", getU64Decoder()],
    ["capturedAt", getI64Decoder()],
    ["captured", getU64Decoder()],
    ["captor", getAddressDecoder()],
  ]);
  return Array.from({ length: count }, (_, place) => entry.decode(data, ENTRIES_AT + place * ENTRY_BYTES));
}

/**
 * The vaults with weight in the data of a capture's account, in ascending order of their addresses; nothing if it is no capture's.
 * Only a capture for a table that rewards may be attributed to keeps them.
 */
export function captureEntries(data: ReadonlyUint8Array): CaptureEntry[] | undefined {
  const from = getStakeCaptureSize() + 8;
  if (data.length < from || !containsBytes(data, STAKE_CAPTURE_DISCRIMINATOR, 0)) {
    return undefined;
  }
  const count = getU32Decoder().decode(data, getStakeCaptureSize());
  if (data.length < from + count * CAPTURE_ENTRY_BYTES) {
    return undefined;
  }
  const entry = getStructDecoder([
    ["vault", getAddressDecoder()],
    ["weight", getU64Decoder()],
    ["claimed", getU64Decoder()],
  ]);
  return Array.from({ length: count }, (_, place) => entry.decode(data, from + place * CAPTURE_ENTRY_BYTES));
}

/** The weight of `operator` among `entries`; zero if it has none. */
export function weightOf(entries: readonly StakeEntry[], operator: Address): bigint {
  return entries.find((entry) => entry.operator === operator)?.weight ?? 0n;
}
