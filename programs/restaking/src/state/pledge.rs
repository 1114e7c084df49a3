//! A pledger's contribution to one open slash.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::VERSION;
use crate::error::RestakingError;

/// A pledge, at `["pledge", proposal, pledger]`. A veto of its slash makes it refundable. An execution uses it up, and
/// reads only the sum of all pledges in the proposal.
#[account]
pub struct SlashPledge {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub proposal: Address,
    /// Signed the pledge, and receives the assets after a veto.
    pub pledger: Address,
    /// Receives this account's rent on closing.
    pub rent_payer: Address,
    /// The total pledged.
    pub amount: u64,
    pub reserved: [u8; 32],
}

impl SlashPledge {
    pub const SEED: &'static [u8] = b"pledge";

    /// Loads the pledge of `pledger` for the slash at `proposal` from `view`, or creates it.
    ///
    /// An account of this program with this type, slash and pledger was created here at its one address, so the address
    /// is not derived again.
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
