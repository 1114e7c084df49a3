/**
 * Exits: requested, canceled and instant.
 */
import { type Address, type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";
import type { ExitBucket, ExitTicket, Vault } from "../generated/accounts/index.js";
import {
  getCancelExitInstruction,
  getExitInstantlyInstruction,
  getRequestExitInstruction,
} from "../generated/instructions/index.js";
import { type Holding, holdingOf, UnusableAccount, usableAccount } from "../holdings.js";
import { cancelWorth, claimableAt, leastOfRequest, requestEpoch } from "../ledger/exit.js";
import { type InstantExit, instantExit } from "../ledger/instant-exit.js";
import { type EntryWorth, exitAssets, sharesWorth } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { assetProgramOf, moving, tokenAccount } from "../tokens.js";
import { stepPlan } from "./batch.js";
import {
  checkPauses,
  type Fetched,
  leastOf,
  type MayPause,
  type OfProgram,
  type Payer,
  randomNonce,
  type Slippage,
  withTokenAccounts,
} from "./common.js";
import { destinationOf, type Receiving } from "./payments.js";

/** Asks for an exit with `shares`: burns them for a ticket that is claimable from the start of the epoch after the next. */
export async function planRequestExit(
  input: OfProgram &
    Payer &
    Slippage & {
      readonly vault: Fetched<Vault>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
      /** The cluster's time. */
      readonly now: bigint;
      /** The bucket of the next epoch, if it is there: what a request pays at the least depends on its open slashes. */
      readonly bucket?: Fetched<ExitBucket> | undefined;
      /** Tells the owner's tickets apart; a random one if omitted. */
      readonly nonce?: bigint | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  readonly nonce: bigint;
  readonly ticket: Address;
  /** What the ticket will pay if nothing is slashed, and the least that it is to pay. */
  readonly assets: bigint;
  readonly minAssets: bigint;
  /** The vault's fee, which is taken of what the shares are worth when the ticket is paid. */
  readonly fee: bigint;
  /** The first second at which it can be claimed. */
  readonly claimableAt: bigint;
}> {
  const { programAddress, vault, owner, shares, now, payer = owner, nonce = randomNonce() } = input;
  const pda = pdas(programAddress);
  const { ledger } = vault.data;
  const assets = exitAssets(ledger, shares, now);
  const minAssets = leastOf(leastOfRequest(ledger, shares, now, input.bucket?.data.bucket), input);
  const epoch = requestEpoch(ledger, now);
  const ticket = await pda.exitTicket(vault.address, owner.address, nonce);
  const request = getRequestExitInstruction(
    {
      payer,
      owner,
      vault: vault.address,
      vrtMint: vault.data.vrtMint,
      ownerShares: await tokenAccount(owner.address, vault.data.vrtMint),
      bucket: await pda.exitBucket(vault.address, epoch),
      ticket,
      nonce,
      shares,
      minAssets,
    },
    { programAddress },
  );
  const plan = singleInstructionPlan(request);
  const fee = sharesWorth(ledger, shares, now) - assets;
  return { plan, nonce, ticket, assets, minAssets, fee, claimableAt: claimableAt(ledger, epoch) };
}

/** Turns a ticket back into shares at the rate of now; makes the owner's VRT account if it is missing. */
export async function planCancelExit(
  input: OfProgram &
    Payer &
    Slippage &
    MayPause & {
      readonly vault: Fetched<Vault>;
      readonly ticket: Fetched<ExitTicket>;
      /** The ticket's bucket. */
      readonly bucket: Fetched<ExitBucket>;
      readonly owner: TransactionSigner;
      /** The cluster's time. */
      readonly now: bigint;
      /** What the shares go to, as for a deposit. */
      readonly to?: Holding | undefined;
      /** As for a deposit: the owner enters again. */
      readonly maxRiskVersion?: bigint | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  readonly shares: bigint;
  readonly minShares: bigint;
  /** As for a deposit. */
  readonly worth: EntryWorth;
}> {
  const { programAddress, vault, ticket, bucket, owner, now, payer = owner } = input;
  const pda = pdas(programAddress);
  const { ledger, vrtMint } = vault.data;
  checkPauses("tickets", now, vault, input.config);
  const worth = cancelWorth(ledger, bucket.data.bucket, ticket.data.ticket, now);
  const { shares } = worth;
  const minShares = leastOf(shares, input);
  const cancel = getCancelExitInstruction(
    {
      owner,
      vault: vault.address,
      vrtMint,
      ownerShares: await usableAccount(input.to, owner.address, vrtMint),
      bucket: bucket.address,
      ticket: ticket.address,
      rentPayer: ticket.data.rentPayer,
      config: await pda.config(),
      minShares,
      maxRiskVersion: input.maxRiskVersion ?? ledger.riskVersion,
    },
    { programAddress },
  );
  const missing = input.to?.exists ? [] : [vrtMint];
  return { plan: await withTokenAccounts(payer, owner.address, missing, cancel), shares, minShares, worth };
}

/**
 * Leaves at once with `shares`, from the vault's idle stake, for a fee; makes the owner's asset account if it is missing.
 *
 * @throws UnusableAccount For a token account that cannot be paid to, where `holdings` tells.
 */
export async function planExitInstantly(
  input: OfProgram &
    Payer &
    Slippage &
    Omit<Receiving, "openFor"> &
    MayPause & {
      readonly vault: Fetched<Vault>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<InstantExit & { readonly plan: InstructionPlan; readonly minAssets: bigint }> {
  const { programAddress, vault, owner, shares, now, payer = owner } = input;
  const pda = pdas(programAddress);
  checkPauses("instantExits", now, vault, input.config);
  const exit = instantExit(vault.data.ledger, shares, now);
  const minAssets = leastOf(exit.paid, input);
  const { assetMint, vrtMint, assetAccount } = vault.data;
  const destination = await destinationOf(
    { ...input, openFor: [assetMint] },
    payer,
    owner,
    assetMint,
    assetProgramOf(vault.data),
  );
  if (typeof destination === "string") {
    throw new UnusableAccount(holdingOf(input.holdings ?? [], owner.address, assetMint) as Holding);
  }
  const step = getExitInstantlyInstruction(
    {
      owner,
      vault: vault.address,
      assetAccount,
      vrtMint,
      ownerShares: await tokenAccount(owner.address, vrtMint),
      ownerAssets: destination.account,
      config: await pda.config(),
      shares,
      minAssets,
    },
    { programAddress },
  );
  return { ...exit, plan: stepPlan({ ...destination, step: moving(vault.data, step) }), minAssets };
}
