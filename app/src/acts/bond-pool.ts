/**
 * Rewards for bonded shares: a vault's admin opens its bond pool, and adds the tokens that it pays.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  fetchRestakingAccount,
  getAddRewardMintInstruction,
  getOpenBondPoolInstructionAsync,
  MAX_STREAM_SECONDS,
  pdas,
  rewardsOf,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { plainChange } from "./changes.js";
import { asWritten } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** The acts with a vault's bond pool, which may not be there. */
export function bondPoolActs(
  vault: Found<"Vault">,
  pool: Found<"VaultBondPool"> | undefined,
  { names, place }: { readonly names: Names; readonly place: Place },
): Act[] {
  return [pool ? addRewardAct(vault, pool, names, place) : openAct(vault, place)];
}

function openAct(vault: Found<"Vault">, place: Place): Act {
  return {
    title: "Open the bond pool",
    button: "Open the pool",
    lead: "Holders bond VRT in it for rewards in other tokens, and withdraw it at any time.",
    fields: [
      {
        key: "stream",
        label: "A payment streams over",
        kind: { unit: "seconds", least: 1n, most: MAX_STREAM_SECONDS },
        initial: "7 d",
        hint: "It stays so permanently.",
      },
    ],
    changes: (values) =>
      plainChange("Bond pool", "none", `payments stream over ${asWritten.seconds(values.number("stream"))}`),
    plan: (values) => async (admin) => {
      const { address, data } = vault;
      const streamSeconds = values.number("stream");
      const accounts = { payer: admin, admin, vault: address, vrtMint: data.vrtMint, streamSeconds };
      const open = await getOpenBondPoolInstructionAsync(accounts, place);
      return { plan: singleInstructionPlan(open), said: "The pool is open." };
    },
  };
}

function addRewardAct(vault: Found<"Vault">, pool: Found<"VaultBondPool">, names: Names, place: Place): Act {
  const mints = rewardsOf(pool.data).map(({ mint }) => mint);
  return {
    title: "Add a reward to the bond pool",
    button: "Add it permanently",
    lead: "Anyone may pay this token to bonded shares from then on. A pool has eight rewards at most.",
    closed: mints.length >= pool.data.mints.length && "The pool has all the rewards that it can have.",
    fields: [{ key: "mint", label: "Mint of the reward", kind: { unit: "address" }, initial: "" }],
    changes: (values) => {
      const mint = values.address("mint");
      if (mints.includes(mint)) {
        throw new Error("The pool pays this token already");
      }
      const told = (all: readonly (typeof mint)[]) => (all.length === 0 ? "none" : all.map(names.of).join(", "));
      return plainChange("Rewards", told(mints), told([...mints, mint]));
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const found = await fetchRestakingAccount(rpc, programAddress, "VaultBondPool", pool.address, config);
      const number = rewardsOf(found.data).length;
      const treasury = await pdas(programAddress).rewardTreasury(pool.address, number);
      const accounts = { payer: admin, admin, vault: vault.address, bondPool: pool.address, treasury };
      const add = getAddRewardMintInstruction({ ...accounts, rewardMint: values.address("mint") }, place);
      return { plan: singleInstructionPlan(add), said: "The reward is added." };
    },
  };
}
