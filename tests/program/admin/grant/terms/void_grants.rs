//! The end of all grants.

use super::*;

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
