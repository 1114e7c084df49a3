//! A reporter says that it knows of an offence before it shows it, so that nobody who sees it shown can be first.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use crate::event::ReportCommitted;
use crate::state::{OffenceReport, VERSION};
use crate::till;

/// Accounts of `commit_report`.
#[derive(Accounts)]
#[instruction(commitment: [u8; 32])]
pub struct CommitReport {
    /// Who knows, and pays for the account until it shows what.
    #[account(mut)]
    pub reporter: Signer,
    /// The report, made here.
    #[account(
        init, payer = reporter, bump,
        seeds = [OffenceReport::SEED, reporter.address().as_ref(), &commitment]
    )]
    pub report: Account<OffenceReport>,
    /// The system program.
    pub system_program: Program<System>,
}

impl CommitReport {
    /// Notes the commitment and the slot.
    pub fn run(&mut self, bump: u8, commitment: [u8; 32]) -> Result<()> {
        let slot = Clock::get()?.slot;
        let report = &mut self.report;
        report.version = VERSION;
        report.bump = bump;
        report.reporter = *self.reporter.address();
        report.commitment = commitment;
        report.slot = slot;
        emit!(ReportCommitted {
            report: *report.address(),
            time: till::now()?,
            reporter: report.reporter,
            commitment,
            slot,
        });
        Ok(())
    }
}
