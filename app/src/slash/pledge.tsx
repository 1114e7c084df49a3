/**
 * What is pledged for an open slash, and a form to pledge.
 */
import {
  assetProgramOf,
  depositable,
  fetchClusterClock,
  fetchHolding,
  fetchRestakingAccount,
  planPledge,
} from "restaking-client";

import { type Found, useAccounts, useHolding, useLamports } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { largestFirst, pledgeOutcome, type Standing, standingOf } from "../model/pledges.js";
import { Amount, Name, When } from "../parts/values.js";
import { AmountForm } from "../vault/form.js";
import type { Unit } from "../wallet/describe.js";
import { useWallets } from "../wallet/wallets.js";

type Slash = Found<"SlashProposal">;

/** How many pledgers are named before the rest is added up. */
const NAMED = 5;

/** What is pledged for a slash, by which pledgers, and what its stakers still lose: pairs of a list. */
export function PledgedPairs({ slash, unit }: { readonly slash: Slash; readonly unit: Unit }) {
  const { data: pledges } = useAccounts("SlashPledge", { proposal: slash.address });
  const { decimals, asset } = unit;
  const standing = standingOf(slash.data);
  const sorted = largestFirst(pledges ?? []);
  const rest = sorted.slice(NAMED).reduce((sum, { data }) => sum + data.amount, 0n);
  return (
    <>
      <div>
        <dt>Pledged</dt>
        <dd>
          {standing.pledged === 0n ? (
            "nothing"
          ) : (
            <>
              <Amount value={standing.pledged} decimals={decimals} symbol={asset} /> of{" "}
              <Amount value={slash.data.slash.stake} decimals={decimals} />
              {sorted.length > 0 && (
                <span className="note">
                  by{" "}
                  {sorted.slice(0, NAMED).map(({ address, data }, place) => (
                    <span key={address}>
                      {place > 0 && ", "}
                      <Name address={data.pledger} /> <Amount value={data.amount} decimals={decimals} />
                    </span>
                  ))}
                  {rest > 0n && (
                    <>
                      {" "}
                      and {sorted.length - NAMED} more <Amount value={rest} decimals={decimals} />
                    </>
                  )}
                </span>
              )}
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Stakers lose if executed</dt>
        <dd>
          <Amount value={standing.lost} decimals={decimals} symbol={asset} />
          {standing.pledged > 0n && <span className="note">{backWords(standing, decimals)} by the pledges</span>}
        </dd>
      </div>
    </>
  );
}

/** The amounts that pledges give back, by recipient: `30 to holders, 10 to those leaving come back`. */
function backWords({ toHolders, toLeavers }: Standing, decimals: number): string {
  const parts = [
    ["to holders", toHolders],
    ["to those leaving", toLeavers],
  ] as const;
  const told = parts
    .filter(([, amount]) => amount > 0n)
    .map(([whom, amount]) => `${shortAmount(amount, decimals)} ${whom}`);
  return `${told.join(", ")} come back`;
}

/** A form to pledge for a slash that can still be vetoed. */
export function PledgeForm(props: { readonly slash: Slash; readonly vault: Found<"Vault">; readonly unit: Unit }) {
  const { slash, vault, unit } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const { data: holding } = useHolding(connection?.address, vault.data.assetMint, assetProgramOf(vault.data));
  const { data: lamports = 0n } = useLamports(connection?.address);
  const { decimals, asset } = unit;
  const { finalFrom, pledged } = slash.data;
  const open = slash.data.slash.stake - pledged;
  return (
    <AmountForm
      label="Amount to pledge"
      action="Pledge"
      unit={unit}
      symbol={asset}
      bounds={[
        { most: holding && depositable(holding, lamports), why: (most) => `You have ${most}` },
        { most: open, why: (most) => `Only ${most} are left to pledge for` },
      ]}
      hint={
        <>
          A pledge makes this vault's stakers whole if the slash is executed.{" "}
          <Amount value={open} decimals={decimals} symbol={asset} /> are left to pledge for, until{" "}
          <When time={finalFrom} />.
          {holding?.problem !== undefined && <span className="warn breakable"> {holding.problem}.</span>}
        </>
      }
      outcome={(amount) => pledgeOutcome(slash.data, amount)}
      preview={(outcome) => [
        ["You pay now", <Amount key="taken" value={outcome.taken} decimals={decimals} symbol={asset} />],
        ["It stays until", "the slash is vetoed or executed: nobody can take it back before"],
        ["If vetoed, you get back", <Amount key="back" value={outcome.taken} decimals={decimals} symbol={asset} />],
        ["If executed, you get back", "nothing"],
        ["and by all pledges", backWords(outcome, decimals)],
        ["and stakers still lose", <Amount key="lost" value={outcome.lost} decimals={decimals} symbol={asset} />],
      ]}
      plan={(amount) => async (pledger) => {
        const config = { commitment: "confirmed" } as const;
        const [proposal, found, clock, held] = await Promise.all([
          fetchRestakingAccount(rpc, programAddress, "SlashProposal", slash.address, config),
          fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
          fetchClusterClock(rpc, config),
          fetchHolding(rpc, pledger.address, vault.data.assetMint, {
            ...config,
            tokenProgram: assetProgramOf(vault.data),
          }),
        ]);
        const given = { programAddress, slash: proposal, vault: found, pledger, amount, clock, holding: held };
        const { plan, assets } = await planPledge(given);
        return { plan, said: `You pledged ${shortAmount(assets, decimals)} ${asset}.` };
      }}
      closed={open === 0n && "All of it is pledged for."}
    />
  );
}
