//! Sets the weight of one vault's stake in an NCN.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::opt_in::Side;
use ledger::state::weight::Valuation;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{VaultWeightSet, emit};
use crate::state::{Ncn, OptIn, Vault};

/// Accounts of `set_vault_weight`.
#[derive(Accounts)]
pub struct SetVaultWeight {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    pub vault: Account<Vault>,
    pub ncn: Account<Ncn>,
    /// The opt-in of the vault and the NCN.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl SetVaultWeight {
    /// Sets the weight of the smallest unit of the vault's asset, in `1/1,000,000,000`, replacing the mint's weight;
    /// zero restores it. Takes effect at once, as a mint's weight does.
    ///
    /// The NCN must have joined: anyone could close and reopen an opt-in that no party has joined, without the weight.
    pub fn set_vault_weight(&mut self, weight: u64, accepted_flags: u64) -> Result<()> {
        let valuation = Valuation { weight, accepted_flags };
        valuation.check().map_err(refused)?;
        let opt_in = &mut self.opt_in;
        opt_in.sides.check_joined(Side::Right).map_err(refused)?;
        let before = opt_in.valuation();
        (opt_in.weight, opt_in.accepted_flags) = (weight, accepted_flags);
        emit(VaultWeightSet {
            opt_in: *opt_in.address(),
            number: opt_in.next_event(),
            time: clock::now()?,
            vault: opt_in.left,
            ncn: opt_in.right,
            before: before.weight,
            after: weight,
            accepted_flags_before: before.accepted_flags,
            accepted_flags_after: accepted_flags,
        });
        Ok(())
    }
}
