/**
 * What a pool's guardian does: it accepts rates, acknowledges upgrades, and pauses what can wait. Its admin can as well.
 */
import { liftedPause, liquid, pausedKinds, pauseFlags } from "restaking-client";

import { POOL_PAUSES } from "../pool/guards.js";
import type { Act } from "./form.js";
import { chosenKinds, liftChanges, pauseChanges, pauseFields } from "./guardian.js";
import { ofPool, type PoolActScene, single } from "./pool-scene.js";

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
  return {
    title: "Pause",
    button: "Pause",
    lead: "A pause ends by itself, seven days later at the most. The queue and exits in kind are never paused.",
    fields: pauseFields(POOL_PAUSES),
    changes: (values) => pauseChanges(state.pool.data.pause, POOL_PAUSES, values, now),
    plan: (values) => async (guardian) => ({
      plan: single(
        liquid.getPausePoolInstruction(
          {
            guardian,
            pool: state.pool.address,
            flags: pauseFlags(chosenKinds(POOL_PAUSES, values)),
            seconds: values.number("seconds"),
          },
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
            return liftChanges(kinds, POOL_PAUSES);
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
