//! The record of an operator in an NCN.

use super::*;

#[tokio::test]
async fn anyone_opens_a_record_which_says_nothing_yet_once_for_good() {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    bank.fund(&id("mallory"));
    bank.warp(GENESIS + 5).await;
    let open = entity::open_record(&id("mallory"), &ncn, &operator);
    let lamports = bank.lamports(&id("mallory")).await;
    let done = bank.by("mallory", open.clone()).await;
    let address = pda::record(&ncn, &operator);
    assert_eq!(
        done.events,
        [Event::RecordOpened(RecordOpened { record: address, number: 1, time: GENESIS + 5, ncn, operator })]
    );
    let record: OperatorRecord = bank.read(&address).await.expect("the record");
    assert_eq!((record.version, record.ncn, record.operator, record.events), (1, ncn, operator, 1));
    assert_eq!((record.key, record.keys, record.slashes, record.jailed_until), (Pubkey::default(), 0, 0, 0));
    assert_eq!(bank.lamports(&address).await, lamports - bank.lamports(&id("mallory")).await);
    let failure = bank.refuses("mallory", open).await;
    assert_eq!(failure.code(), Some(0), "the system program's: an account is there already");

    // A retired operator has a past to record all the same, and each pair has a record of its own.
    bank.by("operator", entity::retire_operator(&id("operator"), &operator)).await;
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &ncn)).await;
    let (second, other) = (bank.add_operator("operator", 1).await, bank.add_ncn("ncn", 1).await);
    for (ncn, operator) in [(ncn, second), (other, operator), (other, second)] {
        bank.by("mallory", entity::open_record(&id("mallory"), &ncn, &operator)).await;
        let record: OperatorRecord = bank.read(&pda::record(&ncn, &operator)).await.expect("the record");
        assert_eq!((record.ncn, record.operator), (ncn, operator));
    }
}
