//! Opens the round of a height. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::prelude::*;
use ncn_kit::program::policies;
use ncn_kit::program::tables;
use restaking::state::{Ncn, SlashPolicy};
use template_ledger::round::{Round, VoteEntry};

use crate::error::{ServiceError, refused, unfit};
use crate::event::{RoundOpened, emit};
use crate::state::{Service, ServiceRound, VERSION};

/// Accounts of `open_round`.
#[derive(Accounts)]
#[instruction(height: u64)]
pub struct OpenRound {
    /// Pays for the account and receives its rent when it is closed.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub service: Account<Service>,
    #[account(address = service.ncn @ ServiceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The service's table.
    #[account(address = service.table @ ServiceError::WrongTable)]
    pub table: UncheckedAccount,
    #[account(
        init, payer = payer, bump, space = ServiceRound::space(table.account())?,
        seeds = [ServiceRound::SEED, service.address().as_ref(), &height.to_le_bytes()]
    )]
    pub round: Slab<ServiceRound, VoteEntry>,
    pub system_program: Program<System>,
}

impl OpenRound {
    /// Opens the round in its window, under the service's table. Without a policy that slashes by the rules until the round is
    /// judged, and stake that stays for it, there is no round.
    pub fn open_round(&mut self, bump: u8, height: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let service = &mut self.service;
        let rules = &service.rules;
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let policy = ncn.policy_at(now);
        check_policy(service, policy)?;
        let opens_at = policy.terms.time_of(height);
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let opened = Round::open(height, opens_at, table.total_weight(), rules, now).map_err(refused)?;
        let until = opened.closes_at.saturating_add_unsigned(rules.certain_seconds);
        // A slash uses the policy of its own time: an announced one that no longer slashes would make a lie in this round free.
        check_policy(service, ncn.policy_at(until))?;
        tables::check_certain(&table.head(), until).map_err(unfit)?;
        let round = &mut self.round;
        round.version = VERSION;
        round.bump = bump;
        round.service = *service.address();
        round.table = *self.table.address();
        round.payer = *self.payer.address();
        round.round = opened;
        while !round.is_full() {
            round.try_push(VoteEntry::default())?;
        }
        emit(RoundOpened {
            service: *service.address(),
            number: service.next_event(),
            time: now,
            round: *round.address(),
            table: round.table,
            height,
            closes_at: opened.closes_at,
        });
        Ok(())
    }
}

/// Refuses a policy that does not slash by the service's rules, or that has other times of heights.
fn check_policy(service: &Account<Service>, policy: &SlashPolicy) -> Result<()> {
    let figures =
        policies::figures_of(policy, (service.height_zero, service.height_millis), service.address()).map_err(unfit)?;
    service.rules.check_policy(&figures).map_err(refused)
}
