/**
 * What a gate's admin, its guardian and anyone do with it, as instructions.
 */
import type { Address, ReadonlyUint8Array, TransactionSigner } from "@solana/kit";

import { CLOCK, RENT } from "../native-stake/programs.js";
import { NOBODY } from "../nobody.js";
import { pdas } from "../pda.js";
import { Told } from "../told.js";
import {
  type Gate,
  getAnnounceUpgradeInstruction,
  getCancelUpgradeInstruction,
  getExecuteUpgradeInstruction,
  getOpenGateInstruction,
  getRenounceUpgradesInstruction,
} from "./generated/index.js";
import { announcedUpgrade, gateAddress } from "./keeper.js";

/** The gate program, and the program behind its gate. */
export type OfGate = {
  /** The gate program's address. */
  readonly gateProgram: Address;
  /** The gated program's address. */
  readonly program: Address;
};

/** Makes a program's gate, and hands it the upgrade authority: permanently. */
export async function openGateInstruction(
  of: OfGate & {
    readonly payer: TransactionSigner;
    readonly authority: TransactionSigner;
    readonly delaySeconds: bigint;
    /** Cancels upgrades beside the admin; none if omitted. */
    readonly guardian?: Address;
  },
) {
  const { gateProgram, program, payer, authority, delaySeconds, guardian = NOBODY } = of;
  return getOpenGateInstruction(
    {
      payer,
      authority,
      gate: await gateAddress(gateProgram, program),
      program,
      programData: await pdas(program).programData(),
      delaySeconds,
      guardian,
    },
    { programAddress: gateProgram },
  );
}

/** Announces the code in a buffer of the admin's: `codeHash` is its SHA-256 without the zeros behind it. */
export async function announceUpgradeInstruction(
  of: OfGate & {
    readonly admin: TransactionSigner;
    readonly buffer: Address;
    readonly codeHash: ReadonlyUint8Array;
    readonly delaySeconds: bigint;
  },
) {
  const { gateProgram, program, admin, buffer, codeHash, delaySeconds } = of;
  const gate = await gateAddress(gateProgram, program);
  return getAnnounceUpgradeInstruction(
    { admin, gate, buffer, codeHash, delaySeconds },
    { programAddress: gateProgram },
  );
}

/**
 * Executes the upgrade that a gate has announced. It needs no signature.
 *
 * @throws Told Nothing is announced.
 */
export async function executeUpgradeInstruction({
  gateProgram,
  gate,
}: {
  readonly gateProgram: Address;
  readonly gate: Gate;
}) {
  const { buffer, owner } = announcementOf(gate);
  const { program } = gate;
  return getExecuteUpgradeInstruction(
    {
      gate: await gateAddress(gateProgram, program),
      program,
      programData: await pdas(program).programData(),
      buffer,
      owner,
      rent: RENT,
      clock: CLOCK,
    },
    { programAddress: gateProgram },
  );
}

/**
 * Cancels the upgrade that a gate has announced: by its admin or its guardian, and by anyone once it has expired.
 *
 * @throws Told Nothing is announced.
 */
export async function cancelUpgradeInstruction(of: {
  readonly gateProgram: Address;
  readonly gate: Gate;
  readonly canceler: TransactionSigner;
}) {
  const { gateProgram, gate, canceler } = of;
  const { buffer, owner } = announcementOf(gate);
  return getCancelUpgradeInstruction(
    { canceler, gate: await gateAddress(gateProgram, gate.program), buffer, owner },
    { programAddress: gateProgram },
  );
}

/** Makes a program immutable, permanently. */
export async function renounceUpgradesInstruction(of: OfGate & { readonly admin: TransactionSigner }) {
  const { gateProgram, program, admin } = of;
  return getRenounceUpgradesInstruction(
    {
      admin,
      gate: await gateAddress(gateProgram, program),
      program,
      programData: await pdas(program).programData(),
    },
    { programAddress: gateProgram },
  );
}

function announcementOf(gate: Gate) {
  const announcement = announcedUpgrade(gate);
  if (!announcement) {
    throw new Told("No upgrade is announced");
  }
  return announcement;
}
