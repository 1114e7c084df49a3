//! Adds up the stake delegated to an operator, some vaults at a time. Captures by different captors or of different
//! operators write different accounts, so they run in parallel.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{StakeCaptured, emit};
use crate::stake::{ACCOUNTS_PER_VAULT, OperatorStake};
use crate::state::{CaptureEntry, Capturing, Ncn, Operator, OperatorRecord, OptIn, StakeTable};

/// Accounts of `capture_stake`, followed for each vault by: the vault, its delegation to the operator, the operator's
/// allocation to the NCN, the opt-in of vault and operator, the opt-in of vault and NCN.
#[derive(Accounts)]
pub struct CaptureStake {
    /// Captures, and pays for the capture.
    #[account(mut)]
    pub captor: Signer,
    /// The capture's table; read-only, so captures do not block each other.
    pub table: Account<StakeTable>,
    #[account(address = table.ncn @ RestakingError::WrongTable)]
    pub ncn: Account<Ncn>,
    pub operator: Account<Operator>,
    /// The opt-in of operator and NCN.
    #[account(
        constraint = address_eq(&opt_in.left, operator.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
    /// The operator's record in the NCN, which states its jail time.
    #[account(
        constraint = address_eq(&record.operator, operator.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    /// The capture, at `["capture", table, operator, captor]`; created by the first call.
    #[account(mut)]
    pub capture: UncheckedAccount,
    pub system_program: Program<System>,
}

impl CaptureStake {
    /// Adds the weight of each vault in `vaults`. Addresses must ascend across all calls, so no vault is added twice. A
    /// vault without weight is added with zero.
    ///
    /// For a table that can receive rewards, the capture stores each vault's weight, which determines its share. It
    /// makes room for these vaults, and for at least `room` vaults in total: room made ahead saves later calls a
    /// payment each.
    pub fn capture_stake(&mut self, vaults: &[AccountView], room: u64) -> Result<()> {
        let now = clock::now()?;
        self.table.require_open(now)?;
        let (table, operator) = (self.table.address(), self.operator.address());
        let count = vaults.len() / ACCOUNTS_PER_VAULT;
        let keeps = self.table.offers != 0;
        let room = if keeps { room.max(count as u64) } else { 0 };
        let capturing = Capturing { captor: &self.captor, table, operator };
        let mut capture = capturing.load_or_open(*self.capture.account(), room)?;
        if keeps {
            capturing.make_room(&mut capture, count, room)?;
        }
        let (weight_before, vaults_before) = (capture.weight, capture.vaults);
        let (mut weight, mut last_vault) = (weight_before, capture.last_vault);
        let reading =
            OperatorStake::new(&self.ncn, operator, &self.opt_in, &self.record, [now, self.table.certain_until]);
        reading.read(vaults, &mut last_vault, |vault, _, own| {
            let before = weight;
            weight = weight.saturating_add(own);
            // A weight that does not fit gets no share either, so the shares add up to the total weight.
            if keeps { CaptureEntry::keep(&mut capture, vault, weight - before) } else { Ok(()) }
        })?;
        capture.weight = weight;
        capture.last_vault = last_vault;
        capture.vaults = vaults_before.wrapping_add(count as u64);
        capture.captured_at = now;
        emit(StakeCaptured {
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
