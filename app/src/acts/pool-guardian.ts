/**
 * What a pool's guardian does: it accepts rates, acknowledges upgrades, and pauses what can wait. Its admin can as well.
 */
import {
  liftedPause,
  liquid,
  MAX_PAUSE_SECONDS,
  type PauseKind,
  pausedKinds,
  pauseFlags,
  raisedPause,
} from "restaking-client";

import { dateAndTime } from "../format/time.js";
import { POOL_PAUSES } from "../pool/guards.js";
import type { Change } from "./changes.js";
import type { Values } from "./fields.js";
import type { Act } from "./form.js";
import { ofPool, type PoolActScene, single } from "./pool-scene.js";

const KINDS = Object.keys(POOL_PAUSES) as (keyof typeof POOL_PAUSES & PauseKind)[];

/** The acts of a pool's guardian. */
export function poolGuardianActs(scene: PoolActScene): Act[] {
  const { state } = scene;
  const assets = liquid.poolAssets(state.pool.data);
  return ofPool(scene, [
    ...assets.flatMap((_, place) => acceptAct(scene, place)),
    ...assets.flatMap((_, place) => acknowledgeAct(scene, place)),
    pauseAct(scene),
    ...liftAct(scene),
  ]);
}

const rateText = ({ value, tokens }: liquid.Rate) =>
  tokens === 0n ? "none" : (Number((value * 10n ** 9n) / tokens) / 1e9).toFixed(6);

function acceptAct({ state, names, programs }: PoolActScene, place: number): Act[] {
  const { data: pool } = state.pool;
  const guard = pool.ledger.assets[place]?.guard;
  const mint = liquid.poolAssets(pool)[place]?.mint;
  if (!guard || !mint || !liquid.isSuspicious(guard)) {
    return [];
  }
  const { value, tokens } = guard.suspect;
  return [
    {
      key: `accept ${place}`,
      title: `Accept the rate of ${names.of(mint)}`,
      button: "Accept",
      lead: "The rate that the pool noted, and no other. Until then the worse of both is used.",
      fields: [],
      changes: () => [
        {
          what: `SOL for a ${names.of(mint)}`,
          before: rateText(guard.accepted),
          after: rateText(guard.suspect),
          from: undefined,
          burden: false,
        },
      ],
      plan: () => async (guardian) => ({
        plan: single(
          liquid.getAcceptRateInstruction({ guardian, pool: state.pool.address, place, value, tokens }, programs),
        ),
        said: "The rate is accepted.",
      }),
    },
  ];
}

function acknowledgeAct({ state, names, programs }: PoolActScene, place: number): Act[] {
  const asset = liquid.poolAssets(state.pool.data)[place];
  const slot = asset && state.deployed.get(asset.programData);
  if (!asset || slot === undefined || slot === asset.codeSlot) {
    return [];
  }
  return [
    {
      key: `acknowledge ${place}`,
      title: `Acknowledge the upgrade of ${names.of(asset.mint)}'s stake pool program`,
      button: "Acknowledge",
      lead: "Look at the code that runs now first: it gives the rate from then on.",
      fields: [],
      changes: () => [
        {
          what: "The code that was deployed in slot",
          before: String(asset.codeSlot),
          after: String(slot),
          from: undefined,
          burden: false,
        },
      ],
      plan: () => async (guardian) => ({
        plan: single(
          liquid.getAcknowledgeUpgradeInstruction(
            { guardian, pool: state.pool.address, programData: asset.programData, place, slot },
            programs,
          ),
        ),
        said: "The code is acknowledged.",
      }),
    },
  ];
}

function pauseAct({ state, now, programs }: PoolActScene): Act {
  const before = state.pool.data.pause;
  const chosen = (values: Values) => KINDS.filter((kind) => values.flag(kind));
  const told = (pause: liquid.Pause, kind: PauseKind) =>
    pausedKinds(pause, now).includes(kind) ? `paused until ${dateAndTime(pause.until)}` : "active";
  return {
    title: "Pause",
    button: "Pause",
    lead: "A pause ends by itself, seven days later at the most. The queue and exits in kind are never paused.",
    fields: [
      ...KINDS.map((kind) => ({ key: kind, label: POOL_PAUSES[kind], kind: { unit: "flag" } as const, initial: "no" })),
      { key: "seconds", label: "For", kind: { unit: "seconds", least: 1n, most: MAX_PAUSE_SECONDS }, initial: "1 d" },
    ],
    changes: (values) => {
      const kinds = chosen(values);
      if (kinds.length === 0) {
        return [];
      }
      const after = raisedPause(before, pauseFlags(kinds), values.number("seconds"), now);
      return KINDS.map(
        (kind): Change => ({
          what: POOL_PAUSES[kind],
          before: told(before, kind),
          after: told(after, kind),
          from: undefined,
          burden: false,
        }),
      ).filter((change) => change.before !== change.after);
    },
    plan: (values) => async (guardian) => ({
      plan: single(
        liquid.getPausePoolInstruction(
          { guardian, pool: state.pool.address, flags: pauseFlags(chosen(values)), seconds: values.number("seconds") },
          programs,
        ),
      ),
      said: "It is paused.",
    }),
  };
}

function liftAct({ state, now, programs }: PoolActScene): Act[] {
  const { pause } = state.pool.data;
  const kinds = pausedKinds(pause, now);
  return kinds.length === 0
    ? []
    : [
        {
          title: "End the pause",
          button: "End it",
          lead: "All that is paused here is active again at once.",
          fields: [],
          changes: () => {
            liftedPause(pause, now);
            return kinds.map((kind) => ({
              what: POOL_PAUSES[kind as (typeof KINDS)[number]],
              before: "paused",
              after: "active",
              from: undefined,
              burden: false,
            }));
          },
          plan: () => async (guardian) => ({
            plan: single(
              liquid.getPausePoolInstruction({ guardian, pool: state.pool.address, flags: 0n, seconds: 0n }, programs),
            ),
            said: "The pause is over.",
          }),
        },
      ];
}
