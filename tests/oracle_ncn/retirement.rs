//! A feed that ends, and attacks on its end.

use harness::oracle::PriceOracle;
use restaking_client::oracle::{Event, OracleNcnError};
use restaking_tests::id;

use crate::scene::{OPERATORS, PRICE, ROUNDS, Scene};

/// All operators at one price but for the last, that deviates.
const ONE_LIES: [Option<i64>; OPERATORS] =
    [Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)];

impl Scene {
    async fn retire(&mut self) {
        let retire = self.oracle.retire_feed();
        self.by("ncn", retire).await;
    }

    async fn lamports(&mut self, name: &str) -> u64 {
        self.bank.account(&id(name)).await.map_or(0, |account| account.lamports)
    }

    /// Moves the end of the feed to the next height's time, so that a table of the scene covers it.
    async fn ends_at(&mut self, from: i64) {
        let address = self.oracle.feed;
        let (mut feed, mut account) = (self.feed().await, self.bank.account(&address).await.expect("a feed"));
        let moved = feed.retirement.from - from;
        feed.retirement.from -= moved;
        feed.retirement.closable_from -= moved;
        account.data = borsh::to_vec(&feed).expect("a feed");
        self.bank.put(&address, account);
    }

    /// Closes all rounds and scores of the feed by a stranger.
    async fn close_rounds_and_scores(&mut self) {
        for slot in 0..ROUNDS {
            let close = self.oracle.close_round(slot, &id("keeper"));
            self.by("mallory", close).await;
        }
        for split in self.splits.clone() {
            let close = self.oracle.close_score(&split.operator, &id("keeper"));
            self.by("mallory", close).await;
        }
    }
}

/// The life of a feed to its end: each rent returns to its payer, and nothing opens at the addresses again.
#[tokio::test]
async fn a_retired_feed_is_closed_and_its_number_never_used_again() {
    let mut scene = Scene::new().await;
    let (oracle, keeper) = (scene.oracle, id("keeper"));
    scene.refuses("mallory", &[oracle.close_round(0, &keeper)], OracleNcnError::NotRetired).await;
    scene.refuses("mallory", &[oracle.close_feed(&id("ncn"))], OracleNcnError::NotRetired).await;
    let event = scene.by("ncn", oracle.retire_feed()).await.pop();
    let Some(Event::FeedRetired(event)) = event else { panic!("not the end: {event:?}") };
    let retirement = scene.feed().await.retirement;
    assert_eq!((event.from, event.closable_from), (retirement.from, retirement.closable_from));
    assert_eq!((retirement.open_rounds, retirement.open_scores), (ROUNDS as u32, OPERATORS as u32));
    scene.refuses("ncn", &[oracle.retire_feed()], OracleNcnError::AlreadyRetired).await;

    scene.bank.warp(retirement.from).await;
    let operator = scene.splits[0].operator;
    for close in [oracle.close_round(0, &keeper), oracle.close_score(&operator, &keeper), oracle.close_feed(&id("ncn"))]
    {
        scene.refuses("mallory", &[close], OracleNcnError::EvidenceNeeded).await;
    }
    scene.bank.warp(retirement.closable_from - 1).await;
    scene.refuses("mallory", &[oracle.close_round(0, &keeper)], OracleNcnError::EvidenceNeeded).await;
    scene.bank.warp(retirement.closable_from).await;
    // The rent is the payer's, whoever closes.
    scene.refuses("mallory", &[oracle.close_round(0, &id("mallory"))], OracleNcnError::WrongPayer).await;
    scene.refuses("mallory", &[oracle.close_score(&operator, &id("mallory"))], OracleNcnError::WrongPayer).await;
    scene.refuses("mallory", &[oracle.close_feed(&id("ncn"))], OracleNcnError::AccountsOpen).await;
    let round = scene.bank.account(&oracle.round(0)).await.expect("a round").lamports;
    let before = scene.lamports("keeper").await;
    scene.by("mallory", oracle.close_round(0, &keeper)).await;
    assert_eq!(scene.lamports("keeper").await - before, round);
    // Nothing opens at the address again, and nothing closes twice.
    scene.refuses("keeper", &[oracle.open_round(&keeper, 0)], OracleNcnError::FeedRetired).await;
    scene.bank.refused(oracle.close_round(0, &keeper), &[]).await;
    assert_eq!(scene.feed().await.retirement.open_rounds, ROUNDS as u32 - 1);
    for slot in 1..ROUNDS {
        scene.by("mallory", oracle.close_round(slot, &keeper)).await;
    }
    scene.refuses("mallory", &[oracle.close_feed(&id("ncn"))], OracleNcnError::AccountsOpen).await;
    for split in scene.splits.clone() {
        scene.by("mallory", oracle.close_score(&split.operator, &keeper)).await;
    }
    scene.refuses("keeper", &[oracle.open_score(&keeper, &operator)], OracleNcnError::FeedRetired).await;
    let feed = scene.bank.account(&oracle.feed).await.expect("a feed").lamports;
    let before = scene.lamports("ncn").await;
    scene.refuses("mallory", &[oracle.close_feed(&id("mallory"))], OracleNcnError::WrongPayer).await;
    scene.by("mallory", oracle.close_feed(&id("ncn"))).await;
    assert_eq!(scene.lamports("ncn").await - before, feed);
    for address in [oracle.feed, oracle.round(0), oracle.score(&operator)] {
        assert!(scene.bank.account(&address).await.is_none_or(|account| account.lamports == 0));
    }
    scene.bank.refused(oracle.close_feed(&id("ncn")), &[]).await;
    scene.refuses("ncn", &[oracle.open_feed()], OracleNcnError::NumberRetired).await;
    let next = PriceOracle::new(oracle.ncn, id("ncn"), oracle.number + 1, ROUNDS);
    scene.by("ncn", next.open_feed()).await;
}

/// Votes for a feed that has ended, or that is closed, enter nowhere: neither in it nor in another one.
#[tokio::test]
async fn votes_for_an_ended_feed_are_refused() {
    let mut scene = Scene::new().await;
    scene.retire().await;
    let height = scene.next_height().await;
    let now = scene.bank.now().await;
    scene.ends_at(now).await;
    let ended = scene.reporting(height, &[(0, PRICE)]).await;
    scene.refuses("keeper", &ended, OracleNcnError::FeedRetired).await;
    scene.ends_at(now + 1).await;
    scene.report(height, &[(0, PRICE)]).await;
    // Another feed takes no vote of this one.
    let other = PriceOracle::new(scene.oracle.ncn, id("ncn"), scene.oracle.number + 1, ROUNDS);
    scene.by("ncn", other.open_feed()).await;
    scene.by("keeper", other.open_round(&id("keeper"), height % ROUNDS)).await;
    let [signed, mut carry] = scene.reporting(height, &[(1, PRICE)]).await;
    carry.accounts[2].pubkey = other.feed;
    carry.accounts[3].pubkey = other.round(height);
    scene.refuses("keeper", &[signed, carry], OracleNcnError::NotAVote).await;
}

/// The last round of a feed is closed, judged and slashed after its end, and its evidence is there for the challenge.
#[tokio::test]
async fn the_last_lie_is_slashed_before_its_evidence_can_be_closed() {
    let mut scene = Scene::new().await;
    scene.retire().await;
    let height = scene.round(ONE_LIES).await;
    let now = scene.bank.now().await;
    scene.ends_at(now).await;
    let slot = height % ROUNDS;
    let close = scene.oracle.close_round(slot, &id("keeper"));
    // Neither before the verdict nor while the slash is open.
    scene.refuses("mallory", std::slice::from_ref(&close), OracleNcnError::EvidenceNeeded).await;
    assert_eq!(scene.judge(height, 4, true).await.0, 5);
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
    scene.refuses("mallory", std::slice::from_ref(&close), OracleNcnError::EvidenceNeeded).await;
    assert_eq!(scene.record(4).await.slashes, 1);
    let closable_from = scene.feed().await.retirement.closable_from;
    scene.bank.warp(closable_from).await;
    scene.close_rounds_and_scores().await;
    let close = scene.oracle.close_feed(&id("ncn"));
    scene.by("mallory", close).await;
    // The offense has its own time, and does not need the feed.
    let close = scene.oracle.close_offense(height, &scene.splits[4].operator, &id("reporter"));
    scene.by("mallory", close).await;
}
