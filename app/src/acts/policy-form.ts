/**
 * A slashing policy as a form: what an NCN announces, and what an operator set begins with.
 */
import {
  BPS,
  MAX_CHALLENGE_SECONDS,
  MAX_REPORTER_BPS,
  type PolicyParties,
  type SlashPolicy,
  UNITS,
} from "restaking-client";

import type { Names } from "../chain/names.js";
import { percentOfBps } from "../format/amount.js";
import { announcedChange, type Change } from "./changes.js";
import { asWritten, type Field, type Values } from "./fields.js";
import { calledBy, named, type Place } from "./place.js";

const PARTIES = {
  slasher: "Slasher",
  resolver: "Resolver",
  insurance: "Insurance",
  redistribution: "Those harmed",
} as const;
const PARTS = {
  burnBps: "Burned",
  reporterBps: "To the reporter",
  insuranceBps: "To the insurance",
  redistributionBps: "To those harmed",
} as const;
type Party = keyof typeof PARTIES;
type PartName = keyof typeof PARTS;
type TermName = PartName | "maxFraction" | "equivocationFraction" | "challengeSeconds" | "cooldownSeconds";

const EACH_PARTY = Object.entries(PARTIES) as [Party, string][];
const EACH_PART = Object.entries(PARTS) as [PartName, string][];

/** The fields of a policy, with `policy` in them at first. */
export function policyFields({ terms, ...parties }: SlashPolicy): Field[] {
  const fraction = (key: string, label: string, value: bigint): Field => ({
    key,
    label,
    kind: { unit: "fraction", most: UNITS },
    initial: asWritten.fraction(value),
  });
  return [
    fraction("maxFraction", "By one incident, of what an operator allocated, at the most", terms.maxFraction),
    fraction("equivocationFraction", "For voting twice", terms.equivocationFraction),
    {
      key: "challengeSeconds",
      label: "Slashes can be vetoed for",
      kind: { unit: "seconds", most: MAX_CHALLENGE_SECONDS },
      initial: asWritten.seconds(terms.challengeSeconds),
    },
    {
      key: "cooldownSeconds",
      label: "Between two incidents of an operator",
      kind: { unit: "seconds" },
      initial: asWritten.seconds(terms.cooldownSeconds),
    },
    ...EACH_PART.map(
      ([key, label]): Field => ({
        key,
        label: `${label}, of what is taken`,
        kind: { unit: "percent", most: key === "reporterBps" ? MAX_REPORTER_BPS : BPS },
        initial: asWritten.percent(terms[key]),
      }),
    ),
    ...EACH_PARTY.map(
      ([key, label]): Field => ({
        key,
        label,
        kind: { unit: "address", mayBeNobody: true },
        initial: asWritten.address(parties[key]),
      }),
    ),
  ];
}

/** The figures that were written. */
export function policyFigures(values: Values) {
  return {
    maxFraction: values.number("maxFraction"),
    equivocationFraction: values.number("equivocationFraction"),
    challengeSeconds: values.number("challengeSeconds"),
    cooldownSeconds: values.number("cooldownSeconds"),
    burnBps: values.number("burnBps"),
    reporterBps: values.number("reporterBps"),
    insuranceBps: values.number("insuranceBps"),
    redistributionBps: values.number("redistributionBps"),
  };
}

/** The parties that were written, looked at. */
export async function policyParties(values: Values, place: Place): Promise<PolicyParties> {
  const looked = EACH_PARTY.map(async ([party]) => [party, await named(place, values.address(party))] as const);
  return Object.fromEntries(await Promise.all(looked));
}

/**
 * What the written policy changes of the one that is active and the one that is announced, from a time on; `burdens` where a harsher
 * policy burdens stakers.
 */
export function policyChanges(
  { current, announced }: { readonly current: SlashPolicy; readonly announced: SlashPolicy },
  values: Values,
  { from, burdens }: { readonly from: bigint | undefined; readonly burdens: boolean },
  names: Names,
): Change[] {
  const sum = EACH_PART.reduce((total, [part]) => total + values.number(part), 0n);
  if (sum !== BPS) {
    throw new Error(`The parts of what is taken come to ${percentOfBps(sum)}, and have to come to 100%`);
  }
  const term = (what: string, key: TermName, show: (value: bigint) => string, harsher: "rise" | "fall" | "none") => {
    const [before, after] = [current.terms[key], values.number(key)];
    const burden = burdens && harsher !== "none" && (harsher === "rise" ? after > before : after < before);
    return announcedChange(what, { current: before, announced: announced.terms[key], next: after }, show, {
      from,
      burden,
    });
  };
  const fractionOf = (value: bigint) => `${asWritten.fraction(value)}%`;
  return [
    ...term("By one incident", "maxFraction", fractionOf, "rise"),
    ...term("For voting twice", "equivocationFraction", fractionOf, "rise"),
    ...term("Can be vetoed for", "challengeSeconds", asWritten.seconds, "fall"),
    ...term("Between incidents", "cooldownSeconds", asWritten.seconds, "fall"),
    ...EACH_PART.flatMap(([part, label]) => term(label, part, percentOfBps, "none")),
    ...EACH_PARTY.flatMap(([party, label]) =>
      announcedChange(
        label,
        { current: current[party], announced: announced[party], next: values.address(party) },
        calledBy(names),
        { from, burden: burdens && (party === "slasher" || party === "resolver") },
      ),
    ),
  ];
}
