//! The right to act for an entity, as its admin or as the holder of a grant.
//!
//! Such an instruction compares the signer with the admin first. Only for another signer does it read the account after its own
//! accounts: the grant.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail, refused};
use crate::state::Grant;

/// What a signer that is not the admin asks for.
pub struct Act<'a> {
    /// The vault, operator or NCN.
    pub entity: &'a Address,
    /// The generation of the entity's grants.
    pub generation: u64,
    /// The signer.
    pub signer: &'a Address,
    /// The kind of the act: a bit of [`ledger::state::grant::GrantTerms`].
    pub kind: u64,
    /// The error for a signer without a grant.
    pub stranger: RestakingError,
}

impl Act<'_> {
    /// Refuses the act unless the first of the `trailing` accounts is a grant that opens it.
    ///
    /// The program alone writes accounts that it owns, and writes this type at its one address for an entity and a holder. So the
    /// owner, the type and the two fields are enough: the address is not derived.
    ///
    /// # Errors
    /// `stranger` without an account, [`RestakingError::NotAGrant`], [`RestakingError::WrongGrantEntity`],
    /// [`RestakingError::WrongGrantHolder`], and those of [`ledger::state::grant::GrantTerms::check`].
    #[cold]
    #[inline(never)]
    pub fn check(self, trailing: &[AccountView]) -> Result<()> {
        let Some(view) = trailing.first() else { return Err(self.stranger.into()) };
        // Refuses another owner, another type and a closed account.
        let grant: Account<Grant> = Account::load(*view).map_err(|_| RestakingError::NotAGrant)?;
        require!(address_eq(&grant.entity, self.entity), RestakingError::WrongGrantEntity);
        require!(address_eq(&grant.holder, self.signer), RestakingError::WrongGrantHolder);
        grant.terms.check(self.kind, self.generation, clock::now()?).map_err(refused)
    }
}

/// Refuses a figure of a grant's holder that is not the one in force, where an instruction sets more than the grant opens.
///
/// # Errors
/// [`RestakingError::BeyondGrant`].
pub fn require_unchanged(figure: u64, in_force: u64) -> Result<()> {
    if figure != in_force {
        return Err(fail(RestakingError::BeyondGrant, figure, in_force));
    }
    Ok(())
}
