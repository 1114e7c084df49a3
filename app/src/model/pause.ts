/**
 * What can be paused, in words. A pause ends by itself, and never covers leaving.
 */
import type { PauseKind } from "restaking-client";

/** The kinds of action that a pause can cover. */
export const PAUSE_WORDS: Readonly<Record<PauseKind, string>> = {
  deposits: "deposits",
  instantExits: "instant exits",
  tickets: "canceling and handing on exits",
  exposure: "what raises exposure",
  rewards: "rewards in the vault's asset",
};
