/**
 * What a pool's curator does: it places assets in vaults, asks vaults to pay, and swaps one asset for another.
 */
import { sequentialInstructionPlan } from "@solana/kit";
import { booksAt, liquid, mulDivFloor, NOBODY, outBy, tokenAccount } from "restaking-client";

import { percentOf, shortAmount } from "../format/amount.js";
import { dateAndTime } from "../format/time.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { type Change, plainChange } from "./changes.js";
import type { Kind, Values } from "./fields.js";
import type { Act } from "./form.js";
import { assetOptions, ofPool, type PoolActScene, placementOptions } from "./pool-scene.js";

/** The acts of a pool's curator. */
export function poolCuratorActs(scene: PoolActScene): Act[] {
  const { told } = scene;
  if (!told.value || placementOptions(scene).length === 0) {
    return [];
  }
  const { value } = told;
  const swaps = value.ledger.assetCount > 1n ? [swapAct(scene, value)] : [];
  return ofPool(scene, [placeAct(scene, value), unplaceAct(scene, value), ...swaps]);
}

/** An amount of a vault's asset. */
function tokensOf({ state, decimalsOf }: PoolActScene): Kind {
  const decimals = new Set(liquid.poolAssets(state.pool.data).map(({ mint }) => decimalsOf(mint)));
  const [only = LRT_DECIMALS, ...others] = decimals;
  // Among several, amounts are written in smallest units: nothing is guessed.
  return {
    unit: "amount",
    decimals: others.length === 0 ? only : 0,
    symbol: others.length === 0 ? "tokens of its asset" : "smallest units of its asset",
  };
}

const chosen = (values: Values) => Number(values.text("place"));

/** The placement at `place`: its asset's place, its vault, and its tokens. */
function placedAt({ state }: PoolActScene, value: liquid.PoolValue, place: number) {
  const asset = Number((value.ledger.placements[place]?.asset ?? 1n) - 1n);
  const vault = state.pool.data.placements[place]?.vault ?? NOBODY;
  const placed = value.placed.find((each) => each.place === place);
  return { asset, vault, low: placed?.shares.low ?? 0n, shares: value.ledger.placements[place]?.shares ?? 0n };
}

function placeAct(scene: PoolActScene, value: liquid.PoolValue): Act {
  const { names, amountOf, fresh } = scene;
  return {
    title: "Place in a vault",
    button: "Place",
    lead: "Tokens of the free reserve enter the vault. What its announcements say is accepted by that.",
    fields: [
      { key: "place", label: "Vault", kind: { unit: "choice", options: placementOptions(scene) }, initial: "" },
      {
        key: "tokens",
        label: "Tokens",
        kind: tokensOf(scene),
        initial: "",
      },
    ],
    changes: (values): Change[] => {
      const { asset, vault, low } = placedAt(scene, value, chosen(values));
      const [tokens, free] = [values.number("tokens"), liquid.freeOf(value, asset)];
      if (tokens > free) {
        throw new liquid.PoolRefusal("OverReserve", tokens, free);
      }
      const whole = value.values.tokens[asset] ?? 0n;
      const told = (part: bigint) => `${amountOf(asset, part)}, ${percentOf(part, whole)} of the asset`;
      return [
        ...plainChange(`In ${names.of(vault)}`, low, low + tokens, true, told),
        ...plainChange("Free in the reserve", free, free - tokens, false, (part) => amountOf(asset, part)),
      ];
    },
    plan: (values) => async (mover) => {
      const { vault, asset } = placedAt(scene, value, chosen(values));
      const tokens = values.number("tokens");
      const { plan } = await liquid.planPlace({ ...(await fresh(true)), mover, place: chosen(values), tokens });
      return { plan, said: `${amountOf(asset, tokens)} are placed in ${names.of(vault)}.` };
    },
  };
}

function unplaceAct(scene: PoolActScene, value: liquid.PoolValue): Act {
  const { state, names, amountOf, fresh, now } = scene;
  const sharesFor = (values: Values) => {
    const { vault, low, shares } = placedAt(scene, value, chosen(values));
    const tokens = values.number("tokens");
    if (tokens > low) {
      throw new liquid.PoolRefusal("OverSupply", tokens, low);
    }
    return { vault, shares: tokens === low || low === 0n ? shares : mulDivFloor(shares, tokens, low) };
  };
  return {
    title: "Ask a vault to pay",
    button: "Ask",
    lead: "Shares of the vault are exchanged for an exit. Anyone collects it once it is out.",
    fields: [
      { key: "place", label: "Vault", kind: { unit: "choice", options: placementOptions(scene) }, initial: "" },
      {
        key: "tokens",
        label: "Tokens",
        kind: tokensOf(scene),
        initial: "",
      },
    ],
    changes: (values): Change[] => {
      const { asset, low } = placedAt(scene, value, chosen(values));
      const { vault } = sharesFor(values);
      const ledger = state.vaults.get(vault)?.ledger;
      const tokens = values.number("tokens");
      const shown = plainChange(`In ${names.of(vault)}`, low, low - tokens, false, (part) => amountOf(asset, part));
      const out = ledger && booksAt(ledger, now).supply > 0n ? outBy(ledger, now) : undefined;
      const reserve = value.ledger.assets[asset]?.idle ?? 0n;
      return [
        ...shown,
        ...(out === undefined || tokens === 0n
          ? []
          : [
              {
                what: "In the reserve, once collected",
                before: amountOf(asset, reserve),
                after: `${amountOf(asset, reserve + tokens)}, from ${dateAndTime(out)} on`,
                from: undefined,
                burden: false,
              },
            ]),
      ];
    },
    plan: (values) => async (mover) => {
      const { vault, shares } = sharesFor(values);
      const { plan } = await liquid.planUnplace({ ...(await fresh(false)), mover, place: chosen(values), shares });
      return { plan, said: `${names.of(vault)} is asked to pay.` };
    },
  };
}

function swapAct(scene: PoolActScene, value: liquid.PoolValue): Act {
  const { state, amountOf, fresh } = scene;
  const assets = liquid.poolAssets(state.pool.data);
  const legs = (values: Values) => ({ out: Number(values.text("out")), back: Number(values.text("back")) });
  const options = assetOptions(scene);
  const amount = (label: string) => ({ label, kind: tokensOf(scene), initial: "" });
  return {
    title: "Swap assets",
    button: "Swap",
    lead: "You give tokens of one asset for tokens of another's free reserve. The pool's lower value may not fall.",
    fields: [
      { key: "out", label: "The pool gives", kind: { unit: "choice", options }, initial: "" },
      { key: "gives", ...amount("So many of it") },
      { key: "back", label: "You give", kind: { unit: "choice", options }, initial: "" },
      { key: "takes", ...amount("So many of that") },
    ],
    changes: (values) => {
      const { out, back } = legs(values);
      const [gives, takes, free] = [values.number("gives"), values.number("takes"), liquid.freeOf(value, out)];
      if (out === back) {
        throw new liquid.PoolRefusal("NoAsset", BigInt(back), BigInt(out));
      }
      if (gives > free) {
        throw new liquid.PoolRefusal("OverReserve", gives, free);
      }
      const [tokensOut, tokensBack] = [value.values.tokens[out] ?? 0n, value.values.tokens[back] ?? 0n];
      const after = value.values.low.map((low, at) => {
        const price = value.values.prices[at] as liquid.Price;
        return at === out
          ? liquid.lowValue(price, tokensOut - gives)
          : at === back
            ? liquid.lowValue(price, tokensBack + takes)
            : low;
      });
      const total = after.reduce((sum, each) => sum + each, 0n);
      if (total < value.values.totalLow) {
        throw new liquid.PoolRefusal("ValueLost", value.values.totalLow, total);
      }
      const sol = (of: bigint) => `${shortAmount(of, LRT_DECIMALS)} SOL`;
      return [
        ...plainChange("Of the first", tokensOut, tokensOut - gives, false, (of) => amountOf(out, of)),
        ...plainChange("Of the second", tokensBack, tokensBack + takes, false, (of) => amountOf(back, of)),
        ...plainChange("The pool's value", value.values.totalLow, total, false, sol),
      ];
    },
    plan: (values) => async (curator) => {
      const { out, back } = legs(values);
      const pool = await fresh(true);
      const [gives, receives] = [assets[back], assets[out]];
      if (!gives || !receives) {
        throw new liquid.PoolRefusal("NoAsset");
      }
      const step = liquid.getSwapAssetsInstruction(
        {
          curator,
          trader: curator,
          pool: state.pool.address,
          outReserve: receives.reserve,
          backReserve: gives.reserve,
          traderGives: await tokenAccount(curator.address, gives.mint),
          traderReceives: await tokenAccount(curator.address, receives.mint),
          out: values.number("gives"),
          back: values.number("takes"),
        },
        scene.programs,
      );
      const steps = [...(pool.updates ?? []), await liquid.withSources(step, pool)];
      return { plan: sequentialInstructionPlan(steps), said: "The assets are swapped." };
    },
  };
}
