/**
 * Entering a vault, and leaving it: in due time, or at once for a fee.
 */

import type { ReactNode } from "react";
import {
  assetProgramOf,
  booksAt,
  claimableAt,
  depositable,
  depositFee,
  depositRoom,
  depositWorth,
  type EntryWorth,
  exitAssets,
  fetchMaybeRestakingAccount,
  type Holding,
  instantExit,
  isHeld,
  isTermRunning,
  leastOfRequest,
  lessSlippage,
  mulDivFloor,
  NOBODY,
  outBy,
  pdas,
  planDeposit,
  planExitInstantly,
  planRequestExit,
  requestEpoch,
  sharesWorth,
  termOpens,
  VIRTUAL,
} from "restaking-client";

import { useAccounts, useHolding, useLamports } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { roomAtOnce } from "../flow/instant.js";
import { percentOf, percentOfBps, shortAmount } from "../format/amount.js";
import { Section } from "../parts/layout.js";
import { Tabs } from "../parts/tabs.js";
import { Amount, Countdown, Name, When } from "../parts/values.js";
import type { Unit } from "../wallet/describe.js";
import { useWallets } from "../wallet/wallets.js";
import { AmountForm, type FormProps } from "./form.js";
import { useFresh } from "./fresh.js";
import { usePausedUntil } from "./standing.js";

/** The three ways. */
export function Actions(props: FormProps) {
  return (
    <Section title="Enter and leave" className="panel">
      <Tabs
        label="Enter and leave"
        tabs={[
          { title: "Deposit", panel: () => <Deposit {...props} /> },
          { title: "Leave", panel: () => <Leave {...props} /> },
          { title: "Leave now", panel: () => <LeaveAtOnce {...props} /> },
        ]}
      />
    </Section>
  );
}

function Deposit({ vault, unit, now }: FormProps) {
  const programAddress = useProgram();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, vault.data.assetMint, assetProgramOf(vault.data));
  const { data: received } = useHolding(connection?.address, vault.data.vrtMint);
  const { data: lamports = 0n } = useLamports(connection?.address);
  const fresh = useFresh(vault);
  const balance = holding && depositable(holding, lamports);
  const { data: approvals } = useAccounts("DepositorApproval", { vault: vault.address });
  const { ledger, decimals, restricted, depositGate } = vault.data;
  const room = depositRoom(ledger, now);
  const paused = usePausedUntil(vault, "deposits", now);
  const shut =
    restricted !== 0 && connection && approvals && !approvals.some(({ data }) => data.depositor === connection.address);
  const gated = depositGate !== NOBODY && depositGate !== connection?.address;
  return (
    <AmountForm
      label="Amount to deposit"
      action="Deposit"
      unit={unit}
      symbol={unit.asset}
      bounds={[
        { most: balance, why: (most) => `You have ${most}` },
        { most: room, why: (most) => `The vault has room for ${most}` },
      ]}
      hint={
        <>
          {balance !== undefined && <Have amount={balance} decimals={decimals} symbol={unit.asset} />}
          {holding && balance !== undefined && balance > holding.amount && (
            <>
              <Amount value={holding.amount} decimals={decimals} symbol={unit.asset} /> of it is wrapped; what is
              missing is wrapped with your deposit.{" "}
            </>
          )}
          <HoldingNote holding={holding} />
          <HoldingNote holding={received} />
          The vault has room for <Amount value={room} decimals={decimals} symbol={unit.asset} />.
        </>
      }
      outcome={(amount) => ({ ...depositWorth(ledger, amount, now), fee: depositFee(ledger, amount, now) })}
      consent={(worth) =>
        worth.ifExecuted !== worth.ifVetoed && (
          <>
            <Contested worth={worth} unit={unit} /> I accept both.
          </>
        )
      }
      preview={({ shares, fee }) => [
        ...feeRow("The vault's fee", fee, unit),
        ["You get about", <Amount key="shares" value={shares} decimals={decimals} symbol={unit.share} />],
        [
          atLeast(slippage),
          <Amount key="least" value={lessSlippage(shares, slippage)} decimals={decimals} symbol={unit.share} />,
        ],
        ["If you then ask to leave, you are out", <Out key="out" vault={vault} now={now} />],
      ]}
      plan={(amount, shown) => async (depositor) => {
        const found = await fresh();
        const { plan } = await planDeposit({
          programAddress,
          vault: found.vault,
          depositor,
          amount,
          now: found.now,
          slippageBps: slippage,
          atLeast: lessSlippage(shown.shares, slippage),
          maxRiskVersion: ledger.riskVersion,
          holding: found.assets,
          to: found.shares,
          depositGate: depositor,
        });
        return { plan, said: `You deposited ${shortAmount(amount, decimals)} ${unit.asset}.` };
      }}
      closed={
        paused !== undefined ? (
          <Paused what="Deposits" until={paused} />
        ) : isTermRunning(ledger, now) ? (
          <>
            This vault takes no deposits inside its term, which ends <When time={ledger.term.end} />.
          </>
        ) : gated ? (
          <>
            This vault takes deposits only with the signature of its deposit gate, <Name address={depositGate} />:
            deposit where that is given. Leaving asks for no such signature.
          </>
        ) : (
          shut &&
          "This vault takes deposits only from those whom its admin has approved, and your wallet is not among them."
        )
      }
    />
  );
}

function Leave({ vault, unit, now }: FormProps) {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, vault.data.vrtMint);
  const balance = holding?.amount;
  const fresh = useFresh(vault);
  const { data: buckets } = useAccounts("ExitBucket", { vault: vault.address });
  const { ledger, decimals } = vault.data;
  const epoch = requestEpoch(ledger, now);
  const bucket = buckets?.find(({ data }) => data.bucket.epoch === epoch);
  return (
    <AmountForm
      label="Shares to leave with"
      action="Ask to leave"
      unit={unit}
      symbol={unit.share}
      bounds={[{ most: balance, why: (most) => `You have ${most}` }]}
      hint={
        <>
          {balance !== undefined && <Have amount={balance} decimals={decimals} symbol={unit.share} />}
          <HoldingNote holding={holding} />
          Your stake can still be slashed until you are out.
        </>
      }
      outcome={(shares) => {
        const assets = exitAssets(ledger, shares, now);
        return { assets, fee: sharesWorth(ledger, shares, now) - assets };
      }}
      preview={({ assets, fee }) => [
        ...feeRow("The vault's fee", fee, unit),
        ["You will be paid", <Amount key="assets" value={assets} decimals={decimals} symbol={unit.asset} />],
        ["unless a slash takes of it by", <When key="when" time={claimableAt(ledger, epoch)} />],
        ["which is in", <Countdown key="in" to={claimableAt(ledger, epoch)} />],
      ]}
      plan={(shares, { assets }) =>
        async (owner) => {
          const found = await fresh();
          const next = await pdas(programAddress).exitBucket(
            vault.address,
            requestEpoch(found.vault.data.ledger, found.now),
          );
          const joined = await fetchMaybeRestakingAccount(rpc, programAddress, "ExitBucket", next, {
            commitment: "confirmed",
          });
          const { plan } = await planRequestExit({
            programAddress,
            vault: found.vault,
            owner,
            shares,
            now: found.now,
            bucket: joined.exists ? joined : undefined,
            slippageBps: slippage,
            atLeast: lessSlippage(leastOfRequest(ledger, shares, now, bucket?.data.bucket), slippage),
          });
          return { plan, said: `You asked to leave with ${shortAmount(assets, decimals)} ${unit.asset}.` };
        }}
      closed={isHeld(ledger, now) && <Held ledger={ledger} />}
    />
  );
}

/** That a term holds the vault's stakers. */
function Held({ ledger }: { readonly ledger: FormProps["vault"]["data"]["ledger"] }) {
  return (
    <>
      This vault holds its stakers for its term: ask to leave from <When time={termOpens(ledger)} /> on. Its VRT can be
      sold and given away meanwhile.
    </>
  );
}

/** What to know before entering while slashes are open. */
export function Contested({ worth, unit }: { readonly worth: EntryWorth; readonly unit: Unit }) {
  const { decimals, asset } = unit;
  return (
    <>
      Slashes are open. What you get is worth <Amount value={worth.ifVetoed} decimals={decimals} symbol={asset} /> if
      all are vetoed, and <Amount value={worth.ifExecuted} decimals={decimals} symbol={asset} /> if all are executed.
    </>
  );
}

function LeaveAtOnce({ vault, unit, now }: FormProps) {
  const programAddress = useProgram();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, vault.data.vrtMint);
  const balance = holding?.amount;
  const fresh = useFresh(vault);
  const { ledger, decimals } = vault.data;
  const room = roomAtOnce(ledger, now);
  const paused = usePausedUntil(vault, "instantExits", now);
  const { active, supply } = booksAt(ledger, now);
  const sharesOfRoom = mulDivFloor(room, supply + VIRTUAL, active + VIRTUAL);
  return (
    <AmountForm
      label="Shares to leave with at once"
      action="Leave at once"
      unit={unit}
      symbol={unit.share}
      bounds={[
        { most: balance, why: (most) => `You have ${most}` },
        { most: sharesOfRoom, why: (most) => `Only ${most} can leave at once now` },
      ]}
      hint={
        <>
          {balance !== undefined && <Have amount={balance} decimals={decimals} symbol={unit.share} />}
          {room === 0n ? (
            "Nothing can leave at once now: all idle stake is bound."
          ) : (
            <>
              <Amount value={room} decimals={decimals} symbol={unit.asset} /> can leave at once now; the fee rises with
              the part of the idle stake that is taken.
            </>
          )}
        </>
      }
      outcome={(shares) => instantExit(ledger, shares, now)}
      preview={({ paid, fee, exitFee }) => [
        [
          "Fee, which stays with the other holders",
          <span key="fee">
            <Amount value={fee} decimals={decimals} symbol={unit.asset} />{" "}
            <span className="note">({percentOf(fee, paid + fee + exitFee)})</span>
          </span>,
        ],
        ...feeRow("The vault's fee on exits", exitFee, unit),
        ["You are paid", <Amount key="paid" value={paid} decimals={decimals} symbol={unit.asset} />],
        [
          atLeast(slippage),
          <Amount key="least" value={lessSlippage(paid, slippage)} decimals={decimals} symbol={unit.asset} />,
        ],
      ]}
      plan={(shares, shown) => async (owner) => {
        const found = await fresh();
        const { plan, paid } = await planExitInstantly({
          programAddress,
          vault: found.vault,
          owner,
          shares,
          now: found.now,
          slippageBps: slippage,
          atLeast: lessSlippage(shown.paid, slippage),
          holdings: [found.assets],
        });
        return { plan, said: `You left with ${shortAmount(paid, decimals)} ${unit.asset}.` };
      }}
      closed={
        paused !== undefined ? (
          <Paused what="Instant exits" until={paused} />
        ) : isHeld(ledger, now) ? (
          <Held ledger={ledger} />
        ) : (
          ledger.instantAllowance.capacity === 0n &&
          "This vault has no instant exits. Ask to leave, and wait for the clock."
        )
      }
    />
  );
}

function Paused({ what, until }: { readonly what: string; readonly until: bigint }) {
  return (
    <span>
      {what} are paused until <When time={until} />. You can ask to leave all the same.
    </span>
  );
}

/** A fee as a row, where there is one. */
function feeRow(title: string, fee: bigint, unit: Unit): [string, ReactNode][] {
  return fee === 0n ? [] : [[title, <Amount key="fee" value={fee} decimals={unit.decimals} symbol={unit.asset} />]];
}

/** What is wrong with a token account of the reader's, or what its owner has to know of it. */
function HoldingNote({ holding }: { readonly holding: Holding | undefined }): ReactNode {
  if (holding?.problem !== undefined) {
    return <span className="warn breakable">{holding.problem}. </span>;
  }
  return holding?.delegate ? (
    <span className="warn">
      <Name address={holding.delegate.address} /> may take of what your token account <Name address={holding.account} />{" "}
      holds.{" "}
    </span>
  ) : null;
}

function Have(props: { readonly amount: bigint; readonly decimals: number; readonly symbol: string }): ReactNode {
  return (
    <>
      You have <Amount value={props.amount} decimals={props.decimals} symbol={props.symbol} />.{" "}
    </>
  );
}

function Out({ vault, now }: Pick<FormProps, "vault" | "now">) {
  const { ledger } = vault.data;
  return <When time={outBy(ledger, now)} />;
}

function atLeast(slippage: bigint): string {
  return slippage === 0n ? "At the least" : `At the least, ${percentOfBps(slippage)} below`;
}
