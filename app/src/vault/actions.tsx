/**
 * Entering a vault, and leaving it: in due time, or at once for a fee.
 */
import {
  booksAt,
  claimableAt,
  exitAssets,
  fetchMaybeRestakingAccount,
  instantExit,
  isHeld,
  leastOfRequest,
  lessSlippage,
  mulDivFloor,
  pdas,
  planExitInstantly,
  planRequestExit,
  requestEpoch,
  sharesWorth,
  VIRTUAL,
  WRAPPED_SOL,
} from "restaking-client";

import { useAccounts, useHolding } from "../chain/accounts.js";
import { usePoolOf } from "../chain/native-stake.js";
import { useNode, useProgram } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { percentOf, shortAmount } from "../format/amount.js";
import { roomAtOnce } from "../model/instant.js";
import { Section } from "../parts/layout.js";
import { Tabs } from "../parts/tabs.js";
import { Amount, Countdown, When } from "../parts/values.js";
import { useWallets } from "../wallet/wallets.js";
import { Deposit } from "./deposit.js";
import { AmountForm, type FormProps } from "./form.js";
import { atLeast, feeRow, Have, Held, HoldingNote, Paused } from "./form-parts.js";
import { useFresh } from "./fresh.js";
import { StakeDeposit } from "./stake-deposit.js";
import { StakeWithdrawal } from "./stake-withdrawal.js";
import { usePausedUntil } from "./standing.js";

/** The ways in and out. A vault over a validator's pool has one more of each: stake accounts enter, and leave. */
export function Actions(props: FormProps) {
  const { data: pool } = usePoolOf(props.vault.data);
  return (
    <Section title="Enter and leave" className="panel">
      <Tabs
        label="Enter and leave"
        tabs={[
          ...(pool ? [{ title: "Stake", panel: () => <StakeDeposit {...props} pool={pool} /> }] : []),
          { title: "Deposit", panel: () => <Deposit {...props} /> },
          {
            title: "Leave",
            panel: () => (
              <>
                <Leave {...props} />
                {pool && <StakeWithdrawal {...props} pool={pool} />}
              </>
            ),
          },
          { title: "Leave now", panel: () => <LeaveAtOnce {...props} /> },
        ]}
      />
    </Section>
  );
}

/** How a vault of wrapped SOL pays. */
function paidInSol({ data }: FormProps["vault"]): [string, string][] {
  return data.assetMint === WRAPPED_SOL
    ? [["It is paid as", "SOL, to your wallet: what you hold wrapped is unwrapped too"]]
    : [];
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
        ...paidInSol(vault),
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
        ...paidInSol(vault),
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
