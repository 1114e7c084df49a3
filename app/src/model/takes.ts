/**
 * What a slash would take, of holders and of those leaving.
 */
import type { Address } from "@solana/kit";
import { booksAt, mulDivFloor, parentOf, slashTakes, stakeOf } from "restaking-client";

import type { World } from "../chain/market.js";
import { toldExposure } from "./told-exposure.js";

/** What a slash takes in one vault. */
export type Take = {
  readonly vault: World["vaults"][number];
  readonly stake: bigint;
  /** Of it: from the vault's shares, and from exits on their way. */
  readonly fromHolders: bigint;
  readonly fromLeavers: bigint;
};

/** What a slash of `fraction` of its allocation takes in each vault that `ncn` reaches through `operator`. */
export function takesOf(
  world: World,
  ncn: World["ncns"][number],
  operator: Address,
  fraction: bigint,
  now: bigint,
): Take[] {
  const partner = parentOf(ncn.data) ?? ncn.address;
  return world.vaults.flatMap((vault): Take[] => {
    const held = toldExposure(vault, world, now)?.held.find((each) => each.operator === operator);
    const part = held?.parts.find((each) => each.ncn === ncn.address);
    const delegation = world.delegations.find(({ data }) => data.vault === vault.address && data.operator === operator);
    const allocation = world.allocations.find(
      ({ data }) => data.delegation === delegation?.address && data.ncn === ncn.address,
    );
    const approval = world.optIns.find(({ data }) => data.left === vault.address && data.right === partner);
    if (!part || part.slashable === 0n || !delegation || !allocation || !approval) {
      return [];
    }
    const { ledger } = vault.data;
    try {
      const of = [delegation.data.delegation, allocation.data.allocation, approval.data] as const;
      const stake = slashTakes(ledger, ...of, fraction, now);
      const books = booksAt(ledger, now);
      const fromHolders = mulDivFloor(stake, books.active, stakeOf(books));
      return stake > 0n ? [{ vault, stake, fromHolders, fromLeavers: stake - fromHolders }] : [];
    } catch {
      // The vault's limits are used up.
      return [];
    }
  });
}
