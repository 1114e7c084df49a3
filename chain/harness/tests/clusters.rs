//! Facts about clusters for clients in other languages, which hold their own constants against these.

use std::path::Path;
use std::{env, fs};

use serde_json::json;
use solana_cluster_type::ClusterType::{Devnet, MainnetBeta, Testnet};

/// Where they are, below this crate.
const FILE: &str = "../../clients/vectors/clusters.json";

#[test]
fn the_facts_are_what_the_validators_crates_say() {
    let genesis = |cluster: solana_cluster_type::ClusterType| cluster.get_genesis_hash().unwrap().to_string();
    let facts = json!({
        "genesis": { "devnet": genesis(Devnet), "mainnet": genesis(MainnetBeta), "testnet": genesis(Testnet) },
        "transactionVersion1": {
            "feature": agave_feature_set::enable_tx_v1::ID.to_string(),
            "owner": solana_sdk_ids::feature::ID.to_string(),
        },
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = format!("{facts:#}\n");
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "clients/vectors/clusters.json is not what the crates say; run \
         `UPDATE_VECTORS=1 cargo test --manifest-path chain/Cargo.toml --package harness --test clusters`"
    );
}
