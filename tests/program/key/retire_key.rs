//! The end of a key.

use super::*;

#[tokio::test]
async fn a_key_is_registered_and_retired_with_an_event_each() {
    let mut scene = scene().await;
    let (operator, ncn, record) = (scene.operator, scene.ncn, pda::record(&scene.ncn, &scene.operator));
    let operator_key = pda::operator_key(&ncn, &public("key"));
    scene.second(10).await;
    let registered = scene.registers("key", None).await;
    let (key, time) = (public("key"), GENESIS + 10);
    let (replaced, replaced_until) = (Pubkey::default(), 0);
    assert_eq!(
        registered,
        KeyRegistered {
            record,
            number: 2,
            time,
            ncn,
            operator,
            operator_key,
            kind: KeyKind::Ed25519,
            padding: [0; 7],
            key,
            replaced,
            replaced_until
        }
    );
    let account = scene.key("key").await;
    assert_eq!((account.version, account.ncn, account.operator, account.key), (1, ncn, operator, key));
    assert_eq!((account.rent_payer, account.from, account.until), (id("operator"), GENESIS + 10, i64::MAX));
    assert_eq!((account.number, account.proven_at, account.reserved), (1, 0, [0; 48]));
    let now = scene.record().await;
    assert_eq!((now.key, now.keys, now.events), (operator_key, 1, 2));

    scene.second(20).await;
    let retired = scene.retires("key").await;
    let (time, until) = (GENESIS + 20, GENESIS + 21);
    assert_eq!(retired, KeyRetired { record, number: 3, time, ncn, operator, operator_key, key, until });
    let account = scene.key("key").await;
    assert_eq!((account.from, account.until), (GENESIS + 10, GENESIS + 21), "it counts through its last second");
    let now = scene.record().await;
    assert_eq!((now.key, now.keys, now.events), (Pubkey::default(), 1, 3));
}

#[tokio::test]
async fn who_is_retired_registers_no_key_but_ends_the_one_it_has() {
    for retires_operator in [true, false] {
        let mut scene = scene().await;
        scene.registers("key", None).await;
        if retires_operator {
            scene.bank.by("operator", entity::retire_operator(&id("operator"), &scene.operator)).await;
        } else {
            scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &scene.ncn)).await;
        }
        scene.refuses("next", Some("key"), RestakingError::Retired).await;
        scene.retires("key").await;
        scene.refuses("next", None, RestakingError::Retired).await;
    }
}
