/**
 * What can leave a vault at once.
 */
import { BPS, booksAt, instantRoom, stakeOf, type VaultLedger, valueAt } from "restaking-client";

/**
 * The most that can leave at once at `now`, before fees: within the allowance and the idle stake, and so that neither all operators
 * nor the largest hold more of what stays than the vault lets them. Rounded down.
 */
export function roomAtOnce(ledger: VaultLedger, now: bigint): bigint {
  const books = booksAt(ledger, now);
  const room = instantRoom(ledger, now);
  const delegated = books.units - books.idle;
  if (delegated === 0n) {
    return room;
  }
  const { largestUnits, exposure } = ledger;
  const bounds = [
    [delegated, valueAt(exposure.maxDelegatedBps, now)],
    [largestUnits < delegated ? largestUnits : delegated, valueAt(exposure.maxOperatorBps, now)],
  ] as const;
  return bounds.reduce((least, [held, most]) => {
    if (held === 0n || most === 0n) {
      return held === 0n ? least : 0n;
    }
    const stay = (held * BPS + most - 1n) / most;
    const within = stay >= books.units ? 0n : (stakeOf(books) * (books.units - stay)) / books.units;
    return least < within ? least : within;
  }, room);
}
