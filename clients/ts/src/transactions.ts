/**
 * From plans to transactions.
 */
import {
  createTransactionMessage,
  createTransactionPlanner,
  estimateAndSetResourceLimitsFactory,
  estimateResourceLimitsFactory,
  fillTransactionMessageProvisoryResourceLimits,
  flattenTransactionPlan,
  getTransactionMessageComputeUnitLimit,
  type InstructionPlan,
  pipe,
  type Rpc,
  type SimulateTransactionApi,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageFeePayerSigner,
  setTransactionMessagePriorityFeeLamports,
  type TransactionMessage,
  type TransactionMessageWithFeePayer,
  type TransactionPlan,
  type TransactionSigner,
} from "@solana/kit";

import { formatAmount } from "./amount.js";
import { mulDivCeil } from "./ledger/math.js";
import { Told } from "./told.js";
import type { SentVersion } from "./version.js";

/** How transactions are made. */
export type PlanConfig = {
  /** What to offer for each compute unit, in millionths of a lamport; nothing if omitted. */
  readonly priorityFee?: bigint | undefined;
  /** The most that the offer may come to for a transaction, in lamports; a thousandth of a SOL if omitted. */
  readonly maxPriorityFee?: bigint | undefined;
  /** The version to make them in; 0 if omitted. {@link versionFor} tells what a wallet and a cluster take. */
  readonly version?: SentVersion | undefined;
};

/**
 * How many instructions a transaction of each version has at the most. A log has room for 10,000 bytes, and what does not fit of
 * it are events: an instruction of the program logs about a thousand. In version 0, one or two of them are for compute units.
 */
const MOST_INSTRUCTIONS = { 0: 8, 1: 7 } as const;

/** A planned transaction: its effects and its payer. */
export type PlannedMessage = TransactionMessage & TransactionMessageWithFeePayer;

/**
 * Divides a plan into transactions that each fit, in the order in which they are to land. Each has room for its compute limit,
 * which {@link sendPlan} sets from a simulation.
 */
export function planTransactions(
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  { priorityFee, version = 0 }: PlanConfig = {},
): Promise<TransactionPlan> {
  const planner = createTransactionPlanner({
    maxInstructionsPerTransaction: MOST_INSTRUCTIONS[version],
    createTransactionMessage: () => (version === 1 ? begin1(feePayer, priorityFee) : begin0(feePayer, priorityFee)),
  });
  return planner(plan);
}

function begin0(feePayer: TransactionSigner, priorityFee: bigint | undefined): PlannedMessage {
  return pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayerSigner(feePayer, message),
    (message) => fillTransactionMessageProvisoryResourceLimits(message),
    (message) => (priorityFee ? setTransactionMessageComputeUnitPrice(priorityFee, message) : message),
  );
}

/** Version 1 takes its limits, and its fee for all of its compute units together, in fields of the message. */
function begin1(feePayer: TransactionSigner, priorityFee: bigint | undefined): PlannedMessage {
  return pipe(
    createTransactionMessage({ version: 1 }),
    (message) => setTransactionMessageFeePayerSigner(feePayer, message),
    (message) => fillTransactionMessageProvisoryResourceLimits(message),
    (message) => (priorityFee ? setTransactionMessagePriorityFeeLamports(0n, message) : message),
  );
}

/** The messages of the transactions of a plan, in order: what a wallet is about to be asked to sign. */
export async function planMessages(
  plan: InstructionPlan,
  feePayer: TransactionSigner,
  config?: PlanConfig,
): Promise<PlannedMessage[]> {
  return flattenTransactionPlan(await planTransactions(plan, feePayer, config)).map(({ message }) => message);
}

/** How much more than a simulation took a transaction may take, in percent. */
const HEADROOM = 20;

/** The most that a transaction can ask for: compute units, and bytes of accounts. */
const MOST_UNITS = 1_400_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The most that a priority fee may come to if nothing else is said, in lamports: what the command line has too. */
export const MAX_PRIORITY_FEE = 1_000_000n;

/** The priority fee of a transaction is over the cap: it was not sent. */
export class PriorityFeeOverCap extends Told {
  override readonly name = "PriorityFeeOverCap";

  constructor(
    readonly fee: bigint,
    readonly cap: bigint,
  ) {
    super(
      `The priority fee would be ${formatAmount(fee, 9)} SOL, over the cap of ${formatAmount(cap, 9)} SOL: offer less for a compute unit`,
    );
  }
}

/** Millionths of a lamport in a lamport. */
const MICRO = 1_000_000n;

/** Sets the limits of a message from a simulation, with headroom, and the priority fee that depends on them. */
export function limitSetter(
  rpc: Rpc<SimulateTransactionApi>,
  { priorityFee = 0n, maxPriorityFee = MAX_PRIORITY_FEE }: PlanConfig,
) {
  const estimate = estimateResourceLimitsFactory({ rpc });
  const setLimits = estimateAndSetResourceLimitsFactory(async (message, config) => {
    const { computeUnitLimit, loadedAccountsDataSizeLimit, ...limits } = await estimate(message, config);
    return {
      ...limits,
      computeUnitLimit: withHeadroom(computeUnitLimit, MOST_UNITS),
      ...(loadedAccountsDataSizeLimit !== undefined && {
        loadedAccountsDataSizeLimit: withHeadroom(loadedAccountsDataSizeLimit, MOST_BYTES),
      }),
    } as Awaited<ReturnType<typeof estimate<typeof message>>>;
  });
  return async (planned: PlannedMessage, config: Parameters<typeof setLimits>[1]): Promise<PlannedMessage> => {
    const limited = await setLimits(planned, config);
    const units = BigInt(getTransactionMessageComputeUnitLimit(limited) ?? 0);
    const fee = mulDivCeil(units, priorityFee, MICRO);
    if (fee > maxPriorityFee) {
      throw new PriorityFeeOverCap(fee, maxPriorityFee);
    }
    return limited.version === 1 && fee > 0n ? setTransactionMessagePriorityFeeLamports(fee, limited) : limited;
  };
}

function withHeadroom(taken: number, most: number): number {
  return Math.min(Math.ceil((taken * (100 + HEADROOM)) / 100), most);
}
