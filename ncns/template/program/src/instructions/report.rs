//! Enters operators' votes in a round. Permissionless: anyone carries them.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::keys;
use ncn_kit::program::tables;
use ncn_kit::program::votes::{Subject, Votes};
use restaking::state::Ncn;
use template_ledger::round::VoteEntry;
use template_ledger::rule::Value;

use crate::VOTE_KIND;
use crate::error::{ServiceError, fail, refused, unfit};
use crate::event::{VotesEntered, emit};
use crate::state::{Service, ServiceRound};

/// Accounts of `report`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct Report {
    #[account(mut)]
    pub service: Account<Service>,
    #[account(address = service.ncn @ ServiceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(mut, constraint = address_eq(&round.service, service.address()) @ ServiceError::WrongService)]
    pub round: Slab<ServiceRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ ServiceError::WrongTable)]
    pub table: UncheckedAccount,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl Report {
    /// Enters the vote of each key. The first vote of an operator stands. A vote that is entered already is skipped, so that two carriers
    /// of one vote do not fail each other; a transaction without a new vote is refused.
    pub fn report(&mut self, key_accounts: &[AccountView]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let votes = Votes::preceding(&self.instructions).map_err(unfit)?;
        let count = votes.count();
        if key_accounts.len() != count {
            return Err(fail(ServiceError::MissingAccounts, key_accounts.len() as u64, count as u64));
        }
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let mut round = self.round.round;
        let subject = Subject { domain: &ncn.domain, kind: VOTE_KIND, height: round.height };
        let entries = self.round.as_mut_slice();
        let mut entered = 0;
        for (place, view) in key_accounts.iter().enumerate() {
            let (key, content) = votes.get(place, &subject).map_err(unfit)?;
            let value = <&Value>::try_from(content).map_err(|_| wrong_content(content))?;
            // By the time of the height, at which the core judges two votes.
            let operator = keys::operator_of(*view, &self.service.ncn, key, round.opens_at).map_err(unfit)?;
            let index = table.place_of(&operator).ok_or(ServiceError::WrongOperator)?;
            let count = entries.len() as u64;
            let entry = entries.get_mut(index).ok_or_else(|| fail(ServiceError::NoEntry, index as u64, count))?;
            entered += u64::from(round.enter(entry, value, table.weight_at(index), now).map_err(refused)?);
        }
        require!(entered > 0, ServiceError::NothingNew);
        if round.attend(self.service.rounds, &self.service.rules) {
            self.service.rounds = round.number;
        }
        let account = &mut self.round;
        account.round = round;
        emit(VotesEntered {
            round: *account.address(),
            number: account.next_event(),
            time: now,
            height: round.height,
            entered,
            votes: round.votes,
            voted_weight: round.voted_weight,
            round_number: round.number,
        });
        Ok(())
    }
}

#[cold]
fn wrong_content(content: &[u8]) -> Error {
    fail(ServiceError::WrongContent, content.len() as u64, core::mem::size_of::<Value>() as u64)
}
