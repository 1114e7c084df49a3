/**
 * All public accounts together: what every view is drawn from.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";

import { type Found, useAccounts, useAllocationsOf, useOptInsBetween } from "./accounts.js";
import { useKept } from "./kept.js";

export { at } from "../model/find.js";

/** All public accounts. */
export type World = {
  readonly vaults: readonly Found<"Vault">[];
  readonly operators: readonly Found<"Operator">[];
  readonly ncns: readonly Found<"Ncn">[];
  readonly delegations: readonly Found<"OperatorDelegation">[];
  readonly allocations: readonly Found<"NcnAllocation">[];
  readonly optIns: readonly Found<"OptIn">[];
  readonly records: readonly Found<"OperatorRecord">[];
  readonly slashes: readonly Found<"SlashProposal">[];
};

/** All public accounts, once all are read; why not, if one of them cannot be. */
export type WorldState = {
  readonly world: World | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
};

/** All public accounts, read once `wanted`: a view that shows vaults first waits with all else until they are there. */
export function useWorld(wanted = true): WorldState {
  const where = wanted ? {} : null;
  return useTogether("all", {
    vaults: useAccounts("Vault"),
    operators: useAccounts("Operator"),
    ncns: useAccounts("Ncn"),
    delegations: useAccounts("OperatorDelegation", where),
    allocations: useAccounts("NcnAllocation", where),
    optIns: useAccounts("OptIn", where),
    records: useAccounts("OperatorRecord", where),
    slashes: useAccounts("SlashProposal", where),
  });
}

/**
 * What concerns one vault: its own delegations, allocations, opt-ins and slashes, and all vaults, operators and NCNs, which views name
 * and offer. A world of other vaults' stake it is not.
 */
export function useVaultWorld(vault: Address): WorldState {
  const delegations = useAccounts("OperatorDelegation", { vault });
  const allocations = useAllocationsOf(delegations.data);
  const own = useAccounts("OptIn", { left: vault });
  const between = useOptInsBetween(delegations.data, allocations.data);
  return useTogether(vault, {
    vaults: useAccounts("Vault"),
    operators: useAccounts("Operator"),
    ncns: useAccounts("Ncn"),
    delegations,
    allocations,
    optIns: useBoth(own, between),
    records: NONE,
    slashes: useAccounts("SlashProposal", { vault }),
  });
}

/** What a query gives, as far as it matters here. */
type Reading<Data> = {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
};

const NONE: Reading<never[]> = { data: [], error: null, refetch: () => undefined };

type Readings = { readonly [Name in keyof World]: Reading<World[Name]> };

function useBoth<Each>(one: Reading<Each[]>, other: Reading<Each[]>): Reading<Each[]> {
  const data = useMemo(() => one.data && other.data && [...one.data, ...other.data], [one.data, other.data]);
  const refetch = () => {
    void one.refetch();
    void other.refetch();
  };
  return { data, error: one.error ?? other.error, refetch };
}

function useTogether(of: string, readings: Readings): WorldState {
  const { vaults, operators, ncns, delegations, allocations, optIns, records, slashes } = readings;
  const whole = useMemo(() => {
    const all = {
      vaults: vaults.data,
      operators: operators.data,
      ncns: ncns.data,
      delegations: delegations.data,
      allocations: allocations.data,
      optIns: optIns.data,
      records: records.data,
      slashes: slashes.data,
    };
    return Object.values(all).every((accounts) => accounts !== undefined) ? (all as World) : undefined;
  }, [
    vaults.data,
    operators.data,
    ncns.data,
    delegations.data,
    allocations.data,
    optIns.data,
    records.data,
    slashes.data,
  ]);
  // A new delegation's allocations, and the opt-ins that they are under, are on their way.
  const world = useKept(of, whole);
  const failed = Object.values<Reading<unknown>>(readings).filter(({ error }) => error !== null);
  return {
    world,
    // What was read before is shown still, and said to be old.
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const query of failed) {
        void query.refetch();
      }
    },
  };
}
