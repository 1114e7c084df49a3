//! Choices of one byte in instructions. An unknown byte is refused as it is decoded.

use anchor_lang::prelude::*;

/// A role of a pool other than the admin's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(u8)]
pub enum PoolRole {
    /// Moves assets between the reserves and the placements.
    Curator,
    /// Accepts suspect rates, acknowledges upgrades and pauses.
    Guardian,
    /// Owns the token accounts that receive the fees.
    FeeWallet,
    /// Reports the prices of assets without a source on this chain.
    PriceReporter,
}
