//! The service of an NCN.

use anchor_lang::prelude::*;
use template_ledger::rules::Rules;

/// The service of an NCN, at `["service", ncn]`. The account is the slasher of the NCN's policy: the program signs for it.
#[account]
pub struct Service {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub ncn: Address,
    /// The stake table of new rounds; zero before the first.
    pub table: Address,
    /// The index of that table among the NCN's.
    pub table_index: u64,
    /// The number of rounds so far in which a quorum voted.
    pub rounds: u64,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    /// The time of height 0, in unix seconds. Times of heights never change: votes for a closed round could otherwise enter a new one.
    pub height_zero: i64,
    /// The milliseconds between consecutive heights.
    pub height_millis: u64,
    pub rules: Rules,
    pub reserved: [u8; 64],
}

/// The rules of a service, as an instruction argument. The fields are those of `Rules`.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct RuleFigures {
    pub quorum_bps: u64,
    pub slash_fraction: u64,
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
            slash_fraction: args.slash_fraction,
            window_seconds: args.window_seconds,
            absent_times: args.absent_times,
            absent_of: args.absent_of,
            jail_seconds: args.jail_seconds,
            min_table_weight: args.min_table_weight,
            certain_seconds: args.certain_seconds,
            min_challenge_seconds: args.min_challenge_seconds,
            period_seconds: args.period_seconds,
            reserved: [0; 6],
        }
    }
}

impl Service {
    pub const SEED: &'static [u8] = b"service";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
