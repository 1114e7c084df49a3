/**
 * The assets that a pool's admin adds, by what gives their rates, and the prices that its reporter reports.
 */
import { AccountRole, type Address, fetchEncodedAccount } from "@solana/kit";
import {
  BPS,
  fetchMintFacts,
  liquid,
  NOBODY,
  pdas,
  poolVote,
  SINGLE_POOL_PROGRAM,
  singlePool,
  WRAPPED_SOL,
} from "restaking-client";

import { LRT_DECIMALS } from "../model/pool.js";
import { unitOf } from "../pool/unit.js";
import { plainChange } from "./changes.js";
import { asWritten, type Field, type Values } from "./fields.js";
import type { Act } from "./form.js";
import { afterNotice, type PoolActScene, single } from "./pool-scene.js";

/** The fields of what deposits may lift an asset to. */
export const limitFields = (asset: liquid.Asset | undefined, decimals: number, symbol: string): Field[] => [
  {
    key: "max",
    label: "Part of the pool, at the most",
    kind: { unit: "percent", most: BPS },
    initial: asWritten.percent(asset?.maxBps ?? BPS),
  },
  {
    key: "cap",
    label: "Tokens, at the most",
    kind: { unit: "amount", decimals, symbol },
    initial: asset ? asWritten.amount(asset.depositCap, decimals) : "",
  },
  {
    key: "open",
    label: "It takes deposits",
    kind: { unit: "flag" },
    initial: asWritten.flag(asset ? asset.isOpen === 1n : true),
  },
];

/** The limits that were written. */
export const limitsOf = (values: Values) => ({
  maxBps: values.number("max"),
  depositCap: values.number("cap"),
  isOpen: values.flag("open"),
});

/** Adds wrapped SOL, or a token with a source on this chain. */
export function addAssetAct(scene: PoolActScene): Act {
  const { state, programs, place } = scene;
  return {
    title: "Add an asset",
    button: "Add the asset",
    lead: "Wrapped SOL, or a token with a rate of a stake pool, of a single-validator pool or of Marinade. It takes deposits after the notice.",
    fields: [
      { key: "mint", label: "Its mint", kind: { unit: "address" }, initial: "" },
      {
        key: "source",
        label: "Its stake pool, single-validator pool or Marinade's state",
        kind: { unit: "address", mayBeNobody: true },
        initial: "",
        hint: "Empty for wrapped SOL. A single-validator pool has at least 100 SOL.",
      },
      ...limitFields(undefined, LRT_DECIMALS, "tokens"),
    ],
    changes: (values) => {
      const mint = values.address("mint");
      if ((values.address("source") === NOBODY) !== (mint === WRAPPED_SOL)) {
        throw new liquid.PoolRefusal("NotASource");
      }
      return added(scene, mint);
    },
    plan: (values) => async (admin) => {
      const [mint, source] = [values.address("mint"), values.address("source")];
      const reserve = await liquid.liquidPdas(programs.programAddress).reserve(state.pool.address, mint);
      const { programData, more } = await sourceOf(place.rpc, source);
      const step = liquid.getAddAssetInstruction(
        {
          ...{ payer: admin, admin, pool: state.pool.address, mint, reserve, limits: limitsOf(values) },
          ...(programData && { source, programData }),
        },
        programs,
      );
      const whole = liquid.behind(
        step,
        more.map((address) => ({ address, role: AccountRole.READONLY })),
      );
      return { plan: single(whole), said: `${scene.names.of(mint)} is in the pool.` };
    },
  };
}

function added({ state, names, ...scene }: PoolActScene, mint: Address) {
  if (liquid.poolAssets(state.pool.data).some((asset) => asset.mint === mint)) {
    throw new liquid.PoolRefusal("TwiceInPool");
  }
  const from = afterNotice({ state, names, ...scene });
  return [{ what: names.of(mint), before: "not in the pool", after: "in the pool", from, burden: true }];
}

/** The data account of a source's program, and the accounts that a single-validator pool needs on top; neither for wrapped SOL. */
async function sourceOf(
  rpc: PoolActScene["place"]["rpc"],
  source: Address,
): Promise<{ readonly programData?: Address; readonly more: readonly Address[] }> {
  if (source === NOBODY) {
    return { more: [] };
  }
  const account = await fetchEncodedAccount(rpc, source, { commitment: "confirmed" });
  const owner = account.exists ? account.programAddress : NOBODY;
  const vote = account.exists && owner === SINGLE_POOL_PROGRAM ? poolVote(account.data as Uint8Array) : undefined;
  if (!vote && ![...liquid.STAKE_POOL_PROGRAMS, liquid.MARINADE_PROGRAM].includes(owner)) {
    throw new liquid.PoolRefusal("NotASource");
  }
  const programData = await pdas(owner).programData();
  if (!vote) {
    return { programData, more: [] };
  }
  const { stake, onRamp } = await singlePool(vote);
  return { programData, more: [stake, onRamp] };
}

const SOL = { unit: "amount", decimals: LRT_DECIMALS, symbol: "SOL" } as const;

const priceText = ({ value, tokens }: liquid.Rate, decimals: number) =>
  tokens === 0n ? "none" : `${asWritten.amount((value * 10n ** BigInt(decimals)) / tokens, LRT_DECIMALS)} SOL`;

/** Adds a token without a source on this chain. Amounts are written in its tokens; their decimals are read when it is signed. */
export function addReportedAct(scene: PoolActScene): Act {
  const { state, programs, place, names, now } = scene;
  const { data: pool } = state.pool;
  const { periodSeconds } = pool.ledger.band;
  const { reporter } = liquid.reporterOf(pool, now);
  return {
    title: "Add an asset with a reported price",
    button: "Add the asset",
    lead: "A token without a source on this chain. The pool's price reporter tells its price, and no role accepts one outside of the band.",
    fields: [
      { key: "mint", label: "Its mint", kind: { unit: "address" }, initial: "" },
      { key: "price", label: "Its first price, for a token", kind: SOL, initial: "" },
      {
        key: "age",
        label: "Gives no price once the last report is older than",
        kind: { unit: "seconds", least: 1n, most: periodSeconds },
        initial: asWritten.seconds(periodSeconds < DAY ? periodSeconds : DAY),
      },
      ...limitFields(undefined, LRT_DECIMALS, "tokens"),
    ],
    closed: reporter === NOBODY ? "The pool has no price reporter yet: give the role first." : undefined,
    changes: (values) => {
      const price = values.number("price");
      if (price === 0n) {
        throw new liquid.PoolRefusal("Zero", 0n, 1n);
      }
      const [entry] = added(scene, values.address("mint"));
      const after = `${asWritten.amount(price, LRT_DECIMALS)} SOL, by ${names.of(reporter)}`;
      return entry ? [entry, { ...entry, what: "Its price", before: "none", after }] : [];
    },
    plan: (values) => async (admin) => {
      const mint = values.address("mint");
      const { decimals } = await fetchMintFacts(place.rpc, mint);
      const pda = liquid.liquidPdas(programs.programAddress);
      const limits = limitsOf(values);
      const step = liquid.getAddReportedAssetInstruction(
        {
          ...{ payer: admin, admin, pool: state.pool.address, mint },
          reserve: await pda.reserve(state.pool.address, mint),
          report: await pda.report(state.pool.address, mint),
          limits: {
            ...limits,
            depositCap: (limits.depositCap * 10n ** BigInt(decimals)) / 10n ** BigInt(LRT_DECIMALS),
          },
          value: values.number("price"),
          tokens: 10n ** BigInt(decimals),
          maxAgeSeconds: values.number("age"),
        },
        programs,
      );
      return { plan: single(step), said: `${names.of(mint)} is in the pool.` };
    },
  };
}

const DAY = 86_400n;

/** What the pool's price reporter does: it reports the price of each asset that has no source on this chain. */
export function poolReporterActs(scene: PoolActScene): Act[] {
  const { state, programs, names, now } = scene;
  return liquid.poolAssets(state.pool.data).flatMap((asset, at): Act[] => {
    const source = state.sources.get(asset.source);
    if (source?.kind !== "report") {
      return [];
    }
    const { rate, reportedAt, movedAt, maxAgeSeconds } = source.report;
    const movable = movedAt + state.pool.data.ledger.band.periodSeconds;
    const { decimals } = unitOf(scene, at);
    const symbol = names.of(asset.mint);
    /** The price that was written. The same one in other figures would be a change, and there is one in a period. */
    const written = (values: Values): liquid.Rate => {
      const next = { value: values.number("price"), tokens: 10n ** BigInt(decimals) };
      return next.value * rate.tokens === rate.value * next.tokens ? rate : next;
    };
    return [
      {
        key: `report ${at}`,
        title: `Report the price of ${symbol}`,
        button: "Report",
        ofPool: true,
        outAt: now,
        lead: "It changes once in a period, and can be repeated at any time. Tokens enter and leave by the worse of it and the one before. Outside of the band it waits for the quarantine.",
        fields: [{ key: "price", label: `SOL for a ${symbol}`, kind: SOL, initial: "" }],
        changes: (values) => {
          const next = written(values);
          if (next.value === 0n) {
            throw new liquid.PoolRefusal("Zero", 0n, 1n);
          }
          if (next !== rate && now < movable) {
            throw new liquid.PoolRefusal("ReportTooSoon", now, movable);
          }
          const until = (from: bigint) => `valid for ${asWritten.seconds(from + maxAgeSeconds - now)}`;
          return [
            ...plainChange(`SOL for a ${symbol}`, priceText(rate, decimals), priceText(next, decimals)),
            ...plainChange("The report", reportedAt + maxAgeSeconds < now ? "too old" : until(reportedAt), until(now)),
          ];
        },
        plan: (values) => async (reporter) => {
          const { value, tokens } = written(values);
          const step = liquid.getReportPriceInstruction(
            { reporter, pool: state.pool.address, report: asset.source, value, tokens },
            programs,
          );
          return { plan: single(step), said: `The price of ${symbol} is reported.` };
        },
      },
    ];
  });
}
