/**
 * What an NCN's admin does for its partners: it lets stake go early, publishes software, and weighs single vaults.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  fetchClusterTime,
  fetchRestakingAccount,
  formatAmount,
  getSetSoftwareInstruction,
  optInCounts,
  pdas,
  pendingChange,
  planReleaseAllocation,
  planReleaseOptIn,
  planSetVaultWeight,
} from "restaking-client";

import type { World } from "../chain/market.js";
import { sharePercent } from "../format/amount.js";
import { hexOf } from "../format/text.js";
import { dateAndTime } from "../format/time.js";
import { type Change, plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { NcnScene } from "./ncn-terms.js";

/** The decimals of weights. */
const WEIGHT_DECIMALS = 9;

/** What the NCN can let go of before its time: decreases of allocations, and leaves. */
export function releaseActs(scene: NcnScene): Act[] {
  const { ncn, world, now } = scene;
  const falling = world.allocations.filter(({ data }) => {
    const pending = pendingChange(data.allocation.magnitude, now);
    return data.ncn === ncn.address && pending !== undefined && pending.value < data.allocation.magnitude.current;
  });
  const leaving = world.optIns.filter(({ data: { right, sides } }) => {
    const ends = [sides.left, sides.right].some((side) => pendingChange(side, now)?.value === 0n);
    return right === ncn.address && ends;
  });
  return [
    ...falling.map((allocation) => releaseAllocationAct(allocation, scene)),
    ...leaving.map((optIn) => releaseOptInAct(optIn, scene)),
  ];
}

async function fresh({ ncn, place: { rpc, programAddress } }: NcnScene) {
  const config = { commitment: "confirmed" } as const;
  const at = await pdas(programAddress).config();
  const [found, protocol, now] = await Promise.all([
    fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, config),
    fetchRestakingAccount(rpc, programAddress, "Config", at, config),
    fetchClusterTime(rpc, config),
  ]);
  return { programAddress, ncn: found, config: protocol, now };
}

function releaseAllocationAct(allocation: World["allocations"][number], scene: NcnScene): Act {
  const { world, names, now, place } = scene;
  const delegation = world.delegations.find(({ address }) => address === allocation.data.delegation);
  const { magnitude } = allocation.data.allocation;
  const whole = delegation?.data.delegation.magnitude ?? 0n;
  const told = (part: bigint) => sharePercent(part, whole === 0n ? 1n : whole);
  const [operator, vault] = delegation
    ? [names.of(delegation.data.operator), names.of(delegation.data.vault)]
    : ["its operator", "its vault"];
  return {
    key: allocation.address,
    title: `Release what ${operator} takes back of ${vault}`,
    button: "Release it now",
    lead: "The decrease that is announced takes effect at once: you can slash that part no more.",
    closed: !delegation && "The delegation is not known.",
    fields: [],
    changes: () =>
      plainChange("Allocated to you", magnitude.current, pendingChange(magnitude, now)?.value ?? 0n, false, told),
    plan: () => async (admin) => {
      if (!delegation) {
        throw new Error("The delegation is not known");
      }
      const given = await fresh(scene);
      const config = { commitment: "confirmed" } as const;
      const { rpc, programAddress } = place;
      const [held, part] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "OperatorDelegation", delegation.address, config),
        fetchRestakingAccount(rpc, programAddress, "NcnAllocation", allocation.address, config),
      ]);
      const { plan } = await planReleaseAllocation({ ...given, admin, delegation: held, allocation: part });
      return { plan, said: "The stake is released." };
    },
  };
}

function releaseOptInAct(optIn: World["optIns"][number], scene: NcnScene): Act {
  const { names, now, place } = scene;
  const { sides, left } = optIn.data;
  const ends = [sides.left, sides.right].flatMap((side) => pendingChange(side, now) ?? []);
  const [first] = ends.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return {
    key: optIn.address,
    title: `Let ${names.of(left)} leave now`,
    button: "Let it leave now",
    lead: "The leave that is announced takes effect at once.",
    fields: [],
    changes: () => plainChange("Opt-in", `ends ${first ? dateAndTime(first.from) : "later"}`, "over"),
    plan: () => async (admin) => {
      const config = { commitment: "confirmed" } as const;
      const found = await fetchRestakingAccount(place.rpc, place.programAddress, "OptIn", optIn.address, config);
      const { plan } = planReleaseOptIn({ ...(await fresh(scene)), admin, optIn: found });
      return { plan, said: `${names.of(left)} has left.` };
    },
  };
}

/** Publishes the software that operators must run. */
export function softwareAct({ ncn, now, place }: NcnScene): Act {
  const { sha256, runBy } = ncn.data.software;
  const hex = hexOf(sha256);
  const none = /^0*$/.test(hex);
  const told = (digest: string, by: bigint) =>
    /^0*$/.test(digest)
      ? "none"
      : `${digest.slice(0, 12)}…${by === 0n ? ", when each likes" : `, by ${dateAndTime(by)}`}`;
  return {
    title: "Software release",
    button: "Publish the release",
    lead: "The SHA-256 of what operators must run, and in which time. Zeros withdraw it. Nothing on the chain enforces it.",
    fields: [
      { key: "sha256", label: "SHA-256 of the release", kind: { unit: "hex", bytes: 32 }, initial: none ? "" : hex },
      {
        key: "seconds",
        label: "Operators run it within",
        kind: { unit: "seconds" },
        initial: "7 d",
        hint: "0 s lets each operator choose the time.",
      },
    ],
    changes: (values) => {
      const seconds = values.number("seconds");
      const digest = values.text("sha256");
      return plainChange("Release", told(hex, runBy), told(digest, seconds === 0n ? 0n : now + seconds));
    },
    plan: (values) => async (admin) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const seconds = values.number("seconds");
      const bytes = values.bytes("sha256");
      const by = seconds === 0n || bytes.every((byte) => byte === 0) ? 0n : time + seconds;
      const set = getSetSoftwareInstruction({ admin, ncn: ncn.address, sha256: bytes, runBy: by }, place);
      return { plan: singleInstructionPlan(set), said: "The release is published." };
    },
  };
}

/** Weighs one vault's stake otherwise than its asset. */
export function vaultWeightAct({ ncn, world, names, now, place }: NcnScene): Act {
  const vaults = new Set(world.vaults.map(({ address }) => address));
  const optIns = world.optIns.filter(({ data }) => data.right === ncn.address && vaults.has(data.left));
  const told = (weight: bigint) => (weight === 0n ? "its asset's" : formatAmount(weight, WEIGHT_DECIMALS));
  return {
    title: "Weight of a vault",
    button: "Set the vault's weight",
    lead: "What a smallest unit of this vault weighs in tables to come, in place of its asset's weight. Zero goes back to that.",
    closed: optIns.length === 0 && "No vault has agreed with the NCN.",
    fields: [
      {
        key: "vault",
        label: "Vault",
        kind: {
          unit: "choice",
          options: optIns.map(({ data }) => {
            const counts = optInCounts(data.sides, now);
            return [data.left, `${names.of(data.left)}${counts ? "" : " (not in effect)"}`] as const;
          }),
        },
        initial: "",
      },
      {
        key: "weight",
        label: "Weight of a smallest unit",
        kind: { unit: "amount", decimals: WEIGHT_DECIMALS, symbol: "units of weight" },
        initial: "",
      },
    ],
    changes: (values): Change[] => {
      const known = optIns.find(({ data }) => data.left === values.address("vault"));
      return known
        ? plainChange(names.of(known.data.left), known.data.weight, values.number("weight"), false, told)
        : [];
    },
    plan: (values) => async (admin) => {
      const known = optIns.find(({ data }) => data.left === values.address("vault"));
      if (!known) {
        throw new Error("The vault has not agreed with the NCN");
      }
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const optIn = await fetchRestakingAccount(rpc, programAddress, "OptIn", known.address, config);
      const weight = values.number("weight");
      const acceptedFlags = weight === 0n ? 0n : optIn.data.acceptedFlags;
      const { plan } = planSetVaultWeight({ programAddress, optIn, admin, valuation: { weight, acceptedFlags } });
      return { plan, said: `The weight of ${names.of(known.data.left)} is set.` };
    },
  };
}
