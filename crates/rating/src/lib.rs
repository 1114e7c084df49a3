//! Ratings of NCNs and operators: points for facts that the chain states, and for nothing else.
//!
//! A rating is a list of inputs, each with its points and its maximum. The maxima of a list add up to 100. A score is the sum, at most
//! the limit of the age: a record of less than 30 days bounds it at 60. All figures are whole numbers, and divisions round down.
//! `docs/ratings.md` has the formula in words, the reasons, and what a score cannot say.
#![deny(unsafe_code)]

pub mod age;
pub mod ncn;
pub mod operator;
pub mod policy;

pub use ncn::NcnFacts;
pub use operator::OperatorFacts;
pub use policy::{Authority, Code, PolicyFacts, Resolver};

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// An input of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// What judges an offense: a key, a program, or the core alone.
    Evidence,
    /// The veto: an independent resolver, and its time.
    Veto,
    /// The most that the policy lets slashes take of an allocation during the slowest exit.
    WorstLoss,
    /// The authority over the code of the slasher's program.
    Code,
    /// The age of the oldest record, and the part of ended slashes that was vetoed.
    History,
    /// How evenly the weight of the latest stake table lies among its operators' admins.
    Concentration,
    /// How long ahead rewards are funded.
    Pay,
    /// Proven equivocations.
    Equivocations,
    /// Incidents with an executed slash.
    Slashes,
    /// Jailings, past and present.
    Jailings,
    /// The age of the oldest record.
    Age,
    /// The commission, now or as announced.
    Commission,
    /// The admin's own part of the stake behind the operator.
    OwnStake,
    /// How often the same stake is allocated.
    Leverage,
}

impl Input {
    /// Its name in documents of clients.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Veto => "veto",
            Self::WorstLoss => "worst_loss",
            Self::Code => "code",
            Self::History => "history",
            Self::Concentration => "concentration",
            Self::Pay => "pay",
            Self::Equivocations => "equivocations",
            Self::Slashes => "slashes",
            Self::Jailings => "jailings",
            Self::Age => "age",
            Self::Commission => "commission",
            Self::OwnStake => "own_stake",
            Self::Leverage => "leverage",
        }
    }
}

/// An input's points, and the most that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The input.
    pub input: Input,
    /// Its points.
    pub points: u64,
    /// Its maximum.
    pub most: u64,
}

/// The points of all inputs, and the limit of the age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The inputs, in the order in which they are shown.
    pub parts: Vec<Part>,
    /// The highest score at this age.
    pub limit: u64,
}

impl Rating {
    /// The points of all inputs together, before the limit.
    pub fn sum(&self) -> u64 {
        self.parts.iter().map(|part| part.points).sum()
    }

    /// The score, of 100.
    pub fn score(&self) -> u64 {
        self.sum().min(self.limit)
    }
}

/// `most`, less in proportion to `value` between `full` and `none`: `most` up to `full`, and nothing from `none` on.
pub(crate) fn falling(most: u64, value: u64, full: u64, none: u64) -> u64 {
    share(most, none.saturating_sub(value.max(full)), none - full)
}

/// `floor(most·part/whole)`, at most `most`.
pub(crate) fn share(most: u64, part: u64, whole: u64) -> u64 {
    let points = u128::from(most) * u128::from(part.min(whole)) / u128::from(whole);
    points as u64
}
