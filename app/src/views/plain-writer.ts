/**
 * How amounts are written where what happened is not of one vault.
 */
import { at, type World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { shortAmount } from "../format/amount.js";
import type { Happening } from "../history/read.js";
import type { Writer } from "../history/sentence.js";

/** Writes the amounts of an event in the asset of the vault that it names. */
export function plainWriter(world: World, names: Names): (happening: Happening) => Writer {
  return ({ event }) => {
    const vault = "vault" in event.data ? at(world.vaults, event.data.vault) : undefined;
    if (!vault) {
      return {
        assets: (amount) => `${shortAmount(amount, 0)} smallest units`,
        shares: (amount) => `${shortAmount(amount, 0)} smallest units of VRT`,
      };
    }
    const { decimals, assetMint } = vault.data;
    const symbol = names.of(assetMint);
    return {
      assets: (amount) => `${shortAmount(amount, decimals)} ${symbol}`,
      shares: (amount) => `${shortAmount(amount, decimals)} VRT`,
    };
  };
}
