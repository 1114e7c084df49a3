//! Supports assets of SPL Token, and of Token-2022 with extensions of an allow list.

mod account;
mod extensions;
mod mint;
mod swept_mint;

pub use account::{AssetAccount, create, guards_cpi, requires_memo, takes_transfers};
pub use mint::AssetMint;
pub use swept_mint::SweptMint;
