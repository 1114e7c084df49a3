/**
 * What the forms of a vault say.
 */
import type { ReactNode } from "react";
import { type EntryWorth, type Holding, outBy, termOpens } from "restaking-client";

import { percentOfBps } from "../format/amount.js";
import { Amount, Name, When } from "../parts/values.js";
import type { Unit } from "../wallet/describe.js";
import type { FormProps } from "./form.js";

/** That a term holds the vault's stakers. */
export function Held({ ledger }: { readonly ledger: FormProps["vault"]["data"]["ledger"] }) {
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

/** What is paused, until when. */
export function Paused({ what, until }: { readonly what: string; readonly until: bigint }) {
  return (
    <span>
      {what} are paused until <When time={until} />. You can ask to leave all the same.
    </span>
  );
}

/** A fee as a row, where there is one. */
export function feeRow(title: string, fee: bigint, unit: Unit): [string, ReactNode][] {
  return fee === 0n ? [] : [[title, <Amount key="fee" value={fee} decimals={unit.decimals} symbol={unit.asset} />]];
}

/** What is wrong with a token account of the reader's, or what its owner has to know of it. */
export function HoldingNote({ holding }: { readonly holding: Holding | undefined }): ReactNode {
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

/** What the reader has. */
export function Have(props: {
  readonly amount: bigint;
  readonly decimals: number;
  readonly symbol: string;
}): ReactNode {
  return (
    <>
      You have <Amount value={props.amount} decimals={props.decimals} symbol={props.symbol} />.{" "}
    </>
  );
}

/** When an exit that is asked for now is out. */
export function Out({ vault, now }: Pick<FormProps, "vault" | "now">) {
  const { ledger } = vault.data;
  return <When time={outBy(ledger, now)} />;
}

/** The title of the least that a result may be. */
export function atLeast(slippage: bigint): string {
  return slippage === 0n ? "At the least" : `At the least, ${percentOfBps(slippage)} below`;
}
