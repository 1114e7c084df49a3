//! Rewards by captured stake: an amount funded ahead, which a service's stake tables divide among the stake that they captured.
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

use crate::fee::part;
use crate::math::{add, mul_div_floor, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{MAX_COMMISSION_BPS, Result, Why};

/// How many offers of one service can be open at once.
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

/// The place of an offer among those of its service: each new table that may be attributed by it is marked with its place.
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

/// What an attribution reads of a final table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinalTable {
    /// When its window began.
    pub opened_at: i64,
    /// When its window ended.
    pub closes_at: i64,
    /// The sum of its operators' weights, or the most that fits.
    pub total_weight: u64,
    /// How many operators have weight in it.
    pub operators: u64,
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

/// How a share is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferShare {
    /// The commission, which waits for the operator's wallet.
    pub commission: u64,
    /// What is paid to the vault or its bond pool.
    pub paid: u64,
}

impl OfferPlace {
    /// The first free place of `places`.
    ///
    /// # Errors
    /// [`Why::TooManyOffers`].
    pub fn first_free(places: &[Self; MAX_OFFERS]) -> Result<usize> {
        let free = places.iter().position(|place| place.until == 0);
        free.ok_or(crate::Refusal::new(Why::TooManyOffers, MAX_OFFERS as u64 + 1, MAX_OFFERS as u64))
    }

    /// Whether a table that opens at `now` is marked with this place: its offer then has one table more to attribute.
    pub fn mark(&mut self, now: i64) -> bool {
        if now >= self.until {
            return false;
        }
        // A service does not open 2^64 tables.
        self.tables = self.tables.saturating_add(1);
        true
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
    /// [`Why::Overflow`] for weights of zero, or parts above their wholes.
    pub fn share(&self, weights: ShareWeights) -> Result<u64> {
        let ShareWeights { vault, capture, operator, table } = weights;
        ensure(vault <= capture && operator <= table, Why::Overflow, vault, capture)?;
        mul_div_floor(mul_div_floor(self.amount, operator, table)?, vault, capture)
    }
}

impl OfferDebt {
    /// What the offer of `index` owes here, at the place that is its own.
    pub fn of(&mut self, index: u64) -> &mut u64 {
        let offer = index.wrapping_add(1);
        if self.offer != offer {
            *self = Self { offer, owed: 0 };
        }
        &mut self.owed
    }
}

impl Offer {
    /// An offer of `amount` that accrues from `from`, or from `now` if that is later, to `until`. The table of a time is attributed
    /// within `claim_seconds` after `until`, and its shares are claimed within `claim_seconds` after that.
    ///
    /// # Errors
    /// [`Why::Zero`], [`Why::OfferLength`], [`Why::ClaimTime`].
    pub fn open(amount: u64, [from, until]: [i64; 2], claim_seconds: u64, now: i64) -> Result<Self> {
        ensure(amount > 0, Why::Zero, 0, 1)?;
        let from = from.max(now);
        ensure(until > from, Why::OfferLength, 0, 1)?;
        let length = until.abs_diff(now);
        ensure(length <= MAX_OFFER_SECONDS, Why::OfferLength, length, MAX_OFFER_SECONDS)?;
        ensure(claim_seconds >= MIN_CLAIM_SECONDS, Why::ClaimTime, claim_seconds, MIN_CLAIM_SECONDS)?;
        ensure(claim_seconds <= MAX_CLAIM_SECONDS, Why::ClaimTime, claim_seconds, MAX_CLAIM_SECONDS)?;
        Ok(Self { amount, from, until, claim_seconds, ..Self::default() })
    }

    /// The place of the offer among its service's.
    pub fn place(&self) -> OfferPlace {
        OfferPlace { until: self.tables_until(), tables: 0 }
    }

    /// The first second from which on no table is attributed anything.
    pub fn tables_until(&self) -> i64 {
        self.until.saturating_add_unsigned(self.claim_seconds)
    }

    /// What has accrued by `now`, rounded down: all of it from the end on, and less before.
    ///
    /// # Errors
    /// None for an offer that was opened.
    pub fn accrued(&self, now: i64) -> Result<u64> {
        if now >= self.until {
            return Ok(self.amount);
        }
        let passed = now.saturating_sub(self.from).max(0).unsigned_abs();
        mul_div_floor(self.amount, passed, self.until.abs_diff(self.from))
    }

    /// Attributes to a final table what has accrued up to its close and was not attributed before.
    ///
    /// Nothing to a table without weight, with more weight than fits, with a window below [`MIN_REWARD_WINDOW`], or that closed no
    /// later than one before it: what has accrued waits for the next table. The caller attributes the tables in the order of their
    /// opening, and omits none: otherwise the order would decide the payees.
    ///
    /// # Errors
    /// [`Why::Overflow`] for a table that is not marked.
    pub fn attribute(&mut self, place: &mut OfferPlace, table: FinalTable, now: i64) -> Result<OfferPart> {
        let tables = sub(place.tables, 1)?;
        let accrued = self.accrued(table.closes_at)?;
        let earns = table.operators > 0
            && table.total_weight > 0
            && table.total_weight < u64::MAX
            && table.closes_at.abs_diff(table.opened_at) >= MIN_REWARD_WINDOW
            && table.closes_at < self.tables_until();
        let amount = if earns { accrued.saturating_sub(self.attributed) } else { 0 };
        let claim_until = now.saturating_add_unsigned(self.claim_seconds);
        place.tables = tables;
        if amount == 0 {
            return Ok(OfferPart { claim_until, ..OfferPart::default() });
        }
        self.attributed += amount;
        self.open_parts = add(self.open_parts, 1)?;
        self.claims_until = self.claims_until.max(claim_until);
        if self.attributed == self.amount {
            // All is attributed: tables to come need not wait for this offer.
            place.until = place.until.min(now);
        }
        Ok(OfferPart { amount, left: amount, claim_until, operators: table.operators })
    }

    /// Claims the share of a vault: the operator's commission, rounded down, is owed to it, the rest is paid. The caller has checked
    /// that it was not claimed before.
    ///
    /// # Errors
    /// [`Why::ClaimOver`], also where the table was attributed nothing; [`Why::FeeOverCap`] for a commission that cannot be set.
    pub fn claim(
        &mut self,
        offer_part: &mut OfferPart,
        weights: ShareWeights,
        commission_bps: u64,
        debt: &mut u64,
        now: i64,
    ) -> Result<OfferShare> {
        let until = offer_part.claim_until;
        ensure(now < until && offer_part.operators > 0, Why::ClaimOver, now.unsigned_abs(), until.unsigned_abs())?;
        ensure(commission_bps <= MAX_COMMISSION_BPS, Why::FeeOverCap, commission_bps, MAX_COMMISSION_BPS)?;
        let share = offer_part.share(weights)?;
        let left = sub(offer_part.left, share)?;
        let commission = part(share, commission_bps)?;
        let paid = share - commission;
        let (commissions, all_paid, owed) =
            (add(self.commissions, commission)?, add(self.paid, paid)?, add(*debt, commission)?);
        offer_part.left = left;
        (self.commissions, self.paid, *debt) = (commissions, all_paid, owed);
        Ok(OfferShare { commission, paid })
    }

    /// Notes that all vaults of one operator of a table have claimed.
    ///
    /// # Errors
    /// [`Why::Overflow`] for more operators than the table has.
    pub fn settle_operator(&mut self, part: &mut OfferPart) -> Result<()> {
        let operators = sub(part.operators, 1)?;
        if operators == 0 {
            self.open_parts = sub(self.open_parts, 1)?;
        }
        part.operators = operators;
        Ok(())
    }

    /// Pays an operator its commission, and returns it.
    ///
    /// # Errors
    /// [`Why::NoFees`].
    pub fn collect(&mut self, debt: &mut u64) -> Result<u64> {
        ensure(*debt > 0, Why::NoFees, 0, 1)?;
        let (commissions, paid) = (sub(self.commissions, *debt)?, add(self.paid, *debt)?);
        (self.commissions, self.paid) = (commissions, paid);
        Ok(core::mem::take(debt))
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
            _ => self.claims_until.saturating_add_unsigned(MIN_CLAIM_SECONDS),
        };
        tables.max(claims)
    }

    /// Ends the offer, frees its place, and returns what goes back to the funder: all that it holds.
    ///
    /// # Errors
    /// [`Why::TablesPending`], [`Why::OfferRunning`].
    pub fn close(&self, place: &mut OfferPlace, now: i64) -> Result<u64> {
        ensure(place.tables == 0, Why::TablesPending, place.tables, 0)?;
        let from = self.closes_from();
        ensure(now >= from, Why::OfferRunning, now.unsigned_abs(), from.unsigned_abs())?;
        let left = self.held()?;
        *place = OfferPlace::default();
        Ok(left)
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
