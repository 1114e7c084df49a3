//! Announces rules.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use inference_ledger::rules::Rules;
use ncn_kit::program::accounts;
use restaking::state::Config;

use crate::error::{InferenceError, refused};
use crate::event::{RulesSet, emit};
use crate::state::Inference;

/// Accounts of `set_rules`.
#[derive(Accounts)]
pub struct SetRules {
    /// The NCN's admin.
    pub admin: Signer,
    #[account(address = inference.ncn @ InferenceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The core's config, which bounds the length of an exit.
    pub config: UncheckedAccount,
    #[account(mut)]
    pub inference: Account<Inference>,
}

impl SetRules {
    /// Announces `rules`. They take effect with the notice of an increase, as a slashing policy does: every staker can leave before.
    /// A task keeps the rules that were in force when it opened.
    pub fn set_rules(&mut self, rules: Rules) -> Result<()> {
        accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(InferenceError::NotNcnAdmin)?;
        let now = Clock::get()?.unix_timestamp;
        let from = Account::<Config>::load(*self.config.account())?.notice(now).rise;
        let inference = &mut self.inference;
        inference.rules.announce(rules, now, from).map_err(refused)?;
        emit(RulesSet {
            inference: *inference.address(),
            number: inference.next_event(),
            time: now,
            before: inference.rules.current,
            after: rules,
            from,
        });
        Ok(())
    }
}
