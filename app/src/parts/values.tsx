/**
 * Amounts, times and addresses as they stand in views.
 */
import type { Address } from "@solana/kit";
import { type ReactNode, useEffect, useState } from "react";
import { formatAmount } from "restaking-client";
import { Link } from "wouter";
import { useDecimals } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { explorerUrl } from "../chain/explorer.js";
import { useNames } from "../chain/names.js";
import { useNode } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { dateAndTime, duration, isoTime } from "../format/time.js";

/** An amount with its symbol; all its decimals are in its title. */
export function Amount(props: { readonly value: bigint; readonly decimals: number; readonly symbol?: string }) {
  const { value, decimals, symbol } = props;
  return (
    <span className="amount" title={`${formatAmount(value, decimals)}${symbol ? ` ${symbol}` : ""}`}>
      {shortAmount(value, decimals)}
      {symbol && <span className="symbol"> {symbol}</span>}
    </span>
  );
}

/** An amount of a token that is known by its mint alone. */
export function TokenAmount({ value, mint }: { readonly value: bigint; readonly mint: Address }) {
  const names = useNames();
  const { data: decimals } = useDecimals(mint);
  return decimals === undefined ? "…" : <Amount value={value} decimals={decimals} symbol={names.of(mint)} />;
}

/** A time on the reader's clock. */
export function When({ time }: { readonly time: bigint }) {
  return <time dateTime={isoTime(time)}>{dateAndTime(time)}</time>;
}

/** How long it is until a time by the chain's clock, counting down; `over` once it has come. */
export function Countdown({ to, over = "now" }: { readonly to: bigint; readonly over?: string }) {
  const now = useNow();
  return (
    <time className="amount" dateTime={isoTime(to)} title={dateAndTime(to)}>
      {now === undefined ? "…" : now >= to ? over : duration(to - now)}
    </time>
  );
}

/** What a kind of address has a page under. */
export type Kind = "vaults" | "operators" | "ncns";

/** The zero address, for an empty role. */
const NOBODY = "11111111111111111111111111111111";

/** The name of an address, linked to its page if it has one. */
export function Name({ address, kind }: { readonly address: Address; readonly kind?: Kind }) {
  const names = useNames();
  if (address === NOBODY) {
    return "nobody";
  }
  const text = <span className={names.known(address) ? "name" : "name code"}>{names.of(address)}</span>;
  return kind ? (
    <Link href={`/${kind}/${address}`} title={address}>
      {text}
    </Link>
  ) : (
    <span title={address}>{text}</span>
  );
}

/** A link to the explorer; what is in it alone, where the explorer cannot know the cluster. */
export function ExplorerLink(props: {
  readonly kind: "address" | "tx";
  readonly id: string;
  readonly children: ReactNode;
}) {
  const url = explorerUrl(useNode(), props.kind, props.id);
  return url ? (
    <a href={url} target="_blank" rel="noreferrer">
      {props.children}
    </a>
  ) : props.kind === "tx" ? (
    <code className="breakable">{props.id}</code>
  ) : null;
}

/** An address by its ends, to be copied or looked up elsewhere. */
export function AddressLine({ address, what }: { readonly address: Address; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = copied ? setTimeout(() => setCopied(false), 2_000) : undefined;
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span className="address-line">
      <code title={address}>
        {address.slice(0, 6)}…{address.slice(-6)}
      </code>
      <button
        type="button"
        className="link"
        onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
      >
        {copied ? "Copied" : "Copy"}
        <span className="unseen"> the address of {what}</span>
      </button>
      <ExplorerLink kind="address" id={address}>
        Explorer<span className="unseen">: {what}, in a new tab</span>
      </ExplorerLink>
    </span>
  );
}
