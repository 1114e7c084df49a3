//! A reward that an NCN's stake tables divide.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::StakeTable;

/// A reward of an NCN for the stake in its tables, at `["reward_offer", ncn, index]`. It is funded in full at its opening; what it
/// holds is in the token account at `["offer_treasury", offer]`, which this account is the authority of.
#[account]
pub struct RewardOffer {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// The bump of the treasury's address.
    pub treasury_bump: u8,
    /// 1 if the mint's issuer could freeze the treasury when the offer was opened.
    pub mint_freezable: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 4],
    /// The NCN whose tables divide the reward.
    pub ncn: Address,
    /// Tells apart the offers of one NCN.
    pub index: u64,
    /// Its place among the NCN's open offers.
    pub place: u64,
    /// The mint of the reward.
    pub mint: Address,
    /// The token account of what was funded and not paid.
    pub treasury: Address,
    /// Gets back what nobody claims.
    pub funder: Address,
    /// Gets back the rent of this account and of the treasury.
    pub rent_payer: Address,
    /// The lowest index of a table that it attributes rewards to.
    pub first_table: u64,
    /// The lowest index of the next one.
    pub next_table: u64,
    /// The figures.
    pub books: ledger::Offer,
    /// How many events it has emitted.
    pub events: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 64],
}

impl RewardOffer {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"reward_offer";
    /// The first seed of the treasury's address.
    pub const TREASURY_SEED: &'static [u8] = b"offer_treasury";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether `table` is one of those that it has been through, so that the table's part at its place is its own.
    pub fn has_attributed(&self, table: &StakeTable) -> bool {
        address_eq(&table.ncn, &self.ncn) && (self.first_table..self.next_table).contains(&table.index)
    }

    /// What the offer signs with.
    pub fn signer(&self) -> RewardOfferSigner {
        RewardOfferSigner { ncn: self.ncn, index: self.index.to_le_bytes(), bump: [self.bump] }
    }
}

/// An offer's seeds, apart from the account so that it can be passed to the program it signs for.
pub struct RewardOfferSigner {
    ncn: Address,
    index: [u8; 8],
    bump: [u8; 1],
}

impl RewardOfferSigner {
    /// The seeds of the offer's address, bump included.
    pub fn seeds(&self) -> [&[u8]; 4] {
        [RewardOffer::SEED, self.ncn.as_ref(), &self.index, &self.bump]
    }
}
