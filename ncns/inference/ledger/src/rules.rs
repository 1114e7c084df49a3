//! The figures of a service. A task keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::policy::Demands;
pub use ncn_kit::policy::Policy;
use ncn_kit::refusal::within;
pub use ncn_kit::rules::{MAX_CHALLENGE_SECONDS, WHOLE};
use ncn_kit::rules::{MAX_SECONDS, MIN_CHALLENGE_SECONDS, TWO_THIRDS_BPS, period_start};
use ncn_kit::{BPS, marks};

use crate::error::{Result, Rule};

/// The least quorum, in basis points. Exactly two thirds do not reach it, so no minority of a third is ever slashed.
pub const MIN_QUORUM_BPS: u64 = TWO_THIRDS_BPS;

/// The fewest seats of a committee. Of three, all must agree.
pub const LEAST_SEATS: u64 = 3;

/// The most seats of a committee.
pub const MAX_SEATS: u64 = 64;

/// The fewest operators that a majority can have by any rules. The agreement of one operator with itself proves nothing.
pub const LEAST_MEMBERS: u64 = 2;

/// The shortest window of commitments or reveals that rules can allow, in seconds. In a shorter one, a vote that is late for no fault
/// of its operator would be its absence.
pub const LEAST_WINDOW_SECONDS: u64 = 30;

/// The longest window, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 86_400;

/// The largest share of the fee that an undrawn task can cost, in basis points.
pub const MAX_FORFEIT_BPS: u64 = 1_000;

/// The largest fee per seat that rules can demand, in lamports: a million SOL.
pub const MAX_SEAT_FEE: u64 = 1_000_000 * 1_000_000_000;

/// The rules of a service.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rules {
    /// The share of the seats that must reveal one output, or there is no winner, in basis points: over two thirds.
    pub quorum_bps: u64,
    /// The fewest operators of a majority: at least two.
    pub min_members: u64,
    /// The fewest seats of a committee.
    pub min_seats: u64,
    /// The least fee per seat, in lamports: what it costs to run a task.
    pub min_seat_fee: u64,
    /// The time for commitments, of every task: if a requester chose it, a fast task could overtake a slow one, and no operator could
    /// sign both in the order of their numbers.
    pub commit_seconds: u64,
    /// The time for reveals, of every task.
    pub reveal_seconds: u64,
    /// The slash for another output than the majority's, in `1/10^18` of the operator's allocation.
    pub slash_fraction: u64,
    /// The rounds with a missed task that jail an operator.
    pub absent_times: u64,
    /// The number of consecutive rounds in which they are counted.
    pub absent_of: u64,
    pub jail_seconds: u64,
    /// The least total weight of a table.
    pub min_table_weight: u64,
    /// A task's table must guarantee its weights for this time after the reveals: the time to conclude, to judge and to slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed for one offense per period.
    pub period_seconds: u64,
    /// The share of the fee that is burned if nobody draws the committee in time, in basis points. Otherwise a requester could try
    /// again for nothing until a committee suits it.
    pub forfeit_bps: u64,
    pub reserved: [u64; 8],
}

impl Rules {
    /// The rules of the reference: two thirds of 64 seats, a slash of 10%, a jail for missed tasks in five of twenty hours. Anyone can
    /// post a task at every height, so fewer seats are won by repetition.
    pub const REFERENCE: Self = Self {
        quorum_bps: MIN_QUORUM_BPS,
        min_members: 3,
        min_seats: MAX_SEATS,
        min_seat_fee: 100_000,
        commit_seconds: 60,
        reveal_seconds: 60,
        slash_fraction: WHOLE / 10,
        absent_times: 5,
        absent_of: 20,
        jail_seconds: 86_400,
        min_table_weight: 1,
        certain_seconds: 3_600,
        min_challenge_seconds: 7 * 86_400,
        period_seconds: 86_400,
        forfeit_bps: 100,
        reserved: [0; 8],
    };

    /// Refuses figures that contradict each other, or that would punish the honest.
    ///
    /// # Errors
    /// [`Rule::RuleOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        let rule = Rule::RuleOutOfBounds;
        within(self.quorum_bps, MIN_QUORUM_BPS, BPS, rule)?;
        within(self.min_seats, LEAST_SEATS, MAX_SEATS, rule)?;
        within(self.min_members, LEAST_MEMBERS, self.min_seats, rule)?;
        within(self.min_seat_fee, 1, MAX_SEAT_FEE, rule)?;
        within(self.commit_seconds, LEAST_WINDOW_SECONDS, MAX_WINDOW_SECONDS, rule)?;
        within(self.reveal_seconds, LEAST_WINDOW_SECONDS, MAX_WINDOW_SECONDS, rule)?;
        within(self.slash_fraction, 1, WHOLE, rule)?;
        within(self.absent_of, 1, marks::ROUNDS, rule)?;
        within(self.absent_times, 1, self.absent_of, rule)?;
        within(self.jail_seconds, 1, MAX_SECONDS, rule)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1, rule)?;
        within(self.certain_seconds, 1, MAX_SECONDS, rule)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_SECONDS, rule)?;
        within(self.period_seconds, 1, MAX_SECONDS, rule)?;
        within(self.forfeit_bps, 1, MAX_FORFEIT_BPS, rule)
    }

    /// Refuses a policy under which a rule has no effect: an output is worth the stake that a false one would cost.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::LongCooldown`], [`Rule::ShortChallenge`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        policy.check(&Demands {
            slashes: (self.slash_fraction, self.slash_fraction),
            challenge_seconds: self.min_challenge_seconds,
            // In a longer cooldown, an operator that was slashed lies for nothing until offenses are too old.
            cooldown_seconds: self.period_seconds,
        })
    }

    /// The incident's number in the core of an offense in a task of the time `begins_at`: the first second of its period. The core
    /// takes each number once per vault, so a broken machine costs one slash a period.
    pub const fn incident(&self, begins_at: i64) -> u64 {
        period_start(begins_at, self.period_seconds)
    }

    /// Whether an operator loses less by these rules than by `others` in some figure. An announced milder change is a promise.
    pub fn is_milder_than(&self, others: &Self) -> bool {
        self.quorum_bps > others.quorum_bps
            || self.min_members > others.min_members
            || self.min_seats > others.min_seats
            || self.commit_seconds > others.commit_seconds
            || self.reveal_seconds > others.reveal_seconds
            || self.slash_fraction < others.slash_fraction
            || self.absent_times > others.absent_times
            || self.absent_of < others.absent_of
            || self.jail_seconds < others.jail_seconds
            || self.min_challenge_seconds > others.min_challenge_seconds
            || self.period_seconds > others.period_seconds
    }
}

ncn_kit::rule_book!(Rules, Rule::MilderAnnounced);
