/**
 * What a vault's admin and its fee admin set: limits, bounds, the circuit breaker and fees.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  BPS,
  fetchClusterTime,
  fetchRestakingAccount,
  getSetBreakerInstruction,
  getSetExposureInstruction,
  getSetVaultLimitsInstruction,
  MAX_DEPOSIT_FEE_BPS,
  MAX_EXIT_FEE_BPS,
  MAX_INSTANT_FEE_BPS,
  MAX_LEVERAGE,
  MAX_REWARD_FEE_BPS,
  MAX_STREAM_SECONDS,
  noticeAt,
  outBy,
  planSetFees,
  timeAt,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { percentOfBps } from "../format/amount.js";
import { times } from "../format/text.js";
import type { Unit } from "../wallet/describe.js";
import { delayedChange, plainChange, type Timing } from "./changes.js";
import { asWritten, type Field } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What these acts are about. */
export type BoundsScene = {
  readonly vault: Found<"Vault">;
  readonly unit: Unit;
  readonly now: bigint;
  readonly place: Place;
};

/** A value that rises with notice, and falls at once. */
function burden({ vault, now }: BoundsScene, of: Timing["burden"] = "rise"): Timing {
  const { ledger } = vault.data;
  return { now: timeAt(ledger, now), rise: noticeAt(ledger, now).rise, fall: undefined, burden: of };
}

const percent = (key: string, label: string, bps: bigint, most?: bigint): Field => ({
  key,
  label,
  kind: { unit: "percent", ...(most === undefined ? {} : { most }) },
  initial: asWritten.percent(bps),
});
const seconds = (key: string, label: string, value: bigint, most?: bigint): Field => ({
  key,
  label,
  kind: { unit: "seconds", ...(most === undefined ? {} : { most }) },
  initial: asWritten.seconds(value),
});

/** The bounds that a vault's admin sets. */
export function boundsActs(scene: BoundsScene): Act[] {
  const outAt = outBy(scene.vault.data.ledger, scene.now);
  return [limitsAct(scene), exposureAct(scene), breakerAct(scene)].map((act) => ({ ...act, outAt }));
}

/** Sets the deposit cap, and what may leave by instant exits. */
export function limitsAct(scene: BoundsScene): Act {
  const { vault, unit, place, now } = scene;
  const { ledger, restricted } = vault.data;
  const { decimals, asset } = unit;
  const allowance = ledger.instantAllowance;
  const kind = { unit: "amount", decimals, symbol: asset } as const;
  const told = (value: bigint) => `${asWritten.amount(value, decimals)} ${asset}`;
  const yes = (value: boolean) => (value ? "yes" : "no");
  const { rise } = noticeAt(ledger, now);
  const capacity = { current: allowance.capacity, next: allowance.nextCapacity, effective: allowance.effective };
  const refill = {
    current: allowance.refillSeconds,
    next: allowance.nextRefillSeconds,
    effective: allowance.effective,
  };
  return {
    title: "Deposits and instant exits",
    button: "Set the limits",
    lead: "How much the vault takes in, from which wallets, and how much can leave at once.",
    fields: [
      { key: "cap", label: "Deposit cap", kind, initial: asWritten.amount(ledger.depositCap, decimals) },
      {
        key: "capacity",
        label: "Instant exits at once, at the most",
        kind,
        initial: asWritten.amount(capacity.next, decimals),
      },
      seconds("refill", "Instant exits are whole again after", refill.next),
      percent("fee", "The highest fee on instant exits", ledger.instantFeeBps.next, MAX_INSTANT_FEE_BPS),
      {
        key: "restricted",
        label: "Only approved depositors may deposit",
        kind: { unit: "flag" },
        initial: asWritten.flag(restricted),
      },
    ],
    changes: (values) => [
      ...plainChange("Deposit cap", ledger.depositCap, values.number("cap"), false, told),
      ...delayedChange("Instant exits at once", capacity, values.number("capacity"), told, burden(scene)),
      ...delayedChange("Whole again after", refill, values.number("refill"), asWritten.seconds, {
        ...burden(scene, "fall"),
        rise: undefined,
        fall: rise,
      }),
      ...delayedChange("Fee on instant exits", ledger.instantFeeBps, values.number("fee"), percentOfBps, {
        // A lower fee lets more leave ahead of a slash.
        ...burden(scene, "both"),
        fall: rise,
      }),
      ...plainChange("Approved depositors only", restricted, values.flag("restricted"), false, yes),
    ],
    plan: (values) => async (admin) => ({
      plan: singleInstructionPlan(
        getSetVaultLimitsInstruction(
          {
            admin,
            vault: vault.address,
            limits: {
              depositCap: values.number("cap"),
              instantFeeBps: values.number("fee"),
              instantCapacity: values.number("capacity"),
              instantRefillSeconds: values.number("refill"),
              restricted: values.flag("restricted"),
            },
          },
          place,
        ),
      ),
      said: "The limits are set.",
    }),
  };
}

function exposureAct(scene: BoundsScene): Act {
  const { vault, place } = scene;
  const { maxDelegatedBps, maxOperatorBps, leverage } = vault.data.ledger.exposure;
  return {
    title: "Bounds of delegation",
    button: "Set the bounds",
    lead: "How much of the stake operators may hold, all together and each, and how often the same stake may be used.",
    fields: [
      percent("all", "All operators together, at the most", maxDelegatedBps.next, BPS),
      percent("one", "One operator, at the most", maxOperatorBps.next, BPS),
      {
        key: "leverage",
        label: "How often the same stake may be used",
        kind: { unit: "count", least: 1n, most: MAX_LEVERAGE },
        initial: asWritten.count(leverage.next),
      },
    ],
    changes: (values) => [
      ...delayedChange("All operators", maxDelegatedBps, values.number("all"), percentOfBps, burden(scene)),
      ...delayedChange("One operator", maxOperatorBps, values.number("one"), percentOfBps, burden(scene)),
      ...delayedChange("The same stake", leverage, values.number("leverage"), times, burden(scene)),
    ],
    plan: (values) => async (admin) => ({
      plan: singleInstructionPlan(
        getSetExposureInstruction(
          {
            admin,
            vault: vault.address,
            maxDelegatedBps: values.number("all"),
            maxOperatorBps: values.number("one"),
            leverage: values.number("leverage"),
          },
          place,
        ),
      ),
      said: "The bounds are set.",
    }),
  };
}

function breakerAct(scene: BoundsScene): Act {
  const { vault, place, now } = scene;
  const { ledger } = vault.data;
  const { incidentBps, epochBps } = ledger.lossLimits;
  const timing: Timing = { ...burden(scene), fall: noticeAt(ledger, now).fall };
  return {
    title: "Circuit breaker",
    button: "Set the breaker",
    lead: "The most that slashes of all NCNs together take from the vault.",
    fields: [
      percent("incident", "By one slash", incidentBps.next, BPS),
      percent("epoch", "By all slashes of an epoch", epochBps.next, BPS),
    ],
    changes: (values) => [
      ...delayedChange("By one slash", incidentBps, values.number("incident"), percentOfBps, timing),
      ...delayedChange("In an epoch", epochBps, values.number("epoch"), percentOfBps, timing),
    ],
    plan: (values) => async (admin) => ({
      plan: singleInstructionPlan(
        getSetBreakerInstruction(
          {
            admin,
            vault: vault.address,
            incidentBps: values.number("incident"),
            epochBps: values.number("epoch"),
          },
          place,
        ),
      ),
      said: "The circuit breaker is set.",
    }),
  };
}

/** The fees that a vault's fee admin sets. */
export function feesAct(scene: BoundsScene): Act {
  const { vault, place, now } = scene;
  const { ledger } = vault.data;
  const { depositBps, exitBps, rewardBps } = ledger.fees;
  return {
    title: "Fees",
    button: "Set the fees",
    lead: "What the vault keeps of deposits, exits and rewards, and how long rewards take to stream.",
    outAt: outBy(ledger, now),
    fields: [
      percent("deposit", "On deposits", depositBps.next, MAX_DEPOSIT_FEE_BPS),
      percent("exit", "On exits", exitBps.next, MAX_EXIT_FEE_BPS),
      percent("reward", "Of rewards", rewardBps.next, MAX_REWARD_FEE_BPS),
      seconds("stream", "Rewards stream over", ledger.streamSeconds.next, MAX_STREAM_SECONDS),
    ],
    changes: (values) => [
      ...delayedChange("On deposits", depositBps, values.number("deposit"), percentOfBps, burden(scene)),
      ...delayedChange("On exits", exitBps, values.number("exit"), percentOfBps, burden(scene)),
      ...delayedChange("Of rewards", rewardBps, values.number("reward"), percentOfBps, burden(scene)),
      ...delayedChange(
        "Rewards stream over",
        ledger.streamSeconds,
        values.number("stream"),
        asWritten.seconds,
        burden(scene),
      ),
    ],
    plan: (values) => async (feeAdmin) => {
      const config = { commitment: "confirmed" } as const;
      const [found, time] = await Promise.all([
        fetchRestakingAccount(place.rpc, place.programAddress, "Vault", vault.address, config),
        fetchClusterTime(place.rpc, config),
      ]);
      const terms = {
        depositBps: values.number("deposit"),
        exitBps: values.number("exit"),
        rewardBps: values.number("reward"),
        streamSeconds: values.number("stream"),
      };
      const given = { programAddress: place.programAddress, vault: found, feeAdmin, terms, now: time };
      return { plan: planSetFees(given).plan, said: "The fees are set." };
    },
  };
}
