/**
 * What happened to an account, from the transactions that name it.
 */
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc, Signature, Slot } from "@solana/kit";
import { concerns, fetchTransactionEvents, type RestakingEvent } from "restaking-client";

/** An event, and where it happened. */
export type Happening = {
  readonly signature: Signature;
  /** Its place among the events of its transaction. */
  readonly index: number;
  readonly time: bigint;
  readonly event: RestakingEvent;
};

/** A transaction of which the node does not tell all, and why. */
export type Gap = { readonly signature: Signature; readonly time: bigint | undefined; readonly why: string };

/** A page of what happened, the latest first. */
export type HistoryPage = {
  readonly happenings: readonly Happening[];
  /** What the next page begins behind; nothing if this is the last. */
  readonly before: Signature | undefined;
  /** What may be missing. */
  readonly gaps: readonly Gap[];
};

/** The account of a history, and its source. */
export type HistorySource = {
  readonly rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>;
  readonly programAddress: Address;
  /** Tells it from other sources. */
  readonly key: string;
};

/** What a transaction was read to say. */
type Told = { readonly happenings: readonly Happening[]; readonly gap: Gap | undefined };

/** Transactions that were read in full: they never change. */
const kept = new Map<string, Promise<Told>>();

/** How many transactions are requested at once: public nodes refuse more. */
const AT_ONCE = 6;

/** A transaction as a node lists it. */
type Listed = { readonly signature: Signature; readonly slot: Slot; readonly blockTime: bigint | null };

/** What happened to `account` in its latest `limit` transactions, or the latest before `before`. */
export async function readHistory(
  source: HistorySource,
  account: Address,
  limit: number,
  before?: Signature,
  abortSignal?: AbortSignal,
): Promise<HistoryPage> {
  const found = await source.rpc
    .getSignaturesForAddress(account, { limit, commitment: "confirmed", ...(before && { before }) })
    .send(abortSignal && { abortSignal });
  const succeeded = found.filter(({ err }) => err === null);
  const pages: Told[] = [];
  for (let first = 0; first < succeeded.length; first += AT_ONCE) {
    const some = succeeded.slice(first, first + AT_ONCE);
    pages.push(...(await Promise.all(some.map((listed) => readTransaction(source, listed)))));
  }
  const last = found[found.length - 1]?.signature;
  return {
    happenings: pages.flatMap(({ happenings }) => happenings).filter(({ event }) => concerns(event, account)),
    // A node that begins with the same transaction again would be read endlessly.
    before: found.length === limit && last !== before ? last : undefined,
    gaps: pages.flatMap(({ gap }) => gap ?? []),
  };
}

/** The events of a transaction, the last first, and whether they are all. */
function readTransaction({ rpc, programAddress, key: source }: HistorySource, listed: Listed): Promise<Told> {
  const { signature } = listed;
  const key = `${source} ${signature}`;
  const known = kept.get(key);
  if (known) {
    return known;
  }
  const reading = fetchTransactionEvents(rpc, listed, { programAddress }).then(({ events, blockTime, gap }): Told => {
    if (gap !== undefined) {
      kept.delete(key);
    }
    const happenings = events.map((event, index) => ({
      signature,
      index,
      time: "time" in event.data ? event.data.time : (blockTime ?? 0n),
      event,
    }));
    return {
      happenings: happenings.reverse(),
      gap: gap === undefined ? gap : { signature, time: blockTime, why: gap },
    };
  });
  reading.catch(() => kept.delete(key));
  kept.set(key, reading);
  return reading;
}
