//! Calls of the core by a program that is the slasher of an NCN's policy.

use anchor_lang::pinocchio::cpi::{Seed, Signer as Signing, invoke_signed};
use anchor_lang::pinocchio::instruction::{InstructionAccount, InstructionView};
use anchor_lang::prelude::*;
use restaking::instructions::slash::SlashArgs;
use restaking::state::{NcnAllocation, OperatorDelegation, OptIn, Vault};

/// The number of accounts of the core's `propose_slash`.
pub const SLASH_ACCOUNTS: usize = 14;

/// The places in the accounts of `propose_slash`: payer 0, slasher 1, ncn 2, record 3, vault 4, delegation 5, allocation 6, opt-ins 7
/// to 9, buckets 10 and 11, proposal 12, system program 13.
const VAULT: usize = 4;
const DELEGATION: usize = 5;
const ALLOCATION: usize = 6;
const VAULT_NCN: usize = 9;

/// How a call uses an account: whether it writes it, and whether the account signs.
pub type Access = (bool, bool);

pub(super) const READ: Access = (false, false);
pub(super) const WRITE: Access = (true, false);
const SIGN: Access = (false, true);
pub(super) const PAY: Access = (true, true);

/// The access of each account of `propose_slash`.
pub const SLASH_ACCESS: [Access; SLASH_ACCOUNTS] =
    [PAY, SIGN, READ, WRITE, WRITE, WRITE, WRITE, READ, READ, WRITE, WRITE, WRITE, WRITE, READ];

/// The access of each account of `set_jail`: the slasher, the NCN and the operator's record.
pub const JAIL_ACCESS: [Access; 3] = [SIGN, READ, WRITE];

/// Proposes a slash. `seeds`, with the bump, are those of the slasher. The core checks every account.
///
/// Returns the least stake that the slash may take: half of what it takes if no earlier slash used the epoch's limit. The core
/// refuses a lower one. Otherwise a caller could wait until the limit is nearly used up, and end the incident for almost nothing.
///
/// # Errors
/// The core's refusal, and the account errors of its types.
#[inline(never)]
pub fn propose_slash(
    accounts: &[&AccountView; SLASH_ACCOUNTS],
    incident: u64,
    args: &SlashArgs,
    now: i64,
    seeds: &[&[u8]],
) -> Result<u64> {
    let min_stake = due(accounts, args.fraction, now)?.div_ceil(2).max(args.min_stake);
    call(accounts, &SLASH_ACCESS, &slash_data(incident, args, min_stake), seeds)?;
    Ok(min_stake)
}

/// The data of `propose_slash`.
#[inline(always)]
pub fn slash_data(incident: u64, args: &SlashArgs, min_stake: u64) -> [u8; 105] {
    let mut data = [0; 105];
    let figures = [incident, args.fraction, min_stake, args.reason];
    data[..1].copy_from_slice(restaking::instruction::ProposeSlash::DISCRIMINATOR);
    for (place, figure) in figures.into_iter().enumerate() {
        data[1 + 8 * place..9 + 8 * place].copy_from_slice(&figure.to_le_bytes());
    }
    data[33..65].copy_from_slice(&args.evidence);
    data[65..73].copy_from_slice(&args.offense_at.to_le_bytes());
    data[73..].copy_from_slice(args.reporter.as_ref());
    data
}

/// Jails an operator until `until`, exclusive. The accounts are the slasher, the NCN and the operator's record.
///
/// # Errors
/// The core's refusal.
#[inline(never)]
pub fn set_jail(accounts: &[&AccountView; 3], until: i64, reason: u64, seeds: &[&[u8]]) -> Result<()> {
    call(accounts, &JAIL_ACCESS, &jail_data(until, reason), seeds)
}

/// The data of `set_jail`.
#[inline(always)]
pub fn jail_data(until: i64, reason: u64) -> [u8; 17] {
    let mut data = [0; 17];
    data[..1].copy_from_slice(restaking::instruction::SetJail::DISCRIMINATOR);
    data[1..9].copy_from_slice(&until.to_le_bytes());
    data[9..].copy_from_slice(&reason.to_le_bytes());
    data
}

/// What a slash of `fraction` takes if no earlier slash used the NCN's limit in the epoch.
fn due(accounts: &[&AccountView; SLASH_ACCOUNTS], fraction: u64, now: i64) -> Result<u64> {
    let vault = Account::<Vault>::load(*accounts[VAULT])?;
    let delegation = Account::<OperatorDelegation>::load(*accounts[DELEGATION])?;
    let allocation = Account::<NcnAllocation>::load(*accounts[ALLOCATION])?;
    let vault_ncn = Account::<OptIn>::load(*accounts[VAULT_NCN])?;
    let approval = (&vault_ncn.limits, &vault_ncn.losses);
    let due = vault.ledger.due_slash(&delegation.delegation, &allocation.allocation, approval, fraction, now);
    due.map_err(restaking::error::refused)
}

/// Calls the core. Without `seeds`, no account of the calling program signs.
pub(super) fn call<const N: usize>(
    accounts: &[&AccountView; N],
    access: &[Access; N],
    data: &[u8],
    seeds: &[&[u8]],
) -> Result<()> {
    let metas: [InstructionAccount; N] = core::array::from_fn(|place| {
        let (is_written, is_signer) = access[place];
        InstructionAccount::new(accounts[place].address(), is_written, is_signer)
    });
    let instruction = InstructionView { program_id: &restaking::ID, accounts: &metas, data };
    let mut signed: [Seed; 8] = core::array::from_fn(|_| Seed::from(&[][..]));
    for (place, seed) in signed.iter_mut().zip(seeds) {
        *place = Seed::from(*seed);
    }
    let count = seeds.len().min(signed.len());
    let signers = [Signing::from(&signed[..count])];
    invoke_signed(&instruction, accounts, if count > 0 { &signers } else { &[] })?;
    Ok(())
}
