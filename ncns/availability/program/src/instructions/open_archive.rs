//! Opens the archive of an NCN.

use anchor_lang::prelude::*;
use availability_ledger::rules::{RuleBook, Rules};
use ncn_kit::program::accounts;

use crate::error::{AvailabilityError, refused};
use crate::event::{ArchiveOpened, emit};
use crate::state::{Archive, VERSION};

/// Accounts of `open_archive`.
#[derive(Accounts)]
pub struct OpenArchive {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    pub ncn: UncheckedAccount,
    #[account(init, payer = payer, seeds = [Archive::SEED, ncn.address().as_ref()], bump)]
    pub archive: Account<Archive>,
    pub system_program: Program<System>,
}

impl OpenArchive {
    /// Opens the archive with `rules` in force at once: no operator has a vote before it. The archive keeps the policy's times of
    /// heights. To slash, the NCN's policy then names the archive as the slasher.
    pub fn open_archive(&mut self, bump: u8, rules: Rules) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let ncn =
            accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(AvailabilityError::NotNcnAdmin)?;
        let terms = &ncn.policy_at(now).terms;
        require!(terms.height_millis > 0, AvailabilityError::NoHeights);
        rules.check().map_err(refused)?;
        let archive = &mut self.archive;
        archive.version = VERSION;
        archive.bump = bump;
        archive.ncn = *self.ncn.address();
        archive.height_zero = terms.height_zero;
        archive.height_millis = terms.height_millis;
        archive.rules = RuleBook::new(rules);
        emit(ArchiveOpened {
            archive: *archive.address(),
            number: archive.next_event(),
            time: now,
            ncn: archive.ncn,
            rules,
        });
        Ok(())
    }
}
