/**
 * In which order vaults are listed.
 */
import { booksAt, outBy, stakeOf } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import { rateMillionths } from "../format/rate.js";
import { type Exposure, toldExposure } from "./told-exposure.js";

/** By what vaults are listed. */
export type Order = "stake" | "loss" | "exit" | "rate";

/** A vault in the list; without what could be lost in it where that cannot be told of its accounts. */
export type Listed = { readonly vault: Found<"Vault">; readonly exposure: Exposure | undefined };

/** What orders look at. */
type Ordered = {
  readonly vault: Found<"Vault">;
  readonly exposure: Pick<Exposure, "stake" | "worst" | "outAt"> | undefined;
};

/**
 * All vaults in their order. A vault with figures that cannot be told comes last, and keeps no other from being listed.
 */
export function listVaults(world: World, now: bigint, order: Order): Listed[] {
  return world.vaults.map((vault) => ({ vault, exposure: toldExposure(vault, world, now) })).sort(by(order));
}

/** All vaults in their order as far as their own accounts tell it, for the time in which all else is read. */
export function listAlone(vaults: World["vaults"], now: bigint, order: Order): Listed[] {
  const told = vaults.map((vault) => ({ vault, exposure: aloneFigures(vault, now) }));
  return told.sort(by(order)).map(({ vault }) => ({ vault, exposure: undefined }));
}

/** What orders need of an exposure, without what could be lost. */
function aloneFigures({ data: { ledger } }: Found<"Vault">, now: bigint): Ordered["exposure"] {
  try {
    return { stake: stakeOf(booksAt(ledger, now)), worst: 0n, outAt: outBy(ledger, now) };
  } catch {
    return undefined;
  }
}

/** Orders vaults. Amounts are compared within one asset alone: there is no price between two. */
export function by(order: Order): (a: Ordered, b: Ordered) => number {
  const figures = ({ vault, exposure }: Ordered): readonly (bigint | string)[] => {
    const last = exposure ? 0n : 1n;
    switch (order) {
      case "stake":
        return [last, vault.data.assetMint, -(exposure?.stake ?? 0n)];
      case "loss":
        return [last, exposure && exposure.stake > 0n ? (exposure.worst * 1_000_000n) / exposure.stake : 0n];
      case "exit":
        return [last, exposure?.outAt ?? 0n];
      case "rate":
        return [last, -rateMillionths(vault.data.ledger.books)];
    }
  };
  return (a, b) => {
    const [left, right] = [
      [...figures(a), a.vault.address],
      [...figures(b), b.vault.address],
    ];
    const place = left.findIndex((figure, at) => figure !== right[at]);
    return place < 0 ? 0 : (left[place] as bigint) < (right[place] as bigint) ? -1 : 1;
  };
}
