/**
 * Sending of several things of which one must not block the others.
 */
import {
  type InstructionPlan,
  isSolanaError,
  parallelInstructionPlan,
  type Signature,
  SOLANA_ERROR__INSTRUCTION_ERROR__UNKNOWN,
  SOLANA_ERROR__TRANSACTION_ERROR__UNKNOWN,
  type TransactionSigner,
} from "@solana/kit";

import { Expired, OutcomeUnknown } from "./confirm.js";
import { causesOf } from "./errors.js";
import type { BatchItem } from "./plans/batch.js";
import { type Cluster, type SendConfig, sendPlan } from "./send.js";
import { planMessages } from "./transactions.js";

/** What became of several things. */
export type BatchResult<Key> = {
  readonly done: readonly { readonly key: Key; readonly signatures: readonly Signature[] }[];
  /** Those that failed, each with its own reason: {@link explainError} tells it. Where that is an {@link OutcomeUnknown}, look first. */
  readonly failed: readonly { readonly key: Key; readonly error: unknown }[];
  /** Those that were not sent, since what stopped the sending would have stopped them too. */
  readonly left: readonly Key[];
  /** What stopped it: the signer said no, the node was away, or the sending was ended; nothing if it went to the end. */
  readonly stopped: unknown;
};

/** How far a batch is. */
export type BatchProgress = { readonly done: number; readonly failed: number; readonly of: number };

/**
 * Sends every one of `items`, as many in a transaction as fit. Where a transaction fails, each of its items is tried by itself, so
 * that one that fails blocks no other. It ends early where no other item could do better: without a signature, or without a node.
 * `tell` hears how far it is, before the first transaction and after each.
 */
export async function sendEach<Key>(
  cluster: Cluster,
  items: readonly BatchItem<Key>[],
  feePayer: TransactionSigner,
  config: SendConfig = {},
  tell: (progress: BatchProgress) => void = () => undefined,
): Promise<BatchResult<Key>> {
  const done: { key: Key; signatures: readonly Signature[] }[] = [];
  const failed: { key: Key; error: unknown }[] = [];
  const left: BatchItem<Key>[] = [];
  let stopped: unknown;
  const waiting = await packed(items, feePayer, config);
  for (let group = waiting.shift(); group; group = waiting.shift()) {
    tell({ done: done.length, failed: failed.length, of: items.length });
    try {
      const signatures = await sendPlan(cluster, planOf(group), feePayer, config);
      done.push(...group.map(({ key }) => ({ key, signatures })));
    } catch (error) {
      const causes = causesOf(error);
      const unknown = causes.some((cause) => cause instanceof OutcomeUnknown);
      // A message that may have landed is never sent again as another, even if the node rejected it meanwhile.
      const refused = !unknown && causes.some(isRefused);
      if (refused && group.length > 1) {
        waiting.unshift(...group.map((item) => [item]));
        continue;
      }
      const told = refused || unknown || causes.some((cause) => cause instanceof Expired);
      if (told) {
        failed.push(...group.map(({ key }) => ({ key, error })));
      }
      if (!refused) {
        stopped = error;
        left.push(...(told ? [] : group), ...waiting.flat());
        break;
      }
    }
  }
  tell({ done: done.length, failed: failed.length, of: items.length });
  return { done, failed, left: left.map(({ key }) => key), stopped };
}

/** Whether an error is why a transaction was refused, or failed: another transaction may do better. */
function isRefused(cause: unknown): boolean {
  if (!isSolanaError(cause)) {
    return false;
  }
  // Kit has the errors of each kind behind the one that it does not know.
  return [SOLANA_ERROR__INSTRUCTION_ERROR__UNKNOWN, SOLANA_ERROR__TRANSACTION_ERROR__UNKNOWN].some(
    (first) => cause.context.__code >= first && cause.context.__code < first + 1_000,
  );
}

function planOf(group: readonly BatchItem<unknown>[]): InstructionPlan {
  return parallelInstructionPlan(group.map(({ plan }) => plan));
}

/** `items` in groups that each fit in a transaction. */
async function packed<Key>(
  items: readonly BatchItem<Key>[],
  feePayer: TransactionSigner,
  config: SendConfig,
): Promise<BatchItem<Key>[][]> {
  const groups: BatchItem<Key>[][] = [];
  for (const item of items) {
    const last = groups[groups.length - 1];
    if (last && (await planMessages(planOf([...last, item]), feePayer, config)).length === 1) {
      last.push(item);
    } else {
      groups.push([item]);
    }
  }
  return groups;
}
