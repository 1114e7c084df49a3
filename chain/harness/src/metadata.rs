//! Names of tokens, by Metaplex's Token Metadata program: the accounts of the program, and builders for what names a VRT.

use restaking_client as client;
use restaking_client::metadata::{PROGRAM, address};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::{Vault, deploy, token_metadata_path};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// What Metaplex charges for a metadata account, in lamports, beside its rent.
pub const FEE: u64 = 10_000_000;

/// A token's texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts<'a> {
    /// The name.
    pub name: &'a str,
    /// The symbol.
    pub symbol: &'a str,
    /// The URI; may be empty.
    pub uri: &'a str,
}

/// The accounts of Metaplex's program, as a chain begins with them.
///
/// # Panics
/// If its file is missing.
pub fn program(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    deploy::from_file(&token_metadata_path(), &PROGRAM, "`cargo xtask test` puts it there", rent)
}

/// Metaplex's own instruction that gives `mint` metadata: its `authority` signs, pays, and may update it.
pub fn name_mint(authority: &Pubkey, mint: &Pubkey, texts: Texts<'_>) -> Instruction {
    // `CreateMetadataAccountV3`, then `DataV2` without a fee, creators, a collection and uses; mutable, no collection's details.
    let mut data = vec![33];
    for text in [texts.name, texts.symbol, texts.uri] {
        data.extend_from_slice(&(text.len() as u32).to_le_bytes());
        data.extend_from_slice(text.as_bytes());
    }
    data.extend_from_slice(&[0, 0, 0, 0, 0, 1, 0]);
    let signer = AccountMeta::new_readonly(*authority, true);
    let accounts = vec![
        AccountMeta::new(address(mint), false),
        AccountMeta::new_readonly(*mint, false),
        signer.clone(),
        AccountMeta::new(*authority, true),
        signer,
        AccountMeta::new_readonly(SYSTEM, false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}

/// Gives the VRT of `vault` metadata. `admin` signs, and `payer` pays.
pub fn create(payer: &Pubkey, admin: &Pubkey, vault: &Vault, texts: Texts<'_>) -> Instruction {
    let accounts = client::CreateVrtMetadata {
        payer: *payer,
        admin: *admin,
        vault: vault.address,
        vrt_mint: vault.vrt_mint,
        metadata: address(&vault.vrt_mint),
        token_metadata_program: PROGRAM,
        system_program: SYSTEM,
    };
    let Texts { name, symbol, uri } = texts;
    let args = client::CreateVrtMetadataInstructionArgs { name: name.into(), symbol: symbol.into(), uri: uri.into() };
    accounts.instruction(args)
}

/// Changes the texts of the VRT of `vault`. `admin` signs.
pub fn update(admin: &Pubkey, vault: &Vault, texts: Texts<'_>) -> Instruction {
    let accounts = client::UpdateVrtMetadata {
        admin: *admin,
        vault: vault.address,
        metadata: address(&vault.vrt_mint),
        token_metadata_program: PROGRAM,
    };
    let Texts { name, symbol, uri } = texts;
    let args = client::UpdateVrtMetadataInstructionArgs { name: name.into(), symbol: symbol.into(), uri: uri.into() };
    accounts.instruction(args)
}
