//! Reads a price of the reference oracle in any program, and refuses one that is old, weak or disputed.
//!
//! ```
//! use oracle_reader::{Feed, Limits};
//!
//! # fn value(data: &[u8], oracle: &[u8; 32], now: i64) -> Result<i64, oracle_reader::Refused> {
//! // The account's owner is the oracle's program, which the caller has checked.
//! let feed = Feed::read(data, oracle, 0)?;
//! // What a lie must cost at the least, in the NCN's weights.
//! let price = feed.price(&Limits::strict(5_000_000), now)?;
//! # Ok(price)
//! # }
//! ```
//!
//! A consumer stores the oracle's address, or takes it from its settings. Without that check, anyone could pass a feed of an
//! oracle of its own.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

/// The discriminator of a feed's account.
pub const DISCRIMINATOR: [u8; 8] = [69, 191, 16, 227, 132, 187, 84, 227];

/// The size of a feed's account.
pub const FEED_BYTES: usize = 280;

/// Offsets in a feed's account, after its discriminator of 8 bytes.
mod at {
    pub const NUMBER: usize = 8 + 2;
    pub const DECIMALS: usize = 8 + 3;
    pub const ORACLE: usize = 8 + 8;
    pub const PRICE: usize = 8 + 88;
    pub const RETIRED_FROM: usize = 8 + 168;
}

/// A feed, as its account has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The price of the latest conclusive round; zero before the first.
    pub price: i64,
    /// The number of decimals of the price.
    pub decimals: u8,
    pub height: u64,
    /// The time of that height, in unix seconds: the price is of that second.
    pub time: i64,
    /// The weight behind the price.
    pub weight: u64,
    /// The weight of all operators.
    pub total_weight: u64,
    /// The distance between the weighted quartiles, in basis points of the price.
    pub dispersion_bps: u64,
    /// The number of operators with a price.
    pub reports: u64,
    /// The end of the feed, in unix seconds, if one is announced. The feed has no price from then on, and its number no later feed.
    pub retired_from: Option<i64>,
}

/// The limits of a consumer. All of them must be stated: a price without limits is a bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The greatest age of the price, in seconds.
    pub max_age_seconds: u64,
    /// The least share of the weight behind the price, in basis points.
    pub min_weight_bps: u64,
    /// The least weight behind the price, in the NCN's weights: what a lie would cost at the least is a part of it.
    pub min_weight: u64,
    /// The greatest dispersion, in basis points.
    pub max_dispersion_bps: u64,
    /// The least number of operators behind the price.
    pub min_reports: u64,
}

impl Limits {
    /// Three minutes, two thirds of the weight, 1% of dispersion, three operators, and the weight that the consumer's value at risk
    /// demands. Of heights a minute apart, with a window of a minute, a price is replaced at an age of two minutes, and later where
    /// keepers are late.
    pub const fn strict(min_weight: u64) -> Self {
        Self { max_age_seconds: 180, min_weight_bps: 6_667, min_weight, max_dispersion_bps: 100, min_reports: 3 }
    }
}

/// Why a price was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The data are not a feed's.
    NotAFeed,
    /// The feed belongs to another oracle.
    OtherOracle,
    /// The feed has another number.
    OtherFeed,
    /// No round has been conclusive yet.
    NoPrice,
    /// The price is too old [age in seconds, most].
    TooOld(u64, u64),
    /// The price is of the future, by the chain's clock.
    FromFuture,
    /// The feed has ended [time, its end].
    Retired(i64, i64),
    /// Too little weight is behind the price [weight or share, least].
    TooWeak(u64, u64),
    /// Prices differ too much [basis points, most].
    Disputed(u64, u64),
    /// Too few operators reported [operators, least].
    TooFew(u64, u64),
}

impl Feed {
    /// Reads the data of the account of feed `number` of `oracle`. The caller checks the account's owner.
    ///
    /// # Errors
    /// [`Refused::NotAFeed`], [`Refused::OtherOracle`], [`Refused::OtherFeed`].
    pub fn read(data: &[u8], oracle: &[u8; 32], number: u8) -> Result<Self, Refused> {
        if data.len() < FEED_BYTES || !data.starts_with(&DISCRIMINATOR) {
            return Err(Refused::NotAFeed);
        }
        if data[at::ORACLE..at::ORACLE + 32] != *oracle {
            return Err(Refused::OtherOracle);
        }
        if data[at::NUMBER] != number {
            return Err(Refused::OtherFeed);
        }
        let word = |from: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&data[from..from + 8]);
            u64::from_le_bytes(bytes)
        };
        let figure = |place: usize| word(at::PRICE + 8 * place);
        let retired_from = word(at::RETIRED_FROM).cast_signed();
        Ok(Self {
            price: figure(0).cast_signed(),
            decimals: data[at::DECIMALS],
            height: figure(1),
            time: figure(2).cast_signed(),
            weight: figure(3),
            total_weight: figure(4),
            dispersion_bps: figure(5),
            reports: figure(6),
            retired_from: (retired_from != 0).then_some(retired_from),
        })
    }

    /// The price, within all `limits` at `now`.
    ///
    /// # Errors
    /// [`Refused`], with what was wrong.
    pub fn price(&self, limits: &Limits, now: i64) -> Result<i64, Refused> {
        if let Some(from) = self.retired_from.filter(|from| now >= *from) {
            return Err(Refused::Retired(now, from));
        }
        if self.price <= 0 {
            return Err(Refused::NoPrice);
        }
        let age = u64::try_from(now.saturating_sub(self.time)).map_err(|_| Refused::FromFuture)?;
        if age > limits.max_age_seconds {
            return Err(Refused::TooOld(age, limits.max_age_seconds));
        }
        if self.weight < limits.min_weight {
            return Err(Refused::TooWeak(self.weight, limits.min_weight));
        }
        let share = u128::from(self.weight) * 10_000;
        if share < u128::from(self.total_weight) * u128::from(limits.min_weight_bps) {
            let share = share / u128::from(self.total_weight.max(1));
            return Err(Refused::TooWeak(u64::try_from(share).unwrap_or(u64::MAX), limits.min_weight_bps));
        }
        if self.dispersion_bps > limits.max_dispersion_bps {
            return Err(Refused::Disputed(self.dispersion_bps, limits.max_dispersion_bps));
        }
        if self.reports < limits.min_reports {
            return Err(Refused::TooFew(self.reports, limits.min_reports));
        }
        Ok(self.price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: Feed = Feed {
        price: 1_000,
        decimals: 8,
        height: 7,
        time: 100,
        weight: 80,
        total_weight: 100,
        dispersion_bps: 50,
        reports: 4,
        retired_from: None,
    };

    const LIMITS: Limits =
        Limits { max_age_seconds: 10, min_weight_bps: 8_000, min_weight: 80, max_dispersion_bps: 50, min_reports: 4 };

    #[test]
    fn a_price_at_every_limit_is_accepted_and_beyond_each_refused() {
        assert_eq!(FEED.price(&LIMITS, 110), Ok(1_000));
        assert_eq!(FEED.price(&LIMITS, 111), Err(Refused::TooOld(11, 10)));
        assert_eq!(FEED.price(&LIMITS, 99), Err(Refused::FromFuture));
        assert_eq!(FEED.price(&Limits { min_weight: 81, ..LIMITS }, 110), Err(Refused::TooWeak(80, 81)));
        assert_eq!(FEED.price(&Limits { min_weight_bps: 8_001, ..LIMITS }, 110), Err(Refused::TooWeak(8_000, 8_001)));
        assert_eq!(FEED.price(&Limits { max_dispersion_bps: 49, ..LIMITS }, 110), Err(Refused::Disputed(50, 49)));
        assert_eq!(FEED.price(&Limits { min_reports: 5, ..LIMITS }, 110), Err(Refused::TooFew(4, 5)));
        assert_eq!(Feed { price: 0, ..FEED }.price(&LIMITS, 110), Err(Refused::NoPrice));
        let retired = Feed { retired_from: Some(110), ..FEED };
        assert_eq!(retired.price(&LIMITS, 109), Ok(1_000));
        assert_eq!(retired.price(&LIMITS, 110), Err(Refused::Retired(110, 110)));
    }

    #[test]
    fn other_data_are_no_feed() {
        let mut data = [0; FEED_BYTES];
        assert_eq!(Feed::read(&data, &[3; 32], 2), Err(Refused::NotAFeed));
        data[..8].copy_from_slice(&DISCRIMINATOR);
        assert_eq!(Feed::read(&data[..FEED_BYTES - 1], &[0; 32], 0), Err(Refused::NotAFeed));
        assert_eq!(Feed::read(&data, &[3; 32], 0), Err(Refused::OtherOracle));
        assert_eq!(Feed::read(&data, &[0; 32], 1), Err(Refused::OtherFeed));
        assert!(Feed::read(&data, &[0; 32], 0).is_ok());
    }
}
