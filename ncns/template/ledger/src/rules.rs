//! The figures of a service. They never change: stakers know them when they agree, and other figures need another NCN.

use bytemuck::{Pod, Zeroable};
use ncn_kit::policy::Demands;
pub use ncn_kit::policy::Policy;
use ncn_kit::refusal::within;
pub use ncn_kit::rules::{MAX_SECONDS, WHOLE};
use ncn_kit::rules::{MIN_CHALLENGE_SECONDS, TWO_THIRDS_BPS, period_start};
use ncn_kit::{BPS, marks};

use crate::error::{Result, Rule};

/// The least share of the table's weight that certifies a value: two thirds. At most a third can be slashed in a round.
pub const MIN_QUORUM_BPS: u64 = TWO_THIRDS_BPS;

/// The longest window, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 3_600;

/// The most rounds in which absences are counted: half of those that a score remembers, so that rounds may be judged late.
pub const MAX_COUNTED: u64 = marks::ROUNDS / 2;

/// The rules of a service.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rules {
    /// The share of the table's weight that certifies a value, in basis points: two thirds at the least.
    pub quorum_bps: u64,
    /// The slash for another value than the certified one, in `1/10^18` of the operator's allocation.
    pub slash_fraction: u64,
    /// The time for votes of a height, from its time on: an hour at most.
    pub window_seconds: u64,
    /// The missed rounds that jail an operator.
    pub absent_times: u64,
    /// The number of consecutive rounds in which they are counted: at most 32.
    pub absent_of: u64,
    pub jail_seconds: u64,
    /// The least total weight of a table. An operator could capture only itself and be the whole service, so it is near the weight that the
    /// NCN expects.
    pub min_table_weight: u64,
    /// A round's table must guarantee its weights for this time after the window: the time to judge and to slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed once per calendar period: a broken source costs one slash, however many heights it spoils, and two where it
    /// spoils both sides of a period's start.
    pub period_seconds: u64,
    pub reserved: [u64; 6],
}

impl Rules {
    /// The rules that new services begin with: two thirds, a slash of 10%, a jail of a day for five of twenty missed rounds. No weight of
    /// a table suits every NCN: `min_table_weight` is zero here, which [`Rules::check`] refuses.
    pub const REFERENCE: Self = Self {
        quorum_bps: MIN_QUORUM_BPS,
        slash_fraction: WHOLE / 10,
        window_seconds: 60,
        absent_times: 5,
        absent_of: 20,
        jail_seconds: 86_400,
        min_table_weight: 0,
        certain_seconds: 3_600,
        min_challenge_seconds: 7 * 86_400,
        period_seconds: 86_400,
        reserved: [0; 6],
    };

    /// Refuses figures out of bounds.
    ///
    /// # Errors
    /// [`Rule::RuleOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        let rule = Rule::RuleOutOfBounds;
        within(self.quorum_bps, MIN_QUORUM_BPS, BPS, rule)?;
        within(self.slash_fraction, 1, WHOLE, rule)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS, rule)?;
        within(self.absent_of, 1, MAX_COUNTED, rule)?;
        within(self.absent_times, 1, self.absent_of, rule)?;
        within(self.jail_seconds, 1, MAX_SECONDS, rule)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1, rule)?;
        within(self.certain_seconds, 1, MAX_SECONDS, rule)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_SECONDS, rule)?;
        within(self.period_seconds, self.window_seconds, MAX_SECONDS, rule)
    }

    /// Refuses a policy under which a rule has no effect: a certificate is worth the stake that a lie would cost.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::ShortChallenge`], [`Rule::LongCooldown`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        policy.check(&Demands {
            slashes: (self.slash_fraction, self.slash_fraction),
            challenge_seconds: self.min_challenge_seconds,
            cooldown_seconds: self.max_cooldown(),
        })
    }

    /// The longest cooldown of a policy: half of `certain_seconds`. The core takes an offense for one epoch of a vault, and stake that is
    /// certain for so long has a vault of which an epoch is longer than half of it. An incident before the offense thus delays its slash, and
    /// does not prevent it.
    pub const fn max_cooldown(&self) -> u64 {
        self.certain_seconds / 2
    }

    /// The incident's number in the core of an offense at a height of time `height_at`: the first second of its period. The core takes
    /// each number once per vault.
    pub const fn incident(&self, height_at: i64) -> u64 {
        period_start(height_at, self.period_seconds)
    }
}
