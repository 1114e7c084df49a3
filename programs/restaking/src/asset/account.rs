//! Reads, validates and creates token accounts of a vault's asset.

use core::borrow::Borrow;
use core::ops::Deref;

use anchor_lang::accounts::{Account, SlabInit, SlabSchema};
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::solana_program::program::get_return_data;
use anchor_lang::{CpiHandle, Id, IdlAccountType, create_account_signed, unchecked_invoke_signed_fixed};
use anchor_spl::extensions::CpiGuard;
use anchor_spl::token_2022::spl_token_2022::extension::confidential_transfer::ConfidentialTransferAccount;
use anchor_spl::token_2022::spl_token_2022::extension::memo_transfer::MemoTransfer;
use anchor_spl::token_2022::spl_token_2022::pod::PodAccount;
use anchor_spl::token_2022::{ExtensionType, Token2022};
use anchor_spl::token_2022_cpi::instructions::InitializeAccount3;
use anchor_spl::{TokenAccount, TokenAccountInitParams};
use bytemuck::{Pod, Zeroable};

use super::AssetMint;
use super::extensions::{Extension, Extensions};
use crate::state::Vault;

/// Token-2022's instruction that returns the size of a mint's token accounts.
const GET_ACCOUNT_DATA_SIZE: u8 = 21;

/// A token account of SPL Token or of Token-2022.
///
/// A mint belongs to the program that owns its token accounts. A handler that compares the mint therefore knows the
/// program.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct AssetAccount(TokenAccount);

// SAFETY: transparent over a type that is both.
unsafe impl Pod for AssetAccount {}
// SAFETY: as above.
unsafe impl Zeroable for AssetAccount {}

impl IdlAccountType for AssetAccount {}

impl Deref for AssetAccount {
    type Target = TokenAccount;

    fn deref(&self) -> &TokenAccount {
        &self.0
    }
}

impl Borrow<TokenAccount> for AssetAccount {
    fn borrow(&self) -> &TokenAccount {
        &self.0
    }
}

impl SlabSchema for AssetAccount {
    const DATA_OFFSET: usize = 0;
    const MIN_DATA_LEN: usize = TokenAccount::MIN_DATA_LEN;

    #[inline(always)]
    fn validate(view: &AccountView, data: &[u8]) -> Result<()> {
        TokenAccount::validate(view, data).or_else(|error| validate_token_2022(view, data, error))
    }
}

#[cold]
#[inline(never)]
fn validate_token_2022(view: &AccountView, data: &[u8], error: Error) -> Result<()> {
    if view.owned_by(&Token2022::id()) { Extensions::of::<PodAccount>(data).map(drop) } else { Err(error) }
}

/// Creates the token account of a vault's assets at `account`, a PDA of `seeds`.
pub fn create(
    account: &AccountView,
    payer: &Signer,
    mint: &Account<AssetMint>,
    vault: &Account<Vault>,
    seeds: &[&[u8]],
) -> Result<()> {
    let (payer, mint, program) = (payer.account(), mint.account(), Token2022::id());
    if !mint.owned_by(&program) {
        let params = TokenAccountInitParams { mint: Some(mint), authority: Some(vault.account()) };
        return TokenAccount::create_and_initialize(payer, account, TokenAccount::LEN, &params, Some(seeds), None);
    }
    create_account_signed(payer, account, account_size(mint)?, &program, seeds)?;
    InitializeAccount3 { account, mint, owner: vault.address(), token_program: &program }.invoke()
}

/// Asks Token-2022 for the size of a token account of `mint`.
fn account_size(mint: &AccountView) -> Result<usize> {
    let program = Token2022::id();
    let accounts = [InstructionAccount::readonly(mint.address())];
    unchecked_invoke_signed_fixed(&program, &[GET_ACCOUNT_DATA_SIZE], &accounts, &[CpiHandle::readonly(mint)], &[]);
    let size = get_return_data().and_then(|(_, size)| Some(u64::from_le_bytes(size.try_into().ok()?)));
    size.and_then(|size| usize::try_from(size).ok()).ok_or(ProgramError::InvalidAccountData)
}

/// Whether a Token-2022 account can receive a transfer without a memo, judged by all its extensions. An extension of an
/// unknown type could block it.
#[inline(never)]
pub fn takes_transfers(account: &Account<AssetAccount>) -> bool {
    let is_own = account.account().owned_by(&Token2022::id());
    is_own && extensions(account).is_ok_and(|mut all| all.all(|each| !can_refuse(&each)))
}

fn can_refuse(extension: &Extension) -> bool {
    match extension.kind() {
        Some(
            ExtensionType::ImmutableOwner
            | ExtensionType::CpiGuard
            | ExtensionType::TransferFeeAmount
            | ExtensionType::TransferHookAccount
            | ExtensionType::PausableAccount,
        ) => false,
        Some(ExtensionType::MemoTransfer) => wants_memo(extension),
        Some(ExtensionType::ConfidentialTransferAccount) => {
            let config = extension.read::<ConfidentialTransferAccount>();
            !config.is_ok_and(|config| bool::from(config.allow_non_confidential_credits))
        }
        _ => true,
    }
}

fn wants_memo(extension: &Extension) -> bool {
    extension.read::<MemoTransfer>().is_ok_and(|memo| bool::from(memo.require_incoming_transfer_memos))
}

/// Whether an account refuses transfers without a memo.
#[inline(never)]
pub fn requires_memo(account: &Account<AssetAccount>) -> Result<bool> {
    Ok(extensions(account)?.any(|each| each.kind() == Some(ExtensionType::MemoTransfer) && wants_memo(&each)))
}

/// Whether an account refuses transfers that a program makes with its owner's signature.
#[inline(never)]
pub fn guards_cpi(account: &Account<AssetAccount>) -> Result<bool> {
    let is_on = |each: Extension| each.read::<CpiGuard>().is_ok_and(CpiGuard::is_enabled);
    Ok(extensions(account)?.any(|each| each.kind() == Some(ExtensionType::CpiGuard) && is_on(each)))
}

fn extensions(account: &Account<AssetAccount>) -> Result<Extensions<'_>> {
    // SAFETY: nothing writes to the account while its extensions are read.
    Extensions::of::<PodAccount>(unsafe { account.account().borrow_unchecked() })
}
