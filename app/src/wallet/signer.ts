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

import type { Connection, SolanaWallet } from "./wallets.js";

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
 * The connected account as a signer. A wallet that can sign without sending does that, so that its transaction goes to the
 * node that the page reads from; one that cannot sends by itself.
 */
export function walletSigner(
  { wallet, account, address }: Connection,
  chain: IdentifierString,
  onPhase: (phase: SigningPhase) => void,
): TransactionSigner {
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
    try {
      const answer = await question();
      onPhase("sending");
      return answer;
    } catch (error) {
      throw new NotSigned(wallet.name, error);
    }
  }

  if (sign) {
    return {
      address,
      modifyAndSignTransactions: async (transactions) => {
        const signed = await ask(() => sign.signTransaction(...inputs(transactions)));
        return Promise.all(
          signed.map(({ signedTransaction }, index) =>
            withLifetime(getTransactionDecoder().decode(signedTransaction), transactions[index]),
          ),
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
        return sent.map(({ signature }) => signature as SignatureBytes);
      },
    };
  }
  throw new Error(`${wallet.name} signs no transactions of Solana's`);
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
