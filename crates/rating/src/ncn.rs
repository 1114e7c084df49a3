//! The rating of an NCN.

use crate::policy::{CODE, EVIDENCE, PolicyFacts, VETO, WORST_LOSS};
use crate::{DAY, Input, Part, Rating, age, falling, share};

/// The maximum of the history.
pub const HISTORY: u64 = 10;
/// The maximum of the concentration.
pub const CONCENTRATION: u64 = 10;
/// The maximum of the pay.
pub const PAY: u64 = 5;

/// The most for pay in a mint that the NCN does not accept as stake: no figure of the chain compares it with the stake.
pub const PAY_ELSEWHERE: u64 = 2;

/// The time ahead that gets all points of the pay.
pub const FULL_PAY: u64 = 90 * DAY;

/// The least pay that counts, in basis points of the weight a year. Less is dust.
pub const LEAST_PAY_BPS: u64 = 1;

/// The Herfindahl index up to which all points are given, in `1/10^9`: ten equal admins.
const SPREAD: u64 = 100_000_000;
/// The index from which on none are: two equal admins.
const HELD: u64 = 500_000_000;

/// A whole share of the weight, and a whole index.
const BILLION: u128 = 1_000_000_000;

/// What the chain states about an NCN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NcnFacts {
    /// The active policy.
    pub policy: PolicyFacts,
    /// The announced policy. Each input takes the worse of the two.
    pub announced: Option<PolicyFacts>,
    /// The slowest exit of any vault.
    pub exit_seconds: u64,
    /// The time since its oldest record.
    pub age_seconds: u64,
    /// Executed slashes, one per vault.
    pub executed: u64,
    /// Vetoed slashes, one per vault.
    pub vetoed: u64,
    /// The weight behind each admin of operators in the latest stake table; empty without a table of the last 30 days.
    pub weights: Vec<u64>,
    /// For how long ahead an offer in an accepted mint pays at least [`LEAST_PAY_BPS`] of the weight.
    pub paid_ahead: u64,
    /// For how long ahead an offer in another mint pays.
    pub paid_ahead_elsewhere: u64,
}

impl NcnFacts {
    /// The rating.
    pub fn rating(&self) -> Rating {
        let part = |input, most, points| Part { input, points, most };
        let of_policy = [Input::Evidence, Input::Veto, Input::WorstLoss, Input::Code].into_iter().filter_map(|input| {
            let (points, most) = self.points(self.policy_for(input), input)?;
            Some(part(input, most, points))
        });
        let others = [
            part(Input::History, HISTORY, self.history()),
            part(Input::Concentration, CONCENTRATION, self.concentration()),
            part(Input::Pay, PAY, self.pay()),
        ];
        let parts = of_policy.chain(others).collect();
        Rating { parts, limit: age::limit(self.age_seconds) }
    }

    /// The points of `policy` for one of its inputs; none for another input.
    fn points(&self, policy: &PolicyFacts, input: Input) -> Option<(u64, u64)> {
        Some(match input {
            Input::Evidence => (policy.evidence(self.exit_seconds), EVIDENCE),
            Input::Veto => (policy.veto(), VETO),
            Input::WorstLoss => (policy.worst_loss_points(self.exit_seconds), WORST_LOSS),
            Input::Code => (policy.code(self.exit_seconds), CODE),
            _ => return None,
        })
    }

    /// The policy that gives `input` its points: the announced one where it gives fewer.
    pub fn policy_for(&self, input: Input) -> &PolicyFacts {
        let fewer = |announced: &&PolicyFacts| self.points(announced, input) < self.points(&self.policy, input);
        self.announced.as_ref().filter(fewer).unwrap_or(&self.policy)
    }

    /// The points of the age, less in proportion to the vetoed part of ended slashes: none from a half on.
    fn history(&self) -> u64 {
        let (vetoed, ended) = (u128::from(self.vetoed), u128::from(self.executed) + u128::from(self.vetoed));
        let aged = age::scaled(HISTORY, self.age_seconds);
        match ended {
            0 => (aged.0 / aged.1) as u64,
            _ => (aged.0 * ended.saturating_sub(2 * vetoed) / (aged.1 * ended)) as u64,
        }
    }

    /// The Herfindahl index of the weights, in `1/10^9`; none without weight.
    pub fn index(&self) -> Option<u64> {
        let total: u128 = self.weights.iter().map(|&weight| u128::from(weight)).sum();
        let part = |&weight: &u64| u128::from(weight) * BILLION / total;
        let square = |weight: &u64| part(weight) * part(weight);
        (total > 0).then(|| (self.weights.iter().map(square).sum::<u128>() / BILLION) as u64)
    }

    fn concentration(&self) -> u64 {
        self.index().map_or(0, |index| falling(CONCENTRATION, index, SPREAD, HELD))
    }

    fn pay(&self) -> u64 {
        let points = |ahead| share(PAY, ahead, FULL_PAY);
        points(self.paid_ahead).max(points(self.paid_ahead_elsewhere).min(PAY_ELSEWHERE))
    }
}
