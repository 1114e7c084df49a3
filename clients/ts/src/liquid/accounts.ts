/**
 * The accounts that follow an instruction's own.
 */
import { type AccountMeta, AccountRole, type Address, type Instruction } from "@solana/kit";

import { NOBODY } from "../nobody.js";
import { pdas } from "../pda.js";
import type { Pool, PoolAsset } from "./generated/index.js";
import { liquidPdas } from "./pda.js";

/** The assets that a pool has, by place. */
export function poolAssets(pool: Pool): PoolAsset[] {
  return pool.assets.slice(0, Number(pool.ledger.assetCount));
}

/** The price reporter of a pool at `now`, and the next one where a change is pending. */
export function reporterOf(
  { priceReporter, nextReporter, reporterFrom }: Pool,
  now: bigint,
): { readonly reporter: Address; readonly next?: { readonly holder: Address; readonly from: bigint } } {
  if (reporterFrom === 0n || now < reporterFrom) {
    const next = { holder: nextReporter, from: reporterFrom };
    return { reporter: priceReporter, ...(reporterFrom !== 0n && { next }) };
  }
  return { reporter: nextReporter };
}

/** The tickets of a pool's exits on their way. */
export function poolTickets(pool: Pool): Address[] {
  return pool.placements.flatMap((placement) => placement.tickets.filter((ticket) => ticket !== NOBODY));
}

/**
 * The accounts that value a pool. They follow those of `depositAsset`, `depositVrt`, `leaveInstantly`, `fillBatch`, `swapAssets`, `place`,
 * `observeRates`, and of `unplace` by anyone but the curator.
 *
 * @param core The core's address.
 * @param epochOf The bucket's epoch of a ticket on its way; any number for a settled one.
 */
export async function sourceAccounts(
  pool: Pool,
  core: Address,
  epochOf: (ticket: Address) => bigint,
): Promise<AccountMeta[]> {
  const addresses: Address[] = [];
  for (const asset of poolAssets(pool)) {
    // The on-ramp is a single-validator pool's. A reported price has no program but this one.
    const known = [asset.source, asset.onRamp, asset.onRamp === NOBODY ? NOBODY : asset.mint, asset.programData];
    addresses.push(...known.filter((address) => address !== NOBODY));
  }
  for (const { vault, tickets } of pool.placements) {
    if (vault === NOBODY) {
      continue;
    }
    addresses.push(vault);
    for (const ticket of tickets.filter((each) => each !== NOBODY)) {
      addresses.push(ticket, await pdas(core).exitBucket(vault, epochOf(ticket)));
    }
  }
  return addresses.map((address) => ({ address, role: AccountRole.READONLY }));
}

/** `step` with `more` accounts behind its own. */
export function behind(step: Instruction, more: readonly AccountMeta[]): Instruction {
  return { ...step, accounts: [...(step.accounts ?? []), ...more] };
}

/** Who leaves a pool in kind, and where to. */
export type InKind = {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  /** The pool's address. */
  readonly pool: Address;
  readonly owner: Address;
  /** A bit for each asset of which the tokens stay in the reserve for the owner. */
  readonly setAside: bigint;
  /** The account of a mint that receives its tokens. */
  readonly tokens: (mint: Address) => Promise<Address>;
};

/** The accounts that follow those of `leaveInKind`, in its order. They do not depend on amounts. */
export async function inKindAccounts(pool: Pool, leaver: InKind): Promise<AccountMeta[]> {
  const at = liquidPdas(leaver.programAddress);
  const addresses: Address[] = [];
  for (const [place, asset] of poolAssets(pool).entries()) {
    if (((leaver.setAside >> BigInt(place)) & 1n) === 0n) {
      addresses.push(asset.reserve, await leaver.tokens(asset.mint));
    }
  }
  for (const [place, placement] of pool.placements.entries()) {
    if ((pool.ledger.placements[place]?.shares ?? 0n) > 0n) {
      addresses.push(placement.vrtAccount, await leaver.tokens(placement.vrtMint));
    }
  }
  for (const ticket of poolTickets(pool)) {
    addresses.push(await at.exitPart(ticket, leaver.owner));
  }
  if (leaver.setAside > 0n) {
    addresses.push(await at.setAside(leaver.pool, leaver.owner));
  }
  return addresses.map((address) => ({ address, role: AccountRole.WRITABLE }));
}
