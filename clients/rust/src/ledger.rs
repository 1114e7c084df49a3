//! The accounting itself, for figures that are exact: the accounts' parts as the structs of the `ledger` crate, which the program
//! computes with. Both have the same bytes.

use borsh::BorshSerialize;
use bytemuck::Pod;

/// The crate that the program takes every number from.
pub use ::ledger::*;

/// `value` as the ledger's struct with the same bytes.
fn same_bytes<T: Pod>(value: &impl BorshSerialize) -> T {
    bytemuck::pod_read_unaligned(&borsh::to_vec(value).expect("memory for a few hundred bytes"))
}

macro_rules! same {
    ($($name:ident),*) => {$(
        impl From<&crate::$name> for ::ledger::$name {
            fn from(value: &crate::$name) -> Self {
                same_bytes(value)
            }
        }
    )*};
}

same!(
    Agreement,
    Allocation,
    BondPool,
    BondPosition,
    Books,
    Bucket,
    Delayed,
    Delegation,
    LossLimits,
    Losses,
    Offer,
    OfferDebt,
    OfferPart,
    OfferPlace,
    RewardBooks,
    Slash,
    SlashTerms,
    Ticket,
    VaultLedger
);
