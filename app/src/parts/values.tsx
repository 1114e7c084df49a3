/**
 * Amounts, times and addresses as they stand in views.
 */
import type { Address } from "@solana/kit";
import { type ReactNode, useEffect, useState } from "react";
import { formatAmount, NOBODY } from "restaking-client";
import { Link } from "wouter";
import { useDecimals } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { explorerUrl } from "../chain/explorer.js";
import { useNames, useNamesOf } from "../chain/names.js";
import { useNode } from "../chain/node.js";
import { useWantedMint } from "../chain/wanted-mints.js";
import { shortAmount } from "../format/amount.js";
import { shortAddress } from "../format/text.js";
import { dateAndTime, duration, isoTime } from "../format/time.js";

/** An amount with its symbol; all its decimals are in its title. */
export function Amount(props: { readonly value: bigint; readonly decimals: number; readonly symbol?: string }) {
  const { value, decimals, symbol } = props;
  return (
    <span className="amount" title={`${formatAmount(value, decimals)}${symbol ? ` ${symbol}` : ""}`}>
      {shortAmount(value, decimals)}
      {symbol && (
        <>
          {" "}
          <span className="symbol">{symbol}</span>
        </>
      )}
    </span>
  );
}

/** An amount of a token that is known by its mint alone. */
export function TokenAmount({ value, mint }: { readonly value: bigint; readonly mint: Address }) {
  const names = useNames();
  useWantedMint(mint);
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
export type Kind = "vaults" | "pools" | "operators" | "ncns";

/** The zero address, for an empty role. */

/**
 * The name of an address, linked to its page if it has one. `ends` adds the ends of the address: names are not unique, and where
 * many stand below each other, they are told apart by these.
 */
export function Name(props: { readonly address: Address; readonly kind?: Kind; readonly ends?: boolean }) {
  const { address, kind } = props;
  const names = useNamesOf(kind === "operators" || kind === "ncns" ? address : undefined);
  if (address === NOBODY) {
    return "nobody";
  }
  const name = names.of(address);
  const short = shortAddress(address);
  const long = names.long(address);
  const title = long ? `${long} · ${address}` : address;
  const text = <span className={names.known(address) ? "name" : "name code"}>{name}</span>;
  return (
    <>
      {kind ? (
        <Link href={`/${kind}/${address}`} title={title}>
          {text}
        </Link>
      ) : (
        <span title={title}>{text}</span>
      )}
      {props.ends && !name.includes(short) && <code className="ends"> {short}</code>}
    </>
  );
}

/** The name of a token by its mint. */
export function TokenName({ mint }: { readonly mint: Address }) {
  useWantedMint(mint);
  return <Name address={mint} />;
}

/** A party without a page of its own: its name, and its address to be copied. */
export function Person({ address, what }: { readonly address: Address; readonly what: string }) {
  const names = useNames();
  if (address === NOBODY) {
    return "nobody";
  }
  return (
    <span className="stack">
      {names.known(address) && <span className="name">{names.of(address)}</span>}
      <span className="note">
        <AddressLine address={address} what={what} />
      </span>
    </span>
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
