/**
 * Out of a vault over a validator's pool with an active stake account.
 */
import {
  fetchFreeStakeNumber,
  fetchPool,
  fetchStakeClock,
  fetchStakeRent,
  planWithdrawStake,
  type SinglePool,
  stakeForTokens,
} from "restaking-client";

import { useAccounts, useHolding, useOwned } from "../chain/accounts.js";
import { usePoolStanding } from "../chain/native-stake.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { counted } from "../format/text.js";
import { enoughOf, payableExits } from "../model/stake.js";
import { Amount, Name } from "../parts/values.js";
import { useWallets } from "../wallet/wallets.js";
import { AmountForm, type FormProps } from "./form.js";
import { useFresh } from "./fresh.js";

/** A form that claims exits and makes a stake account of what they pay. It stays while there is nothing to take out. */
export function StakeWithdrawal({ vault, unit, now, pool }: FormProps & { readonly pool: SinglePool }) {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const fresh = useFresh(vault);
  const { data: standing } = usePoolStanding(pool);
  const { data: holding } = useHolding(connection?.address, vault.data.assetMint);
  const { data: tickets = [] } = useOwned("ExitTicket", connection?.address);
  const { data: buckets = [] } = useAccounts("ExitBucket", { vault: vault.address });
  const { decimals } = vault.data;
  const payable = payableExits(vault, tickets, buckets, now);
  const had = holding?.amount ?? 0n;
  const most = payable.assets + had;
  const value = standing?.pool.value;
  return (
    <>
      <h3>Take it out as stake</h3>
      <AmountForm
        label="Pool tokens to take out"
        action="Take out as stake"
        unit={unit}
        symbol={unit.asset}
        bounds={[{ most, why: (told) => `There are ${told} to take out` }]}
        hint={
          <>
            {payable.exits.length > 0 && (
              <>
                {counted(payable.exits.length, "exit")} that can be claimed{" "}
                {payable.exits.length === 1 ? "pays" : "pay"}{" "}
                <Amount value={payable.assets} decimals={decimals} symbol={unit.asset} />.{" "}
              </>
            )}
            {had > 0n && (
              <>
                You hold <Amount value={had} decimals={decimals} symbol={unit.asset} />.
              </>
            )}
          </>
        }
        outcome={(amount) => ({
          amount,
          stake: value ? stakeForTokens(value, amount) : 0n,
          claimed: enoughOf(payable, amount),
        })}
        preview={({ amount, stake, claimed }) => [
          ["A stake account of about", <Amount key="stake" value={stake} decimals={9} symbol="SOL" />],
          ["delegated to", <Name key="vote" address={pool.vote} />],
          ["It is", "yours and active at once: deactivate, split or deposit it as you like"],
          ["You pay its rent", <Amount key="rent" value={standing?.rent ?? 0n} decimals={9} symbol="SOL" />],
          ...(payable.exits.length > 1
            ? [
                [
                  "It claims",
                  `${claimed.exits.length} of ${counted(payable.exits.length, "exit")}, the oldest first, in as many transactions as they take`,
                ] as const,
              ]
            : []),
          ...(had + claimed.assets > amount
            ? [
                [
                  "You keep as tokens",
                  <Amount key="rest" value={had + claimed.assets - amount} decimals={decimals} symbol={unit.asset} />,
                ] as const,
              ]
            : []),
          ...(payable.assets > claimed.assets
            ? [
                [
                  "Exits that stay to be claimed pay",
                  <Amount
                    key="unclaimed"
                    value={payable.assets - claimed.assets}
                    decimals={decimals}
                    symbol={unit.asset}
                  />,
                ] as const,
              ]
            : []),
        ]}
        plan={(amount, { claimed }) =>
          async (owner) => {
            const config = { commitment: "confirmed" } as const;
            const [found, read, clock, rent, number] = await Promise.all([
              fresh(),
              fetchPool(rpc, pool, config),
              fetchStakeClock(rpc, config),
              fetchStakeRent(rpc, config),
              fetchFreeStakeNumber(rpc, owner.address, config),
            ]);
            const { plan, account, stake } = await planWithdrawStake({
              programAddress,
              ...clock,
              vault: found.vault,
              pool: read,
              owner,
              tickets: claimed.exits.map(({ ticket }) => ticket),
              amount,
              into: { number, rent },
              holding: found.assets,
            });
            return { plan, said: `You have ${shortAmount(stake, 9)} SOL of stake in ${account}.` };
          }}
        closed={
          (!connection || most === 0n || !value) && (
            <>
              What you leave with is pool tokens. Once your exit can be claimed, it is taken out here as active stake
              with <Name address={pool.vote} />.
            </>
          )
        }
      />
    </>
  );
}
