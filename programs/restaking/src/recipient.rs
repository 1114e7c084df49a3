//! Checks the token account of a payment to a third party.
//!
//! A recipient that signs can name any token account of the asset. Without its signature it is paid only at its
//! associated token account: the sender of the transaction cannot choose, not even among the recipient's accounts.

use anchor_lang::prelude::*;
use anchor_lang::programs::AssociatedToken;
use anchor_lang::{Id, address_eq, find_and_verify_program_address};
use anchor_spl::TokenAccount;

use crate::state::is_zero;

/// Whether the account `to` at address `at` can be paid for `recipient` by the token program `program`: it is the associated token
/// account, still owned by the recipient, and not frozen. The zero address is no recipient: nobody can spend from its
/// token account.
///
/// The owner field is read at the time of payment, because an owner can give its associated token account away.
pub fn is_home(to: &TokenAccount, at: &Address, program: &Address, recipient: &Address) -> bool {
    let is_owned = !is_zero(recipient) && address_eq(to.owner(), recipient) && !to.is_frozen();
    let seeds: [&[u8]; 3] = [recipient.as_ref(), program.as_ref(), to.mint().as_ref()];
    is_owned && find_and_verify_program_address(&seeds, &AssociatedToken::id(), at).is_ok()
}
