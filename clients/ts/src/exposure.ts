/**
 * What a vault could lose: to which NCN, by which operator, how much, and from when on.
 */
import type { Address, GetMultipleAccountsApi, GetProgramAccountsApi, Rpc } from "@solana/kit";

import { fetchAllocations, fetchDelegations } from "./fetch.js";
import type { Ncn, NcnAllocation, OperatorDelegation, OptIn, Vault } from "./generated/accounts/index.js";
import type { Delayed, Delegation } from "./generated/types/index.js";
import { idleStakeOf, stakeOf } from "./ledger/books.js";
import { pendingChange, valueAt } from "./ledger/delayed.js";
import { outBy } from "./ledger/exit.js";
import { max, min, mulDivCeil } from "./ledger/math.js";
import { Refusal } from "./ledger/refusal.js";
import {
  delegatedStake,
  epochLossLeft,
  optInCounts,
  policyAt,
  slashableStake,
  slashTakes,
  stakeAtRisk,
} from "./ledger/risk.js";
import { booksAt, sharesWorth, startOf, timeAt } from "./ledger/vault.js";
import { type Pdas, pdas } from "./pda.js";
import type { Fetched } from "./plans/common.js";
import {
  fetchAtOneSlot,
  type ReadConfig,
  type RestakingAccountData,
  type RestakingAccountName,
  readRestakingAccount,
  WrongAccount,
} from "./read.js";
import { parentOf, vaultOptInCounts } from "./sets.js";

/** One operator's part of a vault in one NCN, with all the accounts that it stands in. */
export type StakePath = {
  readonly delegation: Fetched<OperatorDelegation>;
  readonly allocation: Fetched<NcnAllocation>;
  readonly ncn: Fetched<Ncn>;
  /** The opt-ins of vault and operator, operator and NCN, vault and NCN or its parent; missing where there is none. */
  readonly vaultOperator: Fetched<OptIn> | undefined;
  readonly operatorNcn: Fetched<OptIn> | undefined;
  readonly vaultNcn: Fetched<OptIn> | undefined;
};

/** A vault with all that its stake stands behind. */
export type VaultStake = {
  readonly vault: Fetched<Vault>;
  readonly delegations: readonly Fetched<OperatorDelegation>[];
  readonly paths: readonly StakePath[];
  /** The slot at which all of it stood; nothing where it was read at several. */
  readonly slot?: bigint | undefined;
};

/** What one NCN could take through one operator. */
export type PathExposure = {
  readonly operator: Address;
  readonly ncn: Address;
  readonly delegation: Address;
  readonly allocation: Address;
  /** Vault, operator and NCN all agree: without that, nothing can be taken. */
  readonly agreed: boolean;
  /** The stake behind the operator in the NCN. */
  readonly slashable: bigint;
  /**
   * The part of it that is active for the NCN: no more than the vault lets one incident take, and zero where they do not
   * all agree.
   */
  readonly atRisk: bigint;
  /** The most that one incident can take now, by the NCN's policy and within the breakers. */
  readonly most: bigint;
  /** What of the allocation an incident may take by the NCN's policy, in 1/10^18. */
  readonly maxFraction: bigint;
  /** How long a slash can be vetoed, in seconds, and the resolver; without one it is final at once. */
  readonly challengeSeconds: bigint;
  readonly resolver: Address | undefined;
  /** What has been announced: the most that one incident can take from a time on. */
  readonly changes: readonly { readonly from: bigint; readonly most: bigint }[];
};

/** What a vault could lose at a time. Amounts are in the smallest unit of its asset. */
export type VaultExposure = {
  /** The stake that can be slashed at all: what is active, and what leaves in this epoch and the next. */
  readonly stake: bigint;
  /** What of it stands behind no operator. */
  readonly idle: bigint;
  /** How often the same stake may stand behind services. */
  readonly leverage: bigint;
  /** A bound on what all slashes together can take of it in this epoch. */
  readonly mostInEpoch: bigint;
  /** An exit requested now is out of every slash's reach from this second on. */
  readonly safeFrom: bigint;
  readonly paths: readonly PathExposure[];
};

type ExposureRpc = Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>;

/**
 * Fetches a vault of the program at `programAddress`, and all that its stake stands behind, at one slot: figures of several would
 * not add up.
 *
 * @throws WrongAccount There is no vault of the program at `address`.
 */
export async function fetchVaultStake(
  rpc: ExposureRpc,
  programAddress: Address,
  address: Address,
  config: ReadConfig = {},
): Promise<VaultStake> {
  const delegations = await fetchDelegations(rpc, programAddress, { vault: address }, config);
  const parts = await Promise.all(
    delegations.map(async (delegation) => {
      const allocations = await fetchAllocations(rpc, programAddress, { delegation: delegation.address }, config);
      return allocations.map((allocation) => ({ delegation, allocation, ncn: allocation.data.ncn }));
    }),
  );
  const parents = await parentsOf(
    rpc,
    programAddress,
    parts.flat().map(({ ncn }) => ncn),
    config,
  );
  const found = await Promise.all(
    parts
      .flat()
      .map(async (part) => ({ ...part, optIns: await optInsOf(pdas(programAddress), address, part, parents) })),
  );
  // Which accounts there are is known: what they say is read anew, all of it together.
  const { accounts, slot } = await fetchAtOneSlot(
    rpc,
    [
      address,
      ...delegations.map((delegation) => delegation.address),
      ...found.flatMap(({ allocation, ncn, optIns }) => [allocation.address, ncn, ...optIns]),
    ],
    config,
  );
  const at = <Name extends RestakingAccountName>(
    name: Name,
    place: Address,
  ): Fetched<RestakingAccountData<Name>> | undefined => {
    const account = accounts.get(place);
    const read = account && readRestakingAccount(account, programAddress, name);
    return read?.exists ? read : undefined;
  };
  const vault = at("Vault", address);
  if (!vault) {
    throw new WrongAccount(`There is no account of the kind Vault at ${address}`);
  }
  const paths = found.flatMap(({ delegation, allocation, ncn, optIns }): StakePath[] => {
    const [standing, part, known] = [
      at("OperatorDelegation", delegation.address),
      at("NcnAllocation", allocation.address),
      at("Ncn", ncn),
    ];
    const [vaultOperator, operatorNcn, vaultNcn] = optIns.map((optIn) => at("OptIn", optIn));
    // Accounts closed meanwhile are omitted.
    return standing && part && known
      ? [{ delegation: standing, allocation: part, ncn: known, vaultOperator, operatorNcn, vaultNcn }]
      : [];
  });
  return {
    vault,
    delegations: delegations.flatMap((delegation) => at("OperatorDelegation", delegation.address) ?? []),
    paths,
    slot,
  };
}

/** The parents of those NCNs that are operator sets: what never changes. */
async function parentsOf(
  rpc: ExposureRpc,
  programAddress: Address,
  ncns: readonly Address[],
  config: ReadConfig,
): Promise<Map<Address, Address>> {
  const { accounts } = await fetchAtOneSlot(rpc, [...new Set(ncns)], config);
  return new Map(
    [...accounts].flatMap(([address, account]): [Address, Address][] => {
      const read = readRestakingAccount(account, programAddress, "Ncn");
      const parent = read.exists ? parentOf(read.data) : undefined;
      return parent ? [[address, parent]] : [];
    }),
  );
}

function optInsOf(
  pda: Pdas,
  vault: Address,
  { delegation, ncn }: { delegation: Fetched<OperatorDelegation>; ncn: Address },
  parents: ReadonlyMap<Address, Address>,
): Promise<Address[]> {
  const { operator } = delegation.data;
  const partner = parents.get(ncn) ?? ncn;
  return Promise.all([pda.optIn(vault, operator), pda.optIn(operator, ncn), pda.optIn(vault, partner)]);
}

/** Units of other operators that are to be a path's operator's. */
type Coming = readonly { readonly from: bigint; readonly units: bigint }[];

/** A path, with the units that are moving to it. */
type Path = StakePath & { readonly coming: Coming };

/** The moves to a delegation that are announced and not completed: anyone can complete what is due. */
function movesTo(delegations: readonly Fetched<OperatorDelegation>[], target: Address): Coming {
  return delegations.flatMap(({ data: { delegation, moveTo } }) =>
    delegation.moving > 0n && moveTo === target ? [{ from: delegation.units.effective, units: delegation.moving }] : [],
  );
}

/** A path's delegation with the moves to it completed that are due at `time`. */
function withMoves({ delegation, coming }: Pick<Path, "delegation" | "coming">, time: bigint): Delegation {
  const { delegation: figures } = delegation.data;
  const came = sumOf(coming, ({ from, units }) => (time >= from ? units : 0n));
  const { units } = figures;
  return { ...figures, units: { ...units, current: units.current + came, next: units.next + came } };
}

/** What a vault could lose at `now`, and what has been announced about it. */
export function vaultExposure({ vault, delegations, paths: known }: VaultStake, now: bigint): VaultExposure {
  const paths = known.map((path): Path => ({ ...path, coming: movesTo(delegations, path.delegation.address) }));
  const { ledger } = vault.data;
  const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
  const stake = stakeOf(books);
  const exposures = paths.map((path) => pathExposure(vault, path, now));

  // Stake that may become active before the epoch ends can take its part in it too.
  const last = startOf(ledger, books.epoch + 1n) - 1n;
  const reaching = new Set(
    paths
      .filter((path) => [now, last].some((at) => reaches(vault, path, at)))
      .map(({ allocation }) => allocation.address),
  );
  // What can be taken of each now, with the moves that anyone can complete.
  const within = new Map(
    paths.map((path) => [
      path.allocation.address,
      slashableStake(ledger, withMoves(path, time), path.allocation.data.allocation, now),
    ]),
  );
  const slashable = ({ allocation }: PathExposure): bigint => within.get(allocation) ?? 0n;
  // No bound alone is the least: an NCN has its own room in the breaker, and an operator's stake is lost but once.
  const open = exposures.filter(({ allocation }) => reaching.has(allocation));
  // The sets of an NCN share its room: it is their opt-in's.
  const approvals = new Map(paths.map(({ allocation, vaultNcn }) => [allocation.address, vaultNcn]));
  const toNcns = sumOf([...new Set(open.map(({ allocation }) => approvals.get(allocation)?.address))], (optIn) => {
    const part = open.filter(({ allocation }) => approvals.get(allocation)?.address === optIn);
    const approval = part[0] && approvals.get(part[0].allocation)?.data;
    const all = sumOf(part, slashable);
    return approval ? min(all, epochLossLeft(ledger, approval, books.epoch, stake, time)) : 0n;
  });
  const byOperators = sumOf(delegations, (delegation) => {
    const all = sumOf(open, (path) => (path.delegation === delegation.address ? slashable(path) : 0n));
    const whole = withMoves({ delegation, coming: movesTo(delegations, delegation.address) }, time);
    return min(all, delegatedStake(ledger, whole, now));
  });
  return {
    stake,
    idle: idleStakeOf(books),
    leverage: valueAt(ledger.exposure.leverage, time),
    mostInEpoch: min(toNcns, byOperators),
    safeFrom: outBy(ledger, now),
    paths: exposures,
  };
}

function pathExposure(vault: Fetched<Vault>, path: Path, now: bigint): PathExposure {
  const { ledger } = vault.data;
  const { delegation, allocation, ncn, vaultNcn } = path;
  const { terms, resolver } = policyAt(ncn.data, now);
  const agreed = agrees(vault, path, now);
  const [stake, part] = [delegation.data.delegation, allocation.data.allocation];
  return {
    operator: delegation.data.operator,
    ncn: ncn.address,
    delegation: delegation.address,
    allocation: allocation.address,
    agreed,
    slashable: slashableStake(ledger, stake, part, now),
    atRisk: agreed && vaultNcn ? stakeAtRisk(ledger, stake, part, vaultNcn.data, now) : 0n,
    most: mostAt(vault, path, now),
    maxFraction: terms.maxFraction,
    challengeSeconds: terms.challengeSeconds,
    resolver: terms.challengeSeconds === 0n ? undefined : resolver,
    changes: changesOf(vault, path, now),
  };
}

function agrees(vault: Fetched<Vault>, path: StakePath, now: bigint): boolean {
  const { ncn, vaultOperator, operatorNcn, vaultNcn } = path;
  // Changes of a vault's opt-ins use the vault's time, as its other changes of exposure do.
  const time = timeAt(vault.data.ledger, now);
  const counts = (optIn: Fetched<OptIn> | undefined, at: bigint) =>
    optIn !== undefined && optInCounts(optIn.data.sides, at);
  return (
    counts(vaultOperator, time) &&
    counts(operatorNcn, now) &&
    vaultNcn !== undefined &&
    vaultOptInCounts(vaultNcn.data, ncn.address, time)
  );
}

/** Whether an NCN can slash along a path at `now`: all agree, and its policy lets it. */
function reaches(vault: Fetched<Vault>, path: StakePath, now: bigint): boolean {
  return policyAt(path.ncn.data, now).terms.maxFraction > 0n && agrees(vault, path, now);
}

/** The most that one incident can take at `now`. */
function mostAt(vault: Fetched<Vault>, path: Path, now: bigint): bigint {
  const { allocation, ncn, vaultNcn } = path;
  if (!vaultNcn || !reaches(vault, path, now)) {
    return 0n;
  }
  const { maxFraction } = policyAt(ncn.data, now).terms;
  const [stake, part] = [withMoves(path, timeAt(vault.data.ledger, now)), allocation.data.allocation];
  try {
    return slashTakes(vault.data.ledger, stake, part, vaultNcn.data, maxFraction, now);
  } catch (error) {
    if (error instanceof Refusal) {
      return 0n;
    }
    throw error;
  }
}

/** What each announced change that touches a path makes of the most that one incident can take. */
function changesOf(vault: Fetched<Vault>, path: Path, now: bigint): PathExposure["changes"] {
  const { lossLimits } = vault.data.ledger;
  const { vaultNcn, delegation, allocation, ncn } = path;
  const sides = [path.vaultOperator, path.operatorNcn, vaultNcn].flatMap((optIn) => {
    return optIn ? [optIn.data.sides.left, optIn.data.sides.right] : [];
  });
  const { limits: approved, sets } = vaultNcn?.data ?? {};
  const limits = approved && sets ? [approved.incidentBps, approved.epochBps, sets] : [];
  const delayed: Delayed[] = [
    delegation.data.delegation.units,
    allocation.data.allocation.magnitude,
    lossLimits.incidentBps,
    lossLimits.epochBps,
    ...limits,
    ...sides,
  ];
  const times = new Set(delayed.flatMap((value) => pendingChange(value, now)?.from ?? []));
  for (const { from } of path.coming) {
    if (now < from) {
      times.add(from);
    }
  }
  if (now < ncn.data.policyFrom) {
    times.add(ncn.data.policyFrom);
  }
  let before = mostAt(vault, path, now);
  const changes: { from: bigint; most: bigint }[] = [];
  for (const from of [...times].sort((one, other) => (one < other ? -1 : 1))) {
    const most = mostAt(vault, path, from);
    if (most !== before) {
      changes.push({ from, most });
      before = most;
    }
  }
  return changes;
}

/**
 * What a holder of `shares` loses of a slash that takes `taken` of a vault's stake at `now`: its part of it, rounded up. All
 * holders and all open exits lose in proportion.
 */
export function holderLoss(vault: Fetched<Vault>, shares: bigint, taken: bigint, now: bigint): bigint {
  const { ledger } = vault.data;
  const stake = stakeOf(booksAt(ledger, now));
  const assets = sharesWorth(ledger, shares, now);
  return min(mulDivCeil(assets, min(taken, stake), max(stake, 1n)), assets);
}

function sumOf<Each>(list: readonly Each[], amount: (each: Each) => bigint): bigint {
  return list.reduce((sum, each) => sum + amount(each), 0n);
}
