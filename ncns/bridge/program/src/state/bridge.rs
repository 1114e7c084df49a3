//! The bridge of an NCN.

use anchor_lang::prelude::*;
use bridge_ledger::rules::{RuleBook, Rules};

/// The bridge of an NCN, at `["bridge", ncn]`. The account is the slasher of the NCN's policy: the program signs for it.
#[account]
pub struct Bridge {
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
    pub reserved: [u8; 64],
}

/// The rules of a bridge, as an instruction argument. The fields are those of `Rules`.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct RuleFigures {
    pub quorum_bps: u64,
    pub min_signers: u64,
    pub window_seconds: u64,
    pub absent_times: u64,
    pub absent_of: u64,
    pub jail_seconds: u64,
    pub min_table_weight: u64,
    pub certain_seconds: u64,
    pub min_challenge_seconds: u64,
    pub period_seconds: u64,
    pub false_root_fraction: u64,
    pub adjudicated_fraction: u64,
    pub kept_seconds: u64,
}

impl From<RuleFigures> for Rules {
    fn from(args: RuleFigures) -> Self {
        Self {
            quorum_bps: args.quorum_bps,
            min_signers: args.min_signers,
            window_seconds: args.window_seconds,
            absent_times: args.absent_times,
            absent_of: args.absent_of,
            jail_seconds: args.jail_seconds,
            min_table_weight: args.min_table_weight,
            certain_seconds: args.certain_seconds,
            min_challenge_seconds: args.min_challenge_seconds,
            period_seconds: args.period_seconds,
            false_root_fraction: args.false_root_fraction,
            adjudicated_fraction: args.adjudicated_fraction,
            kept_seconds: args.kept_seconds,
            reserved: [0; 7],
        }
    }
}

impl Bridge {
    pub const SEED: &'static [u8] = b"bridge";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
