//! A final checkpoint.

use anchor_lang::prelude::*;

/// A checkpoint that a quorum signed, at `["checkpoint", source, height]`. Any program may read it: see the `bridge_reader` crate, which
/// knows the layout.
#[account]
pub struct Checkpoint {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub bridge: Address,
    pub source: Address,
    /// The table of the round's weights.
    pub table: Address,
    /// Paid for this account and receives its rent.
    pub rent_payer: Address,
    /// The outbox, as the source names it.
    pub origin: [u8; 32],
    pub height: u64,
    /// The time of the height: every earlier message is included.
    pub time: i64,
    pub final_at: i64,
    /// The root of all messages so far.
    pub root: [u8; 32],
    /// The number of messages so far.
    pub count: u64,
    /// The weight that signed.
    pub weight: u64,
    pub total_weight: u64,
    /// The number of operators that signed.
    pub signers: u64,
    /// The first second in which anyone may close the account.
    pub kept_until: i64,
    pub reserved: [u8; 24],
}

impl Checkpoint {
    pub const SEED: &'static [u8] = b"checkpoint";
}
