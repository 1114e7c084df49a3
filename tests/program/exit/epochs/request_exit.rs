//! The bucket that a request goes to.

use super::*;

#[tokio::test]
async fn a_request_goes_to_the_bucket_of_the_next_epoch_from_its_first_second_to_its_last() {
    let (mut bank, vault) = with_stake().await;
    let mut nonce = 0;
    for epoch in 0..4 {
        for second in [0, 1, EPOCH as i64 - 1] {
            bank.warp_to(epoch, second).await;
            nonce += 1;
            if epoch > 0 {
                let failure = bank.refuses("alice", request(&vault, nonce, 100, epoch)).await;
                assert_refused(&failure, RestakingError::WrongBucket, epoch, epoch + 1);
            }
            bank.by("alice", request(&vault, nonce, 100, epoch + 1)).await;
        }
        let bucket = bank.read::<ExitBucket>(&vault.bucket(epoch + 1)).await.unwrap().bucket;
        assert_eq!((bucket.epoch, bucket.tickets, bucket.pools), (epoch + 1, 3, untouched(300)));
    }
}

#[tokio::test]
async fn nobody_opens_a_bucket_ahead_of_its_epoch_or_after_it() {
    let (mut bank, vault) = with_stake().await;
    bank.warp_to(5, 0).await;
    for epoch in [0, 4, 5, 7, u64::MAX] {
        let failure = bank.refuses("alice", request(&vault, 0, 100, epoch)).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::InvalidSeeds), "{epoch}");
    }
    bank.by("alice", request(&vault, 0, 100, 6)).await;
}
