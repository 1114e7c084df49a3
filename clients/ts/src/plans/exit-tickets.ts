/**
 * What becomes of exit tickets: they are claimed, given away and settled, and their buckets closed.
 */
import {
  AccountRole,
  type Address,
  type InstructionPlan,
  parallelInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { ExitBucket, ExitTicket, Vault } from "../generated/accounts/index.js";
import {
  getClaimExitInstruction,
  getCloseExitBucketInstruction,
  getSettleExitsInstruction,
  getTransferExitTicketInstruction,
} from "../generated/instructions/index.js";
import { claimableAt, claimOf, isClaimable, isSettled } from "../ledger/exit.js";
import { pdas } from "../pda.js";
import { type Confirmed, checkRecipient, type Recipient } from "../recipients.js";
import { displayText } from "../text.js";
import { assetProgramOf, moving } from "../tokens.js";
import { type BatchItem, batchOf, type Skipped, type Step } from "./batch.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";
import { destinationOf, type Receiving } from "./payments.js";

/** A ticket that a plan claims: what it pays, and the vault's fee on that. */
export type ClaimedTicket = {
  readonly ticket: Address;
  readonly vault: Address;
  readonly assets: bigint;
  readonly fee: bigint;
};

/**
 * Claims every one of `tickets` that can be claimed, of any vaults, in as many transactions as it takes. Tickets can be anyone's gift:
 * one that cannot be paid blocks no other, and a token account is made for the mints of `openFor` alone. {@link sendEach} sends `items`;
 * `plan` is all of them together, and nothing where there is nothing to do.
 */
export async function planClaimExits(
  input: OfProgram &
    Payer &
    Receiving & {
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
  readonly items: readonly BatchItem<Address>[];
  /** The tickets that the plan claims. */
  readonly claimed: readonly ClaimedTicket[];
  /** Those of which all was paid that is not disputed: more may come of them once the slashes are decided that touched them. */
  readonly disputed: readonly Address[];
  /** Those that cannot be claimed yet, and from when on they can. */
  readonly waiting: readonly { readonly ticket: Address; readonly claimableAt: bigint }[];
  /** The omitted ones, and the reasons. */
  readonly skipped: readonly Skipped<Address>[];
}> {
  const { now } = input;
  const vaults = new Map(input.vaults.map((vault) => [vault.address, vault]));
  const steps: Step<Address>[] = [];
  const claimed: ClaimedTicket[] = [];
  const disputed: Address[] = [];
  const waiting: { ticket: Address; claimableAt: bigint }[] = [];
  const skipped: Skipped<Address>[] = [];
  for (const ticket of input.tickets) {
    const key = ticket.address;
    const { epoch } = ticket.data.ticket;
    const vault = vaults.get(ticket.data.vault);
    const bucket = input.buckets.find(({ data }) => data.vault === ticket.data.vault && data.bucket.epoch === epoch);
    if (!vault || (!bucket && !isSettled(ticket.data.ticket))) {
      const why = vault ? "It has been paid or settled since it was read: read it again" : "Its vault is not known";
      skipped.push({ key, why });
    } else if (!isClaimable(vault.data.ledger, epoch, now)) {
      waiting.push({ ticket: key, claimableAt: claimableAt(vault.data.ledger, epoch) });
    } else {
      try {
        const claim = claimOf(bucket?.data.bucket, ticket.data.ticket);
        const { assets, fee } = claim;
        if (assets + fee === 0n && !claim.closes) {
          // A claim that neither pays nor closes its ticket is refused.
          disputed.push(key);
          continue;
        }
        const step = await claimStep(input, ticket, vault, bucket);
        if (typeof step === "string") {
          skipped.push({ key, why: step });
          continue;
        }
        steps.push(step);
        claimed.push({ ticket: key, vault: vault.address, assets, fee });
      } catch (error) {
        skipped.push({ key, why: displayText((error as Error).message) });
      }
    }
  }
  return { ...batchOf(steps), claimed, disputed, waiting, skipped };
}

/** Claims one ticket; or why that cannot be. */
async function claimStep(
  input: Parameters<typeof planClaimExits>[0],
  ticket: Fetched<ExitTicket>,
  vault: Fetched<Vault>,
  bucket: Fetched<ExitBucket> | undefined,
): Promise<Step<Address> | string> {
  const { programAddress, owner, payer = owner } = input;
  const destination = await destinationOf(input, payer, owner, vault.data.assetMint, assetProgramOf(vault.data));
  if (typeof destination === "string") {
    return destination;
  }
  const { epoch } = ticket.data.ticket;
  const step = getClaimExitInstruction(
    {
      owner,
      vault: vault.address,
      assetAccount: vault.data.assetAccount,
      ownerAssets: destination.account,
      bucket: bucket?.address ?? (await pdas(programAddress).exitBucket(vault.address, epoch)),
      ticket: ticket.address,
      rentPayer: ticket.data.rentPayer,
    },
    { programAddress },
  );
  return { ...destination, key: ticket.address, step: moving(vault.data, step) };
}

/**
 * Gives tickets to `newOwner`: it claims or cancels them from then on.
 *
 * @throws UnfitRecipient For an address from which no key or program could ever claim them, or one that has to be
 *         confirmed.
 */
export async function planTransferTickets(
  input: OfProgram &
    MayPause &
    Confirmed & {
      readonly tickets: readonly Fetched<ExitTicket>[];
      readonly owner: TransactionSigner;
      /** The new owner, as {@link fetchRecipient} returns it. */
      readonly newOwner: Recipient;
      /** The vaults of the tickets; others may be among them. */
      readonly vaults: readonly Fetched<Vault>[];
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, tickets, owner, newOwner, now } = input;
  checkRecipient(newOwner, input.confirmed);
  const pda = pdas(programAddress);
  for (const { data } of tickets) {
    checkPauses(
      "tickets",
      now,
      input.vaults.find(({ address }) => address === data.vault),
      input.config,
    );
  }
  const config = await pda.config();
  const transfers = tickets.map((ticket) =>
    getTransferExitTicketInstruction(
      { owner, vault: ticket.data.vault, ticket: ticket.address, config, newOwner: newOwner.address },
      { programAddress },
    ),
  );
  return { plan: parallelInstructionPlan(transfers) };
}

/** The tickets that one instruction settles. */
const SETTLED_AT_ONCE = 20;

/**
 * Settles the tickets of the bucket of `epoch`, no matter of which owners: each then holds what it is owed, and the bucket can
 * be closed. Tickets of other buckets and settled ones are omitted; nothing to do gives no plan. Anyone may, once the bucket has
 * matured and no slash of it is disputed.
 */
export async function planSettleExits(
  input: OfProgram & {
    readonly vault: Address;
    readonly epoch: bigint;
    readonly tickets: readonly Fetched<ExitTicket>[];
  },
): Promise<{ readonly plan: InstructionPlan | undefined; readonly settled: readonly Address[] }> {
  const { programAddress, vault, epoch } = input;
  const bucket = await pdas(programAddress).exitBucket(vault, epoch);
  const settled = input.tickets
    .filter(({ data }) => data.vault === vault && data.ticket.epoch === epoch && !isSettled(data.ticket))
    .map(({ address }) => address);
  const settles = Array.from({ length: Math.ceil(settled.length / SETTLED_AT_ONCE) }, (_, part) => {
    const instruction = getSettleExitsInstruction({ vault, bucket }, { programAddress });
    const tickets = settled.slice(part * SETTLED_AT_ONCE, (part + 1) * SETTLED_AT_ONCE);
    const metas = tickets.map((address) => ({ address, role: AccountRole.WRITABLE }));
    return { ...instruction, accounts: [...instruction.accounts, ...metas] };
  });
  return { plan: settles.length > 0 ? parallelInstructionPlan(settles) : undefined, settled };
}

/** Closes buckets after all their tickets are closed; their rent goes back to its payer. Anyone may. */
export function planCloseBuckets(
  buckets: readonly Fetched<ExitBucket>[],
  { programAddress }: OfProgram,
): { readonly plan: InstructionPlan } {
  const closes = buckets.map(({ address, data }) =>
    getCloseExitBucketInstruction(
      { vault: data.vault, bucket: address, rentPayer: data.rentPayer },
      { programAddress },
    ),
  );
  return { plan: parallelInstructionPlan(closes) };
}
