//! An admin gives its role up, to nobody.
//!
//! Nothing that was announced is taken back: what is to count from some time on still does. Nothing that others do needs the
//! admin, so nobody's stake is held by this.
//!
//! - A vault keeps its limits, bounds, breaker and curator for good. It joins and leaves no agreement any more, nor changes
//!   what it lets an NCN take; whoever disagrees with that exits. If it is restricted, its list of depositors stands,
//!   and so does its deposit gate: a gate that never signs again closes the vault to deposits, and to nothing else.
//! - An operator keeps its commission, allocator and keys for good, and joins and leaves no agreement any more. A key that
//!   leaks can no longer be replaced.
//! - An NCN keeps its policy, slasher, resolver and assets for good, and takes on nobody any more. It opens no more tables, and
//!   the rent of those that are left open stays in them.
//! - Every grant of the three is void.
//! - The config has no such end: what is to come of it, fees and pauses, needs somebody who sets it.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::AdminChanged;
use crate::state::Governed;
use crate::till;

/// Accounts of `renounce_admin`.
#[derive(Accounts)]
pub struct RenounceAdmin {
    /// The admin.
    pub admin: Signer,
    /// A vault, an operator or an NCN.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl RenounceAdmin {
    /// Sets the admin to the zero address, which nobody signs for.
    pub fn run(&mut self) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let is_config = matches!(governed, Governed::Config(_));
        let control = governed.control();
        control.check_admin(self.admin.address())?;
        require!(!is_config, RestakingError::ConfigNeedsAdmin);
        // Who was proposed could still accept, and the role would not be given up.
        require!(!control.is_pending(), RestakingError::AdminPending);
        let before = *control.admin;
        *control.admin = Address::default();
        // Nobody could void them any more.
        governed.void_grants();
        let now = till::now()?;
        emit!(AdminChanged {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: now,
            before,
            after: Address::default(),
            kept: governed.roles_of(&before, now),
            taken: 0,
        });
        Ok(())
    }
}
