/**
 * What a pool's admin sets: assets, targets, vaults, limits, fees and roles.
 */
import { BPS, liquid, NOBODY } from "restaking-client";

import { percentOfBps } from "../format/amount.js";
import { duration } from "../format/time.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { unitOf } from "../pool/unit.js";
import { type Change, delayedChange, plainChange } from "./changes.js";
import { asWritten, type Field, HOLDER, type Values } from "./fields.js";
import type { Act } from "./form.js";
import { calledBy, named } from "./place.js";
import { addAssetAct, addReportedAct, limitFields, limitsOf } from "./pool-assets.js";
import { afterNotice, ofPool, type PoolActScene, placementOptions, poolBurden, single } from "./pool-scene.js";

/** The most that fees and the loss by placing may be, in basis points: bounds of the program. */
const MOST = { management: 200n, performance: 2_000n, instant: 1_000n, imbalance: BPS, placeLoss: 500n } as const;

const VALUE = { unit: "amount", decimals: LRT_DECIMALS, symbol: "SOL" } as const;
const told = (value: bigint) => `${asWritten.amount(value, LRT_DECIMALS)} SOL`;
const yes = (value: boolean) => (value ? "yes" : "no");

const percent = (key: string, label: string, bps: bigint, most: bigint = BPS): Field => ({
  key,
  label,
  kind: { unit: "percent", most },
  initial: asWritten.percent(bps),
});

/** The acts of a pool's admin. */
export function poolAdminActs(scene: PoolActScene): Act[] {
  const { state } = scene;
  const hasVaults = placementOptions(scene).length > 0;
  return ofPool(scene, [
    addAssetAct(scene),
    addReportedAct(scene),
    ...liquid.poolAssets(state.pool.data).map((_, place) => setAssetAct(scene, place)),
    ...(state.pool.data.ledger.assetCount > 0n ? [targetsAct(scene)] : []),
    ...(state.pool.data.ledger.assetCount > 0n ? [addVaultAct(scene)] : []),
    ...(hasVaults ? [vaultTargetAct(scene), removeVaultAct(scene)] : []),
    guardsAct(scene),
    feesAct(scene),
    roleAct(scene),
    proposeAct(scene),
  ]);
}

function setAssetAct(scene: PoolActScene, at: number): Act {
  const { state, names, programs } = scene;
  const asset = state.pool.data.ledger.assets[at] as liquid.Asset;
  const mint = liquid.poolAssets(state.pool.data)[at]?.mint ?? NOBODY;
  const { decimals, asset: symbol } = unitOf(scene, at);
  const amount = (value: bigint) => `${asWritten.amount(value, decimals)} ${symbol}`;
  return {
    key: `asset ${at}`,
    title: `Limits of ${names.of(mint)}`,
    button: "Set the limits",
    lead: "What deposits may lift the asset to. They bind no exit.",
    fields: limitFields(asset, decimals, symbol),
    changes: (values) => [
      ...plainChange("Part of the pool", asset.maxBps, values.number("max"), false, percentOfBps),
      ...plainChange("Tokens", asset.depositCap, values.number("cap"), false, amount),
      ...plainChange("Takes deposits", asset.isOpen === 1n, values.flag("open"), false, yes),
    ],
    plan: (values) => async (admin) => ({
      plan: single(
        liquid.getSetAssetInstruction(
          { admin, pool: state.pool.address, place: at, limits: limitsOf(values) },
          programs,
        ),
      ),
      said: "The limits are set.",
    }),
  };
}

function targetsAct(scene: PoolActScene): Act {
  const { state, names, programs } = scene;
  const { ledger } = state.pool.data;
  const assets = liquid.poolAssets(state.pool.data);
  const wanted = (values: Values) => assets.map((_, at) => values.number(`target ${at}`));
  return {
    title: "Targets of the assets",
    button: "Set the targets",
    lead: "What part of the pool each asset should be. The imbalance fee is of the distance from them.",
    fields: assets.map(({ mint }, at) => percent(`target ${at}`, names.of(mint), ledger.assets[at]?.targetBps ?? 0n)),
    changes: (values) => {
      const whole = wanted(values).reduce((sum, bps) => sum + bps, 0n);
      if (whole !== BPS) {
        throw new liquid.PoolRefusal("WeightsNotWhole", whole, BPS);
      }
      return assets.flatMap(({ mint }, at) =>
        plainChange(
          names.of(mint),
          ledger.assets[at]?.targetBps ?? 0n,
          values.number(`target ${at}`),
          false,
          percentOfBps,
        ),
      );
    },
    plan: (values) => async (admin) => {
      const targetsBps = [...wanted(values), ...Array<bigint>(ledger.assets.length - assets.length).fill(0n)];
      const step = liquid.getSetTargetsInstruction({ admin, pool: state.pool.address, targetsBps }, programs);
      return { plan: single(step), said: "The targets are set." };
    },
  };
}

function addVaultAct(scene: PoolActScene): Act {
  const { state, names, programs, world } = scene;
  const mints = liquid.poolAssets(state.pool.data).map(({ mint }) => mint);
  const known = state.pool.data.placements.map(({ vault }) => vault);
  const fitting = (world?.vaults ?? []).filter(
    ({ address, data }) => mints.includes(data.assetMint) && !known.includes(address),
  );
  return {
    title: "Add a vault",
    button: "Add the vault",
    lead: "A vault in which an asset may be placed after the notice. Holders bear its slashes.",
    fields: [
      {
        key: "vault",
        label: "Vault",
        kind: { unit: "choice", options: fitting.map(({ address }) => [address, names.of(address)] as const) },
        initial: "",
      },
      percent("target", "Its part of the asset", 0n),
    ],
    closed: fitting.length === 0 ? "There is no other vault of the pool's assets." : undefined,
    changes: (values) => {
      const vault = values.address("vault");
      const after = `up to ${percentOfBps(values.number("target"))} of its asset`;
      return [{ what: names.of(vault), before: "not in the pool", after, from: afterNotice(scene), burden: true }];
    },
    plan: (values) => async (admin) => {
      const address = values.address("vault");
      const vault = fitting.find((each) => each.address === address);
      if (!vault) {
        throw new Error("The vault is not one of the pool's assets");
      }
      const vrtAccount = await liquid.liquidPdas(programs.programAddress).vrtAccount(state.pool.address, address);
      const step = liquid.getAddPlacementInstruction(
        {
          payer: admin,
          admin,
          pool: state.pool.address,
          vault: address,
          vrtMint: vault.data.vrtMint,
          vrtAccount,
          asset: mints.indexOf(vault.data.assetMint),
          targetBps: values.number("target"),
        },
        programs,
      );
      return { plan: single(step), said: `${names.of(address)} is one of the pool's vaults.` };
    },
  };
}

function vaultTargetAct(scene: PoolActScene): Act {
  const { state, programs } = scene;
  const { placements } = state.pool.data.ledger;
  const options = placementOptions(scene);
  const chosen = (values: Values) => Number(values.text("place"));
  return {
    title: "Target of a vault",
    button: "Set the target",
    lead: "What part of its asset should be in the vault. Anyone may place up to it.",
    fields: [
      { key: "place", label: "Vault", kind: { unit: "choice", options }, initial: "" },
      { key: "target", label: "Its part of the asset", kind: { unit: "percent" }, initial: "" },
    ],
    changes: (values) => {
      const [at, bps] = [chosen(values), values.number("target")];
      const whole = placements.reduce((sum, { asset, targetBps }, place) => {
        return asset === placements[at]?.asset ? sum + (place === at ? bps : targetBps) : sum;
      }, 0n);
      if (whole > BPS) {
        throw new liquid.PoolRefusal("WeightsNotWhole", whole, BPS);
      }
      const title = options.find(([place]) => place === String(at))?.[1] ?? "Vault";
      return plainChange(
        title,
        placements[at]?.targetBps ?? 0n,
        bps,
        bps > (placements[at]?.targetBps ?? 0n),
        percentOfBps,
      );
    },
    plan: (values) => async (admin) => ({
      plan: single(
        liquid.getSetPlacementInstruction(
          { admin, pool: state.pool.address, place: chosen(values), targetBps: values.number("target") },
          programs,
        ),
      ),
      said: "The target is set.",
    }),
  };
}

function removeVaultAct(scene: PoolActScene): Act {
  const { state, programs } = scene;
  const { placements } = state.pool.data.ledger;
  const options = placementOptions(scene);
  return {
    title: "Remove a vault",
    button: "Remove the vault",
    lead: "Only a vault without shares of the pool, and without exits on their way.",
    fields: [{ key: "place", label: "Vault", kind: { unit: "choice", options }, initial: "" }],
    changes: (values) => {
      const placement = placements[Number(values.text("place"))];
      const used = (placement?.shares ?? 0n) + BigInt(placement?.exits.filter(({ shares }) => shares > 0n).length ?? 0);
      if (used > 0n) {
        throw new liquid.PoolRefusal("PlacementInUse", used, 0n);
      }
      const title = options.find(([place]) => place === values.text("place"))?.[1] ?? "Vault";
      return plainChange(title, "in the pool", "not in the pool");
    },
    plan: (values) => async (admin) => ({
      plan: single(
        liquid.getRemovePlacementInstruction(
          { admin, pool: state.pool.address, place: BigInt(values.text("place")) },
          programs,
        ),
      ),
      said: "The vault is removed.",
    }),
  };
}

function guardsAct(scene: PoolActScene): Act {
  const { state, programs } = scene;
  const { band, outflow, watermarkBps, placeLossBps } = state.pool.data.ledger;
  const capacity = { current: outflow.capacity, next: outflow.nextCapacity, effective: outflow.effective };
  const refill = { current: outflow.refillSeconds, next: outflow.nextRefillSeconds, effective: outflow.effective };
  const timing = poolBurden(scene);
  const plain = (what: string, before: bigint, after: bigint, show: (value: bigint) => string, burden: boolean) =>
    plainChange(what, before, after, burden, show);
  return {
    title: "Limits",
    button: "Set the limits",
    lead: "How far a rate may move, how much may leave at once, and what placing may lose.",
    fields: [
      percent("rise", "In doubt after a rise over", band.riseBps),
      percent("reject", "Rejected after a rise over", band.rejectBps),
      percent("fall", "In doubt after a fall over", band.fallBps),
      {
        key: "period",
        label: "Within",
        kind: { unit: "seconds", least: 1n },
        initial: asWritten.seconds(band.periodSeconds),
      },
      {
        key: "quarantine",
        label: "Accepted by itself after",
        kind: { unit: "seconds", least: 1n },
        initial: asWritten.seconds(band.quarantineSeconds),
      },
      {
        key: "capacity",
        label: "May leave at once",
        kind: VALUE,
        initial: asWritten.amount(capacity.next, LRT_DECIMALS),
      },
      {
        key: "refill",
        label: "Whole again after",
        kind: { unit: "seconds", least: 1n },
        initial: asWritten.seconds(refill.next),
      },
      percent("watermark", "Left in a reserve by exits at once", watermarkBps),
      percent("loss", "Placing may lose", placeLossBps.next, MOST.placeLoss),
    ],
    changes: (values): Change[] => {
      if (values.number("reject") < values.number("rise")) {
        throw new liquid.PoolRefusal("GuardOutOfBounds", values.number("reject"), values.number("rise"));
      }
      const wider = (key: string, before: bigint) => values.number(key) > before;
      return [
        ...plain("A rise in doubt", band.riseBps, values.number("rise"), percentOfBps, wider("rise", band.riseBps)),
        ...plain(
          "A rise rejected",
          band.rejectBps,
          values.number("reject"),
          percentOfBps,
          wider("reject", band.rejectBps),
        ),
        ...plain("A fall in doubt", band.fallBps, values.number("fall"), percentOfBps, wider("fall", band.fallBps)),
        ...plain("Within", band.periodSeconds, values.number("period"), duration, false),
        ...plain("Accepted by itself", band.quarantineSeconds, values.number("quarantine"), duration, false),
        ...delayedChange("May leave at once", capacity, values.number("capacity"), told, timing),
        ...delayedChange("Whole again after", refill, values.number("refill"), duration, {
          ...poolBurden(scene, "fall"),
          rise: undefined,
          fall: timing.rise,
        }),
        ...plain("Left in a reserve", watermarkBps, values.number("watermark"), percentOfBps, false),
        ...delayedChange("Placing may lose", placeLossBps, values.number("loss"), percentOfBps, timing),
      ];
    },
    plan: (values) => async (admin) => ({
      plan: single(
        liquid.getSetGuardsInstruction(
          {
            admin,
            pool: state.pool.address,
            band: {
              riseBps: values.number("rise"),
              rejectBps: values.number("reject"),
              fallBps: values.number("fall"),
              periodSeconds: values.number("period"),
              quarantineSeconds: values.number("quarantine"),
            },
            outflowCapacity: values.number("capacity"),
            outflowRefillSeconds: values.number("refill"),
            watermarkBps: values.number("watermark"),
            placeLossBps: values.number("loss"),
          },
          programs,
        ),
      ),
      said: "The limits are set.",
    }),
  };
}

function feesAct(scene: PoolActScene): Act {
  const { state, programs } = scene;
  const { managementBps, performanceBps, instantBps, imbalanceBps } = state.pool.data.ledger.fees;
  const timing = poolBurden(scene);
  return {
    title: "Fees",
    button: "Set the fees",
    lead: "Each falls at once, and rises after the notice.",
    fields: [
      percent("management", "In a year", managementBps.next, MOST.management),
      percent("performance", "Of gains over the highest rate", performanceBps.next, MOST.performance),
      percent("instant", "Exits at once, for a whole reserve", instantBps.next, MOST.instant),
      percent("imbalance", "Imbalance, of the distance that is added", imbalanceBps.next, MOST.imbalance),
    ],
    changes: (values) => [
      ...delayedChange("In a year", managementBps, values.number("management"), percentOfBps, timing),
      ...delayedChange("Of gains", performanceBps, values.number("performance"), percentOfBps, timing),
      ...delayedChange("At once", instantBps, values.number("instant"), percentOfBps, timing),
      ...delayedChange("Imbalance", imbalanceBps, values.number("imbalance"), percentOfBps, timing),
    ],
    plan: (values) => async (admin) => ({
      plan: single(
        liquid.getSetPoolFeesInstruction(
          {
            admin,
            pool: state.pool.address,
            managementBps: values.number("management"),
            performanceBps: values.number("performance"),
            instantBps: values.number("instant"),
            imbalanceBps: values.number("imbalance"),
          },
          programs,
        ),
      ),
      said: "The fees are set.",
    }),
  };
}

const ROLES = {
  curator: ["Curator", "places, and asks vaults to pay", liquid.PoolRole.Curator],
  guardian: ["Guardian", "accepts rates, acknowledges upgrades and pauses", liquid.PoolRole.Guardian],
  feeWallet: ["Fee wallet", "receives the fees", liquid.PoolRole.FeeWallet],
  priceReporter: ["Price reporter", "reports prices, after the notice", liquid.PoolRole.PriceReporter],
} as const;

function roleAct(scene: PoolActScene): Act {
  const { state, names, place, programs } = scene;
  const called = calledBy(names);
  const role = (values: Values) => values.text("role") as keyof typeof ROLES;
  return {
    title: "Roles",
    button: "Give the role",
    lead: "A role goes to its new holder at once, that of the price reporter after the notice. “nobody” leaves it empty.",
    fields: [
      {
        key: "role",
        label: "Role",
        kind: {
          unit: "choice",
          options: Object.entries(ROLES).map(([key, [title, does]]) => [key, `${title}: ${does}`] as const),
        },
        initial: "guardian",
      },
      HOLDER,
    ],
    changes: (values) =>
      plainChange(ROLES[role(values)][0], state.pool.data[role(values)], values.address("holder"), false, called).map(
        (change) => (role(values) === "priceReporter" ? { ...change, from: afterNotice(scene) } : change),
      ),
    plan: (values) => async (admin) => {
      // It is looked at, so that no role goes where nobody could act for it.
      await named(place, values.address("holder"));
      const step = liquid.getSetPoolRoleInstruction(
        { admin, pool: state.pool.address, role: ROLES[role(values)][2], holder: values.address("holder") },
        programs,
      );
      return { plan: single(step), said: `${ROLES[role(values)][0]}: ${called(values.address("holder"))}.` };
    },
  };
}

function proposeAct({ state, names, place, programs }: PoolActScene): Act {
  const called = calledBy(names);
  return {
    title: "Another admin",
    button: "Propose",
    lead: "The proposed admin must accept. Without an address the proposal is withdrawn.",
    fields: [{ key: "admin", label: "New admin", kind: { unit: "address", mayBeNobody: true }, initial: "" }],
    changes: (values) =>
      plainChange("Proposed admin", state.pool.data.pendingAdmin, values.address("admin"), false, called),
    plan: (values) => async (admin) => {
      await named(place, values.address("admin"));
      const step = liquid.getProposePoolAdminInstruction(
        { admin, pool: state.pool.address, newAdmin: values.address("admin") },
        programs,
      );
      return { plan: single(step), said: `Proposed: ${called(values.address("admin"))}.` };
    },
  };
}

/** The proposed admin accepts. */
export function poolHandover({ state, names, programs }: PoolActScene): Act {
  return {
    title: "Become the admin",
    button: "Accept",
    lead: "The proposal is accepted at once. The admin before has no right in the pool any more.",
    fields: [],
    ofPool: true,
    changes: () => plainChange("Admin", names.of(state.pool.data.admin), "you"),
    plan: () => async (newAdmin) => ({
      plan: single(liquid.getAcceptPoolAdminInstruction({ newAdmin, pool: state.pool.address }, programs)),
      said: "You are the admin.",
    }),
  };
}
