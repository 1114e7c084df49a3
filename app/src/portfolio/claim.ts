/**
 * All that can be claimed, in as many transactions as it takes.
 */
import type { Address, TransactionSigner } from "@solana/kit";
import {
  assetProgramOf,
  type BatchItem,
  fetchBucketsOf,
  fetchClusterTime,
  fetchHolding,
  fetchHoldingsOf,
  fetchRestakingAccount,
  planClaimExits,
  planClaimPositionRewards,
  planClaimReward,
  planWithdrawPledge,
  type Skipped,
} from "restaking-client";

import type { Node } from "../chain/node.js";
import type { Portfolio } from "../model/portfolio.js";
import type { ListedReward } from "../model/reward-list.js";

/** What is claimed. */
export type Claimable = Portfolio & { readonly listed: readonly ListedReward[] };

/** How many things of a wallet can be claimed now. */
export function claimableCount({ exits, bonds, pledges, listed }: Claimable): number {
  const rewards = bonds.reduce((sum, { owed }) => sum + owed.length, 0);
  return (
    exits.filter(({ ready }) => ready).length + rewards + pledges.filter(({ over }) => over).length + listed.length
  );
}

/** Plans all of it. What cannot be paid is omitted, and blocks nothing else. */
export async function planClaimAll(
  { exits, bonds, pledges, listed }: Claimable,
  { rpc, programAddress }: { readonly rpc: Node["rpc"]; readonly programAddress: Address },
  owner: TransactionSigner,
): Promise<{ readonly items: readonly BatchItem<Address>[]; readonly skipped: readonly Skipped<Address>[] }> {
  const config = { commitment: "confirmed" } as const;
  const items: BatchItem<Address>[] = [];
  const skipped: Skipped<Address>[] = [];
  const ready = exits.filter((exit) => exit.ready);
  const vaults = [...new Set(ready.map(({ vault }) => vault))];
  const tickets = ready.map(({ ticket }) => ticket);
  const mints = [
    ...bonds.flatMap(({ owed }) => owed.map(({ mint }) => mint)),
    ...listed.map(({ tree }) => tree.data.mint),
  ];
  const [now, buckets, assets, rewards] = await Promise.all([
    fetchClusterTime(rpc, config),
    fetchBucketsOf(rpc, programAddress, tickets, config),
    fetchHoldingsOf(
      rpc,
      vaults.map(({ data }) => ({ owner: owner.address, mint: data.assetMint, tokenProgram: assetProgramOf(data) })),
      config,
    ),
    fetchHoldingsOf(
      rpc,
      [...new Set(mints)].map((mint) => ({ owner: owner.address, mint })),
      config,
    ),
  ]);
  const given = { programAddress, owner, now };
  if (tickets.length > 0) {
    // The claimer has seen each with its amount: it has chosen their assets.
    const openFor = vaults.map(({ data }) => data.assetMint);
    const claims = await planClaimExits({ ...given, vaults, tickets, buckets, holdings: assets, openFor });
    items.push(...claims.items);
    skipped.push(...claims.skipped);
  }
  for (const { pool, position, owed } of bonds) {
    if (owed.length > 0) {
      const [bondPool, held] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "VaultBondPool", pool.address, config),
        fetchRestakingAccount(rpc, programAddress, "VaultPosition", position.address, config),
      ]);
      const openFor = owed.map(({ mint }) => mint);
      const claims = await planClaimPositionRewards({ ...given, bondPool, position: held, holdings: rewards, openFor });
      items.push(...claims.items);
      skipped.push(...claims.skipped);
    }
  }
  for (const { tree, proof } of listed) {
    await attempt(tree.address, async () => {
      const { plan } = await planClaimReward({ ...given, ...proof, tree, claimer: owner, holdings: rewards });
      return plan;
    });
  }
  for (const { pledge, slash, vault, over } of pledges) {
    if (over) {
      await attempt(pledge.address, async () => {
        const tokenProgram = assetProgramOf(vault.data);
        const holding = await fetchHolding(rpc, owner.address, vault.data.assetMint, { ...config, tokenProgram });
        return (await planWithdrawPledge({ programAddress, pledge, slash, vault, payer: owner, holding })).plan;
      });
    }
  }
  return { items, skipped };

  async function attempt(key: Address, plan: () => Promise<BatchItem<Address>["plan"]>): Promise<void> {
    try {
      items.push({ key, plan: await plan() });
    } catch (error) {
      skipped.push({ key, why: error instanceof Error ? error.message : String(error) });
    }
  }
}
