/**
 * Pauses: which kinds of action do not happen for a while. Each ends by itself.
 */
import {
  MAX_PAUSE_SECONDS,
  MIN_PAUSE_GAP,
  PAUSE_DEPOSITS,
  PAUSE_EXPOSURE,
  PAUSE_INSTANT_EXITS,
  PAUSE_REWARDS,
  PAUSE_TICKETS,
} from "../generated/constants/index.js";
import type { Pause } from "../generated/types/index.js";
import { later, max, min } from "./math.js";
import { ensure, Refusal } from "./refusal.js";

/** The kinds of action that can be paused, by their flags. Leaving is none of them, nor is what is due. */
export const PAUSE_KINDS = {
  deposits: PAUSE_DEPOSITS,
  instantExits: PAUSE_INSTANT_EXITS,
  /** What tickets do before they are paid: they turn back into shares, or go to another owner. */
  tickets: PAUSE_TICKETS,
  /** What raises a vault's exposure: more delegated or allocated, an opt-in joined. */
  exposure: PAUSE_EXPOSURE,
  /** Rewards in the vault's own asset. */
  rewards: PAUSE_REWARDS,
} as const;

/** A kind of action that can be paused. */
export type PauseKind = keyof typeof PAUSE_KINDS;

/** All kinds together. */
const ALL = Object.values(PAUSE_KINDS).reduce((flags, flag) => flags | flag, 0n);

/** The flags of `kinds`. */
export function pauseFlags(kinds: readonly PauseKind[]): bigint {
  return kinds.reduce((flags, kind) => flags | PAUSE_KINDS[kind], 0n);
}

/** Whether `pause` covers `kind` at `now`. */
export function isPaused(pause: Pause, kind: PauseKind, now: bigint): boolean {
  return (pause.flags & PAUSE_KINDS[kind]) !== 0n && isOn(pause, now);
}

/** The kinds that `pause` covers at `now`. */
export function pausedKinds(pause: Pause, now: bigint): PauseKind[] {
  return (Object.keys(PAUSE_KINDS) as PauseKind[]).filter((kind) => isPaused(pause, kind, now));
}

/**
 * The first second at which none of `pauses` covers `kind` any more, a vault's and the config's; nothing if none does at `now`.
 */
export function pausedUntil(pauses: readonly Pause[], kind: PauseKind, now: bigint): bigint | undefined {
  const ends = pauses.filter((pause) => isPaused(pause, kind, now)).map(({ until }) => until);
  return ends.length > 0 ? ends.reduce(max) : undefined;
}

/**
 * Refuses `kind` while `pause` covers it.
 *
 * @throws Refusal `Paused`, with the first second after the pause as its limit.
 */
export function checkPause(pause: Pause, kind: PauseKind, now: bigint): void {
  if (isPaused(pause, kind, now)) {
    throw new Refusal("Paused", abs(now), abs(pause.until));
  }
}

/** The first second at which there can be another pause than `pause`; the earliest time there is if there was none. */
export function nextPauseFrom(pause: Pause): bigint {
  return pause.flags === 0n ? -(1n << 63n) : later(pause.until, MIN_PAUSE_GAP);
}

/**
 * The pause that is raised at `now` after the latest one, `pause`.
 *
 * @throws Refusal `PauseFlags`, `PauseLength` or `PausedLately`.
 */
export function raisedPause(pause: Pause, flags: bigint, seconds: bigint, now: bigint): Pause {
  ensure(flags !== 0n && (flags & ~ALL) === 0n, "PauseFlags", flags, ALL);
  const bound = min(max(seconds, 1n), MAX_PAUSE_SECONDS);
  ensure(seconds === bound, "PauseLength", seconds, bound);
  const next = nextPauseFrom(pause);
  ensure(now >= next, "PausedLately", abs(now), abs(next));
  return { flags, from: now, until: later(now, seconds) };
}

/**
 * `pause` once it is lifted at `now`. The time to the next one runs from then on.
 *
 * @throws Refusal `NotPaused`.
 */
export function liftedPause(pause: Pause, now: bigint): Pause {
  ensure(isOn(pause, now), "NotPaused", abs(now), abs(pause.until));
  return { ...pause, until: now };
}

function isOn(pause: Pause, now: bigint): boolean {
  return pause.from <= now && now < pause.until;
}

function abs(time: bigint): bigint {
  return time < 0n ? -time : time;
}
