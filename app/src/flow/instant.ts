/**
 * What can leave a vault at once.
 */
import { BPS, booksAt, instantRoom, stakeOf, type VaultLedger, valueAt } from "restaking-client";

/**
 * The most that can leave at once at `now`, before fees: within the allowance and the idle stake, and so that operators hold no
 * more of what stays than the vault lets them. Rounded down.
 */
export function roomAtOnce(ledger: VaultLedger, now: bigint): bigint {
  const books = booksAt(ledger, now);
  const room = instantRoom(ledger, now);
  const delegated = books.units - books.idle;
  if (delegated === 0n) {
    return room;
  }
  const most = valueAt(ledger.exposure.maxDelegatedBps, now);
  if (most === 0n) {
    return 0n;
  }
  const stay = (delegated * BPS + most - 1n) / most;
  const within = stay >= books.units ? 0n : (stakeOf(books) * (books.units - stay)) / books.units;
  return room < within ? room : within;
}
