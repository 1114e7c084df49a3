//! Rewards by captured stake: the accrued part of an offer, its next table to attribute, and each share's parties.

use ledger::refusal::Refusal;
use ledger::state::reward_offer::{Offer, ShareWeights};
use solana_program::pubkey::Pubkey;

use crate::table::{CaptureEntry, StakeEntry};
use crate::{RewardOffer, StakeTable};

/// An unclaimed share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The vault.
    pub vault: Pubkey,
    /// The share, the operator's commission included.
    pub amount: u64,
}

/// What `offer` has accrued by `now`.
///
/// # Errors
/// For an offer that no program wrote.
pub fn accrued(offer: &RewardOffer, now: i64) -> Result<u64, Refusal> {
    Offer::from(&offer.books).accrued(now)
}

/// The first second at which `offer` can be closed, once all its tables are attributed.
pub fn closes_from(offer: &RewardOffer) -> i64 {
    Offer::from(&offer.books).closes_from()
}

/// Whether `offer` has been through `table`: then the table's part in the offer's place is its own.
pub fn has_attributed(offer: &RewardOffer, table: &StakeTable) -> bool {
    table.ncn == offer.ncn && (offer.first_table..offer.next_table).contains(&table.index)
}

/// The tables of `tables` that `offer` attributes rewards to now, in their order: final ones, up to the first that is not.
pub fn next_tables<'a>(offer: &RewardOffer, tables: &'a [(Pubkey, StakeTable)], now: i64) -> Vec<&'a Pubkey> {
    let (mut next, mut found) = (offer.next_table, vec![]);
    while let Some((address, table)) =
        tables.iter().find(|(_, table)| table.ncn == offer.ncn && table.after == next && now >= table.closes_at)
    {
        found.push(address);
        next = table.index + 1;
    }
    found
}

/// The shares of the vaults in `kept` that can be claimed of `offer` by `table` at `now`, where `entry` is the operator's and `kept`
/// those of the capture that it comes from.
///
/// # Errors
/// For accounts that no program wrote.
pub fn shares(
    offer: &RewardOffer,
    table: &StakeTable,
    entry: &StakeEntry,
    kept: &[CaptureEntry],
    now: i64,
) -> Result<Vec<Share>, Refusal> {
    let place = offer.place as usize;
    let Some(part) = table.parts.get(place).filter(|part| has_attributed(offer, table) && now < part.claim_until)
    else {
        return Ok(vec![]);
    };
    if part.amount == 0 {
        return Ok(vec![]);
    }
    let part = ledger::state::reward_offer::OfferPart::from(part);
    // A capture keeps what adds up to its weight.
    let capture = kept.iter().map(|each| each.weight).sum();
    let unclaimed = kept.iter().filter(|each| each.claimed >> place & 1 == 0);
    unclaimed
        .map(|each| {
            let weights =
                ShareWeights { vault: each.weight, capture, operator: entry.weight, table: table.total_weight };
            Ok(Share { vault: each.vault, amount: part.share(weights)? })
        })
        .collect()
}
