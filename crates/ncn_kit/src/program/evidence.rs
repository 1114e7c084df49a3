//! Evidence: for how long the proof of an offense is needed, and calls of the core by the reporter of two votes at one height.
//!
//! A service needs no rule of its own against two votes at one height: anyone reports them to the core. A program that is the reporter,
//! by these calls, receives the reporter's share.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use restaking::constants::MAX_CHALLENGE_SECONDS;
use restaking::state::Config;

use super::calls::{Access, PAY, READ, SLASH_ACCOUNTS, WRITE, call};

/// The access of each account of `commit_report`: the reporter, the report and the system program.
pub const REPORT_ACCESS: [Access; 3] = [PAY, WRITE, READ];

/// The place of the second key in the accounts of `submit_equivocation`: payer 0, reporter 1, report 2, ncn 3, record 4, keys 5 and 6,
/// proof 7, sysvar of instructions 8, system program 9.
const SECOND_KEY: usize = 6;

/// The access of each account of `slash_equivocation`: payer 0, proof 1, ncn 2, then as in `propose_slash` from the record on.
pub const SLASH_PROOF_ACCESS: [Access; SLASH_ACCOUNTS] =
    [PAY, READ, READ, WRITE, WRITE, WRITE, WRITE, READ, READ, WRITE, WRITE, WRITE, WRITE, READ];

/// The first second in which the proof of an offense is no longer needed, of which the account was made at `proven_at`. `config` is the
/// core's.
///
/// The core takes an offense for one epoch of a vault, and an open slash of the same delegation stops that time: for one challenge window,
/// unless others follow it. The offense's own slash is then open for another one, in which the resolver needs the proof.
///
/// # Errors
/// Those of an account that is not the config.
pub fn needed_until(config: AccountView, proven_at: i64) -> Result<i64> {
    let longest = Account::<Config>::load(config)?.max_epoch_seconds;
    Ok(proven_at.saturating_add_unsigned(longest.saturating_add(2 * MAX_CHALLENGE_SECONDS)))
}

/// Commits to evidence of two votes at one height, as the reporter, before it is revealed. `seeds`, with the bump, are those of a reporter
/// that is an account of the calling program; none where a wallet signs.
///
/// # Errors
/// The core's refusal.
#[inline(never)]
pub fn commit_report(accounts: &[&AccountView; 3], commitment: &[u8; 32], seeds: &[&[u8]]) -> Result<()> {
    call(accounts, &REPORT_ACCESS, &report_data(commitment), seeds)
}

/// The data of `commit_report`.
#[inline(always)]
pub fn report_data(commitment: &[u8; 32]) -> [u8; 33] {
    let mut data = [0; 33];
    data[..1].copy_from_slice(restaking::instruction::CommitReport::DISCRIMINATOR);
    data[1..].copy_from_slice(commitment);
    data
}

/// Proves two votes of `kind` at `height`, as the reporter. The instruction of the Ed25519 program stands just before that of the caller,
/// because the core looks in the transaction's list. `seeds` are as in [`commit_report`].
///
/// # Errors
/// The core's refusal.
#[inline(never)]
pub fn submit_equivocation(
    accounts: &[&AccountView; 10],
    (kind, height): (u8, u64),
    salt: &[u8; 32],
    seeds: &[&[u8]],
) -> Result<()> {
    call(accounts, &proof_access(accounts[SECOND_KEY].address()), &proof_data(kind, height, salt), seeds)
}

/// The access of each account of `submit_equivocation` with `second_key`: the core's program for votes by one key.
pub fn proof_access(second_key: &Address) -> [Access; 10] {
    let second = if address_eq(second_key, &restaking::ID) { READ } else { WRITE };
    [PAY, PAY, WRITE, READ, WRITE, WRITE, second, WRITE, READ, READ]
}

/// The data of `submit_equivocation`.
#[inline(always)]
pub fn proof_data(kind: u8, height: u64, salt: &[u8; 32]) -> [u8; 42] {
    let mut data = [0; 42];
    data[..1].copy_from_slice(restaking::instruction::SubmitEquivocation::DISCRIMINATOR);
    data[1] = kind;
    data[2..10].copy_from_slice(&height.to_le_bytes());
    data[10..].copy_from_slice(salt);
    data
}

/// Slashes a proven equivocation in one vault, by the policy's rule. Permissionless in the core: only the payer signs.
///
/// # Errors
/// The core's refusal.
#[inline(never)]
pub fn slash_equivocation(accounts: &[&AccountView; SLASH_ACCOUNTS], seeds: &[&[u8]]) -> Result<()> {
    call(accounts, &SLASH_PROOF_ACCESS, SLASH_PROOF_DATA, seeds)
}

/// The data of `slash_equivocation`.
pub const SLASH_PROOF_DATA: &[u8] = restaking::instruction::SlashEquivocation::DISCRIMINATOR;
