/**
 * An owner hands exits on.
 */
import { fetchClusterTime, fetchRecipient, fetchRestakingAccount, pdas, planTransferTickets } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { shortAddress } from "../format/text.js";
import { plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** Gives an exit ticket to another owner; nothing without one. */
export function handOnActs(
  exits: readonly { readonly vault: Found<"Vault">; readonly ticket: Found<"ExitTicket"> }[],
  { names, place }: { readonly names: Names; readonly place: Place },
): Act[] {
  const [first] = exits;
  if (!first) {
    return [];
  }
  const chosen = (address: string) => exits.find(({ ticket }) => ticket.address === address) ?? first;
  const act: Act = {
    title: "Hand on an exit",
    button: "Hand it on",
    lead: "The new owner claims or cancels it from then on. You cannot take it back.",
    fields: [
      {
        key: "ticket",
        label: "Exit",
        kind: {
          unit: "choice",
          options: exits.map(
            ({ vault, ticket }) =>
              [ticket.address, `from ${names.of(vault.address)}, ticket ${shortAddress(ticket.address)}`] as const,
          ),
        },
        initial: first.ticket.address,
      },
      { key: "owner", label: "New owner", kind: { unit: "address" }, initial: "" },
    ],
    changes: (values) => plainChange("Owner", "you", names.of(values.address("owner"))),
    plan: (values) => async (owner) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const { ticket, vault } = chosen(values.text("ticket"));
      const [found, standing, protocol, newOwner, now] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "ExitTicket", ticket.address, config),
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        pdas(programAddress)
          .config()
          .then((at) => fetchRestakingAccount(rpc, programAddress, "Config", at, config)),
        fetchRecipient(rpc, programAddress, values.address("owner"), config),
        fetchClusterTime(rpc, config),
      ]);
      const given = { programAddress, config: protocol, owner, newOwner, now };
      const { plan } = await planTransferTickets({ ...given, tickets: [found], vaults: [standing] });
      return { plan, said: `The exit is ${names.of(values.address("owner"))}'s.` };
    },
  };
  return [act];
}
