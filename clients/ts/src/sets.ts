/**
 * Operator sets: NCNs with a parent, which vaults cover by their one opt-in with the parent.
 */
import type { Address } from "@solana/kit";

import type { Ncn, OptIn } from "./generated/accounts/index.js";
import { valueAt } from "./ledger/delayed.js";
import { Refusal } from "./ledger/refusal.js";
import { optInCounts } from "./ledger/risk.js";
import { NOBODY } from "./nobody.js";
import type { Fetched } from "./plans/common.js";

/** The NCN that `ncn` is an operator set of; nothing where it is none. */
export function parentOf(ncn: Pick<Ncn, "parent">): Address | undefined {
  return ncn.parent === NOBODY ? undefined : ncn.parent;
}

/**
 * Refuses an NCN that can have no operator sets.
 *
 * @throws Refusal `NestedSet`: It is itself a set. `Retired`.
 */
export function checkParent(ncn: Pick<Ncn, "parent" | "retired">): void {
  if (parentOf(ncn)) {
    throw new Refusal("NestedSet");
  }
  if (ncn.retired) {
    throw new Refusal("Retired");
  }
}

/** The party of vaults' opt-ins for an NCN: its parent, if it has one. */
export function partnerOf({ address, data }: Pick<Fetched<Ncn>, "address"> & { data: Pick<Ncn, "parent"> }): Address {
  return parentOf(data) ?? address;
}

/** Whether a vault's opt-in is active at `now` for the NCN at `ncn`: its own, or one of the sets that the vault covers. */
export function vaultOptInCounts(optIn: OptIn, ncn: Address, now: bigint): boolean {
  return optInCounts(optIn.sides, now) && (optIn.right === ncn || valueAt(optIn.sets, now) === 1n);
}
