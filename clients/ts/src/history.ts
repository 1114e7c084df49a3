/**
 * A vault's, an operator's or an NCN's events: those that were, and those to come.
 */
import {
  type Address,
  type Commitment,
  type GetSignaturesForAddressApi,
  type GetTransactionApi,
  type LogsNotificationsApi,
  MAX_SUPPORTED_TRANSACTION_VERSION,
  type Rpc,
  type RpcSubscriptions,
  type Signature,
  type Slot,
} from "@solana/kit";

import { type ReadEvents, readEvents } from "./events.js";
import type { RestakingEvent } from "./generated/events/index.js";

/** The events of a transaction that succeeded. */
export type EventRecord = ReadEvents & {
  readonly signature: Signature;
  readonly slot: Slot;
};

/** Which of an account's transactions to read, from the latest back. */
export type HistoryConfig = {
  /** The program whose events to read. */
  readonly programAddress: Address;
  /** Only transactions before this one. */
  readonly before?: Signature | undefined;
  /** Only transactions after this one. */
  readonly until?: Signature | undefined;
  /** The most transactions to look at; all that the node knows if left out. */
  readonly limit?: number | undefined;
  readonly commitment?: Exclude<Commitment, "processed"> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** How many signatures a node gives at once. */
const PAGE = 1_000;

/**
 * The events of the transactions that touched the account at `address`, the latest first. A transaction may have events of
 * other accounts too: {@link concerns} tells them apart.
 */
export async function* fetchEventHistory(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  address: Address,
  {
    programAddress,
    before,
    until,
    limit = Number.POSITIVE_INFINITY,
    commitment = "confirmed",
    abortSignal,
  }: HistoryConfig,
): AsyncGenerator<EventRecord> {
  const abortable = abortSignal && { abortSignal };
  let left = limit;
  let last = before;
  while (left > 0) {
    const page = await rpc
      .getSignaturesForAddress(address, {
        commitment,
        limit: Math.min(PAGE, left),
        ...(last && { before: last }),
        ...(until && { until }),
      })
      .send(abortable);
    for (const { signature, slot, err } of page) {
      if (err) {
        continue;
      }
      const config = {
        commitment,
        encoding: "json",
        maxSupportedTransactionVersion: MAX_SUPPORTED_TRANSACTION_VERSION,
      } as const;
      const transaction = await rpc.getTransaction(signature, config).send(abortable);
      const read = readEvents(transaction?.meta?.logMessages ?? [], programAddress);
      if (read.events.length > 0 || read.truncated) {
        yield { ...read, signature, slot };
      }
    }
    const end = page[page.length - 1];
    if (!end || page.length < Math.min(PAGE, left)) {
      return;
    }
    last = end.signature;
    left -= page.length;
  }
}

/** Which events to wait for, and until when. */
export type WatchConfig = {
  /** The program whose events to read. */
  readonly programAddress: Address;
  /** How final a transaction must be. */
  readonly commitment?: Commitment | undefined;
  /** Ends the watch. */
  readonly abortSignal: AbortSignal;
};

/** The events of transactions that touch the account at `address`, as they come, until the signal ends it. */
export async function* watchEvents(
  rpcSubscriptions: RpcSubscriptions<LogsNotificationsApi>,
  address: Address,
  { programAddress, commitment = "confirmed", abortSignal }: WatchConfig,
): AsyncGenerator<EventRecord> {
  const notifications = await rpcSubscriptions
    .logsNotifications({ mentions: [address] }, { commitment })
    .subscribe({ abortSignal });
  for await (const { context, value } of notifications) {
    const read = readEvents(value.err ? [] : (value.logs ?? []), programAddress);
    if (read.events.length > 0 || read.truncated) {
      yield { ...read, signature: value.signature, slot: context.slot };
    }
  }
}

/** Whether an event names the account at `address`: as what it is of, as a party, or as one who gained or paid. */
export function concerns({ data }: RestakingEvent, address: Address): boolean {
  return Object.values(data).some((value) => value === address);
}
