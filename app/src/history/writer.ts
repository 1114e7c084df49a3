/**
 * How the amounts of events are written: each in the token that it is of, as far as that is known.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";

import { type Found, useAccountsAt, useDecimalsOf } from "../chain/accounts.js";
import { useKept } from "../chain/kept.js";
import { at, type World } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { shortAmount } from "../format/amount.js";
import type { Happening } from "./read.js";
import type { Writer } from "./sentence.js";

const NO_VAULTS: World["vaults"] = [];

/** The addresses that events have in a field, once each. */
function addressesIn(happenings: readonly Happening[], field: "bondPool" | "tree" | "offer" | "mint"): Address[] {
  const found = happenings.flatMap(({ event }) =>
    field in event.data ? [(event.data as unknown as Record<typeof field, Address>)[field]] : [],
  );
  return [...new Set(found)];
}

/** The accounts of a kind that events name; none are read where they name none. */
function useNamed<Name extends "VaultBondPool" | "RewardTree" | "RewardOffer">(name: Name, addresses: Address[]) {
  const { data } = useAccountsAt(name, addresses.length > 0 ? addresses : undefined);
  return useKept(name, data);
}

/** The mint of an event's reward: its own, or that of its list or offer. */
function mintOf(
  data: Happening["event"]["data"],
  trees: readonly Found<"RewardTree">[] | undefined,
  offers: readonly Found<"RewardOffer">[] | undefined,
): Address | undefined {
  if ("mint" in data) {
    return data.mint;
  }
  if ("tree" in data) {
    return trees?.find(({ address }) => address === data.tree)?.data.mint;
  }
  return "offer" in data ? offers?.find(({ address }) => address === data.offer)?.data.mint : undefined;
}

/**
 * Writes amounts in the asset and the VRT of the vault that an event is of, and rewards in their token. An event of a bond pool, of a list of
 * rewards or of an offer does not name these: its account does.
 */
export function useWriter(
  vaults: World["vaults"] = NO_VAULTS,
  happenings: readonly Happening[],
): (happening: Happening) => Writer {
  const names = useNames();
  const pools = useNamed("VaultBondPool", addressesIn(happenings, "bondPool"));
  const trees = useNamed("RewardTree", addressesIn(happenings, "tree"));
  const offers = useNamed("RewardOffer", addressesIn(happenings, "offer"));
  const named = [...(trees ?? []), ...(offers ?? [])].map(({ data }) => data.mint);
  const decimals = useDecimalsOf([...addressesIn(happenings, "mint"), ...named]);
  return useMemo(
    () =>
      ({ event: { data } }) => {
        const pool = "bondPool" in data ? pools?.find(({ address }) => address === data.bondPool) : undefined;
        const vault = at(vaults, "vault" in data ? data.vault : (pool?.data.vault as Address));
        const mint = mintOf(data, trees, offers);
        const known = mint && decimals.get(mint);
        const units = (of: string) => (amount: bigint) => `${shortAmount(amount, 0)} smallest units${of}`;
        const of = (places: number, symbol: string) => (amount: bigint) => `${shortAmount(amount, places)} ${symbol}`;
        const bare = (places: number) => (amount: bigint) => shortAmount(amount, places);
        return {
          assets: vault ? of(vault.data.decimals, names.of(vault.data.assetMint)) : units(""),
          shares: vault ? of(vault.data.decimals, "VRT") : units(" of VRT"),
          // A sentence names the mint behind the amount where its event does.
          reward: mint && known !== undefined ? ("mint" in data ? bare(known) : of(known, names.of(mint))) : units(""),
        };
      },
    [vaults, names, pools, trees, offers, decimals],
  );
}
