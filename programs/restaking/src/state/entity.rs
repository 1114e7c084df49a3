//! A vault, an operator or an NCN, for instructions that serve all three.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use super::{Ncn, Operator, Vault};
use crate::error::RestakingError;

/// A party of an opt-in.
pub enum Entity {
    Vault(Account<Vault>),
    Operator(Account<Operator>),
    Ncn(Account<Ncn>),
}

impl Entity {
    /// Loads the entity at `view`.
    ///
    /// # Errors
    /// [`RestakingError::NotAnEntity`] for any other account.
    pub fn load(view: AccountView) -> Result<Self> {
        // Each load checks the owner and the discriminator.
        if let Ok(vault) = Account::load(view) {
            Ok(Self::Vault(vault))
        } else if let Ok(operator) = Account::load(view) {
            Ok(Self::Operator(operator))
        } else {
            Account::load(view).map(Self::Ncn).map_err(|_| RestakingError::NotAnEntity.into())
        }
    }

    /// Loads the entity for writing.
    ///
    /// # Errors
    /// [`RestakingError::NotAnEntity`] for any other account.
    pub fn load_mut(account: &mut UncheckedAccount) -> Result<Self> {
        let view = *account.account();
        // SAFETY: the derive refuses an account that is passed twice where one of the two is writable, and a failed
        // load is dropped before the next try.
        unsafe {
            if let Ok(vault) = Account::load_mut(view) {
                Ok(Self::Vault(vault))
            } else if let Ok(operator) = Account::load_mut(view) {
                Ok(Self::Operator(operator))
            } else {
                Account::load_mut(view).map(Self::Ncn).map_err(|_| RestakingError::NotAnEntity.into())
            }
        }
    }

    pub fn admin(&self) -> &Address {
        match self {
            Self::Vault(vault) => &vault.admin,
            Self::Operator(operator) => &operator.admin,
            Self::Ncn(ncn) => &ncn.admin,
        }
    }

    /// Whether it accepts nothing new.
    pub fn is_retired(&self) -> bool {
        match self {
            Self::Vault(_) => false,
            Self::Operator(operator) => operator.retired != 0,
            Self::Ncn(ncn) => ncn.retired != 0,
        }
    }

    /// Whether it can be the first party of an opt-in with `right`.
    pub fn agrees_with(&self, right: &Self) -> bool {
        matches!((self, right), (Self::Vault(_), Self::Operator(_) | Self::Ncn(_)) | (Self::Operator(_), Self::Ncn(_)))
    }
}
