//! What the config's admin is not: an admin of anything else.

use harness::{Split, fee, role, token};
use restaking_client::{FeesOwed, RestakingError};
use restaking_tests::{Bank, id};

use crate::admin::scene::{ENTITIES, KINDS, NOBODY, refuses_all, scene};

/// It signs every instruction of every admin, as the first admin and as a later one.
#[tokio::test]
async fn the_configs_admin_touches_no_vault_operator_or_ncn() {
    let (mut bank, split) = scene().await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    owe(&mut bank, &split).await;
    let config = restaking_client::pda::config();
    for name in ["deployer", "heir"] {
        for kind in ENTITIES {
            refuses_all(&mut bank, kind, &split, name).await;
            let (who, governed) = (id(name), kind.of(&split));
            for instruction in [
                role::propose_admin(&who, &governed, &who),
                role::propose_admin(&who, &governed, &NOBODY),
                role::renounce_admin(&who, &governed),
            ] {
                let failure = bank.refuses(name, instruction).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name} of {kind:?}");
            }
            let failure = bank.refuses(name, role::accept_admin(&who, &governed)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed));
        }
        takes_no_funds(&mut bank, &split, name).await;
        if name == "deployer" {
            bank.by(name, role::propose_admin(&id(name), &config, &id("heir"))).await;
            bank.by("heir", role::accept_admin(&id("heir"), &config)).await;
        }
    }
    assert_eq!(bank.balance(&split.vault.asset_account).await, 1_001_000);
    let owed = bank.ledger(&split.vault).await.fees_owed;
    assert_eq!(owed, FeesOwed { vault: 0, protocol: 0, commissions: 100 });
}

/// Has the vault owe its operator a commission, its stakers a stream, and the config's admin nothing.
async fn owe(bank: &mut Bank, split: &Split) {
    bank.by("alice", fee::pay_reward(split, &id("alice"), 1_000)).await;
    for name in ["deployer", "heir"] {
        bank.open_accounts(&split.vault, &id(name), 0).await;
    }
}

/// `name`, the config's admin, is its fee wallet as well, and sets the highest fee: that takes nothing of what is there, nor of
/// what was paid before.
async fn takes_no_funds(bank: &mut Bank, split: &Split, name: &str) {
    let (who, vault, config) = (id(name), split.vault, restaking_client::pda::config());
    let before = (bank.ledger(&vault).await, bank.balance(&vault.asset_account).await);
    bank.by(name, role::set_role(&who, &config, role::FEE_WALLET, &who)).await;
    bank.by(name, fee::set_protocol_fee(&who, 1_000)).await;
    let cases = [
        (fee::collect_vault_fees(&vault, &who), RestakingError::NoFees),
        (fee::collect_protocol_fees(&vault, &who), RestakingError::NoFees),
        (fee::collect_commission(split, &who), RestakingError::WrongRecipient),
    ];
    for (instruction, error) in cases {
        let failure = bank.refused(instruction, &[]).await;
        assert_eq!(failure.restaking(), Some(error), "{name}: {failure}");
    }
    let failure = bank.refuses(name, fee::set_fees(&vault, &who, fee::args(0, 0, 0, restaking_tests::EPOCH))).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFeeAdmin));
    bank.put(&vault.stray(), token::token_account(vault.asset_mint, vault.address, 5));
    // Nor does it pay itself out of what stakers have, by its signature for their accounts or the vault's.
    for from in [vault.assets_of(&id("alice")), vault.asset_account, vault.stray()] {
        let mut pay = fee::pay_reward(split, &who, 1);
        pay.accounts[6].pubkey = from;
        let failure = bank.refuses(name, pay).await;
        // The vault's own account is in another place already.
        let why = if from == vault.asset_account { None } else { Some(RestakingError::NotHolder) };
        assert_eq!(failure.restaking(), why, "{failure}");
    }
    for (from, to) in [(vault.asset_account, vault.assets_of(&who)), (vault.stray(), vault.assets_of(&who))] {
        bank.refuses(name, token::transfer(&from, &to, &who, 1)).await;
    }
    assert_eq!((bank.ledger(&vault).await, bank.balance(&vault.asset_account).await), before);
}

#[tokio::test]
async fn the_config_is_never_left_without_an_admin() {
    let (mut bank, _) = scene().await;
    let config = restaking_client::pda::config();
    let failure = bank.refuses("deployer", role::renounce_admin(&id("deployer"), &config)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::ConfigNeedsAdmin));
    bank.by("deployer", role::propose_admin(&id("deployer"), &config, &id("heir"))).await;
    let failure = bank.refuses("deployer", role::renounce_admin(&id("deployer"), &config)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::ConfigNeedsAdmin));
    let (heir, mallory) = (id("heir"), id("mallory"));
    let failure = bank.refuses("heir", role::renounce_admin(&heir, &config)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
    let failure = bank.refuses("mallory", role::accept_admin(&mallory, &config)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotPendingAdmin));
}

/// An admin has no access to another account of its kind, nor to one of another kind.
#[tokio::test]
async fn an_admin_is_one_of_its_own_alone() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        for other in KINDS.into_iter().filter(|other| *other != kind) {
            let who = id(other.admin());
            let failure = bank.refuses(other.admin(), role::propose_admin(&who, &kind.of(&split), &who)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{other:?} of {kind:?}");
            refuses_all(&mut bank, kind, &split, other.admin()).await;
        }
    }
}
