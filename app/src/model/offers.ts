/**
 * Reward offers of an NCN, which its stake tables divide: how far each is, and what each vault and operator is to be paid of it.
 */
import type { Address } from "@solana/kit";
import {
  accruedBy,
  type CaptureEntry,
  hasAttributed,
  type RewardOffer,
  rewardShares,
  rewardsOf,
  type StakeEntry,
  type StakeTable,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";

/** How far an offer is. */
export type OfferStanding = {
  readonly accrued: bigint;
  /** What was paid to vaults, bond pools and operators. */
  readonly paid: bigint;
  /** What was not paid: it accrues, waits for a table or for its claim, or goes back to the funder. */
  readonly left: bigint;
  /** What of it belongs to shares and commissions that can still be claimed. */
  readonly due: bigint;
};

/** How far an offer is at `now`. */
export function offerStanding({ books }: Pick<RewardOffer, "books">, now: bigint): OfferStanding {
  const { amount, attributed, paid } = books;
  return { accrued: accruedBy(books, now), paid, left: amount - paid, due: attributed > paid ? attributed - paid : 0n };
}

/** The tables that `offer` attributes rewards to next, in their order: each is final, and none is omitted. */
export function nextTables(
  offer: RewardOffer,
  tables: readonly Found<"StakeTable">[],
  now: bigint,
): Found<"StakeTable">[] {
  const found: Found<"StakeTable">[] = [];
  let next = offer.nextTable;
  for (;;) {
    const table = tables.find(({ data }) => data.ncn === offer.ncn && data.after === next && now >= data.closesAt);
    if (!table || table.data.index < next) {
      return found;
    }
    found.push(table);
    next = table.data.index + 1n;
  }
}

/** Whether a table has something of the offer still to attribute or to pay. */
export function isMarked({ place }: Pick<RewardOffer, "place">, { offers }: Pick<StakeTable, "offers">): boolean {
  return ((offers >> place) & 1n) === 1n;
}

/** The tables that have shares of `offer` to claim at `now`. */
export function payingTables(offer: RewardOffer, tables: readonly Found<"StakeTable">[], now: bigint) {
  return tables.filter(({ data }) => {
    const part = data.parts[Number(offer.place)];
    return hasAttributed(offer, data) && isMarked(offer, data) && part !== undefined && now < part.claimUntil;
  });
}

/** An operator's entry in a table, and what its captor's capture keeps. */
export type Captured = { readonly table: Address; readonly entry: StakeEntry; readonly kept: readonly CaptureEntry[] };

/** Where a share goes: into its vault's stream, or to the positions of its bond pool; it waits where no pool pays the token. */
export type Payee =
  | { readonly kind: "stream" }
  | { readonly kind: "pool"; readonly place: number }
  | { readonly kind: "waits" };

/** A share that can be claimed. */
export type Share = {
  readonly vault: Found<"Vault">;
  readonly table: Address;
  readonly entry: StakeEntry;
  /** The operator's commission included. */
  readonly amount: bigint;
  /** The first second at which it can be claimed no more. */
  readonly until: bigint;
  readonly to: Payee;
};

/** The shares of `offer` that can be claimed at `now`, the largest first. */
export function sharesOf(
  offer: RewardOffer,
  tables: readonly Found<"StakeTable">[],
  captured: readonly Captured[],
  vaults: World["vaults"],
  pools: readonly Found<"VaultBondPool">[],
  now: bigint,
): Share[] {
  return payingTables(offer, tables, now)
    .flatMap(({ address: table, data }) =>
      captured
        .filter((each) => each.table === table)
        .flatMap(({ entry, kept }) =>
          rewardShares(offer, data, entry, kept, now).flatMap(({ vault: of, amount }): Share[] => {
            const vault = vaults.find(({ address }) => address === of);
            const until = data.parts[Number(offer.place)]?.claimUntil ?? 0n;
            return vault && amount > 0n
              ? [{ vault, table, entry, amount, until, to: payeeOf(vault, offer.mint, pools) }]
              : [];
          }),
        ),
    )
    .sort((one, other) => (one.amount > other.amount ? -1 : 1));
}

/** Where a share of `vault` in `mint` goes. */
export function payeeOf(
  { address, data }: World["vaults"][number],
  mint: Address,
  pools: readonly Found<"VaultBondPool">[],
): Payee {
  if (data.assetMint === mint) {
    return { kind: "stream" };
  }
  const pool = pools.find((each) => each.data.vault === address)?.data;
  const place = pool ? rewardsOf(pool).findIndex((each) => each.mint === mint) : -1;
  return place < 0 ? { kind: "waits" } : { kind: "pool", place };
}

/** A commission that an operator has not collected of an offer. */
export type Commission = { readonly operator: Found<"Operator">; readonly owed: bigint };

/** The commissions of `offer` that operators have not collected. */
export function commissionsOf(
  offer: RewardOffer,
  records: World["records"],
  operators: World["operators"],
): Commission[] {
  return records
    .filter(({ data }) => data.ncn === offer.ncn)
    .flatMap(({ data }): Commission[] => {
      const debt = data.commissions[Number(offer.place)];
      const operator = operators.find(({ address }) => address === data.operator);
      // What an earlier offer of the place owed is void.
      return operator && debt && debt.offer === offer.index + 1n && debt.owed > 0n
        ? [{ operator, owed: debt.owed }]
        : [];
    });
}
