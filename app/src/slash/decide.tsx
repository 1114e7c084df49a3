/**
 * The end of a slash: its resolver vetoes it in time, and anyone executes it after.
 */
import { useState } from "react";
import {
  fetchClusterClock,
  fetchRestakingAccount,
  fetchSlashRecipients,
  planExecuteSlash,
  planVetoSlash,
  slashState,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { Amount } from "../parts/values.js";
import type { Unit } from "../wallet/describe.js";
import type { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

/** What ends a slash now, for the connected wallet; nothing where it cannot end it. */
export function Decide(props: {
  readonly slash: Found<"SlashProposal">;
  readonly vault: Found<"Vault">;
  readonly unit: Unit;
  /** It can be vetoed no more. */
  readonly final: boolean;
  readonly busy: boolean;
  readonly send: ReturnType<typeof useSend>["send"];
}) {
  const { slash, vault, unit, final, busy, send } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const [asked, setAsked] = useState(false);
  const { decimals, asset } = unit;
  const { stake } = slash.data.slash;
  const amount = `${shortAmount(stake, decimals)} ${asset}`;

  /** The slash as it stands, in the state that the act needs. */
  const fresh = async (wanted: "challengeable" | "executable") => {
    const config = { commitment: "confirmed" } as const;
    const [found, clock] = await Promise.all([
      fetchRestakingAccount(rpc, programAddress, "SlashProposal", slash.address, config),
      fetchClusterClock(rpc, config),
    ]);
    const state = slashState(found, clock);
    if (state !== wanted) {
      throw new Error(`The slash is ${state} now`);
    }
    return found;
  };
  const veto = () =>
    send(async (resolver) => {
      const { plan } = await planVetoSlash({ programAddress, slash: await fresh("challengeable"), resolver });
      return { plan, said: `The slash is vetoed: ${amount} went back.` };
    });
  const execute = () =>
    send(async (payer) => {
      const found = await fresh("executable");
      const recipients = await fetchSlashRecipients(rpc, found, vault, { commitment: "confirmed" });
      const { plan } = await planExecuteSlash({ programAddress, slash: found, vault, recipients, payer });
      return { plan, said: `The slash of ${amount} is executed.` };
    });

  if (!connection) {
    return null;
  }
  if (final) {
    return (
      <button type="button" className="small-button" disabled={busy} onClick={() => void execute()}>
        Execute<span className="unseen"> the slash of {amount}</span>
      </button>
    );
  }
  if (connection.address !== slash.data.resolver) {
    return null;
  }
  return (
    <>
      {asked && (
        <p className="note" role="alert">
          <Amount value={stake} decimals={decimals} symbol={asset} /> go back where they stood: to the vault, to its
          exits, and behind the operator. Pledges are paid back. A veto is permanent.
        </p>
      )}
      <div className="row">
        <button
          type="button"
          className="small-button"
          disabled={busy}
          onClick={() => {
            setAsked(!asked);
            if (asked) {
              void veto();
            }
          }}
        >
          {asked ? "Veto it permanently" : "Veto"}
          <span className="unseen"> the slash of {amount}</span>
        </button>
        {asked && (
          <button type="button" className="link" onClick={() => setAsked(false)}>
            Let it stand
          </button>
        )}
      </div>
    </>
  );
}
