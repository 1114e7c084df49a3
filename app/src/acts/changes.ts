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
  /** Which of them burdens stakers; a rise if omitted. */
  readonly burden?: "rise" | "fall" | "both" | "none" | undefined;
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
  const announced = pendingChange(value, now)?.value ?? current;
  const rises = next > current;
  const burdens = burden === "both" || burden === (rises ? "rise" : "fall");
  const when = { from: rises ? timing.rise : timing.fall, burden: burdens };
  return announcedChange(what, { current, announced, next }, show, when);
}

/**
 * The change to `next` of a value that is `current`, with `announced` to follow; none where it stays as it is. `when` tells from when
 * another value than the current one is active.
 */
export function announcedChange<T>(
  what: string,
  { current, announced, next }: { readonly current: T; readonly announced: T; readonly next: T },
  show: (value: T) => string,
  when: Pick<Change, "from" | "burden">,
): Change[] {
  if (next === current && next === announced) {
    return [];
  }
  const told = apart([current, announced, next], show);
  return [
    {
      what,
      before: announced === current ? told(current) : `${told(current)}, and ${told(announced)} announced`,
      after: told(next),
      ...(next === current ? { from: undefined, burden: false } : when),
    },
  ];
}

/** The change of a value that takes effect at once; none where it stays as it is. */
export function plainChange<T>(
  what: string,
  before: T,
  after: T,
  burden = false,
  show: (value: T) => string = String,
): Change[] {
  return announcedChange(what, { current: before, announced: before, next: after }, show, { from: undefined, burden });
}

/** How to show values: addresses with one name between them are written out. */
function apart<T>(values: readonly T[], show: (value: T) => string): (value: T) => string {
  const shown = new Set(values.map(show));
  const same = shown.size < new Set(values).size;
  return same ? (value) => (typeof value === "string" ? value : show(value)) : show;
}

/** What an act means for stakers, by the time at which an exit that is asked for now is out. */
export type ForStakers = "nothing" | "burdens none" | "can leave first" | "cannot leave first";

/** What `changes` mean for stakers that are out at `outAt`; nothing where no vault is concerned, and no notice is too short. */
export function forStakers(changes: readonly Change[], outAt: bigint | undefined): ForStakers {
  const burdens = changes.filter(({ burden }) => burden);
  if (changes.length === 0) {
    return "nothing";
  }
  if (burdens.length === 0) {
    return "burdens none";
  }
  const first = burdens.every(({ from }) => from !== undefined && (outAt === undefined || from >= outAt));
  return first ? "can leave first" : "cannot leave first";
}
