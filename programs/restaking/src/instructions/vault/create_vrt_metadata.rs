//! Gives a vault's VRT a name, by the Metaplex Token Metadata program.

use anchor_lang::prelude::*;
use bytemuck::Zeroable;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{VrtMetadata, VrtMetadataSet, emit};
use crate::metaplex::{self, Call, Texts, refused};
use crate::state::Vault;

/// Accounts of `create_vrt_metadata`.
#[derive(Accounts)]
pub struct CreateVrtMetadata {
    /// Pays for the metadata account and the fee of Metaplex; may be the admin.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: UncheckedAccount,
    /// The VRT's account of Metaplex.
    #[account(
        mut, seeds = [metaplex::SEED, metaplex::ID.as_ref(), vrt_mint.address().as_ref()], bump,
        seeds::program = metaplex::ID
    )]
    pub metadata: UncheckedAccount,
    /// Metaplex Token Metadata.
    #[account(address = metaplex::ID)]
    pub token_metadata_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl CreateVrtMetadata {
    /// Creates the metadata. It stays mutable, with the vault as its update authority.
    pub fn create_vrt_metadata(&mut self, texts: &Texts) -> Result<()> {
        texts.check().map_err(refused)?;
        metaplex::check_program(&self.token_metadata_program).map_err(refused)?;
        let call = Call { minter: &self.vault, metadata: self.metadata.account() };
        call.create(texts, &self.payer, &self.vrt_mint, &self.system_program).map_err(refused)?;
        emit(VrtMetadataSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: clock::now()?,
            vrt_mint: self.vault.vrt_mint,
            before: VrtMetadata::zeroed(),
            after: texts.padded(),
        });
        Ok(())
    }
}
