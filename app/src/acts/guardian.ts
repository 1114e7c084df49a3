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

const KINDS = Object.keys(PAUSE_KINDS) as PauseKind[];

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
    changes: () =>
      paused.map((kind) => ({
        what: capital(PAUSE_WORDS[kind]),
        before: "paused",
        after: "active",
        from: undefined,
        burden: false,
      })),
    plan: () => async (lifter) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const { plan } = planLiftPause({ programAddress: place.programAddress, governed, lifter, now: time });
      return { plan, said: "The pause is over." };
    },
  };
  return [act];
}

function raiseAct(governed: Paused, now: bigint, place: Place): Act {
  const chosen = (values: Values) => KINDS.filter((kind) => values.flag(kind));
  const state = (pause: Pause, kind: PauseKind) =>
    pausedKinds(pause, now).includes(kind) ? `paused until ${dateAndTime(pause.until)}` : "active";
  return {
    title: "Pause",
    button: "Pause",
    lead: "A pause ends by itself, seven days later at the most. Asking to leave and claiming are never paused.",
    fields: [
      ...KINDS.map((kind) => ({
        key: kind,
        label: capital(PAUSE_WORDS[kind]),
        kind: { unit: "flag" } as const,
        initial: "no",
      })),
      {
        key: "seconds",
        label: "For",
        kind: { unit: "seconds", least: 1n, most: MAX_PAUSE_SECONDS },
        initial: "1 d",
      },
    ],
    changes: (values) => {
      const kinds = chosen(values);
      if (kinds.length === 0) {
        return [];
      }
      const before = governed.data.pause;
      const after = raisedPause(before, pauseFlags(kinds), values.number("seconds"), now);
      return KINDS.map(
        (kind): Change => ({
          what: capital(PAUSE_WORDS[kind]),
          before: state(before, kind),
          after: state(after, kind),
          from: undefined,
          burden: false,
        }),
      ).filter((change) => change.before !== change.after);
    },
    plan: (values) => async (guardian) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const { plan, until } = planRaisePause({
        programAddress: place.programAddress,
        governed,
        guardian,
        kinds: chosen(values),
        seconds: values.number("seconds"),
        now: time,
      });
      return { plan, said: `Paused until ${dateAndTime(until)}.` };
    },
  };
}
