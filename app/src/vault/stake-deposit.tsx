/**
 * Stay with your validator: a stake account into a vault over the token of its validator's pool, in one transaction.
 */
import { type ReactNode, useState } from "react";
import {
  depositFee,
  depositWorth,
  fetchFreeStakeNumber,
  fetchPool,
  fetchStakeAccounts,
  fetchStakeClock,
  lessSlippage,
  planDepositStake,
  type SinglePool,
  tokensForStake,
} from "restaking-client";

import { useHolding } from "../chain/accounts.js";
import { type PoolStanding, usePoolStanding, useStakeAccounts } from "../chain/native-stake.js";
import { useNode, useProgram } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { shortAmount } from "../format/amount.js";
import { shortAddress } from "../format/text.js";
import { type Candidate, candidates } from "../model/stake.js";
import { Failed, Loading } from "../parts/states.js";
import { Amount, Name } from "../parts/values.js";
import { useWallets } from "../wallet/wallets.js";
import { useDepositsClosed } from "./deposit.js";
import { AmountForm, type FormProps } from "./form.js";
import { atLeast, Contested, feeRow, Out } from "./form-parts.js";
import { useFresh } from "./fresh.js";

type StakeProps = FormProps & { readonly pool: SinglePool };

/** The reader's stake accounts with the vault's validator, and a form to deposit one. */
export function StakeDeposit(props: StakeProps) {
  const { pool, vault, now } = props;
  const { connection } = useWallets();
  const standing = usePoolStanding(pool);
  const accounts = useStakeAccounts(connection?.address, pool.vote);
  const closed = useDepositsClosed(vault, now);
  const [chosen, choose] = useState<string>();
  const lead = (
    <p>
      Stay with your validator <Name address={pool.vote} />: stake that you have with it enters this vault in one
      transaction, and stays active.
    </p>
  );
  if (!connection) {
    return (
      <>
        {lead}
        <p className="hint">Connect a wallet to see your stake accounts.</p>
      </>
    );
  }
  const error = standing.error ?? accounts.error;
  if (!standing.data || !accounts.data) {
    return (
      <>
        {lead}
        {error ? (
          <Failed
            what="your stake accounts"
            error={error}
            retry={() => {
              void standing.refetch();
              void accounts.refetch();
            }}
          />
        ) : (
          <Loading what="your stake accounts" rows={2} />
        )}
      </>
    );
  }
  const { pool: read, clock } = standing.data;
  const listed = candidates(accounts.data, read.stake, clock);
  const free = listed.filter(({ problem }) => problem === undefined);
  const account = free.find(({ address }) => address === chosen) ?? free[0];
  return (
    <>
      {lead}
      {listed.length > 0 && (
        <fieldset className="choices">
          <legend>Your stake accounts with it</legend>
          {listed.map(({ address, stake, problem }) => (
            <label key={address} className="choice">
              <input
                type="radio"
                name="stake account"
                checked={address === account?.address}
                disabled={problem !== undefined}
                onChange={() => choose(address)}
              />{" "}
              <span>
                <Amount value={stake} decimals={9} symbol="SOL" /> in <Name address={address} />
                {problem !== undefined && <span className="note">{problem}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <AccountForm {...props} account={account} standing={standing.data} closed={closed} />
    </>
  );
}

/** The form, which stays while accounts come and go: what it has done is told in it. */
function AccountForm(
  props: StakeProps & {
    readonly account: Candidate | undefined;
    readonly standing: PoolStanding;
    /** Why nobody can deposit now. */
    readonly closed: ReactNode;
  },
) {
  const { vault, unit, now, pool, account, standing } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const fresh = useFresh(vault);
  const { data: holding } = useHolding(connection?.address, vault.data.assetMint);
  const { ledger, decimals } = vault.data;
  const had = holding?.amount ?? 0n;
  const stake = account?.stake ?? 0n;
  const beside = (account?.lamports ?? 0n) - stake;
  return (
    <AmountForm
      label="Stake to deposit"
      action="Deposit stake"
      unit={unit}
      symbol="SOL"
      bounds={[
        { most: stake, why: (most) => `The account has ${most} of stake` },
        { most: holding && stake, why: () => "Your pool tokens are not known yet" },
      ]}
      hint={
        <>
          A part is split off into an account of its own first.{" "}
          {had > 0n && (
            <>
              The <Amount value={had} decimals={decimals} symbol={unit.asset} /> that you hold enter as well.
            </>
          )}
        </>
      }
      outcome={(lamports) => {
        const tokens = tokensForStake(standing.pool.value, lamports) + had;
        const whole = lamports === stake;
        return { tokens, whole, ...depositWorth(ledger, tokens, now), fee: depositFee(ledger, tokens, now) };
      }}
      consent={(worth) =>
        worth.ifExecuted !== worth.ifVetoed && (
          <>
            <Contested worth={worth} unit={unit} /> I accept both.
          </>
        )
      }
      preview={({ tokens, shares, fee, whole }) => [
        ["Pool tokens that enter", <Amount key="tokens" value={tokens} decimals={decimals} symbol={unit.asset} />],
        ...feeRow("The vault's fee", fee, unit),
        ["You get about", <Amount key="shares" value={shares} decimals={decimals} symbol={unit.share} />],
        [
          atLeast(slippage),
          <Amount key="least" value={lessSlippage(shares, slippage)} decimals={decimals} symbol={unit.share} />,
        ],
        whole
          ? [
              "Back to your wallet, of rent and lamports beside the stake",
              <Amount key="rent" value={beside} decimals={9} symbol="SOL" />,
            ]
          : ["Stays in the account", "the rest of its stake"],
        ["Takes effect", "at once: the stake earns this epoch's rewards in the pool"],
        ["If you then ask to leave, you are out", <Out key="out" vault={vault} now={now} />],
      ]}
      plan={(lamports, shown) => async (owner) => {
        const config = { commitment: "confirmed" } as const;
        const [found, read, clock, own] = await Promise.all([
          fresh(),
          fetchPool(rpc, pool, config),
          fetchStakeClock(rpc, config),
          fetchStakeAccounts(rpc, owner.address, pool.vote, config),
        ]);
        const entering = own.find(({ address }) => address === account?.address);
        if (!entering) {
          throw new Error("The stake account is not yours any more");
        }
        const part = shown.whole
          ? undefined
          : { lamports, rent: standing.rent, number: await fetchFreeStakeNumber(rpc, owner.address, config) };
        const { plan } = await planDepositStake({
          programAddress,
          ...clock,
          vault: found.vault,
          account: entering,
          pool: read,
          owner,
          part,
          holding: found.assets,
          to: found.shares,
          slippageBps: slippage,
          atLeast: lessSlippage(shown.shares, slippage),
          maxRiskVersion: ledger.riskVersion,
          depositGate: owner,
        });
        return {
          plan,
          said: `You deposited ${shortAmount(lamports, 9)} SOL of stake of ${shortAddress(entering.address)}.`,
        };
      }}
      closed={props.closed || (!account && "None of your stake accounts with this validator can enter now.")}
    />
  );
}
