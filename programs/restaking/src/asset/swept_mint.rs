//! A mint of tokens that were sent to a vault.

use core::ops::Deref;

use anchor_lang::accounts::SlabSchema;
use anchor_lang::prelude::*;
use anchor_lang::{Id, IdlAccountType};
use anchor_spl::Mint;
use anchor_spl::extensions::{TransferHook, is_some_address};
use anchor_spl::token_2022::spl_token_2022::pod::PodMint;
use anchor_spl::token_2022::{ExtensionType, Token2022};
use bytemuck::{Pod, Zeroable};

use super::extensions::{Extension, Extensions};
use super::mint::PERMISSIONED_BURN;
use crate::error::{RestakingError, fail};

/// A mint of SPL Token, or of Token-2022 without a transfer hook and without an extension of an unknown type, which could call
/// another program too. What else an issuer can do reaches the swept tokens alone.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct SweptMint(Mint);

// SAFETY: transparent over a type that is both.
unsafe impl Pod for SweptMint {}
// SAFETY: as above.
unsafe impl Zeroable for SweptMint {}

impl IdlAccountType for SweptMint {}

impl Deref for SweptMint {
    type Target = Mint;

    fn deref(&self) -> &Mint {
        &self.0
    }
}

impl SlabSchema for SweptMint {
    const DATA_OFFSET: usize = 0;
    const MIN_DATA_LEN: usize = Mint::MIN_DATA_LEN;

    fn validate(view: &AccountView, data: &[u8]) -> Result<()> {
        Mint::validate(view, data)
            .or_else(|error| if view.owned_by(&Token2022::id()) { check_extensions(data) } else { Err(error) })
    }
}

#[cold]
#[inline(never)]
fn check_extensions(data: &[u8]) -> Result<()> {
    Extensions::of::<PodMint>(data)?.try_for_each(|each| check(&each))
}

fn check(extension: &Extension) -> Result<()> {
    match extension.kind() {
        Some(ExtensionType::TransferHook) => {
            let calls = is_some_address(&extension.read::<TransferHook>()?.program_id);
            if calls { Err(RestakingError::SweptHook.into()) } else { Ok(()) }
        }
        Some(_) => Ok(()),
        None if extension.number == PERMISSIONED_BURN => Ok(()),
        None => Err(fail(RestakingError::SweptExtension, extension.number.into(), PERMISSIONED_BURN.into())),
    }
}
