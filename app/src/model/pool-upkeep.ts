/**
 * How many liquid pools are read for what waits in them.
 */
import { counted } from "../format/text.js";

/** Of how many pools tasks are read at first, and with each further word: a pool is read with all its sources. */
export const POOLS_AT_ONCE = 30;

/** How far the reading of pools is. */
export type PoolsRead = {
  /** How many pools there are. */
  readonly pools: number;
  readonly read: number;
  readonly failed: number;
  /** How many are on their way. */
  readonly reading: number;
  /** How many are not asked for. */
  readonly left: number;
};

/** How far the reading is, where `asked` of the pools are asked for. */
export function poolsRead(
  pools: number,
  asked: readonly { readonly isRead: boolean; readonly error: Error | null }[],
): PoolsRead {
  const read = asked.filter(({ isRead }) => isRead).length;
  const failed = asked.filter(({ isRead, error }) => !isRead && error !== null).length;
  return { pools, read, failed, reading: asked.length - read - failed, left: pools - asked.length };
}

/** What a figure over all pools leaves out, in a sentence; nothing where all are read. */
export function leftOutText({ pools, read }: PoolsRead): string | undefined {
  return read === pools ? undefined : `Without ${counted(pools - read, "liquid pool")} of ${pools} that are not read`;
}
