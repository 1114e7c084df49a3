/**
 * From plans to the chain.
 */
import {
  assertIsTransactionWithBlockhashLifetime,
  type Commitment,
  createTransactionPlanExecutor,
  flattenTransactionPlanResult,
  type GetEpochInfoApi,
  type GetLatestBlockhashApi,
  type GetSignatureStatusesApi,
  getBase58Decoder,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  getSignersFromTransactionMessage,
  type InstructionPlan,
  isTransactionMessageWithSingleSendingSigner,
  isTransactionPartialSigner,
  type Rpc,
  type SendTransactionApi,
  type Signature,
  type SimulateTransactionApi,
  setTransactionMessageLifetimeUsingBlockhash,
  signAndSendTransactionMessageWithSigners,
  signTransactionMessageWithSigners,
  type TransactionSigner,
} from "@solana/kit";

import { Expired, land, OutcomeUnknown } from "./confirm.js";
import { SYSTEM_TIMER, type Timer } from "./timer.js";
import { limitSetter, type PlanConfig, type PlannedMessage, planTransactions } from "./transactions.js";

/** A node. */
export type Cluster = {
  readonly rpc: Rpc<
    GetEpochInfoApi & GetLatestBlockhashApi & GetSignatureStatusesApi & SendTransactionApi & SimulateTransactionApi
  >;
};

/** How transactions are sent. */
export type SendConfig = PlanConfig & {
  /** How final a transaction must be for the next to follow; `confirmed` if omitted. */
  readonly commitment?: Commitment | undefined;
  /** Ends the sending: what was not sent by then is not. */
  readonly abortSignal?: AbortSignal | undefined;
  /** The clock that waiting uses; the machine's if omitted. */
  readonly timer?: Timer | undefined;
  /** Hears of each transaction's signature as soon as it is known, which is before it has landed. */
  readonly onSignature?: ((signature: Signature) => void) | undefined;
};

/** How many times a transaction that expired is signed anew, where no person is asked to sign. */
const RENEWALS = 2;

/**
 * Signs, sends and confirms a plan, in as many transactions as it takes, and gives their signatures in order. What nodes drop is
 * sent again until it lands or cannot land anymore; what expired is signed anew, unless a wallet would have to ask its owner. A
 * wallet that sends by itself is left to.
 *
 * @throws SolanaError With the results so far, where a transaction failed or was refused by its signer; no later one is sent. Its
 * cause is {@link Expired} where repeating is safe and {@link OutcomeUnknown} where it is not. {@link explainError} tells why.
 */
export async function sendPlan(
  { rpc }: Cluster,
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  { commitment = "confirmed", abortSignal, timer = SYSTEM_TIMER, onSignature, ...config }: SendConfig = {},
): Promise<Signature[]> {
  const abortable = abortSignal && { abortSignal };
  const setLimits = limitSetter(rpc, config);
  const waiting = { commitment, timer, abortSignal };

  async function signAndLand(planned: PlannedMessage, tell: (signature: Signature) => void): Promise<void> {
    abortSignal?.throwIfAborted();
    const limited = await setLimits(planned, { commitment, ...abortable });
    const { value: lifetime } = await rpc.getLatestBlockhash({ commitment }).send(abortable);
    const message = setTransactionMessageLifetimeUsingBlockhash(lifetime, limited);
    if (isTransactionMessageWithSingleSendingSigner(message)) {
      const bytes = await signAndSendTransactionMessageWithSigners(message, abortable);
      const signature = getBase58Decoder().decode(bytes) as Signature;
      tell(signature);
      const bound = await lifetimeNow().catch((error: unknown) => {
        // The wallet has sent it: it may land, however little the node says.
        throw new OutcomeUnknown(signature, error);
      });
      await land(rpc, { signature, wire: undefined, ...bound }, waiting);
      return;
    }
    const transaction = await signTransactionMessageWithSigners(message, abortable);
    assertIsTransactionWithBlockhashLifetime(transaction);
    const signature = getSignatureFromTransaction(transaction);
    tell(signature);
    abortSignal?.throwIfAborted();
    const wire = getBase64EncodedWireTransaction(transaction);
    const { blockhash, lastValidBlockHeight } = lifetime;
    const unchanged = transaction.lifetimeConstraint.blockhash === blockhash;
    const bound = unchanged ? { lastValidBlockHeight, certain: true } : await lifetimeNow();
    await land(rpc, { signature, wire, ...bound }, waiting);
  }

  /** How long a transaction can land if its wallet gave it another blockhash: as long as the latest known one. */
  async function lifetimeNow() {
    const { value } = await rpc.getLatestBlockhash({ commitment: "processed" }).send(abortable);
    return { lastValidBlockHeight: value.lastValidBlockHeight, certain: false };
  }

  const execute = createTransactionPlanExecutor({
    executeTransactionMessage: async (context, planned) => {
      const tell = (signature: Signature): void => {
        context.signature = signature;
        onSignature?.(signature);
      };
      const renewals = getSignersFromTransactionMessage(planned).every(isTransactionPartialSigner) ? RENEWALS : 0;
      for (let renewed = 0; ; renewed++) {
        try {
          await signAndLand(planned, tell);
          return { signature: context.signature as Signature };
        } catch (error) {
          if (!(error instanceof Expired) || renewed >= renewals) {
            throw error;
          }
        }
      }
    },
  });
  // The executor would leave a transaction alone that is on its way: the signal is heard where it is known what became of it.
  const results = await execute(await planTransactions(plan, feePayer, config));
  return flattenTransactionPlanResult(results).map((result) => result.context.signature as Signature);
}
