//! What has an admin that can change: the config, a vault, an operator or an NCN, where an instruction serves all four.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Config, Entity, SlashPolicy, is_zero};
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
    /// Who splits a vault's stake: set by `set_curator`.
    pub const CURATOR: u8 = 3;
    /// Who divides an operator's stake: set by `update_operator`.
    pub const ALLOCATOR: u8 = 4;
    /// Who slashes for an NCN: a part of its policy, as are the next three.
    pub const SLASHER: u8 = 5;
    /// Who vetoes an NCN's slashes.
    pub const RESOLVER: u8 = 6;
    /// Who gets the insurance's part.
    pub const INSURANCE: u8 = 7;
    /// Who gets the harmed party's part.
    pub const REDISTRIBUTION: u8 = 8;
    /// Who signs a vault's deposits beside their depositors. It can keep anyone out and holds nobody in, so that it changes at once.
    pub const DEPOSIT_GATE: u8 = 9;

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
            (Self::Entity(Entity::Vault(vault)), Self::DEPOSIT_GATE) => Ok(&mut vault.deposit_gate),
            (Self::Entity(Entity::Operator(operator)), Self::FEE_WALLET) => Ok(&mut operator.fee_wallet),
            _ => Err(fail(RestakingError::NoSuchRole, role.into(), Self::FEE_WALLET.into())),
        }
    }

    /// The lesser roles that `holder` has, a bit for each: of an NCN, those of the policy that is in force at `now` and of the
    /// one that is announced.
    pub fn roles_of(&mut self, holder: &Address, now: i64) -> u64 {
        if let Self::Entity(Entity::Ncn(ncn)) = self {
            return policy_roles(ncn.policy_at(now), holder) | policy_roles(&ncn.next_policy, holder);
        }
        let held = self.lesser().into_iter().flatten().filter(|(_, held)| address_eq(held, holder));
        held.fold(0, |bits, (role, _)| bits | 1 << role)
    }

    /// Gives the lesser roles that `from` has to `to`, and tells which they are, a bit for each. Those of an NCN are announced.
    ///
    /// # Errors
    /// [`RestakingError::ConfigMissing`] for an NCN without the `config`, [`RestakingError::FallPending`] while its policy waits for
    /// milder terms.
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

    /// Its lesser roles, but for an NCN's.
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

    /// Voids its grants, which were another admin's. The config has none.
    pub fn void_grants(&mut self) {
        if let Self::Entity(entity) = self {
            entity.void_grants();
        }
    }

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        match self {
            Self::Config(config) => config.next_event(),
            Self::Entity(entity) => entity.next_event(),
        }
    }
}

/// The roles that a policy gives.
fn policy_holders(policy: &mut SlashPolicy) -> [(u8, &mut Address); 4] {
    [
        (Governed::SLASHER, &mut policy.slasher),
        (Governed::RESOLVER, &mut policy.resolver),
        (Governed::INSURANCE, &mut policy.insurance),
        (Governed::REDISTRIBUTION, &mut policy.redistribution),
    ]
}

/// The roles that `policy` gives to `holder`, a bit for each.
fn policy_roles(policy: &SlashPolicy, holder: &Address) -> u64 {
    let mut policy = *policy;
    let held = policy_holders(&mut policy).into_iter().filter(|(_, held)| address_eq(held, holder));
    held.fold(0, |bits, (role, _)| bits | 1 << role)
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
