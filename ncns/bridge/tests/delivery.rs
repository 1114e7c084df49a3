//! A consumer of messages: it reads a checkpoint's account by the reader crate, proves a message, delivers it once, and bounds what flows
//! out.

use bridge_client::BridgeNcnError;
use bridge_client::tree::hashv;
use bridge_reader::Refused;
use bridge_reader::checkpoint::{Checkpoint, Kept, Limits};
use bridge_reader::delivered;
use bridge_reader::outflow::{Outflow, OutflowLimits};
use bridge_reader::proof::Message;
use restaking_tests::id;
use solana_program::pubkey::Pubkey;

use crate::scene::{BRIDGE, OPERATORS, Place, RULES, STAKE, Scene};

/// The bytes of a page of marks.
const PAGE: usize = 128;

/// What flows out: 1,000 a day, and after an hour if it is over 100.
const OUTFLOW: OutflowLimits =
    OutflowLimits { capacity: 1_000, period_seconds: 86_400, large: 100, delay_seconds: 3_600 };

/// A bridge's token contract: each payload is an amount.
struct Consumer {
    source: Pubkey,
    outflow: Outflow,
    page: [u8; PAGE],
}

/// Why a delivery failed.
#[derive(Debug, PartialEq, Eq)]
enum Failed {
    NotTheBridges,
    Reader(Refused),
}

impl Consumer {
    fn new(place: &Place) -> Self {
        Self { source: place.source, outflow: Outflow::default(), page: [0; PAGE] }
    }

    /// Pays what message `index` of "sender" says, by the checkpoint at `at`. As a program's instruction does, it changes all or nothing.
    async fn deliver(&mut self, scene: &mut Scene, at: Pubkey, index: u64, amount: u64) -> Result<(), Failed> {
        let now = scene.bank.now().await;
        let account = scene.bank.account(&at).await.expect("an account");
        if account.owner != *BRIDGE {
            return Err(Failed::NotTheBridges);
        }
        let (mut outflow, mut page, sender) = (self.outflow, self.page, id("sender"));
        let mut all = || {
            let checkpoint = Checkpoint::read(&account.data, self.source.as_array())?;
            let message = Message { index, sender: sender.as_array(), payload: &amount.to_le_bytes() };
            let proof = scene.messages.proof(index, checkpoint.count).unwrap_or_default();
            checkpoint.prove(&Limits::strict(4 * STAKE), &message, &proof, hashv)?;
            outflow.pay(&OUTFLOW, amount, checkpoint.kept(), now)?;
            delivered::mark(&mut page, 0, index)
        };
        all().map_err(Failed::Reader)?;
        (self.outflow, self.page) = (outflow, page);
        Ok(())
    }
}

#[tokio::test]
async fn a_message_is_delivered_once() {
    let mut scene = Scene::new().await;
    let mut consumer = Consumer::new(&scene.at);
    for amount in [40u64, 50, 60] {
        scene.post(&amount.to_le_bytes()).await;
    }
    let (height, _) = scene.round(&[4]).await;
    let at = scene.at.checkpoint(height);
    assert_eq!(consumer.deliver(&mut scene, at, 1, 50).await, Ok(()));
    assert_eq!(consumer.deliver(&mut scene, at, 1, 50).await, Err(Failed::Reader(Refused::AlreadyDelivered(1))));
    // Another amount, another index, and a message that is later than the checkpoint.
    assert_eq!(consumer.deliver(&mut scene, at, 0, 41).await, Err(Failed::Reader(Refused::NotIncluded)));
    assert_eq!(consumer.deliver(&mut scene, at, 2, 40).await, Err(Failed::Reader(Refused::NotIncluded)));
    scene.post(&70u64.to_le_bytes()).await;
    assert_eq!(consumer.deliver(&mut scene, at, 3, 70).await, Err(Failed::Reader(Refused::NotYet(3, 3))));

    // A later checkpoint has the earlier messages too, and replays none.
    let (later, _) = scene.round(&[]).await;
    let newer = scene.at.checkpoint(later);
    assert_eq!(consumer.deliver(&mut scene, newer, 1, 50).await, Err(Failed::Reader(Refused::AlreadyDelivered(1))));
    assert_eq!(consumer.deliver(&mut scene, newer, 0, 40).await, Ok(()));
    assert_eq!(consumer.deliver(&mut scene, at, 0, 40).await, Err(Failed::Reader(Refused::AlreadyDelivered(0))));
    assert_eq!(consumer.deliver(&mut scene, newer, 3, 70).await, Ok(()));
    // A unit is refilled since the first.
    assert_eq!(consumer.outflow.used, 159);
}

/// One message of nine tenths of the bucket waits; one above the bucket is never paid; many small ones pay the bucket's content.
#[tokio::test]
async fn an_outflow_is_bounded() {
    let mut scene = Scene::new().await;
    let mut consumer = Consumer::new(&scene.at);
    let amounts = [9_000u64, 900].into_iter().chain([100; 12]);
    for amount in amounts {
        scene.post(&amount.to_le_bytes()).await;
    }
    let (height, _) = scene.round(&[]).await;
    let at = scene.at.checkpoint(height);
    let final_at = scene.checkpoint(&scene.at.clone(), height).await.final_at;
    let too_large = Failed::Reader(Refused::TooLarge(9_000, 1_000));
    assert_eq!(consumer.deliver(&mut scene, at, 0, 9_000).await, Err(too_large));
    let now = scene.bank.now().await;
    let early = Failed::Reader(Refused::TooEarly(now, final_at + 3_600));
    assert_eq!(consumer.deliver(&mut scene, at, 1, 900).await, Err(early));
    for index in 2..12 {
        assert_eq!(consumer.deliver(&mut scene, at, index, 100).await, Ok(()));
    }
    let empty = Failed::Reader(Refused::Exhausted(100, 0));
    assert_eq!(consumer.deliver(&mut scene, at, 12, 100).await, Err(empty));
    // A day later the bucket is full again, for the large one.
    scene.pass(86_400).await;
    assert_eq!(consumer.deliver(&mut scene, at, 1, 900).await, Ok(()));
    let rest = Failed::Reader(Refused::Exhausted(101, 100));
    let kept = Kept { final_at, kept_until: i64::MAX };
    assert_eq!(consumer.outflow.pay(&OUTFLOW, 101, kept, scene.bank.now().await).map_err(Failed::Reader), Err(rest));
}

/// Anyone closes the checkpoint as soon as it may. The delay begins anew with the next one, so it must end before that one is closed.
#[tokio::test]
async fn a_closed_checkpoint_strands_no_large_message() {
    let mut scene = Scene::new().await;
    let mut consumer = Consumer::new(&scene.at);
    scene.post(&900u64.to_le_bytes()).await;
    let (height, _) = scene.round(&[]).await;
    let (at, keeper) = (scene.at, id("keeper"));
    let account = scene.bank.account(&at.checkpoint(height)).await.expect("a checkpoint");
    let kept = Checkpoint::read(&account.data, at.source.as_array()).expect("a checkpoint").kept();
    // With a delay as long as the checkpoint is kept, no message would ever be paid: the consumer learns that at once.
    let slow = OutflowLimits { delay_seconds: RULES.kept_seconds, ..OUTFLOW };
    let refused = Refused::DelayTooLong(kept.kept_until, kept.kept_until);
    assert_eq!(consumer.outflow.pay(&slow, 900, kept, kept.final_at), Err(refused));
    scene.bank.warp(kept.kept_until).await;
    scene.run("mallory", &[at.close_checkpoint(height, &keeper)]).await;
    scene.adopt(OPERATORS).await;
    let (later, _) = scene.round(&[]).await;
    scene.pass(3_600).await;
    assert_eq!(consumer.deliver(&mut scene, at.checkpoint(later), 0, 900).await, Ok(()));
}

/// Checkpoints of another source, another height's bytes, and copies that another program owns.
#[tokio::test]
async fn a_root_of_another_source_delivers_nothing() {
    let mut scene = Scene::new().await;
    let mut consumer = Consumer::new(&scene.at);
    scene.post(&40u64.to_le_bytes()).await;
    let (height, truth) = scene.round(&[]).await;
    let at = scene.at.checkpoint(height);
    // The same content, final as the foreign source's.
    let (foreign, next) = (scene.foreign, scene.next_height().await);
    let votes: Vec<_> = (0..5).map(|number| (number, truth)).collect();
    scene.vote(&foreign, next, &votes).await;
    let finalize = scene.finalizing(&foreign, next, &truth);
    scene.run("keeper", &[finalize]).await;
    let other = foreign.checkpoint(next);
    assert_eq!(consumer.deliver(&mut scene, other, 0, 40).await, Err(Failed::Reader(Refused::OtherSource)));
    // A consumer of the foreign source: the leaf binds the outbox, so the message of another one is not in it.
    let mut of_foreign = Consumer::new(&foreign);
    assert_eq!(of_foreign.deliver(&mut scene, other, 0, 40).await, Err(Failed::Reader(Refused::NotIncluded)));
    // Accounts of the program that are no checkpoints, and a copy.
    for wrong in [scene.at.source, scene.at.outbox(), scene.at.round(height)] {
        assert_eq!(consumer.deliver(&mut scene, wrong, 0, 40).await, Err(Failed::Reader(Refused::NotACheckpoint)));
    }
    let mut copy = scene.bank.account(&at).await.expect("a checkpoint");
    copy.owner = id("a program of mallory");
    scene.bank.put(&id("copy"), copy);
    assert_eq!(consumer.deliver(&mut scene, id("copy"), 0, 40).await, Err(Failed::NotTheBridges));
    assert_eq!(consumer.deliver(&mut scene, at, 0, 40).await, Ok(()));
}

#[tokio::test]
async fn a_checkpoint_is_kept_for_its_time() {
    let mut scene = Scene::new().await;
    let (height, _) = scene.round(&[]).await;
    let (at, keeper) = (scene.at, id("keeper"));
    let checkpoint = scene.checkpoint(&at, height).await;
    assert_eq!(
        (checkpoint.rent_payer, checkpoint.kept_until),
        (keeper, checkpoint.final_at + RULES.kept_seconds as i64)
    );
    scene.bank.warp(checkpoint.kept_until - 1).await;
    let close = at.close_checkpoint(height, &keeper);
    scene.refused("mallory", std::slice::from_ref(&close), BridgeNcnError::CheckpointKept).await;
    scene.bank.warp(checkpoint.kept_until).await;
    let before = scene.bank.lamports(&keeper).await;
    let rent = scene.bank.lamports(&at.checkpoint(height)).await;
    scene.run("mallory", &[close]).await;
    assert_eq!(scene.bank.lamports(&keeper).await, before + rent);
    // Its round takes no second checkpoint.
    let again = scene.finalizing(&at, height, &bridge_client::Content::EMPTY);
    scene.refused("keeper", &[again], BridgeNcnError::AlreadyFinal).await;
}
