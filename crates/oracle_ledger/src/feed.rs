//! The latest price of a feed.

use bytemuck::{Pod, Zeroable};

use crate::round::Round;

/// The price of a feed's latest conclusive round, with the figures by which a consumer judges it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeedPrice {
    /// The weighted median; zero before the first conclusive round.
    pub price: i64,
    pub height: u64,
    /// The time of the height, in unix seconds: the price is of that second.
    pub time: i64,
    /// The weight behind the price.
    pub weight: u64,
    /// The total weight of the round's table.
    pub total_weight: u64,
    /// The distance between the weighted quartiles, in basis points of the price: half of the weight lies within it.
    pub dispersion_bps: u64,
    /// The number of operators with a price.
    pub reports: u64,
    /// The number of rounds that are final, with a price or without.
    pub rounds: u64,
}

impl FeedPrice {
    /// Enters a round that is final. A round of an earlier height than the price's changes no price. Returns the round's number.
    pub fn enter(&mut self, round: &Round) -> u64 {
        self.rounds = self.rounds.saturating_add(1);
        let is_later = self.price == 0 || round.height > self.height;
        if round.is_conclusive() && is_later {
            self.price = round.price;
            self.height = round.height;
            self.time = round.opens_at;
            self.weight = round.weight;
            self.total_weight = round.total_weight;
            self.dispersion_bps = round.dispersion_bps;
            self.reports = round.priced;
        }
        self.rounds
    }
}
