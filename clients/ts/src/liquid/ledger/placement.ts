/**
 * An asset's tokens in a vault of the core: the vault's shares that the pool has, and its exits on their way.
 */
import { BPS, VIRTUAL } from "../../generated/constants/index.js";
import type { Bucket, Ticket, VaultLedger } from "../../generated/types/index.js";
import { charge } from "../../ledger/charge.js";
import { valueAt } from "../../ledger/delayed.js";
import { isSettled, ticketWorth } from "../../ledger/exit.js";
import { add, max, mulDivCeil, mulDivFloor, sub } from "../../ledger/math.js";
import { booksAt, timeAt } from "../../ledger/vault.js";
import type { PlacedExit, Placement } from "../generated/types/index.js";
import { ensure } from "./refusal.js";

/** What a placement comes to, in tokens of its asset. */
export type Holding = {
  /** If every open slash is executed, less the vault's fee on exits. */
  readonly low: bigint;
  /** If every open slash is vetoed. */
  readonly high: bigint;
  /** What open slashes took, and a veto gives back. */
  readonly contested: bigint;
};

/** Nothing. */
export const NO_HOLDING: Holding = { low: 0n, high: 0n, contested: 0n };

/** The place of a placement's asset; nothing where there is no placement. */
export function assetOf({ asset }: Placement): number | undefined {
  return asset === 0n ? undefined : Number(asset - 1n);
}

/** What `shares` of a vault come to, by the vault's own books. */
export function holdingOfShares(vault: VaultLedger, shares: bigint, now: bigint): Holding {
  if (shares === 0n) {
    return NO_HOLDING;
  }
  const time = timeAt(vault, now);
  const books = booksAt(vault, time);
  const { active, supply } = books;
  const gross =
    active < supply
      ? mulDivFloor(shares, active, supply)
      : mulDivFloor(shares, add(active, VIRTUAL), add(supply, VIRTUAL));
  const low = gross - charge(gross, valueAt(vault.fees.exitBps, time));
  // Where no deposit is possible, what is contested can still come back.
  const high = mulDivCeil(shares, add(add(active, vault.contested), VIRTUAL), add(supply, VIRTUAL));
  const contested = vault.contested === 0n ? 0n : mulDivCeil(shares, vault.contested, add(supply, VIRTUAL));
  return { low, high: max(high, low), contested };
}

/** What the pool's part of an exit comes to, by the ticket as the core has it. A settled ticket needs no bucket. */
export function holdingOfExit({ shares, given }: PlacedExit, ticket: Ticket, bucket: Bucket | undefined): Holding {
  const ours = sub(shares, given);
  let [whole, contested] = [ticket.shares, 0n];
  if (!isSettled(ticket)) {
    ensure(bucket?.epoch === ticket.epoch && ticket.shares === shares, "CoreRefused", ticket.epoch, ticket.shares);
    const pool = bucket?.pools[Number(ticket.pool)];
    ensure(pool !== undefined, "CoreRefused", ticket.pool, 0n);
    contested = pool.shares === 0n ? 0n : mulDivCeil(ticket.shares, pool.contested, pool.shares);
    whole = ticketWorth(bucket, ticket);
  }
  const paid = sub(whole, mulDivCeil(whole, ticket.feeBps, BPS));
  const low = mulDivFloor(paid, ours, shares);
  const high = mulDivCeil(add(whole, contested), ours, shares);
  return { low, high: max(high, low), contested: mulDivCeil(contested, ours, shares) };
}

/** Both of two. */
export function together(a: Holding, b: Holding): Holding {
  return { low: add(a.low, b.low), high: add(a.high, b.high), contested: add(a.contested, b.contested) };
}
