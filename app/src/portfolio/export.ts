/**
 * A portfolio as a table for spreadsheets. Amounts have all their decimals, times are in UTC.
 */
import { formatAmount } from "restaking-client";

import type { Names } from "../chain/names.js";
import { csv } from "../format/csv.js";
import { isoTime } from "../format/time.js";
import type { Portfolio } from "../model/portfolio.js";

const HEAD = [
  "kind",
  "vault",
  "vault address",
  "amount",
  "asset",
  "shares",
  "cost",
  "since",
  "claimable from",
  "account",
];

/** The positions, exits, rewards and pledges. `decimalsOf` tells the decimals of reward mints, where they are known. */
export function portfolioCsv(
  { positions, exits, bonds, pledges }: Portfolio,
  names: Pick<Names, "of">,
  decimalsOf: (mint: string) => number | undefined,
): string {
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
        const decimals = decimalsOf(mint);
        const [text, asset] =
          decimals === undefined
            ? [String(amount), `${names.of(mint)} (smallest units)`]
            : [formatAmount(amount, decimals), names.of(mint)];
        return ["reward", ...told(vault), text, asset, "", "", "", "", position.address];
      }),
    ),
    ...pledges.map(({ vault, pledge }) => {
      const amount = formatAmount(pledge.data.amount, vault.data.decimals);
      return ["pledge", ...told(vault), amount, names.of(vault.data.assetMint), "", "", "", "", pledge.address];
    }),
  ];
  return csv([HEAD, ...rows]);
}
