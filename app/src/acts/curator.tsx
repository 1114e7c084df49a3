/**
 * What a vault's curator does: it delegates stake, and moves it from one operator to another.
 */
import type { Address } from "@solana/kit";
import {
  BPS,
  fetchClusterTime,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  mulDivFloor,
  noticeAt,
  optInCounts,
  outBy,
  pdas,
  planAnnounceMove,
  planCancelMove,
  planDelegate,
  settled,
  timeAt,
} from "restaking-client";

import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { percentOf, sharePercent } from "../format/amount.js";
import { flowOf } from "../model/graph.js";
import { rebalanced, unitsOf, unitsOfWhole } from "../model/rebalance.js";
import { toldExposure } from "../model/told-exposure.js";
import { FlowDrawing } from "../vault/stake-flow.js";
import type { Unit } from "../wallet/describe.js";
import { type Change, delayedChange, plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

type Vault = World["vaults"][number];

/** What its acts are about. */
export type CuratorScene = {
  readonly vault: Vault;
  readonly world: World;
  readonly unit: Unit;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The acts of a curator. */
export function curatorActs(scene: CuratorScene): Act[] {
  const { vault, world, now } = scene;
  const own = world.delegations.filter(({ data }) => data.vault === vault.address);
  const moving = own.filter(({ data }) => data.delegation.moving > 0n);
  return [
    delegateAct(scene),
    ...(own.length > 0 ? [moveAct(scene)] : []),
    ...moving.map((from) => cancelAct(scene, from)),
  ].map((act) => ({ ...act, outAt: outBy(vault.data.ledger, now) }));
}

/** The operators that have agreed with the vault, and all others that are registered, as options. */
function operatorOptions({ vault, world, names, now }: CuratorScene, among: readonly Address[] | undefined) {
  const time = timeAt(vault.data.ledger, now);
  const agreed = (operator: Address) =>
    world.optIns.some(
      ({ data }) => data.left === vault.address && data.right === operator && optInCounts(data.sides, time),
    );
  return world.operators
    .filter(({ address, data }) => !data.retired && (among === undefined || among.includes(address)))
    .map(({ address }) => ({ address, name: names.of(address), agreed: agreed(address) }))
    .sort((one, other) => Number(other.agreed) - Number(one.agreed) || (one.name < other.name ? -1 : 1))
    .map(({ address, name, agreed }) => [address, `${name}${agreed ? "" : " (has not agreed)"}`] as const);
}

function shareOf(vault: Vault, units: bigint): string {
  return sharePercent(units, vault.data.ledger.books.units);
}

function delegateAct(scene: CuratorScene): Act {
  const { vault, world, now, place, names } = scene;
  const { ledger } = vault.data;
  return {
    title: "Delegate stake to an operator",
    button: "Delegate",
    lead: "The part of the vault's stake that stands behind the operator, in place of what does. Zero takes all of it back.",
    fields: [
      {
        key: "operator",
        label: "Operator",
        kind: { unit: "choice", options: operatorOptions(scene, undefined) },
        initial: "",
      },
      { key: "part", label: "Part of the vault", kind: { unit: "percent" }, initial: "" },
    ],
    changes: (values) => {
      const operator = values.address("operator");
      const held = world.delegations.find(({ data }) => data.vault === vault.address && data.operator === operator);
      const units = held?.data.delegation.units ?? settled(0n);
      const after = unitsOfWhole(vault, values.number("part"));
      const timing = { now: timeAt(ledger, now), ...noticeAt(ledger, now) };
      return delayedChange(names.of(operator), units, after, (value) => shareOf(vault, value), timing);
    },
    preview: (values) => (
      <BeforeAfter
        scene={scene}
        targets={new Map([[values.address("operator"), unitsOfWhole(vault, values.number("part"))]])}
      />
    ),
    plan: (values) => async (curator) => {
      const config = { commitment: "confirmed" } as const;
      const { rpc, programAddress } = place;
      const operator = values.address("operator");
      const at = await pdas(programAddress).delegation(vault.address, operator);
      const [found, delegation, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        fetchMaybeRestakingAccount(rpc, programAddress, "OperatorDelegation", at, config),
        fetchClusterTime(rpc, config),
      ]);
      const units = { bps: values.number("part") };
      const { plan } = await planDelegate({
        programAddress,
        vault: found,
        operator,
        delegation,
        curator,
        units,
        now: time,
      });
      return { plan, said: `The delegation to ${names.of(operator)} is announced.` };
    },
  };
}

function moveAct(scene: CuratorScene): Act {
  const { vault, world, now, place, names } = scene;
  const own = world.delegations.filter(({ data }) => data.vault === vault.address);
  const unitsMoved = (from: Address, bps: bigint) => mulDivFloor(unitsOf(own, vault, from, now), bps, BPS);
  const targetsOf = (from: Address, to: Address, bps: bigint) => {
    const units = unitsMoved(from, bps);
    return new Map([
      [from, unitsOf(own, vault, from, now) - units],
      [to, unitsOf(own, vault, to, now) + units],
    ]);
  };
  return {
    title: "Move stake to another operator",
    button: "Announce the move",
    lead: "The first operator secures its NCNs until the second one does. Anyone completes the move once it is due.",
    fields: [
      {
        key: "from",
        label: "From",
        kind: {
          unit: "choice",
          options: operatorOptions(
            scene,
            own.map(({ data }) => data.operator),
          ),
        },
        initial: "",
      },
      { key: "to", label: "To", kind: { unit: "choice", options: operatorOptions(scene, undefined) }, initial: "" },
      { key: "part", label: "Of what the first one has", kind: { unit: "percent" }, initial: "100" },
    ],
    changes: (values) => {
      const [from, to] = [values.address("from"), values.address("to")];
      if (from === to) {
        throw new Error("Choose two operators");
      }
      const { rise } = noticeAt(vault.data.ledger, now);
      return [...targetsOf(from, to, values.number("part"))].flatMap(([operator, units]) =>
        plainChange(names.of(operator), unitsOf(own, vault, operator, now), units, operator === to, (value) =>
          shareOf(vault, value),
        ).map((change): Change => ({ ...change, from: rise })),
      );
    },
    preview: (values) => (
      <BeforeAfter
        scene={scene}
        targets={targetsOf(values.address("from"), values.address("to"), values.number("part"))}
      />
    ),
    plan: (values) => async (curator) => {
      const config = { commitment: "confirmed" } as const;
      const { rpc, programAddress } = place;
      const [from, operator] = [values.address("from"), values.address("to")];
      const pda = pdas(programAddress);
      const [found, first, second, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        pda
          .delegation(vault.address, from)
          .then((at) => fetchRestakingAccount(rpc, programAddress, "OperatorDelegation", at, config)),
        pda
          .delegation(vault.address, operator)
          .then((at) => fetchMaybeRestakingAccount(rpc, programAddress, "OperatorDelegation", at, config)),
        fetchClusterTime(rpc, config),
      ]);
      const bps = values.number("part");
      const units = bps === BPS ? undefined : unitsMoved(from, bps);
      const input = { programAddress, vault: found, from: first, operator, to: second, curator, units, now: time };
      const { plan } = await planAnnounceMove(input);
      return { plan, said: `The move from ${names.of(from)} to ${names.of(operator)} is announced.` };
    },
  };
}

function cancelAct(scene: CuratorScene, from: World["delegations"][number]): Act {
  const { vault, place, names, now } = scene;
  const { operator, delegation } = from.data;
  const { ledger } = vault.data;
  const [time, { fall }, { effective }] = [timeAt(ledger, now), noticeAt(ledger, now), delegation.units];
  // A fall that waits for the end of a term comes with the usual notice once no move needs it.
  const due = time < ledger.term.end && fall < effective ? fall : effective;
  return {
    key: from.address,
    title: `Cancel the move from ${names.of(operator)}`,
    button: "Cancel the move",
    lead: "What the first operator gives up is idle once it does.",
    fields: [],
    changes: () => [
      {
        what: "On its way",
        before: shareOf(vault, delegation.moving),
        after: "idle",
        from: due > time ? due : undefined,
        burden: false,
      },
    ],
    plan: () => async (curator) => {
      const config = { commitment: "confirmed" } as const;
      const found = await fetchRestakingAccount(
        place.rpc,
        place.programAddress,
        "OperatorDelegation",
        from.address,
        config,
      );
      const { plan } = planCancelMove({ programAddress: place.programAddress, vault, from: found, curator });
      return { plan, said: "The move is canceled." };
    },
  };
}

/** The stake's way now, and with `targets`. */
function BeforeAfter(props: { readonly scene: CuratorScene; readonly targets: ReadonlyMap<Address, bigint> }) {
  const { vault, world, unit, now } = props.scene;
  const after = rebalanced(vault, world, props.targets, now);
  const drawn = [
    ["Now", toldExposure(vault, world, now)],
    ["Then", toldExposure(after.vault, after.market, now)],
  ] as const;
  return drawn.map(
    ([title, exposure]) =>
      exposure && (
        <figure key={title} className="before-after">
          <figcaption>
            {title}: {percentOf(exposure.worst, exposure.stake)} could be lost at most in an epoch
          </figcaption>
          <FlowDrawing flow={flowOf(vault.address, exposure)} unit={unit} note={title} />
        </figure>
      ),
  );
}
