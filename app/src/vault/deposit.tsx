/**
 * Entering a vault with its asset.
 */
import type { ReactNode } from "react";
import {
  assetProgramOf,
  depositable,
  depositFee,
  depositRoom,
  depositWorth,
  isTermRunning,
  lessSlippage,
  NOBODY,
  planDeposit,
  WRAPPED_SOL,
} from "restaking-client";

import { useAccounts, useHolding, useLamports } from "../chain/accounts.js";
import { useProgram } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { shortAmount } from "../format/amount.js";
import { Amount, Name, When } from "../parts/values.js";
import { useWallets } from "../wallet/wallets.js";
import { AmountForm, type FormProps } from "./form.js";
import { atLeast, Contested, feeRow, Have, HoldingNote, Out, Paused } from "./form-parts.js";
import { useFresh } from "./fresh.js";
import { usePausedUntil } from "./standing.js";

/** Why the reader cannot deposit now; nothing where it can. */
export function useDepositsClosed(vault: FormProps["vault"], now: bigint): ReactNode {
  const { connection } = useWallets();
  const depositor = connection?.address;
  const { data: approvals } = useAccounts("DepositorApproval", depositor ? { vault: vault.address, depositor } : null);
  const { ledger, restricted, depositGate } = vault.data;
  const paused = usePausedUntil(vault, "deposits", now);
  if (paused !== undefined) {
    return <Paused what="Deposits" until={paused} />;
  }
  if (isTermRunning(ledger, now)) {
    return (
      <>
        This vault takes no deposits inside its term, which ends <When time={ledger.term.end} />.
      </>
    );
  }
  if (depositGate !== NOBODY && depositGate !== connection?.address) {
    return (
      <>
        This vault takes deposits only with the signature of its deposit gate, <Name address={depositGate} />, beside
        yours: its admin lets that service decide on each deposit. This page cannot ask it: deposit where it signs.
        Leaving asks for no such signature.
      </>
    );
  }
  const approved = approvals && approvals.length > 0;
  return (
    restricted &&
    connection &&
    approved === false &&
    "This vault takes deposits only from wallets that its admin has approved, and yours is not among them."
  );
}

/** A deposit of the asset. */
export function Deposit({ vault, unit, now }: FormProps) {
  const programAddress = useProgram();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, vault.data.assetMint, assetProgramOf(vault.data));
  const { data: received } = useHolding(connection?.address, vault.data.vrtMint);
  const { data: lamports = 0n } = useLamports(connection?.address);
  const fresh = useFresh(vault);
  const balance = holding && depositable(holding, lamports);
  const { ledger, decimals } = vault.data;
  const room = depositRoom(ledger, now);
  const closed = useDepositsClosed(vault, now);
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
      outcome={(amount) => ({
        ...depositWorth(ledger, amount, now),
        fee: depositFee(ledger, amount, now),
        // All that is deposited of another token is there already.
        wrapped:
          holding && vault.data.assetMint === WRAPPED_SOL && amount > holding.amount ? amount - holding.amount : 0n,
      })}
      consent={(worth) =>
        worth.ifExecuted !== worth.ifVetoed && (
          <>
            <Contested worth={worth} unit={unit} /> I accept both.
          </>
        )
      }
      preview={({ shares, fee, wrapped }) => [
        ...feeRow("Wrapped with it, of your SOL", wrapped, unit),
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
      closed={closed}
    />
  );
}
