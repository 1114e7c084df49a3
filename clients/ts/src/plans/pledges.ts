/**
 * Pledges for open slashes: tokens that make stakers whole if the slash is executed, and come back if it is vetoed.
 */
import {
  type Address,
  type InstructionPlan,
  sequentialInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { SlashPledge, SlashProposal, Vault } from "../generated/accounts/index.js";
import { getPledgeInstruction, getWithdrawPledgeInstruction } from "../generated/instructions/index.js";
import { SlashStatus } from "../generated/types/index.js";
import { type Holding, usableAccount } from "../holdings.js";
import { add, sum } from "../ledger/math.js";
import { pledgeTakes, restoredBy } from "../ledger/pledge.js";
import { ensure } from "../ledger/refusal.js";
import { pdas } from "../pda.js";
import type { ClusterClock } from "../read.js";
import { assetProgramOf, moving, openTokenAccount, tokenAccount } from "../tokens.js";
import type { Fetched, OfProgram, Payer } from "./common.js";
import { wrapMissing } from "./payments.js";
import { slashState } from "./slashing.js";

/** What an execution of a slash restores by its pledges, and the beneficiaries. */
export type Restoration = {
  /** What is pledged for it: the sum of the rest. */
  readonly pledged: bigint;
  /** What comes back to the vault's shares. */
  readonly shares: bigint;
  /** What comes back to the exit tickets of the slash's epoch, and of the next one. */
  readonly tickets: readonly { readonly epoch: bigint; readonly assets: bigint }[];
};

/** What an execution of `slash` restores where `pledged` is pledged for it; what is pledged now if omitted. */
export function restorationOf(
  { slash, ...data }: Pick<SlashProposal, "slash" | "pledged">,
  pledged: bigint = data.pledged,
): Restoration {
  const { active, exiting } = restoredBy(slash, pledged);
  const tickets = exiting.map((pools, place) => ({ epoch: slash.epoch + BigInt(place), assets: sum([...pools]) }));
  return { pledged, shares: active, tickets };
}

/**
 * Pledges `amount` for a slash that can still be vetoed, or what is left to pledge for if that is less. It cannot be withdrawn
 * while the slash is open.
 *
 * @throws Refusal What the program would refuse the pledge for: all is pledged for, or the slash is final.
 * @throws RangeError For a slash that is over, and for more than the pledger holds, where `holding` tells.
 * @throws UnusableAccount For a token account that is not the pledger's any more, or that cannot be used, where `holding` tells.
 */
export async function planPledge(
  input: OfProgram &
    Payer & {
      readonly slash: Fetched<SlashProposal>;
      readonly vault: Fetched<Vault>;
      /** A veto pays back to it. */
      readonly pledger: TransactionSigner;
      readonly amount: bigint;
      /** The cluster's time and slot, as {@link fetchClusterClock} tells. */
      readonly clock: ClusterClock;
      /** The account that the assets come from; the pledger's associated account if omitted. */
      readonly from?: Address | undefined;
      /** What the pledger has of the asset, as {@link fetchHolding} tells; in a vault of wrapped SOL the rest is wrapped. */
      readonly holding?: Holding | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The pledge's account. */
  readonly pledge: Address;
  /** What it takes in. */
  readonly assets: bigint;
  /** What an execution restores with it, by all pledges. */
  readonly restoration: Restoration;
}> {
  const { programAddress, slash, vault, pledger, amount, clock, payer = pledger } = input;
  const state = slashState(slash, clock);
  if (state === "vetoed" || state === "executed") {
    throw new RangeError(`the slash ${slash.address} is ${state}: nothing can be pledged for it`);
  }
  ensure(state === "challengeable", "Final", clock.time, slash.data.finalFrom);
  const assets = pledgeTakes(slash.data.slash, slash.data.pledged, amount);
  const address = await pdas(programAddress).pledge(slash.address, pledger.address);
  const instruction = getPledgeInstruction(
    {
      payer,
      pledger,
      proposal: slash.address,
      vault: vault.address,
      assetAccount: vault.data.assetAccount,
      pledgerAssets:
        input.from ??
        (await usableAccount(input.holding, pledger.address, vault.data.assetMint, assetProgramOf(vault.data))),
      pledge: address,
      amount: assets,
    },
    { programAddress },
  );
  const pledge = moving(vault.data, instruction);
  const wrapped = await wrapMissing({ ...input, owner: pledger, amount: assets }, payer);
  return {
    plan: wrapped.length > 0 ? sequentialInstructionPlan([...wrapped, pledge]) : singleInstructionPlan(pledge),
    pledge: address,
    assets,
    restoration: restorationOf(slash.data, add(slash.data.pledged, assets)),
  };
}

/**
 * Ends a pledge for a slash that is over: a veto pays it back, to the pledger's associated account, which is made if it is missing;
 * an execution has used it up. Either way its rent goes back. Anyone may.
 *
 * @throws RangeError For a slash that is open.
 * @throws UnusableAccount For a pledger that has given its token account away, or that has a frozen one.
 */
export async function planWithdrawPledge(
  input: OfProgram & {
    readonly pledge: Fetched<SlashPledge>;
    readonly slash: Fetched<SlashProposal>;
    readonly vault: Fetched<Vault>;
    readonly payer: TransactionSigner;
    /** The pledger, where it signs to be paid at another account than its associated one: `to`. */
    readonly pledger?: TransactionSigner | undefined;
    readonly to?: Address | undefined;
    /** What the pledger has of the asset, as {@link fetchHolding} tells; the transaction fails if it cannot be paid. */
    readonly holding?: Holding | undefined;
  },
): Promise<{
  readonly plan: InstructionPlan;
  /** What is paid back: nothing after an execution. */
  readonly assets: bigint;
}> {
  const { programAddress, pledge, slash, vault, payer, pledger } = input;
  const { assetMint, assetAccount } = vault.data;
  const tokenProgram = assetProgramOf(vault.data);
  const owner = pledge.data.pledger;
  if (slash.data.status === SlashStatus.Open) {
    throw new RangeError(`the slash ${slash.address} is open: its pledges stay until it is vetoed or executed`);
  }
  const isVetoed = slash.data.status === SlashStatus.Vetoed;
  const named = isVetoed && pledger ? input.to : undefined;
  const home = isVetoed
    ? usableAccount(input.holding, owner, assetMint, tokenProgram)
    : tokenAccount(owner, assetMint, tokenProgram);
  const instruction = getWithdrawPledgeInstruction(
    {
      proposal: slash.address,
      vault: vault.address,
      assetAccount,
      pledge: pledge.address,
      ...(named && pledger ? { pledger } : {}),
      pledgerAssets: named ?? (await home),
      rentPayer: pledge.data.rentPayer,
    },
    { programAddress },
  );
  const withdraw = moving(vault.data, instruction);
  return {
    plan:
      isVetoed && !named
        ? sequentialInstructionPlan([await openTokenAccount(payer, owner, assetMint, tokenProgram), withdraw])
        : singleInstructionPlan(withdraw),
    assets: isVetoed ? pledge.data.amount : 0n,
  };
}
