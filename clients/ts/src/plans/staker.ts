/**
 * What stakers do: enter a vault, leave it, collect what they are owed.
 */
import {
  type Address,
  type InstructionPlan,
  parallelInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { ExitBucket, ExitTicket, Vault } from "../generated/accounts/index.js";
import {
  getCancelExitInstruction,
  getClaimExitInstruction,
  getCloseExitBucketInstruction,
  getDepositInstruction,
  getExitInstantlyInstruction,
  getRequestExitInstruction,
  getTransferExitTicketInstruction,
} from "../generated/instructions/index.js";
import { sharesFor } from "../ledger/books.js";
import { claimableAt, claimOf, isClaimable, leastOfRequest, requestEpoch, ticketWorth } from "../ledger/exit.js";
import { type InstantExit, instantExit } from "../ledger/instant.js";
import { booksAt, depositShares, exitAssets } from "../ledger/vault.js";
import * as pda from "../pda.js";
import { tokenAccount } from "../tokens.js";
import { type Fetched, lessSlippage, type Payer, type Slippage, withTokenAccounts } from "./common.js";

/** Deposits `amount` of a vault's asset; makes the depositor's VRT account if it is missing. */
export async function planDeposit(
  input: Payer &
    Slippage & {
      readonly vault: Fetched<Vault>;
      readonly depositor: TransactionSigner;
      readonly amount: bigint;
      /** The cluster's time. */
      readonly now: bigint;
      /** What the assets come from; the depositor's associated account if left out. */
      readonly from?: Address | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The shares that the deposit gives by the books as they are, and the fewest that it is to give. */
  readonly shares: bigint;
  readonly minShares: bigint;
}> {
  const { vault, depositor, amount, now, payer = depositor } = input;
  const shares = depositShares(vault.data.ledger, amount, now);
  const minShares = lessSlippage(shares, input.slippageBps);
  const owner = depositor.address;
  const deposit = getDepositInstruction({
    depositor,
    vault: vault.address,
    assetAccount: vault.data.assetAccount,
    vrtMint: vault.data.vrtMint,
    depositorAssets: input.from ?? (await tokenAccount(owner, vault.data.assetMint)),
    depositorShares: await tokenAccount(owner, vault.data.vrtMint),
    ...(vault.data.restricted === 0 ? {} : { approval: await pda.depositorApproval(vault.address, owner) }),
    config: await pda.config(),
    amount,
    minShares,
  });
  return { plan: await withTokenAccounts(payer, owner, [vault.data.vrtMint], deposit), shares, minShares };
}

/** Asks for an exit with `shares`: burns them for a ticket that is claimable from the start of the epoch after the next. */
export async function planRequestExit(
  input: Payer &
    Slippage & {
      readonly vault: Fetched<Vault>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
      /** The cluster's time. */
      readonly now: bigint;
      /** The bucket of the next epoch, if it is there: what a request is worth at the least depends on its open slashes. */
      readonly bucket?: Fetched<ExitBucket> | undefined;
      /** Tells the owner's tickets apart; a random one if left out. */
      readonly nonce?: bigint | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  readonly nonce: bigint;
  readonly ticket: Address;
  /** What the ticket will pay if nothing is slashed, and the least that it is to be worth. */
  readonly assets: bigint;
  readonly minAssets: bigint;
  /** The first second at which it can be claimed. */
  readonly claimableAt: bigint;
}> {
  const { vault, owner, shares, now, payer = owner, nonce = randomNonce() } = input;
  const { ledger } = vault.data;
  const assets = exitAssets(ledger, shares, now);
  const minAssets = lessSlippage(leastOfRequest(assets, input.bucket?.data.bucket), input.slippageBps);
  const epoch = requestEpoch(ledger, now);
  const ticket = await pda.exitTicket(vault.address, owner.address, nonce);
  const request = getRequestExitInstruction({
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
  });
  const plan = singleInstructionPlan(request);
  return { plan, nonce, ticket, assets, minAssets, claimableAt: claimableAt(ledger, epoch) };
}

/** Turns a ticket back into shares at the rate of now; makes the owner's VRT account if it is missing. */
export async function planCancelExit(
  input: Payer &
    Slippage & {
      readonly vault: Fetched<Vault>;
      readonly ticket: Fetched<ExitTicket>;
      /** The ticket's bucket. */
      readonly bucket: Fetched<ExitBucket>;
      readonly owner: TransactionSigner;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly shares: bigint; readonly minShares: bigint }> {
  const { vault, ticket, bucket, owner, now, payer = owner } = input;
  const { ledger, vrtMint } = vault.data;
  const shares = sharesFor(booksAt(ledger, now), ticketWorth(bucket.data.bucket, ticket.data.ticket), ledger.contested);
  const minShares = lessSlippage(shares, input.slippageBps);
  const cancel = getCancelExitInstruction({
    owner,
    vault: vault.address,
    vrtMint,
    ownerShares: await tokenAccount(owner.address, vrtMint),
    bucket: bucket.address,
    ticket: ticket.address,
    rentPayer: ticket.data.rentPayer,
    config: await pda.config(),
    minShares,
  });
  return { plan: await withTokenAccounts(payer, owner.address, [vrtMint], cancel), shares, minShares };
}

/**
 * Claims every one of `tickets` that can be claimed, of any vaults, in as many transactions as it takes; makes the owner's
 * asset accounts where they are missing. Nothing to do gives no plan.
 */
export async function planClaimExits(
  input: Payer & {
    /** The vaults of the tickets; others may be among them. */
    readonly vaults: readonly Fetched<Vault>[];
    readonly tickets: readonly Fetched<ExitTicket>[];
    /** The tickets' buckets: {@link fetchBucketsOf} fetches them. */
    readonly buckets: readonly Fetched<ExitBucket>[];
    readonly owner: TransactionSigner;
    /** The cluster's time. */
    readonly now: bigint;
  },
): Promise<{
  readonly plan: InstructionPlan | undefined;
  /** The tickets that the plan claims, and what each pays. */
  readonly claimed: readonly { readonly ticket: Address; readonly assets: bigint }[];
  /** Those of which all was paid that is not disputed: more may come of them once the slashes are decided that touched them. */
  readonly disputed: readonly Address[];
  /** Those that cannot be claimed yet, and from when on they can. */
  readonly waiting: readonly { readonly ticket: Address; readonly claimableAt: bigint }[];
}> {
  const { owner, now, payer = owner } = input;
  const vaults = new Map(input.vaults.map((vault) => [vault.address, vault]));
  const tickets = input.tickets.map((ticket) => {
    const { epoch } = ticket.data.ticket;
    const vault = vaults.get(ticket.data.vault);
    const bucket = input.buckets.find(({ data }) => data.vault === ticket.data.vault && data.bucket.epoch === epoch);
    if (!vault || !bucket) {
      throw new TypeError(`the ${vault ? "bucket" : "vault"} of ticket ${ticket.address} is not among those given`);
    }
    return {
      ticket,
      vault,
      bucket,
      ledger: vault.data.ledger,
      epoch,
      ...claimOf(bucket.data.bucket, ticket.data.ticket),
    };
  });
  const matured = tickets.filter(({ ledger, epoch }) => isClaimable(ledger, epoch, now));
  // A claim that neither pays nor closes its ticket is refused, and would take others down with it.
  const ready = matured.filter(({ assets, closes }) => assets > 0n || closes);
  const claims = await Promise.all(
    ready.map(async ({ ticket, vault, bucket }) =>
      getClaimExitInstruction({
        owner,
        vault: vault.address,
        assetAccount: vault.data.assetAccount,
        ownerAssets: await tokenAccount(owner.address, vault.data.assetMint),
        bucket: bucket.address,
        ticket: ticket.address,
        rentPayer: ticket.data.rentPayer,
      }),
    ),
  );
  const mints = new Set(ready.map(({ vault }) => vault.data.assetMint));
  return {
    plan: claims.length > 0 ? await withTokenAccounts(payer, owner.address, mints, ...claims) : undefined,
    claimed: ready.map(({ ticket, assets }) => ({ ticket: ticket.address, assets })),
    disputed: matured.filter((each) => !ready.includes(each)).map(({ ticket }) => ticket.address),
    waiting: tickets
      .filter(({ ledger, epoch }) => !isClaimable(ledger, epoch, now))
      .map(({ ticket, ledger, epoch }) => ({ ticket: ticket.address, claimableAt: claimableAt(ledger, epoch) })),
  };
}

/** Leaves at once with `shares`, from the vault's idle stake, for a fee; makes the owner's asset account if it is missing. */
export async function planExitInstantly(
  input: Payer &
    Slippage & {
      readonly vault: Fetched<Vault>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<InstantExit & { readonly plan: InstructionPlan; readonly minAssets: bigint }> {
  const { vault, owner, shares, now, payer = owner } = input;
  const exit = instantExit(vault.data.ledger, shares, now);
  const minAssets = lessSlippage(exit.paid, input.slippageBps);
  const { assetMint, vrtMint, assetAccount } = vault.data;
  const instruction = getExitInstantlyInstruction({
    owner,
    vault: vault.address,
    assetAccount,
    vrtMint,
    ownerShares: await tokenAccount(owner.address, vrtMint),
    ownerAssets: await tokenAccount(owner.address, assetMint),
    config: await pda.config(),
    shares,
    minAssets,
  });
  return { ...exit, plan: await withTokenAccounts(payer, owner.address, [assetMint], instruction), minAssets };
}

/** Gives tickets to `newOwner`: it claims or cancels them from then on. */
export async function planTransferTickets(input: {
  readonly tickets: readonly Fetched<ExitTicket>[];
  readonly owner: TransactionSigner;
  readonly newOwner: Address;
}): Promise<{ readonly plan: InstructionPlan }> {
  const { tickets, owner, newOwner } = input;
  const config = await pda.config();
  const transfers = tickets.map((ticket) =>
    getTransferExitTicketInstruction({ owner, vault: ticket.data.vault, ticket: ticket.address, config, newOwner }),
  );
  return { plan: parallelInstructionPlan(transfers) };
}

/** Closes buckets whose tickets are all closed; their rent goes back to who paid it. Anyone may. */
export function planCloseBuckets(buckets: readonly Fetched<ExitBucket>[]): { readonly plan: InstructionPlan } {
  const closes = buckets.map(({ address, data }) =>
    getCloseExitBucketInstruction({ vault: data.vault, bucket: address, rentPayer: data.rentPayer }),
  );
  return { plan: parallelInstructionPlan(closes) };
}

/** Sixty-four random bits: no two tickets of one owner get the same in practice. */
function randomNonce(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] as bigint;
}
