//! An operator, which runs services with the stake that vaults delegate to it.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::delayed::Delayed;

/// An operator, at `["operator", creator, index]`.
#[account]
pub struct Operator {
    pub version: u8,
    pub bump: u8,
    /// Permanent: it accepts nothing new. Existing stake stays slashable until it is withdrawn.
    pub retired: PodBool,
    pub padding: [u8; 5],
    /// Unique per creator.
    pub index: u64,
    /// Registered the operator; a seed of its address.
    pub creator: Address,
    /// Sets the operator's terms and retires it; zero if renounced permanently.
    pub admin: Address,
    /// Allocates delegated stake to NCNs.
    pub allocator: Address,
    /// The commission on rewards for its stake, in basis points.
    pub commission_bps: Delayed,
    pub events: u64,
    /// A link to its description.
    pub uri: [u8; 128],
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// Owns the token accounts that receive its commissions; zero while commissions wait for one.
    pub fee_wallet: Address,
    /// The generation of valid grants. An increment voids all earlier ones.
    pub grant_generation: u64,
    pub reserved: [u8; 56],
}

impl Operator {
    pub const SEED: &'static [u8] = b"operator";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
