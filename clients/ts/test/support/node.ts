/**
 * A node's answers about a chain in this process, as its interface has them.
 */
import {
  type Address,
  createSolanaRpcFromTransport,
  decompileTransactionMessage,
  type EncodedAccount,
  getAddressDecoder,
  getAddressEncoder,
  getBase58Decoder,
  getBase64Decoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  getTransactionMessageComputeUnitLimit,
  getTransactionMessageLoadedAccountsDataSizeLimit,
  getTransactionMessagePriorityFeeLamports,
  type Instruction,
  type Rpc,
  type RpcTransport,
  type SolanaRpcApi,
  type TransactionVersion,
} from "@solana/kit";
import { FailedTransactionMetadata, type LiteSVM } from "litesvm";

/** A filter of a scan, as a request has it. */
type Filter = { readonly memcmp: { readonly offset: bigint; readonly bytes: string } };

/** A transaction that landed. */
export type Landed = {
  readonly slot: bigint;
  readonly err: unknown;
  readonly logs: readonly string[];
  readonly accounts: readonly Address[];
  readonly programs: readonly Address[];
} & Limits;

/** What a transaction is limited to, and what it offers for all of it, in lamports, if it says so in its message. */
type Limits = {
  readonly version: TransactionVersion;
  readonly computeLimit: number | undefined;
  readonly loadedLimit?: number | undefined;
  readonly priorityFee?: bigint | undefined;
};

/** The genesis hash of the chains of the tests. */
export const GENESIS_HASH = getBase58Decoder().decode(new Uint8Array(32).fill(0x6e));

/** A node for the chain of `svm`. */
export class Node {
  readonly rpc: Rpc<SolanaRpcApi>;
  /** The hash of the first block that it tells. */
  genesisHash = GENESIS_HASH;
  /** What landed, by signature, in order. */
  readonly landed = new Map<string, Landed>();

  constructor(private readonly svm: LiteSVM) {
    this.rpc = createSolanaRpcFromTransport(this.transport);
  }

  /** Its answers to requests. */
  readonly transport = async ({ payload }: Parameters<RpcTransport>[0]): Promise<never> => {
    const { id, method, params } = payload as { id: unknown; method: string; params: readonly unknown[] };
    const answer = this.answers[method];
    if (!answer) {
      throw new Error(`the node of the tests has no ${method}`);
    }
    const result = answer(...(params as never[]));
    return { jsonrpc: "2.0", id, ...(result instanceof Refused ? { error: result.error } : { result }) } as never;
  };

  private readonly answers: Readonly<Record<string, (...params: never[]) => unknown>> = {
    getAccountInfo: (address: Address) => this.inContext(this.shown(address)),
    getMultipleAccounts: (addresses: Address[]) => this.inContext(addresses.map((address) => this.shown(address))),
    getProgramAccounts: (program: Address, { filters = [] }: { filters?: Filter[] }) =>
      this.svm
        .getProgramAccounts(program)
        .filter((account) => account.lamports > 0n && filters.every((filter) => matches(account, filter)))
        .map((account) => ({ pubkey: account.address, account: this.shown(account.address) })),
    getTokenAccountsByOwner: (owner: Address, { programId }: { programId: Address }) =>
      this.inContext(
        this.svm
          .getProgramAccounts(programId)
          .filter((account) => matches(account, { memcmp: { offset: 32n, bytes: ownerBytes(owner) } }))
          .map((account) => ({ pubkey: account.address, account: this.shown(account.address) })),
      ),
    getEpochInfo: () => ({ absoluteSlot: this.slot, blockHeight: this.slot }),
    getMinimumBalanceForRentExemption: (bytes: bigint) => this.svm.minimumBalanceForRentExemption(BigInt(bytes)),
    getGenesisHash: () => this.genesisHash,
    getLatestBlockhash: () => {
      this.svm.expireBlockhash();
      return this.inContext({ blockhash: this.svm.latestBlockhash(), lastValidBlockHeight: this.slot + 150n });
    },
    simulateTransaction: (wire: string) => {
      // A simulation need not be signed, nor of a recent block.
      this.svm.withSigverify(false).withBlockhashCheck(false);
      const result = this.svm.simulateTransaction(decoded(wire));
      this.svm.withSigverify(true).withBlockhashCheck(true);
      const meta = result.meta();
      return this.inContext({
        err: errorOf(result),
        logs: meta.logs(),
        unitsConsumed: meta.computeUnitsConsumed(),
        loadedAccountsDataSize: this.loadedSize(decoded(wire)),
        returnData: returnDataOf(meta.returnData()),
      });
    },
    sendTransaction: (wire: string, { skipPreflight = false }: { skipPreflight?: boolean }) =>
      this.send(wire, skipPreflight),
    getSignatureStatuses: (signatures: string[]) =>
      this.inContext(
        signatures.map((signature) => {
          const landed = this.landed.get(signature);
          return landed && { slot: landed.slot, err: landed.err, confirmationStatus: "finalized", confirmations: null };
        }),
      ),
    getSignaturesForAddress: (address: Address, { limit, before, until }: Page) => {
      const all = [...this.landed].filter(([, { accounts }]) => accounts.includes(address)).reverse();
      const from = before === undefined ? 0 : all.findIndex(([signature]) => signature === before) + 1;
      const end = until === undefined ? all.length : all.findIndex(([signature]) => signature === until);
      const page = all.slice(from, Math.min(end, from + Number(limit)));
      return page.map(([signature, { slot, err }]) => ({ signature, slot, err, memo: null, blockTime: null }));
    },
    getTransaction: (
      signature: string,
      { maxSupportedTransactionVersion }: { maxSupportedTransactionVersion: number },
    ) => {
      const landed = this.landed.get(signature);
      if (landed && Number(landed.version) > maxSupportedTransactionVersion) {
        return new Refused({ code: -32015, message: `Transaction version (${landed.version}) is not supported` });
      }
      return landed ? { slot: landed.slot, meta: { err: landed.err, logMessages: landed.logs } } : null;
    },
  };

  /** Carries out a transaction as a node does: one that fails in its simulation is refused. */
  private send(wire: string, skipPreflight: boolean): string | Refused {
    const transaction = decoded(wire);
    if (this.landed.has(getSignatureFromTransaction(transaction))) {
      const data = { err: "AlreadyProcessed", logs: [] };
      const known = new Refused({ code: -32002, message: "Transaction simulation failed", data });
      return skipPreflight ? getSignatureFromTransaction(transaction) : known;
    }
    const result = this.svm.sendTransaction(transaction);
    const signature = getSignatureFromTransaction(transaction);
    const err = errorOf(result);
    const logs = (result instanceof FailedTransactionMetadata ? result.meta() : result).logs();
    if (err) {
      return new Refused({ code: -32002, message: "Transaction simulation failed", data: { err, logs } });
    }
    const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
    const { instructions } = decompileTransactionMessage(message);
    const programs = (instructions as readonly Instruction[]).map(({ programAddress }) => programAddress);
    this.landed.set(signature, {
      slot: this.slot,
      err,
      logs,
      accounts: message.staticAccounts,
      programs,
      ...limitsOf(message),
    });
    return signature;
  }

  /** The bytes of all the accounts that a transaction names. */
  private loadedSize(transaction: ReturnType<typeof decoded>): number {
    const { staticAccounts } = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
    const accounts = staticAccounts.map((address) => this.svm.getAccount(address));
    // The code of a program is loaded with it, and stands in an account of its own.
    return accounts.reduce((sum, account) => sum + (account.exists ? Number(account.space) : 0), CODE_BYTES);
  }

  private get slot(): bigint {
    return this.svm.getClock().slot;
  }

  private inContext(value: unknown): unknown {
    return { context: { slot: this.slot }, value };
  }

  private shown(address: Address): unknown {
    const account = this.svm.getAccount(address);
    if (!account.exists || account.lamports === 0n) {
      return null;
    }
    return {
      data: [getBase64Decoder().decode(account.data), "base64"],
      executable: account.executable,
      lamports: account.lamports,
      owner: account.programAddress,
      space: account.space,
    };
  }
}

type Page = { readonly limit: number; readonly before?: string; readonly until?: string };

/** A request that the node refuses. */
class Refused {
  constructor(readonly error: object) {}
}

function matches(account: EncodedAccount, { memcmp }: Filter): boolean {
  const bytes = getBase64Encoder().encode(memcmp.bytes);
  return bytes.every((byte, at) => account.data[Number(memcmp.offset) + at] === byte);
}

/** What a program returned, as a node tells it; nothing if none did. */
function returnDataOf(returned: { programId(): Uint8Array; data(): Uint8Array }): unknown {
  const { decode } = getBase64Decoder();
  const data = returned.data();
  return data.length === 0
    ? null
    : { programId: getAddressDecoder().decode(returned.programId()), data: [decode(data), "base64"] };
}

/** An owner as a filter has it. */
function ownerBytes(owner: Address): string {
  return getBase64Decoder().decode(getAddressEncoder().encode(owner));
}

function decoded(wire: string) {
  return getTransactionDecoder().decode(getBase64Encoder().encode(wire));
}

/** The error of a transaction as a node tells it; nothing if it succeeded. */
function errorOf(result: object): unknown {
  if (!(result instanceof FailedTransactionMetadata)) {
    return null;
  }
  const error = result.err();
  if (typeof error === "object" && "index" in error && "err" in error) {
    const inner = error.err();
    const custom = typeof inner === "object" && "code" in inner;
    return { InstructionError: [error.index, custom ? { Custom: inner.code } : "GenericError"] };
  }
  return "AccountNotFound";
}

/** More than the code of the program takes, in bytes. */
const CODE_BYTES = 4_000_000;

/** What a transaction limits itself to. */
function limitsOf(compiled: ReturnType<ReturnType<typeof getCompiledTransactionMessageDecoder>["decode"]>): Limits {
  const message = decompileTransactionMessage(compiled);
  const { version } = message;
  const computeLimit = getTransactionMessageComputeUnitLimit(message);
  return message.version === 1
    ? {
        version,
        computeLimit,
        loadedLimit: getTransactionMessageLoadedAccountsDataSizeLimit(message),
        priorityFee: getTransactionMessagePriorityFeeLamports(message),
      }
    : { version, computeLimit };
}
