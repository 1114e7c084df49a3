/**
 * Pledges for a slash: what stakers get back by them, and what they still lose.
 */
import { pledgeTakes, restorationOf, type SlashPledge, type SlashProposal } from "restaking-client";

/** What an execution of a slash leaves its stakers with, by what is pledged. */
export type Standing = {
  /** All that is pledged. */
  readonly pledged: bigint;
  /** What of it comes back to the vault's shares. */
  readonly toHolders: bigint;
  /** What of it comes back to exit tickets. */
  readonly toLeavers: bigint;
  /** What stays lost. */
  readonly lost: bigint;
};

/** What an execution of `slash` leaves its stakers with, where `pledged` is pledged for it; what is pledged now if omitted. */
export function standingOf(slash: Pick<SlashProposal, "slash" | "pledged">, pledged: bigint = slash.pledged): Standing {
  const { shares, tickets } = restorationOf(slash, pledged);
  const toLeavers = tickets.reduce((sum, { assets }) => sum + assets, 0n);
  return { pledged, toHolders: shares, toLeavers, lost: slash.slash.stake - pledged };
}

/** What a pledge takes in, and how stakers stand with it. */
export type PledgeOutcome = Standing & { readonly taken: bigint };

/**
 * What a pledge of `amount` brings: it takes no more than is left to pledge for.
 *
 * @throws Refusal What the program would refuse the pledge for.
 */
export function pledgeOutcome(slash: Pick<SlashProposal, "slash" | "pledged">, amount: bigint): PledgeOutcome {
  const taken = pledgeTakes(slash.slash, slash.pledged, amount);
  return { taken, ...standingOf(slash, slash.pledged + taken) };
}

/** Pledges in the order of their amounts, the largest first. */
export function largestFirst<Pledge extends { readonly data: Pick<SlashPledge, "amount" | "pledger"> }>(
  pledges: readonly Pledge[],
): Pledge[] {
  return [...pledges].sort(({ data: a }, { data: b }) =>
    a.amount === b.amount ? (a.pledger < b.pledger ? -1 : 1) : a.amount > b.amount ? -1 : 1,
  );
}
