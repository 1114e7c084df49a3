//! The opening of an offer.

use super::*;

#[tokio::test]
async fn an_offer_takes_all_of_its_reward_in() {
    let mut scene = Scene::bare().await;
    let mint = scene.vaults[0].asset_mint;
    let bob = token::address(&id("bob"), &mint);
    let (now, before) = (scene.bank.now().await, scene.bank.balance(&bob).await);
    let offer = RewardOffer::new(scene.ncn, mint, 0);
    // A beginning that is over is now.
    let open = offer.open(&id("ncn"), &id("bob"), AMOUNT, [now - 50, now + LENGTH], CLAIM);
    let done = scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap();
    let [Event::RewardOfferOpened(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    let account: OfferAccount = scene.bank.read(&offer.address).await.expect("an offer");
    assert_eq!((event.offer, event.number, event.ncn, event.index, event.place), (offer.address, 1, scene.ncn, 0, 0));
    assert_eq!((event.mint, event.treasury, event.funder), (mint, offer.treasury(), id("bob")));
    assert_eq!((event.first_table, &event.books), (0, &account.books));
    assert_eq!((account.books.amount, account.books.from, account.books.until), (AMOUNT, now, now + LENGTH));
    assert_eq!((account.funder, account.rent_payer, account.mint), (id("bob"), id("bob"), mint));
    assert_eq!((account.books.claim_seconds, account.books.attributed, account.books.paid), (CLAIM, 0, 0));
    assert_eq!(scene.bank.balance(&bob).await, before - AMOUNT);
    assert_eq!(scene.bank.balance(&offer.treasury()).await, AMOUNT);
    let ncn: restaking_client::Ncn = scene.bank.read(&scene.ncn).await.expect("the NCN");
    assert_eq!((ncn.next_offer, ncn.offers[0].until, ncn.offers[0].tables), (1, now + LENGTH + CLAIM as i64, 0));
}

#[tokio::test]
async fn an_offer_is_bounded_and_the_ncns_own() {
    let mut offering = Offering::new().await;
    let (now, longest) = (offering.from, 2 * 365 * 86_400);
    let (admin, bob) = (id("ncn"), id("bob"));
    let offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 1);
    let cases = [
        (0, [now, now + 1], CLAIM, RestakingError::Zero),
        (1, [now, now], CLAIM, RestakingError::OfferLength),
        (1, [now, now + longest + 1], CLAIM, RestakingError::OfferLength),
        (1, [now, now + 1], CLAIM - 1, RestakingError::ClaimTime),
        (1, [now, now + 1], 365 * 86_400 + 1, RestakingError::ClaimTime),
    ];
    for (amount, times, claim, error) in cases {
        let open = offer.open(&admin, &bob, amount, times, claim);
        let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}");
    }
    let by_bob = offer.open(&bob, &bob, 1, [now, now + 1], CLAIM);
    let failure = offering.scene.bank.refuses("bob", by_bob).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin));
    let too_much = offer.open(&admin, &bob, u64::MAX, [now, now + longest], CLAIM);
    let failure = offering.scene.bank.refused(too_much, &[&key("bob"), &key("ncn")]).await;
    assert_eq!(failure.code(), Some(1), "SPL Token: more than bob has");
    // Eight of them, and no more.
    for index in 1..8 {
        offering.open(index).await;
    }
    assert_eq!(offering.account().await.place, 7);
    offering.offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 8);
    let open = offering.opening();
    let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
    assert_refused(&failure, RestakingError::TooManyOffers, 9, 8);
}

#[tokio::test]
async fn a_retired_ncn_opens_none_and_its_open_ones_go_on() {
    let mut offering = Offering::new().await;
    let retire = entity::retire_ncn(&id("ncn"), &offering.scene.ncn);
    offering.scene.bank.by("ncn", retire).await;
    let offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 1);
    let open = offer.open(&id("ncn"), &id("bob"), 1, [0, offering.from + 1], CLAIM);
    let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
    offering.attributed().await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
}
