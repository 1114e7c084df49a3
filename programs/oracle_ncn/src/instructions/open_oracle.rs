//! Opens the oracle of an NCN.

use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use oracle_ledger::rules::{RuleBook, Rules};

use crate::error::{OracleError, refused};
use crate::event::{OracleOpened, emit};
use crate::state::{Oracle, VERSION};

/// Accounts of `open_oracle`.
#[derive(Accounts)]
pub struct OpenOracle {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    pub ncn: UncheckedAccount,
    #[account(init, payer = payer, seeds = [Oracle::SEED, ncn.address().as_ref()], bump)]
    pub oracle: Account<Oracle>,
    pub system_program: Program<System>,
}

impl OpenOracle {
    /// Opens the oracle with `rules` in force at once: no operator has a vote before it. To slash, the NCN's policy then names the
    /// oracle as the slasher.
    pub fn open_oracle(&mut self, bump: u8, rules: Rules) -> Result<()> {
        accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(OracleError::NotNcnAdmin)?;
        rules.check().map_err(refused)?;
        let ncn = *self.ncn.address();
        let oracle = &mut self.oracle;
        oracle.version = VERSION;
        oracle.bump = bump;
        oracle.ncn = ncn;
        oracle.rules = RuleBook::new(rules);
        emit(OracleOpened {
            oracle: *oracle.address(),
            number: oracle.next_event(),
            time: Clock::get()?.unix_timestamp,
            ncn,
            rules,
        });
        Ok(())
    }
}
