//! One key after another: the seconds in which each counts.

use restaking_client::RestakingError;
use restaking_tests::GENESIS;

use super::*;

impl Scene {
    /// From when until when each key counts, in seconds of the scene.
    async fn spans(&mut self, names: &[&str]) -> Vec<(i64, i64)> {
        let mut spans = vec![];
        for name in names {
            let OperatorKey { from, until, .. } = self.key(name).await;
            assert!(from < until, "{name}");
            spans.push((from - GENESIS, if until == i64::MAX { until } else { until - GENESIS }));
        }
        spans
    }
}

#[tokio::test]
async fn each_key_counts_from_its_registration_through_its_replacement_to_the_second() {
    let mut scene = scene().await;
    let mut previous = None;
    for (name, second) in [("a", 10), ("b", 20), ("c", 21), ("d", 5_000)] {
        scene.second(second).await;
        let registered = scene.registers(name, previous).await;
        assert_eq!(registered.time, GENESIS + second);
        let replaced = previous.map(|name| (pda::operator_key(&scene.ncn, &public(name)), GENESIS + second + 1));
        assert_eq!((registered.replaced, registered.replaced_until), replaced.unwrap_or_default());
        previous = Some(name);
    }
    assert_eq!(scene.spans(&["a", "b", "c", "d"]).await, [(10, 21), (20, 22), (21, 5_001), (5_000, i64::MAX)]);
    let record = scene.record().await;
    assert_eq!((record.key, record.keys, record.events), (pda::operator_key(&scene.ncn, &public("d")), 4, 5));
}

#[tokio::test]
async fn a_key_that_is_replaced_in_its_first_second_has_counted_in_it() {
    let mut scene = scene().await;
    scene.second(10).await;
    scene.registers("a", None).await;
    scene.registers("b", Some("a")).await;
    scene.registers("c", Some("b")).await;
    assert_eq!(scene.spans(&["a", "b", "c"]).await, [(10, 11), (10, 11), (10, i64::MAX)]);
    scene.retires("c").await;
    scene.registers("d", None).await;
    assert_eq!(scene.spans(&["c", "d"]).await, [(10, 11), (10, i64::MAX)]);
}

#[tokio::test]
async fn between_two_keys_there_may_be_none() {
    let mut scene = scene().await;
    scene.second(10).await;
    scene.registers("a", None).await;
    scene.second(20).await;
    scene.retires("a").await;
    scene.second(30).await;
    let registered = scene.registers("b", None).await;
    assert_eq!((registered.replaced, registered.replaced_until), (Pubkey::default(), 0));
    assert_eq!(scene.spans(&["a", "b"]).await, [(10, 21), (30, i64::MAX)]);
    let record = scene.record().await;
    assert_eq!((record.keys, record.events), (2, 4));
}

#[tokio::test]
async fn a_clock_that_runs_back_leaves_every_key_a_second() {
    let mut scene = scene().await;
    scene.second(10).await;
    scene.registers("a", None).await;
    scene.second(3).await;
    scene.registers("b", Some("a")).await;
    assert_eq!(scene.spans(&["a", "b"]).await, [(10, 11), (3, i64::MAX)]);
    scene.second(-1).await;
    assert_eq!(scene.retires("b").await.until, GENESIS + 4);
    assert_eq!(scene.spans(&["a", "b"]).await, [(10, 11), (3, 4)]);
}

#[tokio::test]
async fn the_key_before_is_the_current_one_and_no_other() {
    let mut scene = scene().await;
    // There is none yet; one of another NCN or another operator is no more than none.
    let (operator, ncn) = (scene.operator, scene.ncn);
    scene.ncn = scene.bank.add_ncn("ncn", 1).await;
    scene.bank.by("operator", entity::open_record(&id("operator"), &scene.ncn, &operator)).await;
    scene.registers("elsewhere", None).await;
    let elsewhere = pda::operator_key(&scene.ncn, &public("elsewhere"));
    scene.ncn = ncn;
    scene.operator = scene.bank.add_operator("operator", 1).await;
    scene.bank.by("operator", entity::open_record(&id("operator"), &ncn, &scene.operator)).await;
    scene.registers("another's", None).await;
    scene.operator = operator;
    scene.refuses("a", Some("another's"), RestakingError::WrongKey).await;
    let mut register = scene.register("a", Some("another's"));
    register.accounts[6].pubkey = elsewhere;
    let failure = scene.refused(&[scene.proof("a"), register]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongKey));

    // There is one: it may not be left out, nor be another.
    scene.registers("a", None).await;
    scene.refuses("b", None, RestakingError::WrongKey).await;
    scene.refuses("b", Some("another's"), RestakingError::WrongKey).await;
    let mut register = scene.register("b", Some("a"));
    register.accounts[6].pubkey = elsewhere;
    let failure = scene.refused(&[scene.proof("b"), register]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongKey));
    scene.registers("b", Some("a")).await;
    // One that was replaced is the current one no longer, nor is one that was retired.
    scene.refuses("c", Some("a"), RestakingError::WrongKey).await;
    for name in ["a", "another's"] {
        let failure = scene.refused(&[scene.retire(name)]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongKey), "{name}");
    }
    scene.retires("b").await;
    scene.refuses("c", Some("b"), RestakingError::WrongKey).await;
    let failure = scene.refused(&[scene.retire("b")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongKey), "it has no key to retire");
    scene.registers("c", None).await;
}
