//! A change of admin voids the grants of the admin before.

use harness::role;
use restaking_client::{Ncn, Operator, Vault};

use super::*;

/// Everything that has grants: its address, its admin, a kind that it has, and an act of the kind.
fn entities(split: &Split) -> [(Pubkey, &'static str, u64, Instruction); 3] {
    let Split { vault, operator, ncn } = split;
    let [_, between, with_ncn] = split.opt_ins();
    let leave =
        |admin, (left, right): (Pubkey, Pubkey), side| harness::split::leave_opt_in(&id(admin), &left, &right, side);
    [
        (vault.address, "creator", GrantTerms::OPT_INS, leave("creator", with_ncn, harness::split::Side::Left)),
        (*operator, "operator", GrantTerms::OPT_INS, leave("operator", between, harness::split::Side::Left)),
        (*ncn, "ncn", GrantTerms::OPT_INS, leave("ncn", between, harness::split::Side::Right)),
    ]
}

/// The generation of an entity's grants, by its place among [`entities`].
async fn generation(bank: &mut Bank, place: usize, address: &Pubkey) -> u64 {
    match place {
        0 => bank.read::<Vault>(address).await.unwrap().grant_generation,
        1 => bank.read::<Operator>(address).await.unwrap().grant_generation,
        _ => bank.read::<Ncn>(address).await.unwrap().grant_generation,
    }
}

#[tokio::test]
async fn a_new_admin_inherits_no_grants() {
    let (mut bank, split) = scene().await;
    for (place, (address, admin, kind, act)) in entities(&split).into_iter().enumerate() {
        set(&mut bank, admin, &address, kind).await;
        // A proposal changes nothing yet.
        bank.by(admin, role::propose_admin(&id(admin), &address, &id("heir"))).await;
        assert_eq!(generation(&mut bank, place, &address).await, 0);
        bank.by("heir", role::accept_admin(&id("heir"), &address)).await;
        assert_eq!(generation(&mut bank, place, &address).await, 1);
        refuses(&mut bank, act.clone(), RestakingError::GrantVoid).await;
        let set = |admin: &str, until| grant::set_grant(&id(admin), &address, &id("holder"), kind, until);
        let until = bank.now().await + 60;
        let failure = bank.refuses(admin, set(admin, until)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{admin}");
        bank.by("heir", set("heir", until)).await;
        bank.by("holder", by_holder(act)).await;
    }
}

#[tokio::test]
async fn an_admin_that_renounces_leaves_no_grants() {
    let (mut bank, split) = scene().await;
    for (place, (address, admin, kind, act)) in entities(&split).into_iter().enumerate() {
        set(&mut bank, admin, &address, kind).await;
        bank.by(admin, role::renounce_admin(&id(admin), &address)).await;
        assert_eq!(generation(&mut bank, place, &address).await, 1);
        refuses(&mut bank, act, RestakingError::GrantVoid).await;
        let until = bank.now().await + 60;
        let again = grant::set_grant(&id(admin), &address, &id("holder"), kind, until);
        assert_eq!(bank.refuses(admin, again).await.restaking(), Some(RestakingError::NotAdmin));
        // Its rent comes back all the same.
        bank.by("mallory", grant::revoke_grant(&id("mallory"), &address, &id("holder"), &id(admin))).await;
    }
}
