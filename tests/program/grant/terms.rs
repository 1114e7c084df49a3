//! A grant's terms, and its ends.

use harness::entity;
use restaking_client::{Event, Operator};
use restaking_tests::assert_refused;

use super::*;

const YEAR: i64 = 365 * 86_400;

#[tokio::test]
async fn a_grant_says_who_what_and_until_when() {
    let (mut bank, split) = scene().await;
    let (ncn, now) = (split.ncn, bank.now().await);
    let mut set = grant::set_grant(&id("ncn"), &ncn, &id("holder"), GrantTerms::TABLES, now + 60);
    set.accounts[0].pubkey = id("sponsor");
    let done = bank.send(&[set], &[&key("ncn"), &key("sponsor")]).await.unwrap();
    let [Event::GrantSet(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.entity, event.holder, event.made_by, event.time), (ncn, id("holder"), id("ncn"), now));
    let terms = |of: &restaking_client::GrantTerms| (of.kinds, of.until, of.generation);
    assert_eq!((terms(&event.before), terms(&event.after)), ((0, 0, 0), (GrantTerms::TABLES, now + 60, 0)));
    let first = event.number;
    let made = read(&mut bank, &ncn).await;
    assert_eq!((made.version, made.entity, made.holder, made.made_by), (1, ncn, id("holder"), id("ncn")));
    assert_eq!((made.rent_payer, terms(&made.terms)), (id("sponsor"), (GrantTerms::TABLES, now + 60, 0)));

    // Other terms take the place of these; who paid for the account stays.
    let kinds = GrantTerms::URI | GrantTerms::SOFTWARE;
    let done = bank.by("ncn", grant::set_grant(&id("ncn"), &ncn, &id("holder"), kinds, now + YEAR)).await;
    let [Event::GrantSet(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.number, terms(&event.before)), (first + 1, (GrantTerms::TABLES, now + 60, 0)));
    let made = read(&mut bank, &ncn).await;
    assert_eq!((made.rent_payer, terms(&made.terms)), (id("sponsor"), (kinds, now + YEAR, 0)));
    refuses(&mut bank, harness::table::open(&id("ncn"), &id("ncn"), &ncn, 0, 1, 60), RestakingError::KindNotGranted)
        .await;
}

#[tokio::test]
async fn terms_have_bounds() {
    let (mut bank, split) = scene().await;
    let (operator, now) = (split.operator, bank.now().await);
    let set = |kinds, until| grant::set_grant(&id("operator"), &operator, &id("holder"), kinds, until);
    let all = GrantTerms::OF_OPERATORS;
    for kinds in [0, GrantTerms::TABLES, all | GrantTerms::LIMITS, 1 << 9, u64::MAX] {
        let failure = bank.refuses("operator", set(kinds, now + 60)).await;
        assert_refused(&failure, RestakingError::GrantKinds, kinds, all);
    }
    for (until, bound) in [(now, now + 1), (now - 1, now + 1), (now + YEAR + 1, now + YEAR), (i64::MAX, now + YEAR)] {
        let failure = bank.refuses("operator", set(all, until)).await;
        assert_refused(&failure, RestakingError::GrantTime, until as u64, bound as u64);
    }
    for holder in [id("operator"), Pubkey::default()] {
        let failure =
            bank.refuses("operator", grant::set_grant(&id("operator"), &operator, &holder, all, now + 60)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::GrantHolder));
    }
    for name in ["mallory", "holder", "creator", "ncn"] {
        let failure = bank.refuses(name, grant::set_grant(&id(name), &operator, &id("holder"), all, now + 60)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name}");
    }
    bank.by("operator", set(all, now + YEAR)).await;
}

#[tokio::test]
async fn a_grant_ends_with_its_last_second() {
    let (mut bank, split) = scene().await;
    let (ncn, now) = (split.ncn, bank.now().await);
    set(&mut bank, "ncn", &ncn, GrantTerms::SOFTWARE).await;
    let name = |byte| entity::set_software(&id("ncn"), &ncn, [byte; 32], 0);
    bank.warp(now + 999).await;
    bank.by("holder", by_holder(name(1))).await;
    bank.warp(now + 1_000).await;
    let failure = refuses(&mut bank, name(2), RestakingError::GrantExpired).await;
    assert_refused(&failure, RestakingError::GrantExpired, (now + 1_000) as u64, (now + 1_000) as u64);
    set(&mut bank, "ncn", &ncn, GrantTerms::SOFTWARE).await;
    bank.by("holder", by_holder(name(2))).await;
}

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

#[tokio::test]
async fn one_instruction_voids_all_grants() {
    let (mut bank, split) = scene().await;
    let (operator, until) = (split.operator, bank.now().await + 1_000);
    let uri = || entity::update_operator(&id("operator"), &operator, &id("allocator"), 1_000);
    for name in ["holder", "other holder"] {
        bank.by("operator", grant::set_grant(&id("operator"), &operator, &id(name), GrantTerms::URI, until)).await;
        bank.by(name, grant::by_holder(uri(), &id(name))).await;
    }
    for name in ["holder", "mallory", "ncn"] {
        let failure = bank.refuses(name, grant::void_grants(&id(name), &operator)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name}");
    }
    let done = bank.by("operator", grant::void_grants(&id("operator"), &operator)).await;
    let [Event::GrantsVoided(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.entity, event.admin, event.before, event.after), (operator, id("operator"), 0, 1));
    let now: Operator = bank.read(&operator).await.unwrap();
    assert_eq!((now.grant_generation, event.number), (1, now.events));
    for name in ["holder", "other holder"] {
        let failure = bank.refuses(name, grant::by_holder(uri(), &id(name))).await;
        assert_refused(&failure, RestakingError::GrantVoid, 0, 1);
    }
    // One that is set again is valid again; the other stays void.
    set(&mut bank, "operator", &operator, GrantTerms::URI).await;
    bank.by("holder", by_holder(uri())).await;
    let failure = bank.refuses("other holder", grant::by_holder(uri(), &id("other holder"))).await;
    assert_eq!(failure.restaking(), Some(RestakingError::GrantVoid));
}

#[tokio::test]
async fn the_config_has_no_grants() {
    let (mut bank, _) = scene().await;
    let until = bank.now().await + 60;
    let config = pda::config();
    bank.fund(&id("deployer"));
    let set = grant::set_grant(&id("deployer"), &config, &id("holder"), 1, until);
    assert_eq!(bank.refuses("deployer", set).await.restaking(), Some(RestakingError::NotAnEntity));
    let void = grant::void_grants(&id("deployer"), &config);
    assert_eq!(bank.refuses("deployer", void).await.restaking(), Some(RestakingError::NotAnEntity));
}
