/**
 * What the connected wallet has pledged, and how it gets it back.
 */
import {
  assetProgramOf,
  fetchHolding,
  fetchRestakingAccount,
  formatAmount,
  planWithdrawPledge,
  SlashStatus,
} from "restaking-client";

import { type Found, useOwned } from "../chain/accounts.js";
import { at, type World } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { Progress } from "../parts/progress.js";
import { Amount, Name } from "../parts/values.js";
import { useUnit } from "../parts/vault-parts.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

type Slash = Found<"SlashProposal">;

/** The wallet's pledges for some slashes; nothing where it has none. */
export function YourPledges({ slashes, world }: { readonly slashes: readonly Slash[]; readonly world: World }) {
  const { connection } = useWallets();
  const { data: pledges = [] } = useOwned("SlashPledge", connection?.address);
  const { sending, send, reset, busy } = useSend(undefined);
  const known = pledges.flatMap((pledge) => {
    const slash = at(slashes, pledge.data.proposal);
    const vault = at(world.vaults, slash?.data.vault);
    return slash && vault ? [{ pledge, slash, vault }] : [];
  });
  return (
    <>
      {known.length > 0 && (
        <>
          <h3>Your pledges</h3>
          <ul className="tickets" aria-label="Your pledges">
            {known.map((entry) => (
              <Entry key={entry.pledge.address} {...entry} busy={busy} send={send} />
            ))}
          </ul>
        </>
      )}
      <Progress sending={sending} dismiss={reset} />
    </>
  );
}

function Entry(props: {
  readonly pledge: Found<"SlashPledge">;
  readonly slash: Slash;
  readonly vault: Found<"Vault">;
  readonly busy: boolean;
  readonly send: ReturnType<typeof useSend>["send"];
}) {
  const { pledge, slash, vault, busy, send } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const unit = useUnit(vault.data);
  const { amount, pledger, rentPayer } = pledge.data;
  const { status, operator, ncn } = slash.data;
  const [decimals, asset] = [vault.data.decimals, unit?.asset ?? "smallest units"];
  const vetoed = status === SlashStatus.Vetoed;
  const rent = (
    <>
      The rent of {formatAmount(pledge.lamports, 9)} SOL goes back to{" "}
      {rentPayer === connection?.address ? "you" : <Name address={rentPayer} />}.
    </>
  );

  const end = () =>
    send(async (payer) => {
      const config = { commitment: "confirmed" } as const;
      const { assetMint } = vault.data;
      const [held, proposal, found, holding] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "SlashPledge", pledge.address, config),
        fetchRestakingAccount(rpc, programAddress, "SlashProposal", slash.address, config),
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        fetchHolding(rpc, pledger, assetMint, { ...config, tokenProgram: assetProgramOf(vault.data) }),
      ]);
      const given = { programAddress, pledge: held, slash: proposal, vault: found, payer, holding };
      const { plan, assets } = await planWithdrawPledge(given);
      const said =
        assets > 0n ? `You got ${shortAmount(assets, decimals)} ${asset} back.` : "The pledge's account is closed.";
      return { plan, said };
    });

  return (
    <li className="ticket">
      <div>
        <strong>
          <Amount value={amount} decimals={decimals} symbol={asset} />
        </strong>{" "}
        for the slash of <Name address={operator} kind="operators" /> by <Name address={ncn} kind="ncns" />
        <span className="note">
          {status === SlashStatus.Open ? (
            "The slash is open: a veto gives your pledge back, an execution uses it up."
          ) : vetoed ? (
            <>The slash was vetoed: you get all of it back at once. {rent}</>
          ) : (
            <>The slash was executed: your pledge is with its stakers. {rent}</>
          )}
        </span>
      </div>
      {status !== SlashStatus.Open && (
        <button type="button" className="small-button" disabled={busy} onClick={() => void end()}>
          {vetoed ? "Take back" : "Close"}
          <span className="unseen"> the pledge of {shortAmount(amount, decimals)}</span>
        </button>
      )}
    </li>
  );
}
