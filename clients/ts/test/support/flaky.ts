/**
 * A node of a cluster that drops what it is sent, answers late or not at all, and makes a block whenever somebody waits.
 */
import {
  createSolanaRpcFromTransport,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  type Rpc,
  type SolanaRpcApi,
} from "@solana/kit";

import { FakeTimer } from "./timer.js";

/** How long a block takes, and for how many a blockhash is valid. */
const BLOCK_MILLIS = 400;
const LIFETIME = 150n;

/** What happens to a request: an error that is thrown, one that the node answers, or nothing out of the ordinary. */
export type Fault = Error | { readonly code: number; readonly message: string; readonly data?: unknown } | undefined;

/** A sending of a transaction. */
export type Sending = { readonly signature: string; readonly blockhash: string; readonly skipPreflight: boolean };

/** The node. */
export class FlakyNode {
  readonly timer = new FakeTimer();
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly sendings: Sending[] = [];
  /** What landed, with the error that it failed with and how final it is. */
  readonly landed = new Map<string, { readonly err?: unknown; readonly confirmationStatus: string }>();
  /** How many of the next sendings are lost. */
  drops = 0;
  /** How many slots behind the one that tells where transactions are is. */
  behind = 0n;
  /** Whether it leaves out what it was asked for of where transactions are. */
  emptyStatuses = false;
  /** What goes wrong with a request, by its method and the number of requests of it before. */
  fault: (method: string, before: number) => Fault = () => undefined;
  /** What happens when a transaction arrives, besides landing. */
  arrives: (sending: Sending) => void = ({ signature }) =>
    this.landed.set(signature, { confirmationStatus: "confirmed" });
  private readonly asked = new Map<string, number>();
  private blockhashes = 0;

  constructor() {
    this.rpc = createSolanaRpcFromTransport(async ({ payload }) => {
      const { id, method, params } = payload as { id: string; method: string; params: never[] };
      const before = this.asked.get(method) ?? 0;
      this.asked.set(method, before + 1);
      const fault = this.fault(method, before);
      if (fault instanceof Error) {
        throw fault;
      }
      const answer = fault ? { error: fault } : { result: this.answers[method]?.(...params) };
      return { jsonrpc: "2.0", id, ...answer } as never;
    });
  }

  /** The height of the chain. */
  get height(): bigint {
    return 1_000n + BigInt(Math.floor(this.timer.now() / BLOCK_MILLIS));
  }

  /** How often a method was asked. */
  count(method: string): number {
    return this.asked.get(method) ?? 0;
  }

  private readonly answers: Readonly<Record<string, (...params: never[]) => unknown>> = {
    getEpochInfo: () => ({ absoluteSlot: this.height, blockHeight: this.height }),
    getLatestBlockhash: () => {
      // Thirty-two bytes in base58, each time others.
      const blockhash = `4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2Ns${"ABCDEFGH"[this.blockhashes++ % 8]}Y`;
      return { context: { slot: 1n }, value: { blockhash, lastValidBlockHeight: this.height + LIFETIME } };
    },
    simulateTransaction: () => ({ context: { slot: 1n }, value: { err: null, logs: [], unitsConsumed: 450n } }),
    sendTransaction: (wire: string, { skipPreflight = false }: { skipPreflight?: boolean }) => {
      const transaction = getTransactionDecoder().decode(getBase64Encoder().encode(wire));
      const { lifetimeToken } = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
      const signature = getSignatureFromTransaction(transaction);
      const sending = { signature, blockhash: String(lifetimeToken), skipPreflight };
      this.sendings.push(sending);
      if (this.drops > 0) {
        this.drops -= 1;
      } else {
        this.arrives(sending);
      }
      return signature;
    },
    getSignatureStatuses: ([signature]: [string]) => {
      const landed = this.landed.get(signature);
      const status = landed && { slot: 1n, confirmations: 1n, err: null, ...landed };
      return { context: { slot: this.height - this.behind }, value: this.emptyStatuses ? [] : [status ?? null] };
    },
  };
}
