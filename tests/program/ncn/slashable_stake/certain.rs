//! What is certain to be there until a time, as the program answers it and as a table weighs it.

use harness::{split, table};
use restaking_client::{StakeTable, pda};

use super::*;

async fn certain(bank: &mut Bank, split: &Split, until: i64) -> u64 {
    let StakeReport { weight, stakes } = bank.view(split::certain_stake(&[*split], until)).await;
    assert_eq!(stakes, [weight]);
    weight
}

/// A million, all of it behind the NCN, of which nine tenths leave with this epoch; and the start of the next one.
async fn leaving() -> (Bank, Split, i64) {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    let epoch = bank.epoch().await;
    bank.by("alice", split.vault.request_exit(&id("alice"), 0, 900_000, 0, epoch + 1)).await;
    bank.warp_to(epoch + 1, 5).await;
    let next = GENESIS + (epoch as i64 + 2) * EPOCH as i64;
    (bank, split, next)
}

#[tokio::test]
async fn what_leaves_with_the_epoch_is_not_certain_after_it() {
    let (mut bank, split, next) = leaving().await;
    assert_eq!(stake(&mut bank, &split).await, 1_000_000);
    let after = next + EPOCH as i64;
    for (until, told) in [(1, 1_000_000), (next - 1, 1_000_000), (next, 100_000), (after - 1, 100_000), (after, 0)] {
        assert_eq!(certain(&mut bank, &split, until).await, told, "until {}", until - next);
    }
    bank.warp(next).await;
    assert_eq!(stake(&mut bank, &split).await, 100_000);
}

#[tokio::test]
async fn an_opt_in_that_ends_is_not_certain_from_its_second_on() {
    for kind in 0..3 {
        let (mut bank, split) = Bank::with_split(FREE).await;
        fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
        let ends = say(&mut bank, &split, kind, 0, false).await;
        bank.warp(ends - 10).await;
        assert_eq!(certain(&mut bank, &split, ends - 1).await, 1_000_000, "opt-in {kind}");
        assert_eq!(certain(&mut bank, &split, ends).await, 0, "opt-in {kind}");
    }
}

#[tokio::test]
async fn a_table_weighs_what_is_certain_until_its_time() {
    let (mut bank, split, next) = leaving().await;
    for (index, until, weight) in [(0, 0, 1_000_000), (1, next, 100_000), (2, next + EPOCH as i64, 0)] {
        let open = table::open_certain(&id("ncn"), &id("ncn"), &split.ncn, index, 1, 60, until);
        bank.by("ncn", open).await;
        let address = pda::stake_table(&split.ncn, index);
        let opened: StakeTable = bank.read(&address).await.unwrap();
        assert_eq!(opened.certain_until, until);
        bank.by("alice", table::capture(&id("alice"), &address, &split.ncn, &split.operator, &[split])).await;
        let capture = pda::capture(&address, &split.operator, &id("alice"));
        let captured: restaking_client::StakeCapture = bank.read(&capture).await.unwrap();
        assert_eq!(captured.weight, weight, "until {until}");
    }
}
