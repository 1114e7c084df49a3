/**
 * What the views of operators and NCNs share.
 */

import type { Address } from "@solana/kit";
import { safeLink } from "restaking-client";

import { useNames, useNamesOf } from "../chain/names.js";
import { changeSettings, useSettings } from "../chain/settings.js";
import { percentOf } from "../format/amount.js";
import { counted } from "../format/text.js";
import { descriptionSource } from "../model/description.js";
import type { Backing, Record, Sum } from "../model/summary.js";
import { Badge, type Column, Table } from "./layout.js";
import { Amount, Name } from "./values.js";

/** Stake by asset. */
export function Sums({ sums }: { readonly sums: readonly Sum[] }) {
  const names = useNames();
  if (sums.length === 0) {
    return "none";
  }
  return (
    <span className="stack">
      {sums.map(({ mint, amount, decimals }) => (
        <Amount key={mint} value={amount} decimals={decimals} symbol={names.of(mint)} />
      ))}
    </span>
  );
}

/** What vaults have behind an operator or for an NCN, with `parts` as the last column. */
export function BackingTable(props: {
  readonly caption: string;
  readonly backing: readonly Backing[];
  readonly parts: Column<Backing>;
}) {
  const names = useNames();
  return (
    <Table
      caption={props.caption}
      keyOf={({ vault }) => vault.address}
      rows={props.backing}
      columns={[
        { title: "Vault", cell: ({ vault }) => <Name address={vault.address} kind="vaults" ends /> },
        {
          title: "Stake",
          numeric: true,
          cell: ({ vault, stake }) => (
            <Amount value={stake} decimals={vault.data.decimals} symbol={names.of(vault.data.assetMint)} />
          ),
        },
        {
          title: "Part of the vault",
          numeric: true,
          cell: ({ stake, exposure }) => percentOf(stake, exposure.stake),
        },
        props.parts,
      ]}
    />
  );
}

/** What is on record of an operator. */
export function RecordMarks({ record }: { readonly record: Record }) {
  const { slashes, executed, vetoed, equivocations, jailings, jailedBy } = record;
  const open = slashes - executed - vetoed;
  const marks = [
    jailedBy.length > 0 && (
      <Badge key="jailed" tone="loss">
        Jailed now
      </Badge>
    ),
    open > 0n && (
      <Badge key="open" tone="loss">
        {counted(open, "open slash", "open slashes")}
      </Badge>
    ),
    executed > 0n && (
      <Badge key="executed" tone="loss">
        {counted(executed, "slash", "slashes")} executed
      </Badge>
    ),
    equivocations > 0n && (
      <Badge key="twice" tone="loss">
        voted twice: {String(equivocations)}
      </Badge>
    ),
    vetoed > 0n && <Badge key="vetoed">{String(vetoed)} vetoed</Badge>,
    jailings > 0n && jailedBy.length === 0 && <Badge key="jailings">jailed {String(jailings)}×</Badge>,
  ].filter(Boolean);
  return marks.length > 0 ? <span className="badges">{marks}</span> : <Badge tone="good">clean</Badge>;
}

/** Offers once to read from the web what `addresses` say of themselves, where any of it is there; nothing after the reader's choice. */
export function DescriptionsOffer({ addresses }: { readonly addresses: readonly Address[] }) {
  const names = useNames();
  const { readsDescriptions } = useSettings();
  const onWeb = addresses.some((address) => descriptionSource(names.uri(address))?.kind === "web");
  if (readsDescriptions !== undefined || !onWeb) {
    return null;
  }
  return (
    <div className="notice notice-plain">
      <p>Operators and NCNs describe themselves on servers of their own, which learn your network address.</p>
      <button type="button" className="button" onClick={() => changeSettings({ readsDescriptions: true })}>
        Read descriptions
      </button>
      <button type="button" className="link" onClick={() => changeSettings({ readsDescriptions: false })}>
        Never
      </button>
    </div>
  );
}

/** What an operator or an NCN says of itself, and where people read more: a stranger's words and link. */
export function About({ address }: { readonly address: Address }) {
  const names = useNamesOf(address);
  const told = names.description(address);
  const uri = names.uri(address);
  const link = told?.website ?? safeLink(uri);
  const text = link ?? (descriptionSource(uri)?.kind === "inline" ? "" : uri);
  if (!told && !text) {
    return null;
  }
  return (
    <>
      {told?.description && <p>{told.description}</p>}
      <DescriptionsOffer addresses={[address]} />
      {text && (
        <p>
          {link ? (
            <a href={link} target="_blank" rel="noreferrer nofollow" className="breakable">
              {text}
              <span className="unseen"> in a new tab</span>
            </a>
          ) : (
            <span className="breakable">{text}</span>
          )}
        </p>
      )}
      {told && !names.vouched(address) && (
        <p className="note">It gives itself this name: anyone can take any. The address tells it apart.</p>
      )}
    </>
  );
}
