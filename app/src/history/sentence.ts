/**
 * Events as sentences.
 */
import type { Address } from "@solana/kit";
import {
  type Delayed,
  type GrantKind,
  grantedKinds,
  type LossLimits,
  pausedKinds,
  type RestakingEvent,
  Role,
  SlashRecipient,
  UNITS,
} from "restaking-client";

import { PAUSE_WORDS } from "../flow/pause.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { dateAndTime, duration } from "../format/time.js";
import { valuationText } from "../format/valuation.js";

/** A part of a sentence: words, or an address to be named. */
export type Phrase = string | { readonly address: Address };

/** How the sentences of one vault write amounts. */
export type Writer = {
  readonly assets: (amount: bigint) => string;
  readonly shares: (amount: bigint) => string;
};

/** What kind of thing an event is, to tell them apart at a glance. */
export type Tone = "in" | "out" | "loss" | "good" | "plain";

/** An event as a sentence. */
export type Sentence = { readonly tone: Tone; readonly phrases: readonly Phrase[] };

/** A place in a sentence for words, beside addresses. */
type Words = { readonly words: string };

const NOBODY = "11111111111111111111111111111111";

/** The recipients of a slash. */
const RECIPIENT_WORDS: Readonly<Record<SlashRecipient, string>> = {
  [SlashRecipient.Reporter]: "The reporter",
  [SlashRecipient.Insurance]: "The insurance",
  [SlashRecipient.Redistribution]: "Those who were harmed",
};

/** The roles that an admin gives. */
const ROLE_WORDS: Readonly<Partial<Record<Role, string>>> = {
  [Role.Guardian]: "guardian",
  [Role.FeeAdmin]: "fee admin",
  [Role.FeeWallet]: "fee wallet",
  [Role.DepositGate]: "deposit gate",
};

/** The kinds of acts that a grant opens. */
const GRANT_WORDS: Readonly<Record<GrantKind, string>> = {
  optIns: "agreements",
  limits: "limits",
  approvals: "approvals of depositors",
  keys: "keys",
  uri: "its URI",
  tables: "stake tables",
  rewards: "reward offers",
  releases: "releases of stake",
  software: "software",
};

/** Builds a sentence of a template: addresses in it are left to be named. */
function say(tone: Tone) {
  return (texts: TemplateStringsArray, ...values: (Address | Words)[]): Sentence => {
    const phrases = texts.flatMap((text, index): Phrase[] => {
      const value = values[index];
      if (value === undefined) {
        return [text];
      }
      return typeof value === "string" ? [text, whom(value)] : [text, value.words];
    });
    return { tone, phrases: phrases.filter((phrase) => phrase !== "") };
  };
}

function whom(address: Address): Phrase {
  return address === NOBODY ? "nobody" : { address };
}

const words = (text: string): Words => ({ words: text });

/** An event as a sentence. One that has no words of its own is called by its name. */
export function sentenceOf(event: RestakingEvent, write: Writer): Sentence {
  const assets = (amount: bigint) => words(write.assets(amount));
  const shares = (amount: bigint) => words(write.shares(amount));
  switch (event.name) {
    case "Deposited": {
      const { depositor, assets: amount, shares: minted, fee } = event.data;
      const paid = words(fee > 0n ? `, ${write.assets(fee)} of it the vault's fee` : "");
      return say("in")`${depositor} deposited ${assets(amount)} for ${shares(minted)}${paid}.`;
    }
    case "ExitRequested": {
      const { owner, shares: burned, assets: amount } = event.data;
      return say("out")`${owner} asked to leave with ${shares(burned)}, worth ${assets(amount)}.`;
    }
    case "ExitCanceled": {
      const { owner, assets: amount, shares: minted } = event.data;
      return say("in")`${owner} canceled an exit of ${assets(amount)}, and has ${shares(minted)} again.`;
    }
    case "ExitClaimed": {
      const { owner, assets: amount } = event.data;
      return say("out")`${owner} claimed an exit, and was paid ${assets(amount)}.`;
    }
    case "ExitedInstantly": {
      const { owner, assets: amount, fee } = event.data;
      return say("out")`${owner} left at once with ${assets(amount)}, for a fee of ${assets(fee)}.`;
    }
    case "ExitTicketTransferred": {
      const { before, after } = event.data;
      return say("plain")`${before} gave an exit ticket to ${after}.`;
    }
    case "ExitSettled":
      return say("plain")`${assets(event.data.assets)} wait for ${event.data.owner} to claim.`;
    case "ExitBucketClosed":
      return say("plain")`The exits of epoch ${words(String(event.data.bucketEpoch))} are all paid.`;
    case "SlashProposed": {
      const { ncn, operator, slash, finalFrom } = event.data;
      const until = words(dateAndTime(finalFrom));
      return say("loss")`${ncn} slashed ${operator}: ${assets(slash.stake)} are in escrow until ${until}.`;
    }
    case "SlashVetoed": {
      const { ncn, operator, slash } = event.data;
      return say("good")`The slash of ${operator} by ${ncn} was vetoed: ${assets(slash.stake)} came back.`;
    }
    case "SlashExecuted": {
      const { ncn, operator, stake, burned, pledged } = event.data;
      const back = words(pledged > 0n ? `; pledges restored ${write.assets(pledged)}` : "");
      return say(
        "loss",
      )`The slash of ${operator} by ${ncn} became final: ${assets(stake)} are lost, ${assets(burned)} of it burned${back}.`;
    }
    case "SlashPledged": {
      const { pledger, assets: amount, pledged, stake } = event.data;
      return say(
        "good",
      )`${pledger} pledged ${assets(amount)} for a slash: ${assets(pledged)} of ${assets(stake)} come back if it is executed.`;
    }
    case "PledgeWithdrawn": {
      const { pledger, assets: amount } = event.data;
      return amount > 0n
        ? say("plain")`${pledger} got its pledge of ${assets(amount)} back.`
        : say("plain")`The pledge of ${pledger} was used up, and its record closed.`;
    }
    case "SlashSharePaid": {
      const { recipient, assets: amount } = event.data;
      const who = RECIPIENT_WORDS[recipient] ?? "Somebody";
      return say("plain")`${words(who)} got ${assets(amount)} of a slash.`;
    }
    case "VaultInitialized": {
      const { creator, epochSeconds } = event.data;
      return say("plain")`${creator} made the vault, with epochs of ${words(duration(epochSeconds))}.`;
    }
    case "VaultLimitsSet":
      return say("plain")`The vault's limits were set: it takes deposits up to ${assets(event.data.after.depositCap)}.`;
    case "DelegationChanged": {
      const { operator, after, booksAfter } = event.data;
      const part = percentOf(after.units.next, booksAfter.units);
      return say("plain")`The curator gave ${operator} ${words(part)} of the vault${words(from(after.units))}.`;
    }
    case "MoveAnnounced": {
      const { from: source, to, after } = event.data;
      return say("plain")`The curator moves stake from ${source} to ${to}${words(from(after.units))}.`;
    }
    case "MoveCompleted": {
      const { from: source, to, units, freed } = event.data;
      return units === freed
        ? say("plain")`The stake that ${source} gave up stands behind ${to}.`
        : say(
            "plain",
          )`${words(percentOf(units, freed))} of the stake that ${source} gave up stands behind ${to}; the rest is idle.`;
    }
    case "MoveCanceled": {
      const { from: source, to } = event.data;
      return say("plain")`The curator canceled the move of stake from ${source} to ${to}: it is idle instead.`;
    }
    case "DelegationAccountSet": {
      const { operator, after } = event.data;
      return after
        ? say("plain")`The curator made room for ${operator}.`
        : say("plain")`The curator closed what was for ${operator}.`;
    }
    case "AllocationChanged": {
      const { ncn, after } = event.data;
      const part = percentOf(after.magnitude.next, UNITS);
      return say(
        "plain",
      )`An operator gave ${ncn} ${words(part)} of what stands behind it${words(from(after.magnitude))}.`;
    }
    case "ExposureSet": {
      const { maxDelegatedBps, leverage } = event.data.after;
      const most = words(percentOfBps(maxDelegatedBps.next));
      return say("plain")`Operators may hold up to ${most}, and the same stake be used ${words(times(leverage.next))}.`;
    }
    case "BreakerSet":
      return say("plain")`Slashes may take ${words(limits(event.data.after))} of the vault.`;
    case "OptInChanged": {
      const { left, right, before, after, limitsBefore, limitsAfter, closed } = event.data;
      if (closed) {
        return say("plain")`What ${left} and ${right} had agreed is over and closed.`;
      }
      for (const [one, other, was, is] of [
        [left, right, before.left, after.left],
        [right, left, before.right, after.right],
      ] as const) {
        if (was.next !== is.next) {
          return is.next === 1n
            ? say("plain")`${one} agreed to work with ${other}${words(from(is))}.`
            : say("plain")`${one} parts from ${other}${words(from(is))}.`;
        }
      }
      return limits(limitsBefore) === limits(limitsAfter)
        ? say("plain")`${left} and ${right} made room for an agreement.`
        : say("plain")`${left} lets ${right} take ${words(limits(limitsAfter))}.`;
    }
    case "CuratorSet":
      return say("plain")`${event.data.after} splits the stake from now on.`;
    case "DepositorSet": {
      const { depositor, after } = event.data;
      return after ? say("plain")`${depositor} may deposit.` : say("plain")`${depositor} may deposit no longer.`;
    }
    case "AdminProposed":
      return say("plain")`${event.data.after} is proposed as admin.`;
    case "AdminChanged":
      return say("plain")`${event.data.after} is the admin.`;
    case "JailSet": {
      const { ncn, operator, after } = event.data;
      return after === 0n
        ? say("good")`${ncn} released ${operator}.`
        : say("loss")`${ncn} jailed ${operator} until ${words(dateAndTime(after))}.`;
    }
    case "EquivocationProven": {
      const { operator, ncn, reporter } = event.data;
      return say("loss")`${reporter} proved that ${operator} voted twice for ${ncn}.`;
    }
    case "KeyRegistered":
      return say("plain")`${event.data.operator} registered a key for ${event.data.ncn}.`;
    case "RecordOpened":
      return say("plain")`${event.data.ncn} keeps a record of ${event.data.operator}.`;
    case "OperatorRegistered":
      return say("plain")`${event.data.creator} registered the operator, which keeps ${words(
        percentOfBps(event.data.commissionBps),
      )} of rewards.`;
    case "OperatorUpdated":
      return say("plain")`The operator keeps ${words(percentOfBps(event.data.after.nextCommissionBps))} of rewards.`;
    case "NcnRegistered":
      return say("plain")`${event.data.creator} registered the NCN.`;
    case "SlashPolicySet":
      return say("plain")`How it slashes changes from ${words(dateAndTime(event.data.from))} on.`;
    default:
      return otherSentence(event, write);
  }
}

/** The sentences of rewards, stake tables and what else stands beside the vaults. */
function otherSentence(event: RestakingEvent, write: Writer): Sentence {
  switch (event.name) {
    case "SweepAnnounced": {
      const { mint, due } = event.data;
      const from = words(dateAndTime(due));
      return say("plain")`Tokens of ${mint} that were sent to the vault go to its fee wallet from ${from} on.`;
    }
    case "SweptToWallet":
      return say("plain")`Tokens of ${event.data.mint} that were sent to the vault went to ${event.data.wallet}.`;
    case "VaultRewardPaid": {
      const { payer, operator, assets, commission, vaultFee, protocolFee, stream } = event.data;
      const rest = words(write.assets(assets - commission - vaultFee - protocolFee));
      const end = words(dateAndTime(stream.end));
      if (operator === NOBODY) {
        return say(
          "good",
        )`Assets of ${words(write.assets(assets))} that were sent to the vault were swept: ${rest} come out to holders until ${end}.`;
      }
      return say(
        "good",
      )`${payer} paid a reward of ${words(write.assets(assets))} for what ${operator} did: ${rest} come out to holders until ${end}.`;
    }
    case "FeesSet": {
      const { depositBps, exitBps, rewardBps } = event.data.after;
      const [deposit, exit, reward] = [depositBps, exitBps, rewardBps].map(({ next }) => words(percentOfBps(next)));
      return say(
        "plain",
      )`The vault's fees were set: ${deposit as Words} on deposits, ${exit as Words} on exits, ${reward as Words} of rewards.`;
    }
    case "FeesCollected":
      return say("plain")`${event.data.wallet} collected fees of ${words(write.assets(event.data.assets))}.`;
    case "ProtocolFeeSet":
      return say("plain")`The protocol's part of rewards was set to ${words(percentOfBps(event.data.after.next))}.`;
    case "RoleSet": {
      const role = ROLE_WORDS[event.data.role] ?? "holder of a role";
      return say("plain")`${event.data.after} is the ${words(role)} now.`;
    }
    case "GrantSet": {
      const { holder, entity, after } = event.data;
      const kinds = words(
        grantedKinds(after)
          .map((kind) => GRANT_WORDS[kind])
          .join(", "),
      );
      const until = words(dateAndTime(after.until));
      return say("plain")`${holder} may act for the admin of ${entity} in ${kinds}, until ${until}.`;
    }
    case "GrantRevoked":
      return say("plain")`${event.data.holder} may act for the admin of ${event.data.entity} no longer.`;
    case "GrantsVoided":
      return say("plain")`${event.data.admin} voided every grant of ${event.data.entity}.`;
    case "PauseRaised": {
      const kinds = pausedKinds(event.data.after, event.data.after.from).map((kind) => PAUSE_WORDS[kind]);
      const until = words(dateAndTime(event.data.after.until));
      return say("loss")`${event.data.guardian} paused ${words(kinds.join(", "))} until ${until}.`;
    }
    case "PauseLifted":
      return say("good")`${event.data.lifter} ended the pause.`;
    case "AllocationAccountSet":
      return event.data.after
        ? say("plain")`An operator made room for ${event.data.ncn}.`
        : say("plain")`An operator closed what was for ${event.data.ncn}.`;
    case "NcnAssetSet":
      return event.data.after === 0n
        ? say("plain")`${event.data.ncn} counts ${event.data.mint} as stake no longer.`
        : say("plain")`${event.data.ncn} counts ${event.data.mint} as stake.`;
    case "SetsCovered":
      return event.data.after.next === 1n
        ? say(
            "plain",
          )`${event.data.vault} lets the operator sets of ${event.data.ncn} slash it${words(from(event.data.after))}.`
        : say(
            "plain",
          )`${event.data.vault} covers no operator sets of ${event.data.ncn}${words(from(event.data.after))}.`;
    case "StopLossSet": {
      const { vault, ncn, after } = event.data;
      return after.bps.next === 0n
        ? say("plain")`${vault} stays with ${ncn} whatever its slashes take${words(from(after.bps))}.`
        : say(
            "plain",
          )`${vault} leaves ${ncn} once its slashes took ${words(percentOfBps(after.bps.next))}${words(from(after.bps))}.`;
    }
    case "SlashUncounted":
      return say("good")`A vetoed slash counts no longer towards the vault's stop-loss.`;
    case "VaultWeightSet":
      return event.data.after === 0n
        ? say("plain")`${event.data.ncn} counts ${event.data.vault} by its asset again.`
        : say("plain")`${event.data.ncn} counts a unit of ${event.data.vault} ${words(
            valuationText({ weight: event.data.after, acceptedFlags: event.data.acceptedFlagsAfter }),
          )}.`;
    case "NcnUpdated":
      return say("plain")`${event.data.ncn} changed its terms.`;
    case "SoftwareSet":
      return say("plain")`${event.data.ncn} changed what software its operators must run.`;
    case "NcnRetired":
      return say("plain")`${event.data.ncn} takes on nothing new any more.`;
    case "OperatorRetired":
      return say("plain")`${event.data.operator} takes on nothing new any more.`;
    case "KeyRetired":
      return say("plain")`${event.data.operator} signs with its key for ${event.data.ncn} no longer.`;
    case "ReportCommitted":
      return say("plain")`${event.data.reporter} says that it knows of an offense.`;
    case "BondPoolOpened":
      return say("plain")`Shares can be bonded from now on, to earn other tokens.`;
    case "BondChanged": {
      const { owner, before, after } = event.data;
      return after > before
        ? say("in")`${owner} bonded ${words(write.shares(after - before))}.`
        : say("out")`${owner} took ${words(write.shares(before - after))} out of its bond.`;
    }
    case "PositionSet": {
      const { owner, after, forfeited } = event.data;
      return after
        ? say("plain")`${owner} opened a position to bond in.`
        : forfeited.some((amount) => amount > 0n)
          ? say("plain")`${owner} closed its position, and gave up rewards that it was owed.`
          : say("plain")`${owner} closed its position.`;
    }
    case "PositionRewardPaid":
      return say("good")`${event.data.payer} paid a reward in ${event.data.mint} to who has bonded.`;
    case "PositionRewardClaimed":
      return say("plain")`${event.data.owner} claimed what it earned in ${event.data.mint}.`;
    case "RewardMintAdded":
      return say("plain")`Who has bonded can earn ${event.data.mint}.`;
    case "RewardTreeOpened":
      return say("plain")`${event.data.ncn} is going to pay rewards in ${event.data.mint}.`;
    case "RewardTreeFunded":
      return say("good")`${event.data.funder} paid in for rewards.`;
    case "RootPublished": {
      const from = words(dateAndTime(event.data.after.activatesAt));
      return say("good")`${event.data.publisher} published a list of rewards, which counts from ${from} on.`;
    }
    case "RootStruck":
      return say("plain")`${event.data.disputer} struck out a list of rewards.`;
    case "RewardPaid":
      return say("plain")`${event.data.earner} was paid its rewards.`;
    case "RewardOfferOpened": {
      const { funder, ncn, mint, books } = event.data;
      const until = words(dateAndTime(books.until));
      return say("good")`${funder} funded a reward in ${mint} for the stake that ${ncn} counts until ${until}.`;
    }
    case "RewardAttributed":
      return say("plain")`Each vault's share of a reward is known, by one count of the stake.`;
    case "RewardShareClaimed":
      return say("good")`${event.data.vault} was paid its share of a reward for what ${event.data.operator} did.`;
    case "RewardCommissionCollected":
      return say("plain")`${event.data.operator} was paid its commission on a reward.`;
    case "RewardOfferClosed":
      return say("plain")`A reward is over: what nobody claimed went back to ${event.data.funder}.`;
    case "StakeTableOpened":
      return say("plain")`${event.data.ncn} began to count the stake behind its operators.`;
    case "StakeTableClosed":
      return say("plain")`${event.data.ncn} closed a count of the stake behind its operators.`;
    case "StakeCaptured":
      return say("plain")`${event.data.captor} added up the stake behind ${event.data.operator}.`;
    case "StakeEntered":
      return say("plain")`The stake behind ${event.data.operator} was entered in a count.`;
    default:
      return say("plain")`${words(spoken(event.name))}.`;
  }
}

/** `TicketsOutstanding` as `Tickets outstanding`. */
function spoken(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function from({ current, next, effective }: Delayed): string {
  return effective > 0n && current !== next ? `, from ${dateAndTime(effective)} on` : "";
}

function limits({ incidentBps, epochBps }: LossLimits): string {
  return `${percentOfBps(incidentBps.next)} at once and ${percentOfBps(epochBps.next)} in an epoch`;
}

/** How often, in words. */
export function times(count: bigint): string {
  return ["never", "once", "twice"][Number(count)] ?? `${count} times`;
}
