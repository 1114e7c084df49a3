/**
 * What the connected wallet has bonded in a vault's pool, what it earns, and the end of a position.
 */
import type { Address } from "@solana/kit";
import { useState } from "react";
import {
  fetchHoldings,
  fetchRestakingAccount,
  type OwedReward,
  owedRewards,
  planClaimPositionRewards,
  planClosePosition,
} from "restaking-client";

import { type Found, useAccounts, useOwned } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAddress } from "../format/text.js";
import { Fact, Facts } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Amount, TokenAmount } from "../parts/values.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { BondForms } from "./bond-forms.js";
import type { FormProps } from "./form.js";

/** What the wallet has bonded to earn other tokens, what it has earned, and forms to bond. */
export function Bonded(props: FormProps) {
  const { connection } = useWallets();
  const { data: pools } = useAccounts("VaultBondPool", { vault: props.vault.address });
  const { data: positions } = useOwned("VaultPosition", connection?.address);
  const pool = pools?.[0];
  const position = pool && positions?.find(({ data }) => data.pool === pool.address);
  return (
    <>
      <Earned {...props} pool={pool} position={position} />
      {pool && connection && <BondForms {...props} pool={pool} position={position} />}
    </>
  );
}

/** What a position has earned, and its end. It stays while positions come and go: what it has done is told in it. */
function Earned(
  props: FormProps & {
    readonly pool: Found<"VaultBondPool"> | undefined;
    readonly position: Found<"VaultPosition"> | undefined;
  },
) {
  const { unit, now, pool, position } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { sending, send, sendBatch, reset, busy } = useSend(unit);
  // What closing would give up, as it was shown and waits for a second word.
  const [asked, setAsked] = useState<readonly OwedReward[]>();
  if (!pool || !position) {
    return <Progress sending={sending} dismiss={reset} />;
  }
  const rewards = owedRewards(pool, position, now);
  const owed = rewards.filter(({ amount }) => amount > 0n);

  /** Pool and position, read just now. */
  const fresh = async () => {
    const config = { commitment: "confirmed" } as const;
    const [bondPool, held] = await Promise.all([
      fetchRestakingAccount(rpc, programAddress, "VaultBondPool", pool.address, config),
      fetchRestakingAccount(rpc, programAddress, "VaultPosition", position.address, config),
    ]);
    return { bondPool, position: held };
  };
  const claim = () =>
    sendBatch(async (owner) => {
      const mints = owed.map(({ mint }) => mint);
      const { items, skipped } = await planClaimPositionRewards({
        programAddress,
        ...(await fresh()),
        owner,
        now,
        holdings: await fetchHoldings(rpc, owner.address, mints, { commitment: "confirmed" }),
        // Each is shown with its amount: the claimer has chosen them.
        openFor: mints,
      });
      return {
        items,
        said: (done: readonly Address[]) => `You were paid ${done.length} of ${mints.length} rewards.`,
        problems: skipped.map(({ key, why }) => `${shortAddress(key)}: ${why}.`),
      };
    });
  const close = (givenUp: readonly OwedReward[]) =>
    send(async (owner) => {
      // Read anew, it gives up what was shown, or nothing.
      const { plan, forfeited } = planClosePosition({
        programAddress,
        ...(await fresh()),
        owner,
        forfeit: givenUp.map(({ mint }) => mint),
      });
      const more = forfeited.some(({ mint, amount }) => amount > amountOf(givenUp, mint));
      if (more) {
        throw new Error("More is owed to the position than was shown: look at it, and try again");
      }
      return { plan, said: "Your position is closed." };
    });
  const closeOrAsk = () => {
    if (owed.length > 0 && !asked) {
      setAsked(owed);
      return;
    }
    setAsked(undefined);
    void close(asked ?? []);
  };

  return (
    <>
      <Facts className="facts-tight">
        <Fact label="Bonded" note="earns other tokens">
          <Amount value={position.data.position.bonded} decimals={unit.decimals} symbol={unit.share} />
        </Fact>
        {rewards.map(({ mint, amount }) => (
          <Fact key={mint} label="Earned by it" note="waits to be claimed">
            <TokenAmount value={amount} mint={mint} />
          </Fact>
        ))}
      </Facts>
      {owed.length > 0 && (
        <p className="more">
          <button type="button" className="small-button" disabled={busy} onClick={() => void claim()}>
            Collect what it earned
          </button>
        </p>
      )}
      {position.data.position.bonded === 0n && (
        <button type="button" className="small-button" disabled={busy} onClick={closeOrAsk}>
          {asked ? "Give it up and close" : "Close the position"}
        </button>
      )}
      {asked && (
        <div className="note loss" role="alert">
          Collect first what can be paid. Closing gives this up permanently, to the bonded positions:
          <ul>
            {asked.map(({ mint, amount }) => (
              <li key={mint}>
                <TokenAmount value={amount} mint={mint} />
              </li>
            ))}
          </ul>
          <button type="button" className="small-button" onClick={() => setAsked(undefined)}>
            Keep it
          </button>
        </div>
      )}
      <Progress sending={sending} dismiss={reset} />
    </>
  );
}

function amountOf(rewards: readonly OwedReward[], mint: Address): bigint {
  return rewards.find((reward) => reward.mint === mint)?.amount ?? 0n;
}
