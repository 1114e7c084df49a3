/**
 * How amounts are written where what happened is not of one vault.
 */
import type { Address } from "@solana/kit";

import { at, type World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { shortAmount } from "../format/amount.js";
import type { Happening } from "../history/read.js";
import type { Writer } from "../history/sentence.js";

/** Writes the amounts of an event in the asset of the vault that it names. */
export function plainWriter(world: World, names: Names): (happening: Happening) => Writer {
  return ({ event }) => {
    const reward = rewardWriter(world.vaults, "mint" in event.data ? event.data.mint : undefined);
    const vault = "vault" in event.data ? at(world.vaults, event.data.vault) : undefined;
    if (!vault) {
      return {
        assets: (amount) => `${shortAmount(amount, 0)} smallest units`,
        shares: (amount) => `${shortAmount(amount, 0)} smallest units of VRT`,
        reward,
      };
    }
    const { decimals, assetMint } = vault.data;
    const symbol = names.of(assetMint);
    return {
      assets: (amount) => `${shortAmount(amount, decimals)} ${symbol}`,
      shares: (amount) => `${shortAmount(amount, decimals)} VRT`,
      reward,
    };
  };
}

/** Writes amounts of `mint`: in tokens if a vault holds them, as the decimals are known then. */
export function rewardWriter(vaults: World["vaults"], mint: Address | undefined): Writer["reward"] {
  const decimals = vaults.find(({ data }) => data.assetMint === mint)?.data.decimals;
  return (amount) =>
    decimals === undefined ? `${shortAmount(amount, 0)} smallest units` : `${shortAmount(amount, decimals)} tokens`;
}
