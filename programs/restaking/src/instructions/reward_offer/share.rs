//! Computes a vault's share of an offer's attribution to a table.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::transition::reward_offer::OfferShare;

use crate::error::{RestakingError, refused};
use crate::event::{RewardShareClaimed, emit};
use crate::state::{CaptureEntry, Operator, OperatorRecord, RewardOffer, StakeCapture, StakeEntry, StakeTable};

/// The accounts that determine a share.
pub(super) struct Share<'a> {
    pub offer: &'a mut Account<RewardOffer>,
    pub table: &'a mut Slab<StakeTable, StakeEntry>,
    pub capture: &'a mut Slab<StakeCapture, CaptureEntry>,
    pub operator: &'a Account<Operator>,
    pub record: &'a mut Account<OperatorRecord>,
}

impl Share<'_> {
    /// Takes the share of `vault` from the rest of the table's part, once. The operator's commission, at its current
    /// rate, waits in its record with the NCN for [`super::CollectRewardCommission`]. No account of the operator can
    /// therefore block a claim.
    #[inline(never)]
    pub fn claim(self, vault: &Address, now: i64) -> Result<OfferShare> {
        let Share { offer, table, capture, operator, record } = self;
        require!(offer.has_attributed(table), RestakingError::NotAttributed);
        require!(address_eq(&capture.table, table.address()), RestakingError::WrongCapture);
        require!(address_eq(&capture.operator, operator.address()), RestakingError::WrongCapture);
        let is_own = address_eq(&record.operator, operator.address()) && address_eq(&record.ncn, &offer.ncn);
        require!(is_own, RestakingError::WrongRecord);
        let entry = StakeEntry::find(table, operator.address()).map_err(|_| RestakingError::NotStanding)?;
        let entry = table.as_slice()[entry];
        require!(address_eq(&entry.captor, &capture.captor), RestakingError::NotStanding);

        let (place, whole) = (offer.place as usize, capture.weight);
        let kept = CaptureEntry::find(capture, vault)?;
        let kept = &mut capture.as_mut_slice()[kept];
        require!(kept.claimed >> place & 1 == 0, RestakingError::ShareClaimed);
        let weights = entry.share_weights(table, [kept.weight, whole]);
        kept.claimed |= 1 << place;
        capture.claims[place] += 1;

        let index = offer.index;
        let (part, debt) = (&mut table.parts[place], record.commissions[place].of(index));
        let share = offer.books.claim(part, weights, operator.commission_bps.at(now), debt, now).map_err(refused)?;
        if capture.is_claimed(place) {
            offer.books.settle_operator(part).map_err(refused)?;
        }
        let (left, operators) = (part.left, part.operators);
        if operators == 0 {
            table.offers &= !(1 << place);
        }
        emit(RewardShareClaimed {
            offer: *offer.address(),
            number: offer.next_event(),
            time: now,
            table: *table.address(),
            operator: *operator.address(),
            captor: capture.captor,
            vault: *vault,
            commission: share.commission,
            paid: share.paid,
            left,
            operators,
            offer_paid: offer.books.paid,
            offer_commissions: offer.books.commissions,
        });
        Ok(share)
    }
}
