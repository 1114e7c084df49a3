//! Changes the name of a pool's LRT, by the Metaplex Token Metadata program.

use anchor_lang::prelude::*;
use restaking::metaplex::{self, Call, Texts};

use crate::error::unnamed;
use crate::event::{LrtMetadataSet, emit};
use crate::state::Pool;

/// Accounts of `update_lrt_metadata`.
#[derive(Accounts)]
pub struct UpdateLrtMetadata {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The LRT's account of Metaplex.
    #[account(
        mut, seeds = [metaplex::SEED, metaplex::ID.as_ref(), pool.lrt_mint.as_ref()], bump,
        seeds::program = metaplex::ID
    )]
    pub metadata: UncheckedAccount,
    /// Metaplex Token Metadata.
    #[account(address = metaplex::ID)]
    pub token_metadata_program: UncheckedAccount,
}

impl UpdateLrtMetadata {
    /// Sets all three texts, at once.
    pub fn update_lrt_metadata(&mut self, texts: &Texts) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        texts.check().map_err(unnamed)?;
        metaplex::check_program(&self.token_metadata_program).map_err(unnamed)?;
        let call = Call { minter: &self.pool, metadata: self.metadata.account() };
        let before = call.update(texts).map_err(unnamed)?;
        emit(LrtMetadataSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            lrt_mint: self.pool.lrt_mint,
            before: before.into(),
            after: texts.padded().into(),
        });
        Ok(())
    }
}
