//! A side joins or leaves, or a vault sets what it lets an NCN take.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::{Pause, Side};

use super::announce;
use crate::error::{RestakingError, refused};
use crate::state::{Config, Entity, OptIn};
use crate::till;

/// Accounts of `join_opt_in`, `leave_opt_in` and `set_loss_limits`.
#[derive(Accounts)]
pub struct ChangeOptIn {
    /// The admin of the side that speaks.
    pub admin: Signer,
    /// The config: it bounds how slow an exit can be, and may pause what raises exposure.
    pub config: Account<Config>,
    /// The first party.
    #[account(address = opt_in.left @ RestakingError::WrongOptIn)]
    pub left: UncheckedAccount,
    /// The second party.
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub right: UncheckedAccount,
    /// The agreement.
    #[account(mut)]
    pub opt_in: Account<OptIn>,
}

/// What a side says.
pub enum Word {
    /// It joins, or takes its leave back.
    Join,
    /// It leaves.
    Leave,
    /// The vault lets the NCN take this much, in basis points of its stake.
    Limits {
        /// By one slash.
        incident_bps: u64,
        /// By all slashes of an epoch.
        epoch_bps: u64,
    },
}

impl ChangeOptIn {
    /// Has `side` say `word`.
    ///
    /// What a vault has a part in counts from the start of its epoch e+2, as its other changes of exposure do. What is
    /// between an operator and an NCN counts after the slowest exit that the config allows, since any vault may stand
    /// behind the operator.
    pub fn run(&mut self, side: Side, word: Word) -> Result<()> {
        let (left, right) = (Entity::load(*self.left.account())?, Entity::load(*self.right.account())?);
        let party = match side {
            Side::Left => &left,
            Side::Right => &right,
        };
        require!(address_eq(party.admin(), self.admin.address()), RestakingError::NotPartyAdmin);
        let clock = till::now()?;
        let (now, from) = match &left {
            Entity::Vault(vault) => (vault.ledger.time_at(clock), vault.ledger.counts_from(clock).map_err(refused)?),
            _ => (clock, self.config.slowest_exit(clock)),
        };

        let opt_in = &mut self.opt_in;
        let before = (opt_in.agreement, opt_in.limits);
        match word {
            Word::Join => {
                // Whoever of the two it is: the other may have joined before.
                if let Entity::Vault(vault) = &left {
                    vault.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
                }
                self.config.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
                require!(!left.is_retired() && !right.is_retired(), RestakingError::Retired);
                opt_in.agreement.join(side, now, from)
            }
            Word::Leave => opt_in.agreement.leave(side, now, from),
            Word::Limits { incident_bps, epoch_bps } => {
                require!(
                    matches!((side, &left, &right), (Side::Left, Entity::Vault(_), Entity::Ncn(_))),
                    RestakingError::WrongParties
                );
                opt_in.limits.set(incident_bps, epoch_bps, now, from)
            }
        }
        .map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}
