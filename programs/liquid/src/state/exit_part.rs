//! What belongs to holders that left in kind, until they take it.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};
use liquid_ledger::ASSETS;

use super::{Pool, VERSION};
use crate::error::LiquidError;

/// A leaver's part of an exit that was on its way, at `["exit_part", ticket, owner]`.
#[account]
pub struct ExitPart {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    /// The ticket of the exit.
    pub ticket: Address,
    pub owner: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The part, in the ticket's shares.
    pub shares: u64,
    pub reserved: [u8; 32],
}

/// The leavers' tokens of a collected exit, at `["collected_exit", ticket]`.
#[account]
pub struct CollectedExit {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    pub ticket: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The place of the asset.
    pub place: u64,
    /// The ticket's shares of the leavers that have not claimed.
    pub shares: u64,
    /// The tokens of those.
    pub tokens: u64,
    pub reserved: [u8; 32],
}

/// A leaver's tokens that stayed in the reserves, at `["set_aside", pool, owner]`.
#[account]
pub struct SetAside {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    pub owner: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The tokens of each asset, by place.
    pub tokens: [u64; ASSETS],
    pub reserved: [u8; 32],
}

impl CollectedExit {
    pub const SEED: &'static [u8] = b"collected_exit";

    /// Creates the account at `view`.
    pub fn open(view: AccountView, payer: &AccountView, ticket: &Address) -> Result<Account<Self>> {
        let mut opened: Account<Self> = create(view, payer, &[Self::SEED, ticket.as_ref()], Self::DISCRIMINATOR)?;
        opened.version = VERSION;
        opened.ticket = *ticket;
        opened.rent_payer = *payer.address();
        Ok(opened)
    }
}

impl ExitPart {
    pub const SEED: &'static [u8] = b"exit_part";

    /// Loads the owner's part of the ticket's exit, or creates it.
    pub fn load_or_open(
        view: AccountView,
        payer: &AccountView,
        pool: &Account<Pool>,
        ticket: &Address,
        owner: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: each exit has another ticket, so no other loads this account.
            let part = unsafe { Account::<Self>::load_mut(view) }?;
            let is_it = address_eq(&part.ticket, ticket) && address_eq(&part.owner, owner);
            require!(is_it, LiquidError::WrongExitPart);
            return Ok(part);
        }
        let seeds: [&[u8]; 3] = [Self::SEED, ticket.as_ref(), owner.as_ref()];
        let mut opened: Account<Self> = create(view, payer, &seeds, Self::DISCRIMINATOR)?;
        opened.version = VERSION;
        opened.pool = *pool.address();
        opened.ticket = *ticket;
        opened.owner = *owner;
        opened.rent_payer = *payer.address();
        Ok(opened)
    }
}

impl SetAside {
    pub const SEED: &'static [u8] = b"set_aside";

    /// Loads what was set aside for the owner, or creates the account.
    pub fn load_or_open(
        view: AccountView,
        payer: &AccountView,
        pool: &Account<Pool>,
        owner: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: one of its kind in the instruction.
            let aside = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&aside.pool, pool.address()), LiquidError::WrongPool);
            require!(address_eq(&aside.owner, owner), LiquidError::NotOwner);
            return Ok(aside);
        }
        let seeds: [&[u8]; 3] = [Self::SEED, pool.address().as_ref(), owner.as_ref()];
        let mut opened: Account<Self> = create(view, payer, &seeds, Self::DISCRIMINATOR)?;
        opened.version = VERSION;
        opened.pool = *pool.address();
        opened.owner = *owner;
        opened.rent_payer = *payer.address();
        Ok(opened)
    }
}

/// Creates an account of this program at the address of `seeds`. The second account pays.
#[inline(never)]
fn create<T>(mut view: AccountView, payer: &AccountView, seeds: &[&[u8]], tag: &[u8]) -> Result<Account<T>>
where
    Account<T>: AnchorAccount,
    T: bytemuck::Pod + anchor_lang::accounts::SlabSchema,
{
    let bump = [find_and_verify_program_address(seeds, &crate::ID, view.address())?];
    let mut signed: [&[u8]; 4] = [&[]; 4];
    signed[..seeds.len()].copy_from_slice(seeds);
    signed[seeds.len()] = &bump;
    let space = 8 + core::mem::size_of::<T>();
    create_account_signed(payer, &view, space, &crate::ID, &signed[..=seeds.len()])?;
    // SAFETY: created just now, and borrowed nowhere.
    let data = unsafe { view.borrow_unchecked_mut() };
    data[..8].copy_from_slice(tag);
    data[9] = bump[0];
    // SAFETY: as above.
    unsafe { Account::<T>::load_mut_after_init(view) }
}
