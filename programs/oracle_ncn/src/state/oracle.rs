//! The oracle of an NCN.

use anchor_lang::prelude::*;
use oracle_ledger::retirement::RetiredNumbers;
use oracle_ledger::rules::{RuleBook, Rules};

/// The oracle of an NCN, at `["oracle", ncn]`. The account is the slasher of the NCN's policy: the program signs for it.
#[account]
pub struct Oracle {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub ncn: Address,
    /// The stake table of new rounds; zero before the first.
    pub table: Address,
    /// The index of that table among the NCN's.
    pub table_index: u64,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    pub rules: RuleBook,
    pub retired: RetiredNumbers,
    pub reserved: [u8; 32],
}

/// The rules of an oracle, as an instruction argument. The fields are those of `Rules`.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct RuleFigures {
    pub quorum_bps: u64,
    pub min_reports: u64,
    pub safety_bps: u64,
    pub warning_bps: u64,
    pub slash_bps: u64,
    pub severe_bps: u64,
    pub severe_times: u64,
    pub severe_of: u64,
    pub slash_fraction: u64,
    pub manipulation_fraction: u64,
    pub window_seconds: u64,
    pub absent_times: u64,
    pub absent_of: u64,
    pub jail_seconds: u64,
    pub min_table_weight: u64,
    pub certain_seconds: u64,
    pub min_challenge_seconds: u64,
    pub period_seconds: u64,
}

impl From<RuleFigures> for Rules {
    fn from(args: RuleFigures) -> Self {
        Self {
            quorum_bps: args.quorum_bps,
            min_reports: args.min_reports,
            safety_bps: args.safety_bps,
            warning_bps: args.warning_bps,
            slash_bps: args.slash_bps,
            severe_bps: args.severe_bps,
            severe_times: args.severe_times,
            severe_of: args.severe_of,
            slash_fraction: args.slash_fraction,
            manipulation_fraction: args.manipulation_fraction,
            window_seconds: args.window_seconds,
            absent_times: args.absent_times,
            absent_of: args.absent_of,
            jail_seconds: args.jail_seconds,
            min_table_weight: args.min_table_weight,
            certain_seconds: args.certain_seconds,
            min_challenge_seconds: args.min_challenge_seconds,
            period_seconds: args.period_seconds,
            reserved: [0; 8],
        }
    }
}

impl Oracle {
    pub const SEED: &'static [u8] = b"oracle";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
