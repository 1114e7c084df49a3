//! Events of the keys that operators sign with.

use anchor_lang::prelude::*;

use crate::choice::stored;

/// An operator registered a key for an NCN, replacing its earlier key if there was one.
#[event(bytemuck)]
pub struct KeyRegistered {
    pub record: Address,
    pub number: u64,
    /// The first second in which the key is active.
    pub time: i64,
    pub ncn: Address,
    pub operator: Address,
    /// The key's account.
    pub operator_key: Address,
    pub kind: stored::KeyKind,
    pub padding: [u8; 7],
    pub key: [u8; 32],
    /// The account of the replaced key; zero if none.
    pub replaced: Address,
    /// The first second in which the replaced key is no longer active; zero if none.
    pub replaced_until: i64,
}

/// An operator retired its key for an NCN and has no active key now.
#[event(bytemuck)]
pub struct KeyRetired {
    pub record: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub operator: Address,
    /// The key's account.
    pub operator_key: Address,
    pub key: [u8; 32],
    /// The first second in which the key is no longer active.
    pub until: i64,
}
