/**
 * The wallet in the page's head: the connected address, and a dialog to connect or disconnect.
 */
import { useRef, useState } from "react";

import { useLamports } from "../chain/accounts.js";
import { CLUSTERS } from "../chain/clusters.js";
import { useSettings } from "../chain/settings.js";
import { shortAddress } from "../format/text.js";
import { AddressLine, Amount } from "../parts/values.js";
import { describe } from "./describe.js";
import { connect, disconnect, type SolanaWallet, useWallets } from "./wallets.js";

/** The button and its dialog. */
export function WalletButton() {
  const { connection } = useWallets();
  const { cluster } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <div className="wallet">
      <span className="cluster" title="The cluster that the page reads">
        {CLUSTERS[cluster].title}
      </span>
      <button type="button" className="button" onClick={() => dialog.current?.showModal()}>
        {connection ? (
          <>
            <span className="unseen">Wallet </span>
            {shortAddress(connection.address)}
          </>
        ) : (
          "Connect wallet"
        )}
      </button>
      <dialog ref={dialog} aria-labelledby="wallet-title" className="dialog">
        <div className="section-head">
          <h2 id="wallet-title">{connection ? "Your wallet" : "Connect a wallet"}</h2>
          <button type="button" className="link" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {connection ? <Connected /> : <Choice done={() => dialog.current?.close()} />}
      </dialog>
    </div>
  );
}

function Connected() {
  const { connection } = useWallets();
  const { data: lamports } = useLamports(connection?.address);
  if (!connection) {
    return null;
  }
  return (
    <>
      <p>
        {connection.wallet.name} · <AddressLine address={connection.address} what="your wallet" />
      </p>
      <p>{lamports === undefined ? "…" : <Amount value={lamports} decimals={9} symbol="SOL" />} for fees and rents</p>
      <button type="button" className="button" onClick={() => void disconnect()}>
        Disconnect
      </button>
    </>
  );
}

function Choice({ done }: { readonly done: () => void }) {
  const { wallets } = useWallets();
  const [asked, setAsked] = useState<string>();
  const [problem, setProblem] = useState<string>();

  async function choose(wallet: SolanaWallet): Promise<void> {
    setAsked(wallet.name);
    setProblem(undefined);
    try {
      await connect(wallet);
      done();
    } catch (error) {
      const { message } = error instanceof Error ? error : { message: "" };
      const rejected = /reject|denied|declin|cancel/i.test(message);
      setProblem(rejected ? "You said no in your wallet." : describe(error).sentence);
    } finally {
      setAsked(undefined);
    }
  }

  if (wallets.length === 0) {
    return (
      <p>
        This browser has no wallet for Solana. Install one that follows the wallet standard, as most do, and open this
        page again; you can look at everything without one.
      </p>
    );
  }
  return (
    <>
      <ul className="wallet-list">
        {wallets.map((wallet) => (
          <li key={wallet.name}>
            <button type="button" disabled={asked !== undefined} onClick={() => void choose(wallet)}>
              <img src={wallet.icon} alt="" width="28" height="28" />
              {wallet.name}
              {asked === wallet.name && <span className="note">asking…</span>}
            </button>
          </li>
        ))}
      </ul>
      <p className="problem" role="status">
        {problem}
      </p>
    </>
  );
}
