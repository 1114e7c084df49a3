//! The second until which an exit can be canceled.

use super::*;

#[tokio::test]
async fn an_exit_can_be_canceled_to_the_last_live_second_and_not_in_the_first_matured_one() {
    let (mut bank, vault) = with_stake().await;
    for nonce in 0..5 {
        bank.by("alice", request(&vault, nonce, 100, 1)).await;
    }
    for (nonce, epoch, second) in [(0, 0, 0), (1, 1, -1), (2, 1, 0), (3, 2, -1)] {
        bank.warp_to(epoch, second).await;
        bank.by("alice", cancel(&vault, nonce, 1)).await;
        assert_eq!(bank.balance(&vault.shares_of(&id("alice"))).await, 1_000_000 - 400 + 100 * nonce);
    }
    for (epoch, second) in [(2, 0), (2, 1), (3, 0), (9, 0)] {
        bank.warp_to(epoch, second).await;
        let failure = bank.refuses("alice", cancel(&vault, 4, 1)).await;
        assert_refused(&failure, RestakingError::Matured, epoch, 1);
    }
    bank.by("alice", claim(&vault, 4, 1)).await;
}
