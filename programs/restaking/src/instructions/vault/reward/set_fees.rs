//! Sets a vault's fees and the streaming time of its rewards.

use anchor_lang::prelude::*;
use ledger::transition::fee::FeeTerms;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{FeesSet, emit};
use crate::state::Vault;

/// Accounts of `set_fees`.
#[derive(Accounts)]
pub struct SetFees {
    /// The vault's fee admin.
    #[account(address = vault.fee_admin @ RestakingError::NotFeeAdmin)]
    pub fee_admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
}

impl SetFees {
    /// Sets all fees and the stream time. A lower value takes effect at once, a higher one at the start of epoch e+3.
    pub fn set_fees(&mut self, terms: FeeTerms) -> Result<()> {
        let now = clock::now()?;
        let ledger = &mut self.vault.ledger;
        let (fees, seconds, books) = (ledger.fees, ledger.stream_seconds, ledger.books);
        ledger.set_fees(terms, now).map_err(refused)?;
        emit(FeesSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            before: fees,
            after: self.vault.ledger.fees,
            stream_seconds_before: seconds,
            stream_seconds_after: self.vault.ledger.stream_seconds,
            books_before: books,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
