/**
 * What a vault's stake would stand behind after a curator's act, all other things equal.
 */
import type { Address } from "@solana/kit";
import { BPS, mulDivFloor, settled, timeAt, UNITS, valueAt } from "restaking-client";

import type { World } from "../chain/market.js";
import type { Market } from "./told-exposure.js";

type Vault = World["vaults"][number];
type Delegation = World["delegations"][number];

/** A vault, and the market that it would be in. */
export type Rebalanced = { readonly vault: Vault; readonly market: Market };

/** The units that an operator has of a vault at `now`. */
export function unitsOf(delegations: World["delegations"], vault: Vault, operator: Address, now: bigint): bigint {
  const found = delegations.find(({ data }) => data.vault === vault.address && data.operator === operator);
  return found ? valueAt(found.data.delegation.units, timeAt(vault.data.ledger, now)) : 0n;
}

/** `bps` of a vault's units. */
export function unitsOfWhole(vault: Vault, bps: bigint): bigint {
  return mulDivFloor(vault.data.ledger.books.units, bps, BPS);
}

/** The market once each operator of `targets` has the units there, and all announced changes of theirs are replaced. */
export function rebalanced(
  vault: Vault,
  market: Market,
  targets: ReadonlyMap<Address, bigint>,
  now: bigint,
): Rebalanced {
  const own = market.delegations.filter(({ data }) => data.vault === vault.address);
  let idle = vault.data.ledger.books.idle;
  const changed = [...targets].map(([operator, units]): Delegation => {
    const before = own.find(({ data }) => data.operator === operator);
    idle -= units - unitsOf(own, vault, operator, now);
    return before ? withUnits(before, units) : opened(vault.address, operator, units);
  });
  const others = market.delegations.filter(({ data }) => data.vault !== vault.address || !targets.has(data.operator));
  const { ledger } = vault.data;
  const books = { ...ledger.books, idle: idle > 0n ? idle : 0n };
  return {
    vault: { ...vault, data: { ...vault.data, ledger: { ...ledger, books } } },
    market: { ...market, delegations: [...others, ...changed] },
  };
}

function withUnits(delegation: Delegation, units: bigint): Delegation {
  const { data } = delegation;
  return { ...delegation, data: { ...data, delegation: { ...data.delegation, units: settled(units) } } };
}

/** A delegation that is not there yet. */
function opened(vault: Address, operator: Address, units: bigint): Delegation {
  const figures = { allocated: 0n, openSlashes: 0n, lowered: 0n, loweredActive: 0n, contested: 0n };
  const moves = { openFrom: 0n, openUntil: 0n, moving: 0n, leaving: 0n, arriving: 0n };
  const delegation = { units: settled(units), magnitude: UNITS, ...figures, ...moves };
  return {
    address: `${vault} ${operator}`,
    lamports: 0n,
    data: { vault, operator, delegation },
  } as unknown as Delegation;
}
