//! Joins an opt-in, for one of its parties.

use anchor_lang::prelude::*;
use ledger::state::opt_in::Side;
use ledger::state::pause::Pause;

use super::{ChangeOptIn, Parties, announce};
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::Entity;

impl ChangeOptIn {
    /// Joins for `side`, whose signer is already checked. Takes effect with the notice of an increase.
    pub fn join_opt_in(&mut self, parties: Parties, side: Side) -> Result<()> {
        let Parties { mut left, right } = parties;
        let clock = clock::now()?;
        let (now, notice) = self.notice(&left, clock);
        // Applies to both parties: the other one may have joined before.
        if let Entity::Vault(vault) = &left {
            vault.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
        }
        self.config.pause.check(Pause::EXPOSURE, clock).map_err(refused)?;
        require!(!left.is_retired() && !right.is_retired(), RestakingError::Retired);

        let opt_in = &mut self.opt_in;
        let before = (opt_in.sides, opt_in.limits);
        opt_in.sides.join(side, now, notice).map_err(refused)?;
        // Rejoining starts afresh: nothing of a party's earlier membership remains, whether the account was closed
        // meanwhile or not.
        match side {
            Side::Left => opt_in.stop_loss.restart(now),
            Side::Right => (opt_in.weight, opt_in.accepted_flags) = (0, 0),
        }
        if let Entity::Vault(vault) = &mut left {
            vault.ledger.note_risk(opt_in.sides.is_announced());
        }
        announce(opt_in, now, before, false)
    }
}
