/**
 * From plans to transactions, and to the chain.
 */
import {
  assertIsTransactionWithBlockhashLifetime,
  type Commitment,
  createTransactionMessage,
  createTransactionPlanExecutor,
  createTransactionPlanner,
  estimateAndSetResourceLimitsFactory,
  estimateResourceLimitsFactory,
  fillTransactionMessageProvisoryResourceLimits,
  flattenTransactionPlan,
  flattenTransactionPlanResult,
  type GetEpochInfoApi,
  type GetLatestBlockhashApi,
  type GetSignatureStatusesApi,
  getBase58Decoder,
  getSignatureFromTransaction,
  type InstructionPlan,
  isTransactionMessageWithSingleSendingSigner,
  pipe,
  type Rpc,
  type RpcSubscriptions,
  type SendTransactionApi,
  type Signature,
  type SignatureNotificationsApi,
  type SimulateTransactionApi,
  type SlotNotificationsApi,
  sendAndConfirmTransactionFactory,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signAndSendTransactionMessageWithSigners,
  signTransactionMessageWithSigners,
  type TransactionMessage,
  type TransactionMessageWithFeePayer,
  type TransactionPlan,
  type TransactionSigner,
} from "@solana/kit";
import {
  createBlockHeightExceedencePromiseFactory,
  createRecentSignatureConfirmationPromiseFactory,
} from "@solana/transaction-confirmation";

/** How transactions are made. */
export type PlanConfig = {
  /** What to offer for each compute unit, in millionths of a lamport; nothing if left out. */
  readonly priorityFee?: bigint | undefined;
};

/**
 * How many instructions a transaction has at the most, those for its compute units included. A log has room for 10,000 bytes, and
 * what does not fit of it are events: an instruction of the program logs about a thousand.
 */
const MOST_INSTRUCTIONS = 8;

/** A transaction that is to be: what it does and who pays for it. */
export type PlannedMessage = TransactionMessage & TransactionMessageWithFeePayer;

/**
 * Divides a plan into transactions that each fit, in the order in which they are to land. Each has room for its compute limit,
 * which {@link sendPlan} sets from a simulation.
 */
export function planTransactions(
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  { priorityFee }: PlanConfig = {},
): Promise<TransactionPlan> {
  const planner = createTransactionPlanner({
    maxInstructionsPerTransaction: MOST_INSTRUCTIONS,
    createTransactionMessage: () =>
      pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(feePayer, message),
        (message) => fillTransactionMessageProvisoryResourceLimits(message),
        (message) => (priorityFee ? setTransactionMessageComputeUnitPrice(priorityFee, message) : message),
      ),
  });
  return planner(plan);
}

/** The messages of the transactions of a plan, in order: what a wallet is about to be asked to sign. */
export async function planMessages(
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  config?: PlanConfig,
): Promise<PlannedMessage[]> {
  return flattenTransactionPlan(await planTransactions(plan, feePayer, config)).map(({ message }) => message);
}

/** A node, by request and by subscription. */
export type Cluster = {
  readonly rpc: Rpc<
    GetEpochInfoApi & GetLatestBlockhashApi & GetSignatureStatusesApi & SendTransactionApi & SimulateTransactionApi
  >;
  readonly rpcSubscriptions: RpcSubscriptions<SignatureNotificationsApi & SlotNotificationsApi>;
};

/** How transactions are sent. */
export type SendConfig = PlanConfig & {
  /** How final a transaction must be for the next to follow; `confirmed` if left out. */
  readonly commitment?: Commitment | undefined;
  /** Ends the sending: what was not sent by then is not. */
  readonly abortSignal?: AbortSignal | undefined;
};

/** How much more than a simulation took a transaction may take, in percent. */
const HEADROOM = 20;

/**
 * Signs, sends and confirms a plan, in as many transactions as it takes, and gives their signatures in order. A wallet that
 * sends by itself is left to.
 *
 * @throws SolanaError With the results so far, where a transaction failed, was refused by its signer or expired; no later one
 * is sent. {@link explainError} tells why.
 */
export async function sendPlan(
  { rpc, rpcSubscriptions }: Cluster,
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  { commitment = "confirmed", abortSignal, ...config }: SendConfig = {},
): Promise<Signature[]> {
  const estimate = estimateResourceLimitsFactory({ rpc });
  const setLimits = estimateAndSetResourceLimitsFactory(async (message, config) => {
    const limits = await estimate(message, config);
    return { ...limits, computeUnitLimit: Math.ceil((limits.computeUnitLimit * (100 + HEADROOM)) / 100) };
  });
  const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions });
  const confirmed = createRecentSignatureConfirmationPromiseFactory({ rpc, rpcSubscriptions });
  const expired = createBlockHeightExceedencePromiseFactory({ rpc, rpcSubscriptions });
  const abortable = abortSignal && { abortSignal };

  /** Waits for what a wallet sent, as long as the lifetime lasts that it was given. */
  async function confirm(signature: Signature, lastValidBlockHeight: bigint): Promise<void> {
    const waiting = new AbortController();
    const config = {
      commitment,
      abortSignal: AbortSignal.any([waiting.signal, ...(abortSignal ? [abortSignal] : [])]),
    };
    try {
      await Promise.race([confirmed({ signature, ...config }), expired({ lastValidBlockHeight, ...config })]);
    } finally {
      waiting.abort();
    }
  }

  const execute = createTransactionPlanExecutor({
    executeTransactionMessage: async (context, planned) => {
      const limited = await setLimits(planned, { commitment, ...abortable });
      const { value: lifetime } = await rpc.getLatestBlockhash({ commitment }).send(abortable);
      const message = setTransactionMessageLifetimeUsingBlockhash(lifetime, limited);
      if (isTransactionMessageWithSingleSendingSigner(message)) {
        const bytes = await signAndSendTransactionMessageWithSigners(message, abortable);
        const signature = getBase58Decoder().decode(bytes) as Signature;
        context.signature = signature;
        await confirm(signature, lifetime.lastValidBlockHeight);
        return { signature };
      }
      const transaction = await signTransactionMessageWithSigners(message, abortable);
      assertIsTransactionWithBlockhashLifetime(transaction);
      const signature = getSignatureFromTransaction(transaction);
      context.signature = signature;
      await sendAndConfirm(transaction, { commitment, ...abortable });
      return { signature };
    },
  });
  const results = await execute(await planTransactions(plan, feePayer, config), abortable);
  return flattenTransactionPlanResult(results).map((result) => result.context.signature as Signature);
}
