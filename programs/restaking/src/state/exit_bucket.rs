//! Accounts of exits requested in one epoch.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::{VERSION, Vault};
use crate::error::RestakingError;

/// The exits requested in one epoch of a vault, at `["exit_bucket", vault, epoch]`.
#[account]
pub struct ExitBucket {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    pub bucket: ledger::state::exit_bucket::Bucket,
    pub reserved: [u8; 32],
}

impl ExitBucket {
    pub const SEED: &'static [u8] = b"exit_bucket";

    /// Loads the bucket at `view`, or creates it for the epoch's first exit request.
    ///
    /// An account of this program with this type and vault was created here at its one address, so the address is not
    /// derived again. The ledger checks its epoch.
    pub fn load_or_open(
        mut view: AccountView,
        payer: &AccountView,
        vault: &Account<Vault>,
        epoch: u64,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let bucket = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&bucket.vault, vault.address()), RestakingError::WrongVault);
            return Ok(bucket);
        }
        let epoch_seed = epoch.to_le_bytes();
        let seeds: [&[u8]; 3] = [Self::SEED, vault.address().as_ref(), &epoch_seed];
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
        opened.vault = *vault.address();
        opened.rent_payer = *payer.address();
        opened.bucket.epoch = epoch; // All else of a new account is zero.
        Ok(opened)
    }
}
