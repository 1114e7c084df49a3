/**
 * All public accounts together: what every view is drawn from.
 */
import { useMemo } from "react";

import { type Found, useAccounts } from "./accounts.js";

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

/** All public accounts. */
export function useWorld(): WorldState {
  const vaults = useAccounts("Vault");
  const operators = useAccounts("Operator");
  const ncns = useAccounts("Ncn");
  const delegations = useAccounts("OperatorDelegation");
  const allocations = useAccounts("NcnAllocation");
  const optIns = useAccounts("OptIn");
  const records = useAccounts("OperatorRecord");
  const slashes = useAccounts("SlashProposal");

  const world = useMemo(() => {
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
  const queries = [vaults, operators, ncns, delegations, allocations, optIns, records, slashes];
  const failed = queries.filter(({ error }) => error !== null);
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
