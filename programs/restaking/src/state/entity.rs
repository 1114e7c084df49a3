//! A vault, an operator or an NCN, for instructions that serve all three.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::grant::GrantTerms;

use super::{Ncn, Operator, Vault, is_tagged, is_zero};
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
        let loaded = if is_tagged::<Vault>(&view) {
            Account::load(view).map(Self::Vault)
        } else if is_tagged::<Operator>(&view) {
            Account::load(view).map(Self::Operator)
        } else {
            Account::load(view).map(Self::Ncn)
        };
        loaded.map_err(|_| RestakingError::NotAnEntity.into())
    }

    /// Loads the entity for writing.
    ///
    /// # Errors
    /// [`RestakingError::NotAnEntity`] for any other account.
    pub fn load_mut(account: &mut UncheckedAccount) -> Result<Self> {
        let view = *account.account();
        // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
        let loaded = unsafe {
            if is_tagged::<Vault>(&view) {
                Account::load_mut(view).map(Self::Vault)
            } else if is_tagged::<Operator>(&view) {
                Account::load_mut(view).map(Self::Operator)
            } else {
                Account::load_mut(view).map(Self::Ncn)
            }
        };
        loaded.map_err(|_| RestakingError::NotAnEntity.into())
    }

    pub fn admin(&self) -> &Address {
        match self {
            Self::Vault(vault) => &vault.admin,
            Self::Operator(operator) => &operator.admin,
            Self::Ncn(ncn) => &ncn.admin,
        }
    }

    /// Checks that `signer` is the admin.
    ///
    /// # Errors
    /// [`RestakingError::NotAdmin`] for any other signer, and for every signer once the admin renounced.
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        let admin = self.admin();
        require!(!is_zero(admin) && address_eq(admin, signer), RestakingError::NotAdmin);
        Ok(())
    }

    /// The generation of the grants that are valid.
    pub fn grant_generation(&self) -> u64 {
        match self {
            Self::Vault(vault) => vault.grant_generation,
            Self::Operator(operator) => operator.grant_generation,
            Self::Ncn(ncn) => ncn.grant_generation,
        }
    }

    /// Voids all grants.
    pub fn void_grants(&mut self) {
        let generation = match self {
            Self::Vault(vault) => &mut vault.grant_generation,
            Self::Operator(operator) => &mut operator.grant_generation,
            Self::Ncn(ncn) => &mut ncn.grant_generation,
        };
        *generation = generation.wrapping_add(1);
    }

    /// The kinds that its admin can grant.
    pub const fn grant_kinds(&self) -> u64 {
        match self {
            Self::Vault(_) => GrantTerms::OF_VAULTS,
            Self::Operator(_) => GrantTerms::OF_OPERATORS,
            Self::Ncn(_) => GrantTerms::OF_NCNS,
        }
    }

    pub fn next_event(&mut self) -> u64 {
        match self {
            Self::Vault(vault) => vault.next_event(),
            Self::Operator(operator) => operator.next_event(),
            Self::Ncn(ncn) => ncn.next_event(),
        }
    }

    /// Whether it accepts nothing new.
    pub fn is_retired(&self) -> bool {
        match self {
            Self::Vault(_) => false,
            Self::Operator(operator) => operator.retired.get(),
            Self::Ncn(ncn) => ncn.retired.get(),
        }
    }

    /// Whether it can be the first party of an opt-in with `right`.
    pub fn agrees_with(&self, right: &Self) -> bool {
        matches!((self, right), (Self::Vault(_), Self::Operator(_) | Self::Ncn(_)) | (Self::Operator(_), Self::Ncn(_)))
    }
}
