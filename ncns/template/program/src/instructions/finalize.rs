//! Certifies a value. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::tables;
use template_ledger::round::VoteEntry;

use crate::error::{ServiceError, refused, unfit};
use crate::event::{RoundFinalized, emit};
use crate::state::{Service, ServiceRound};

/// Accounts of `finalize`.
#[derive(Accounts)]
pub struct Finalize {
    pub service: Account<Service>,
    #[account(mut, constraint = address_eq(&round.service, service.address()) @ ServiceError::WrongService)]
    pub round: Slab<ServiceRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ ServiceError::WrongTable)]
    pub table: UncheckedAccount,
}

impl Finalize {
    /// Certifies the value at `place` of the table, at any time: two thirds of the weight sign one value of a height at most. Votes of
    /// other operators enter until the window ends.
    pub fn finalize(&mut self, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let account = &mut self.round;
        let mut round = account.round;
        let weight_of = |place| table.weight_at(place);
        round.finalize(account.as_slice(), place, weight_of, &self.service.rules, now).map_err(refused)?;
        account.round = round;
        emit(RoundFinalized {
            round: *account.address(),
            number: account.next_event(),
            time: now,
            service: account.service,
            height: round.height,
            value: round.value,
            weight: round.weight,
            total_weight: round.total_weight,
        });
        Ok(())
    }
}
