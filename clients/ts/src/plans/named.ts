/**
 * The addresses that admins name: each is checked before it gets power or money ({@link fetchRecipient}), and refused if no
 * key or program could act for it.
 */
import { type Address, type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";
import type { Ncn, Operator, RewardTree } from "../generated/accounts/index.js";
import {
  getApproveDepositorInstruction,
  getProposeAdminInstruction,
  getRegisterNcnInstruction,
  getRegisterOperatorInstruction,
  getRegisterSetInstruction,
  getSetCuratorInstruction,
  getSetRewardRolesInstruction,
  getSetSlashPolicyInstruction,
  getUpdateOperatorInstruction,
} from "../generated/instructions/index.js";
import type { PolicyArgsArgs } from "../generated/types/index.js";
import { pdas } from "../pda.js";
import { type Confirmed, type Named, namedAddress } from "../recipients.js";
import { checkParent } from "../sets.js";
import { uriBytes } from "../text.js";
import { type Fetched, NOBODY, type OfProgram, type Payer } from "./common.js";

/** Proposes `newAdmin`, which has to accept; {@link NOBODY} withdraws the proposal. */
export function planProposeAdmin(
  input: OfProgram &
    Confirmed & {
      /** The config, a vault, an operator or an NCN. */
      readonly governed: Address;
      readonly admin: TransactionSigner;
      readonly newAdmin: Named;
    },
): { readonly plan: InstructionPlan } {
  const { programAddress, governed, admin } = input;
  const newAdmin = namedAddress(input.newAdmin, input);
  return { plan: singleInstructionPlan(getProposeAdminInstruction({ admin, governed, newAdmin }, { programAddress })) };
}

/** Sets the curator, which splits a vault's stake among operators. */
export function planSetCurator(
  input: OfProgram &
    Confirmed & { readonly vault: Address; readonly admin: TransactionSigner; readonly curator: Named },
): { readonly plan: InstructionPlan } {
  const { programAddress, vault, admin } = input;
  const curator = namedAddress(input.curator, input);
  return { plan: singleInstructionPlan(getSetCuratorInstruction({ admin, vault, curator }, { programAddress })) };
}

/** Admits a depositor to a restricted vault. */
export async function planApproveDepositor(
  input: OfProgram &
    Payer &
    Confirmed & { readonly vault: Address; readonly admin: TransactionSigner; readonly depositor: Named },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, admin, payer = admin } = input;
  const depositor = namedAddress(input.depositor, input);
  const approval = await pdas(programAddress).depositorApproval(vault, depositor);
  const approve = getApproveDepositorInstruction({ payer, admin, vault, approval, depositor }, { programAddress });
  return { plan: singleInstructionPlan(approve) };
}

/** Registers an operator; its creator becomes its admin, and its allocator unless another is named. */
export async function planRegisterOperator(
  input: OfProgram &
    Payer &
    Confirmed & {
      readonly creator: TransactionSigner;
      readonly index: bigint;
      readonly allocator?: Named | undefined;
      readonly commissionBps?: bigint | undefined;
      readonly uri?: string | undefined;
    },
): Promise<{ readonly plan: InstructionPlan; readonly operator: Address }> {
  const { programAddress, creator, index, commissionBps = 0n, uri = "", payer = creator } = input;
  const operator = await pdas(programAddress).operator(creator.address, index);
  const allocator = input.allocator === undefined ? creator.address : namedAddress(input.allocator, input);
  const register = getRegisterOperatorInstruction(
    { payer, creator, operator, index, allocator, commissionBps, uri: uriBytes(uri) },
    { programAddress },
  );
  return { plan: singleInstructionPlan(register), operator };
}

/** Sets an operator's terms: omitted ones stay. */
export async function planUpdateOperator(
  input: OfProgram &
    Confirmed & {
      readonly operator: Fetched<Operator>;
      readonly admin: TransactionSigner;
      readonly allocator?: Named | undefined;
      readonly commissionBps?: bigint | undefined;
      readonly uri?: string | undefined;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, operator, admin, uri } = input;
  const update = getUpdateOperatorInstruction(
    {
      admin,
      config: await pdas(programAddress).config(),
      operator: operator.address,
      allocator: input.allocator === undefined ? operator.data.allocator : namedAddress(input.allocator, input),
      commissionBps: input.commissionBps ?? operator.data.commissionBps.next,
      uri: uri === undefined ? operator.data.uri : uriBytes(uri),
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(update) };
}

/** The parties of an NCN's slashing policy, and its payees. */
const IN_POLICY = ["slasher", "resolver", "insurance", "redistribution"] as const;

/** The parties of a policy, and its payees; {@link NOBODY} leaves a part of it empty. */
export type PolicyParties = { readonly [Part in (typeof IN_POLICY)[number]]?: Named | undefined };

/** The figures of a policy. */
export type PolicyFigures = Omit<PolicyArgsArgs, (typeof IN_POLICY)[number]>;

function partiesOf(
  input: Confirmed & { readonly parties?: PolicyParties | undefined },
  before: Readonly<Record<(typeof IN_POLICY)[number], Address>>,
): Readonly<Record<(typeof IN_POLICY)[number], Address>> {
  const named = IN_POLICY.map((part) => {
    const party = input.parties?.[part];
    return [part, party === undefined ? before[part] : namedAddress(party, input)] as const;
  });
  return Object.fromEntries(named) as Record<(typeof IN_POLICY)[number], Address>;
}

/** What an NCN begins with. */
export type NcnBeginning = OfProgram &
  Payer &
  Confirmed & {
    readonly creator: TransactionSigner;
    readonly index: bigint;
    /** The most that one operator may weigh; no cap if omitted. */
    readonly maxOperatorWeight?: bigint | undefined;
    readonly uri?: string | undefined;
    readonly parties?: PolicyParties | undefined;
    readonly figures: PolicyFigures;
  };

async function beginningOf(input: NcnBeginning) {
  const { programAddress, creator, index, maxOperatorWeight = (1n << 64n) - 1n, uri = "", payer = creator } = input;
  const pda = pdas(programAddress);
  const nobody = { slasher: creator.address, resolver: NOBODY, insurance: NOBODY, redistribution: NOBODY };
  return {
    payer,
    creator,
    config: await pda.config(),
    ncn: await pda.ncn(creator.address, index),
    index,
    maxOperatorWeight,
    uri: uriBytes(uri),
    policyArgs: { ...input.figures, ...partiesOf(input, nobody) },
  };
}

/** Registers an NCN; its creator becomes its admin, and its slasher unless another is named. */
export async function planRegisterNcn(
  input: NcnBeginning,
): Promise<{ readonly plan: InstructionPlan; readonly ncn: Address }> {
  const beginning = await beginningOf(input);
  const register = getRegisterNcnInstruction(beginning, { programAddress: input.programAddress });
  return { plan: singleInstructionPlan(register), ncn: beginning.ncn };
}

/**
 * Registers an operator set of an NCN; its creator becomes its admin, and its slasher unless another is named. Its policy takes effect
 * at once. No stake is behind it before operators have joined it and allocated to it, each with a notice of its own.
 *
 * @throws Refusal `NestedSet`: The parent is itself a set. `Retired`: The parent is retired.
 */
export async function planRegisterSet(
  input: NcnBeginning & {
    readonly parent: Fetched<Ncn>;
    /** The parent's admin; the creator if omitted. */
    readonly parentAdmin?: TransactionSigner | undefined;
  },
): Promise<{ readonly plan: InstructionPlan; readonly ncn: Address }> {
  const { programAddress, parent, parentAdmin = input.creator } = input;
  checkParent(parent.data);
  const beginning = await beginningOf(input);
  const accounts = { ...beginning, parent: parent.address, parentAdmin };
  return {
    plan: singleInstructionPlan(getRegisterSetInstruction(accounts, { programAddress })),
    ncn: beginning.ncn,
  };
}

/** Announces an NCN's slashing policy: omitted terms stay as they were last announced. */
export async function planSetSlashPolicy(
  input: OfProgram &
    Confirmed & {
      readonly ncn: Fetched<Ncn>;
      readonly admin: TransactionSigner;
      readonly parties?: PolicyParties | undefined;
      readonly figures?: Partial<PolicyFigures> | undefined;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, ncn, admin, figures = {} } = input;
  const { terms, ...parties } = ncn.data.nextPolicy;
  const set = getSetSlashPolicyInstruction(
    {
      admin,
      config: await pdas(programAddress).config(),
      ncn: ncn.address,
      policyArgs: { ...terms, ...figures, ...partiesOf(input, parties) },
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(set) };
}

/** Sets the publisher of a tree's roots and their disputer: an omitted one stays. */
export function planSetRewardRoles(
  input: OfProgram &
    Confirmed & {
      readonly tree: Fetched<RewardTree>;
      readonly admin: TransactionSigner;
      readonly publisher?: Named | undefined;
      /** It can strike roots one delay later. */
      readonly disputer?: Named | undefined;
    },
): { readonly plan: InstructionPlan } {
  const { programAddress, tree, admin } = input;
  const set = getSetRewardRolesInstruction(
    {
      admin,
      ncn: tree.data.ncn,
      tree: tree.address,
      publisher: input.publisher === undefined ? tree.data.publisher : namedAddress(input.publisher, input),
      disputer: input.disputer === undefined ? tree.data.nextDisputer : namedAddress(input.disputer, input),
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(set) };
}
