//! Gives a pool's LRT a name, by the Metaplex Token Metadata program.

use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use restaking::metaplex::{self, Call, Texts};

use crate::error::{LiquidError, unnamed};
use crate::event::{LrtMetadata, LrtMetadataSet, emit};
use crate::state::Pool;

/// Accounts of `create_lrt_metadata`.
#[derive(Accounts)]
pub struct CreateLrtMetadata {
    /// Pays for the metadata account and the fee of Metaplex; may be the admin.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// The LRT's account of Metaplex.
    #[account(
        mut, seeds = [metaplex::SEED, metaplex::ID.as_ref(), lrt_mint.address().as_ref()], bump,
        seeds::program = metaplex::ID
    )]
    pub metadata: UncheckedAccount,
    /// Metaplex Token Metadata.
    #[account(address = metaplex::ID)]
    pub token_metadata_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl CreateLrtMetadata {
    /// Creates the metadata. It stays mutable, with the pool as its update authority.
    pub fn create_lrt_metadata(&mut self, texts: &Texts) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        texts.check().map_err(unnamed)?;
        metaplex::check_program(&self.token_metadata_program).map_err(unnamed)?;
        let call = Call { minter: &self.pool, metadata: self.metadata.account() };
        call.create(texts, &self.payer, &self.lrt_mint, &self.system_program).map_err(unnamed)?;
        emit(LrtMetadataSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            lrt_mint: self.pool.lrt_mint,
            before: LrtMetadata::zeroed(),
            after: texts.padded().into(),
        });
        Ok(())
    }
}
