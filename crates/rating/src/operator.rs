//! The rating of an operator.

use crate::{Input, Part, Rating, age, falling, share};

/// The maximum of the equivocations.
pub const EQUIVOCATIONS: u64 = 20;
/// The points of no, one, and two incidents with an executed slash; more give none.
pub const SLASHES: [u64; 3] = [20, 10, 5];
/// The points of no, one, and two jailings; more give none.
pub const JAILINGS: [u64; 3] = [10, 5, 2];
/// The maximum of the age.
pub const AGE: u64 = 15;
/// The maximum of the commission.
pub const COMMISSION: u64 = 10;
/// The maximum of the own stake.
pub const OWN_STAKE: u64 = 15;
/// The maximum of the leverage.
pub const LEVERAGE: u64 = 10;

/// The commission up to which all points are given, in basis points.
const LOW_BPS: u64 = 1_000;
/// The commission from which on none are.
const HIGH_BPS: u64 = 5_000;

/// The own part of the stake that gets all points, in basis points.
pub const FULL_OWN_BPS: u64 = 1_000;

/// The leverage up to which all points are given, in basis points of the stake.
pub const SINGLE: u64 = 10_000;
/// The leverage of no points: the highest that the program allows.
pub const MOST_LEVERAGE: u64 = 40_000;

/// What the chain states about an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorFacts {
    /// Equivocations, proven in any NCN.
    pub equivocations: u64,
    /// Incidents with an executed slash, however many vaults each concerned.
    pub incidents: u64,
    /// Jailings by any NCN.
    pub jailings: u64,
    /// Whether an NCN has it in jail.
    pub is_jailed: bool,
    /// The time since its oldest record.
    pub age_seconds: u64,
    /// The commission, or the announced one if that is higher.
    pub commission_bps: u64,
    /// The admin's own part of the stake behind it, in basis points: in the asset in which that part is lowest. None without stake.
    pub own_bps: Option<u64>,
    /// What is allocated of its delegations, in basis points of their stake: in the delegation that is used most often. None without
    /// stake.
    pub leverage_bps: Option<u64>,
}

impl OperatorFacts {
    /// The rating.
    pub fn rating(&self) -> Rating {
        let part = |input, most, points| Part { input, points, most };
        let step = |steps: [u64; 3], count: u64| {
            usize::try_from(count).ok().and_then(|count| steps.get(count).copied()).unwrap_or(0)
        };
        let equivocations = if self.equivocations == 0 { EQUIVOCATIONS } else { 0 };
        let jailings = if self.is_jailed { 0 } else { step(JAILINGS, self.jailings) };
        let commission = falling(COMMISSION, self.commission_bps, LOW_BPS, HIGH_BPS);
        let own = self.own_bps.map_or(0, |bps| share(OWN_STAKE, bps, FULL_OWN_BPS));
        let leverage = self.leverage_bps.map_or(0, |bps| falling(LEVERAGE, bps, SINGLE, MOST_LEVERAGE));
        let parts = vec![
            part(Input::Equivocations, EQUIVOCATIONS, equivocations),
            part(Input::Slashes, SLASHES[0], step(SLASHES, self.incidents)),
            part(Input::Jailings, JAILINGS[0], jailings),
            part(Input::Age, AGE, age::points(AGE, self.age_seconds)),
            part(Input::Commission, COMMISSION, commission),
            part(Input::OwnStake, OWN_STAKE, own),
            part(Input::Leverage, LEVERAGE, leverage),
        ];
        Rating { parts, limit: age::limit(self.age_seconds) }
    }
}
