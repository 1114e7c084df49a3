/**
 * A chain in this process with the compiled program, SPL Token and a clock to move, and a node's answers about it.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import {
  type Address,
  address,
  createKeyPairSignerFromPrivateKeyBytes,
  type EncodedAccount,
  flattenTransactionPlan,
  getAddressDecoder,
  getAddressEncoder,
  getBase58Encoder,
  type Instruction,
  type InstructionPlan,
  type KeyPairSigner,
  lamports,
  type Rpc,
  type SolanaRpcApi,
  sequentialInstructionPlan,
  signTransactionMessageWithSigners,
  type TransactionSigner,
} from "@solana/kit";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import {
  type ClusterClock,
  explainError,
  fetchRecipient,
  getInitializeConfigInstruction,
  planTransactions,
  type Recipient,
  type RestakingEvent,
  readEvents,
} from "restaking-client";

import { GENESIS_HASH, Node } from "./node.js";
import { PROGRAM, pda, programFile } from "./program.js";

/** The bounds of epochs in the config, in seconds. */
export const MIN_EPOCH = 100n;
export const MAX_EPOCH = 1_000_000n;

/** The signer called `name`: the same one in every run. */
export function signer(name: string): Promise<KeyPairSigner> {
  return createKeyPairSignerFromPrivateKeyBytes(sha256(new TextEncoder().encode(name)));
}

/** What the transactions of a plan did. */
export type Done = {
  readonly events: readonly RestakingEvent[];
  readonly logs: readonly (readonly string[])[];
  readonly transactions: number;
};

/** A transaction that failed. */
export class Failed extends Error {
  override readonly name = "Failed";

  constructor(
    readonly logs: readonly string[],
    readonly reason: string,
  ) {
    super(reason);
  }

  /** What the client makes of it, from the log alone. */
  get sentence(): string {
    return explainError(this, PROGRAM).sentence;
  }
}

/** The chain. */
export class Chain {
  private constructor(
    readonly svm: LiteSVM,
    readonly deployer: KeyPairSigner,
    readonly node: Node,
  ) {}

  /** The node's answers. */
  get rpc(): Rpc<SolanaRpcApi> {
    return this.node.rpc;
  }

  /** A chain with the program and its config. */
  static async start(): Promise<Chain> {
    const svm = new LiteSVM().withTransactionHistory(0n);
    svm.addProgram(PROGRAM.programAddress, programFile());
    const chain = new Chain(svm, await signer("deployer"), new Node(svm));
    chain.fund(chain.deployer.address);
    await chain.setUpgradeAuthority(chain.deployer.address);
    chain.warp(1_700_000_000n);
    const initialize = getInitializeConfigInstruction(
      {
        authority: chain.deployer,
        config: await pda.config(),
        programData: await pda.programData(),
        genesisHash: getBase58Encoder().encode(GENESIS_HASH),
        minEpochSeconds: MIN_EPOCH,
        maxEpochSeconds: MAX_EPOCH,
      },
      PROGRAM,
    );
    await chain.send(chain.deployer, initialize);
    return chain;
  }

  /** Puts `authority` where the loader's layout has it: behind a tag of 4 bytes, a slot of 8 and an option of 1. */
  private async setUpgradeAuthority(authority: Address): Promise<void> {
    const account = this.account(await pda.programData());
    const data = new Uint8Array(account.data);
    data[12] = 1;
    data.set(getAddressEncoder().encode(authority), 13);
    this.svm.setAccount({ ...account, data });
  }

  /** The account at `address`, which has to be there. */
  account(address: Address): EncodedAccount {
    const account = this.svm.getAccount(address);
    if (!account.exists) {
      throw new Error(`there is no account at ${address}`);
    }
    return account;
  }

  /** What is to be known of `address` before it is given something. */
  look(address: Address): Promise<Recipient> {
    return fetchRecipient(this.rpc, PROGRAM.programAddress, address);
  }

  /** Gives `owner` lamports to pay with. */
  fund(owner: Address): void {
    this.svm.airdrop(owner, lamports(1_000_000_000_000n));
  }

  /** A signer called `name` with lamports to pay with. */
  async funded(name: string): Promise<KeyPairSigner> {
    const made = await signer(name);
    this.fund(made.address);
    return made;
  }

  /** The time, in unix seconds. */
  get now(): bigint {
    return this.svm.getClock().unixTimestamp;
  }

  /** The clock. */
  get clock(): ClusterClock {
    const { unixTimestamp: time, slot } = this.svm.getClock();
    return { time, slot };
  }

  /** Moves the clock to `time`, with the slots that a chain produces meanwhile: five in two seconds. */
  warp(time: bigint): void {
    const clock = this.svm.getClock();
    const seconds = time - clock.unixTimestamp;
    clock.slot += seconds > 0n ? (seconds * 5n) / 2n : 0n;
    clock.unixTimestamp = time;
    this.svm.setClock(clock);
  }

  /** Lets `seconds` pass while the chain stands still. */
  halt(seconds: bigint): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp += seconds;
    this.svm.setClock(clock);
  }

  /** Lets `seconds` pass. */
  wait(seconds: bigint): void {
    this.warp(this.now + seconds);
  }

  /** Lets `slots` slots pass in no time. */
  passSlots(slots: bigint): void {
    const clock = this.svm.getClock();
    clock.slot += slots;
    this.svm.setClock(clock);
  }

  /** Carries out a plan, in as many transactions as it takes. */
  async send(payer: TransactionSigner, ...plans: (Instruction | InstructionPlan)[]): Promise<Done> {
    const planned = flattenTransactionPlan(await planTransactions(sequentialInstructionPlan(plans), payer));
    const events: RestakingEvent[] = [];
    const logs: string[][] = [];
    for (const { message } of planned) {
      this.svm.expireBlockhash();
      const limited = {
        ...message,
        instructions: message.instructions.filter((each) => each.programAddress !== BUDGET),
      };
      const live = this.svm.setTransactionMessageLifetimeUsingLatestBlockhash(limited as typeof message);
      const result = this.svm.sendTransaction(await signTransactionMessageWithSigners(live));
      if (result instanceof FailedTransactionMetadata) {
        throw new Failed(result.meta().logs(), result.toString());
      }
      logs.push(result.logs());
      events.push(...readEvents(result.logs(), PROGRAM.programAddress).events);
    }
    return { events, logs, transactions: planned.length };
  }
}

/** Sets compute limits: the provisory ones of a plan are of zero until a simulation sets them. */
const BUDGET = address("ComputeBudget111111111111111111111111111111");

/** An address that nobody can sign for. */
export function nobody(byte: number): Address {
  return getAddressDecoder().decode(new Uint8Array(32).fill(byte));
}
