//! The notice of a sweep to the vault's fee wallet.

use anchor_lang::prelude::*;

use super::{check, check_foreign};
use crate::asset::AssetAccount;
use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{SweepAnnounced, emit};
use crate::state::{SweepNotice, VERSION, Vault, VaultBondPool};

/// Accounts of `announce_sweep`.
#[derive(Accounts)]
pub struct AnnounceSweep {
    /// Pays for the notice, and gets its rent back.
    #[account(mut)]
    pub payer: Signer,
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The address of the vault's bond pool, which pays no reward of the mint, or is not there.
    #[account(seeds = [VaultBondPool::SEED, vault.address().as_ref()], bump)]
    pub bond_pool: UncheckedAccount,
    /// The token account: of the vault, and of neither its asset nor its VRT.
    pub tokens: Account<AssetAccount>,
    #[account(
        init, payer = payer, bump,
        seeds = [SweepNotice::SEED, vault.address().as_ref(), tokens.address().as_ref()]
    )]
    pub notice: Account<SweepNotice>,
    /// The system program.
    pub system_program: Program<System>,
}

impl AnnounceSweep {
    /// Announces what the account holds now. What comes later needs a notice of its own, so that a notice for a trifle covers no later
    /// airdrop.
    ///
    /// Stakers see it in time to leave, and the vault's admin in time to add the mint to the bond pool.
    pub fn announce_sweep(&mut self, bump: u8) -> Result<()> {
        let now = clock::now()?;
        check(&self.vault, &self.tokens, self.tokens.address())?;
        check_foreign(&self.vault, &self.tokens, &self.bond_pool)?;
        let amount = self.tokens.amount();
        if amount == 0 {
            return Err(fail(RestakingError::Zero, 0, 1));
        }
        let notice = &mut self.notice;
        notice.version = VERSION;
        notice.bump = bump;
        notice.vault = *self.vault.address();
        notice.tokens = *self.tokens.address();
        notice.mint = *self.tokens.mint();
        notice.rent_payer = *self.payer.address();
        notice.amount = amount;
        notice.due = self.vault.ledger.sweep_due(now);
        emit(SweepAnnounced {
            vault: notice.vault,
            number: self.vault.next_event(),
            time: now,
            tokens: notice.tokens,
            mint: notice.mint,
            amount,
            due: notice.due,
        });
        Ok(())
    }
}
