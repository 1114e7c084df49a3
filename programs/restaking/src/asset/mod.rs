//! Supports assets of SPL Token, and of Token-2022 with extensions of an allow list.

mod account;
mod extensions;
mod mint;
mod swept_mint;
pub(crate) mod token_2022;

use anchor_lang::Id;
use anchor_lang::accounts::Program;
use anchor_lang::prelude::*;
use anchor_spl::token_2022::Token2022;

pub use account::{AssetAccount, create, requires_memo, takes_transfers};
pub use mint::AssetMint;
pub use swept_mint::SweptMint;

/// The program that moves a vault's asset.
#[derive(Clone, Copy)]
pub enum AssetProgram<'a> {
    Token(&'a Program<Token>),
    /// Token-2022 and the accounts after the instruction's own: the program, then the asset's mint.
    Token2022(&'a [AccountView]),
}

impl<'a> AssetProgram<'a> {
    /// SPL Token, or Token-2022 if there are `trailing` accounts.
    pub fn new(token: &'a Program<Token>, trailing: Option<&'a [AccountView]>) -> Self {
        trailing.map_or(Self::Token(token), Self::Token2022)
    }

    pub fn id(&self) -> Address {
        match self {
            Self::Token(_) => Token::id(),
            Self::Token2022(_) => Token2022::id(),
        }
    }
}
