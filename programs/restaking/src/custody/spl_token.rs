//! Calls of SPL Token.

use anchor_lang::accounts::Program;
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, unchecked_invoke_signed_fixed};

/// The tags of SPL Token's instructions.
pub const TRANSFER: u8 = 3;
pub const MINT_TO: u8 = 7;
pub const BURN: u8 = 8;
const CLOSE_ACCOUNT: u8 = 9;

/// Calls an instruction with an amount, two writable accounts and an authority. A failure aborts the transaction.
///
/// `anchor_spl`'s helpers build the instruction on the heap, for about 4,000 compute units a call.
pub fn call<'a>(
    token: &'a Program<Token>,
    tag: u8,
    amount: u64,
    accounts: [CpiHandle<'a>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    let mut data = [tag; 9];
    data[1..].copy_from_slice(&amount.to_le_bytes());
    invoke(token, &data, accounts, authority, seeds);
}

/// Closes the first of two accounts, a token account, and sends its rent to the second.
pub fn close<'a>(
    token: &'a Program<Token>,
    accounts: [CpiHandle<'a>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    invoke(token, &[CLOSE_ACCOUNT], accounts, authority, seeds);
}

#[inline(always)]
fn invoke<'a>(
    token: &'a Program<Token>,
    data: &[u8],
    [first, second]: [CpiHandle<'a>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    let accounts = [
        InstructionAccount::writable(first.address()),
        InstructionAccount::writable(second.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    unchecked_invoke_signed_fixed(token.address(), data, &accounts, &[first, second, authority], seeds);
}
