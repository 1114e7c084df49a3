/**
 * Operators and NCNs by what stands behind them and what became of it.
 */
import type { Address } from "@solana/kit";
import { SlashStatus } from "restaking-client";

import type { World } from "../chain/market.js";
import { grouped } from "./find.js";
import { type Exposure, type Part, toldExposure } from "./told-exposure.js";

/** An amount of an asset. */
export type Sum = { readonly mint: Address; readonly decimals: number; readonly amount: bigint };

/** What one vault has behind an operator or for an NCN. */
export type Backing = {
  readonly vault: World["vaults"][number];
  readonly exposure: Exposure;
  readonly stake: bigint;
  readonly parts: readonly Part[];
};

/** What is on record of an operator, of all NCNs together or of one. */
export type Record = {
  readonly slashes: bigint;
  readonly executed: bigint;
  readonly vetoed: bigint;
  readonly jailings: bigint;
  readonly equivocations: bigint;
  /** The NCNs that have it jailed now. */
  readonly jailedBy: readonly Address[];
};

/** What stands in all vaults, by vault: computed once for all readers. */
export type Exposures = ReadonlyMap<Address, Exposure>;

/** What stands where, in all vaults except those with accounts that do not add up. */
export function exposuresOf(world: World, now: bigint): Exposures {
  return new Map(
    world.vaults.flatMap((vault) => {
      const exposure = toldExposure(vault, world, now);
      return exposure ? [[vault.address, exposure] as const] : [];
    }),
  );
}

/** What vaults have behind operators and for NCNs, by the operator and by the NCN. */
type Backings = {
  readonly operators: ReadonlyMap<Address, readonly Backing[]>;
  readonly ncns: ReadonlyMap<Address, readonly Backing[]>;
};

const backings = new WeakMap<Exposures, Backings>();

/** All backings of `exposures`, gone through once for all operators and NCNs. */
function backingsOf(world: World, exposures: Exposures): Backings {
  const known = backings.get(exposures);
  if (known) {
    return known;
  }
  const all = world.vaults.flatMap((vault) => {
    const exposure = exposures.get(vault.address);
    return exposure ? [{ vault, exposure }] : [];
  });
  const behind = all.flatMap(({ vault, exposure }) =>
    exposure.held.map(({ operator: of, stake, parts }) => ({ of, vault, exposure, stake, parts })),
  );
  const slashable = all.flatMap(({ vault, exposure }) =>
    [
      ...grouped(
        exposure.held.flatMap(({ parts }) => parts),
        ({ ncn }) => ncn,
      ),
    ].map(([of, parts]) => {
      return { of, vault, exposure, stake: parts.reduce((sum, part) => sum + part.stake, 0n), parts };
    }),
  );
  const made = { operators: grouped(behind, ({ of }) => of), ncns: grouped(slashable, ({ of }) => of) };
  backings.set(exposures, made);
  return made;
}

/** What stands behind an operator, vault by vault. */
export function behindOperator(world: World, exposures: Exposures, operator: Address): readonly Backing[] {
  return backingsOf(world, exposures).operators.get(operator) ?? [];
}

/** What an NCN can slash, vault by vault. */
export function forNcn(world: World, exposures: Exposures, ncn: Address): readonly Backing[] {
  return backingsOf(world, exposures).ncns.get(ncn) ?? [];
}

/** Stake added up by asset. */
export function sumsOf(backing: readonly Backing[]): Sum[] {
  const sums = new Map<Address, Sum>();
  for (const { vault, stake } of backing) {
    const { assetMint: mint, decimals } = vault.data;
    sums.set(mint, { mint, decimals, amount: (sums.get(mint)?.amount ?? 0n) + stake });
  }
  return [...sums.values()].filter(({ amount }) => amount > 0n);
}

/** What is on record at `now` in some accounts. */
export function recordOf(records: World["records"], now: bigint): Record {
  const sum = (figure: (record: World["records"][number]["data"]) => bigint) =>
    records.reduce((total, { data }) => total + figure(data), 0n);
  return {
    slashes: sum(({ slashes }) => slashes),
    executed: sum(({ executed }) => executed),
    vetoed: sum(({ vetoed }) => vetoed),
    jailings: sum(({ jailings }) => jailings),
    equivocations: sum(({ equivocations }) => equivocations),
    jailedBy: records.filter(({ data }) => now < data.jailedUntil).map(({ data }) => data.ncn),
  };
}

/** How many slashes are open among some. */
export function openAmong(slashes: World["slashes"]): number {
  return slashes.filter(({ data }) => data.status === SlashStatus.Open).length;
}
