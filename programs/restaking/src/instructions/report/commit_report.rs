//! Commits to evidence of an offense before it is revealed, so it cannot be front-run.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{ReportCommitted, emit};
use crate::state::{OffenseReport, VERSION};

/// Accounts of `commit_report`.
#[derive(Accounts)]
#[instruction(commitment: [u8; 32])]
pub struct CommitReport {
    /// The reporter. Pays for the account until it reveals the evidence.
    #[account(mut)]
    pub reporter: Signer,
    #[account(
        init, payer = reporter, bump,
        seeds = [OffenseReport::SEED, reporter.address().as_ref(), &commitment]
    )]
    pub report: Account<OffenseReport>,
    pub system_program: Program<System>,
}

impl CommitReport {
    /// Stores the commitment and the slot.
    pub fn commit_report(&mut self, bump: u8, commitment: [u8; 32]) -> Result<()> {
        let slot = Clock::get()?.slot;
        let report = &mut self.report;
        report.version = VERSION;
        report.bump = bump;
        report.reporter = *self.reporter.address();
        report.commitment = commitment;
        report.slot = slot;
        emit(ReportCommitted {
            report: *report.address(),
            time: clock::now()?,
            reporter: report.reporter,
            commitment,
            slot,
        });
        Ok(())
    }
}
