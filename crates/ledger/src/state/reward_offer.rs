//! Rewards by captured stake: an amount funded ahead, which an NCN's stake tables divide among the stake that they captured.
//!
//! An offer accrues evenly from its beginning to its end. Each final table is attributed what has accrued up to its close and no
//! table before it got. A table divides its amount among operators by their weights, and each operator's part among the vaults of
//! the capture that its entry comes from:
//!
//! ```text
//! amount = floor(offer·(min(close, until) − from)/(until − from)) − what was attributed before
//! share  = floor(floor(amount·weight/total)·vault/capture)
//! ```
//!
//! Both roundings leave the rest in the offer, so that the shares of a table never exceed its amount. What is not claimed in
//! time goes back to the funder.

use bytemuck::{Pod, Zeroable};

use crate::math::{mul_div_floor, sub};
use crate::refusal::{Refusal, Result, Rule, ensure, first_untrue};
use crate::state::time::{later, since};

/// How many offers of one NCN can be open at once.
pub const MAX_OFFERS: usize = 8;

/// The latest end of an offer, in seconds from its opening: two years.
pub const MAX_OFFER_SECONDS: u64 = 2 * 365 * 86_400;

/// The shortest time to claim a share, in seconds: 30 days. The pauses of a vault's guardian and of the protocol's together last
/// 14 days at most before there is a gap.
pub const MIN_CLAIM_SECONDS: u64 = 30 * 86_400;

/// The longest time to claim a share, in seconds: a year. A table, and its captures, stay until then where a share is not claimed.
pub const MAX_CLAIM_SECONDS: u64 = 365 * 86_400;

/// The shortest window of a table that is attributed a reward, in seconds: a shorter one leaves no time to replace a capture that
/// omits vaults.
pub const MIN_REWARD_WINDOW: u64 = 600;

/// The figures of an offer.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Offer {
    /// What was funded at its opening.
    pub amount: u64,
    /// When it begins to accrue.
    pub from: i64,
    /// When all of it has accrued.
    pub until: i64,
    /// How long a share can be claimed after its attribution, in seconds.
    pub claim_seconds: u64,
    /// What tables were attributed.
    pub attributed: u64,
    /// What was paid: to vaults, to bond pools and to operators' wallets.
    pub paid: u64,
    /// The operators' commissions that were not collected.
    pub commissions: u64,
    /// How many tables have an attributed share that is not claimed yet.
    pub open_parts: u64,
    /// The last second, excluded, in which a share of any table can be claimed.
    pub claims_until: i64,
}

/// The place of an offer among those of its NCN: each new table that may be attributed by it is marked with its place.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct OfferPlace {
    /// Tables that open before this second are marked; zero for a free place.
    pub until: i64,
    /// How many marked tables have no attribution yet.
    pub tables: u64,
}

/// What an offer attributed to a table.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct OfferPart {
    /// The amount.
    pub amount: u64,
    /// What of it was not claimed.
    pub left: u64,
    /// The first second in which no share can be claimed; zero before the attribution.
    pub claim_until: i64,
    /// How many of the table's operators have a vault that has not claimed.
    pub operators: u64,
}

/// The commission that an operator has not collected of the offer in one place.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct OfferDebt {
    /// The index of the offer plus one; what an earlier offer of the place owed is void.
    pub offer: u64,
    /// The commission.
    pub owed: u64,
}

/// What a share is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareWeights {
    /// The weight of the vault in the capture.
    pub vault: u64,
    /// The weight of all vaults in the capture, above zero.
    pub capture: u64,
    /// The weight of the operator in the table.
    pub operator: u64,
    /// The weight of all operators in the table, above zero.
    pub table: u64,
}

impl OfferPlace {
    /// The first free place of `places`.
    ///
    /// # Errors
    /// [`Rule::TooManyOffers`].
    pub fn first_free(places: &[Self; MAX_OFFERS]) -> Result<usize> {
        let free = places.iter().position(|place| place.until == 0);
        free.ok_or(Refusal::new(Rule::TooManyOffers, MAX_OFFERS as u64 + 1, MAX_OFFERS as u64))
    }
}

impl OfferPart {
    /// Whether no share can be claimed any more at `now`. Never before the attribution.
    pub fn is_over(&self, now: i64) -> bool {
        self.claim_until != 0 && (self.operators == 0 || now >= self.claim_until)
    }

    /// The share of a vault, rounded down twice.
    ///
    /// # Errors
    /// [`Rule::Overflow`] for weights of zero, or parts above their wholes.
    pub fn share(&self, weights: ShareWeights) -> Result<u64> {
        let ShareWeights { vault, capture, operator, table } = weights;
        ensure(vault <= capture && operator <= table, Rule::Overflow, vault, capture)?;
        mul_div_floor(mul_div_floor(self.amount, operator, table)?, vault, capture)
    }
}

impl Offer {
    /// The place of the offer among its NCN's.
    pub fn place(&self) -> OfferPlace {
        OfferPlace { until: self.tables_until(), tables: 0 }
    }

    /// The first second from which on no table is attributed anything.
    pub fn tables_until(&self) -> i64 {
        later(self.until, self.claim_seconds)
    }

    /// What has accrued by `now`, rounded down: all of it from the end on, and less before.
    ///
    /// # Errors
    /// None for an offer that was opened.
    pub fn accrued(&self, now: i64) -> Result<u64> {
        if now >= self.until {
            return Ok(self.amount);
        }
        let passed = since(self.from, now);
        mul_div_floor(self.amount, passed, self.until.abs_diff(self.from))
    }

    /// What the offer holds: what was funded and not paid.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn held(&self) -> Result<u64> {
        sub(self.amount, self.paid)
    }

    /// The first second at which the offer can be closed once no marked table waits for its attribution. Where it is not attributed
    /// in full, its tables have `claim_seconds` after its end; claims have their time; and an operator has [`MIN_CLAIM_SECONDS`]
    /// after the last claim to collect its commission.
    pub fn closes_from(&self) -> i64 {
        let tables = if self.attributed < self.amount { self.tables_until() } else { self.until };
        let claims = match (self.commissions, self.open_parts) {
            (0, 0) => tables,
            (0, _) => self.claims_until,
            _ => later(self.claims_until, MIN_CLAIM_SECONDS),
        };
        tables.max(claims)
    }

    /// What is always true, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let spent = u128::from(self.paid) + u128::from(self.commissions);
        first_untrue(&[
            (self.until > self.from, "an offer ends after it begins"),
            (self.attributed <= self.amount, "no more is attributed than was funded"),
            (spent <= u128::from(self.attributed), "no more is paid and owed than was attributed"),
            (
                (MIN_CLAIM_SECONDS..=MAX_CLAIM_SECONDS).contains(&self.claim_seconds),
                "the time to claim is within its bounds",
            ),
            (self.attributed > 0 || self.open_parts == 0, "no table is open without an attribution"),
        ])
    }
}
