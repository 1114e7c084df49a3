/**
 * What follows a stake table's fields in its account: the entries, which the interface's format cannot describe.
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

import { getStakeTableSize, STAKE_TABLE_DISCRIMINATOR } from "./generated/accounts/index.js";

/** An operator's weight in a table. */
export type StakeEntry = {
  readonly operator: Address;
  /** Its weight, within the table's cap. */
  readonly weight: bigint;
  /** When the last of it was captured. */
  readonly capturedAt: bigint;
};

const ENTRY_BYTES = 48;

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
  ]);
  return Array.from({ length: count }, (_, place) => entry.decode(data, ENTRIES_AT + place * ENTRY_BYTES));
}

/** The weight of `operator` among `entries`; zero if it has none. */
export function weightOf(entries: readonly StakeEntry[], operator: Address): bigint {
  return entries.find((entry) => entry.operator === operator)?.weight ?? 0n;
}
