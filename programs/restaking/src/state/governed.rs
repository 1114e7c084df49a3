//! An account with a changeable admin, for instructions that serve the config, vaults, operators and NCNs.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Config, Entity, SlashPolicy, is_zero};
use crate::error::{RestakingError, fail};

/// The config or an entity, loaded for writing.
pub enum Governed {
    Config(Account<Config>),
    /// A vault, an operator or an NCN.
    Entity(Entity),
}

/// The admin and the proposed admin.
pub struct Control<'a> {
    /// The admin; zero if renounced permanently.
    pub admin: &'a mut Address,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: &'a mut Address,
}

impl Governed {
    /// May pause actions of the config or a vault.
    pub const GUARDIAN: u8 = 0;
    /// Sets a vault's fees.
    pub const FEE_ADMIN: u8 = 1;
    /// Owns the token accounts that receive fees of the config, a vault or an operator.
    pub const FEE_WALLET: u8 = 2;
    /// Delegates a vault's stake; set by `set_curator`.
    pub const CURATOR: u8 = 3;
    /// Allocates an operator's stake; set by `update_operator`.
    pub const ALLOCATOR: u8 = 4;
    /// Slashes for an NCN; part of its policy, as are the next three.
    pub const SLASHER: u8 = 5;
    /// Vetoes an NCN's slashes.
    pub const RESOLVER: u8 = 6;
    /// Receives the insurance's share.
    pub const INSURANCE: u8 = 7;
    /// Receives the harmed party's share.
    pub const REDISTRIBUTION: u8 = 8;
    /// Signs a vault's deposits together with their depositors. It can block deposits but no exits, so it changes at
    /// once.
    pub const DEPOSIT_GATE: u8 = 9;

    /// Loads `account` for writing.
    ///
    /// # Errors
    /// [`RestakingError::NotGoverned`] for any other account.
    pub fn load_mut(account: &mut UncheckedAccount) -> Result<Self> {
        let view = *account.account();
        // Each load checks the owner and the discriminator.
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

    /// The admin and the proposed admin.
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

    /// The holder of `role`, for writing.
    ///
    /// # Errors
    /// [`RestakingError::NoSuchRole`] if the account has no such role.
    pub fn holder(&mut self, role: u8) -> Result<&mut Address> {
        match (self, role) {
            (Self::Config(config), Self::GUARDIAN) => Ok(&mut config.guardian),
            (Self::Config(config), Self::FEE_WALLET) => Ok(&mut config.fee_wallet),
            (Self::Entity(Entity::Vault(vault)), Self::GUARDIAN) => Ok(&mut vault.guardian),
            (Self::Entity(Entity::Vault(vault)), Self::FEE_ADMIN) => Ok(&mut vault.fee_admin),
            (Self::Entity(Entity::Vault(vault)), Self::FEE_WALLET) => Ok(&mut vault.fee_wallet),
            (Self::Entity(Entity::Vault(vault)), Self::DEPOSIT_GATE) => Ok(&mut vault.deposit_gate),
            (Self::Entity(Entity::Operator(operator)), Self::FEE_WALLET) => Ok(&mut operator.fee_wallet),
            _ => Err(fail(RestakingError::NoSuchRole, role.into(), Self::FEE_WALLET.into())),
        }
    }

    /// The roles of `holder` other than the admin's, as a bitmap. An NCN's roles are those of the policy active at
    /// `now` and of an announced one.
    pub fn roles_of(&mut self, holder: &Address, now: i64) -> u64 {
        if let Self::Entity(Entity::Ncn(ncn)) = self {
            return policy_roles(ncn.policy_at(now), holder) | policy_roles(&ncn.next_policy, holder);
        }
        let held = self.lesser().into_iter().flatten().filter(|(_, held)| address_eq(held, holder));
        held.fold(0, |bits, (role, _)| bits | 1 << role)
    }

    /// Transfers the roles of `from` to `to` and returns them as a bitmap. An NCN's roles are announced.
    ///
    /// # Errors
    /// [`RestakingError::ConfigMissing`] for an NCN without the `config`, [`RestakingError::FallPending`] while its
    /// policy waits for milder terms.
    pub fn take_roles(&mut self, from: &Address, to: &Address, config: Option<&Config>, now: i64) -> Result<u64> {
        if let Self::Entity(Entity::Ncn(ncn)) = self {
            let config = config.ok_or(RestakingError::ConfigMissing)?;
            let taken = policy_roles(&ncn.next_policy, from);
            if taken != 0 {
                let mut policy = ncn.next_policy;
                for (role, holder) in policy_holders(&mut policy) {
                    if taken & 1 << role != 0 {
                        *holder = *to;
                    }
                }
                ncn.announce(policy, now, config.notice(now).rise)?;
            }
            return Ok(taken);
        }
        let mut taken = 0;
        for (role, holder) in self.lesser().into_iter().flatten() {
            if address_eq(holder, from) {
                *holder = *to;
                taken |= 1 << role;
            }
        }
        Ok(taken)
    }

    /// The roles other than the admin's, except for an NCN's.
    fn lesser(&mut self) -> [Option<(u8, &mut Address)>; 5] {
        match self {
            Self::Config(config) => {
                let config = &mut **config;
                let fee_wallet = (Self::FEE_WALLET, &mut config.fee_wallet);
                [Some((Self::GUARDIAN, &mut config.guardian)), Some(fee_wallet), None, None, None]
            }
            Self::Entity(Entity::Vault(vault)) => {
                let vault = &mut **vault;
                [
                    Some((Self::GUARDIAN, &mut vault.guardian)),
                    Some((Self::FEE_ADMIN, &mut vault.fee_admin)),
                    Some((Self::FEE_WALLET, &mut vault.fee_wallet)),
                    Some((Self::CURATOR, &mut vault.curator)),
                    Some((Self::DEPOSIT_GATE, &mut vault.deposit_gate)),
                ]
            }
            Self::Entity(Entity::Operator(operator)) => {
                let operator = &mut **operator;
                let allocator = (Self::ALLOCATOR, &mut operator.allocator);
                [Some((Self::FEE_WALLET, &mut operator.fee_wallet)), Some(allocator), None, None, None]
            }
            Self::Entity(Entity::Ncn(_)) => [None, None, None, None, None],
        }
    }

    /// The latest pause, for writing.
    ///
    /// # Errors
    /// [`RestakingError::NoSuchRole`] if the account has no guardian.
    pub fn pause(&mut self) -> Result<&mut ledger::state::pause::Pause> {
        match self {
            Self::Config(config) => Ok(&mut config.pause),
            Self::Entity(Entity::Vault(vault)) => Ok(&mut vault.pause),
            _ => Err(fail(RestakingError::NoSuchRole, Self::GUARDIAN.into(), Self::FEE_WALLET.into())),
        }
    }

    /// Voids its grants. The config has none.
    pub fn void_grants(&mut self) {
        if let Self::Entity(entity) = self {
            entity.void_grants();
        }
    }

    pub fn next_event(&mut self) -> u64 {
        match self {
            Self::Config(config) => config.next_event(),
            Self::Entity(entity) => entity.next_event(),
        }
    }
}

/// The role holders of a policy.
fn policy_holders(policy: &mut SlashPolicy) -> [(u8, &mut Address); 4] {
    [
        (Governed::SLASHER, &mut policy.slasher),
        (Governed::RESOLVER, &mut policy.resolver),
        (Governed::INSURANCE, &mut policy.insurance),
        (Governed::REDISTRIBUTION, &mut policy.redistribution),
    ]
}

/// The roles that `policy` gives to `holder`, as a bitmap.
fn policy_roles(policy: &SlashPolicy, holder: &Address) -> u64 {
    let mut policy = *policy;
    let held = policy_holders(&mut policy).into_iter().filter(|(_, held)| address_eq(held, holder));
    held.fold(0, |bits, (role, _)| bits | 1 << role)
}

impl Control<'_> {
    /// Refuses a signer other than the admin.
    ///
    /// # Errors
    /// [`RestakingError::NotAdmin`] for any other signer, and for every signer after a renunciation.
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        require!(!is_zero(self.admin) && address_eq(self.admin, signer), RestakingError::NotAdmin);
        Ok(())
    }

    /// Whether an admin is proposed.
    pub fn is_pending(&self) -> bool {
        !is_zero(self.pending_admin)
    }
}
