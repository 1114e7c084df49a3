/**
 * What an act changes, from when, and whether stakers could leave before.
 */
import { type Delayed, pendingChange, valueAt } from "restaking-client";

/** One thing that changes. */
export type Change = {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** The first second at which it is active; nothing for at once. */
  readonly from: bigint | undefined;
  /** It adds to what stakers can lose or are charged. */
  readonly burden: boolean;
};

/** How a value that takes effect with a notice changes. */
export type Timing = {
  readonly now: bigint;
  /** When a rise is active, and a fall; nothing for at once. */
  readonly rise: bigint | undefined;
  readonly fall: bigint | undefined;
  /** Which of both burdens stakers; a rise if omitted. */
  readonly burden?: "rise" | "fall" | "none" | undefined;
};

/** The change of a delayed value to `next`; none where it stays as it is, and nothing else is pending. */
export function delayedChange(
  what: string,
  value: Delayed,
  next: bigint,
  show: (value: bigint) => string,
  timing: Timing,
): Change[] {
  const { now, burden = "rise" } = timing;
  const current = valueAt(value, now);
  const pending = pendingChange(value, now);
  if (next === current && !pending) {
    return [];
  }
  const rises = next > current;
  return [
    {
      what,
      before: pending ? `${show(current)}, and ${show(pending.value)} announced` : show(current),
      after: show(next),
      from: next === current ? undefined : rises ? timing.rise : timing.fall,
      burden: burden !== "none" && next !== current && (burden === "rise") === rises,
    },
  ];
}

/** The change of a value that takes effect at once; none where it stays as it is. */
export function plainChange(what: string, before: string, after: string, burden = false): Change[] {
  return before === after ? [] : [{ what, before, after, from: undefined, burden }];
}

/** What an act means for stakers, by the time at which an exit that is asked for now is out. */
export type ForStakers = "nothing" | "burdens none" | "can leave first" | "cannot leave first";

/** What `changes` mean for stakers that are out at `outAt`. */
export function forStakers(changes: readonly Change[], outAt: bigint | undefined): ForStakers {
  const burdens = changes.filter(({ burden }) => burden);
  if (changes.length === 0) {
    return "nothing";
  }
  if (burdens.length === 0) {
    return "burdens none";
  }
  const first = outAt !== undefined && burdens.every(({ from }) => from !== undefined && from >= outAt);
  return first ? "can leave first" : "cannot leave first";
}
