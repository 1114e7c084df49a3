//! Validates the mints that a vault can hold.

use core::ops::Deref;

use anchor_lang::accounts::SlabSchema;
use anchor_lang::prelude::*;
use anchor_lang::{Id, IdlAccountType};
use anchor_spl::Mint;
use anchor_spl::extensions::{DefaultAccountState, PausableConfig, TransferFeeConfig, TransferHook, is_some_address};
use anchor_spl::token_2022::spl_token_2022::pod::PodMint;
use anchor_spl::token_2022::{ExtensionType, Token2022};
use bytemuck::{Pod, Zeroable};
use ledger::state::weight::AssetFlags;

use super::extensions::{Extension, Extensions};
use crate::error::{RestakingError, fail};

/// The type of PermissionedBurn, which this version of the interface does not know.
pub(super) const PERMISSIONED_BURN: u16 = ExtensionType::PausableAccount as u16 + 1;

/// The state of a token account that is not frozen.
const INITIALIZED: u8 = 1;

/// A mint of SPL Token, or of Token-2022 with extensions of the allow list only.
///
/// One check is enough: only metadata and groups can be added to a mint later. The check includes authorities, because
/// an authority can change an extension's values.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct AssetMint(Mint);

// SAFETY: transparent over a type that is both.
unsafe impl Pod for AssetMint {}
// SAFETY: as above.
unsafe impl Zeroable for AssetMint {}

impl IdlAccountType for AssetMint {}

impl Deref for AssetMint {
    type Target = Mint;

    fn deref(&self) -> &Mint {
        &self.0
    }
}

impl SlabSchema for AssetMint {
    const DATA_OFFSET: usize = 0;
    const MIN_DATA_LEN: usize = Mint::MIN_DATA_LEN;

    fn validate(view: &AccountView, data: &[u8]) -> Result<()> {
        Mint::validate(view, data)
            .or_else(|error| if view.owned_by(&Token2022::id()) { flags(data).map(drop) } else { Err(error) })
    }
}

impl AssetMint {
    /// What the issuer can do with the asset.
    pub fn flags(&self, view: &AccountView) -> Result<u64> {
        let freezable = if self.has_freeze_authority() { AssetFlags::FREEZABLE } else { 0 };
        if !view.owned_by(&Token2022::id()) {
            return Ok(freezable);
        }
        // SAFETY: nothing writes to the mint while this reads it.
        Ok(freezable | flags(unsafe { view.borrow_unchecked() })?)
    }
}

/// Returns what the extensions of the mint in `data` let the issuer do. Refuses a mint with an extension that is not
/// accepted.
#[cold]
#[inline(never)]
fn flags(data: &[u8]) -> Result<u64> {
    Extensions::of::<PodMint>(data)?.try_fold(0, |flags, each| Ok(flags | flags_of(&each)?))
}

fn flags_of(extension: &Extension) -> Result<u64> {
    let (accepted, refusal) = match extension.kind() {
        Some(
            ExtensionType::MetadataPointer
            | ExtensionType::TokenMetadata
            | ExtensionType::GroupPointer
            | ExtensionType::TokenGroup
            | ExtensionType::GroupMemberPointer
            | ExtensionType::TokenGroupMember
            // A vault's account never opts in to it.
            | ExtensionType::ConfidentialTransferMint,
        ) => return Ok(0),
        Some(ExtensionType::InterestBearingConfig | ExtensionType::ScaledUiAmount) => {
            return Ok(AssetFlags::DISPLAY_SCALED);
        }
        Some(ExtensionType::Pausable) => {
            let config = extension.read::<PausableConfig>()?;
            let pausable = config.is_paused() || is_some_address(&config.authority);
            return Ok(if pausable { AssetFlags::PAUSABLE } else { 0 });
        }
        Some(ExtensionType::TransferFeeConfig) => (is_free(extension.read()?), RestakingError::AssetTransferFee),
        Some(ExtensionType::TransferHook) => (is_unhooked(extension.read()?), RestakingError::AssetTransferHook),
        Some(ExtensionType::DefaultAccountState) => {
            let default = extension.read::<DefaultAccountState>()?;
            (default.state == INITIALIZED, RestakingError::AssetDefaultAccountState)
        }
        Some(ExtensionType::MintCloseAuthority) => (false, RestakingError::AssetMintCloseAuthority),
        Some(ExtensionType::NonTransferable) => (false, RestakingError::AssetNonTransferable),
        Some(ExtensionType::PermanentDelegate) => (false, RestakingError::AssetPermanentDelegate),
        Some(ExtensionType::ConfidentialTransferFeeConfig) => (false, RestakingError::AssetConfidentialTransferFee),
        Some(ExtensionType::ConfidentialMintBurn) => (false, RestakingError::AssetConfidentialMintBurn),
        None if extension.number == PERMISSIONED_BURN => (false, RestakingError::AssetPermissionedBurn),
        _ => return Err(fail(RestakingError::AssetExtension, extension.number.into(), PERMISSIONED_BURN.into())),
    };
    if accepted { Ok(0) } else { Err(refusal.into()) }
}

/// Whether every transfer is free, permanently. Without fees, the authority over withheld amounts has nothing to take.
fn is_free(config: &TransferFeeConfig) -> bool {
    let fees = [config.older_transfer_fee, config.newer_transfer_fee];
    fees.iter().all(|fee| fee.basis_points() == 0) && !is_some_address(&config.transfer_fee_config_authority)
}

/// Whether no transfer can ever call another program.
fn is_unhooked(hook: &TransferHook) -> bool {
    !is_some_address(&hook.authority) && !is_some_address(&hook.program_id)
}
