//! What one captor has added up of an operator's weight, on its way into a table.

use anchor_lang::accounts::Account;
use anchor_lang::find_and_verify_program_address;
use anchor_lang::prelude::*;
use anchor_lang::{Discriminator, address_eq};

use super::{VERSION, create};
use crate::error::RestakingError;

/// A captor's sum of an operator's weight, at `["capture", table, operator, captor]`.
///
/// Each operator and captor has an account of its own, so that no capture waits for another's.
#[account]
pub struct StakeCapture {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The table.
    pub table: Address,
    /// The operator.
    pub operator: Address,
    /// Who captures: it paid for this account, and gets its rent back.
    pub captor: Address,
    /// The last vault that was added: the next one's address is higher, so that none is added twice. Zero before the first.
    pub last_vault: Address,
    /// When the last vault was added.
    pub captured_at: i64,
    /// The weight of all vaults so far, or the most that fits; the table's cap comes later.
    pub weight: u64,
    /// How many vaults were added.
    pub vaults: u64,
    /// How many events it has emitted.
    pub events: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 72],
}

impl StakeCapture {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"capture";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// The capture at `view`, made first if there is none.
    ///
    /// An account of this program with this type, table, operator and captor was made here, at its one address: it is not
    /// derived again.
    pub fn load_or_open(
        mut view: AccountView,
        captor: &Signer,
        table: &Address,
        operator: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let capture = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&capture.table, table), RestakingError::WrongCapture);
            require!(address_eq(&capture.operator, operator), RestakingError::WrongCapture);
            require!(address_eq(&capture.captor, captor.address()), RestakingError::NotCaptor);
            return Ok(capture);
        }
        let seeds: [&[u8]; 4] = [Self::SEED, table.as_ref(), operator.as_ref(), captor.address().as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        create(&[&view, captor.account()], &seeds, bump, 8 + core::mem::size_of::<Self>())?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(Self::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<Self>::load_mut_after_init(view) }?;
        opened.version = VERSION;
        opened.bump = bump;
        opened.table = *table;
        opened.operator = *operator;
        opened.captor = *captor.address(); // All else of a new account is zero.
        Ok(opened)
    }
}
