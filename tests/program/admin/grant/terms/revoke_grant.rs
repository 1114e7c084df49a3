//! The end of one grant.

use super::*;

#[tokio::test]
async fn the_admin_and_the_holder_revoke_a_grant() {
    let (mut bank, split) = scene().await;
    let vault = split.vault.address;
    for revoker in ["creator", "holder"] {
        set(&mut bank, "creator", &vault, GrantTerms::APPROVALS).await;
        for stranger in ["mallory", "operator", "other holder"] {
            let revoke = grant::revoke_grant(&id(stranger), &vault, &id("holder"), &id("creator"));
            let failure = bank.refuses(stranger, revoke).await;
            assert_eq!(failure.restaking(), Some(RestakingError::GrantRuns), "{stranger}");
        }
        let grant_at = pda::grant(&vault, &id("holder"));
        let (rent, before) = (bank.lamports(&grant_at).await, bank.lamports(&id("creator")).await);
        let wrong = grant::revoke_grant(&id(revoker), &vault, &id("holder"), &id("mallory"));
        assert_eq!(bank.refuses(revoker, wrong).await.restaking(), Some(RestakingError::WrongRentPayer));
        let revoke = grant::revoke_grant(&id(revoker), &vault, &id("holder"), &id("creator"));
        let done = bank.by(revoker, revoke).await;
        let [Event::GrantRevoked(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
        assert_eq!((event.entity, event.holder, event.revoker), (vault, id("holder"), id(revoker)));
        assert_eq!(event.terms.kinds, GrantTerms::APPROVALS);
        assert_eq!(bank.lamports(&id("creator")).await, before + rent, "its rent is the payer's");
        assert_eq!(bank.account(&grant_at).await, None);
        refuses(&mut bank, split.vault.approve(&id("carol")), RestakingError::NotAGrant).await;
    }
}

#[tokio::test]
async fn anyone_closes_a_grant_that_is_over() {
    let (mut bank, split) = scene().await;
    let (vault, operator) = (split.vault.address, split.operator);
    set(&mut bank, "creator", &vault, GrantTerms::LIMITS).await;
    set(&mut bank, "operator", &operator, GrantTerms::KEYS).await;
    // Void, and expired.
    bank.by("creator", grant::void_grants(&id("creator"), &vault)).await;
    bank.by("mallory", grant::revoke_grant(&id("mallory"), &vault, &id("holder"), &id("creator"))).await;
    let revoke = || grant::revoke_grant(&id("mallory"), &operator, &id("holder"), &id("operator"));
    let until = read(&mut bank, &operator).await.terms.until;
    bank.warp(until - 1).await;
    assert_eq!(bank.refuses("mallory", revoke()).await.restaking(), Some(RestakingError::GrantRuns));
    bank.warp(until).await;
    bank.by("mallory", revoke()).await;
}
