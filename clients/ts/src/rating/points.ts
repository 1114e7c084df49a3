/**
 * The points of ratings, as the crate `rating` has them: `clients/vectors/ratings.json` compares both. All figures are whole numbers, and
 * divisions round down.
 */

/** Seconds in a day. */
const DAY = 86_400n;

/** A whole fraction, in `1/10^18`, as a policy states it. */
const WHOLE = 1_000_000_000_000_000_000n;

/** A whole share of the weight, and a whole index. */
const BILLION = 1_000_000_000n;

/** No points for an age up to this, and all points from the second figure on. */
const [NEW, OLD] = [30n * DAY, 365n * DAY];

/** The highest score of a new party. */
const NEW_LIMIT = 60n;

/** The least pay that counts, in basis points of the weight a year. */
export const LEAST_PAY_BPS = 1n;

/** An input of a rating. */
export type RatingInput =
  | "evidence"
  | "veto"
  | "worst_loss"
  | "code"
  | "history"
  | "concentration"
  | "pay"
  | "equivocations"
  | "slashes"
  | "jailings"
  | "age"
  | "commission"
  | "own_stake"
  | "leverage";

/** An input's points, and the most that it gives. */
export type RatingPart = { readonly input: RatingInput; readonly points: bigint; readonly most: bigint };

/** A rating: the inputs in the order in which they are shown, their sum, and the score, which the limit of the age bounds. */
export type Rating = {
  readonly parts: readonly RatingPart[];
  readonly sum: bigint;
  /** The highest score at this age. */
  readonly limit: bigint;
  /** Of 100. */
  readonly score: bigint;
};

/** The authority over a program's code: a plain key, an address that only a program signs for, a gate with its notice, or none. */
export type Code =
  | { readonly kind: "key" }
  | { readonly kind: "program" }
  | { readonly kind: "gate"; readonly notice: bigint }
  | { readonly kind: "final" };

/** What acts in a role: a plain key, an address of an unknown program, or an account with the data of a program. */
export type Authority =
  | { readonly kind: "key" }
  | { readonly kind: "unknown" }
  | { readonly kind: "program"; readonly code: Code };

/** The resolver of a policy. */
export type Resolver = {
  readonly authority: Authority;
  /**
   * It differs from the slasher, the NCN's admins and creator, and the upgrade authority of the slasher's program, and is no other account
   * of that program.
   */
  readonly isIndependent: boolean;
};

/** A slashing policy, as the chain states it. */
export type PolicyFacts = {
  /** The slasher; nothing if the role is vacant. */
  readonly slasher: Authority | undefined;
  /** The resolver; nothing if slashes cannot be vetoed. */
  readonly resolver: Resolver | undefined;
  readonly challengeSeconds: bigint;
  /** The most of an allocation that one incident takes, in `1/10^18`. */
  readonly maxFraction: bigint;
  /** What a proven equivocation takes, in `1/10^18`. */
  readonly equivocationFraction: bigint;
  readonly cooldownSeconds: bigint;
};

/** What the chain states about an NCN. */
export type NcnFacts = {
  readonly policy: PolicyFacts;
  /** The announced policy. Each input takes the worse of the two. */
  readonly announced: PolicyFacts | undefined;
  /** The slowest exit of any vault. */
  readonly exitSeconds: bigint;
  /** The time since its oldest record. */
  readonly ageSeconds: bigint;
  /** Executed slashes, one per vault. */
  readonly executed: bigint;
  /** Vetoed slashes, one per vault. */
  readonly vetoed: bigint;
  /** The weight behind each admin of operators in the latest stake table; empty without a table of the last 30 days. */
  readonly weights: readonly bigint[];
  /** For how long ahead an offer in an accepted mint pays at least {@link LEAST_PAY_BPS} of the weight. */
  readonly paidAhead: bigint;
  /** For how long ahead an offer in another mint pays. */
  readonly paidAheadElsewhere: bigint;
};

/** What the chain states about an operator. */
export type OperatorFacts = {
  readonly equivocations: bigint;
  /** Incidents with an executed slash, however many vaults each concerned. */
  readonly incidents: bigint;
  readonly jailings: bigint;
  readonly isJailed: boolean;
  readonly ageSeconds: bigint;
  /** The commission, or the announced one if that is higher. */
  readonly commissionBps: bigint;
  /** The admin's own part of the stake behind it: in the asset in which that part is lowest. Nothing without stake. */
  readonly ownBps: bigint | undefined;
  /** What is allocated of the delegation that is used most often, in basis points of its stake. Nothing without stake. */
  readonly leverageBps: bigint | undefined;
};

/** `floor(most·part/whole)`, at most `most`. */
function share(most: bigint, part: bigint, whole: bigint): bigint {
  return (most * (part < whole ? part : whole)) / whole;
}

/** `most` up to `full`, nothing from `none` on, and in proportion between. */
function falling(most: bigint, value: bigint, full: bigint, none: bigint): bigint {
  const left = none - (value > full ? value : full);
  return share(most, left > 0n ? left : 0n, none - full);
}

/** The part of an age between that of no points and that of all. */
function aged(age: bigint): bigint {
  const over = age > NEW ? age - NEW : 0n;
  return over < OLD - NEW ? over : OLD - NEW;
}

function ageLimit(age: bigint): bigint {
  return NEW_LIMIT + share(100n - NEW_LIMIT, aged(age), OLD - NEW);
}

function rated(parts: readonly RatingPart[], age: bigint): Rating {
  const sum = parts.reduce((all, { points }) => all + points, 0n);
  const limit = ageLimit(age);
  return { parts, sum, limit, score: sum < limit ? sum : limit };
}

/** Whether a slasher can propose slashes that take something. */
export function canPropose({ maxFraction, slasher }: PolicyFacts): boolean {
  return maxFraction > 0n && slasher !== undefined;
}

function evidence(policy: PolicyFacts, exit: bigint): bigint {
  const { slasher } = policy;
  if (!slasher || !canPropose(policy)) {
    return 25n;
  }
  if (slasher.kind !== "program") {
    return slasher.kind === "key" ? 0n : 5n;
  }
  switch (slasher.code.kind) {
    case "final":
      return 25n;
    case "gate":
      return slasher.code.notice >= exit ? 20n : 15n;
    case "program":
      return 15n;
    case "key":
      return 10n;
  }
}

function code(policy: PolicyFacts, exit: bigint): bigint {
  const { slasher } = policy;
  if (!slasher || !canPropose(policy)) {
    return 15n;
  }
  if (slasher.kind !== "program") {
    return 0n;
  }
  switch (slasher.code.kind) {
    case "final":
      return 15n;
    case "gate":
      return slasher.code.notice >= exit ? 15n : 8n;
    case "program":
      return 5n;
    case "key":
      return 0n;
  }
}

function veto(policy: PolicyFacts): bigint {
  const { resolver, challengeSeconds, equivocationFraction } = policy;
  if (!canPropose(policy) && equivocationFraction === 0n) {
    return 20n;
  }
  if (!resolver?.isIndependent) {
    return 0n;
  }
  return 8n + (resolver.authority.kind === "key" ? 0n : 4n) + share(8n, challengeSeconds, 2n * DAY);
}

/** `floor(a·b/10^18)`. */
function times(a: bigint, b: bigint): bigint {
  return (a * b) / WHOLE;
}

/** A fraction to the power of `exponent`, by squares, each product rounded down. */
function power(fraction: bigint, exponent: bigint): bigint {
  let [result, square] = [WHOLE, fraction];
  for (let left = exponent; left > 0n; left >>= 1n) {
    result = left & 1n ? times(result, square) : result;
    square = times(square, square);
  }
  return result;
}

/**
 * The most that slashes take of an allocation during an exit of `exit` seconds, in `1/10^18`: as many incidents as the cooldown allows, and
 * one equivocation. Without a cooldown, all of it.
 */
export function worstLoss(policy: PolicyFacts, exit: bigint): bigint {
  const left = (fraction: bigint) => (fraction < WHOLE ? WHOLE - fraction : 0n);
  const { maxFraction, equivocationFraction, cooldownSeconds } = policy;
  const incidents = () => (cooldownSeconds === 0n ? 0n : power(left(maxFraction), exit / cooldownSeconds + 1n));
  const kept = canPropose(policy) ? incidents() : WHOLE;
  return WHOLE - times(kept, left(equivocationFraction));
}

type PolicyInput = "evidence" | "veto" | "worst_loss" | "code";

function policyPoints(policy: PolicyFacts, exit: bigint, input: PolicyInput): bigint {
  switch (input) {
    case "evidence":
      return evidence(policy, exit);
    case "veto":
      return veto(policy);
    case "worst_loss":
      return share(15n, WHOLE - worstLoss(policy, exit), WHOLE);
    case "code":
      return code(policy, exit);
  }
}

/** The policy that gives `input` its points: the announced one where it gives fewer. */
export function policyFor({ policy, announced, exitSeconds }: NcnFacts, input: PolicyInput): PolicyFacts {
  const points = (of: PolicyFacts) => policyPoints(of, exitSeconds, input);
  return announced && points(announced) < points(policy) ? announced : policy;
}

function history({ ageSeconds, executed, vetoed }: NcnFacts): bigint {
  const ended = executed + vetoed;
  if (ended === 0n) {
    return share(10n, aged(ageSeconds), OLD - NEW);
  }
  const standing = ended > 2n * vetoed ? ended - 2n * vetoed : 0n;
  return (10n * aged(ageSeconds) * standing) / ((OLD - NEW) * ended);
}

/** The Herfindahl index of an NCN's weights, in `1/10^9`; nothing without weight. */
export function weightIndex({ weights }: Pick<NcnFacts, "weights">): bigint | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) {
    return undefined;
  }
  const parts = weights.map((weight) => (weight * BILLION) / total);
  return parts.reduce((sum, part) => sum + part * part, 0n) / BILLION;
}

function pay({ paidAhead, paidAheadElsewhere }: NcnFacts): bigint {
  const points = (ahead: bigint) => share(5n, ahead, 90n * DAY);
  const [here, elsewhere] = [points(paidAhead), points(paidAheadElsewhere)];
  const most = elsewhere < 2n ? elsewhere : 2n;
  return here > most ? here : most;
}

/** The rating of an NCN. */
export function rateNcn(facts: NcnFacts): Rating {
  const ofPolicy = (input: PolicyInput, most: bigint) => {
    return { input, points: policyPoints(policyFor(facts, input), facts.exitSeconds, input), most };
  };
  const index = weightIndex(facts);
  const concentration = index === undefined ? 0n : falling(10n, index, BILLION / 10n, BILLION / 2n);
  return rated(
    [
      ofPolicy("evidence", 25n),
      ofPolicy("veto", 20n),
      ofPolicy("worst_loss", 15n),
      ofPolicy("code", 15n),
      { input: "history", points: history(facts), most: 10n },
      { input: "concentration", points: concentration, most: 10n },
      { input: "pay", points: pay(facts), most: 5n },
    ],
    facts.ageSeconds,
  );
}

/** The rating of an operator. */
export function rateOperator(facts: OperatorFacts): Rating {
  const step = (steps: readonly bigint[], count: bigint) => steps[Number(count < 9n ? count : 9n)] ?? 0n;
  const { ownBps, leverageBps, ageSeconds } = facts;
  return rated(
    [
      { input: "equivocations", points: facts.equivocations === 0n ? 20n : 0n, most: 20n },
      { input: "slashes", points: step([20n, 10n, 5n], facts.incidents), most: 20n },
      { input: "jailings", points: facts.isJailed ? 0n : step([10n, 5n, 2n], facts.jailings), most: 10n },
      { input: "age", points: share(15n, aged(ageSeconds), OLD - NEW), most: 15n },
      { input: "commission", points: falling(10n, facts.commissionBps, 1_000n, 5_000n), most: 10n },
      { input: "own_stake", points: ownBps === undefined ? 0n : share(15n, ownBps, 1_000n), most: 15n },
      {
        input: "leverage",
        points: leverageBps === undefined ? 0n : falling(10n, leverageBps, 10_000n, 40_000n),
        most: 10n,
      },
    ],
    ageSeconds,
  );
}
