//! A captor adds up what stands behind an operator, some vaults at a time. Captures of other operators and by other captors
//! write other accounts, so that they run in parallel.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::StakeCaptured;
use crate::stake::{ACCOUNTS_A_VAULT, Behind};
use crate::state::{CaptureEntry, Capturing, Ncn, Operator, OperatorRecord, OptIn, StakeTable};
use crate::till;

/// Accounts of `capture_stake`, followed for each vault by: the vault, its delegation to the operator, that's allocation to
/// the NCN, the agreement of vault and operator, the agreement of vault and NCN.
#[derive(Accounts)]
pub struct CaptureStake {
    /// Who captures, and pays for the capture.
    #[account(mut)]
    pub captor: Signer,
    /// The table that it is for; only read, so that captures do not wait for each other.
    pub table: Account<StakeTable>,
    /// The NCN.
    #[account(address = table.ncn @ RestakingError::WrongTable)]
    pub ncn: Account<Ncn>,
    /// The operator.
    pub operator: Account<Operator>,
    /// The agreement of operator and NCN.
    #[account(
        constraint = address_eq(&opt_in.left, operator.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
    /// The operator's record in the NCN: it may be in jail.
    #[account(
        constraint = address_eq(&record.operator, operator.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    /// The capture, at `["capture", table, operator, captor]`; the first call makes it.
    #[account(mut)]
    pub capture: UncheckedAccount,
    /// The system program.
    pub system_program: Program<System>,
}

impl CaptureStake {
    /// Adds the weight of each vault in `vaults`, which come in ascending order of their addresses over all calls, so that
    /// none counts twice. A vault that counts for nothing is added with no weight.
    ///
    /// For a table that rewards may be attributed to, the capture keeps each vault's weight: its share of them. It makes room for
    /// these vaults, and for `room` vaults in all at least: room that is made ahead spares later calls a payment each.
    pub fn run(&mut self, vaults: &[AccountView], room: u64) -> Result<()> {
        let now = till::now()?;
        self.table.require_open(now)?;
        let (table, operator) = (self.table.address(), self.operator.address());
        let count = vaults.len() / ACCOUNTS_A_VAULT;
        let keeps = self.table.offers != 0;
        let room = if keeps { room.max(count as u64) } else { 0 };
        let capturing = Capturing { captor: &self.captor, table, operator };
        let mut capture = capturing.load_or_open(*self.capture.account(), room)?;
        if keeps {
            capturing.make_room(&mut capture, count, room)?;
        }
        let (weight_before, vaults_before) = (capture.weight, capture.vaults);
        let (mut weight, mut last_vault) = (weight_before, capture.last_vault);
        let behind = Behind::new(&self.ncn, operator, &self.opt_in, &self.record, [now, self.table.certain_until]);
        behind.read(vaults, &mut last_vault, |vault, _, own| {
            let before = weight;
            weight = weight.saturating_add(own);
            // What does not fit has no share either, so that the shares add up to the weight.
            if keeps { CaptureEntry::keep(&mut capture, vault, weight - before) } else { Ok(()) }
        })?;
        capture.weight = weight;
        capture.last_vault = last_vault;
        capture.vaults = vaults_before.wrapping_add(count as u64);
        capture.captured_at = now;
        emit!(StakeCaptured {
            capture: *capture.address(),
            number: capture.next_event(),
            time: now,
            table: *table,
            operator: *operator,
            captor: capture.captor,
            last_vault: capture.last_vault,
            weight_before,
            weight_after: capture.weight,
            vaults_before,
            vaults_after: capture.vaults,
        });
        Ok(())
    }
}
