//! What one pledger put in for one open slash.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::VERSION;
use crate::error::RestakingError;

/// A pledge, at `["pledge", proposal, pledger]`. Its slash's proposal says whether it can be paid back: after a veto. An execution
/// uses it up, and reads the sum of all pledges in the proposal alone.
#[account]
pub struct SlashPledge {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The slash.
    pub proposal: Address,
    /// The signer of the pledge. A veto pays back to it.
    pub pledger: Address,
    /// Gets this account's rent back.
    pub rent_payer: Address,
    /// What it pledged in all.
    pub amount: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

impl SlashPledge {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"pledge";

    /// The pledge of `pledger` for the slash at `proposal`, in the account at `view`, which is opened first if it is not there.
    ///
    /// An account of this program with this type, this slash and this pledger was opened here, at its one address: it is not
    /// derived again.
    pub fn load_or_open(
        mut view: AccountView,
        payer: &AccountView,
        proposal: &Address,
        pledger: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let pledge = unsafe { Account::<Self>::load_mut(view) }?;
            let is_own = address_eq(&pledge.proposal, proposal) && address_eq(&pledge.pledger, pledger);
            require!(is_own, RestakingError::WrongPledge);
            return Ok(pledge);
        }
        let seeds: [&[u8]; 3] = [Self::SEED, proposal.as_ref(), pledger.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let space = 8 + core::mem::size_of::<Self>();
        create_account_signed(payer, &view, space, &crate::ID, &[seeds[0], seeds[1], seeds[2], &[bump]])?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(Self::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<Self>::load_mut_after_init(view) }?;
        opened.version = VERSION;
        opened.bump = bump;
        opened.proposal = *proposal;
        opened.pledger = *pledger;
        opened.rent_payer = *payer.address(); // All else of a new account is zero.
        Ok(opened)
    }
}
