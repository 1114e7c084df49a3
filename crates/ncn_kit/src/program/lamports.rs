//! Lamports that a program's accounts hold beside their rent.

use anchor_lang::prelude::*;

/// Moves `amount` lamports from `from`, an account of the calling program, to `to`. The two differ.
///
/// # Errors
/// [`ProgramError::InsufficientFunds`] where `from` has less; the books never say so.
pub fn pay(from: &AccountView, to: &AccountView, amount: u64) -> Result<()> {
    let (mut from, mut to) = (*from, *to);
    let left = from.lamports().checked_sub(amount).ok_or(ProgramError::InsufficientFunds)?;
    let more = to.lamports().checked_add(amount).ok_or(ProgramError::ArithmeticOverflow)?;
    from.set_lamports(left);
    to.set_lamports(more);
    Ok(())
}
