//! A reward that an NCN's stake tables divide.

use anchor_lang::address_eq;
use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;

use super::{Custodian, StakeTable};

/// A reward of an NCN for the stake in its tables, at `["reward_offer", ncn, index]`. It is funded in full at its
/// opening. This account is the authority of its token account, at `["offer_treasury", offer]`.
#[account]
pub struct RewardOffer {
    pub version: u8,
    pub bump: u8,
    pub treasury_bump: u8,
    /// The mint's issuer could freeze the treasury when the offer was opened.
    pub mint_freezable: PodBool,
    pub padding: [u8; 4],
    /// The NCN whose tables divide the reward.
    pub ncn: Address,
    /// Unique per NCN.
    pub index: u64,
    /// Its index among the NCN's open offers.
    pub place: u64,
    pub mint: Address,
    /// The token account of funded and unpaid rewards.
    pub treasury: Address,
    /// Receives what is not claimed.
    pub funder: Address,
    /// Receives the rent of this account and of the treasury on closing.
    pub rent_payer: Address,
    /// The lowest index of a table that receives rewards from the offer.
    pub first_table: u64,
    /// The lowest index of the next table.
    pub next_table: u64,
    pub books: ledger::state::reward_offer::Offer,
    pub events: u64,
    pub reserved: [u8; 64],
}

impl RewardOffer {
    pub const SEED: &'static [u8] = b"reward_offer";
    /// Seed of the treasury's address.
    pub const TREASURY_SEED: &'static [u8] = b"offer_treasury";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether the offer has attributed rewards to `table`, so the table's part at the offer's index belongs to it.
    pub fn has_attributed(&self, table: &StakeTable) -> bool {
        address_eq(&table.ncn, &self.ncn) && (self.first_table..self.next_table).contains(&table.index)
    }
}

impl Custodian for RewardOffer {
    #[inline(always)]
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R {
        sign(&[Self::SEED, self.ncn.as_ref(), &self.index.to_le_bytes(), &[self.bump]])
    }
}
