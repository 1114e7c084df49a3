/**
 * What a holder can claim of pools: filled requests of queues, parts of collected exits, and tokens that were set aside.
 */
import type { Address, TransactionSigner } from "@solana/kit";
import { type BatchItem, fetchHoldings, liquid, type Skipped } from "restaking-client";

import type { Node } from "../chain/node.js";
import { type ExitPartTold, exitPartsOf, type QueuedTold, queuedOf } from "../model/pool.js";

/** What a holder has in a pool beside its shares. */
export type PoolOwned = {
  readonly pool: liquid.PoolState["pool"];
  readonly queued: readonly QueuedTold[];
  readonly parts: readonly ExitPartTold[];
  readonly aside: { readonly address: Address; readonly data: liquid.SetAside } | undefined;
};

/** The accounts that tell of a holder. */
export type OwnedAccounts = {
  readonly requests: readonly QueuedTold["request"][];
  readonly batches: readonly QueuedTold["batch"][];
  readonly parts: readonly ExitPartTold["part"][];
  readonly collected: readonly NonNullable<ExitPartTold["collected"]>[];
  readonly asides: readonly NonNullable<PoolOwned["aside"]>[];
};

/** What a holder has in `pool` beside its shares. */
export function ownedIn(
  pool: liquid.PoolState["pool"],
  accounts: OwnedAccounts,
  value: liquid.PoolValue | undefined,
): PoolOwned {
  return {
    pool,
    queued: queuedOf(pool, accounts.requests, accounts.batches, value),
    parts: exitPartsOf(
      accounts.parts.filter(({ data }) => data.pool === pool.address),
      accounts.collected,
    ),
    aside: accounts.asides.find(({ data }) => data.pool === pool.address),
  };
}

/** The places of the assets of which tokens are set aside. */
export function asidePlaces({ aside }: PoolOwned): number[] {
  return aside ? aside.data.tokens.flatMap((tokens, place) => (tokens > 0n ? [place] : [])) : [];
}

/** How many things can be claimed now. */
export function claimableIn(owned: PoolOwned): number {
  const requests = owned.queued.filter(({ due, isDone }) => due > 0n || isDone).length;
  return requests + owned.parts.filter(({ collected }) => collected !== undefined).length + asidePlaces(owned).length;
}

/** The tokens that can be claimed now, by the asset's place. */
export function dueIn(owned: PoolOwned): Map<number, bigint> {
  const due = new Map<number, bigint>();
  const add = (place: number, tokens: bigint) => due.set(place, (due.get(place) ?? 0n) + tokens);
  for (const { place, due: tokens } of owned.queued) {
    add(place, tokens);
  }
  for (const { collected, due: tokens } of owned.parts) {
    if (collected) {
      add(Number(collected.data.place), tokens);
    }
  }
  for (const place of asidePlaces(owned)) {
    add(place, owned.aside?.data.tokens[place] ?? 0n);
  }
  return new Map([...due].filter(([, tokens]) => tokens > 0n));
}

/** Plans the claims of all of it. What cannot be paid is omitted, and blocks nothing else. */
export async function planPoolClaims(
  rpc: Node["rpc"],
  programAddress: Address,
  owned: PoolOwned,
  owner: TransactionSigner,
): Promise<{ readonly items: readonly BatchItem<Address>[]; readonly skipped: readonly Skipped<Address>[] }> {
  const { pool } = owned;
  const items: BatchItem<Address>[] = [];
  const skipped: Skipped<Address>[] = [];
  const mints = liquid.poolAssets(pool.data).map(({ mint }) => mint);
  const holdings = await fetchHoldings(rpc, owner.address, mints, { commitment: "confirmed" });
  // Wrapped SOL stays wrapped: several claims of it share one account.
  const given = { programAddress, pool, owner, holdings, unwrap: false };
  const add = async (key: Address, plan: Promise<{ readonly plan: BatchItem<Address>["plan"] }>) => {
    try {
      items.push({ key, plan: (await plan).plan });
    } catch (error) {
      skipped.push({ key, why: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const { request, batch, due, isDone } of owned.queued) {
    if (due > 0n || isDone) {
      await add(request.address, liquid.planClaimQueuedExit({ ...given, request, batch }));
    }
  }
  for (const { part, collected } of owned.parts) {
    if (collected) {
      await add(part.address, liquid.planClaimExitPart({ ...given, part, collected }));
    }
  }
  for (const place of asidePlaces(owned)) {
    if (owned.aside) {
      await add(owned.aside.address, liquid.planClaimSetAside({ ...given, aside: owned.aside, place }));
    }
  }
  return { items, skipped };
}
