/**
 * What NCNs and operators are rated by, read from the chain.
 */
import type { Address } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { rating } from "restaking-client";

import { type Found, useAccounts } from "./accounts.js";
import type { World } from "./market.js";
import { useNode } from "./node.js";

/** An NCN with its rating, and what its offers are compared by. */
export type RatedNcn = {
  readonly facts: rating.NcnFacts;
  readonly rated: rating.Rating;
  /** The weight in its latest final table. */
  readonly totalWeight: bigint;
  readonly offers: readonly Found<"RewardOffer">[];
};

/** How often roles, entries and balances are read again, in milliseconds. */
const READ_EVERY = 60_000;

const CONFIG = { commitment: "confirmed" } as const;

/** The ratings of `ncns`, by their addresses; nothing until all that they need is read. One NCN alone is `only`. */
export function useNcnRatings(world: World | undefined, now: bigint | undefined, only?: Address) {
  const { rpc, key, programAddress } = useNode();
  const where = only === undefined ? {} : { ncn: only };
  const { data: configs } = useAccounts("Config");
  const { data: keys } = useAccounts("OperatorKey", where);
  const { data: tables } = useAccounts("StakeTable", where);
  const { data: offers } = useAccounts("RewardOffer", where);
  const ncns = useMemo(
    () => world?.ncns.filter(({ address }) => only === undefined || address === only),
    [world, only],
  );
  // What the policies and the latest tables are changes seldom: the texts stand for it. They are sorted, since a node lists accounts in
  // any order, and another key reads all anew.
  const policies = ncns
    ?.map(({ address, data }) =>
      [
        address,
        now !== undefined && now >= data.policyFrom,
        ...[data.policy, data.nextPolicy].flatMap(({ slasher, resolver }) => [slasher, resolver]),
      ].join(" "),
    )
    .sort();
  const latest =
    ncns && tables && now !== undefined
      ? new Map(
          ncns.map(({ address }) => {
            const own = tables.filter(({ data }) => data.ncn === address);
            return [address, rating.latestTable(own, now)?.address] as const;
          }),
        )
      : undefined;
  const wanted = latest && [...latest.values()].filter((table) => table !== undefined).sort();
  const { data: roles } = useQuery({
    queryKey: [key, "balance", "roles", policies],
    enabled: ncns !== undefined && now !== undefined,
    queryFn: ({ signal }) => rating.fetchNcnRoles(rpc, ncns ?? [], now ?? 0n, { ...CONFIG, abortSignal: signal }),
    refetchInterval: READ_EVERY,
  });
  const { data: entries } = useQuery({
    queryKey: [key, "balance", "entries", wanted],
    enabled: wanted !== undefined && programAddress !== undefined,
    queryFn: ({ signal }) =>
      rating.fetchEntries(rpc, programAddress as Address, wanted ?? [], { ...CONFIG, abortSignal: signal }),
    refetchInterval: READ_EVERY,
  });
  const config = configs?.[0]?.data;
  if (!world || !ncns || now === undefined || !config || !keys || !offers || !latest || !roles || !entries) {
    return undefined;
  }
  return new Map(
    ncns.flatMap(({ address, data }): [Address, RatedNcn][] => {
      const own = roles.get(address);
      const table = latest.get(address);
      const found = (table && entries.get(table)) ?? [];
      const ownOffers = offers.filter((each) => each.data.ncn === address);
      if (!own) {
        return [];
      }
      const facts = rating.ncnFacts(
        {
          ncn: data,
          roles: own.active,
          announced: own.announced,
          config,
          dated: {
            optIns: world.optIns.filter((each) => each.data.right === address).map((each) => each.data),
            keys: keys.filter((each) => each.data.ncn === address).map((each) => each.data),
            slashes: world.slashes.filter((each) => each.data.ncn === address).map((each) => each.data),
          },
          records: world.records.filter((each) => each.data.ncn === address).map((each) => each.data),
          entries: found,
          operators: world.operators,
          offers: ownOffers.map((each) => each.data),
        },
        now,
      );
      const totalWeight = rating.totalWeightOf(found);
      return [[address, { facts, rated: rating.rateNcn(facts), totalWeight, offers: ownOffers }]];
    }),
  );
}

/** The facts that an operator is rated by; nothing until all that they need is read. */
export function useOperatorFacts(
  world: World | undefined,
  operator: Found<"Operator"> | undefined,
  now: bigint | undefined,
): rating.OperatorFacts | undefined {
  const { rpc, key, programAddress } = useNode();
  const address = operator?.address;
  const { data: keys } = useAccounts("OperatorKey", address === undefined ? null : { operator: address });
  const { data: positions } = useAccounts("VaultPosition", operator ? { owner: operator.data.admin } : null);
  const delegations = world?.delegations.filter(({ data }) => data.operator === address);
  const vaults = delegations?.map(({ data }) => data.vault);
  const { data: shares } = useQuery({
    queryKey: [key, "balance", "own shares", operator?.data.admin, vaults, positions?.length],
    enabled: operator !== undefined && positions !== undefined && vaults !== undefined && programAddress !== undefined,
    queryFn: ({ signal }) =>
      rating.fetchOwnShares(
        rpc,
        programAddress as Address,
        operator?.data ?? { admin: "" as Address },
        (delegations ?? []).map(({ data }) => data),
        (positions ?? []).map(({ data }) => data),
        { ...CONFIG, abortSignal: signal },
      ),
    refetchInterval: READ_EVERY,
  });
  if (!world || !operator || now === undefined || !keys || !delegations || !shares) {
    return undefined;
  }
  return rating.operatorFacts(
    {
      operator: operator.data,
      dated: {
        optIns: world.optIns.map(({ data }) => data).filter(({ left, right }) => left === address || right === address),
        keys: keys.map(({ data }) => data),
        slashes: world.slashes.map(({ data }) => data).filter((slash) => slash.operator === address),
      },
      records: world.records.map(({ data }) => data).filter((record) => record.operator === address),
      backing: delegations.flatMap(({ data: delegation }) => {
        const vault = world.vaults.find((each) => each.address === delegation.vault)?.data;
        return vault ? [{ vault, delegation, ownShares: shares.get(delegation.vault) ?? 0n }] : [];
      }),
    },
    now,
  );
}
