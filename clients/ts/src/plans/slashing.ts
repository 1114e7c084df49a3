/**
 * Slashes: the actions of slashers, resolvers and executors.
 */
import {
  type Address,
  type GetMultipleAccountsApi,
  type InstructionPlan,
  parallelInstructionPlan,
  type Rpc,
  sequentialInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { SlashProposal, Vault } from "../generated/accounts/index.js";
import {
  getExecuteSlashInstruction,
  getPaySlashShareInstruction,
  getProposeSlashInstruction,
  getVetoSlashInstruction,
} from "../generated/instructions/index.js";
import { SlashStatus } from "../generated/types/index.js";
import { fetchHoldingsOf, type Holding, holdingOf } from "../holdings.js";
import { epochAt } from "../ledger/vault.js";
import { type Pdas, pdas } from "../pda.js";
import type { ClusterClock, ReadConfig } from "../read.js";
import { type Confirmed, type Named, namedAddress } from "../recipients.js";
import { assetProgramOf, moving, openTokenAccount, tokenAccount, withAssetProgram } from "../tokens.js";
import { type BatchItem, batchOf, type Skipped, type Step } from "./batch.js";
import { type Fetched, NOBODY, type OfNcn, type OfProgram, type Payer } from "./common.js";

/** The source of the numbers of a slash's incident. */
export const SLASH_KIND = { slasher: 0, equivocation: 1 } as const;

/** The recipients of a slash, by their place in what it owes. */
const RECIPIENTS = ["reporter", "insurance", "redistribution"] as const;

/**
 * Proposes the slash of one incident of an operator's in each of `vaults`, in as many transactions as it takes. It takes the
 * stake at once.
 */
export async function planProposeSlashes(
  input: OfProgram &
    Payer &
    OfNcn &
    Confirmed & {
      readonly vaults: readonly Fetched<Vault>[];
      readonly operator: Address;
      /** Slashes by the NCN's policy. */
      readonly slasher: TransactionSigner;
      /** The operator's incident: no two of its may have one number. */
      readonly incident: bigint;
      /** The part of what is allocated to take, in 1/10^18. */
      readonly fraction: bigint;
      /** The least to take in each vault, in its assets; one unit if omitted. */
      readonly minStake?: bigint | undefined;
      /** The NCN's code for what happened, and a hash of what proves it. */
      readonly reason: bigint;
      readonly evidence: Uint8Array;
      /** When it happened: no longer ago than an epoch of the vault. */
      readonly offenseAt: bigint;
      /**
       * The reporter, which gets the reporter's part, as {@link fetchRecipient} returns it; if omitted that part is
       * burned.
       */
      readonly reporter?: Named | undefined;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly proposals: readonly Address[] }> {
  const { programAddress, operator, ncn, slasher, incident, now, payer = slasher } = input;
  const reporter = namedAddress(input.reporter ?? NOBODY, input);
  const pda = pdas(programAddress);
  const made = await Promise.all(
    input.vaults.map(async (vault) => {
      const target = await slashTargetOf(pda, vault, operator, { ncn, parent: input.parent }, now);
      const proposal = await pda.slash(target.allocation, SLASH_KIND.slasher, incident);
      const propose = getProposeSlashInstruction(
        {
          ...target,
          payer,
          slasher,
          proposal,
          incident,
          fraction: input.fraction,
          minStake: input.minStake ?? 1n,
          reason: input.reason,
          evidence: input.evidence,
          offenseAt: input.offenseAt,
          reporter,
        },
        { programAddress },
      );
      return { proposal, propose };
    }),
  );
  return {
    plan: parallelInstructionPlan(made.map(({ propose }) => propose)),
    proposals: made.map(({ proposal }) => proposal),
  };
}

/** The accounts that a slash by the NCN at `ncn` reaches in a vault at `now`, as its proposal brings them. */
export async function slashTargetOf(
  pda: Pdas,
  vault: Fetched<Vault>,
  operator: Address,
  { ncn, parent }: OfNcn,
  now: bigint,
) {
  const delegation = await pda.delegation(vault.address, operator);
  const epoch = epochAt(vault.data.ledger, now);
  return {
    ncn,
    record: await pda.record(ncn, operator),
    vault: vault.address,
    delegation,
    allocation: await pda.allocation(delegation, ncn),
    vaultOperator: await pda.optIn(vault.address, operator),
    operatorNcn: await pda.optIn(operator, ncn),
    vaultNcn: await pda.optIn(vault.address, parent ?? ncn),
    thisBucket: await pda.exitBucket(vault.address, epoch),
    nextBucket: await pda.exitBucket(vault.address, epoch + 1n),
  };
}

/** The accounts that a slash reached, as its veto and its execution bring them. */
async function targetOf(pda: Pdas, { address, data }: Fetched<SlashProposal>) {
  return {
    proposal: address,
    record: await pda.record(data.ncn, data.operator),
    vault: data.vault,
    delegation: data.delegation,
    allocation: data.allocation,
    thisBucket: await pda.exitBucket(data.vault, data.slash.epoch),
    nextBucket: await pda.exitBucket(data.vault, data.slash.epoch + 1n),
  };
}

/** Vetoes a slash: each part goes back where it came from. The resolver can, until the slash is final. */
export async function planVetoSlash(
  input: OfProgram & {
    readonly slash: Fetched<SlashProposal>;
    readonly resolver: TransactionSigner;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, slash, resolver } = input;
  const pda = pdas(programAddress);
  const veto = getVetoSlashInstruction({ resolver, ...(await targetOf(pda, slash)) }, { programAddress });
  return { plan: singleInstructionPlan(veto) };
}

/** What the recipients of a slash have of the vault's asset, each by itself; what {@link planExecuteSlash} takes. */
export function fetchSlashRecipients(
  rpc: Rpc<GetMultipleAccountsApi>,
  { data }: Fetched<SlashProposal>,
  vault: Fetched<Vault>,
  config: ReadConfig = {},
): Promise<Holding[]> {
  const { assetMint: mint } = vault.data;
  const tokenProgram = assetProgramOf(vault.data);
  return fetchHoldingsOf(
    rpc,
    RECIPIENTS.map((recipient) => ({ owner: data[recipient], mint, tokenProgram })),
    config,
  );
}

/**
 * Executes a slash that was not vetoed in time, and makes its recipients' token accounts where they are missing, so that all are
 * paid. A recipient that has given its account away, or that has a frozen one, blocks no other: its part waits. Anyone may.
 */
export async function planExecuteSlash(
  input: OfProgram & {
    readonly slash: Fetched<SlashProposal>;
    readonly vault: Fetched<Vault>;
    /** What {@link fetchSlashRecipients} gives. */
    readonly recipients: readonly Holding[];
    readonly payer: TransactionSigner;
  },
): Promise<{
  readonly plan: InstructionPlan;
  /** The recipients with waiting parts, and the reason of each. */
  readonly skipped: readonly Skipped<Address>[];
}> {
  const { programAddress, slash, vault, recipients, payer } = input;
  const pda = pdas(programAddress);
  const { assetAccount, assetMint } = vault.data;
  const tokenProgram = assetProgramOf(vault.data);
  const [reporterAssets, insuranceAssets, redistributionAssets] = (await Promise.all(
    RECIPIENTS.map((recipient) => tokenAccount(slash.data[recipient], assetMint, tokenProgram)),
  )) as [Address, Address, Address];
  const execute = getExecuteSlashInstruction(
    {
      ...(await targetOf(pda, slash)),
      assetAccount,
      assetMint,
      reporterAssets,
      insuranceAssets,
      redistributionAssets,
    },
    { programAddress },
  );
  const { missing, skipped } = receivers(slash, assetMint, recipients);
  const open = await Promise.all(missing.map((owner) => openTokenAccount(payer, owner, assetMint, tokenProgram)));
  return { plan: sequentialInstructionPlan([...open, withAssetProgram(vault.data, execute)]), skipped };
}

/**
 * Pays the recipients of an executed slash what they are still owed, each by itself. Anyone may. {@link sendEach} sends `items`;
 * `plan` is all of them together, and nothing where no recipient can be paid.
 */
export async function planPaySlashShares(
  input: OfProgram & {
    readonly slash: Fetched<SlashProposal>;
    readonly vault: Fetched<Vault>;
    /** What {@link fetchSlashRecipients} gives. */
    readonly recipients: readonly Holding[];
    readonly payer: TransactionSigner;
  },
): Promise<{
  readonly plan: InstructionPlan | undefined;
  readonly items: readonly BatchItem<Address>[];
  /** The recipients with parts that still wait, and the reason of each. */
  readonly skipped: readonly Skipped<Address>[];
}> {
  const { programAddress, slash, vault, recipients, payer } = input;
  const { assetAccount, assetMint } = vault.data;
  const tokenProgram = assetProgramOf(vault.data);
  const { missing, skipped } = receivers(slash, assetMint, recipients);
  const steps: Step<Address>[] = [];
  for (const [place, recipient] of RECIPIENTS.entries()) {
    const owner = slash.data[recipient];
    if ((slash.data.owed[place] as bigint) === 0n || skipped.some(({ key }) => key === owner)) {
      continue;
    }
    const account = await tokenAccount(owner, assetMint, tokenProgram);
    const step = getPaySlashShareInstruction(
      {
        proposal: slash.address,
        vault: vault.address,
        assetAccount,
        recipientAssets: account,
        shareOf: place,
      },
      { programAddress },
    );
    const before = missing.includes(owner) ? [await openTokenAccount(payer, owner, assetMint, tokenProgram)] : [];
    steps.push({ key: owner, account, before, step: moving(vault.data, step), after: [] });
  }
  return { ...batchOf(steps), skipped };
}

/** Of the recipients that a slash owes something: the token accounts to make, and the recipients that cannot be paid. */
function receivers(slash: Fetched<SlashProposal>, assetMint: Address, recipients: readonly Holding[]) {
  const owed = RECIPIENTS.filter((_, place) => (slash.data.owed[place] as bigint) > 0n);
  const missing: Address[] = [];
  const skipped: Skipped<Address>[] = [];
  for (const owner of new Set(owed.map((recipient) => slash.data[recipient]))) {
    const holding = holdingOf(recipients, owner, assetMint);
    if (!holding) {
      throw new TypeError(`nothing is known of the token account of the recipient ${owner}`);
    }
    if (holding.problem !== undefined) {
      skipped.push({ key: owner, why: holding.problem });
    } else if (!holding.exists) {
      missing.push(owner);
    }
  }
  return { missing, skipped };
}

/** Where a slash stands. */
export type SlashState = "challengeable" | "executable" | "vetoed" | "executed";

/**
 * Where `slash` stands by the cluster's clock, as {@link fetchClusterClock} tells it: whether it can still be vetoed, waits to be
 * executed, or is over. A window ends once its seconds have passed and its slots were produced.
 */
export function slashState(
  { data }: { readonly data: Pick<SlashProposal, "status" | "finalFrom" | "finalSlot"> },
  { time, slot }: ClusterClock,
): SlashState {
  switch (data.status) {
    case SlashStatus.Vetoed:
      return "vetoed";
    case SlashStatus.Executed:
      return "executed";
    default:
      return time < data.finalFrom || slot < data.finalSlot ? "challengeable" : "executable";
  }
}
