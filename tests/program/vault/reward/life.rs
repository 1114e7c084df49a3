//! Two NCNs pay through two operators, and everyone gets what is theirs.

use harness::fee;
use restaking_client::Event;
use restaking_tests::{EPOCH, WEALTH, id};

use crate::vault::reward::scene::{FIRST, FREE, Scene, WALLETS};

/// The vault takes 20 % of what commissions leave.
const FIFTH: fee::FeeArgs = fee::FeeArgs { reward_bps: 2_000, ..FREE };

/// A reward's four parts, as its event and the ledger say.
#[tokio::test]
async fn two_ncns_pay_through_two_operators_and_each_reward_is_split_to_the_token() {
    let mut scene = Scene::new(FIFTH, 1_000).await;
    scene.deposit("alice", 3_000_000).await;
    scene.deposit("bob", 1_000_000).await;

    // 10 %, and 20 % and 10 % of the 900,003 that it leaves: 100,000.3, 180,000.6 and 90,000.3, each rounded down.
    let paid = scene.pay("ncn", 1_000_003).await;
    assert_eq!(
        [paid.commission, paid.vault_fee, paid.protocol_fee, paid.stream.left],
        [100_000, 180_000, 90_000, 630_003]
    );
    assert_eq!((paid.payer, paid.operator, paid.assets), (id("ncn"), scene.first.operator, 1_000_003));
    // 5 % is 38.85; 20 % and 10 % of 739 are 147.8 and 73.9; 519 are left.
    let paid = scene.pay("other ncn", 777).await;
    assert_eq!([paid.commission, paid.vault_fee, paid.protocol_fee, paid.stream.left], [38, 147, 73, 630_522]);
    assert_eq!((paid.payer, paid.operator), (id("other ncn"), scene.second.operator));
    assert_eq!(scene.owed().await, [180_147, 90_073, 100_038]);
    assert_eq!(scene.commissions().await, [100_000, 38]);
    assert_eq!([scene.gained("ncn").await, scene.gained("other ncn").await], [-1_000_003, -777]);

    // Anyone sends the fees, and each wallet gets its own.
    let collected = [
        (fee::collect_vault_fees(&scene.vault, &id(WALLETS[0])), 180_147),
        (fee::collect_protocol_fees(&scene.vault, &id(WALLETS[1])), 90_073),
        (fee::collect_commission(&scene.first, &id(WALLETS[2])), 100_000),
        (fee::collect_commission(&scene.second, &id(WALLETS[3])), 38),
    ];
    let parties = [scene.vault.address, restaking_client::pda::config(), scene.first.operator, scene.second.operator];
    for (((instruction, amount), wallet), party) in collected.into_iter().zip(WALLETS).zip(parties) {
        let Event::FeesCollected(event) = scene.anyone(instruction).await else { panic!("not collected") };
        assert_eq!((event.party, event.wallet, event.assets), (party, id(wallet), amount));
        assert_eq!(scene.assets(wallet).await, amount);
    }
    assert_eq!((scene.owed().await, scene.commissions().await), ([0; 3], [0; 2]));

    // All 630,522 have streamed when an epoch is over. floor(3,000,000·4,631,522/4,001,000) = 3,472,773, and the last one
    // leaves with what is there, but for the dust of the virtual shares.
    scene.at(EPOCH as i64).await;
    assert_eq!(scene.request("alice", 0, 3_000_000).await, 3_472_773);
    let left = 4_630_522 - 3_472_773;
    assert_eq!(scene.request("bob", 0, 1_000_000).await, 1_000_000 * (left + 1_000) / 1_001_000);
    scene.at(3 * EPOCH as i64).await;
    assert_eq!(scene.claim("alice", 0, FIRST + 1).await, 3_472_773);
    let bobs = scene.claim("bob", 0, FIRST + 1).await;
    let books = scene.ledger().await.books;
    assert_eq!(bobs + books.active, left, "and what the roundings left is in the vault");
    assert!(books.active < 1_000, "{}", books.active);
}

/// The VRT's price rises with the stream, second by second, without anybody's doing.
#[tokio::test]
async fn shares_grow_by_themselves() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    for (second, worth) in [(0, 1_000_000), (1, 1_000_999), (250, 1_249_750), (999, 1_998_001), (1_000, 1_999_000)] {
        scene.at(second).await;
        // floor(1,000,000·(A + 1,000)/1,001,000), as a simulated exit says: nothing is touched in between.
        let bucket = scene.epoch().await + 1;
        let request = scene.vault.request_exit(&id("alice"), 0, 1_000_000, 0, bucket);
        let done = scene.bank.simulate(&["alice"], request).await;
        let [Event::ExitRequested(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!(event.assets, worth, "at {second}");
    }
}

/// A life at random of all that moves tokens or sets fees. [`Scene::run`] holds every step against its event.
#[tokio::test]
async fn any_order_of_rewards_fees_deposits_and_exits_balances_to_the_token() {
    let mut scene = Scene::new(FIFTH, 1_000).await;
    // A sequence that looks random and is the same in every run (Knuth's MMIX generator).
    let mut state = 11_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let people = ["alice", "bob", "carol"];
    let mut tickets: Vec<(&str, u64, u64)> = vec![];
    let (mut second, mut kinds) = (0, std::collections::BTreeMap::new());
    for nonce in 0..300u64 {
        let name = people[below(3) as usize];
        let epoch = scene.epoch().await;
        let what = below(12);
        let done = match what {
            0 | 1 => Some(scene.vault.deposit(&id(name), 1 + below(1_000_000), 0, false)),
            2 => match scene.shares(name).await {
                0..1_000 => None,
                shares => {
                    tickets.push((name, nonce, epoch + 1));
                    Some(scene.vault.request_exit(&id(name), nonce, shares / (1 + below(4)), 0, epoch + 1))
                }
            },
            3 => match scene.shares(name).await {
                0..1_000 => None,
                shares => Some(scene.vault.exit_instantly(&id(name), shares / (8 + below(8)), 0)),
            },
            4 if !tickets.is_empty() => {
                let (owner, nonce, bucket) = tickets[0];
                let ticket = scene.vault.ticket(&id(owner), nonce);
                if bucket < epoch {
                    tickets.remove(0);
                    scene.act(owner, scene.vault.claim_exit(&id(owner), &ticket, &id(owner), bucket)).await;
                    *kinds.entry("claim").or_insert(0) += 1;
                }
                None
            }
            5 | 6 => {
                let (payer, split) = if below(2) == 0 { ("ncn", scene.first) } else { ("other ncn", scene.second) };
                scene.act(payer, fee::pay_reward(&split, &id(payer), 1 + below(500_000))).await;
                *kinds.entry("reward").or_insert(0) += 1;
                None
            }
            7 => {
                let seconds = EPOCH + below(5_000);
                scene.set_fees(fee::args(below(501), below(501), below(3_001), seconds)).await;
                *kinds.entry("fees").or_insert(0) += 1;
                None
            }
            8 => {
                let ([vault, protocol, _], commissions) = (scene.owed().await, scene.commissions().await);
                let place = below(4) as usize;
                if [vault, protocol, commissions[0], commissions[1]][place] > 0 {
                    let instruction = match place {
                        0 => fee::collect_vault_fees(&scene.vault, &id(WALLETS[0])),
                        1 => fee::collect_protocol_fees(&scene.vault, &id(WALLETS[1])),
                        2 => fee::collect_commission(&scene.first, &id(WALLETS[2])),
                        _ => fee::collect_commission(&scene.second, &id(WALLETS[3])),
                    };
                    scene.anyone(instruction).await;
                    *kinds.entry("collected").or_insert(0) += 1;
                }
                None
            }
            _ => {
                second += below(900) as i64;
                scene.at(second).await;
                None
            }
        };
        if let Some(instruction) = done {
            // Operators' parts may leave too little that is idle; a refusal changes nothing, and is not what is tested.
            if scene.bank.send(std::slice::from_ref(&instruction), &[&harness::key(name)]).await.is_ok() {
                *kinds.entry(["deposit", "deposit", "request", "instant exit"][what as usize]).or_insert(0) += 1;
            } else if what == 2 {
                tickets.pop();
            }
            scene.check().await;
        }
    }
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    assert!(kinds.values().all(|times| *times >= 8), "{kinds:?}");
    assert!(scene.gained("ncn").await < 0 && scene.assets("alice").await != WEALTH);
}
