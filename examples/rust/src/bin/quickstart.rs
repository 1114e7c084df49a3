//! Reads a vault from a node. README.md shows it.

use borsh::BorshDeserialize;
use restaking_client::Vault;
use solana_rpc_client::rpc_client::RpcClient;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [url, address] = ["RPC_URL", "VAULT"].map(std::env::var);
    let data = RpcClient::new(url?).get_account_data(&address?.parse()?)?;
    let vault = Vault::deserialize(&mut data.as_slice())?;
    println!("{} assets for {} VRT", vault.ledger.books.active, vault.ledger.books.supply);
    Ok(())
}
