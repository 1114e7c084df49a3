/**
 * The wallets of this browser, by the wallet standard.
 */
import type { Address } from "@solana/kit";
import {
  SolanaSignAndSendTransaction,
  type SolanaSignAndSendTransactionFeature,
  SolanaSignTransaction,
  type SolanaSignTransactionFeature,
} from "@solana/wallet-standard-features";
import { getWallets } from "@wallet-standard/app";
import type { Wallet, WalletAccount } from "@wallet-standard/base";
import {
  StandardConnect,
  type StandardConnectFeature,
  StandardDisconnect,
  type StandardDisconnectFeature,
  StandardEvents,
  type StandardEventsFeature,
} from "@wallet-standard/features";
import { useSyncExternalStore } from "react";

/** A wallet that can sign for Solana. */
export type SolanaWallet = Wallet & {
  readonly features: StandardConnectFeature &
    Partial<
      StandardDisconnectFeature &
        StandardEventsFeature &
        SolanaSignTransactionFeature &
        SolanaSignAndSendTransactionFeature
    >;
};

/** The account that the reader has connected. */
export type Connection = {
  readonly wallet: SolanaWallet;
  readonly account: WalletAccount;
  readonly address: Address;
};

/** What is known of wallets. */
export type WalletState = {
  readonly wallets: readonly SolanaWallet[];
  readonly connection: Connection | undefined;
};

/** Where the name of the wallet is kept that was connected last. */
const KEY = "restaking.wallet";

const registry = getWallets();
const listeners = new Set<() => void>();
let state: WalletState = { wallets: [], connection: undefined };
let stopListening: (() => void) | undefined;

function change(next: Partial<WalletState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) {
    listener();
  }
}

function isSolanaWallet(wallet: Wallet): wallet is SolanaWallet {
  const { features, chains } = wallet;
  const signs = SolanaSignTransaction in features || SolanaSignAndSendTransaction in features;
  return StandardConnect in features && signs && chains.some((chain) => chain.startsWith("solana:"));
}

/** Lists the wallets that are there, and connects the one of last time if it allows it without asking. */
function look(): void {
  change({ wallets: registry.get().filter(isSolanaWallet) });
  const last = state.connection ? undefined : kept();
  const wallet = state.wallets.find(({ name }) => name === last);
  if (wallet) {
    // It may have forgotten the page: then no account is connected, which is no error.
    connect(wallet, { silent: true }).catch(() => undefined);
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(name: string | undefined): void {
  try {
    if (name === undefined) {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, name);
    }
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

/** Connects a wallet's first account for Solana. */
export async function connect(wallet: SolanaWallet, options?: { readonly silent: boolean }): Promise<void> {
  const { accounts } = await wallet.features[StandardConnect].connect(options);
  if (!hold(wallet, accounts) && !options?.silent) {
    throw new Error(`${wallet.name} shared no Solana account with this page`);
  }
}

/** Holds on to the first of `accounts` that is Solana's, or to the one that was held if it is still there. */
function hold(wallet: SolanaWallet, accounts: readonly WalletAccount[]): boolean {
  const solana = accounts.filter(({ chains }) => chains.some((chain) => chain.startsWith("solana:")));
  const account = solana.find(({ address }) => address === state.connection?.address) ?? solana[0];
  stopListening?.();
  stopListening = undefined;
  if (!account) {
    change({ connection: undefined });
    return false;
  }
  stopListening = wallet.features[StandardEvents]?.on("change", (changed) => {
    if (changed.accounts) {
      hold(wallet, changed.accounts);
    }
  });
  keep(wallet.name);
  change({ connection: { wallet, account, address: account.address as Address } });
  return true;
}

/** Rejects once the account is no longer connected, until it is stopped. */
export function untilGone({ wallet, address }: Connection): {
  readonly promise: Promise<never>;
  readonly stop: () => void;
} {
  let listener: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => {
      if (state.connection?.wallet !== wallet || state.connection.address !== address) {
        reject(new Error("It was disconnected before it signed, and nothing more was sent"));
      }
    };
    listeners.add(listener);
    listener();
  });
  return { promise, stop: () => listeners.delete(listener) };
}

/** Lets go of the account. */
export async function disconnect(): Promise<void> {
  const { connection } = state;
  stopListening?.();
  stopListening = undefined;
  keep(undefined);
  change({ connection: undefined });
  await connection?.wallet.features[StandardDisconnect]?.disconnect();
}

registry.on("register", look);
registry.on("unregister", (...gone) => {
  look();
  if (gone.some((wallet) => wallet === state.connection?.wallet)) {
    change({ connection: undefined });
  }
});
look();

/** The wallets, and the account that is connected. */
export function useWallets(): WalletState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
