/**
 * Whether a vault covers an NCN's operator sets by its opt-in with the NCN.
 */
import {
  fetchClusterTime,
  fetchRestakingAccount,
  noticeAt,
  outBy,
  pdas,
  planCoverSets,
  timeAt,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { delayedChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What these acts are about. */
export type SetsScene = {
  readonly vault: Found<"Vault">;
  readonly world: World;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** An act for each opt-in with an NCN that has sets, or that covers them already. */
export function setsActs(scene: SetsScene): Act[] {
  const { vault, world } = scene;
  const ncns = new Set(world.ncns.map(({ address }) => address));
  const parents = new Set(world.ncns.map(({ data }) => data.parent));
  return world.optIns
    .filter(({ data: { left, right, sets } }) => {
      const covers = sets.current === 1n || sets.next === 1n;
      return left === vault.address && ncns.has(right) && (covers || parents.has(right));
    })
    .map((optIn) => coverAct(optIn, scene));
}

function coverAct(optIn: World["optIns"][number], { vault, world, now, names, place }: SetsScene): Act {
  const { right: ncn, sets } = optIn.data;
  const { ledger } = vault.data;
  const own = world.ncns.filter(({ data }) => data.parent === ncn).map(({ address }) => names.of(address));
  return {
    key: `sets ${optIn.address}`,
    title: `Operator sets of ${names.of(ncn)}`,
    button: "Set it",
    lead: `Covered sets may slash by the vault's opt-in and within its limits, those to come as well. Now there ${
      own.length === 0 ? "is none" : `are ${own.join(", ")}`
    }.`,
    outAt: outBy(ledger, now),
    fields: [
      { key: "covers", label: "Cover the sets", kind: { unit: "flag" }, initial: sets.next === 1n ? "yes" : "no" },
    ],
    changes: (values) =>
      delayedChange(
        "Sets",
        sets,
        values.flag("covers") ? 1n : 0n,
        (value) => (value === 1n ? "covered" : "not covered"),
        {
          now: timeAt(ledger, now),
          ...noticeAt(ledger, now),
        },
      ),
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const [found, agreed, protocol, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        fetchRestakingAccount(rpc, programAddress, "OptIn", optIn.address, config),
        pdas(programAddress)
          .config()
          .then((at) => fetchRestakingAccount(rpc, programAddress, "Config", at, config)),
        fetchClusterTime(rpc, config),
      ]);
      const { plan } = await planCoverSets({
        programAddress,
        vault: found,
        optIn: agreed,
        config: protocol,
        admin,
        covers: values.flag("covers"),
        now: time,
      });
      return { plan, said: values.flag("covers") ? "The sets will be covered." : "The sets will not be covered." };
    },
  };
}
