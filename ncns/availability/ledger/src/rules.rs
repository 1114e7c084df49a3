//! The figures of the service. A certificate keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::BPS;
use ncn_kit::policy::Demands;
pub use ncn_kit::policy::Policy;
use ncn_kit::refusal::within;
pub use ncn_kit::rules::WHOLE;
use ncn_kit::rules::{MAX_SECONDS, MIN_CHALLENGE_SECONDS, TWO_THIRDS_BPS};

use crate::error::{Result, Rule};

/// The most operators of a table: an account of this many attestations can be created by one instruction.
pub const MAX_OPERATORS: usize = 240;

/// The least share of the weight that certifies a blob: two thirds.
pub const MIN_QUORUM_BPS: u64 = TWO_THIRDS_BPS;

/// The longest window for votes, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 86_400;

/// The least bond, in lamports: 200 times the fee of an answer's signature.
pub const MIN_BOND: u64 = 1_000_000;

/// The largest bond of the rules, in lamports: 100 SOL.
pub const MAX_BOND: u64 = 100_000_000_000;

/// The most open challenges that double the bond.
pub const MAX_DOUBLING: u64 = 1_024;

/// The steps of open challenges that double the bond. A challenge has this divided by the `doubling` of its certificate's rules, rounded up:
/// by a small part of a step, so that exactly `doubling` challenges double it.
pub const DOUBLING: u64 = 1 << 40;

/// The shortest time to answer, in seconds: ten minutes, so that no few leaders can keep an answer off the chain.
pub const MIN_ANSWER_SECONDS: u64 = 600;

/// The longest time to answer, in seconds.
pub const MAX_ANSWER_SECONDS: u64 = 7 * 86_400;

/// The shortest jail for a failure, in seconds. It counts from the deadline, and the verdict and the jail take some of it.
pub const MIN_JAIL_SECONDS: u64 = 3_600;

/// The shortest time of a guarantee after the expiry and the time to answer, in seconds. A draw is possible for about 512 slots with a
/// block after the bond: seven minutes with the slowest slots, and ten if every third one is skipped. Then a failure has to be judged and
/// slashed.
pub const MIN_CERTAIN_SECONDS: u64 = 1_200;

/// The rules of an archive.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rules {
    /// The share of the table's weight that certifies a blob, in basis points: at least two thirds.
    pub quorum_bps: u64,
    /// The least number of operators of a certificate.
    pub min_operators: u64,
    /// The time for votes, from the height's time on: at most a day.
    pub window_seconds: u64,
    /// What a challenger locks, in lamports, and loses to the operator that answers.
    pub bond: u64,
    /// As many open challenges by these rules double the bond of the operator's next ones.
    pub doubling: u64,
    /// The time to answer, from the draw of the chunk on: at least ten minutes.
    pub answer_seconds: u64,
    /// The slash for a failure, in `1/10^18` of the operator's allocation.
    pub slash_fraction: u64,
    /// At least a period: a second failure of the period costs no stake, so the operator has no weight in a new table until the next one.
    pub jail_seconds: u64,
    /// The least total weight of a table.
    pub min_table_weight: u64,
    /// A certificate's table must guarantee its weights for this time after the expiry and twice the time to answer: the time to draw, to
    /// judge and to slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed once per period, over all certificates.
    pub period_seconds: u64,
    pub reserved: [u64; 4],
}

impl Rules {
    /// The rules of the example: an hour to answer, a bond of 0.01 SOL that doubles with every 16 open challenges, a slash of 10%.
    pub const REFERENCE: Self = Self {
        quorum_bps: MIN_QUORUM_BPS,
        min_operators: 3,
        window_seconds: 3_600,
        bond: 10_000_000,
        doubling: 16,
        answer_seconds: 3_600,
        slash_fraction: WHOLE / 10,
        jail_seconds: 86_400,
        min_table_weight: 1,
        certain_seconds: 86_400,
        min_challenge_seconds: 7 * 86_400,
        period_seconds: 86_400,
        reserved: [0; 4],
    };

    /// Refuses figures that contradict each other, or that would punish the honest.
    ///
    /// # Errors
    /// [`Rule::RuleOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        let rule = Rule::RuleOutOfBounds;
        within(self.quorum_bps, MIN_QUORUM_BPS, BPS, rule)?;
        within(self.min_operators, 1, MAX_OPERATORS as u64, rule)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS, rule)?;
        within(self.bond, MIN_BOND, MAX_BOND, rule)?;
        within(self.doubling, 1, MAX_DOUBLING, rule)?;
        within(self.answer_seconds, MIN_ANSWER_SECONDS, MAX_ANSWER_SECONDS, rule)?;
        within(self.slash_fraction, 1, WHOLE, rule)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1, rule)?;
        within(self.certain_seconds, MIN_CERTAIN_SECONDS, MAX_SECONDS, rule)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_SECONDS, rule)?;
        within(self.period_seconds, 1, MAX_SECONDS, rule)?;
        within(self.jail_seconds, self.period_seconds.max(MIN_JAIL_SECONDS), MAX_SECONDS, rule)
    }

    /// Refuses a policy under which a failure, or a second vote at a height, has no price. With a cooldown longer than a period, the
    /// failures of the next period would wait for it, and expire in the core.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::LongCooldown`], [`Rule::ShortChallenge`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        policy.check(&Demands {
            slashes: (self.slash_fraction, self.slash_fraction),
            challenge_seconds: self.min_challenge_seconds,
            cooldown_seconds: self.period_seconds,
        })
    }

    /// What a challenge adds to the price of the operator's next ones: rounded up.
    ///
    /// Certificates of several rules can be open at a time. A challenge raises every price by its own step. If the price were by the
    /// number of all open challenges instead, cheap ones, under rules with a high `doubling`, would close the certificates of rules with a
    /// low one to everyone.
    pub const fn step(&self) -> u64 {
        // Never zero by `check`; a ledger divides by nothing that it did not check.
        DOUBLING.div_ceil(if self.doubling == 0 { 1 } else { self.doubling })
    }

    /// The bond of a challenge of an operator whose open ones have `steps` together; saturates.
    ///
    /// An operator must answer all open challenges in time, so their number needs a bound. A fixed one could be used up by the
    /// operator itself, with challenges of its own, to keep others away. A price cannot: it takes the attacker's capital, pays the
    /// operator, and leaves room for anyone that pays more.
    pub const fn bond_at(&self, steps: u64) -> u64 {
        let doublings = steps / DOUBLING;
        // A bond of `MIN_BOND` shifted by 45 is more than all lamports that exist.
        if doublings >= self.bond.leading_zeros() as u64 { u64::MAX } else { self.bond << doublings }
    }

    /// The time until which the stake behind a certificate must stay slashable. The slots of the time to answer take twice as long in a
    /// chain with the slowest slots.
    pub const fn certain_until(&self, expiry: i64) -> i64 {
        expiry.saturating_add_unsigned(self.answer_seconds.saturating_mul(2).saturating_add(self.certain_seconds))
    }

    /// Whether an operator loses less, or is challenged less, by these rules than by `others` in some figure. An announced milder
    /// change is a promise.
    pub fn is_milder_than(&self, others: &Self) -> bool {
        self.bond > others.bond
            || self.doubling < others.doubling
            || self.answer_seconds > others.answer_seconds
            || self.slash_fraction < others.slash_fraction
            || self.jail_seconds < others.jail_seconds
            || self.min_challenge_seconds > others.min_challenge_seconds
            || self.period_seconds > others.period_seconds
    }
}

ncn_kit::rule_book!(Rules, Rule::MilderAnnounced);
