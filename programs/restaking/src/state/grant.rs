//! A key's right to some of an admin's actions, until a time.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};
use ledger::state::grant::GrantTerms;

use super::VERSION;
use crate::error::RestakingError;

/// A grant of an entity's admin to a holder, at `["grant", entity, holder]`. The holder signs in the admin's place, and passes this
/// account after an instruction's own.
#[account]
pub struct Grant {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault, operator or NCN.
    pub entity: Address,
    /// The key that may sign in the admin's place.
    pub holder: Address,
    /// Gets this account's rent back.
    pub rent_payer: Address,
    /// The admin that set the terms.
    pub made_by: Address,
    /// The kinds of acts that it opens, and until when.
    pub terms: GrantTerms,
    /// Zero, for fields to come.
    pub reserved: [u8; 40],
}

impl Grant {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"grant";

    /// The grant of `entity` to `holder`, in the account at `view`, which is opened first if it is not there.
    ///
    /// An account of this program with this type, this entity and this holder was opened here, at its one address: it is not derived
    /// again.
    pub fn load_or_open(
        mut view: AccountView,
        payer: &AccountView,
        entity: &Address,
        holder: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let grant = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&grant.entity, entity), RestakingError::WrongGrantEntity);
            require!(address_eq(&grant.holder, holder), RestakingError::WrongGrantHolder);
            return Ok(grant);
        }
        let seeds: [&[u8]; 3] = [Self::SEED, entity.as_ref(), holder.as_ref()];
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
        opened.entity = *entity;
        opened.holder = *holder;
        opened.rent_payer = *payer.address(); // All else of a new account is zero.
        Ok(opened)
    }
}
