//! What happens to the keys that operators sign with.

use anchor_lang::prelude::*;

/// An operator registered a key for an NCN, in place of the one before if it had one.
#[event(bytemuck)]
pub struct KeyRegistered {
    /// The record.
    pub record: Address,
    /// The number of this event among the record's.
    pub number: u64,
    /// When it happened: the first second in which the key counts.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// The key's account.
    pub operator_key: Address,
    /// What it signs by: 0 Ed25519.
    pub kind: u64,
    /// The public key.
    pub key: [u8; 32],
    /// The account of the key that it replaced; zero if the operator had none.
    pub replaced: Address,
    /// The first second in which that one counts no longer; zero if the operator had none.
    pub replaced_until: i64,
}

/// An operator ended its key for an NCN, and has none now.
#[event(bytemuck)]
pub struct KeyRetired {
    /// The record.
    pub record: Address,
    /// The number of this event among the record's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// The key's account.
    pub operator_key: Address,
    /// The public key.
    pub key: [u8; 32],
    /// The first second in which it counts no longer.
    pub until: i64,
}
