//! Who runs services with the stake that vaults delegate to it.

use anchor_lang::prelude::*;
use ledger::Delayed;

/// An operator, at `["operator", creator, index]`.
#[account]
pub struct Operator {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// 1 once it takes on nothing new, for good. What it has stays slashable until it is taken back.
    pub retired: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 5],
    /// Tells apart the operators of one creator.
    pub index: u64,
    /// Who registered it: a part of its address.
    pub creator: Address,
    /// Who sets its terms and retires it; zero if nobody ever will again.
    pub admin: Address,
    /// Who divides what is delegated to it among services.
    pub allocator: Address,
    /// What it keeps of the rewards on the stake behind it, in basis points.
    pub commission_bps: Delayed,
    /// How many events it has emitted.
    pub events: u64,
    /// Where people read about it.
    pub uri: [u8; 128],
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: Address,
    /// Who owns the token accounts that its commissions go to; zero while they wait for one.
    pub fee_wallet: Address,
    /// The generation of the grants that are valid; one more voids them all.
    pub grant_generation: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 56],
}

impl Operator {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"operator";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
