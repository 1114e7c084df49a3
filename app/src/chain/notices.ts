/**
 * What notices of the node change in the lists that were read: with many accounts, reading a list again for each would never end.
 */
import type { Address } from "@solana/kit";
import type { RestakingAccountName } from "restaking-client";

import type { Found } from "./accounts.js";

let live = false;

/** Whether the node sends notices now. */
export function isLive(): boolean {
  return live;
}

/** Notes whether the node sends notices. */
export function setIsLive(is: boolean): void {
  live = is;
}

/**
 * `list`, which was read in the order of addresses with the fields in `where`, with `changed` as it is now: in its place, or not at all. Undefined where
 * that cannot be told, since the list was chosen by something else than fields: it has to be read again.
 */
export function patched<Name extends RestakingAccountName>(
  list: readonly Found<Name>[],
  where: unknown,
  changed: Found<Name>,
): readonly Found<Name>[] | undefined {
  const fields = fieldsOf(where);
  const place = list.findIndex(({ address }) => address === changed.address);
  if (!fields) {
    // An account of the list remains in it: addresses and seeds do not change.
    return place < 0 ? undefined : list.with(place, changed);
  }
  const data = changed.data as Readonly<Record<string, unknown>>;
  const wanted = fields.filter(([, value]) => value !== undefined);
  if (!wanted.every(([field]) => ["string", "number", "bigint"].includes(typeof data[field]))) {
    return undefined;
  }
  if (!wanted.every(([field, value]) => String(data[field]) === String(value))) {
    return place < 0 ? list : list.toSpliced(place, 1);
  }
  if (place >= 0) {
    return list.with(place, changed);
  }
  const behind = list.findIndex(({ address }) => address > changed.address);
  return list.toSpliced(behind < 0 ? list.length : behind, 0, changed);
}

function fieldsOf(where: unknown): readonly (readonly [string, Address | number | bigint | undefined])[] | undefined {
  return typeof where === "object" && where !== null && !Array.isArray(where) ? Object.entries(where) : undefined;
}
