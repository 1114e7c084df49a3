//! Opens the service of an NCN.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use template_ledger::rules::Rules;

use crate::error::{ServiceError, refused};
use crate::event::{ServiceOpened, emit};
use crate::state::{Service, VERSION};

/// Accounts of `open_service`.
#[derive(Accounts)]
pub struct OpenService {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    pub ncn: UncheckedAccount,
    #[account(init, payer = payer, seeds = [Service::SEED, ncn.address().as_ref()], bump)]
    pub service: Account<Service>,
    pub system_program: Program<System>,
}

impl OpenService {
    /// Opens the service with `rules`, and with the policy's times of heights. Both are fixed. To slash, the NCN's policy then names the
    /// service as the slasher.
    pub fn open_service(&mut self, bump: u8, rules: Rules) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let ncn =
            accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(ServiceError::NotNcnAdmin)?;
        rules.check().map_err(refused)?;
        let terms = &ncn.policy_at(now).terms;
        require!(terms.height_millis > 0, ServiceError::NoHeights);
        let service = &mut self.service;
        service.version = VERSION;
        service.bump = bump;
        service.ncn = *self.ncn.address();
        service.height_zero = terms.height_zero;
        service.height_millis = terms.height_millis;
        service.rules = rules;
        emit(ServiceOpened {
            service: *service.address(),
            number: service.next_event(),
            time: now,
            ncn: service.ncn,
            rules,
        });
        Ok(())
    }
}
