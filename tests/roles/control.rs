//! What the config's admin is not: an admin of anything else.

use harness::role;
use restaking_client::RestakingError;
use restaking_tests::id;

use crate::scene::{ENTITIES, KINDS, NOBODY, refuses_all, scene};

/// It signs every instruction of every admin, as the first admin and as one who came to be it.
#[tokio::test]
async fn the_configs_admin_touches_no_vault_operator_or_ncn() {
    let (mut bank, split) = scene().await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
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
        if name == "deployer" {
            bank.by(name, role::propose_admin(&id(name), &config, &id("heir"))).await;
            bank.by("heir", role::accept_admin(&id("heir"), &config)).await;
        }
    }
    assert_eq!(bank.balance(&split.vault.asset_account).await, 1_000_000);
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

/// Who runs one is not let near another of its kind, nor near one of another kind.
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
