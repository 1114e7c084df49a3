//! What happens to rewards by captured stake. Each is numbered among its offer's events.

use anchor_lang::prelude::*;
use ledger::{Offer, OfferPart};

/// A reward offer was opened and funded; `number` 1 of its events.
#[event(bytemuck)]
pub struct RewardOfferOpened {
    /// The offer.
    pub offer: Address,
    /// The number of this event among the offer's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN whose tables divide the reward.
    pub ncn: Address,
    /// Tells apart the offers of one NCN.
    pub index: u64,
    /// Its place among the NCN's open offers.
    pub place: u64,
    /// The mint of the reward.
    pub mint: Address,
    /// The token account that holds it.
    pub treasury: Address,
    /// Who funded it.
    pub funder: Address,
    /// 1 if the mint's issuer can freeze the treasury.
    pub mint_freezable: u64,
    /// The lowest index of a table that it attributes rewards to.
    pub first_table: u64,
    /// The figures.
    pub books: Offer,
}

/// A final table was attributed what an offer had accrued.
#[event(bytemuck)]
pub struct RewardAttributed {
    /// The offer.
    pub offer: Address,
    /// The number of this event among the offer's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The table.
    pub table: Address,
    /// Tells apart the tables of one NCN.
    pub index: u64,
    /// The amount, zero where it waits for the next table, and until when its shares can be claimed.
    pub part: OfferPart,
    /// What all tables were attributed by now.
    pub attributed: u64,
}

/// A vault's share of a reward was claimed.
#[event(bytemuck)]
pub struct RewardShareClaimed {
    /// The offer.
    pub offer: Address,
    /// The number of this event among the offer's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The table.
    pub table: Address,
    /// The operator that the vault's stake was behind.
    pub operator: Address,
    /// Whose capture says the vault's weight.
    pub captor: Address,
    /// The vault.
    pub vault: Address,
    /// The operator's commission, which waits for its wallet.
    pub commission: u64,
    /// What was paid to the vault or to its bond pool.
    pub paid: u64,
    /// What is left of the table's part.
    pub left: u64,
    /// How many of the table's operators have a vault that has not claimed.
    pub operators: u64,
    /// What the offer has paid by now.
    pub offer_paid: u64,
    /// The commissions that it owes.
    pub offer_commissions: u64,
}

/// An operator's commission on the shares of a reward was paid.
#[event(bytemuck)]
pub struct RewardCommissionCollected {
    /// The offer.
    pub offer: Address,
    /// The number of this event among the offer's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator.
    pub operator: Address,
    /// The wallet that was paid.
    pub wallet: Address,
    /// What it was paid.
    pub amount: u64,
    /// What the offer has paid by now.
    pub offer_paid: u64,
    /// The commissions that it owes.
    pub offer_commissions: u64,
}

/// A reward offer was closed; what was left went back to its funder.
#[event(bytemuck)]
pub struct RewardOfferClosed {
    /// The offer.
    pub offer: Address,
    /// The number of this event among the offer's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// Tells apart the offers of one NCN.
    pub index: u64,
    /// Who got back what was left.
    pub funder: Address,
    /// What was funded and not paid.
    pub left: u64,
    /// What the treasury held: what anybody else has sent it included.
    pub paid_back: u64,
    /// The figures at the end.
    pub books: Offer,
}
