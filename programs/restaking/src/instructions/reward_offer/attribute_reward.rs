//! Attributes an accrued reward to a final table. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::transition::reward_offer::FinalTable;

use crate::clock;
use crate::error::{RestakingError, fail, refused};
use crate::event::{RewardAttributed, emit};
use crate::state::{Ncn, RewardOffer, StakeEntry, StakeTable};

/// Accounts of `attribute_reward`.
#[derive(Accounts)]
pub struct AttributeReward {
    #[account(mut)]
    pub offer: Account<RewardOffer>,
    /// Counts the tables that wait for their attribution.
    #[account(mut, address = offer.ncn @ RestakingError::WrongOffer)]
    pub ncn: Account<Ncn>,
    #[account(mut, constraint = address_eq(&table.ncn, ncn.address()) @ RestakingError::WrongTable)]
    pub table: Slab<StakeTable, StakeEntry>,
}

impl AttributeReward {
    /// Attributes to the table what the offer accrued until the table's close, less what earlier tables received. A
    /// table without weight receives nothing, and the amount waits for the next one.
    ///
    /// Tables must come in the order of their opening, each once and none omitted. A table cannot be closed before its
    /// attribution.
    pub fn attribute_reward(&mut self) -> Result<()> {
        let (offer, table, now) = (&mut self.offer, &mut self.table, clock::now()?);
        let (after, next) = (table.after, offer.next_table);
        if after != next {
            return Err(fail(RestakingError::TableOutOfOrder, after, next));
        }
        if now < table.closes_at {
            return Err(fail(RestakingError::TableOpen, now as u64, table.closes_at as u64));
        }
        let place = offer.place as usize;
        let facts = FinalTable {
            opened_at: table.opened_at,
            closes_at: table.closes_at,
            total_weight: table.total_weight,
            operators: table.len() as u64,
        };
        let part = offer.books.attribute(&mut self.ncn.offers[place], facts, now).map_err(refused)?;
        offer.next_table = table.index + 1;
        table.parts[place] = part;
        if part.amount == 0 {
            table.offers &= !(1 << place);
        }
        emit(RewardAttributed {
            offer: *offer.address(),
            number: offer.next_event(),
            time: now,
            table: *table.address(),
            index: table.index,
            part,
            attributed: offer.books.attributed,
        });
        Ok(())
    }
}
