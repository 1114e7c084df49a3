/**
 * Operators' ed25519 keys, and proofs that one signed two votes.
 */
import {
  type Address,
  address,
  type InstructionPlan,
  nonDivisibleSequentialInstructionPlan,
  parallelInstructionPlan,
  type ReadonlyUint8Array,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import { getEd25519Instruction } from "../ed25519.js";
import type { Equivocation, OperatorRecord, Vault } from "../generated/accounts/index.js";
import {
  getCommitReportInstruction,
  getRegisterKeyInstruction,
  getRetireKeyInstruction,
  getSlashEquivocationInstruction,
  getSubmitEquivocationInstruction,
} from "../generated/instructions/index.js";
import { KeyKind } from "../generated/types/index.js";
import { possessionMessage, reportCommitment } from "../message.js";
import { pdas } from "../pda.js";
import { type Fetched, NOBODY, type OfProgram, type Payer } from "./common.js";
import { SLASH_KIND, slashTargetOf } from "./slashing.js";

/** The list of a transaction's instructions, in which the program looks for the one of the Ed25519 program. */
const INSTRUCTIONS = address("Sysvar1nstructions1111111111111111111111111");

/** Registers an operator's key in an NCN, in place of the one that it has, if it has one. */
export async function planRegisterKey(
  input: OfProgram &
    Payer & {
      readonly record: Fetched<OperatorRecord>;
      /** What {@link signingDomain} gives for the NCN on the node's cluster. */
      readonly domain: ReadonlyUint8Array;
      /** The operator's admin. */
      readonly admin: TransactionSigner;
      /** The public key's 32 bytes. */
      readonly key: ReadonlyUint8Array;
      /** The key's signature of what {@link possessionMessage} gives. */
      readonly signature: ReadonlyUint8Array;
    },
): Promise<{ readonly plan: InstructionPlan; readonly operatorKey: Address }> {
  const { programAddress, record, domain, admin, key, signature, payer = admin } = input;
  const pda = pdas(programAddress);
  const { ncn, operator, key: previous } = record.data;
  const operatorKey = await pda.operatorKey(ncn, key);
  const register = getRegisterKeyInstruction(
    {
      payer,
      admin,
      operator,
      ncn,
      record: record.address,
      operatorKey,
      ...(previous === NOBODY ? {} : { previous }),
      instructions: INSTRUCTIONS,
      kind: KeyKind.Ed25519,
      key,
    },
    { programAddress },
  );
  const proof = getEd25519Instruction([{ key, signature, message: possessionMessage(domain, operator) }]);
  return { plan: nonDivisibleSequentialInstructionPlan([proof, register]), operatorKey };
}

/** Ends the key that an operator has in an NCN; it still answers for its time. */
export function planRetireKey(
  input: OfProgram & { readonly record: Fetched<OperatorRecord>; readonly admin: TransactionSigner },
): {
  readonly plan: InstructionPlan;
} {
  const { programAddress, record, admin } = input;
  const { operator, key } = record.data;
  const retire = getRetireKeyInstruction(
    { admin, operator, record: record.address, operatorKey: key },
    { programAddress },
  );
  return { plan: singleInstructionPlan(retire) };
}

/** Two votes of an operator at one height, each signed by a key that it had then. */
export type ConflictingVotes = {
  readonly ncn: Address;
  readonly operator: Address;
  readonly kind: number;
  readonly height: bigint;
  readonly votes: readonly [SignedVote, SignedVote];
  /** Thirty-two secret bytes: they open the report. */
  readonly salt: ReadonlyUint8Array;
};

/** A vote as it was signed. */
export type SignedVote = {
  /** What {@link voteMessage} gives. */
  readonly message: ReadonlyUint8Array;
  readonly key: ReadonlyUint8Array;
  readonly signature: ReadonlyUint8Array;
};

function commitmentOf({ ncn, votes: [first, second], salt }: ConflictingVotes, reporter: Address): Uint8Array {
  return reportCommitment(reporter, ncn, [first.message, second.message], salt);
}

/** Commits to a report of two conflicting votes without their content, so that the proof cannot be front-run. */
export async function planCommitReport(
  votes: ConflictingVotes,
  reporter: TransactionSigner,
  { programAddress }: OfProgram,
): Promise<{ readonly plan: InstructionPlan; readonly report: Address }> {
  const commitment = commitmentOf(votes, reporter.address);
  const report = await pdas(programAddress).report(reporter.address, commitment);
  return {
    plan: singleInstructionPlan(getCommitReportInstruction({ reporter, report, commitment }, { programAddress })),
    report,
  };
}

function isSameKey(one: SignedVote, other: SignedVote): boolean {
  return one.key.every((byte, place) => byte === other.key[place]);
}

/** Proves two votes that conflict, once the report of them is old enough. */
export async function planSubmitEquivocation(
  votes: ConflictingVotes,
  reporter: TransactionSigner,
  { programAddress, payer = reporter }: OfProgram & Payer,
): Promise<{ readonly plan: InstructionPlan; readonly equivocation: Address }> {
  const { ncn, operator, kind, height, salt } = votes;
  const pda = pdas(programAddress);
  const [first, second] = votes.votes;
  const equivocation = await pda.equivocation(ncn, operator, kind, height);
  const submit = getSubmitEquivocationInstruction(
    {
      payer,
      reporter,
      report: await pda.report(reporter.address, commitmentOf(votes, reporter.address)),
      ncn,
      record: await pda.record(ncn, operator),
      operatorKey: await pda.operatorKey(ncn, first.key),
      ...(isSameKey(first, second) ? {} : { secondKey: await pda.operatorKey(ncn, second.key) }),
      equivocation,
      instructions: INSTRUCTIONS,
      kind,
      height,
      salt,
    },
    { programAddress },
  );
  return {
    plan: nonDivisibleSequentialInstructionPlan([getEd25519Instruction([first, second]), submit]),
    equivocation,
  };
}

/** Slashes an operator for a proven equivocation in each of `vaults`, in as many transactions as it takes. Anyone may. */
export async function planSlashEquivocation(
  input: OfProgram & {
    readonly equivocation: Fetched<Equivocation>;
    /** The NCN's parent, where it is an operator set. */
    readonly parent?: Address | undefined;
    readonly vaults: readonly Fetched<Vault>[];
    readonly payer: TransactionSigner;
    /** The cluster's time. */
    readonly now: bigint;
  },
): Promise<{ readonly plan: InstructionPlan; readonly proposals: readonly Address[] }> {
  const { programAddress, equivocation, vaults, payer, now } = input;
  const pda = pdas(programAddress);
  const { ncn, operator, number } = equivocation.data;
  const made = await Promise.all(
    vaults.map(async (vault) => {
      const target = await slashTargetOf(pda, vault, operator, { ncn, parent: input.parent }, now);
      const proposal = await pda.slash(target.allocation, SLASH_KIND.equivocation, number);
      const accounts = { ...target, payer, equivocation: equivocation.address, proposal };
      return { proposal, slash: getSlashEquivocationInstruction(accounts, { programAddress }) };
    }),
  );
  return {
    plan: parallelInstructionPlan(made.map(({ slash }) => slash)),
    proposals: made.map(({ proposal }) => proposal),
  };
}
