//! Equal features of the packages that `chain/` and `localnet/` share. See Cargo.toml.
