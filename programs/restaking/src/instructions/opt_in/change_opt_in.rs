//! Joins or leaves an opt-in, or sets the loss limits that a vault grants an NCN.

use anchor_lang::prelude::*;
use ledger::state::opt_in::Side;
use ledger::state::pause::Pause;

use super::announce;
use crate::error::{RestakingError, refused};
use crate::state::{Config, Entity, OptIn};
use crate::till;

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

/// A change by one party.
pub enum Word {
    Join,
    Leave,
    /// Sets the vault's loss limits for the NCN, in basis points of its stake.
    Limits {
        /// Per slash.
        incident_bps: u64,
        /// For all slashes of an epoch.
        epoch_bps: u64,
    },
}

/// The two sides of an agreement. A vault counts what it announces; nothing else of them changes.
pub struct Parties {
    left: Entity,
    right: Entity,
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

    /// Applies a change by `side`, whose signer is already checked.
    ///
    /// Joining takes effect with the notice of an increase, leaving with that of a decrease. The notice is the vault's.
    /// Between an operator and an NCN it is that of the slowest vault that the config allows, because any vault may
    /// delegate to the operator.
    pub fn run(&mut self, parties: Parties, side: Side, word: Word) -> Result<()> {
        let Parties { mut left, right } = parties;
        let clock = till::now()?;
        let (now, notice) = match &left {
            Entity::Vault(vault) => (vault.ledger.time_at(clock), vault.ledger.notice_at(clock)),
            _ => (clock, self.config.notice(clock)),
        };

        let opt_in = &mut self.opt_in;
        let before = (opt_in.agreement, opt_in.limits);
        let rises = match word {
            Word::Join => {
                // Applies to both parties: the other one may have joined before.
                if let Entity::Vault(vault) = &left {
                    vault.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
                }
                self.config.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
                require!(!left.is_retired() && !right.is_retired(), RestakingError::Retired);
                opt_in.agreement.join(side, now, notice).map(|()| {
                    // Rejoining starts afresh: nothing of a party's earlier membership remains, whether the account was
                    // closed meanwhile or not.
                    match side {
                        Side::Left => opt_in.stop_loss.restart(now),
                        Side::Right => (opt_in.weight, opt_in.accepted_flags) = (0, 0),
                    }
                    opt_in.agreement.is_announced()
                })
            }
            Word::Leave => opt_in.agreement.leave(side, now, notice).map(|()| false),
            Word::Limits { incident_bps, epoch_bps } => {
                let (Side::Left, Entity::Vault(vault), Entity::Ncn(_)) = (side, &mut left, &right) else {
                    return Err(RestakingError::WrongParties.into());
                };
                // The vault sums its approvals over all NCNs, and tracks the increase.
                vault.ledger.approve(&mut opt_in.limits, incident_bps, epoch_bps, clock).map(|_| false)
            }
        }
        .map_err(refused)?;
        if let Entity::Vault(vault) = &mut left {
            vault.ledger.note_risk(rises);
        }
        announce(opt_in, now, before, false)
    }
}
