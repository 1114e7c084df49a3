//! A captor adds up what stands behind an operator, some vaults at a time. Captures of other operators and by other captors
//! write other accounts, so that they run in parallel.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::StakeCaptured;
use crate::stake::{ACCOUNTS_A_VAULT, Behind};
use crate::state::{Ncn, Operator, OperatorRecord, OptIn, StakeCapture, StakeTable};
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
    pub fn run(&mut self, vaults: &[AccountView]) -> Result<()> {
        let now = till::now()?;
        self.table.require_open(now)?;
        let (table, operator) = (self.table.address(), self.operator.address());
        let mut capture = StakeCapture::load_or_open(*self.capture.account(), &self.captor, table, operator)?;
        let (weight_before, vaults_before) = (capture.weight, capture.vaults);
        let behind = Behind::new(&self.ncn, operator, &self.opt_in, &self.record, [now, self.table.certain_until]);
        let weight = behind.read(vaults, &mut capture.last_vault, |_| {})?;
        capture.weight = weight_before.saturating_add(weight);
        capture.vaults = vaults_before.wrapping_add((vaults.len() / ACCOUNTS_A_VAULT) as u64);
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
