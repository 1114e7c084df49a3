//! What the demo, the benches and the tests share: tokens, a vault's accounts with a builder for each instruction, and a
//! chain in this process with the program, SPL Token and a clock to move.

pub mod bond;
pub mod deploy;
pub mod entity;
pub mod equivocation;
pub mod failure;
pub mod fee;
pub mod grant;
pub mod keys;
pub mod liquid;
pub mod metadata;
pub mod offer;
pub mod oracle;
pub mod pause;
pub mod role;
pub mod slash;
pub mod split;
pub mod stake;
pub mod stake_pool;
pub mod svm;
pub mod sweep;
pub mod table;
pub mod token;
pub mod token_2022;
pub mod tree;
pub mod vault;

use std::path::PathBuf;

use solana_keypair::Keypair;
use solana_program::hash::hash;

pub use failure::Failure;
pub use keys::Signatures;
pub use offer::{Captured, RewardOffer};
pub use split::Split;
pub use stake_pool::StakePool;
pub use svm::{Done, Svm};
pub use sweep::Stray;
pub use tree::RewardTree;
pub use vault::Vault;

/// The key pair called `name`: the same one in every run, so that runs can be compared.
pub fn key(name: &str) -> Keypair {
    Keypair::new_from_array(hash(name.as_bytes()).to_bytes())
}

/// Where the compiled upgrade gate is: `UPGRADE_GATE_SO`, or beside the program.
pub fn gate_path() -> PathBuf {
    std::env::var_os("UPGRADE_GATE_SO").map_or_else(|| program_path().with_file_name("upgrade_gate.so"), PathBuf::from)
}

/// Where the compiled program of liquid restaking is: `LIQUID_SO`, or beside the core's.
pub fn liquid_path() -> PathBuf {
    std::env::var_os("LIQUID_SO").map_or_else(|| program_path().with_file_name("liquid.so"), PathBuf::from)
}

/// Where the compiled oracle is: `ORACLE_SO`, or beside the core's.
pub fn oracle_path() -> PathBuf {
    std::env::var_os("ORACLE_SO").map_or_else(|| program_path().with_file_name("oracle_ncn.so"), PathBuf::from)
}

/// Where the compiled program of the service `name` is: in the folder `NCN_SO_FOLDER`, or beside the core's.
pub fn ncn_path(name: &str) -> PathBuf {
    let file = format!("{name}_ncn.so");
    std::env::var_os("NCN_SO_FOLDER")
        .map_or_else(|| program_path().with_file_name(&file), |folder| PathBuf::from(folder).join(&file))
}

/// Where SPL's stake pool program is: `STAKE_POOL_SO`, or beside the core's, where `cargo xtask test` puts it.
pub fn stake_pool_path() -> PathBuf {
    std::env::var_os("STAKE_POOL_SO").map_or_else(|| program_path().with_file_name("stake_pool.so"), PathBuf::from)
}

/// Where Metaplex's Token Metadata program is: `TOKEN_METADATA_SO`, or beside the core's, where `cargo xtask test` puts it.
pub fn token_metadata_path() -> PathBuf {
    std::env::var_os("TOKEN_METADATA_SO")
        .map_or_else(|| program_path().with_file_name("token_metadata.so"), PathBuf::from)
}

/// Where the example of a lending program is: `COLLATERAL_SO`, or where `cargo xtask test` puts it.
pub fn collateral_path() -> PathBuf {
    std::env::var_os("COLLATERAL_SO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/callers/deploy/collateral.so"),
        PathBuf::from,
    )
}

/// Where the example of a program that reads a price is: `LENDER_SO`, or where `cargo xtask test` puts it.
pub fn lender_path() -> PathBuf {
    std::env::var_os("LENDER_SO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/callers/deploy/lender.so"),
        PathBuf::from,
    )
}

/// Where the example of a program that reports offenses is: `BOUNTY_SO`, or where `cargo xtask test` puts it.
pub fn bounty_path() -> PathBuf {
    std::env::var_os("BOUNTY_SO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/callers/deploy/bounty.so"),
        PathBuf::from,
    )
}

/// Where the compiled program is: `RESTAKING_SO`, or where `cargo xtask build` puts it.
pub fn program_path() -> PathBuf {
    std::env::var_os("RESTAKING_SO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy/restaking.so"),
        PathBuf::from,
    )
}

/// Where SPL's single-validator pool program is: `SINGLE_POOL_SO`, or beside the compiled program, where `cargo xtask test` puts it.
pub fn single_pool_path() -> PathBuf {
    std::env::var_os("SINGLE_POOL_SO").map_or_else(|| program_path().with_file_name("single_pool.so"), PathBuf::from)
}
