/**
 * A pool's events in a transaction's log, and its rate over time from them.
 */
import {
  type Address,
  type GetSignaturesForAddressApi,
  type GetTransactionApi,
  getBase64Encoder,
  type Rpc,
  type TransactionVersion,
} from "@solana/kit";

import { readLog } from "../logs.js";
import type { ReadConfig } from "../read.js";
import { decodeLiquidEvent, type LiquidEvent } from "./generated/events/index.js";

/** The events of the program at `programAddress` in the log of a transaction that succeeded, in order. */
export function readLiquidEvents(logs: readonly string[], programAddress: Address): LiquidEvent[] {
  const ours = readLog(logs).lines.filter(({ program, kind }) => program === programAddress && kind === "data");
  return ours.flatMap(({ text }) => {
    try {
      return decodeLiquidEvent(getBase64Encoder().encode(text)) ?? [];
    } catch {
      // It is not base64: no event of the program is written so.
      return [];
    }
  });
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

/** The versions of transactions to read: all that there can be. */
const EVERY_VERSION = 255 as TransactionVersion;

/** How many transactions are requested at once. */
const AT_ONCE = 6;

/**
 * The rates of the pool at `address` in its latest `limit` transactions, the earliest first. What the node does not tell is passed
 * over: a line through fewer points is a line all the same.
 */
export async function fetchPoolRates(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  programAddress: Address,
  address: Address,
  limit: number,
  { abortSignal }: ReadConfig = {},
): Promise<PoolRate[]> {
  const signal = abortSignal && { abortSignal };
  const found = await rpc.getSignaturesForAddress(address, { limit, commitment: "confirmed" }).send(signal);
  const succeeded = found.filter(({ err }) => err === null).reverse();
  const rates: PoolRate[] = [];
  for (let first = 0; first < succeeded.length; first += AT_ONCE) {
    const config = {
      commitment: "confirmed",
      encoding: "json",
      maxSupportedTransactionVersion: EVERY_VERSION,
    } as const;
    const some = await Promise.all(
      succeeded
        .slice(first, first + AT_ONCE)
        .map(({ signature }) => rpc.getTransaction(signature, config).send(signal)),
    );
    for (const transaction of some) {
      const events = readLiquidEvents(transaction?.meta?.logMessages ?? [], programAddress);
      for (const event of events.filter(({ data }) => data.pool === address)) {
        rates.push(...[rateIn(event) ?? []].flat());
      }
    }
  }
  return rates;
}
