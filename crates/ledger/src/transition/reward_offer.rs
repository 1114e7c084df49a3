//! A reward offer is opened, attributed to tables, claimed, and closed.

use crate::math::{add, part, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::fee::MAX_COMMISSION_BPS;
use crate::state::reward_offer::{
    MAX_CLAIM_SECONDS, MAX_OFFER_SECONDS, MIN_CLAIM_SECONDS, MIN_REWARD_WINDOW, Offer, OfferDebt, OfferPart,
    OfferPlace, ShareWeights,
};
use crate::state::time::later;

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

/// How a share is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferShare {
    /// The commission, which waits for the operator's wallet.
    pub commission: u64,
    /// What is paid to the vault or its bond pool.
    pub paid: u64,
}

impl OfferPlace {
    /// Whether a table that opens at `now` is marked with this place: its offer then has one table more to attribute.
    pub fn mark(&mut self, now: i64) -> bool {
        if now >= self.until {
            return false;
        }
        // An NCN does not open 2^64 tables.
        self.tables = self.tables.saturating_add(1);
        true
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
    /// [`Rule::Zero`], [`Rule::OfferLength`], [`Rule::ClaimTime`].
    pub fn open(amount: u64, [from, until]: [i64; 2], claim_seconds: u64, now: i64) -> Result<Self> {
        ensure(amount > 0, Rule::Zero, 0, 1)?;
        let from = from.max(now);
        ensure(until > from, Rule::OfferLength, 0, 1)?;
        let length = until.abs_diff(now);
        ensure(length <= MAX_OFFER_SECONDS, Rule::OfferLength, length, MAX_OFFER_SECONDS)?;
        ensure(claim_seconds >= MIN_CLAIM_SECONDS, Rule::ClaimTime, claim_seconds, MIN_CLAIM_SECONDS)?;
        ensure(claim_seconds <= MAX_CLAIM_SECONDS, Rule::ClaimTime, claim_seconds, MAX_CLAIM_SECONDS)?;
        Ok(Self { amount, from, until, claim_seconds, ..Self::default() })
    }

    /// Attributes to a final table what has accrued up to its close and was not attributed before.
    ///
    /// Nothing to a table without weight, with more weight than fits, with a window below [`MIN_REWARD_WINDOW`], or that closed no
    /// later than one before it: what has accrued waits for the next table. The caller attributes the tables in the order of their
    /// opening, and omits none: otherwise the order would decide the payees.
    ///
    /// # Errors
    /// [`Rule::Overflow`] for a table that is not marked.
    pub fn attribute(&mut self, place: &mut OfferPlace, table: FinalTable, now: i64) -> Result<OfferPart> {
        let tables = sub(place.tables, 1)?;
        let accrued = self.accrued(table.closes_at)?;
        let earns = table.operators > 0
            && table.total_weight > 0
            && table.total_weight < u64::MAX
            && table.closes_at.abs_diff(table.opened_at) >= MIN_REWARD_WINDOW
            && table.closes_at < self.tables_until();
        let amount = if earns { accrued.saturating_sub(self.attributed) } else { 0 };
        let claim_until = later(now, self.claim_seconds);
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
    /// [`Rule::ClaimOver`], also where the table was attributed nothing; [`Rule::FeeOverCap`] for a commission that cannot be set.
    pub fn claim(
        &mut self,
        offer_part: &mut OfferPart,
        weights: ShareWeights,
        commission_bps: u64,
        debt: &mut u64,
        now: i64,
    ) -> Result<OfferShare> {
        let until = offer_part.claim_until;
        ensure(now < until && offer_part.operators > 0, Rule::ClaimOver, now.unsigned_abs(), until.unsigned_abs())?;
        ensure(commission_bps <= MAX_COMMISSION_BPS, Rule::FeeOverCap, commission_bps, MAX_COMMISSION_BPS)?;
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
    /// [`Rule::Overflow`] for more operators than the table has.
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
    /// [`Rule::NoFees`].
    pub fn collect(&mut self, debt: &mut u64) -> Result<u64> {
        ensure(*debt > 0, Rule::NoFees, 0, 1)?;
        let (commissions, paid) = (sub(self.commissions, *debt)?, add(self.paid, *debt)?);
        (self.commissions, self.paid) = (commissions, paid);
        Ok(core::mem::take(debt))
    }

    /// Ends the offer, frees its place, and returns what goes back to the funder: all that it holds.
    ///
    /// # Errors
    /// [`Rule::TablesPending`], [`Rule::OfferRunning`].
    pub fn close(&self, place: &mut OfferPlace, now: i64) -> Result<u64> {
        ensure(place.tables == 0, Rule::TablesPending, place.tables, 0)?;
        let from = self.closes_from();
        ensure(now >= from, Rule::OfferRunning, now.unsigned_abs(), from.unsigned_abs())?;
        let left = self.held()?;
        *place = OfferPlace::default();
        Ok(left)
    }
}
