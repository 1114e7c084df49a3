//! The parties of each share, and its destination.

mod claim_position_share;
mod collect_reward_commission;

use restaking_client::{Config, VaultBondPool};

use super::*;

#[tokio::test]
async fn each_vault_is_paid_its_share_of_each_operators_part() {
    let mut offering = Offering::new().await;
    let pool = offering.open_pool().await;
    let table = offering.attributed().await;
    let vault = offering.scene.vaults[0];
    let before = offering.scene.bank.balance(&vault.asset_account).await;
    let (mut left, mut to_vault, mut to_pool) = (180_000, 0, 0);
    for (operator, shares) in SHARES.into_iter().enumerate() {
        for (place, share) in shares.into_iter().enumerate() {
            let event = offering.claim(operator, place).await;
            let (commission, paid) = (share / 10, share - share / 10);
            left -= share;
            assert_eq!((event.commission, event.paid, event.left), (commission, paid, left));
            assert_eq!((event.table, event.operator), (table, offering.scene.operators[operator]));
            assert_eq!((event.captor, event.vault), (id("alice"), offering.scene.vaults[place].address));
            assert_eq!(event.operators, 3 - operator as u64 - place as u64, "one less with its last vault");
            *[&mut to_vault, &mut to_pool][place] += paid;
        }
        assert_eq!(offering.commission(operator).await, shares.iter().sum::<u64>() / 10);
    }
    assert_eq!(offering.scene.bank.balance(&vault.asset_account).await, before + to_vault);
    let ledger = offering.scene.bank.read::<restaking_client::Vault>(&vault.address).await.expect("it").ledger;
    assert_eq!(ledger.stream.left, to_vault, "it streams");
    let slot = offering.scene.bank.read::<VaultBondPool>(&pool.address).await.expect("it").ledger.slots[0].clone();
    assert_eq!((slot.paid_in, slot.stream.left), ([to_pool, 0], to_pool));
    assert_eq!(offering.scene.bank.balance(&pool.treasury(0)).await, to_pool);
    let books = offering.account().await.books;
    assert_eq!((books.paid, books.commissions, books.open_parts), (162_000, 18_000, 0));
    assert_eq!(offering.scene.bank.read::<StakeTable>(&table).await.expect("it").offers, 0);
}

#[tokio::test]
async fn what_a_share_pays_is_a_reward_of_the_vault_with_its_fees() {
    let mut offering = Offering::new().await;
    offering
        .scene
        .bank
        .change::<Config>(&pda::config(), |config| {
            config.protocol_fee_bps = restaking_client::Delayed { current: 1_000, next: 1_000, effective: 0 };
        })
        .await;
    offering.attributed().await;
    let claim = offering.claiming(0);
    let done = offering.scene.bank.send(&[claim], &[]).await.unwrap();
    let [Event::RewardShareClaimed(share), Event::VaultRewardPaid(paid)] = &done.events[..] else {
        panic!("{:?}", done.events)
    };
    assert_eq!((share.commission, share.paid), (6_000, 54_000));
    assert_eq!((paid.payer, paid.operator), (offering.offer.address, offering.scene.operators[0]));
    assert_eq!((paid.assets, paid.commission, paid.vault_fee, paid.protocol_fee), (54_000, 0, 0, 5_400));
    assert_eq!(paid.stream.left, 48_600);
}

#[tokio::test]
async fn a_share_is_claimed_once() {
    let mut offering = Offering::new().await;
    offering.open_pool().await;
    let table = offering.attributed().await;
    for vault in [0, 1] {
        offering.claim(0, vault).await;
    }
    let again = offering.claiming(0);
    offering.refuses(again.clone(), RestakingError::ShareClaimed).await;
    let pool = offering.offer.claim_to_pool(&offering.captured("alice", 0), &offering.scene.vaults[1].address, 0);
    offering.refuses(pool, RestakingError::ShareClaimed).await;
    // Of the next table it is another one.
    offering.attributed().await;
    offering.claim(0, 0).await;
    offering.refuses(again, RestakingError::ShareClaimed).await;
    assert_eq!(offering.part(&table).await.left, 90_000);
}

/// Two offers divide by the same table; each share of each is claimed once.
#[tokio::test]
async fn two_offers_pay_by_one_table() {
    let mut offering = Offering::new().await;
    offering.open(1).await;
    let table = offering.attributed().await;
    offering.claim(0, 0).await;
    let second = offering.offer;
    offering.offer = RewardOffer::new(offering.scene.ncn, second.mint, 0);
    offering.refuses(offering.claiming(0), RestakingError::NotAttributed).await;
    offering.attribute(&table).await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
    offering.refuses(offering.claiming(0), RestakingError::ShareClaimed).await;
    let record = pda::record(&offering.scene.ncn, &offering.scene.operators[0]);
    let record: OperatorRecord = offering.scene.bank.read(&record).await.expect("a record");
    let debts: Vec<(u64, u64)> = record.commissions[..3].iter().map(|debt| (debt.offer, debt.owed)).collect();
    assert_eq!(debts, [(1, 6_000), (2, 6_000), (0, 0)]);
}

#[tokio::test]
async fn a_share_is_claimed_within_its_time() {
    let mut offering = Offering::new().await;
    let table = offering.attributed().await;
    let until = offering.part(&table).await.claim_until;
    offering.scene.bank.warp(until - 1).await;
    offering.claim(0, 0).await;
    offering.scene.bank.warp(until).await;
    let failure = offering.scene.bank.refused(offering.claiming(1), &[]).await;
    assert_refused(&failure, RestakingError::ClaimOver, until as u64, until as u64);
}

#[tokio::test]
async fn a_pause_of_rewards_holds_a_share_and_not_its_attribution() {
    let mut offering = Offering::new().await;
    let table = offering.table().await;
    let now = offering.scene.bank.now().await;
    offering
        .scene
        .bank
        .change::<Config>(&pda::config(), |config| {
            config.pause = restaking_client::Pause { flags: 16, from: now, until: now + 100 };
        })
        .await;
    offering.attribute(&table).await;
    offering.refuses(offering.claiming(0), RestakingError::Paused).await;
    offering.scene.bank.warp(now + 100).await;
    offering.claim(0, 0).await;
}

/// A vault that is delegated no more, and that all holders leave, is paid: it streams when there are holders.
#[tokio::test]
async fn who_has_left_since_is_paid_what_was_captured() {
    let mut offering = Offering::new().await;
    offering.attributed().await;
    let vault = offering.scene.vaults[0];
    for split in offering.scene.splits(0) {
        offering.scene.bank.by("creator", split.delegate_bps(&id("creator"), 0)).await;
    }
    let shares = offering.scene.bank.balance(&vault.shares_of(&id("alice"))).await;
    // The second vault of the scene began later than the first.
    let now = offering.scene.bank.now().await;
    let ledger = offering.scene.bank.read::<restaking_client::Vault>(&vault.address).await.expect("it").ledger;
    let epoch = now.abs_diff(ledger.genesis) / ledger.epoch_seconds;
    let exit = vault.request_exit(&id("alice"), 0, shares, 0, epoch + 1);
    offering.scene.bank.by("alice", exit).await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
    let ledger = offering.scene.bank.read::<restaking_client::Vault>(&vault.address).await.expect("it").ledger;
    assert_eq!((ledger.books.supply, ledger.stream.left), (0, 54_000));
}

#[tokio::test]
async fn who_is_in_jail_has_no_part_and_the_others_have_it() {
    let mut offering = Offering::new().await;
    let [split, _] = offering.scene.splits(0);
    let until = offering.scene.bank.now().await + 10_000;
    offering.scene.bank.jail(&split, until).await;
    offering.table().await;
    let table = offering.scene.table;
    assert_eq!(offering.attribute(&table).await.operators, 2);
    offering.refuses(offering.claiming(0), RestakingError::NotStanding).await;
    // 180,000 · 450,000 of 750,000, and two thirds of it.
    let share = offering.claim(1, 0).await;
    assert_eq!(share.paid + share.commission, 72_000);
}

/// Sums that do not divide: nobody is paid a unit more than its part.
#[tokio::test]
async fn what_does_not_divide_is_left_in_the_offer() {
    let mut offering = Offering::new().await;
    offering.open_pool().await;
    offering.offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 1);
    let times = [offering.from, offering.from + LENGTH];
    let open = offering.offer.open(&id("ncn"), &id("bob"), 1_666_783, times, CLAIM);
    offering.scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap();
    let table = offering.table().await;
    assert_eq!(offering.attribute(&table).await.amount, 100_006, "floor(1,666,783·600/10,000)");
    // 50,003, 30,001 and 20,001 (of 30,001.8 and 20,001.2), and of each two thirds and a third.
    let expected = [[33_335, 16_667], [20_000, 10_000], [13_334, 6_667]];
    for (operator, shares) in expected.into_iter().enumerate() {
        for (vault, share) in shares.into_iter().enumerate() {
            let claimed = offering.claim(operator, vault).await;
            assert_eq!((claimed.commission, claimed.commission + claimed.paid), (share / 10, share));
        }
    }
    assert_eq!(offering.scene.bank.read::<StakeTable>(&table).await.expect("it").parts[1].left, 3);
}
