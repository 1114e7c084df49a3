//! A reward that an NCN's stake tables divide.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::StakeTable;

/// A reward of an NCN for the stake in its tables, at `["reward_offer", ncn, index]`. It is funded in full at its
/// opening. This account is the authority of its token account, at `["offer_treasury", offer]`.
#[account]
pub struct RewardOffer {
    pub version: u8,
    pub bump: u8,
    pub treasury_bump: u8,
    /// 1 if the mint's issuer could freeze the treasury when the offer was opened.
    pub mint_freezable: u8,
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

    pub fn signer(&self) -> RewardOfferSigner {
        RewardOfferSigner { ncn: self.ncn, index: self.index.to_le_bytes(), bump: [self.bump] }
    }
}

/// An offer's signer seeds, separate from the account so that the account can be passed to the called program.
pub struct RewardOfferSigner {
    ncn: Address,
    index: [u8; 8],
    bump: [u8; 1],
}

impl RewardOfferSigner {
    /// The seeds of the offer's address, including the bump.
    pub fn seeds(&self) -> [&[u8]; 4] {
        [RewardOffer::SEED, self.ncn.as_ref(), &self.index, &self.bump]
    }
}
