//! Where a third party is paid.
//!
//! A recipient that signs names any token account of the asset. A recipient that does not sign is paid at its associated
//! token account and nowhere else: the sender of the transaction chooses no account, not even one that the recipient owns.

use anchor_lang::prelude::*;
use anchor_lang::programs::AssociatedToken;
use anchor_lang::{Id, address_eq, find_and_verify_program_address};
use anchor_spl::TokenAccount;

use crate::state::is_zero;

/// Whether the account `to` at `at` can be paid for `recipient` by the token program `program`: its associated token account, which it still owns and which is not frozen. Zero
/// is nobody: its token account exists or can be made, and nobody can spend from it.
///
/// The owner field is read at the time of payment. An owner can give its associated token account away, and the address stays.
pub fn is_home(to: &TokenAccount, at: &Address, program: &Address, recipient: &Address) -> bool {
    let is_owned = !is_zero(recipient) && address_eq(to.owner(), recipient) && !to.is_frozen();
    let seeds: [&[u8]; 3] = [recipient.as_ref(), program.as_ref(), to.mint().as_ref()];
    is_owned && find_and_verify_program_address(&seeds, &AssociatedToken::id(), at).is_ok()
}
