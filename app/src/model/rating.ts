/**
 * What each input of a rating was computed from, in words.
 */
import { rating } from "restaking-client";

import { percentOf, percentOfBps } from "../format/amount.js";
import { counted } from "../format/text.js";
import { duration } from "../format/time.js";

/** A whole fraction, in `1/10^18`. */
const WHOLE = 1_000_000_000_000_000_000n;

/** The titles of inputs. */
export const INPUT_TITLES: Readonly<Record<rating.RatingInput, string>> = {
  evidence: "Evidence",
  veto: "Veto",
  worst_loss: "Worst loss",
  code: "Code",
  history: "History",
  concentration: "Concentration",
  pay: "Pay",
  equivocations: "Equivocations",
  slashes: "Slashes",
  jailings: "Jailings",
  age: "Age",
  commission: "Commission",
  own_stake: "Own stake",
  leverage: "Leverage",
};

/** The fact behind `input` of an NCN's rating. */
export function ncnFact(facts: rating.NcnFacts, input: rating.RatingInput): string {
  switch (input) {
    case "evidence":
      return judges(rating.policyFor(facts, input));
    case "veto":
      return vetoes(rating.policyFor(facts, input));
    case "worst_loss": {
      const loss = rating.worstLoss(rating.policyFor(facts, input), facts.exitSeconds);
      return `${percentOf(loss, WHOLE)} of an allocation during an exit of ${duration(facts.exitSeconds)}`;
    }
    case "code":
      return codeOf(rating.policyFor(facts, input));
    case "history": {
      const ended = facts.executed + facts.vetoed;
      const vetoed = `${facts.vetoed} of ${counted(ended, "ended slash", "ended slashes")} vetoed`;
      return `${ageText(facts.ageSeconds)}; ${ended === 0n ? "no slash has ended" : vetoed}`;
    }
    case "concentration": {
      const index = rating.weightIndex(facts);
      return index === undefined
        ? "no weight in a final table of the last 30 days"
        : `${counted(facts.weights.length, "admin")} with an index of ${(Number(index) / 1e9).toFixed(2)}`;
    }
    default:
      return paysText(facts);
  }
}

function paysText({ paidAhead, paidAheadElsewhere }: rating.NcnFacts): string {
  if (paidAhead > 0n) {
    return `funded for ${duration(paidAhead)}`;
  }
  return paidAheadElsewhere > 0n
    ? `funded for ${duration(paidAheadElsewhere)} in a mint that it does not accept`
    : "no offer that pays for stake";
}

/** The fact behind `input` of an operator's rating. */
export function operatorFact(facts: rating.OperatorFacts, input: rating.RatingInput): string {
  switch (input) {
    case "equivocations":
      return facts.equivocations === 0n ? "none proven" : `${facts.equivocations} proven`;
    case "slashes":
      return facts.incidents === 0n ? "no incident" : `${counted(facts.incidents, "incident")} with an executed slash`;
    case "jailings": {
      const past = facts.jailings === 0n ? "none" : counted(facts.jailings, "jailing");
      return facts.isJailed ? `${past}, jailed now` : past;
    }
    case "age":
      return ageText(facts.ageSeconds);
    case "commission":
      return `${percentOfBps(facts.commissionBps)} of rewards, now or as announced`;
    case "own_stake":
      return facts.ownBps === undefined
        ? "no stake behind it"
        : `${percentOfBps(facts.ownBps)} of the stake behind it is its admin's`;
    default:
      return facts.leverageBps === undefined
        ? "no stake behind it"
        : `the same stake is allocated ${(Number(facts.leverageBps) / 10_000).toFixed(2)} times`;
  }
}

function ageText(seconds: bigint): string {
  return seconds === 0n ? "no dated record" : `oldest record ${duration(seconds)} ago`;
}

const NO_SLASHER = "no slasher can take anything";

function judges(policy: rating.PolicyFacts): string {
  const { slasher } = policy;
  if (!slasher || !rating.canPropose(policy)) {
    return NO_SLASHER;
  }
  switch (slasher.kind) {
    case "key":
      return "a plain key judges";
    case "unknown":
      return "an unknown program's address judges";
    case "program":
      return `a program judges, ${changed(slasher.code)}`;
  }
}

function codeOf(policy: rating.PolicyFacts): string {
  const { slasher } = policy;
  if (!slasher || !rating.canPropose(policy)) {
    return NO_SLASHER;
  }
  switch (slasher.kind) {
    case "key":
      return "no code judges";
    case "unknown":
      return "the code that judges is unknown";
    case "program":
      return `the code that judges is ${changed(slasher.code)}`;
  }
}

/** How the code of a program is changed. */
function changed(code: rating.Code): string {
  switch (code.kind) {
    case "final":
      return "final";
    case "gate":
      return `changed after a notice of ${duration(code.notice)}`;
    case "program":
      return "changed by a program or a multisig at any time";
    case "key":
      return "changed by one key at any time";
  }
}

function vetoes(policy: rating.PolicyFacts): string {
  if (!rating.canPropose(policy) && policy.equivocationFraction === 0n) {
    return "nothing to veto";
  }
  const { resolver, challengeSeconds } = policy;
  if (!resolver) {
    return "no resolver";
  }
  if (!resolver.isIndependent) {
    return "the resolver depends on the slasher or on the NCN's admin";
  }
  const by = resolver.authority.kind === "key" ? "another key" : "a program or a multisig";
  return `${by}, within ${duration(challengeSeconds)}`;
}
