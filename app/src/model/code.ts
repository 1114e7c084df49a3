/**
 * The authority over the program's code, in words.
 */
import type { Address } from "@solana/kit";
import { upgradeGate } from "restaking-client";

import { hexOf, shortAddress } from "../format/text.js";
import { duration } from "../format/time.js";

/** What is said of the program's code. */
export type CodeStanding = {
  /** The earliest second at which other code can run; nothing if it never can. */
  readonly from: bigint | undefined;
  /** The authority, and its way to change the code. */
  readonly by: string;
  /** The key that can change the code without notice; nothing where there is none. */
  readonly key: Address | undefined;
  /** Whether no notice is promised. */
  readonly atOnce: boolean;
  /** Since when this code runs, in unix seconds, where the gate knows it; it may have been there before. */
  readonly since: { readonly time: bigint; readonly orBefore: boolean } | undefined;
  /** The slot in which the program's account last changed. */
  readonly slot: bigint;
  /** Code that is announced and has not expired. */
  readonly announced: { readonly hash: string; readonly from: bigint; readonly until: bigint } | undefined;
};

/**
 * What is said of code that `keeper` can change, at `now`. A gate that waits for less than `slowestExit` seconds promises no notice: the
 * program of gates takes any delay.
 */
export function codeStanding(
  keeper: upgradeGate.CodeKeeper,
  now: bigint,
  slowestExit: bigint | undefined,
): CodeStanding {
  const from = upgradeGate.earliestCodeChange(keeper, now);
  const { slot } = keeper;
  if (keeper.kind === "nobody") {
    return {
      from,
      by: "nobody: the program is final",
      key: undefined,
      atOnce: false,
      since: undefined,
      slot,
      announced: undefined,
    };
  }
  if (keeper.kind === "key") {
    return {
      from,
      by: `${shortAddress(keeper.authority)}, without notice`,
      key: keeper.authority,
      atOnce: true,
      since: undefined,
      slot,
      announced: undefined,
    };
  }
  const { gate, own } = keeper;
  const notice = upgradeGate.noticeSeconds(keeper);
  const delay = notice ?? gate.delaySeconds;
  const isShort = slowestExit !== undefined && delay < slowestExit;
  const by =
    own.kind === "key"
      ? `${shortAddress(own.authority)}, who can change the upgrade gate itself, without notice`
      : `the upgrade gate, ${duration(delay)} after an announcement${isShort ? ", sooner than stakers can leave" : ""}`;
  const announced = upgradeGate.announcedUpgrade(gate);
  const { schedule } = gate.announcement;
  return {
    from,
    by,
    key: own.kind === "key" ? own.authority : undefined,
    atOnce: own.kind === "key" || isShort,
    since: { time: gate.codeSince, orBefore: gate.upgrades === 0n },
    slot,
    announced:
      announced && now < schedule.expiresAt
        ? { hash: hexOf(announced.codeHash), from: schedule.executableFrom, until: schedule.expiresAt }
        : undefined,
  };
}
