//! An account with a changeable admin, for instructions that serve the config, vaults, operators and NCNs.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Config, Entity, SlashPolicy, is_tagged, is_zero};
use crate::choice::Role;
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
    /// Loads `account` for writing.
    ///
    /// # Errors
    /// [`RestakingError::NotGoverned`] for any other account.
    pub fn load_mut(account: &mut UncheckedAccount) -> Result<Self> {
        if !is_tagged::<Config>(account.account()) {
            return Entity::load_mut(account).map(Self::Entity).map_err(|_| RestakingError::NotGoverned.into());
        }
        // SAFETY: the derive refuses an account that is passed twice where one of the two is writable. The load checks the owner.
        let config = unsafe { Account::load_mut(*account.account()) };
        config.map(Self::Config).map_err(|_| RestakingError::NotGoverned.into())
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
    pub fn holder(&mut self, role: Role) -> Result<&mut Address> {
        match (self, role) {
            (Self::Config(config), Role::Guardian) => Ok(&mut config.guardian),
            (Self::Config(config), Role::FeeWallet) => Ok(&mut config.fee_wallet),
            (Self::Entity(Entity::Vault(vault)), Role::Guardian) => Ok(&mut vault.guardian),
            (Self::Entity(Entity::Vault(vault)), Role::FeeAdmin) => Ok(&mut vault.fee_admin),
            (Self::Entity(Entity::Vault(vault)), Role::FeeWallet) => Ok(&mut vault.fee_wallet),
            (Self::Entity(Entity::Vault(vault)), Role::DepositGate) => Ok(&mut vault.deposit_gate),
            (Self::Entity(Entity::Operator(operator)), Role::FeeWallet) => Ok(&mut operator.fee_wallet),
            _ => Err(fail(RestakingError::NoSuchRole, role as u64, Role::FeeWallet as u64)),
        }
    }

    /// The roles of `holder` other than the admin's, as a bitmap. An NCN's roles are those of the policy active at
    /// `now` and of an announced one.
    pub fn roles_of(&mut self, holder: &Address, now: i64) -> u64 {
        if let Self::Entity(Entity::Ncn(ncn)) = self {
            return policy_roles(ncn.policy_at(now), holder) | policy_roles(&ncn.next_policy, holder);
        }
        let held = self.lesser().into_iter().flatten().filter(|(_, held)| address_eq(held, holder));
        held.fold(0, |bits, (role, _)| bits | role.bit())
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
                    if taken & role.bit() != 0 {
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
                taken |= role.bit();
            }
        }
        Ok(taken)
    }

    /// The roles other than the admin's, except for an NCN's.
    fn lesser(&mut self) -> [Option<(Role, &mut Address)>; 5] {
        match self {
            Self::Config(config) => {
                let config = &mut **config;
                let fee_wallet = (Role::FeeWallet, &mut config.fee_wallet);
                [Some((Role::Guardian, &mut config.guardian)), Some(fee_wallet), None, None, None]
            }
            Self::Entity(Entity::Vault(vault)) => {
                let vault = &mut **vault;
                [
                    Some((Role::Guardian, &mut vault.guardian)),
                    Some((Role::FeeAdmin, &mut vault.fee_admin)),
                    Some((Role::FeeWallet, &mut vault.fee_wallet)),
                    Some((Role::Curator, &mut vault.curator)),
                    Some((Role::DepositGate, &mut vault.deposit_gate)),
                ]
            }
            Self::Entity(Entity::Operator(operator)) => {
                let operator = &mut **operator;
                let allocator = (Role::Allocator, &mut operator.allocator);
                [Some((Role::FeeWallet, &mut operator.fee_wallet)), Some(allocator), None, None, None]
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
            _ => Err(fail(RestakingError::NoSuchRole, Role::Guardian as u64, Role::FeeWallet as u64)),
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
fn policy_holders(policy: &mut SlashPolicy) -> [(Role, &mut Address); 4] {
    [
        (Role::Slasher, &mut policy.slasher),
        (Role::Resolver, &mut policy.resolver),
        (Role::Insurance, &mut policy.insurance),
        (Role::Redistribution, &mut policy.redistribution),
    ]
}

/// The roles that `policy` gives to `holder`, as a bitmap.
fn policy_roles(policy: &SlashPolicy, holder: &Address) -> u64 {
    let mut policy = *policy;
    let held = policy_holders(&mut policy).into_iter().filter(|(_, held)| address_eq(held, holder));
    held.fold(0, |bits, (role, _)| bits | role.bit())
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
