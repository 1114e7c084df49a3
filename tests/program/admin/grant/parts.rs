//! What an instruction sets beyond what a grant opens stays as it is.

use harness::{entity, table};
use restaking_client::{Ncn, Operator, Vault};
use restaking_tests::assert_refused;

use super::*;

#[tokio::test]
async fn limits_leave_the_fee_and_the_list_of_depositors() {
    let (mut bank, split) = scene().await;
    let vault = split.vault;
    set(&mut bank, "creator", &vault.address, GrantTerms::LIMITS).await;
    let fee = OPEN.instant_fee_bps;
    let restricted = vault.set_limits(LimitsArgs { restricted: true, ..OPEN });
    let failure = refuses(&mut bank, restricted, RestakingError::BeyondGrant).await;
    assert_refused(&failure, RestakingError::BeyondGrant, 1, 0);
    let dearer = vault.set_limits(LimitsArgs { instant_fee_bps: fee + 1, ..OPEN });
    let failure = refuses(&mut bank, dearer.clone(), RestakingError::BeyondGrant).await;
    assert_refused(&failure, RestakingError::BeyondGrant, fee + 1, fee);

    // The admin announces another fee: the holder names that one, and does not put it off.
    bank.by("creator", dearer.clone()).await;
    let announced = bank.read::<Vault>(&vault.address).await.unwrap().ledger.instant_fee_bps;
    let (now, later) = (bank.now().await, bank.now().await + 700);
    bank.warp(later).await;
    assert!(announced.effective > now, "it is announced");
    refuses(&mut bank, vault.set_limits(OPEN), RestakingError::BeyondGrant).await;
    let lower = LimitsArgs { instant_fee_bps: fee + 1, deposit_cap: 7, ..OPEN };
    bank.by("holder", by_holder(vault.set_limits(lower))).await;
    let after: Vault = bank.read(&vault.address).await.unwrap();
    assert_eq!((after.ledger.deposit_cap, after.ledger.instant_fee_bps), (7, announced));
}

#[tokio::test]
async fn a_uri_leaves_an_operators_terms() {
    let (mut bank, split) = scene().await;
    let operator = split.operator;
    set(&mut bank, "operator", &operator, GrantTerms::URI).await;
    let before: Operator = bank.read(&operator).await.unwrap();
    let (allocator, commission) = (before.allocator, before.commission_bps.next);
    let update =
        |allocator: &Pubkey, commission| entity::update_operator(&id("operator"), &operator, allocator, commission);
    refuses(&mut bank, update(&id("holder"), commission), RestakingError::BeyondGrant).await;
    let failure = refuses(&mut bank, update(&allocator, commission + 1), RestakingError::BeyondGrant).await;
    assert_refused(&failure, RestakingError::BeyondGrant, commission + 1, commission);
    refuses(&mut bank, update(&allocator, commission - 1), RestakingError::BeyondGrant).await;

    // A rise that is announced keeps its time.
    bank.by("operator", update(&allocator, commission + 1)).await;
    let announced = bank.read::<Operator>(&operator).await.unwrap().commission_bps;
    let later = bank.now().await + 700;
    bank.warp(later).await;
    bank.by("holder", by_holder(update(&allocator, commission + 1))).await;
    let after: Operator = bank.read(&operator).await.unwrap();
    assert_eq!((after.commission_bps, after.allocator), (announced, allocator));
    assert_eq!(after.uri, entity::uri("https://operator.example/2"));
}

#[tokio::test]
async fn a_uri_leaves_an_ncns_cap() {
    let (mut bank, split) = scene().await;
    let ncn = split.ncn;
    set(&mut bank, "ncn", &ncn, GrantTerms::URI).await;
    let cap = bank.read::<Ncn>(&ncn).await.unwrap().max_operator_weight;
    let failure = refuses(&mut bank, entity::update_ncn(&id("ncn"), &ncn, cap - 1), RestakingError::BeyondGrant).await;
    assert_refused(&failure, RestakingError::BeyondGrant, cap - 1, cap);
    bank.by("holder", by_holder(entity::update_ncn(&id("ncn"), &ncn, cap))).await;
    let after: Ncn = bank.read(&ncn).await.unwrap();
    assert_eq!((after.max_operator_weight, after.uri), (cap, entity::uri("https://ncn.example/2")));
}

/// Each table's index is above the last one's: a holder that could take the highest would leave none.
#[tokio::test]
async fn tables_leave_the_admin_indices() {
    const MOST: u64 = u32::MAX as u64;
    let (mut bank, split) = scene().await;
    let ncn = split.ncn;
    set(&mut bank, "ncn", &ncn, GrantTerms::TABLES).await;
    let open = |index| table::open(&id("ncn"), &id("ncn"), &ncn, index, 1, 60);
    for index in [MOST + 1, u64::MAX - 1] {
        let failure = refuses(&mut bank, open(index), RestakingError::BeyondGrant).await;
        assert_refused(&failure, RestakingError::BeyondGrant, index, MOST);
    }
    bank.by("holder", by_holder(open(MOST))).await;
    let failure = refuses(&mut bank, open(2 * MOST + 2), RestakingError::BeyondGrant).await;
    assert_refused(&failure, RestakingError::BeyondGrant, 2 * MOST + 2, 2 * MOST + 1);
    bank.by("holder", by_holder(open(2 * MOST + 1))).await;
    // The admin's own choice is free.
    bank.by("ncn", open(u64::MAX - 1)).await;
}
