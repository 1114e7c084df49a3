/**
 * In which order vaults are listed.
 */
import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import { rateMillionths } from "../format/rate.js";
import { type Exposure, toldExposure } from "./told-exposure.js";

/** By what vaults are listed. */
export type Order = "stake" | "loss" | "exit" | "rate";

/** A vault in the list; without what could be lost in it where that cannot be told of its accounts. */
export type Listed = { readonly vault: Found<"Vault">; readonly exposure: Exposure | undefined };

/**
 * All vaults in their order. A vault with figures that cannot be told comes last, and keeps no other from being listed.
 */
export function listVaults(world: World, now: bigint, order: Order): Listed[] {
  return world.vaults.map((vault) => ({ vault, exposure: toldExposure(vault, world, now) })).sort(by(order));
}

/** Orders vaults. Amounts are compared within one asset alone: there is no price between two. */
export function by(order: Order): (a: Listed, b: Listed) => number {
  const figures = ({ vault, exposure }: Listed): readonly (bigint | string)[] => {
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
