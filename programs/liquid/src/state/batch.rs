//! The queue's accounts.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::{Pool, VERSION};
use crate::error::LiquidError;

/// The requests of one period for one asset, at `["batch", pool, place, period]`.
#[account]
pub struct ExitBatch {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The place of the asset that the requests ask for.
    pub place: u64,
    pub batch: liquid_ledger::state::batch::Batch,
    pub reserved: [u8; 32],
}

/// One request, at `["queued_exit", pool, owner, nonce]`.
#[account]
pub struct QueuedExit {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    /// May claim or cancel the request.
    pub owner: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The request's batch.
    pub batch: Address,
    pub request: liquid_ledger::state::batch::Request,
    pub reserved: [u8; 32],
}

impl QueuedExit {
    pub const SEED: &'static [u8] = b"queued_exit";
}

impl ExitBatch {
    pub const SEED: &'static [u8] = b"batch";

    /// Loads the batch at `view`, or creates it for the first request of the period.
    ///
    /// An account of this program with this type, pool, place and period was created here at its one address, so the address is not
    /// derived again.
    pub fn load_or_open(
        mut view: AccountView,
        payer: &AccountView,
        pool: &Account<Pool>,
        place: u64,
        period: u64,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let batch = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&batch.pool, pool.address()), LiquidError::WrongPool);
            require!(batch.place == place && batch.batch.period == period, LiquidError::WrongBatch);
            return Ok(batch);
        }
        let (place_seed, period_seed) = (place.to_le_bytes(), period.to_le_bytes());
        let seeds: [&[u8]; 4] = [Self::SEED, pool.address().as_ref(), &place_seed, &period_seed];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let space = 8 + core::mem::size_of::<Self>();
        let signed: [&[u8]; 5] = [seeds[0], seeds[1], seeds[2], seeds[3], &[bump]];
        create_account_signed(payer, &view, space, &crate::ID, &signed)?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(Self::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<Self>::load_mut_after_init(view) }?;
        opened.version = VERSION;
        opened.bump = bump;
        opened.pool = *pool.address();
        opened.rent_payer = *payer.address();
        opened.place = place;
        opened.batch.period = period; // All else of a new account is zero.
        Ok(opened)
    }
}
