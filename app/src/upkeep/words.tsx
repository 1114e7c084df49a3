/**
 * Chores in words.
 */
import type { ReactNode } from "react";

import { shortAmount } from "../format/amount.js";
import { type Chore, type ChoreKind, ticketsText } from "../model/upkeep.js";
import { Amount, Name } from "../parts/values.js";
import { useUnit } from "../parts/vault-parts.js";
import type { KindWords } from "./kind.js";

export const CHORE_WORDS: Readonly<Record<ChoreKind, KindWords>> = {
  execute: ["Slashes to execute", "They were not vetoed in time. What they took is paid to its recipients.", "Execute"],
  shares: ["Slash shares to pay", "Recipients of executed slashes are still owed a part.", "Pay"],
  move: ["Moves to complete", "The stake stands behind neither operator until the move is completed.", "Complete"],
  delegation: ["Delegations to settle", "A decrease is active. Its units are reserved until it is settled.", "Settle"],
  allocation: ["Allocations to settle", "A decrease is active. Its part is reserved until it is settled.", "Settle"],
  fees: ["Fees to collect", "They are paid to the fee wallet of the party that earned them.", "Collect"],
  exits: ["Exits to settle", "Their tickets hold then what they are owed, and the bucket can be closed.", "Settle"],
  pledge: ["Pledges to end", "The slash is over. A veto pays the pledge back; an execution has used it.", "End"],
  uncount: [
    "Vetoed slashes to uncount",
    "They bring the vault closer to its stop-loss until they are taken off.",
    "Uncount",
  ],
  closeBucket: ["Exit buckets to close", "No ticket needs them any more.", "Close"],
  closeDelegation: ["Delegations to close", "Nothing is delegated any more.", "Close"],
  closeAllocation: ["Allocations to close", "Nothing is allocated any more.", "Close"],
  closeOptIn: ["Opt-ins to close", "Both sides have left.", "Close"],
  closeGrant: ["Grants to close", "They are over, or were voided.", "Close"],
};

/** What a chore is about. */
export function ChoreLine({ chore }: { readonly chore: Chore }): ReactNode {
  const unit = useUnit("vault" in chore ? chore.vault.data : undefined);
  const amount = (value: bigint) => unit && <Amount value={value} decimals={unit.decimals} symbol={unit.asset} />;
  switch (chore.kind) {
    case "execute":
    case "shares":
    case "uncount": {
      const { operator, ncn, vault, slash, owed } = chore.slash.data;
      return (
        <>
          {amount(chore.kind === "shares" ? owed.reduce((sum, each) => sum + each, 0n) : slash.stake)}{" "}
          <Name address={operator} kind="operators" /> slashed by <Name address={ncn} kind="ncns" /> in{" "}
          <Name address={vault} kind="vaults" />
        </>
      );
    }
    case "move":
      return (
        <>
          <Name address={chore.vault.address} kind="vaults" />: from{" "}
          <Name address={chore.from.data.operator} kind="operators" /> to{" "}
          <Name address={chore.to.data.operator} kind="operators" />
        </>
      );
    case "delegation":
    case "closeDelegation":
      return (
        <>
          <Name address={chore.delegation.data.vault} kind="vaults" /> to{" "}
          <Name address={chore.delegation.data.operator} kind="operators" />
        </>
      );
    case "allocation":
    case "closeAllocation":
      return (
        <>
          {chore.delegation && (
            <>
              <Name address={chore.delegation.data.operator} kind="operators" />, of{" "}
              <Name address={chore.delegation.data.vault} kind="vaults" />,{" "}
            </>
          )}
          to <Name address={chore.allocation.data.ncn} kind="ncns" />
        </>
      );
    case "fees":
      return (
        <>
          {amount(chore.assets)} of <Name address={chore.vault.address} kind="vaults" /> to{" "}
          {chore.payee === "vault" ? (
            "its fee wallet"
          ) : chore.payee === "protocol" ? (
            "the protocol"
          ) : (
            <Name address={chore.payee.address} kind="operators" />
          )}
        </>
      );
    case "exits":
    case "closeBucket": {
      const { epoch, tickets } = chore.bucket.data.bucket;
      return (
        <>
          <Name address={chore.vault.address} kind="vaults" />, epoch {String(epoch)}
          {tickets > 0n && `: ${ticketsText(tickets)}`}
        </>
      );
    }
    case "pledge":
      return (
        <>
          {amount(chore.pledge.data.amount)} by <Name address={chore.pledge.data.pledger} />
        </>
      );
    case "closeOptIn":
      return (
        <>
          <Name address={chore.optIn.data.left} /> with <Name address={chore.optIn.data.right} />
        </>
      );
    case "closeGrant":
      return (
        <>
          of <Name address={chore.grant.data.entity} /> to <Name address={chore.grant.data.holder} />
        </>
      );
  }
}

/** Lamports as SOL, for a sentence. */
export function solText(lamports: bigint): string {
  return `${shortAmount(lamports, 9)} SOL`;
}
