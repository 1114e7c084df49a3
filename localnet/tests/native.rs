//! The example's part on native stake, on the real pool program.

mod common;

use common::World;
use harness::token;
use localnet::keys::address;
use restaking_client::Vault;
use restaking_client::native_stake::{Phase, STAKE_PROGRAM, SinglePool, StakeAccount};
use solana_program::pubkey::Pubkey;

/// Bob's twenty SOL are in the vault, less what of it belongs to nobody, and alice's can follow.
#[test]
fn a_vault_over_a_validators_pool() {
    let world = World::with_native_stake();
    let pool = SinglePool::of(&address("validator"));
    let entry = &world.manifest.vaults["mooring"];
    let vault: Vault = world.chain.read(&entry.address.parse().unwrap()).unwrap();
    assert_eq!(vault.asset_mint, pool.mint);
    assert_eq!(vault.ledger.books.active, 20_000_000_000);
    let shares = world.chain.balance(&token::address(&address("bob"), &vault.vrt_mint)).unwrap();
    assert_eq!(shares, vault.ledger.books.supply);
    assert_eq!(world.manifest.validators["validator"].token.as_deref(), Some("validator-stake"));
    assert_eq!(world.manifest.validators["other-validator"].token, None);

    let epoch = world.chain.clock().unwrap().epoch;
    for (name, vote) in [("alice-stake", "validator"), ("alice-elsewhere", "other-validator")] {
        let at: Pubkey = world.manifest.stake_accounts[name].address.parse().unwrap();
        let account = world.chain.account(&at).unwrap().expect("a stake account");
        assert_eq!(account.owner, STAKE_PROGRAM);
        let read = StakeAccount::decode(&account.data).expect("a stake account");
        assert_eq!(read.phase(epoch), Phase::Active);
        assert_eq!(read.delegation.map(|delegation| delegation.vote), Some(address(vote)));
    }
    assert!(!world.manifest.stake_accounts.contains_key("bob-stake"), "it is the pool's");
}
