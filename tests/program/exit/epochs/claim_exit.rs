//! The second from which an exit can be claimed.

use super::*;

#[tokio::test]
async fn a_claim_is_refused_one_second_before_maturity_and_paid_at_it_and_after() {
    let (mut bank, vault) = with_stake().await;
    // Asked for in the first and in the last second of epoch 0: both wait for the start of epoch 2, one for two whole
    // epochs and one for an epoch and a second.
    for (nonce, second) in [(0, 0), (1, 0), (2, EPOCH as i64 - 1), (3, EPOCH as i64 - 1)] {
        bank.warp_to(0, second).await;
        bank.by("alice", request(&vault, nonce, 100 + nonce, 1)).await;
    }
    for (epoch, second, now) in [(0, 999, 0), (1, 0, 1), (1, 999, 1)] {
        bank.warp_to(epoch, second).await;
        for nonce in 0..4 {
            let failure = bank.refuses("alice", claim(&vault, nonce, 1)).await;
            assert_refused(&failure, RestakingError::NotMatured, now, 2);
        }
    }
    for (second, nonce, total) in [(0, 0, 100), (0, 2, 202), (1, 1, 303), (2 * EPOCH as i64, 3, 406)] {
        bank.warp_to(2, second).await;
        bank.by("alice", claim(&vault, nonce, 1)).await;
        assert_eq!(gained(&mut bank, &vault).await, total - 1_000_000);
    }
}

#[tokio::test]
async fn an_exit_never_waits_for_a_transaction_of_somebody_else() {
    // One ticket in each of two buckets, and then nothing for a number of epochs. The first thing after it finds both
    // where their time puts them.
    for (idle, exiting, matured) in [(0, [100, 200], 0), (1, [200, 0], 100), (2, [0, 0], 300), (3, [0, 0], 300)] {
        let (mut bank, vault) = with_stake().await;
        bank.by("alice", request(&vault, 0, 100, 1)).await;
        bank.warp_to(1, 999).await;
        bank.by("alice", request(&vault, 1, 200, 2)).await;
        bank.warp_to(1 + idle, 999).await;
        bank.by("bob", vault.deposit(&id("bob"), 1, 1, false)).await;
        let books = bank.books(&vault).await;
        assert_eq!((books.epoch, books.exiting, books.matured), (1 + idle, exiting, matured));
        assert_eq!(books.active, 1_000_000 - 300 + 1);
    }
}
