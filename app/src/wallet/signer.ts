/**
 * A wallet as a signer of Kit's.
 */
import {
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  getTransactionEncoder,
  getTransactionLifetimeConstraintFromCompiledTransactionMessage,
  type SignatureBytes,
  type Transaction,
  type TransactionSigner,
  type TransactionWithinSizeLimit,
  type TransactionWithLifetime,
} from "@solana/kit";
import { SolanaSignAndSendTransaction, SolanaSignTransaction } from "@solana/wallet-standard-features";
import type { IdentifierString } from "@wallet-standard/base";

import type { SentVersion } from "restaking-client";

import { type Connection, type SolanaWallet, untilGone } from "./wallets.js";

/** What the wallet is doing. */
export type SigningPhase = "signing" | "sending";

/** The wallet did not sign: its owner said no, or it could not. */
export class NotSigned extends Error {
  override readonly name = "NotSigned";

  constructor(
    readonly walletName: string,
    cause: unknown,
  ) {
    super(cause instanceof Error && cause.message !== "" ? cause.message : `${walletName} did not sign`, { cause });
  }

  /** Whether its owner said no. Wallets agree on no error for that: some have a code, all say it in words. */
  get rejected(): boolean {
    const { code } = (this.cause ?? {}) as { code?: unknown };
    return code === 4001 || /reject|denied|declin|cancel/i.test(this.message);
  }
}

/**
 * The version in which to send what a wallet signs: 1 where it and the cluster take it, 0 otherwise.
 *
 * @throws Error The wallet takes neither.
 */
export function sentVersion({ name, features }: SolanaWallet, clusterTakes1: boolean): SentVersion {
  const feature = features[SolanaSignTransaction] ?? features[SolanaSignAndSendTransaction];
  const versions = feature?.supportedTransactionVersions ?? [];
  if (clusterTakes1 && versions.includes(1)) {
    return 1;
  }
  if (!versions.includes(0)) {
    throw new Error(
      `${name} signs no transactions of version 0, which this cluster needs: update it, or use another wallet`,
    );
  }
  return 0;
}

/**
 * What a signer tells: where it is, and what was signed: before it is sent, or as soon as the wallet that sends it gives its signature.
 * The height is the last one at which it can land, where that is known.
 */
export type SignerEvents = {
  readonly onPhase: (phase: SigningPhase) => void;
  readonly onSigned: (signature: SignatureBytes | null | undefined, lastValidBlockHeight?: bigint) => void;
};

/**
 * The connected account as a signer. A wallet that can sign without sending does that, so that its transaction goes to the
 * node that the page reads from; one that cannot sends by itself.
 */
export function walletSigner(
  connection: Connection,
  chain: IdentifierString,
  { onPhase, onSigned }: SignerEvents,
): TransactionSigner {
  const { wallet, account, address } = connection;
  const sign = wallet.features[SolanaSignTransaction];
  const signAndSend = wallet.features[SolanaSignAndSendTransaction];
  const inputs = (transactions: readonly Transaction[]) =>
    transactions.map((transaction) => ({
      account,
      chain,
      transaction: new Uint8Array(getTransactionEncoder().encode(transaction)),
    }));

  async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    onPhase("signing");
    const gone = untilGone(connection);
    try {
      // A wallet that is disconnected meanwhile may never answer. What it signs later is sent by nobody.
      const answer = await Promise.race([question(), gone.promise]);
      onPhase("sending");
      return answer;
    } catch (error) {
      throw new NotSigned(wallet.name, error);
    } finally {
      gone.stop();
    }
  }

  if (sign) {
    return {
      address,
      modifyAndSignTransactions: async (transactions) => {
        const signed = await ask(() => sign.signTransaction(...inputs(transactions)));
        return Promise.all(
          signed.map(async ({ signedTransaction }, index) => {
            const transaction = getTransactionDecoder().decode(signedTransaction);
            const living = await withLifetime(transaction, transactions[index]);
            onSigned(Object.values(transaction.signatures)[0], lastHeight(living));
            return living;
          }),
        );
      },
    };
  }
  if (signAndSend) {
    return {
      address,
      signAndSendTransactions: async (transactions) => {
        const sent = await ask(() =>
          signAndSend.signAndSendTransaction(...inputs(transactions).map((input) => ({ ...input, chain }))),
        );
        return sent.map(({ signature }) => {
          onSigned(signature as SignatureBytes);
          return signature as SignatureBytes;
        });
      },
    };
  }
  throw new Error(`${wallet.name} signs no transactions of Solana's`);
}

/** The last block height at which a transaction can land; nothing for one that a nonce keeps valid. */
function lastHeight({ lifetimeConstraint }: TransactionWithLifetime): bigint | undefined {
  return "lastValidBlockHeight" in lifetimeConstraint ? lifetimeConstraint.lastValidBlockHeight : undefined;
}

/** What the wallet gave back, with how long it is valid: a wallet may have changed it. */
async function withLifetime(
  signed: Transaction,
  asked: Transaction | (Transaction & TransactionWithLifetime) | undefined,
): Promise<Transaction & TransactionWithinSizeLimit & TransactionWithLifetime> {
  const message = getCompiledTransactionMessageDecoder().decode(signed.messageBytes);
  const before = asked && "lifetimeConstraint" in asked ? asked.lifetimeConstraint : undefined;
  const same = before && "blockhash" in before && before.blockhash === message.lifetimeToken;
  const lifetimeConstraint = same
    ? before
    : await getTransactionLifetimeConstraintFromCompiledTransactionMessage(message);
  return Object.freeze({ ...signed, lifetimeConstraint }) as Transaction &
    TransactionWithinSizeLimit &
    TransactionWithLifetime;
}
