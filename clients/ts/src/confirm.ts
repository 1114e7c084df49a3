/**
 * Whether a transaction landed.
 */
import {
  type Base64EncodedWireTransaction,
  type Commitment,
  commitmentComparator,
  type GetEpochInfoApi,
  type GetSignatureStatusesApi,
  getSolanaErrorFromTransactionError,
  isSolanaError,
  type Rpc,
  type SendTransactionApi,
  type Signature,
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
} from "@solana/kit";

import type { Timer } from "./timer.js";
import { Told } from "./told.js";
import { isBusy, NoAnswer, ProviderError } from "./transport.js";

/** A transaction did not land, and cannot land anymore. */
export class Expired extends Told {
  override readonly name = "Expired";

  constructor(readonly signature: Signature) {
    super(`The transaction expired and did not land: it is safe to repeat it (${signature})`);
  }
}

/** A transaction was sent, and it is not known whether it landed. */
export class OutcomeUnknown extends Told {
  override readonly name = "OutcomeUnknown";

  constructor(
    readonly signature: Signature,
    cause: unknown,
  ) {
    super(`It is not known whether the transaction landed: look for ${signature} before you repeat it`, { cause });
  }
}

/** A transaction that was signed. */
export type Signed = {
  readonly signature: Signature;
  /** Its bytes, to be sent again until it lands; nothing where a wallet sends it. */
  readonly wire: Base64EncodedWireTransaction | undefined;
  /** The last block height at which it can land. */
  readonly lastValidBlockHeight: bigint;
  /** Whether that is certain. A wallet may have given it another lifetime. */
  readonly certain: boolean;
};

/** How to look for it. */
export type LandConfig = {
  readonly commitment: Commitment;
  readonly timer: Timer;
  readonly abortSignal?: AbortSignal | undefined;
};

type LandRpc = Rpc<GetEpochInfoApi & GetSignatureStatusesApi & SendTransactionApi>;

/** How long to wait between two looks, and between two sendings of the same transaction, in milliseconds. */
const LOOK_EVERY = 500;
const SEND_EVERY = 2_000;

/** When to give up, in milliseconds: on a cluster that makes blocks, a lifetime of 150 of them is over long before. */
const GIVE_UP_AFTER = 300_000;

/**
 * Sends a transaction until it lands or its lifetime is over. What nodes drop is sent again: with one signature it lands once.
 *
 * @throws SolanaError Why it was refused, or why it failed.
 * @throws Expired It did not land.
 * @throws OutcomeUnknown The outcome cannot be known: the node does not answer, the cluster stands still, or the
 *         waiting was ended.
 */
export async function land(rpc: LandRpc, signed: Signed, config: LandConfig): Promise<void> {
  const { signature, lastValidBlockHeight, certain } = signed;
  const { commitment, timer, abortSignal } = config;
  const begun = timer.now();
  let trouble = await sendFirst(rpc, signed, config);
  let sent = begun;
  // The slot at which its lifetime was over.
  let over: bigint | undefined;
  while (timer.now() - begun < GIVE_UP_AFTER && !abortSignal?.aborted) {
    const found = await tried(async () => {
      await timer.sleep(LOOK_EVERY, abortSignal);
      // The list of recent transactions may not reach back far enough once the lifetime is over.
      return look(rpc, signature, config, over !== undefined);
    });
    switch (found.state) {
      case "landed":
        return;
      case "failed":
        throw found.error;
      case "missing":
        // Of several nodes behind one address, one that is behind does not know yet what has landed.
        if (over !== undefined && found.slot >= over) {
          throw certain ? new Expired(signature) : new OutcomeUnknown(signature, trouble);
        }
        break;
      case "silent":
        trouble = found.error;
        break;
    }
    if (over === undefined && !abortSignal?.aborted && timer.now() - sent >= SEND_EVERY) {
      sent = timer.now();
      const asked = await tried(async () => {
        const info = await rpc.getEpochInfo({ commitment }).send(abortSignal && { abortSignal });
        over = info.blockHeight > lastValidBlockHeight ? info.absoluteSlot : undefined;
        await (over === undefined ? send(rpc, signed, config, true) : undefined);
        return undefined;
      });
      trouble = asked?.error ?? trouble;
    }
  }
  throw new OutcomeUnknown(signature, abortSignal?.aborted ? abortSignal.reason : trouble);
}

/** A node that did not answer: it may the next time, and what it took may land meanwhile. */
type Silent = { readonly state: "silent"; readonly error: unknown };

async function tried<Answer>(question: () => Promise<Answer>): Promise<Answer | Silent> {
  try {
    return await question();
  } catch (error) {
    return { state: "silent", error };
  }
}

/** Where a transaction is. */
type Found =
  | { readonly state: "landed" | "pending" }
  | { readonly state: "missing"; readonly slot: bigint }
  | { readonly state: "failed"; readonly error: unknown };

async function look(
  rpc: LandRpc,
  signature: Signature,
  { commitment, abortSignal }: LandConfig,
  searchTransactionHistory: boolean,
): Promise<Found> {
  const config = searchTransactionHistory ? { searchTransactionHistory } : undefined;
  const { context, value } = await rpc.getSignatureStatuses([signature], config).send(abortSignal && { abortSignal });
  const [status] = value;
  if (status === undefined) {
    throw new NoAnswer("The node does not say where the transaction is");
  }
  if (!status) {
    return { state: "missing", slot: context.slot };
  }
  if (status.err) {
    return { state: "failed", error: getSolanaErrorFromTransactionError(status.err) };
  }
  const reached = status.confirmationStatus && commitmentComparator(status.confirmationStatus, commitment) >= 0;
  return { state: reached ? "landed" : "pending" };
}

async function send(rpc: LandRpc, { wire }: Signed, { commitment, abortSignal }: LandConfig, again: boolean) {
  if (wire) {
    // What has passed the node's simulation once need not pass another, which would fail once it has landed.
    const config = again ? { skipPreflight: true } : { preflightCommitment: commitment };
    await rpc.sendTransaction(wire, { encoding: "base64", ...config }).send(abortSignal && { abortSignal });
  }
}

/** Sends a transaction for the first time. Throws what refuses it; gives what leaves open whether the node has it. */
async function sendFirst(rpc: LandRpc, signed: Signed, config: LandConfig): Promise<unknown> {
  try {
    return await send(rpc, signed, config, false);
  } catch (error) {
    if (isRefusal(error)) {
      throw error;
    }
    return error;
  }
}

/** The HTTP status of a server that had no more patience. */
const REQUEST_TIMEOUT = 408;

/** A node's answers after which it may have a transaction all the same, or another node will take it. */
const UNDECIDED = [
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
] as const;

/** Whether an error says that the node did not take a transaction, nor will another: not so where it may just be behind. */
function isRefusal(error: unknown): boolean {
  if (isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)) {
    const { cause } = error;
    const known = isSolanaError(cause, SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED);
    return !known && !isSolanaError(cause, SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND);
  }
  if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
    // A server that fails may have passed it on before.
    const { statusCode } = error.context;
    return statusCode < 500 && !isBusy(error) && statusCode !== REQUEST_TIMEOUT;
  }
  if (error instanceof ProviderError) {
    return true;
  }
  // Every other answer of a node is a refusal, but for a failure of its own; what is none of Kit's comes from the network or from
  // the signal.
  const may = UNDECIDED.some((code) => isSolanaError(error, code));
  return isSolanaError(error) && !may;
}
