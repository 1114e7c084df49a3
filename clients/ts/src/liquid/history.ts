/**
 * A pool's events in a transaction's log, and its rate over time from them.
 */
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc, Signature } from "@solana/kit";

import { eventsAmong } from "../events.js";
import { EVERY_VERSION } from "../logs.js";
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

/**
 * The events of the pool at `address` in its latest `limit` transactions, the latest first, and how many of these the node does not
 * tell.
 */
export async function fetchPoolEvents(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  programAddress: Address,
  address: Address,
  limit: number,
  { abortSignal }: ReadConfig = {},
): Promise<{ readonly happenings: readonly PoolHappening[]; readonly untold: number }> {
  const signal = abortSignal && { abortSignal };
  const found = await rpc.getSignaturesForAddress(address, { limit, commitment: "confirmed" }).send(signal);
  const succeeded = found.filter(({ err }) => err === null);
  const happenings: PoolHappening[] = [];
  let untold = 0;
  for (let first = 0; first < succeeded.length; first += AT_ONCE) {
    const config = {
      commitment: "confirmed",
      encoding: "json",
      maxSupportedTransactionVersion: EVERY_VERSION,
    } as const;
    const some = await Promise.all(
      succeeded.slice(first, first + AT_ONCE).map(async ({ signature }) => {
        return { signature, transaction: await rpc.getTransaction(signature, config).send(signal) };
      }),
    );
    for (const { signature, transaction } of some) {
      const logs = transaction?.meta?.logMessages;
      untold += logs ? 0 : 1;
      const events = readLiquidEvents(logs ?? [], programAddress).map((event, index) => {
        return { signature, index, time: event.data.time, event };
      });
      happenings.push(...events.filter(({ event }) => event.data.pool === address).reverse());
    }
  }
  return { happenings, untold };
}

/** The rates of a pool in its events, the earliest first. */
export function poolRates(happenings: readonly PoolHappening[]): PoolRate[] {
  return [...happenings].reverse().flatMap(({ event }) => rateIn(event) ?? []);
}
