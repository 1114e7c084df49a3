//! Renounces an admin role permanently.
//!
//! Announced changes stay: they take effect at their time. No action of others needs the admin, so a renunciation locks
//! no stake.
//!
//! - A vault keeps its limits, exposure bounds, circuit breaker and curator permanently. It cannot join or leave
//!   opt-ins or change loss limits; a staker that disagrees can exit. A restricted vault keeps its list of depositors.
//!   A deposit gate stays too: a gate that never signs again blocks deposits and nothing else.
//! - An operator keeps its commission, allocator and keys permanently, and cannot join or leave opt-ins. A leaked key
//!   can no longer be replaced.
//! - An NCN keeps its policy, slasher, resolver and assets permanently, and accepts no new members. It opens no more
//!   tables, and the rent of open tables stays in them.
//! - All grants of the entity are void.
//! - The config's admin cannot renounce: future fees and pauses need an admin.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{AdminChanged, emit};
use crate::state::Governed;

/// Accounts of `renounce_admin`.
#[derive(Accounts)]
pub struct RenounceAdmin {
    pub admin: Signer,
    /// A vault, an operator or an NCN.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl RenounceAdmin {
    /// Sets the admin to the zero address, for which nobody can sign.
    pub fn renounce_admin(&mut self) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let is_config = matches!(governed, Governed::Config(_));
        let control = governed.control();
        control.check_admin(self.admin.address())?;
        require!(!is_config, RestakingError::ConfigNeedsAdmin);
        // A proposed admin could still accept, so the role would not be renounced.
        require!(!control.is_pending(), RestakingError::AdminPending);
        let before = *control.admin;
        *control.admin = Address::default();
        // Nobody could void them any more.
        governed.void_grants();
        let now = clock::now()?;
        emit(AdminChanged {
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
