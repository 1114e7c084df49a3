/**
 * What an NCN lets go before its time, and vaults that leave NCNs by themselves.
 */
import { type InstructionPlan, sequentialInstructionPlan, type TransactionSigner } from "@solana/kit";

import type {
  Config,
  Ncn,
  NcnAllocation,
  OperatorDelegation,
  OptIn,
  SlashProposal,
  Vault,
} from "../generated/accounts/index.js";
import { BPS } from "../generated/constants/index.js";
import {
  getReleaseAllocationInstruction,
  getReleaseOptInInstruction,
  getSetStopLossInstruction,
  getUncountSlashInstruction,
} from "../generated/instructions/index.js";
import { SlashStatus } from "../generated/types/index.js";
import { pendingChange, valueAt } from "../ledger/delayed.js";
import { min } from "../ledger/math.js";
import { ensure } from "../ledger/refusal.js";
import { pdas } from "../pda.js";
import type { Fetched, OfProgram } from "./common.js";

/** The epochs of the slowest vault that a promise of certain stake can reach past a table's window. */
const PROMISED_EPOCHS = 2n;

/** The last second until which a table of the NCN's relies on stake that is certain: until then it releases nothing. */
export function promisedUntil(
  ncn: Pick<Ncn, "certainUntil" | "certainClosesAt">,
  config: Pick<Config, "maxEpochSeconds">,
): bigint {
  return min(ncn.certainUntil, ncn.certainClosesAt + PROMISED_EPOCHS * config.maxEpochSeconds);
}

/** The releasing party, and the accounts that decide whether it can release. */
type Releasing = OfProgram & {
  readonly ncn: Fetched<Ncn>;
  readonly config: Fetched<Config>;
  /** The NCN's admin. */
  readonly admin: TransactionSigner;
  /** The cluster's time. */
  readonly now: bigint;
};

function checkPromised({ ncn, config, now }: Releasing): void {
  const until = promisedUntil(ncn.data, config.data);
  ensure(now > until, "StakePromised", now, until);
}

/**
 * Has a pending decrease of an allocation take effect now.
 *
 * @throws Refusal `StakePromised`, `NothingToRelease`, or `OpenSlash`: a slash of the allocation is open.
 */
export async function planReleaseAllocation(
  input: Releasing & {
    readonly delegation: Fetched<OperatorDelegation>;
    readonly allocation: Fetched<NcnAllocation>;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, ncn, config, admin, delegation, allocation, now } = input;
  checkPromised(input);
  const { magnitude, openSlashes } = allocation.data.allocation;
  const current = valueAt(magnitude, now);
  ensure(magnitude.next < current, "NothingToRelease", magnitude.next, current);
  ensure(openSlashes === 0n, "OpenSlash", openSlashes, 0n);
  const release = getReleaseAllocationInstruction(
    {
      admin,
      config: config.address,
      ncn: ncn.address,
      vault: delegation.data.vault,
      delegation: delegation.address,
      allocation: allocation.address,
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([release]) };
}

/**
 * Has each pending leave of an opt-in with an NCN take effect now.
 *
 * @throws Refusal `StakePromised`, `NothingToRelease`, or `SetsCovered`: the NCN's sets rely on the opt-in too.
 */
export function planReleaseOptIn(input: Releasing & { readonly optIn: Fetched<OptIn> }): {
  readonly plan: InstructionPlan;
} {
  const { programAddress, ncn, config, admin, optIn, now } = input;
  checkPromised(input);
  const { sides, sets } = optIn.data;
  ensure(valueAt(sets, now) === 0n, "SetsCovered", valueAt(sets, now), 0n);
  const leaves = [sides.left, sides.right].filter((side) => pendingChange(side, now)?.value === 0n);
  ensure(leaves.length > 0, "NothingToRelease", 0n, 1n);
  const release = getReleaseOptInInstruction(
    { admin, config: config.address, ncn: ncn.address, optIn: optIn.address },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([release]) };
}

/**
 * Has a vault leave an NCN by itself once its slashes took more than `bps` of the vault's stake, in basis points added up slash by slash;
 * zero for never. A lower bound takes effect at once, a higher one as a rise of exposure.
 *
 * @throws Refusal `OverWhole`.
 */
export function planSetStopLoss(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    /** The opt-in of vault and NCN. */
    readonly optIn: Fetched<OptIn>;
    /** The vault's admin. */
    readonly admin: TransactionSigner;
    readonly bps: bigint;
  },
): { readonly plan: InstructionPlan } {
  const { programAddress, vault, optIn, admin, bps } = input;
  ensure(bps >= 0n && bps <= BPS, "OverWhole", bps, BPS);
  const set = getSetStopLossInstruction(
    { admin, vault: vault.address, ncn: optIn.data.right, optIn: optIn.address, bps },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([set]) };
}

/**
 * Takes a vetoed slash off the stop-loss of its vault. Anyone may.
 *
 * @throws Refusal `NotCounted`.
 */
export async function planUncountSlash(
  input: OfProgram & {
    readonly slash: Fetched<SlashProposal>;
    /** The NCN's parent, where it is an operator set. */
    readonly parent?: SlashProposal["ncn"] | undefined;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, slash, parent } = input;
  const { ncn, vault, status, counted } = slash.data;
  ensure(status === SlashStatus.Vetoed && counted, "NotCounted", BigInt(counted), 1n);
  const optIn = await pdas(programAddress).optIn(vault, parent ?? ncn);
  const uncount = getUncountSlashInstruction({ proposal: slash.address, ncn, optIn }, { programAddress });
  return { plan: sequentialInstructionPlan([uncount]) };
}
