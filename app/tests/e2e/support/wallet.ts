/**
 * A wallet for tests, by the wallet standard: it signs for real, and says no when it is told to. Runs in the page.
 */
import {
  type Address,
  createKeyPairFromBytes,
  getAddressFromPublicKey,
  getTransactionDecoder,
  getTransactionEncoder,
  getTransactionVersionDecoder,
  partiallySignTransaction,
} from "@solana/kit";
import {
  SolanaSignTransaction,
  type SolanaSignTransactionMethod,
  type SolanaTransactionVersion,
} from "@solana/wallet-standard-features";
import type { Wallet, WalletAccount } from "@wallet-standard/base";
import {
  StandardConnect,
  StandardDisconnect,
  StandardEvents,
  type StandardEventsListeners,
} from "@wallet-standard/features";
import { registerWallet } from "@wallet-standard/wallet";

/** What a test tells the wallet, and what it tells a test. */
export type TestWallet = {
  /** The key, as the Solana command line keeps it. */
  readonly secret: readonly number[];
  /** Whether it says no to everything. */
  refuses: boolean;
  /** At which signature it disconnects, by itself and without an answer; never if left out. */
  disconnectsAt?: number;
  /** The versions of transactions that it announces. */
  readonly versions: readonly SolanaTransactionVersion[];
  /** The versions of the transactions that it has signed, in order. */
  signed: SolanaTransactionVersion[];
};

declare global {
  interface Window {
    testWallet: TestWallet;
  }
}

const CHAINS = ["solana:localnet", "solana:devnet", "solana:mainnet"] as const;
const NO = "User rejected the request.";

async function register(): Promise<void> {
  const keys = await createKeyPairFromBytes(Uint8Array.from(window.testWallet.secret));
  const address: Address = await getAddressFromPublicKey(keys.publicKey);
  const account: WalletAccount = {
    address,
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)),
    chains: CHAINS,
    features: [SolanaSignTransaction],
  };
  let accounts: readonly WalletAccount[] = [];
  const listeners = new Set<StandardEventsListeners["change"]>();

  const disconnect = () => {
    accounts = [];
    for (const listener of listeners) {
      listener({ accounts });
    }
  };

  const signTransaction: SolanaSignTransactionMethod = async (...inputs) => {
    if (window.testWallet.refuses) {
      throw new Error(NO);
    }
    if (window.testWallet.disconnectsAt === window.testWallet.signed.length) {
      disconnect();
      return new Promise(() => undefined);
    }
    return Promise.all(
      inputs.map(async ({ transaction }) => {
        const decoded = getTransactionDecoder().decode(transaction);
        const signed = await partiallySignTransaction([keys], decoded);
        window.testWallet.signed.push(getTransactionVersionDecoder().decode(decoded.messageBytes));
        return { signedTransaction: new Uint8Array(getTransactionEncoder().encode(signed)) };
      }),
    );
  };

  const wallet: Wallet = {
    version: "1.0.0",
    name: "Test wallet",
    icon: "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
    chains: CHAINS,
    get accounts() {
      return accounts;
    },
    features: {
      [StandardConnect]: {
        version: "1.0.0",
        connect: async () => {
          if (window.testWallet.refuses) {
            throw new Error(NO);
          }
          accounts = [account];
          return { accounts };
        },
      },
      [StandardDisconnect]: {
        version: "1.0.0",
        disconnect: async () => disconnect(),
      },
      [StandardEvents]: {
        version: "1.0.0",
        on: (_event: "change", listener: StandardEventsListeners["change"]) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      [SolanaSignTransaction]: {
        version: "1.0.0",
        supportedTransactionVersions: window.testWallet.versions,
        signTransaction,
      },
    },
  };
  registerWallet(wallet);
}

void register();
