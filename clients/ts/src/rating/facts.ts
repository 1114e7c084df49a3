/**
 * The facts that accounts state, for the points of ratings. What they do not state, such as the time of a registration, gives no points.
 */
import { type Account, type Address, isOffCurveAddress, type ReadonlyUint8Array } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import type {
  Config,
  Ncn,
  Operator,
  OperatorDelegation,
  OperatorKey,
  OperatorRecord,
  OptIn,
  RewardOffer,
  SlashProposal,
  StakeTable,
  Vault,
} from "../generated/accounts/index.js";
import { FALL_EPOCHS } from "../generated/constants/index.js";
import { type SlashPolicy, SlashStatus } from "../generated/types/index.js";
import { reserved, valueAt } from "../ledger/delayed.js";
import { max, U64_MAX } from "../ledger/math.js";
import { pendingPolicy } from "../ledger/pending.js";
import { YEAR_SECONDS } from "../ledger/reward.js";
import { delegatedStake, optInCounts, policyAt } from "../ledger/risk.js";
import { STAKE_PROGRAM } from "../native-stake/programs.js";
import { NOBODY } from "../nobody.js";
import type { StakeEntry } from "../table.js";
import { TOKEN_2022_PROGRAM_ADDRESS } from "../tokens.js";
import { type Authority, LEAST_PAY_BPS, type NcnFacts, type OperatorFacts, type PolicyFacts } from "./points.js";

/** A whole in basis points. */
const BPS = 10_000n;

/** The unit of an NCN's weights. */
const WEIGHT_ONE = 1_000_000_000n;

/** The age up to which the latest final table is used. */
const TABLE_SECONDS = 30n * 86_400n;

/** Programs that initialize accounts at any address: data of theirs do not say which program signs for the address. */
export const AT_ANY_ADDRESS: readonly string[] = [
  NOBODY,
  TOKEN_PROGRAM_ADDRESS,
  TOKEN_2022_PROGRAM_ADDRESS,
  STAKE_PROGRAM,
  "Vote111111111111111111111111111111111111111",
  "AddressLookupTab1e1111111111111111111111111",
  "Config1111111111111111111111111111111111111",
];

/** What an address can sign by: its private key, an unknown program, or the program that wrote its account's data. */
export type Signing =
  | { readonly kind: "key" }
  | { readonly kind: "unknown" }
  | { readonly kind: "program"; readonly program: Address };

/**
 * What `address` signs by, with the owner and the data of its account.
 *
 * Only a program writes into its account, and an account changes its owner only while its data are zero. Data that are not zero
 * therefore come from the owner. An account without them may be assigned to any program, and says nothing. Nor does one of a program that
 * initializes accounts at any address.
 */
export function signingOf(
  address: Address,
  account: { readonly owner: Address; readonly data: ReadonlyUint8Array } | undefined,
): Signing {
  if (!isOffCurveAddress(address)) {
    return { kind: "key" };
  }
  const isWritten = account && !AT_ANY_ADDRESS.includes(account.owner) && account.data.some((byte) => byte !== 0);
  return isWritten ? { kind: "program", program: account.owner } : { kind: "unknown" };
}

/** What acts in a role, and what its program is. */
export type Role = {
  readonly authority: Authority;
  /** The program that wrote its account. */
  readonly program?: Address | undefined;
  /** The authority over that program's code. */
  readonly upgradeAuthority?: Address | undefined;
};

/** The slasher and the resolver of a policy; nothing for a vacant role. */
export type PolicyRoles = { readonly slasher: Role | undefined; readonly resolver: Role | undefined };

/** The facts of a policy of `ncn`. */
export function policyFacts(
  ncn: Pick<Ncn, "admin" | "pendingAdmin" | "creator">,
  policy: SlashPolicy,
  { slasher, resolver }: PolicyRoles,
): PolicyFacts {
  const near = [policy.slasher, ncn.admin, ncn.pendingAdmin, ncn.creator];
  const governs = slasher?.upgradeAuthority === policy.resolver;
  const isSameProgram = resolver?.program !== undefined && slasher?.program === resolver.program;
  const isIndependent = !near.includes(policy.resolver) && !governs && !isSameProgram;
  const { challengeSeconds, maxFraction, equivocationFraction, cooldownSeconds } = policy.terms;
  return {
    slasher: slasher?.authority,
    resolver: resolver && { authority: resolver.authority, isIndependent },
    challengeSeconds,
    maxFraction,
    equivocationFraction,
    cooldownSeconds,
  };
}

/** The slowest exit of any vault, in seconds: a full notice of a fall. */
export function slowestExit({ maxEpochSeconds }: Pick<Config, "maxEpochSeconds">): bigint {
  return FALL_EPOCHS * maxEpochSeconds;
}

/** The accounts that date a party: its opt-ins, its keys or those that operators signed for it with, and its slashes. */
export type Dated = {
  readonly optIns: readonly OptIn[];
  readonly keys: readonly OperatorKey[];
  readonly slashes: readonly SlashProposal[];
};

/** The time since the oldest record: an opt-in that is active, a key, or a slash; zero without any. */
export function recordAge({ optIns, keys, slashes }: Dated, now: bigint): bigint {
  const times = [
    ...optIns
      .filter(({ sides }) => optInCounts(sides, now))
      .map(({ sides: { left, right } }) => max(left.effective, right.effective)),
    ...keys.map(({ from }) => from),
    ...slashes.map(({ proposedAt }) => proposedAt),
  ].filter((time) => time > 0n && time <= now);
  return times.reduce((age, time) => max(age, now - time), 0n);
}

/** The latest final table of an NCN's, if it closed within 30 days. */
export function latestTable<Table extends { readonly data: Pick<StakeTable, "index" | "closesAt"> }>(
  tables: readonly Table[],
  now: bigint,
): Table | undefined {
  const final = tables.filter(({ data }) => now >= data.closesAt);
  const last = final.reduce<Table | undefined>(
    (found, each) => (found && found.data.index > each.data.index ? found : each),
    undefined,
  );
  return last && now - last.data.closesAt <= TABLE_SECONDS ? last : undefined;
}

/** The weight of each admin's operators together, the smallest first. An operator whose admin was renounced is its creator's. */
export function adminWeights(
  entries: readonly Pick<StakeEntry, "operator" | "weight">[],
  operators: readonly Pick<Account<Pick<Operator, "admin" | "creator">>, "address" | "data">[],
): bigint[] {
  const weights = new Map<Address, bigint>();
  for (const { operator, weight } of entries) {
    const found = operators.find(({ address }) => address === operator)?.data;
    const admin = !found ? operator : found.admin === NOBODY ? found.creator : found.admin;
    weights.set(admin, capped((weights.get(admin) ?? 0n) + weight));
  }
  return [...weights.values()].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
}

function capped(value: bigint): bigint {
  return value < U64_MAX ? value : U64_MAX;
}

/** What an offer pays. */
export type Pay = {
  /** A year of it, in smallest units of its mint. */
  readonly yearly: bigint;
  /** A year of it in basis points of the weight, where the NCN accepts the mint as stake and a table has weight. */
  readonly bps: bigint | undefined;
};

/** What `offer` pays, where the latest final table has `totalWeight`. */
export function payOf(
  { books, mint }: Pick<RewardOffer, "books" | "mint">,
  { assets }: Pick<Ncn, "assets">,
  totalWeight: bigint,
): Pay {
  const seconds = max(books.until - books.from, 1n);
  const yearly = (books.amount * YEAR_SECONDS) / seconds;
  const asset = assets.find((each) => each.weight > 0n && each.mint === mint);
  if (!asset || totalWeight === 0n) {
    return { yearly: capped(yearly), bps: undefined };
  }
  const weight = (yearly * asset.weight) / WEIGHT_ONE;
  return { yearly: capped(yearly), bps: capped((weight * BPS) / totalWeight) };
}

function paidAhead(accounts: NcnAccounts, totalWeight: bigint, now: bigint): readonly [bigint, bigint] {
  let [here, elsewhere] = [0n, 0n];
  const running = accounts.offers.filter(({ books }) => totalWeight > 0n && books.from <= now && now < books.until);
  for (const offer of running) {
    const ahead = offer.books.until - now;
    const { yearly, bps } = payOf(offer, accounts.ncn, totalWeight);
    if (bps !== undefined) {
      here = bps >= LEAST_PAY_BPS ? max(here, ahead) : here;
    } else if (yearly > 0n) {
      elsewhere = max(elsewhere, ahead);
    }
  }
  return [here, elsewhere];
}

/** What an NCN is rated by. */
export type NcnAccounts = {
  readonly ncn: Ncn;
  /** The roles of its active policy. */
  readonly roles: PolicyRoles;
  /** The roles of its announced policy. */
  readonly announced: PolicyRoles | undefined;
  readonly config: Pick<Config, "maxEpochSeconds">;
  readonly dated: Dated;
  readonly records: readonly OperatorRecord[];
  /** The latest final table's entries, as {@link latestTable} finds it; empty without one. */
  readonly entries: readonly StakeEntry[];
  /** The operators of the entries. */
  readonly operators: readonly Account<Operator>[];
  readonly offers: readonly RewardOffer[];
};

/** The weight of all `entries`. */
export function totalWeightOf(entries: readonly Pick<StakeEntry, "weight">[]): bigint {
  return capped(entries.reduce((sum, { weight }) => sum + weight, 0n));
}

/** The facts of an NCN at `now`. */
export function ncnFacts(accounts: NcnAccounts, now: bigint): NcnFacts {
  const { ncn, roles, announced, config, dated, records, entries, operators } = accounts;
  const [ahead, elsewhere] = paidAhead(accounts, totalWeightOf(entries), now);
  const pending = pendingPolicy(ncn, now);
  return {
    policy: policyFacts(ncn, policyAt(ncn, now), roles),
    announced: pending && announced && policyFacts(ncn, pending.policy, announced),
    exitSeconds: slowestExit(config),
    ageSeconds: recordAge(dated, now),
    executed: records.reduce((sum, { executed }) => sum + executed, 0n),
    vetoed: records.reduce((sum, { vetoed }) => sum + vetoed, 0n),
    weights: adminWeights(entries, operators),
    paidAhead: ahead,
    paidAheadElsewhere: elsewhere,
  };
}

/** A vault's delegation to an operator, and what the operator's admin holds of the vault. */
export type RatedBacking = {
  readonly vault: Vault;
  readonly delegation: OperatorDelegation;
  /** The admin's VRT: in its associated account, and bonded. */
  readonly ownShares: bigint;
};

/** What an operator is rated by. */
export type OperatorAccounts = {
  readonly operator: Operator;
  readonly dated: Dated;
  readonly records: readonly OperatorRecord[];
  readonly backing: readonly RatedBacking[];
};

/** The facts of an operator at `now`. */
export function operatorFacts({ operator, dated, records, backing }: OperatorAccounts, now: bigint): OperatorFacts {
  const executed = dated.slashes.filter(({ status }) => status === SlashStatus.Executed);
  const { commissionBps } = operator;
  return {
    equivocations: records.reduce((sum, { equivocations }) => sum + equivocations, 0n),
    incidents: BigInt(new Set(executed.map(({ ncn, kind, incident }) => `${ncn} ${kind} ${incident}`)).size),
    jailings: records.reduce((sum, { jailings }) => sum + jailings, 0n),
    isJailed: records.some(({ jailedUntil }) => now < jailedUntil),
    ageSeconds: recordAge(dated, now),
    commissionBps: now < commissionBps.effective ? reserved(commissionBps) : valueAt(commissionBps, now),
    ...stakeFacts(backing, now),
  };
}

/** The admin's own part in the asset where it is lowest, and the highest leverage of a delegation. */
function stakeFacts(backing: readonly RatedBacking[], now: bigint): Pick<OperatorFacts, "ownBps" | "leverageBps"> {
  const parts = new Map<Address, { own: bigint; all: bigint }>();
  let leverageBps: bigint | undefined;
  for (const { vault, delegation, ownShares } of backing) {
    const stake = delegatedStake(vault.ledger, delegation.delegation, now);
    if (stake === 0n) {
      continue;
    }
    const shares = max(vault.ledger.books.supply, 1n);
    const part = parts.get(vault.assetMint) ?? { own: 0n, all: 0n };
    part.own += (stake * (ownShares < shares ? ownShares : shares)) / shares;
    part.all += stake;
    parts.set(vault.assetMint, part);
    const { allocated, magnitude } = delegation.delegation;
    leverageBps = max(leverageBps ?? 0n, (allocated * BPS) / max(magnitude, 1n));
  }
  const own = [...parts.values()].map((part) => (part.own * BPS) / part.all);
  const ownBps = own.length === 0 ? undefined : own.reduce((least, each) => (each < least ? each : least));
  return { ownBps, leverageBps };
}
