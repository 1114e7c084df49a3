/**
 * Grants: the kinds of an admin's acts that another key may do, and until when.
 */
import {
  GRANT_APPROVALS,
  GRANT_KEYS,
  GRANT_LIMITS,
  GRANT_METADATA,
  GRANT_OPT_INS,
  GRANT_RELEASES,
  GRANT_REWARDS,
  GRANT_SOFTWARE,
  GRANT_TABLES,
  GRANT_URI,
  MAX_GRANT_SECONDS,
} from "../generated/constants/index.js";
import type { GrantTerms } from "../generated/types/index.js";
import { max, min } from "./math.js";
import { ensure } from "./refusal.js";

/** The kinds of actions that a grant can include, with their bits. */
export const GRANT_KINDS = {
  /** A vault, an operator or an NCN joins and leaves opt-ins; a vault covers operator sets. */
  optIns: GRANT_OPT_INS,
  /** A vault's deposit cap and the size of its instant exits. */
  limits: GRANT_LIMITS,
  /** A vault's list of depositors. */
  approvals: GRANT_APPROVALS,
  /** An operator's keys. */
  keys: GRANT_KEYS,
  /** The URI of an operator or an NCN. */
  uri: GRANT_URI,
  /** An NCN's stake tables. */
  tables: GRANT_TABLES,
  /** An NCN's reward offers. */
  rewards: GRANT_REWARDS,
  /** An NCN lets go of stake before its time. */
  releases: GRANT_RELEASES,
  /** The software that an NCN's operators must run. */
  software: GRANT_SOFTWARE,
  /** The name, symbol and URI of a vault's VRT. */
  metadata: GRANT_METADATA,
} as const;

/** A kind of actions that a grant can include. */
export type GrantKind = keyof typeof GRANT_KINDS;

/** The kinds that the admin of each type of entity can grant. */
export const GRANT_KINDS_OF = {
  vault: ["optIns", "limits", "approvals", "metadata"],
  operator: ["optIns", "keys", "uri"],
  ncn: ["optIns", "uri", "tables", "rewards", "releases", "software"],
} as const satisfies Record<string, readonly GrantKind[]>;

/** The bits of `kinds`. */
export function grantFlags(kinds: readonly GrantKind[]): bigint {
  return kinds.reduce((flags, kind) => flags | GRANT_KINDS[kind], 0n);
}

/** The kinds that a grant opens. */
export function grantedKinds(terms: Pick<GrantTerms, "kinds">): GrantKind[] {
  return (Object.keys(GRANT_KINDS) as GrantKind[]).filter((kind) => (terms.kinds & GRANT_KINDS[kind]) !== 0n);
}

/**
 * Refuses terms that the program would refuse at `now`, for an entity that has the kinds of `all`.
 *
 * @throws Refusal `GrantKinds`, `GrantTime`.
 */
export function checkGrant(kinds: bigint, until: bigint, all: bigint, now: bigint): void {
  ensure(kinds !== 0n && (kinds & ~all) === 0n, "GrantKinds", kinds, all);
  const bound = min(max(until, now + 1n), now + MAX_GRANT_SECONDS);
  ensure(until === bound, "GrantTime", until, bound);
}

/** Whether a grant opens anything at `now`, where the entity's grants are of `generation`. */
export function grantState(terms: GrantTerms, generation: bigint, now: bigint): "valid" | "void" | "expired" {
  if (terms.generation !== generation) {
    return "void";
  }
  return now < terms.until ? "valid" : "expired";
}
