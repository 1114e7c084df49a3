//! The queue: requests, batches, fills and claims.

use harness::token;
use restaking_client::liquid::{Event, ExitBatch, LiquidError};
use restaking_tests::{EPOCH, PERCENT, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::builders::with;
use crate::scene::{IN_SOL, LIQUID, STAKED, Scene};
use crate::source::{Figures, RATE};

async fn read(scene: &mut Scene, batch: &Pubkey) -> ExitBatch {
    ExitBatch::from_bytes(&scene.bank.account(batch).await.expect("a batch").data).expect("a batch")
}

#[tokio::test]
async fn a_request_is_filled_after_its_period_and_paid() {
    let mut scene = Scene::begun().await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 7, STAKED, 600_000).await;
    let events = scene.by("alice", queue).await;
    let Some(Event::ExitQueued(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.shares, event.queued, event.batch), (600_000, 600_000, at));
    let early = scene.fill_batch(at).await;
    scene.refuses("keeper", early, LiquidError::PeriodRuns).await;
    let unpaid = scene.claim_queued_exit("alice", 7, STAKED, at);
    scene.refuses("alice", unpaid, LiquidError::NothingToPay).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    let events = scene.by("keeper", fill).await;
    let Some(Event::BatchFilled(event)) = events.first() else { panic!("{events:?}") };
    // 600,000 lamports by shares, at 1.2 lamports a token.
    assert_eq!((event.shares, event.tokens, event.waiting, event.supply), (600_000, 500_000, 0, 1_600_000));
    let again = scene.fill_batch(at).await;
    scene.refuses("keeper", again, LiquidError::Zero).await;
    let before = scene.balance(scene.staked_of("alice")).await;
    scene.by("alice", scene.claim_queued_exit("alice", 7, STAKED, at)).await;
    assert_eq!(scene.balance(scene.staked_of("alice")).await - before, 500_000);
    let close = scene.close_batch(at, "alice");
    scene.by("keeper", close).await;
    assert!(scene.bank.account(&at).await.is_none());
    assert_eq!(scene.read().await.ledger.assets[1].owed, 0);
}

#[tokio::test]
async fn batches_are_filled_in_order_and_in_parts() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    // 500,000 staked tokens are in the reserve: 600,000 shares of the first batch of 1,200,000 are filled.
    let first = scene.batch(STAKED).await;
    for (name, nonce, shares) in [("alice", 0, 800_000), ("alice", 1, 400_000)] {
        let queue = scene.queue_exit(name, nonce, STAKED, shares).await;
        scene.by(name, queue).await;
    }
    scene.pass(EPOCH).await;
    let second = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 2, STAKED, 100_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let out_of_turn = scene.fill_batch(second).await;
    scene.refuses("keeper", out_of_turn, LiquidError::NotNext).await;
    let fill = scene.fill_batch(first).await;
    scene.by("keeper", fill).await;
    let state = read(&mut scene, &first).await.batch;
    assert_eq!((state.filled, state.paid), (600_000, 500_000));
    // Both get two thirds and one third of what came in, and nothing more until more comes in.
    for (nonce, tokens) in [(0, 333_333), (1, 166_666)] {
        let before = scene.balance(scene.staked_of("alice")).await;
        scene.by("alice", scene.claim_queued_exit("alice", nonce, STAKED, first)).await;
        assert_eq!(scene.balance(scene.staked_of("alice")).await - before, tokens);
    }
    let empty = scene.fill_batch(first).await;
    scene.refuses("keeper", empty, LiquidError::OverReserve).await;
    // Anyone may take out of the vault what the queue waits for, and no more.
    let pool = scene.read().await;
    let shares = pool.ledger.placements[0].shares;
    assert_eq!(shares, 500_000);
    let unplace = scene.unplace("mallory", shares).await;
    scene.by("mallory", unplace).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "mallory").await;
    scene.by("keeper", collect).await;
    let fill = scene.fill_batch(first).await;
    scene.by("keeper", fill).await;
    for nonce in [0, 1] {
        scene.by("alice", scene.claim_queued_exit("alice", nonce, STAKED, first)).await;
    }
    let close = scene.close_batch(first, "alice");
    scene.by("keeper", close).await;
    assert_eq!(scene.read().await.ledger.assets[1].owed, 0, "what roundings left is the holders'");
}

/// A batch of an earlier period keeps its place in the row. As the batch of this period it would block all later ones.
#[tokio::test]
async fn an_old_batch_takes_no_request_of_this_period() {
    let mut scene = Scene::begun().await;
    let old = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 1).await;
    scene.by("alice", queue).await;
    scene.by("alice", scene.cancel_queued_exit("alice", 0, STAKED, old)).await;
    // Nothing comes after it: the row is as before, so that no one uses it up.
    assert_eq!(scene.read().await.ledger.assets[1].requested, 0);
    scene.pass(EPOCH).await;
    let batch = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 1, STAKED, 120_000).await;
    let mut stale = queue.clone();
    stale.accounts.iter_mut().filter(|meta| meta.pubkey == batch).for_each(|meta| meta.pubkey = old);
    scene.refuses("alice", stale, LiquidError::WrongBatch).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(batch).await;
    scene.by("keeper", fill).await;
    assert_eq!(read(&mut scene, &batch).await.batch.paid, 100_000);
}

/// Nothing keeps a holder in the queue: not a later batch, not a source that says nothing.
#[tokio::test]
async fn a_request_can_always_be_canceled() {
    let mut scene = Scene::begun().await;
    let first = scene.batch(IN_SOL).await;
    for nonce in [0, 1] {
        let queue = scene.queue_exit("alice", nonce, IN_SOL, 100_000).await;
        scene.by("alice", queue).await;
    }
    let mut stolen = scene.cancel_queued_exit("alice", 0, IN_SOL, first);
    stolen.accounts[0].pubkey = id("mallory");
    scene.refuses("mallory", stolen, LiquidError::NotOwner).await;
    scene.by("alice", scene.cancel_queued_exit("alice", 0, IN_SOL, first)).await;
    assert_eq!(scene.balance(scene.lrt_of("alice")).await, 2_100_000);
    scene.pass(EPOCH).await;
    let second = scene.batch(IN_SOL).await;
    let queue = scene.queue_exit("alice", 2, IN_SOL, 100_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let source = scene.source();
    scene.bank.put(&source, solana_account::Account::default());
    let mut other = scene.cancel_queued_exit("alice", 1, IN_SOL, first);
    other.accounts[4].pubkey = scene.reserve(STAKED);
    scene.refuses("alice", other, LiquidError::WrongReserve).await;
    scene.by("alice", scene.cancel_queued_exit("alice", 1, IN_SOL, first)).await;
    assert_eq!(scene.balance(scene.lrt_of("alice")).await, 2_100_000);
    // The row passes what was canceled, by a fill or by the batch's end, and comes to the next.
    scene.figures(RATE).await;
    let early = scene.fill_batch(second).await;
    scene.refuses("keeper", early, LiquidError::NotNext).await;
    scene.by("keeper", scene.close_batch(first, "alice")).await;
    let fill = scene.fill_batch(second).await;
    scene.by("keeper", fill).await;
    let filled = scene.cancel_queued_exit("alice", 2, IN_SOL, second);
    scene.refuses("alice", filled, LiquidError::TooLateToCancel).await;
}

/// What is filled is paid, what is not comes back, and the others of the batch get what they would have got.
#[tokio::test]
async fn a_request_that_is_filled_in_part_is_canceled_in_part() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let at = scene.batch(STAKED).await;
    for (nonce, shares) in [(0, 800_000), (1, 400_000)] {
        let queue = scene.queue_exit("alice", nonce, STAKED, shares).await;
        scene.by("alice", queue).await;
    }
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    let events = scene.by("alice", scene.cancel_queued_exit("alice", 0, STAKED, at)).await;
    let Some(Event::QueuedExitCanceled(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.shares, event.tokens), (400_000, 333_333));
    let state = read(&mut scene, &at).await.batch;
    // Nothing comes after it in the row, so what was canceled keeps no place.
    assert_eq!((state.shares, state.filled, state.paid, state.canceled), (400_000, 200_000, 166_667, 0));
    let unplace = scene.unplace("curator", 166_666).await;
    scene.by("curator", unplace).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.by("keeper", collect).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    let state = read(&mut scene, &at).await.batch;
    assert!(state.shares - state.filled <= 2, "{state:?}");
}

/// The reserve's tokens that the queue waits for are no one else's.
#[tokio::test]
async fn instant_exits_do_not_overtake_the_queue() {
    let mut scene = Scene::begun().await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 900_000).await;
    scene.by("alice", queue).await;
    let over = scene.leave_instantly("alice", IN_SOL, 100_001, u64::MAX).await;
    scene.refuses("alice", over, LiquidError::OverReserve).await;
    let free = scene.leave_instantly("alice", IN_SOL, 100_000, u64::MAX).await;
    scene.by("alice", free).await;
}

/// Requests stay shares of the pool until they are filled: they bear a slash as all do, and a veto gives it back to them.
#[tokio::test]
async fn the_queue_bears_slashes_and_waits_while_they_are_open() {
    for is_vetoed in [true, false] {
        let mut scene = Scene::begun().await;
        let place = scene.place("curator", 500_000).await;
        scene.by("curator", place).await;
        let at = scene.batch(IN_SOL).await;
        let queue = scene.queue_exit("alice", 0, IN_SOL, 220_000).await;
        scene.by("alice", queue).await;
        scene.pass(EPOCH).await;
        let split = scene.split;
        scene.bank.propose(&split, 0, 20 * PERCENT).await;
        let contested = scene.fill_batch(at).await;
        scene.refuses("keeper", contested, LiquidError::ExitContested).await;
        if is_vetoed {
            scene.bank.veto(&split, 0).await;
        } else {
            scene.bank.execute(&split, 0).await;
        }
        let fill = scene.fill_batch(at).await;
        let events = scene.by("keeper", fill).await;
        let Some(Event::BatchFilled(event)) = events.first() else { panic!("{events:?}") };
        // 100,000 staked tokens of 120,000 lamports are slashed: a tenth of 2,200,000 shares bears a tenth of it.
        let worth = if is_vetoed { 220_000 } else { 208_000 };
        assert!(event.tokens.abs_diff(worth) <= 1, "{} for {worth}", event.tokens);
    }
}

/// A slash of dust blocks no one: it contests less than a tenth of a percent.
#[tokio::test]
async fn a_slash_of_dust_does_not_stop_the_queue() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let at = scene.batch(IN_SOL).await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 220_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, PERCENT / 10).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
}

#[tokio::test]
async fn the_queue_waits_for_a_rate_to_be_accepted() {
    let mut scene = Scene::begun().await;
    let at = scene.batch(IN_SOL).await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 220_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let risen = Figures { lamports: RATE.lamports / 10_000 * 10_030, ..RATE };
    scene.figures(risen).await;
    let fill = scene.fill_batch(at).await;
    scene.refuses("keeper", fill.clone(), LiquidError::RateQuarantined).await;
    // What anyone does that takes notice of it makes it the suspect one, which the guardian accepts.
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    scene.by("guardian", scene.accept_rate("guardian", STAKED, [risen.lamports, risen.supply])).await;
    scene.by("keeper", fill).await;
}

/// Shares that are worth less than a token would block all that come later.
#[tokio::test]
async fn dust_in_a_batch_blocks_no_later_batch() {
    let mut scene = Scene::begun().await;
    let dust = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 1).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let next = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 1, STAKED, 600_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(dust).await;
    scene.by("keeper", fill).await;
    scene.by("alice", scene.claim_queued_exit("alice", 0, STAKED, dust)).await;
    let fill = scene.fill_batch(next).await;
    let events = scene.by("keeper", fill).await;
    assert!(matches!(events.first(), Some(Event::BatchFilled(event)) if event.tokens == 500_000), "{events:?}");
}

/// A request can be sold: the new owner has all of it, what is filled included, and the rent stays the payer's.
#[tokio::test]
async fn a_request_changes_its_owner_with_what_it_is_owed() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 7, STAKED, 1_200_000).await;
    scene.by("alice", queue).await;
    let request = LIQUID.queued_exit(&scene.pool, &id("alice"), 7);
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;

    let sold = (&at, [1_200_000, 0]);
    let stolen = scene.at().transfer_queued_exit(&id("mallory"), &request, id("mallory"), sold);
    scene.refuses("mallory", stolen, LiquidError::NotOwner).await;
    let mut unsigned = scene.at().transfer_queued_exit(&id("alice"), &request, id("mallory"), sold);
    unsigned.accounts[0].is_signer = false;
    scene.bank.all_refused(&[unsigned], &[]).await;
    let none = scene.at().transfer_queued_exit(&id("alice"), &request, Pubkey::default(), sold);
    scene.refuses("alice", none, LiquidError::NoNewOwner).await;
    let right = scene.at().transfer_queued_exit(&id("alice"), &request, id("bob"), sold);
    scene.by("creator", crate::builders::initialize(1)).await;
    let other_pool = with(&right, 1, LIQUID.pool(&id("creator"), 1));
    scene.refuses("alice", other_pool, LiquidError::WrongPool).await;
    scene.bank.refuses("alice", with(&right, 2, at)).await;
    for slot in [1, 2] {
        let mut read_only = right.clone();
        read_only.accounts[slot].is_writable = false;
        scene.bank.refuses("alice", read_only).await;
    }

    let number = scene.read().await.events;
    let events = scene.by("alice", right.clone()).await;
    let [Event::QueuedExitTransferred(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.pool, event.number, event.queued_exit), (scene.pool, number + 1, request));
    assert_eq!((event.before, event.after), (id("alice"), id("bob")));
    assert_eq!((event.shares, event.taken), (1_200_000, 0));
    scene.refuses("alice", right, LiquidError::NotOwner).await;
    let late = scene.claim_queued_exit("alice", 7, STAKED, at);
    scene.refuses("alice", late, LiquidError::NotOwner).await;

    // Half is filled: bob is paid it, and takes the other half back as shares.
    let as_bob = |instruction: &Instruction, tokens: usize, request_at: usize, payer: usize| {
        let moved = with(&with(instruction, request_at, request), payer, id("alice"));
        with(&moved, tokens, token::address(&id("bob"), &scene.mint(STAKED)))
    };
    let claim = as_bob(&scene.claim_queued_exit("bob", 7, STAKED, at), 3, 5, 6);
    let cancel = as_bob(&scene.cancel_queued_exit("bob", 7, STAKED, at), 5, 7, 8);
    let [tokens, shares] = [scene.staked_of("bob"), scene.lrt_of("bob")];
    let [had, rent] = [scene.balance(tokens).await, scene.bank.lamports(&id("alice")).await];
    scene.by("bob", claim).await;
    assert_eq!(scene.balance(tokens).await - had, 500_000);
    scene.by("bob", cancel).await;
    assert_eq!(scene.balance(shares).await, 600_000);
    assert!(scene.bank.account(&request).await.is_none());
    assert!(scene.bank.lamports(&id("alice")).await > rent, "the rent is alice's");
}

/// A buyer signs for what a request is worth: a claim, or another request at the same address, in front of the sale stops it.
#[tokio::test]
async fn a_request_is_not_sold_for_more_than_it_is() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 7, STAKED, 1_200_000).await;
    scene.by("alice", queue).await;
    let request = LIQUID.queued_exit(&scene.pool, &id("alice"), 7);
    let sale = |scene: &Scene, batch: &Pubkey, [shares, taken]: [u64; 2]| {
        scene.at().transfer_queued_exit(&id("alice"), &request, id("bob"), (batch, [shares, taken]))
    };
    for (batch, figures) in
        [(request, [1_200_000, 0]), (at, [1_200_001, 0]), (at, [1_199_999, 0]), (at, [1_200_000, 1])]
    {
        let wrong = sale(&scene, &batch, figures);
        scene.refuses("alice", wrong, LiquidError::RequestDiffers).await;
    }
    let agreed = sale(&scene, &at, [1_200_000, 0]);
    // Dust in the same batch, at the same address.
    scene.by("alice", scene.cancel_queued_exit("alice", 7, STAKED, at)).await;
    let dust = scene.queue_exit("alice", 7, STAKED, 1).await;
    scene.by("alice", dust).await;
    scene.refuses("alice", agreed.clone(), LiquidError::RequestDiffers).await;
    scene.by("alice", scene.cancel_queued_exit("alice", 7, STAKED, at)).await;
    // A request of the same shares, paid its first half.
    let queue = scene.queue_exit("alice", 7, STAKED, 1_200_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    scene.by("alice", scene.claim_queued_exit("alice", 7, STAKED, at)).await;
    scene.refuses("alice", agreed.clone(), LiquidError::RequestDiffers).await;
    scene.by("alice", scene.cancel_queued_exit("alice", 7, STAKED, at)).await;
    // There is none.
    scene.bank.refuses("alice", agreed.clone()).await;
    // The same shares in the batch of another period.
    let next = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 7, STAKED, 1_200_000).await;
    scene.by("alice", queue).await;
    scene.refuses("alice", agreed, LiquidError::RequestDiffers).await;
    let right = sale(&scene, &next, [1_200_000, 0]);
    scene.by("alice", right).await;
}

/// Each owner may give a request on, to oneself as well; an account stands for one thing alone.
#[tokio::test]
async fn a_request_is_given_on_by_its_new_owner() {
    let mut scene = Scene::begun().await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 600_000).await;
    scene.by("alice", queue).await;
    let request = LIQUID.queued_exit(&scene.pool, &id("alice"), 0);
    let gift = |scene: &Scene, [from, to]: [&str; 2]| {
        scene.at().transfer_queued_exit(&id(from), &request, id(to), (&at, [600_000, 0]))
    };
    let right = gift(&scene, ["alice", "bob"]);
    for twice in [with(&right, 1, request), with(&right, 2, scene.pool), with(&right, 1, id("alice"))] {
        scene.bank.refuses("alice", twice).await;
    }
    for pair in [["alice", "alice"], ["alice", "bob"], ["bob", "mallory"], ["mallory", "alice"]] {
        let gift = gift(&scene, pair);
        let events = scene.by(pair[0], gift).await;
        let [Event::QueuedExitTransferred(event)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!([event.before, event.after], pair.map(id));
    }
    scene.by("alice", scene.cancel_queued_exit("alice", 0, STAKED, at)).await;
    assert_eq!(scene.balance(scene.lrt_of("alice")).await, 2_200_000);
}
