/**
 * What waits for anyone: slashes to execute, moves to complete, fees to collect, accounts to close.
 */
import type { Address } from "@solana/kit";
import {
  type ClusterClock,
  isClaimable,
  NOBODY,
  partnerOf,
  SlashStatus,
  slashState,
  timeAt,
  valueAt,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import { counted } from "../format/text.js";
import { at } from "./find.js";

/** The kinds of chores, in the order in which they are shown. */
export const CHORE_KINDS = [
  "execute",
  "shares",
  "move",
  "delegation",
  "allocation",
  "fees",
  "exits",
  "pledge",
  "uncount",
  "closeBucket",
  "closeDelegation",
  "closeAllocation",
  "closeOptIn",
  "closeGrant",
] as const;

/** What a chore is. */
export type ChoreKind = (typeof CHORE_KINDS)[number];

type Vault = Found<"Vault">;
type Slash = Found<"SlashProposal">;
type Delegation = Found<"OperatorDelegation">;

/** The party that is paid what a vault owes. */
export type Payee = "vault" | "protocol" | Found<"Operator">;

/** Something to do, and the accounts that it is about. */
export type Chore = {
  readonly key: Address;
  /** The rent that an account's end gives back, and the account that gets it. */
  readonly rent?: { readonly lamports: bigint; readonly to: Address } | undefined;
} & (
  | { readonly kind: "execute" | "shares"; readonly slash: Slash; readonly vault: Vault }
  | { readonly kind: "uncount"; readonly slash: Slash; readonly ncn: Found<"Ncn"> }
  | { readonly kind: "move"; readonly vault: Vault; readonly from: Delegation; readonly to: Delegation }
  | { readonly kind: "delegation"; readonly vault: Vault; readonly delegation: Delegation }
  | {
      readonly kind: "allocation";
      readonly vault: Vault;
      readonly delegation: Delegation;
      readonly allocation: Found<"NcnAllocation">;
    }
  | {
      readonly kind: "fees";
      readonly vault: Vault;
      readonly payee: Payee;
      readonly assets: bigint;
      readonly delegation: Delegation | undefined;
    }
  | { readonly kind: "exits" | "closeBucket"; readonly vault: Vault; readonly bucket: Found<"ExitBucket"> }
  | {
      readonly kind: "pledge";
      readonly vault: Vault;
      readonly slash: Slash;
      readonly pledge: Found<"SlashPledge">;
    }
  | { readonly kind: "closeDelegation"; readonly delegation: Delegation }
  | {
      readonly kind: "closeAllocation";
      readonly allocation: Found<"NcnAllocation">;
      readonly delegation: Delegation | undefined;
    }
  | { readonly kind: "closeOptIn"; readonly optIn: Found<"OptIn"> }
  | { readonly kind: "closeGrant"; readonly grant: Found<"Grant"> }
);

/** What is read beside the world. */
export type UpkeepAccounts = {
  readonly configs: readonly Found<"Config">[];
  readonly buckets: readonly Found<"ExitBucket">[];
  readonly pledges: readonly Found<"SlashPledge">[];
  readonly grants: readonly Found<"Grant">[];
};

/** How many tickets of a bucket are settled at once. */
export const SETTLED_AT_ONCE = 200;

/** How many tickets of a bucket wait, and whether one settlement is all of it. */
export function ticketsText(tickets: bigint): string {
  const all = counted(tickets, "ticket");
  return tickets > SETTLED_AT_ONCE ? `${all}, of which ${SETTLED_AT_ONCE} are settled at a time` : all;
}

/** All that can be done at `clock`. */
export function choresOf(world: World, accounts: UpkeepAccounts, clock: ClusterClock): Chore[] {
  return [
    ...ofSlashes(world, accounts, clock),
    ...ofDelegations(world, clock.time),
    ...ofAllocations(world, clock.time),
    ...feesOwed(world, accounts.configs),
    ...ofBuckets(world, accounts.buckets, clock.time),
    ...ofOptIns(world, clock.time),
    ...ofGrants(world, accounts.grants, clock.time),
  ];
}

function rentOf(account: { readonly lamports: bigint; readonly data: { readonly rentPayer: Address } }) {
  return { lamports: account.lamports, to: account.data.rentPayer };
}

function ofSlashes(world: World, { pledges }: UpkeepAccounts, clock: ClusterClock): Chore[] {
  const slashes = world.slashes.flatMap((slash): Chore[] => {
    const [vault, ncn] = [at(world.vaults, slash.data.vault), at(world.ncns, slash.data.ncn)];
    const state = slashState(slash, clock);
    const key = slash.address;
    if (vault && state === "executable") {
      return [{ kind: "execute", key, slash, vault }];
    }
    if (vault && state === "executed" && slash.data.owed.some((owed) => owed > 0n)) {
      return [{ kind: "shares", key, slash, vault }];
    }
    return ncn && state === "vetoed" && slash.data.counted && sums(world, slash, ncn)
      ? [{ kind: "uncount", key, slash, ncn }]
      : [];
  });
  const ended = pledges.flatMap((pledge): Chore[] => {
    const slash = at(world.slashes, pledge.data.proposal);
    const vault = at(world.vaults, slash?.data.vault);
    return slash && vault && slash.data.status !== SlashStatus.Open
      ? [{ kind: "pledge", key: pledge.address, slash, vault, pledge, rent: rentOf(pledge) }]
      : [];
  });
  return [...slashes, ...ended];
}

/** Whether the sum of a vault's stop-loss still has the slash: it starts again with a new opt-in, and with a new bound. */
function sums(world: World, { data }: Slash, ncn: Found<"Ncn">): boolean {
  const optIn = world.optIns.find(({ data: { left, right } }) => left === data.vault && right === partnerOf(ncn));
  return optIn !== undefined && data.proposedAt >= optIn.data.stopLoss.since;
}

/** What a fall that is active still reserves. */
const frees = ({ current, next, effective }: { current: bigint; next: bigint; effective: bigint }, time: bigint) =>
  time >= effective && next < current;

function ofDelegations(world: World, now: bigint): Chore[] {
  return world.delegations.flatMap((delegation): Chore[] => {
    const { address: key, data } = delegation;
    const { units, moving, arriving, allocated, openSlashes } = data.delegation;
    const vault = at(world.vaults, data.vault);
    if (!vault) {
      return [];
    }
    const time = timeAt(vault.data.ledger, now);
    const to = moving > 0n ? at(world.delegations, data.moveTo) : undefined;
    if (to && time >= units.effective) {
      return [{ kind: "move", key, vault, from: delegation, to }];
    }
    if (moving === 0n && frees(units, time)) {
      return [{ kind: "delegation", key, vault, delegation }];
    }
    const used = [units.current, units.next, allocated, openSlashes, moving, arriving, data.commission];
    return used.every((figure) => figure === 0n)
      ? [{ kind: "closeDelegation", key, delegation, rent: rentOf(delegation) }]
      : [];
  });
}

function ofAllocations(world: World, now: bigint): Chore[] {
  return world.allocations.flatMap((allocation): Chore[] => {
    const { address: key, data } = allocation;
    const { magnitude, openSlashes } = data.allocation;
    const delegation = at(world.delegations, data.delegation);
    const vault = at(world.vaults, delegation?.data.vault);
    if (delegation && vault && frees(magnitude, timeAt(vault.data.ledger, now))) {
      return [{ kind: "allocation", key, vault, delegation, allocation }];
    }
    return magnitude.current === 0n && magnitude.next === 0n && openSlashes === 0n
      ? [{ kind: "closeAllocation", key, allocation, delegation, rent: rentOf(allocation) }]
      : [];
  });
}

function feesOwed(world: World, configs: UpkeepAccounts["configs"]): Chore[] {
  const own = world.vaults.flatMap((vault): Chore[] => {
    const { feesOwed: owed } = vault.data.ledger;
    const parties = [
      ["vault", vault.data.feeWallet, owed.vault],
      ["protocol", configs[0]?.data.feeWallet ?? NOBODY, owed.protocol],
    ] as const;
    return parties.flatMap(([payee, wallet, assets]): Chore[] =>
      wallet !== NOBODY && assets > 0n
        ? [
            {
              kind: "fees",
              key: payee === "vault" ? vault.address : vault.data.assetAccount,
              vault,
              payee,
              assets,
              delegation: undefined,
            },
          ]
        : [],
    );
  });
  const commissions = world.delegations.flatMap((delegation): Chore[] => {
    const { vault: of, operator, commission: assets } = delegation.data;
    const [vault, payee] = [at(world.vaults, of), at(world.operators, operator)];
    return vault && payee && payee.data.feeWallet !== NOBODY && assets > 0n
      ? [{ kind: "fees", key: delegation.address, vault, payee, assets, delegation }]
      : [];
  });
  return [...own, ...commissions];
}

function ofBuckets(world: World, buckets: UpkeepAccounts["buckets"], now: bigint): Chore[] {
  return buckets.flatMap((bucket): Chore[] => {
    const { address: key, data } = bucket;
    const vault = at(world.vaults, data.vault);
    const contested = data.bucket.pools.some((pool) => pool.contested > 0n);
    if (!vault || contested) {
      return [];
    }
    if (data.bucket.tickets === 0n) {
      return [{ kind: "closeBucket", key, vault, bucket, rent: rentOf(bucket) }];
    }
    return isClaimable(vault.data.ledger, data.bucket.epoch, now) ? [{ kind: "exits", key, vault, bucket }] : [];
  });
}

function ofOptIns(world: World, now: bigint): Chore[] {
  return world.optIns.flatMap((optIn): Chore[] => {
    const { sides, limits } = optIn.data;
    const over = [sides.left, sides.right].every((side) => valueAt(side, now) === 0n && side.next === 0n);
    // With limits in it, the vault's admin closes it.
    const bound = [limits.incidentBps, limits.epochBps].some((limit) => limit.current > 0n || limit.next > 0n);
    return over && !bound ? [{ kind: "closeOptIn", key: optIn.address, optIn, rent: rentOf(optIn) }] : [];
  });
}

function ofGrants(world: World, grants: UpkeepAccounts["grants"], now: bigint): Chore[] {
  const generations = new Map<Address, bigint>();
  for (const { address, data } of [...world.vaults, ...world.operators, ...world.ncns]) {
    generations.set(address, data.grantGeneration);
  }
  return grants.flatMap((grant): Chore[] => {
    const { entity, terms } = grant.data;
    const generation = generations.get(entity);
    const over = now >= terms.until || (generation !== undefined && terms.generation !== generation);
    return over ? [{ kind: "closeGrant", key: grant.address, grant, rent: rentOf(grant) }] : [];
  });
}
