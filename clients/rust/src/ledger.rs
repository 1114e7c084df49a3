//! The accounting itself, for figures that are exact: the accounts' parts as the structs of the `ledger` crate, which the program
//! computes with. Both have the same bytes.

use borsh::BorshSerialize;
use bytemuck::Pod;

/// The crate that the program takes every number from.
pub use ::ledger::*;

/// `value` as the ledger's struct with the same bytes.
pub(crate) fn same_bytes<T: Pod>(value: &impl BorshSerialize) -> T {
    bytemuck::pod_read_unaligned(&borsh::to_vec(value).expect("memory for some thousand bytes"))
}

macro_rules! same {
    ($($module:ident::$name:ident),*) => {$(
        impl From<&crate::$name> for ::ledger::state::$module::$name {
            fn from(value: &crate::$name) -> Self {
                same_bytes(value)
            }
        }
    )*};
}

same!(
    allocation::Allocation,
    bond_pool::BondPool,
    bond_pool::BondPosition,
    books::Books,
    breaker::LossLimits,
    breaker::Losses,
    delayed::Delayed,
    delegation::Delegation,
    exit_bucket::Bucket,
    exit_ticket::Ticket,
    opt_in::Sides,
    reward_offer::Offer,
    reward_offer::OfferDebt,
    reward_offer::OfferPart,
    reward_offer::OfferPlace,
    reward_tree::RewardBooks,
    slash::Slash,
    slash_terms::SlashTerms,
    vault::VaultLedger
);
