/**
 * What the plans of all roles share.
 */
import {
  AccountRole,
  type Address,
  type Instruction,
  type InstructionPlan,
  parallelInstructionPlan,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { Config, Vault } from "../generated/accounts/index.js";
import { BPS } from "../generated/constants/index.js";
import { max, mulDivFloor } from "../ledger/math.js";
import { checkPause, type PauseKind } from "../ledger/pause.js";
import { ensure, Refusal } from "../ledger/refusal.js";
import { NOBODY } from "../nobody.js";
import { openTokenAccount } from "../tokens.js";

export { NOBODY } from "../nobody.js";

/** An account as it was fetched. */
export type Fetched<Data> = {
  readonly address: Address;
  readonly data: Data;
};

/** Which program a plan is for. */
export type OfProgram = {
  /** The program's address on the cluster; `LOCALNET_PROGRAM_ADDRESS` on local chains alone. */
  readonly programAddress: Address;
};

/** An NCN, and the parent of its operator set. */
export type OfNcn = {
  readonly ncn: Address;
  /** Its parent, where it is an operator set: vaults agree with that one. */
  readonly parent?: Address | undefined;
};

/** Pays for accounts that have to be made; the account's owner, or the acting signer, if omitted. */
export type Payer = {
  readonly payer?: TransactionSigner | undefined;
};

/** What may pause an action in all vaults. */
export type MayPause = {
  /** The config, at the address that `pda.config` gives. If it is omitted, only the vault's own pause is told beforehand. */
  readonly config?: Fetched<Config> | undefined;
};

/** Refuses `kind` while the vault's guardian or the config's has paused it. */
export function checkPauses(kind: PauseKind, now: bigint, vault?: Fetched<Vault>, config?: Fetched<Config>): void {
  for (const by of [vault, config]) {
    if (by) {
      checkPause(by.data.pause, kind, now);
    }
  }
}

/** Signs a deposit beside its depositor. */
export type MayBeGated = {
  /** The vault's deposit gate, where it has one; no other signer. */
  readonly depositGate?: TransactionSigner | undefined;
};

/**
 * A deposit with the signature of the vault's gate, if it has one: it follows the deposit's own accounts.
 *
 * @throws Refusal `DepositGate` where the vault has a gate, and `depositGate` is another signer or missing.
 */
export function throughGate(deposit: Instruction, vault: Fetched<Vault>, { depositGate }: MayBeGated): Instruction {
  const gate = vault.data.depositGate;
  if (gate === NOBODY) {
    return deposit;
  }
  if (depositGate?.address !== gate) {
    throw new Refusal("DepositGate");
  }
  const signer = { address: gate, role: AccountRole.READONLY_SIGNER, signer: depositGate } as const;
  return { ...deposit, accounts: [...(deposit.accounts ?? []), signer] };
}

/** How much worse than expected a result may be. */
export type Slippage = {
  /** In basis points of what is expected now; half a percent if omitted. */
  readonly slippageBps?: bigint | undefined;
  /** The agreed minimum when the plan is made anew: it accepts no less, even if less is expected now. */
  readonly atLeast?: bigint | undefined;
};

/** How much worse than expected a result may be before it is refused, in basis points: half a percent if omitted. */
export const DEFAULT_SLIPPAGE_BPS = 50n;

/** `amount` less `bps` basis points of it, rounded down: the least to accept of what is expected. */
export function lessSlippage(amount: bigint, bps: bigint = DEFAULT_SLIPPAGE_BPS): bigint {
  ensure(bps >= 0n && bps <= BPS, "OverWhole", bps, BPS);
  return mulDivFloor(amount, BPS - bps, BPS);
}

/**
 * The least to accept of what is expected.
 *
 * @throws Refusal `BelowMinimum` if less is expected now than was agreed to.
 */
export function leastOf(expected: bigint, { slippageBps, atLeast = 0n }: Slippage): bigint {
  ensure(expected >= atLeast, "BelowMinimum", expected, atLeast);
  return max(lessSlippage(expected, slippageBps), atLeast);
}

/** Makes the owner's token accounts of `mints` where they are missing, then does `rest`. */
export async function withTokenAccounts(
  payer: TransactionSigner,
  owner: Address,
  mints: Iterable<Address>,
  ...rest: (Instruction | InstructionPlan)[]
): Promise<InstructionPlan> {
  const missing = await Promise.all([...new Set(mints)].map((mint) => openTokenAccount(payer, owner, mint)));
  const [only] = rest;
  return sequentialInstructionPlan([...missing, rest.length === 1 && only ? only : parallelInstructionPlan(rest)]);
}

/** Sixty-four random bits: no two tickets of one owner get the same in practice. */
export function randomNonce(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] as bigint;
}
