/**
 * Tokens that were sent to a vault's address: to its stream, to its bond pool, or with notice to its fee wallet.
 */
import {
  fetchClusterTime,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  formatAmount,
  NOBODY,
  outBy,
  pdas,
  planSweep,
  type StrayTokens,
  type SweepStep,
  sweepDue,
  sweepStep,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { dateAndTime, duration } from "../format/time.js";
import { type Change, plainChange } from "./changes.js";
import type { Act } from "./form.js";
import { calledBy, type Place } from "./place.js";

/** What these acts are about. */
export type SweepScene = {
  readonly vault: Found<"Vault">;
  /** The vault's tokens that its books do not know; undefined where the node does not tell them. */
  readonly strays: readonly StrayTokens[] | undefined;
  readonly notices: readonly Found<"SweepNotice">[];
  readonly pool: Found<"VaultBondPool"> | undefined;
  /** The decimals of mints, as far as they are known. */
  readonly decimals: ReadonlyMap<string, number>;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The next step of the sweep of each token account. */
export function sweepActs(scene: SweepScene): Act[] {
  const { strays } = scene;
  if (strays === undefined || strays.length === 0) {
    return [
      {
        ...FORM,
        title: "Sweep tokens that were sent to the vault",
        closed: strays
          ? "Nobody has sent tokens to the vault's address."
          : "The node lists no token accounts: choose another one in the settings, or use `restake sweep`.",
        changes: () => [],
        plan: () => () => Promise.reject(new Error("There is nothing to sweep")),
      },
    ];
  }
  return strays.flatMap((tokens) => {
    const decimals = scene.decimals.get(tokens.mint);
    return decimals === undefined ? [] : [sweepAct(tokens, decimals, scene)];
  });
}

const FORM = { button: "Sweep them", lead: "", fields: [] } as const;

function sweepAct(tokens: StrayTokens, decimals: number, scene: SweepScene): Act {
  const { vault, names, now, place } = scene;
  const token = names.of(tokens.mint);
  const told = (amount: bigint) => `${formatAmount(amount, decimals)} ${token}`;
  const notice = noticeOf(tokens, scene);
  const step = stepOf(tokens, scene);
  return {
    ...FORM,
    key: `sweep ${tokens.address}`,
    title: `Sweep ${told(tokens.amount)}`,
    button: step === "announce" ? "Announce the sweep" : "Sweep them",
    lead: LEADS[step],
    outAt: outBy(vault.data.ledger, now),
    closed: step === "wallet" && notice && waits(notice, scene),
    changes: () => changesOf(step, tokens, told, scene),
    plan: () => async (payer) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const pda = pdas(programAddress);
      const [protocolAt, poolAt, noticeAt] = await Promise.all([
        pda.config(),
        pda.bondPool(vault.address),
        pda.sweepNotice(vault.address, tokens.address),
      ]);
      const [found, protocol, bondPool, announced, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
        fetchRestakingAccount(rpc, programAddress, "Config", protocolAt, config),
        fetchMaybeRestakingAccount(rpc, programAddress, "VaultBondPool", poolAt, config),
        fetchMaybeRestakingAccount(rpc, programAddress, "SweepNotice", noticeAt, config),
        fetchClusterTime(rpc, config),
      ]);
      const { plan, step: planned } = await planSweep({
        programAddress,
        vault: found,
        config: protocol,
        bondPool,
        notice: announced,
        tokens,
        payer,
        now: time,
      });
      // Something else than what was shown may not be signed.
      if (planned !== step) {
        throw new Error("The sweep has changed since this page read it: look at it, and try again");
      }
      return { plan, said: SAID[step] };
    },
  };
}

const LEADS: Readonly<Record<SweepStep, string>> = {
  stream: "It is the vault's own asset: it streams to stakers, as rewards do.",
  pool: "The bond pool pays this token: it streams to bonded shares.",
  announce:
    "The books do not know this token. It can go to the fee wallet after a notice; to the bond pool, if you add the token to it first.",
  wallet: "It was announced. What came later needs a notice of its own.",
};

const SAID: Readonly<Record<SweepStep, string>> = {
  stream: "They stream to the stakers.",
  pool: "They stream to bonded shares.",
  announce: "The sweep is announced.",
  wallet: "They are in the fee wallet.",
};

function noticeOf(tokens: StrayTokens, { notices }: SweepScene) {
  return notices.find(({ data }) => data.tokens === tokens.address);
}

function stepOf(tokens: StrayTokens, scene: SweepScene): SweepStep {
  const { vault, pool } = scene;
  const notice = noticeOf(tokens, scene);
  const existing = <Data>(data: Data | undefined) =>
    data === undefined ? ({ exists: false } as const) : ({ exists: true, data } as const);
  return sweepStep({ vault, tokens, bondPool: existing(pool?.data), notice: existing(notice) });
}

function waits({ data: { due } }: Found<"SweepNotice">, { vault, now }: SweepScene) {
  if (now < due) {
    return `It is announced, and can be swept from ${dateAndTime(due)} on.`;
  }
  return vault.data.feeWallet === NOBODY && "The vault names no fee wallet: the tokens wait until it does.";
}

function changesOf(
  step: SweepStep,
  tokens: StrayTokens,
  told: (amount: bigint) => string,
  scene: SweepScene,
): readonly Change[] {
  const { vault, pool, now, names } = scene;
  const { ledger, feeWallet } = vault.data;
  const { amount } = tokens;
  switch (step) {
    case "stream":
      return plainChange("Rewards that stream", ledger.stream.left, ledger.stream.left + amount, false, told);
    case "pool": {
      const over = pool ? `, over ${duration(pool.data.ledger.streamSeconds)}` : "";
      return plainChange("To bonded shares", "nothing of it", `${told(amount)}${over}`);
    }
    case "announce": {
      const after = `${told(amount)} to the fee wallet, ${calledBy(names)(feeWallet)}`;
      // Stakers have the notice of a rise.
      return [
        { what: "Leaves the vault's address", before: "nothing", after, from: sweepDue(vault, now), burden: true },
      ];
    }
    case "wallet": {
      const announced = noticeOf(tokens, scene)?.data.amount ?? 0n;
      const goes = announced < amount ? announced : amount;
      return plainChange("Leaves the vault's address", "nothing", `${told(goes)} to ${names.of(feeWallet)}`);
    }
  }
}
