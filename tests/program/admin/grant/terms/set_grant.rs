//! What a grant says, and its bounds.

use super::*;

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
