/**
 * Rewards by root: what NCNs, their publishers and disputers, and earners do.
 */
import { type Address, type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";

import type { RewardTree } from "../generated/accounts/index.js";
import {
  getClaimRewardInstruction,
  getFundRewardTreeInstruction,
  getOpenRewardTreeInstruction,
  getPublishRootInstruction,
  getSetClaimerInstruction,
  getStrikeRootInstruction,
} from "../generated/instructions/index.js";
import { type Holding, holdingOf, UnusableAccount } from "../holdings.js";
import { Refusal } from "../ledger/refusal.js";
import { rewardBooksAt } from "../ledger/reward-tree.js";
import { type EarningProof, type Earnings, earningLeaf, earningRoot } from "../merkle.js";
import { pdas } from "../pda.js";
import { type Confirmed, type Named, namedAddress } from "../recipients.js";
import { tokenAccount } from "../tokens.js";
import { stepPlan } from "./batch.js";
import type { Fetched, OfProgram, Payer } from "./common.js";
import { destinationOf, type Receiving } from "./payments.js";

/** Opens the tree by which an NCN pays rewards in the token of `mint`. */
export async function planOpenRewardTree(
  input: OfProgram &
    Payer &
    Confirmed & {
      readonly ncn: Address;
      readonly mint: Address;
      readonly admin: TransactionSigner;
      /** The publisher of roots, and the party that strikes them, as {@link fetchRecipient} returns them. */
      readonly publisher: Named;
      readonly disputer: Named;
      /** How long a root waits before it takes effect, in seconds, permanently: an hour to 30 days. */
      readonly delaySeconds: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly tree: Address }> {
  const { programAddress, ncn, mint, admin, delaySeconds, payer = admin } = input;
  const [publisher, disputer] = [namedAddress(input.publisher, input), namedAddress(input.disputer, input)];
  const pda = pdas(programAddress);
  const tree = await pda.rewardTree(ncn, mint);
  const treasury = await pda.treasury(tree);
  const open = getOpenRewardTreeInstruction(
    {
      payer,
      admin,
      ncn,
      mint,
      tree,
      treasury,
      publisher,
      disputer,
      delaySeconds,
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(open), tree };
}

/** Pays `amount` in for roots to come. Anyone may; what came in goes to earners alone. */
export async function planFundRewards(
  input: OfProgram & {
    readonly tree: Fetched<RewardTree>;
    readonly funder: TransactionSigner;
    readonly amount: bigint;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, tree, funder, amount } = input;
  const fund = getFundRewardTreeInstruction(
    {
      funder,
      tree: tree.address,
      treasury: tree.data.treasury,
      funderTokens: await tokenAccount(funder.address, tree.data.mint),
      amount,
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(fund) };
}

/** Publishes the root of a list; the funder, which may be the publisher, pays what has not come in for it yet. */
export async function planPublishRoot(
  input: OfProgram & {
    readonly tree: Fetched<RewardTree>;
    readonly earnings: Earnings;
    readonly publisher: TransactionSigner;
    readonly funder?: TransactionSigner | undefined;
    /** The cluster's time. */
    readonly now: bigint;
  },
): Promise<{
  readonly plan: InstructionPlan;
  /** What the funder pays. */
  readonly missing: bigint;
  /** The first second at which the root is active, if it is published now. */
  readonly activatesAt: bigint;
}> {
  const { programAddress, tree, earnings, publisher, funder = publisher, now } = input;
  if (earnings.tree !== tree.address) {
    throw new RangeError(`the list is for the reward tree ${earnings.tree}, not for ${tree.address}`);
  }
  const { activeTotal, funded } = rewardBooksAt(tree.data.books, now);
  if (earnings.total < activeTotal) {
    throw new Refusal("TotalFell", earnings.total, activeTotal);
  }
  const missing = earnings.total > funded ? earnings.total - funded : 0n;
  const publish = getPublishRootInstruction(
    {
      publisher,
      tree: tree.address,
      treasury: tree.data.treasury,
      funder,
      ...(missing > 0n ? { funderTokens: await tokenAccount(funder.address, tree.data.mint) } : {}),
      root: earnings.root,
      total: earnings.total,
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(publish), missing, activatesAt: now + tree.data.delaySeconds };
}

/** Strikes the root that is pending; its disputer can, until it takes effect. */
export function planStrikeRoot(
  input: OfProgram & { readonly tree: Fetched<RewardTree>; readonly disputer: TransactionSigner },
): {
  readonly plan: InstructionPlan;
} {
  const { programAddress, tree, disputer } = input;
  const strike = getStrikeRootInstruction(
    { disputer, tree: tree.address, root: tree.data.books.nextRoot },
    { programAddress },
  );
  return { plan: singleInstructionPlan(strike) };
}

/**
 * Claims what an earner has earned by the active root, and not claimed yet; makes the claimer's token account if it is
 * missing. The claimer is the earner, or the one that it named.
 *
 * @throws UnusableAccount For a token account that cannot be paid to, where `holdings` tells.
 * @throws Refusal `NotInTree` for a proof that does not lead to the root active at `now`.
 */
export async function planClaimReward(
  input: OfProgram &
    Payer &
    Omit<Receiving, "openFor"> &
    EarningProof & {
      readonly tree: Fetched<RewardTree>;
      readonly claimer: TransactionSigner;
      /** The earner of the rewards; the claimer if omitted. */
      readonly earner?: Address | undefined;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, tree, claimer, cumulative, proof, now, payer = claimer, earner = claimer.address } = input;
  const pda = pdas(programAddress);
  const leaf = earningLeaf(tree.address, { earner, cumulative });
  const root = earningRoot(leaf, proof);
  const { activeRoot } = rewardBooksAt(tree.data.books, now);
  if (!root.every((byte, place) => byte === activeRoot[place])) {
    throw new Refusal("NotInTree", cumulative, 0n);
  }
  const { mint } = tree.data;
  const destination = await destinationOf({ ...input, openFor: [mint] }, payer, claimer, mint);
  if (typeof destination === "string") {
    throw new UnusableAccount(holdingOf(input.holdings ?? [], claimer.address, mint) as Holding);
  }
  const step = getClaimRewardInstruction(
    {
      payer,
      claimer,
      earner,
      tree: tree.address,
      treasury: tree.data.treasury,
      to: destination.account,
      claim: await pda.rewardClaim(tree.address, earner),
      cumulative,
      proof: [...proof],
    },
    { programAddress },
  );
  return { plan: stepPlan({ ...destination, step }) };
}

/**
 * Lets `newClaimer` claim for an earner, besides itself; {@link NOBODY} leaves the earner alone.
 *
 * @throws UnfitRecipient For a claimer that no key or program could act for, or one that has to be confirmed.
 */
export async function planSetClaimer(
  input: OfProgram &
    Payer &
    Confirmed & {
      readonly tree: Address;
      readonly earner: TransactionSigner;
      /** The claimer, as {@link fetchRecipient} returns it. */
      readonly newClaimer: Named;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, tree, earner, payer = earner } = input;
  const newClaimer = namedAddress(input.newClaimer, input);
  const pda = pdas(programAddress);
  const claim = await pda.rewardClaim(tree, earner.address);
  return {
    plan: singleInstructionPlan(
      getSetClaimerInstruction({ payer, earner, tree, claim, newClaimer }, { programAddress }),
    ),
  };
}
