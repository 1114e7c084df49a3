//! A share that goes to positions.

use super::*;

#[tokio::test]
async fn a_share_in_the_vaults_own_asset_goes_to_its_stream_and_no_other_does() {
    let mut offering = Offering::new().await;
    // The first vault's pool pays its own asset: a reward of it is for all holders all the same.
    let own = BondPool::new(offering.scene.vaults[0]);
    offering.scene.bank.by("creator", own.open(100)).await;
    offering.scene.bank.by("creator", own.add_reward_mint(0, &offering.offer.mint)).await;
    offering.attributed().await;
    let captured = offering.captured("alice", 0);
    let [first, second] = offering.scene.vaults;
    offering.refuses(offering.offer.claim_to_pool(&captured, &first.address, 0), RestakingError::AssetShare).await;
    offering.refuses(offering.offer.claim(&captured, &second), RestakingError::WrongMint).await;
    // The second vault has no pool yet: its share waits.
    let waits = offering.offer.claim_to_pool(&captured, &second.address, 0);
    assert!(offering.scene.bank.refused(waits.clone(), &[]).await.restaking().is_none());
    offering.open_pool().await;
    offering.scene.bank.send(&[waits], &[]).await.unwrap();
}
