/**
 * A pool's events in a transaction's log, and its rate over time from them.
 */
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc, Signature } from "@solana/kit";

import { eventsAmong } from "../events.js";
import { fetchRecord } from "../history.js";
import type { ReadConfig } from "../read.js";
import { decodeLiquidEvent, type LiquidEvent } from "./generated/events/index.js";

/** The events of the program at `programAddress` in the log of a transaction that succeeded, in order. */
export function readLiquidEvents(logs: readonly string[], programAddress: Address): LiquidEvent[] {
  return eventsAmong(logs, programAddress, decodeLiquidEvent).events;
}

/** What a pool's shares were worth at a time: by the lower value for the supply. */
export type PoolRate = { readonly time: bigint; readonly low: bigint; readonly supply: bigint };

/** A pool's rate in one of its events: before what happened. Nothing for an event that shows none. */
export function rateIn({ data }: LiquidEvent): PoolRate | undefined {
  if (!("before" in data) || typeof data.before !== "object" || !("low" in data.before) || data.before.supply === 0n) {
    return undefined;
  }
  const { low, supply } = data.before;
  return { time: data.time, low, supply };
}

/** How many transactions are requested at once. */
const AT_ONCE = 6;

/** An event of a pool, and where it happened. */
export type PoolHappening = {
  readonly signature: Signature;
  /** Its place among the events of its transaction. */
  readonly index: number;
  readonly time: bigint;
  readonly event: LiquidEvent;
};

/** A transaction of a pool's with a gap, and why, in a sentence. */
export type PoolGap = { readonly signature: Signature; readonly gap: string };

/**
 * The events of the pool at `address` in its latest `limit` transactions, or the latest before `before`: the latest first, and each gap
 * among them. What the node does not tell of a transaction is a gap with its reason, and no failure.
 */
export async function fetchPoolEvents(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  programAddress: Address,
  address: Address,
  limit: number,
  { abortSignal, before }: ReadConfig & { readonly before?: Signature | undefined } = {},
): Promise<{
  readonly happenings: readonly PoolHappening[];
  readonly gaps: readonly PoolGap[];
  /** The number of the gaps. */
  readonly untold: number;
  /** Where the next, earlier page begins; nothing at the end of what the node has. */
  readonly before: Signature | undefined;
}> {
  const signal = abortSignal && { abortSignal };
  const found = await rpc
    .getSignaturesForAddress(address, { limit, commitment: "confirmed", ...(before && { before }) })
    .send(signal);
  const succeeded = found.filter(({ err }) => err === null);
  const happenings: PoolHappening[] = [];
  const gaps: PoolGap[] = [];
  for (let first = 0; first < succeeded.length; first += AT_ONCE) {
    const some = await Promise.all(
      succeeded.slice(first, first + AT_ONCE).map(({ signature, slot, blockTime }) => {
        const read = (logs: readonly string[]) => eventsAmong(logs, programAddress, decodeLiquidEvent);
        return fetchRecord(rpc, { signature, slot, blockTime: blockTime ?? null }, read, signal ?? {});
      }),
    );
    for (const { signature, events, gap } of some) {
      if (gap !== undefined) {
        gaps.push({ signature, gap });
      }
      const told = events.map((event, index) => ({ signature, index, time: event.data.time, event }));
      happenings.push(...told.filter(({ event }) => event.data.pool === address).reverse());
    }
  }
  const last = found[found.length - 1]?.signature;
  // A node that begins with the same transaction again would be read endlessly.
  const next = found.length === limit && last !== before ? last : undefined;
  return { happenings, gaps, untold: gaps.length, before: next };
}

/** The rates of a pool in its events, the earliest first. */
export function poolRates(happenings: readonly PoolHappening[]): PoolRate[] {
  return [...happenings].reverse().flatMap(({ event }) => rateIn(event) ?? []);
}
