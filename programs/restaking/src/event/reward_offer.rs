//! Events of rewards by captured stake, numbered per offer.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::reward_offer::{Offer, OfferPart};

/// A reward offer was opened and funded; `number` 1 of its events.
#[event(bytemuck)]
pub struct RewardOfferOpened {
    pub offer: Address,
    pub number: u64,
    pub time: i64,
    /// The NCN whose tables divide the reward.
    pub ncn: Address,
    /// Unique per NCN.
    pub index: u64,
    /// Its index among the NCN's open offers.
    pub place: u64,
    pub mint: Address,
    /// The token account that holds the reward.
    pub treasury: Address,
    pub funder: Address,
    /// The mint's issuer can freeze the treasury.
    pub mint_freezable: PodBool,
    pub padding: [u8; 7],
    /// The lowest index of a table that receives rewards from the offer.
    pub first_table: u64,
    pub books: Offer,
}

/// What an offer had accrued was attributed to a final table.
#[event(bytemuck)]
pub struct RewardAttributed {
    pub offer: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    /// Unique per NCN.
    pub index: u64,
    /// The amount, zero if it waits for the next table, and the deadline for claiming its shares.
    pub part: OfferPart,
    /// The total attributed to all tables so far.
    pub attributed: u64,
}

/// A vault's share of a reward was claimed.
#[event(bytemuck)]
pub struct RewardShareClaimed {
    pub offer: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    /// The operator that the vault's stake was delegated to.
    pub operator: Address,
    /// The author of the capture that determines the vault's weight.
    pub captor: Address,
    pub vault: Address,
    /// The operator's commission, which waits to be collected.
    pub commission: u64,
    /// The amount paid to the vault or to its bond pool.
    pub paid: u64,
    /// The rest of the table's part.
    pub left: u64,
    /// How many of the table's operators still have a vault that has not claimed.
    pub operators: u64,
    /// The total that the offer has paid so far.
    pub offer_paid: u64,
    /// The commissions that the offer owes.
    pub offer_commissions: u64,
}

/// An operator's commission on the shares of a reward was paid.
#[event(bytemuck)]
pub struct RewardCommissionCollected {
    pub offer: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub wallet: Address,
    pub amount: u64,
    /// The total that the offer has paid so far.
    pub offer_paid: u64,
    /// The commissions that the offer owes.
    pub offer_commissions: u64,
}

/// A reward offer was closed. The rest returned to its funder.
#[event(bytemuck)]
pub struct RewardOfferClosed {
    pub offer: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    /// Unique per NCN.
    pub index: u64,
    /// Received the rest.
    pub funder: Address,
    /// The funds that were not paid out.
    pub left: u64,
    /// The treasury's balance, including tokens sent by others.
    pub paid_back: u64,
    /// The offer's final figures.
    pub books: Offer,
}
