/**
 * A portfolio as a table for spreadsheets. Amounts have all their decimals, times are in UTC.
 */
import type { Address } from "@solana/kit";
import { formatAmount } from "restaking-client";

import type { Names } from "../chain/names.js";
import { csv } from "../format/csv.js";
import { isoTime } from "../format/time.js";
import { LRT_DECIMALS } from "../model/pool.js";
import type { Portfolio } from "../model/portfolio.js";
import { comingOf, type PoolHeld } from "./coming.js";

const HEAD = [
  "kind",
  "vault or pool",
  "its address",
  "amount",
  "asset",
  "shares",
  "cost",
  "since",
  "claimable from",
  "account",
];

/**
 * The positions, exits, rewards and pledges, and what is held of liquid pools or comes from them. `decimalsOf` tells the decimals of
 * mints, where they are known.
 */
export function portfolioCsv(
  { positions, exits, bonds, pledges }: Portfolio,
  names: Pick<Names, "of">,
  decimalsOf: (mint: string) => number | undefined,
  pools: readonly PoolHeld[] = [],
): string {
  const tokens = (mint: Address, amount: bigint) => {
    const decimals = decimalsOf(mint);
    return decimals === undefined
      ? [String(amount), `${names.of(mint)} (smallest units)`]
      : [formatAmount(amount, decimals), names.of(mint)];
  };
  const told = (vault: Portfolio["positions"][number]["vault"]) => [names.of(vault.address), vault.address] as const;
  const rows = [
    ...positions.map(({ vault, held, bonded, worth, gain }) => {
      const { decimals, assetMint, vrtMint } = vault.data;
      const amount = (value: bigint) => formatAmount(value, decimals);
      const cost = gain ? [amount(gain.cost), isoTime(gain.since)] : ["", ""];
      return [
        "position",
        ...told(vault),
        amount(worth),
        names.of(assetMint),
        amount(held + bonded),
        ...cost,
        "",
        vrtMint,
      ];
    }),
    ...exits.map(({ vault, ticket, assets, claimableAt }) => {
      const amount = formatAmount(assets, vault.data.decimals);
      const asset = names.of(vault.data.assetMint);
      return ["exit", ...told(vault), amount, asset, "", "", "", isoTime(claimableAt), ticket.address];
    }),
    ...bonds.flatMap(({ vault, position, owed }) =>
      owed.map(({ mint, amount }) => {
        return ["reward", ...told(vault), ...tokens(mint, amount), "", "", "", "", position.address];
      }),
    ),
    ...pledges.map(({ vault, pledge }) => {
      const amount = formatAmount(pledge.data.amount, vault.data.decimals);
      return ["pledge", ...told(vault), amount, names.of(vault.data.assetMint), "", "", "", "", pledge.address];
    }),
    ...pools.flatMap((held) => ofPool(held, names, tokens)),
  ];
  return csv([HEAD, ...rows]);
}

/** The rows of a pool: shares with their worth in SOL, and what comes. */
function ofPool(
  held: PoolHeld,
  names: Pick<Names, "of">,
  tokens: (mint: Address, amount: bigint) => string[],
): string[][] {
  const { address, data } = held.pool;
  const told = [names.of(address), address];
  const worth = held.worth === undefined ? ["", ""] : [formatAmount(held.worth, LRT_DECIMALS), "SOL"];
  const shares = formatAmount(held.shares, LRT_DECIMALS);
  const position = ["shares of a pool", ...told, ...worth, shares, "", "", "", data.lrtMint];
  const coming = comingOf(held).map(({ what, mint, tokens: amount, from, account }) => {
    const paid = mint === undefined || amount === undefined ? ["", ""] : tokens(mint, amount);
    return [what, ...told, ...paid, "", "", "", from === undefined ? "" : isoTime(from), account];
  });
  return held.shares > 0n ? [position, ...coming] : coming;
}
