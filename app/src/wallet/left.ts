/**
 * What became of a transaction that an earlier load of the page signed.
 */
import { commitmentComparator, type Rpc, type SolanaRpcApi } from "@solana/kit";

import type { Sent } from "./sent.js";

/** It landed, failed, can never land, or none of that is known. */
export type Left = "landed" | "failed" | "never" | "unknown";

/** How long nodes are relied on to remember a transaction, in milliseconds: many forget after a day or two. */
const REMEMBERED = 12 * 3_600_000;

/**
 * What became of `sent`. A transaction can never land once the chain is past its last valid block and a node that is as far does not
 * have it. The clock of this machine does not tell that: the chain may have stood still.
 */
export async function outcomeOf(
  rpc: Rpc<SolanaRpcApi>,
  { signature, at, lastValidBlockHeight }: Sent,
  abortSignal?: AbortSignal,
): Promise<Left> {
  const abortable = abortSignal && { abortSignal };
  // The height comes first: a status read before it says nothing about the blocks between.
  const { blockHeight, absoluteSlot } = await rpc.getEpochInfo({ commitment: "confirmed" }).send(abortable);
  const asked = rpc.getSignatureStatuses([signature], { searchTransactionHistory: true });
  const { context, value } = await asked.send(abortable);
  const [status] = value;
  if (status === undefined) {
    return "unknown";
  }
  if (status) {
    const { confirmationStatus, err } = status;
    // A block that is only processed may be dropped, with what is in it.
    if (!confirmationStatus || commitmentComparator(confirmationStatus, "confirmed") < 0) {
      return "unknown";
    }
    return err === null ? "landed" : "failed";
  }
  const over = lastValidBlockHeight !== undefined && blockHeight > BigInt(lastValidBlockHeight);
  return over && context.slot >= absoluteSlot && Date.now() - at < REMEMBERED ? "never" : "unknown";
}
