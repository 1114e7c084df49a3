/**
 * What happened to an account, from the transactions that name it.
 */
import {
  type Address,
  type GetSignaturesForAddressApi,
  type GetTransactionApi,
  MAX_SUPPORTED_TRANSACTION_VERSION,
  type Rpc,
  type Signature,
} from "@solana/kit";
import { concerns, type RestakingEvent, readEvents } from "restaking-client";

/** An event, and where it happened. */
export type Happening = {
  readonly signature: Signature;
  /** Its place among the events of its transaction. */
  readonly index: number;
  readonly time: bigint;
  readonly event: RestakingEvent;
};

/** A page of what happened, the latest first. */
export type HistoryPage = {
  readonly happenings: readonly Happening[];
  /** What the next page begins behind; nothing if this is the last. */
  readonly before: Signature | undefined;
  /** The node cut the log of a transaction off, or has it no more: something is missing. */
  readonly gaps: boolean;
};

/** Whose history is read, from where. */
export type HistorySource = {
  readonly rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>;
  readonly programAddress: Address;
  /** Tells it from other sources. */
  readonly key: string;
};

/** Transactions that were read: they never change. */
const kept = new Map<string, Promise<readonly Happening[] | undefined>>();

/** How many transactions are asked for at once: public nodes refuse more. */
const AT_ONCE = 6;

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
  const pages: (readonly Happening[] | undefined)[] = [];
  for (let first = 0; first < succeeded.length; first += AT_ONCE) {
    const some = succeeded.slice(first, first + AT_ONCE);
    pages.push(...(await Promise.all(some.map(({ signature }) => readTransaction(source, signature)))));
  }
  return {
    happenings: pages.flatMap((page) => page ?? []).filter(({ event }) => concerns(event, account)),
    before: found.length === limit ? found[found.length - 1]?.signature : undefined,
    gaps: pages.includes(undefined),
  };
}

/** The events of a transaction, the last first; nothing where they are not known in full. */
function readTransaction(
  { rpc, programAddress, key: source }: HistorySource,
  signature: Signature,
): Promise<readonly Happening[] | undefined> {
  const key = `${source} ${signature}`;
  const known = kept.get(key);
  if (known) {
    return known;
  }
  const reading = rpc
    .getTransaction(signature, {
      commitment: "confirmed",
      encoding: "json",
      maxSupportedTransactionVersion: MAX_SUPPORTED_TRANSACTION_VERSION,
    })
    .send()
    .then((transaction) => {
      const logs = transaction?.meta?.logMessages;
      if (!logs) {
        kept.delete(key);
        return undefined;
      }
      const { events, truncated } = readEvents(logs, programAddress);
      const blockTime = transaction.blockTime ?? 0n;
      const happenings = events.map((event, index) => ({
        signature,
        index,
        time: "time" in event.data ? event.data.time : blockTime,
        event,
      }));
      return truncated ? undefined : happenings.reverse();
    });
  reading.catch(() => kept.delete(key));
  kept.set(key, reading);
  return reading;
}
