//! Opens the service of an NCN.

use anchor_lang::prelude::*;
use inference_ledger::rules::{RuleBook, Rules};
use inference_ledger::task::check_heights;
use ncn_kit::program::accounts;

use crate::error::{InferenceError, refused};
use crate::event::{InferenceOpened, emit};
use crate::state::{Inference, VERSION};

/// Accounts of `open_inference`.
#[derive(Accounts)]
pub struct OpenInference {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    pub ncn: UncheckedAccount,
    #[account(init, payer = payer, seeds = [Inference::SEED, ncn.address().as_ref()], bump)]
    pub inference: Account<Inference>,
    pub system_program: Program<System>,
}

impl OpenInference {
    /// Opens the service with `rules` in force at once: no operator has a seat before it. The service keeps the policy's times of
    /// heights. To slash, the policy then names the service as the slasher.
    pub fn open_inference(&mut self, bump: u8, rules: Rules) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let ncn =
            accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(InferenceError::NotNcnAdmin)?;
        rules.check().map_err(refused)?;
        let terms = &ncn.policy_at(now).terms;
        require!(terms.height_millis > 0, InferenceError::NoHeights);
        check_heights(terms.height_millis).map_err(refused)?;
        let address = *self.ncn.address();
        let inference = &mut self.inference;
        inference.version = VERSION;
        inference.bump = bump;
        inference.ncn = address;
        inference.height_zero = terms.height_zero;
        inference.height_millis = terms.height_millis;
        inference.rules = RuleBook::new(rules);
        emit(InferenceOpened {
            inference: *inference.address(),
            number: inference.next_event(),
            time: now,
            ncn: address,
            rules,
        });
        Ok(())
    }
}
