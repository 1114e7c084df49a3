//! An operator's custody in an archive.

use anchor_lang::prelude::*;
use availability_ledger::custody::Custody;

/// An operator's custody, at `["custody", archive, operator]`. It holds the bonds that the operator won, so that no wallet can keep an
/// answer from being paid for.
#[account]
pub struct OperatorCustody {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub archive: Address,
    pub operator: Address,
    pub events: u64,
    pub custody: Custody,
    pub reserved: [u8; 32],
}

impl OperatorCustody {
    pub const SEED: &'static [u8] = b"custody";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
