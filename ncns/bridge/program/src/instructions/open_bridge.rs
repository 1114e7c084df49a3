//! Opens the bridge of an NCN.

use anchor_lang::prelude::*;
use bridge_ledger::rules::{RuleBook, Rules};
use ncn_kit::program::accounts;

use crate::error::{BridgeError, refused};
use crate::event::{BridgeOpened, emit};
use crate::state::{Bridge, VERSION};

/// Accounts of `open_bridge`.
#[derive(Accounts)]
pub struct OpenBridge {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    pub ncn: UncheckedAccount,
    #[account(init, payer = payer, seeds = [Bridge::SEED, ncn.address().as_ref()], bump)]
    pub bridge: Account<Bridge>,
    pub system_program: Program<System>,
}

impl OpenBridge {
    /// Opens the bridge with `rules` in force at once: no operator has a vote before it. To slash, the NCN's policy then names the
    /// bridge as the slasher.
    pub fn open_bridge(&mut self, bump: u8, rules: Rules) -> Result<()> {
        accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(BridgeError::NotNcnAdmin)?;
        rules.check().map_err(refused)?;
        let ncn = *self.ncn.address();
        let bridge = &mut self.bridge;
        bridge.version = VERSION;
        bridge.bump = bump;
        bridge.ncn = ncn;
        bridge.rules = RuleBook::new(rules);
        emit(BridgeOpened {
            bridge: *bridge.address(),
            number: bridge.next_event(),
            time: Clock::get()?.unix_timestamp,
            ncn,
            rules,
        });
        Ok(())
    }
}
