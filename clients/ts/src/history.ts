/**
 * A vault's, an operator's or an NCN's events: those that were, and those to come.
 */
import {
  type Address,
  type Commitment,
  type GetSignaturesForAddressApi,
  type GetTransactionApi,
  isSolanaError,
  type LogsNotificationsApi,
  type Rpc,
  type RpcSubscriptions,
  type Signature,
  type Slot,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
} from "@solana/kit";

import { type ReadEvents, readEvents } from "./events.js";
import type { RestakingEvent } from "./generated/events/index.js";
import { EVERY_VERSION } from "./logs.js";
import { displayText, withoutSecrets } from "./text.js";
import { isBusy, ProviderError } from "./transport.js";

/** The events of a transaction that succeeded. */
export type EventRecord = RecordOf<ReadEvents>;

/** What was read of a transaction that succeeded. */
export type RecordOf<Read> = Read & {
  readonly signature: Signature;
  readonly slot: Slot;
  /** Its block's time, where the node tells it. */
  readonly blockTime: bigint | undefined;
  /** Why there may be more events in it than are known, in a sentence; nothing if all are. */
  readonly gap: string | undefined;
};

/** Which of an account's transactions to read, from the latest back. */
export type HistoryConfig = {
  /** The program that logged the events. */
  readonly programAddress: Address;
  /** Only transactions before this one. */
  readonly before?: Signature | undefined;
  /** Only transactions after this one. */
  readonly until?: Signature | undefined;
  /** The most transactions to look at; all that the node knows if omitted. */
  readonly limit?: number | undefined;
  readonly commitment?: Exclude<Commitment, "processed"> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** How many signatures a node gives at once. */
const PAGE = 1_000;

/** A transaction as a node lists it. */
type Listed = { readonly signature: Signature; readonly slot: Slot; readonly blockTime?: bigint | null };

/**
 * The events of one transaction that succeeded. What the node does not tell of it is a gap with its reason, and no failure: anyone
 * can touch an account with a transaction that a node does not tell in full.
 */
export async function fetchTransactionEvents(
  rpc: Rpc<GetTransactionApi>,
  listed: Listed,
  config: HistoryConfig,
): Promise<EventRecord> {
  return fetchRecord(rpc, listed, (logs) => readEvents(logs, config.programAddress), config);
}

/** The same for the events of any program, by what `read` finds in a log; it finds nothing in none. */
export async function fetchRecord<Read extends Pick<ReadEvents, "truncated" | "unknown">>(
  rpc: Rpc<GetTransactionApi>,
  { signature, slot, blockTime }: Listed,
  read: (logs: readonly string[]) => Read,
  { commitment = "confirmed", abortSignal }: Pick<HistoryConfig, "commitment" | "abortSignal">,
): Promise<RecordOf<Read>> {
  const place = { signature, slot, blockTime: blockTime ?? undefined };
  const config = { commitment, encoding: "json", maxSupportedTransactionVersion: EVERY_VERSION } as const;
  try {
    const transaction = await rpc.getTransaction(signature, config).send(abortSignal && { abortSignal });
    const logs = transaction?.meta?.logMessages;
    if (!logs) {
      return { ...place, ...read([]), gap: transaction ? "The node has no log of it" : "The node has it no more" };
    }
    const found = read(logs);
    const time = place.blockTime ?? (transaction.blockTime as bigint | null | undefined) ?? undefined;
    return { ...place, ...found, blockTime: time, gap: gapOf(found) };
  } catch (error) {
    if (!isAnswer(error)) {
      throw error;
    }
    const said = isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION)
      ? "The node does not tell transactions of its version"
      : `The node does not tell it: ${displayText(withoutSecrets((error as Error).message))}`;
    return { ...place, ...read([]), gap: said };
  }
}

/** The missing part of a transaction with an incomplete log. */
function gapOf({ truncated, unknown }: Pick<ReadEvents, "truncated" | "unknown">): string | undefined {
  if (truncated) {
    return "The node cut its log off";
  }
  return unknown > 0 ? `It has ${unknown} of the program's events that this version does not know` : undefined;
}

/** Whether an error is a node's answer to this one request: not so where it is away, or takes no requests just now. */
function isAnswer(error: unknown): boolean {
  return error instanceof ProviderError || (isSolanaError(error) && !isBusy(error));
}

/**
 * The events of the transactions that touched the account at `address`, the latest first, and each gap among them. A transaction may
 * have events of other accounts too: {@link concerns} tells them apart.
 */
export async function* fetchEventHistory(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  address: Address,
  config: HistoryConfig,
): AsyncGenerator<EventRecord> {
  const { before, until, limit = Number.POSITIVE_INFINITY, commitment = "confirmed", abortSignal } = config;
  const seen = new Set<Signature>();
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
      .send(abortSignal && { abortSignal });
    const fresh = page.filter(({ signature }) => !seen.has(signature));
    for (const listed of fresh) {
      seen.add(listed.signature);
      if (listed.err) {
        continue;
      }
      const record = await fetchTransactionEvents(rpc, { ...listed, blockTime: listed.blockTime ?? null }, config);
      if (record.events.length > 0 || record.gap !== undefined) {
        yield record;
      }
    }
    const end = page[page.length - 1];
    // A node that gives the same page again would be read endlessly.
    if (!end || fresh.length === 0 || page.length < Math.min(PAGE, left)) {
      return;
    }
    last = end.signature;
    left -= page.length;
  }
}

/** Which events to wait for, and until when. */
export type WatchConfig = {
  /** The program that logged the events. */
  readonly programAddress: Address;
  /** How final a transaction must be. */
  readonly commitment?: Commitment | undefined;
  /** Ends the watch. */
  readonly abortSignal: AbortSignal;
};

/** The events of transactions that touch the account at `address`, and each gap among them, as they come, until the signal ends it. */
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
    const gap = gapOf(read);
    if (read.events.length > 0 || gap !== undefined) {
      yield { ...read, signature: value.signature, slot: context.slot, blockTime: undefined, gap };
    }
  }
}

/** Whether an event names the account at `address`: as its subject, as a party, or as a payer or payee. */
export function concerns({ data }: RestakingEvent, address: Address): boolean {
  return Object.values(data).some((value) => value === address);
}
