//! An account of rounds.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use bridge_ledger::round::{Round, VoteEntry};
use ncn_kit::median::MAX_ENTRIES;

/// A round of a source, at `["round", source, slot]`; a vote per entry of the stake table follows, at the entry's index. The account serves
/// the heights with `height % rounds == slot` in turn, so that no round pays rent.
#[account]
pub struct VoteRound {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub source: Address,
    pub slot: u64,
    /// The table of the height's weights; fixed when the height opens.
    pub table: Address,
    pub round: Round,
    pub reserved: [u8; 32],
}

impl VoteRound {
    pub const SEED: &'static [u8] = b"round";

    /// The size of the account, with an entry for each operator of the largest table.
    pub const SPACE: usize = Slab::<Self, VoteEntry>::space_for(MAX_ENTRIES as u32);
}
