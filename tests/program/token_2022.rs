//! Vaults of a Token-2022 asset, on the real Token-2022: which mints are accepted, what an issuer can do afterwards, and which
//! accounts are refused.

mod accounts;
mod issuer;
mod life;
mod mints;
mod recipients;
mod scene;
