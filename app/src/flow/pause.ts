/**
 * What is paused. A pause ends by itself, and never covers leaving.
 */
import type { Pause } from "restaking-client";

/** What a pause can cover, a bit each. */
export const PAUSE_KINDS = {
  deposits: 1n,
  instantExits: 2n,
  tickets: 4n,
  exposure: 8n,
  rewards: 16n,
} as const;

/** A kind of action that a pause can cover. */
export type PauseKind = keyof typeof PAUSE_KINDS;

/** The kinds in words. */
export const PAUSE_WORDS: Readonly<Record<PauseKind, string>> = {
  deposits: "deposits",
  instantExits: "instant exits",
  tickets: "cancelling and handing on exits",
  exposure: "what raises exposure",
  rewards: "rewards in the vault's asset",
};

/** Until when a kind of action is paused by any of some pauses, the first second after it; nothing if it is not. */
export function pausedUntil(pauses: readonly Pause[], kind: PauseKind, now: bigint): bigint | undefined {
  const on = pauses.filter((pause) => isOn(pause, now) && (pause.flags & PAUSE_KINDS[kind]) !== 0n);
  return on
    .map(({ until }) => until)
    .reduce<bigint | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}

/** The kinds that a pause covers at `now`. */
export function kindsPaused(pause: Pause, now: bigint): PauseKind[] {
  const kinds = Object.keys(PAUSE_KINDS) as PauseKind[];
  return isOn(pause, now) ? kinds.filter((kind) => (pause.flags & PAUSE_KINDS[kind]) !== 0n) : [];
}

function isOn({ from, until }: Pause, now: bigint): boolean {
  return from <= now && now < until;
}
