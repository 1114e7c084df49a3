/**
 * Opt-ins of vaults, operators and NCNs: each side joins and leaves by itself.
 */
import type { Address } from "@solana/kit";
import {
  BPS,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  type Notice,
  noticeAt,
  optInCounts,
  outBy,
  pdas,
  planJoin,
  planLeave,
  planSetStopLoss,
  valueAt,
} from "restaking-client";

import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { percentOfBps } from "../format/amount.js";
import { delayedChange, plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What these acts are about: the acting party, on its side of opt-ins with all of `others`. */
export type OptInScene = {
  readonly world: World;
  readonly party: Address;
  readonly side: "left" | "right";
  readonly others: readonly Address[];
  /** What the others are, in the plural. */
  readonly what: string;
  /** The party is a vault and the others are NCNs: it says what it lets them take. */
  readonly withLimits?: boolean;
  /** When stakers of the vault of an opt-in with another are out, if they ask to leave now; nothing where no vault is concerned. */
  readonly outAt: (other: Address) => bigint | undefined;
  /** The notice of an opt-in with another: its vault's, where it has one. */
  readonly notice: (other: Address) => Notice;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The notices, and the exits, of opt-ins with vaults. */
export function ofVaults(world: World, now: bigint, otherwise: Notice): Pick<OptInScene, "outAt" | "notice"> {
  const ledgerOf = (vault: Address) => world.vaults.find(({ address }) => address === vault)?.data.ledger;
  return {
    outAt: (vault) => {
      const ledger = ledgerOf(vault);
      return ledger && outBy(ledger, now);
    },
    notice: (vault) => {
      const ledger = ledgerOf(vault);
      return ledger ? noticeAt(ledger, now) : otherwise;
    },
  };
}

/** The acts of one side. */
export function optInActs(scene: OptInScene): Act[] {
  return [joinAct(scene), leaveAct(scene), ...(scene.withLimits ? [stopLossAct(scene)] : [])];
}

function partiesOf({ party, side }: OptInScene, other: Address) {
  return side === "left" ? { left: party, right: other } : { left: other, right: party };
}

function optInWith(scene: OptInScene, other: Address) {
  const { left, right } = partiesOf(scene, other);
  return scene.world.optIns.find(({ data }) => data.left === left && data.right === right);
}

/** The party's side of its opt-in with another: joined, leaving, or none. */
function stateWith(scene: OptInScene, other: Address): string {
  const found = optInWith(scene, other);
  const side = found?.data.sides[scene.side];
  const mine = !side
    ? "not joined"
    : side.next === 0n && valueAt(side, scene.now) === 1n
      ? "leaving"
      : side.next === 1n
        ? "joined"
        : "not joined";
  return found && optInCounts(found.data.sides, scene.now) ? `${mine}, in effect` : mine;
}

function options(scene: OptInScene, keep: (state: string) => boolean) {
  return scene.others
    .map((other) => [other, stateWith(scene, other)] as const)
    .filter(([, state]) => keep(state))
    .map(([other, state]) => [other, `${scene.names.of(other)} (${state})`] as const)
    .sort(([, one], [, other]) => (one < other ? -1 : 1));
}

/** The act with which a side joins. */
export function joinAct(scene: OptInScene): Act {
  const { names, place, side, notice, outAt, withLimits, what } = scene;
  // One that is leaving joins again once it has left.
  const joinable = options(scene, (state) => state.startsWith("not joined"));
  return {
    title: `Join opt-ins with ${what}`,
    button: "Join",
    lead: "An opt-in takes effect once both sides have joined, with the notice of a rise.",
    outAt: (values) => outAt(values.address("other")),
    closed: joinable.length === 0 && "There is none to join.",
    fields: [
      { key: "other", label: "With", kind: { unit: "choice", options: joinable }, initial: "" },
      ...(withLimits
        ? [
            {
              key: "incident",
              label: "It may take by one slash",
              kind: { unit: "percent", most: BPS } as const,
              initial: "",
            },
            { key: "epoch", label: "and in an epoch", kind: { unit: "percent", most: BPS } as const, initial: "" },
          ]
        : []),
    ],
    changes: (values) => {
      const other = values.address("other");
      const joins = {
        what: names.of(other),
        before: stateWith(scene, other),
        after: "joined",
        from: notice(other).rise,
        burden: true,
      };
      const limits = optInWith(scene, other)?.data.limits;
      const none = { current: 0n, next: 0n, effective: 0n };
      const timing = { now: scene.now, ...notice(other) };
      return withLimits
        ? [
            joins,
            ...delayedChange(
              "By one slash",
              limits?.incidentBps ?? none,
              values.number("incident"),
              percentOfBps,
              timing,
            ),
            ...delayedChange("In an epoch", limits?.epochBps ?? none, values.number("epoch"), percentOfBps, timing),
          ]
        : [joins];
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const parties = partiesOf(scene, values.address("other"));
      const at = await pdas(programAddress).optIn(parties.left, parties.right);
      const optIn = await fetchMaybeRestakingAccount(rpc, programAddress, "OptIn", at, { commitment: "confirmed" });
      const limits = withLimits
        ? { incidentBps: values.number("incident"), epochBps: values.number("epoch") }
        : undefined;
      const { plan } = await planJoin({ programAddress, ...parties, optIn, side, admin, limits });
      return { plan, said: `You joined with ${names.of(values.address("other"))}.` };
    },
  };
}

function leaveAct(scene: OptInScene): Act {
  const { names, place, side, notice, what } = scene;
  const joined = options(scene, (state) => state.startsWith("joined"));
  return {
    title: `Leave opt-ins with ${what}`,
    button: "Leave",
    lead: "What stands stays slashable until the leave takes effect.",
    closed: joined.length === 0 && "You have joined none.",
    fields: [{ key: "other", label: "With", kind: { unit: "choice", options: joined }, initial: "" }],
    changes: (values) => {
      const other = values.address("other");
      const own = optInWith(scene, other)?.data.sides[side];
      // A side that is not active yet leaves at once.
      const from = own && valueAt(own, scene.now) === 0n ? undefined : notice(other).fall;
      return [{ what: names.of(other), before: stateWith(scene, other), after: "left", from, burden: false }];
    },
    plan: (values) => async (admin) => {
      const { programAddress } = place;
      const { plan } = await planLeave({ programAddress, ...partiesOf(scene, values.address("other")), side, admin });
      return { plan, said: `You leave ${names.of(values.address("other"))}.` };
    },
  };
}

function stopLossAct(scene: OptInScene): Act {
  const { names, place, notice, now, outAt } = scene;
  const joined = options(scene, (state) => state.startsWith("joined"));
  return {
    title: "Stop-loss",
    button: "Set the stop-loss",
    lead: "The vault leaves the NCN by itself once its slashes took more than this. Zero is never.",
    outAt: (values) => outAt(values.address("other")),
    closed: joined.length === 0 && "The vault has joined with no NCN.",
    fields: [
      { key: "other", label: "NCN", kind: { unit: "choice", options: joined }, initial: "" },
      { key: "bps", label: "Leave above a loss of", kind: { unit: "percent", most: BPS }, initial: "" },
    ],
    changes: (values) => {
      const other = values.address("other");
      const [found, { rise }] = [optInWith(scene, other), notice(other)];
      const [bps, next] = [found?.data.stopLoss.bps, values.number("bps")];
      const told = (value: bigint) => (value === 0n ? "never" : `above ${percentOfBps(value)}`);
      if (!bps) {
        return plainChange("Leaves by itself", 0n, next, false, told);
      }
      const change = delayedChange("Leaves by itself", bps, next, told, { now, rise, fall: undefined });
      // Without a bound nothing stops the losses: that is the highest one.
      const current = valueAt(bps, now);
      const higher = next === 0n || (current !== 0n && next > current);
      return change.map((each) => ({
        ...each,
        from: higher ? rise : undefined,
        burden: higher && current !== 0n,
      }));
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const parties = partiesOf(scene, values.address("other"));
      const config = { commitment: "confirmed" } as const;
      const [vault, optIn] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", parties.left, config),
        pdas(programAddress)
          .optIn(parties.left, parties.right)
          .then((at) => fetchRestakingAccount(rpc, programAddress, "OptIn", at, config)),
      ]);
      const { plan } = planSetStopLoss({ programAddress, vault, optIn, admin, bps: values.number("bps") });
      return { plan, said: `The stop-loss with ${names.of(parties.right)} is set.` };
    },
  };
}
