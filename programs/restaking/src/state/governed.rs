//! What has an admin that can change: the config, a vault, an operator or an NCN, where an instruction serves all four.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Config, Entity, is_zero};
use crate::error::{RestakingError, fail};

/// The config or an entity, to be changed.
pub enum Governed {
    /// The config.
    Config(Account<Config>),
    /// A vault, an operator or an NCN.
    Entity(Entity),
}

/// Who is its admin, and who may become it.
pub struct Control<'a> {
    /// The admin; zero if there is none for good.
    pub admin: &'a mut Address,
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: &'a mut Address,
}

impl Governed {
    /// Who may pause: of the config and of vaults.
    pub const GUARDIAN: u8 = 0;
    /// Who sets the fees: of vaults.
    pub const FEE_ADMIN: u8 = 1;
    /// Who owns the token accounts that fees go to: of the config, of vaults and of operators.
    pub const FEE_WALLET: u8 = 2;

    /// What is at `account`, to be changed.
    ///
    /// # Errors
    /// [`RestakingError::NotGoverned`] for any other account.
    pub fn load_mut(account: &mut UncheckedAccount) -> Result<Self> {
        let view = *account.account();
        // Each of these refuses another owner and another discriminator.
        // SAFETY: no other account of these instructions is read or written but a signer, and what fails to load is given
        // up before the next try.
        unsafe {
            if let Ok(config) = Account::load_mut(view) {
                Ok(Self::Config(config))
            } else if let Ok(vault) = Account::load_mut(view) {
                Ok(Self::Entity(Entity::Vault(vault)))
            } else if let Ok(operator) = Account::load_mut(view) {
                Ok(Self::Entity(Entity::Operator(operator)))
            } else {
                let ncn = Account::load_mut(view).map_err(|_| RestakingError::NotGoverned)?;
                Ok(Self::Entity(Entity::Ncn(ncn)))
            }
        }
    }

    /// Who is its admin, and who may become it.
    pub fn control(&mut self) -> Control<'_> {
        let (admin, pending_admin) = match self {
            Self::Config(config) => {
                let config = &mut **config;
                (&mut config.admin, &mut config.pending_admin)
            }
            Self::Entity(Entity::Vault(vault)) => {
                let vault = &mut **vault;
                (&mut vault.admin, &mut vault.pending_admin)
            }
            Self::Entity(Entity::Operator(operator)) => {
                let operator = &mut **operator;
                (&mut operator.admin, &mut operator.pending_admin)
            }
            Self::Entity(Entity::Ncn(ncn)) => {
                let ncn = &mut **ncn;
                (&mut ncn.admin, &mut ncn.pending_admin)
            }
        };
        Control { admin, pending_admin }
    }

    /// Who has `role`, to be changed.
    ///
    /// # Errors
    /// [`RestakingError::NoSuchRole`] for a role that it does not have.
    pub fn holder(&mut self, role: u8) -> Result<&mut Address> {
        match (self, role) {
            (Self::Config(config), Self::GUARDIAN) => Ok(&mut config.guardian),
            (Self::Config(config), Self::FEE_WALLET) => Ok(&mut config.fee_wallet),
            (Self::Entity(Entity::Vault(vault)), Self::GUARDIAN) => Ok(&mut vault.guardian),
            (Self::Entity(Entity::Vault(vault)), Self::FEE_ADMIN) => Ok(&mut vault.fee_admin),
            (Self::Entity(Entity::Vault(vault)), Self::FEE_WALLET) => Ok(&mut vault.fee_wallet),
            (Self::Entity(Entity::Operator(operator)), Self::FEE_WALLET) => Ok(&mut operator.fee_wallet),
            _ => Err(fail(RestakingError::NoSuchRole, role.into(), Self::FEE_WALLET.into())),
        }
    }

    /// The latest pause of it, to be changed.
    ///
    /// # Errors
    /// [`RestakingError::NoSuchRole`] where there is no guardian to raise one.
    pub fn pause(&mut self) -> Result<&mut ledger::Pause> {
        match self {
            Self::Config(config) => Ok(&mut config.pause),
            Self::Entity(Entity::Vault(vault)) => Ok(&mut vault.pause),
            _ => Err(fail(RestakingError::NoSuchRole, Self::GUARDIAN.into(), Self::FEE_WALLET.into())),
        }
    }

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        match self {
            Self::Config(config) => config.next_event(),
            Self::Entity(Entity::Vault(vault)) => vault.next_event(),
            Self::Entity(Entity::Operator(operator)) => operator.next_event(),
            Self::Entity(Entity::Ncn(ncn)) => ncn.next_event(),
        }
    }
}

impl Control<'_> {
    /// Holds `signer` against the admin.
    ///
    /// # Errors
    /// [`RestakingError::NotAdmin`] for anybody else, and for everybody once the admin has renounced.
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        require!(!is_zero(self.admin) && address_eq(self.admin, signer), RestakingError::NotAdmin);
        Ok(())
    }

    /// Whether somebody is proposed.
    pub fn is_pending(&self) -> bool {
        !is_zero(self.pending_admin)
    }
}
