/**
 * What guardians do: they pause what can wait, and end pauses.
 */
import {
  fetchClusterTime,
  MAX_PAUSE_SECONDS,
  PAUSE_KINDS,
  type Pause,
  type PauseKind,
  pausedKinds,
  pauseFlags,
  planLiftPause,
  planRaisePause,
  raisedPause,
} from "restaking-client";

import { capital } from "../format/text.js";
import { dateAndTime } from "../format/time.js";
import { PAUSE_WORDS } from "../model/pause.js";
import type { Change } from "./changes.js";
import type { Values } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** A vault, or the config that governs all. */
export type Paused = Parameters<typeof planRaisePause>[0]["governed"];

/** What can be paused, and how it is called. */
export type PauseLabels = Readonly<Partial<Record<PauseKind, string>>>;

const LABELS = Object.fromEntries(
  Object.keys(PAUSE_KINDS).map((kind) => [kind, capital(PAUSE_WORDS[kind as PauseKind])]),
) as PauseLabels;

const kindsOf = (labels: PauseLabels) => Object.keys(labels) as PauseKind[];

/** The kinds that a form of {@link pauseFields} chooses. */
export const chosenKinds = (labels: PauseLabels, values: Values) => kindsOf(labels).filter((kind) => values.flag(kind));

/** The fields of a pause: a flag for each kind, and for how long. */
export function pauseFields(labels: PauseLabels): Act["fields"] {
  return [
    ...kindsOf(labels).map((kind) => ({
      key: kind,
      label: labels[kind] ?? kind,
      kind: { unit: "flag" } as const,
      initial: "no",
    })),
    { key: "seconds", label: "For", kind: { unit: "seconds", least: 1n, most: MAX_PAUSE_SECONDS }, initial: "1 d" },
  ];
}

/** What a pause of the chosen kinds changes. */
export function pauseChanges(before: Pause, labels: PauseLabels, values: Values, now: bigint): Change[] {
  const kinds = chosenKinds(labels, values);
  if (kinds.length === 0) {
    return [];
  }
  const told = (pause: Pause, kind: PauseKind) =>
    pausedKinds(pause, now).includes(kind) ? `paused until ${dateAndTime(pause.until)}` : "active";
  const after = raisedPause(before, pauseFlags(kinds), values.number("seconds"), now);
  return kindsOf(labels)
    .map(
      (kind): Change => ({
        what: labels[kind] ?? kind,
        before: told(before, kind),
        after: told(after, kind),
        from: undefined,
        burden: false,
      }),
    )
    .filter((change) => change.before !== change.after);
}

/** What the end of the pause of `kinds` changes. */
export function liftChanges(kinds: readonly PauseKind[], labels: PauseLabels): Change[] {
  return kinds.map((kind) => ({
    what: labels[kind] ?? kind,
    before: "paused",
    after: "active",
    from: undefined,
    burden: false,
  }));
}

/** The acts of a guardian. */
export function guardianActs(governed: Paused, now: bigint, place: Place): Act[] {
  return [raiseAct(governed, now, place), ...liftActs(governed, now, place)];
}

/** Ends a pause: the admin can as well. */
export function liftActs(governed: Paused, now: bigint, place: Place): Act[] {
  const paused = pausedKinds(governed.data.pause, now);
  if (paused.length === 0) {
    return [];
  }
  const act: Act = {
    title: "End the pause",
    button: "End it",
    lead: "All that is paused here is active again at once.",
    fields: [],
    changes: () => liftChanges(paused, LABELS),
    plan: () => async (lifter) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const { plan } = planLiftPause({ programAddress: place.programAddress, governed, lifter, now: time });
      return { plan, said: "The pause is over." };
    },
  };
  return [act];
}

function raiseAct(governed: Paused, now: bigint, place: Place): Act {
  return {
    title: "Pause",
    button: "Pause",
    lead: "A pause ends by itself, seven days later at the most. Asking to leave and claiming are never paused.",
    fields: pauseFields(LABELS),
    changes: (values) => pauseChanges(governed.data.pause, LABELS, values, now),
    plan: (values) => async (guardian) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const { plan, until } = planRaisePause({
        programAddress: place.programAddress,
        governed,
        guardian,
        kinds: chosenKinds(LABELS, values),
        seconds: values.number("seconds"),
        now: time,
      });
      return { plan, said: `Paused until ${dateAndTime(until)}.` };
    },
  };
}
