//! What `join_opt_in`, `leave_opt_in` and `set_loss_limits` share: one struct of accounts, since each is a change by one party.

use anchor_lang::prelude::*;
use ledger::state::delayed::Notice;
use ledger::state::opt_in::Side;

use crate::error::RestakingError;
use crate::state::{Config, Entity, OptIn};

/// Accounts of `join_opt_in`, `leave_opt_in` and `set_loss_limits`.
#[derive(Accounts)]
pub struct ChangeOptIn {
    /// The admin of the acting party. To join or to leave, also the holder of a grant.
    pub admin: Signer,
    /// Bounds the length of an exit and holds protocol-wide pauses.
    pub config: Account<Config>,
    /// The first party. A vault tracks announced risks.
    #[account(mut, address = opt_in.left @ RestakingError::WrongOptIn)]
    pub left: UncheckedAccount,
    /// The second party.
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub right: UncheckedAccount,
    #[account(mut)]
    pub opt_in: Account<OptIn>,
}

/// The two sides of an opt-in. A vault counts what it announces; nothing else of them changes.
pub struct Parties {
    pub(super) left: Entity,
    pub(super) right: Entity,
}

impl Parties {
    /// The party at `side`.
    pub fn of(&self, side: Side) -> &Entity {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }
}

impl ChangeOptIn {
    /// Loads both parties.
    pub fn parties(&mut self) -> Result<Parties> {
        Ok(Parties { left: Entity::load_mut(&mut self.left)?, right: Entity::load(*self.right.account())? })
    }

    /// The address of the party at `side`.
    pub fn address_of(&self, side: Side) -> &Address {
        match side {
            Side::Left => self.left.address(),
            Side::Right => self.right.address(),
        }
    }

    /// The opt-in's time at `clock`, and the notice of a change: the vault's.
    ///
    /// Between an operator and an NCN it is that of the slowest vault that the config allows, because any vault may
    /// delegate to the operator.
    pub(super) fn notice(&self, left: &Entity, clock: i64) -> (i64, Notice) {
        match left {
            Entity::Vault(vault) => (vault.ledger.time_at(clock), vault.ledger.notice_at(clock)),
            _ => (clock, self.config.notice(clock)),
        }
    }
}
