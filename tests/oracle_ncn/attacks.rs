//! Attacks on an oracle, each of which fails.

use harness::oracle::PriceOracle;
use harness::slash::WHOLE;
use harness::{Signatures, key, table};
use restaking_client::oracle::{OracleNcnError, PriceRound, RuleFigures};
use restaking_client::{PolicyArgs, RestakingError, StakeTable, pda, vote_message};
use restaking_tests::{EVIDENCE_NEEDED, GENESIS, id};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};

use crate::scene::{CHALLENGE, HEIGHT, OPERATORS, PRICE, ROUNDS, RULES, STAKE, Scene, policy, voter};

/// All operators at one price.
const AGREED: [Option<i64>; OPERATORS] = [Some(PRICE); OPERATORS];

/// The messages, each signed by "voter 0", in a report of `height` with the key of that operator.
fn carried(scene: &Scene, height: u64, message: &[u8]) -> [Instruction; 2] {
    let signer = voter(0);
    let signed = Signatures::of(&[(&signer, message)]).instruction();
    [signed, scene.oracle.carry(&scene.table, height, std::iter::once(&signer))]
}

#[tokio::test]
async fn a_report_outside_of_the_window_is_refused() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    // Before its second, after its last one, and with a time of its own that is outside.
    let early = scene.reporting(height + 1, &[(0, PRICE)]).await;
    scene.refuses("keeper", &early, OracleNcnError::WindowClosed).await;
    let now = scene.bank.now().await;
    for time in [now - 1, now + HEIGHT, i64::MAX, i64::MIN] {
        let stale = scene.oracle.report(&scene.table, height, &[(&voter(0), PRICE, time)]);
        scene.refuses("keeper", &stale, OracleNcnError::WindowClosed).await;
    }
    // A price of the height's second cannot be signed before its own time.
    let future = scene.oracle.report(&scene.table, height, &[(&voter(0), PRICE, now + 1)]);
    scene.refuses("keeper", &future, OracleNcnError::FutureTime).await;
    let late = scene.reporting(height, &[(1, PRICE)]).await;
    scene.report(height, &[(0, PRICE)]).await;
    scene.bank.warp(now + HEIGHT).await;
    scene.refuses("keeper", &late, OracleNcnError::WindowClosed).await;
    let old = scene.reporting(height - ROUNDS, &[(1, PRICE)]).await;
    scene.refuses("keeper", &old, OracleNcnError::OldHeight).await;
}

#[tokio::test]
async fn a_vote_counts_for_its_own_ncn_feed_and_height_alone() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let now = scene.bank.now().await;
    let content = restaking_client::oracle::vote_content(PRICE, now);
    let domain = harness::keys::domain(&scene.oracle.ncn);
    let number = scene.oracle.number;
    for message in [
        vote_message(&harness::keys::domain(&id("another NCN")), number, height, &content),
        vote_message(&restaking_client::signing_domain(&[1; 32], &scene.oracle.ncn), number, height, &content),
        vote_message(&domain, number + 1, height, &content),
        vote_message(&domain, number, height + 1, &content),
        vote_message(&domain, number, height, &[]),
        vec![7; 20],
    ] {
        scene.refuses("keeper", &carried(&scene, height, &message), OracleNcnError::NotAVote).await;
    }
    for content in [&content[..15], &[&content[..], &[0]].concat()] {
        let message = vote_message(&domain, number, height, content);
        scene.refuses("keeper", &carried(&scene, height, &message), OracleNcnError::WrongContent).await;
    }
    // The signature of another key, and a report without signatures.
    let message = scene.oracle.vote(height, PRICE, now);
    let [_, carry] = carried(&scene, height, &message);
    let forged = Signatures::of(&[(&key("mallory"), &message)]).instruction();
    scene.refuses("keeper", &[forged, carry.clone()], OracleNcnError::WrongKey).await;
    scene.refuses("keeper", std::slice::from_ref(&carry), OracleNcnError::NoSignatures).await;
    // Another feed's account and round.
    let other = PriceOracle::new(scene.oracle.ncn, id("ncn"), number + 1, ROUNDS);
    scene.by("ncn", other.open_feed()).await;
    scene.by("keeper", other.open_round(&id("keeper"), height % ROUNDS)).await;
    let [signed, mut mixed] = carried(&scene, height, &message);
    mixed.accounts[2].pubkey = other.feed;
    scene.refuses("keeper", &[signed.clone(), mixed.clone()], OracleNcnError::WrongFeed).await;
    mixed.accounts[3].pubkey = other.round(height);
    scene.refuses("keeper", &[signed.clone(), mixed], OracleNcnError::NotAVote).await;
    scene.all("keeper", &[signed, carry]).await;
}

/// A key counts by the height's time, as for the core's proof of two votes: no vote is accepted that could be contradicted free of charge.
#[tokio::test]
async fn a_key_that_was_rotated_inside_the_window_votes_for_the_heights_before() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + 10).await;
    let next = key("next voter");
    scene.register(0, &next, Some(&voter(0))).await;
    let by_new = scene.oracle.report(&scene.table, height, &[(&next, PRICE, now + 10)]);
    scene.refuses("keeper", &by_new, OracleNcnError::KeyNotActive).await;
    let by_old = scene.oracle.report(&scene.table, height, &[(&voter(0), PRICE, now + 10)]);
    scene.all("keeper", &by_old).await;
    let later = scene.next_height().await;
    let now = scene.bank.now().await;
    let by_old = scene.oracle.report(&scene.table, later, &[(&voter(0), PRICE, now)]);
    scene.refuses("keeper", &by_old, OracleNcnError::KeyNotActive).await;
    let by_new = scene.oracle.report(&scene.table, later, &[(&next, PRICE, now)]);
    scene.all("keeper", &by_new).await;
}

/// In the second of a rotation both keys are active. The second report of the operator changes nothing.
#[tokio::test]
async fn an_operator_with_two_keys_reports_once() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let (now, next) = (scene.bank.now().await, key("next voter"));
    scene.register(0, &next, Some(&voter(0))).await;
    scene.report(height, &[(0, PRICE)]).await;
    let second = scene.oracle.report(&scene.table, height, &[(&next, PRICE + 1, now)]);
    scene.refuses("keeper", &second, OracleNcnError::NothingNew).await;
    // Beside a vote that is new it is skipped.
    let both: [(&Keypair, i64, i64); 3] = [(&next, PRICE + 1, now), (&voter(1), PRICE, now), (&voter(1), PRICE, now)];
    let both = scene.oracle.report(&scene.table, height, &both);
    scene.all("keeper", &both).await;
    let round = scene.price_round(height).await.round;
    assert_eq!((round.priced, round.abstained), (2, 0));
}

#[tokio::test]
async fn a_round_keeps_its_table() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (2, PRICE)]).await;
    let first = scene.table;
    // A later table of three operators, adopted within the window.
    let second = scene.new_table(3).await;
    scene.by("mallory", scene.oracle.adopt_table(&second)).await;
    scene.table = second;
    let other = scene.reporting(height, &[(3, PRICE)]).await;
    scene.refuses("keeper", &other, OracleNcnError::WrongTable).await;
    scene.close().await;
    let finalize = scene.finalizing(height).await;
    scene.refuses("keeper", &[finalize], OracleNcnError::WrongTable).await;
    let judge = scene.judging("reporter", height, 0, false);
    scene.refuses("reporter", &[judge], OracleNcnError::WrongTable).await;
    scene.table = first;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.price_round(height).await.round.total_weight, 5 * STAKE);
    // The next height has the later table, in which the others have no entry.
    let height = scene.next_height().await;
    let old = scene.reporting(height, &[(0, PRICE)]).await;
    scene.refuses("keeper", &old, OracleNcnError::WrongTable).await;
    scene.table = second;
    let stranger = scene.reporting(height, &[(3, PRICE)]).await;
    scene.refuses("keeper", &stranger, OracleNcnError::WrongOperator).await;
    scene.report(height, &[(0, PRICE)]).await;
}

#[tokio::test]
async fn only_a_final_later_and_heavy_table_of_the_ncn_is_adopted() {
    let mut scene = Scene::with(RuleFigures { min_table_weight: 3 * STAKE, ..RULES }).await;
    let until = scene.most_certain().await;
    let open = scene.open_table(OPERATORS, until).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&open)], OracleNcnError::TableOpen).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + 10).await;
    scene.by("keeper", scene.oracle.adopt_table(&open)).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&open)], OracleNcnError::OldTable).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&scene.table)], OracleNcnError::OldTable).await;
    // An operator captures itself alone.
    let light = scene.new_table(2).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&light)], OracleNcnError::LightTable).await;
    // Another NCN's, and an account that is no table.
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let foreign = pda::stake_table(&ncn, 0);
    let mallory = id("mallory");
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + 10).await;
    scene.refuses("mallory", &[scene.oracle.adopt_table(&foreign)], OracleNcnError::WrongNcn).await;
    for other in [scene.oracle.feed, scene.oracle.ncn, id("nothing")] {
        scene.refuses("mallory", &[scene.oracle.adopt_table(&other)], OracleNcnError::NotATable).await;
    }
    let mut forged = scene.bank.account(&open).await.expect("a table");
    forged.owner = id("a program of mallory");
    scene.bank.put(&id("forged"), forged);
    scene.refuses("mallory", &[scene.oracle.adopt_table(&id("forged"))], OracleNcnError::NotATable).await;
}

/// The stake behind a vote can be slashed long enough after it.
#[tokio::test]
async fn a_table_of_stake_that_may_leave_opens_no_height() {
    let mut scene = Scene::with(RuleFigures { certain_seconds: 600, ..RULES }).await;
    let now = scene.bank.now().await;
    scene.table = scene.new_table_until(OPERATORS, now + 780).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE)]).await;
    let later = scene.next_height().await;
    scene.report(later, &[(0, PRICE)]).await;
    let too_late = scene.next_height().await;
    let report = scene.reporting(too_late, &[(0, PRICE)]).await;
    scene.refuses("keeper", &report, OracleNcnError::NotCertain).await;
}

/// Anyone adopts a table, so none is adopted that stops the oracle: with stake that may leave, with too few operators for a price, or
/// with a total that no share can be told of.
#[tokio::test]
async fn a_table_that_opens_no_height_is_not_adopted() {
    let mut scene = Scene::new().await;
    let uncertain = scene.new_table_until(OPERATORS, 0).await;
    scene.refuses("mallory", &[scene.oracle.adopt_table(&uncertain)], OracleNcnError::NotCertain).await;
    // The guarantee of the rules, from the end of a window that opens now.
    let now = scene.bank.now().await;
    let short = scene.new_table_until(OPERATORS, now + 10 + HEIGHT + 59).await;
    scene.refuses("mallory", &[scene.oracle.adopt_table(&short)], OracleNcnError::NotCertain).await;
    let now = scene.bank.now().await;
    let exact = scene.new_table_until(OPERATORS, now + 10 + HEIGHT + 60).await;
    scene.by("mallory", scene.oracle.adopt_table(&exact)).await;
    let few = scene.new_table(2).await;
    scene.refuses("mallory", &[scene.oracle.adopt_table(&few)], OracleNcnError::FewOperators).await;
    let saturated = scene.new_table(OPERATORS).await;
    let mut account = scene.bank.account(&saturated).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = u64::MAX;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&saturated, account);
    scene.refuses("mallory", &[scene.oracle.adopt_table(&saturated)], OracleNcnError::SaturatedTable).await;
}

/// A price is worth the stake that a lie would cost. Under a policy that cannot slash, no height opens.
#[tokio::test]
async fn a_policy_that_cannot_slash_gives_no_price() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let report = scene.reporting(height, &[(0, PRICE)]).await;
    let right = policy(&scene.oracle.ncn);
    let wrong = [
        (PolicyArgs { slasher: id("mallory"), ..right.clone() }, OracleNcnError::NotSlasher),
        (
            PolicyArgs { max_fraction: WHOLE - 1, equivocation_fraction: 1, ..right.clone() },
            OracleNcnError::PolicyFraction,
        ),
        (PolicyArgs { min_fraction: RULES.slash_fraction + 1, ..right.clone() }, OracleNcnError::PolicyFraction),
        (PolicyArgs { equivocation_fraction: 0, ..right.clone() }, OracleNcnError::PolicyFraction),
        (PolicyArgs { challenge_seconds: CHALLENGE - 1, ..right.clone() }, OracleNcnError::ShortChallenge),
        (PolicyArgs { cooldown_seconds: RULES.certain_seconds / 2 + 1, ..right.clone() }, OracleNcnError::LongCooldown),
        (PolicyArgs { height_zero: right.height_zero + 1, ..right.clone() }, OracleNcnError::OtherHeights),
        (PolicyArgs { height_millis: right.height_millis + 1, ..right.clone() }, OracleNcnError::OtherHeights),
    ];
    let closes_at = scene.bank.now().await + HEIGHT;
    let until = closes_at + RULES.certain_seconds as i64;
    for (args, error) in wrong {
        scene.in_force(args.clone()).await;
        scene.refuses("keeper", &report, error.clone()).await;
        // The same, announced: an offense at the height would be slashed under it, if it can be.
        for from in [closes_at + 1, until] {
            scene.announced(right.clone(), args.clone(), from).await;
            scene.refuses("keeper", &report, error.clone()).await;
        }
    }
    // From then on, nothing of the height can be slashed any more.
    let last = PolicyArgs { slasher: id("mallory"), ..right.clone() };
    scene.announced(right, last, until + 1).await;
    scene.all("keeper", &report).await;
}

/// The account of an open round takes no later height, or one report would erase what the others said.
#[tokio::test]
async fn a_round_is_not_overwritten_before_it_is_final() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (2, PRICE), (3, PRICE), (4, 2 * PRICE)]).await;
    // As if the window had just ended when the ring returns to the account.
    let account = scene.oracle.round(height);
    while scene.next_height().await < height + ROUNDS {}
    let now = scene.bank.now().await;
    let mut data = scene.bank.account(&account).await.expect("a round");
    let mut head = PriceRound::from_bytes(&data.data[..PriceRound::LEN]).expect("a round");
    head.round.closes_at = now - HEIGHT + 1;
    data.data[..PriceRound::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a round"));
    scene.bank.put(&account, data);
    let later = scene.reporting(height + ROUNDS, &[(0, PRICE)]).await;
    scene.refuses("mallory", &later, OracleNcnError::AccountBusy).await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.judge(height, 4, true).await.0, 5);
    scene.all("keeper", &later).await;
}

/// A ring that returns too early leaves no time to close and to judge.
#[tokio::test]
async fn a_short_ring_is_refused() {
    let mut scene = Scene::new().await;
    let short = PriceOracle { rounds: 3, ..PriceOracle::new(scene.oracle.ncn, id("ncn"), 9, ROUNDS) };
    scene.refuses("ncn", &[short.open_feed()], OracleNcnError::RingTooShort).await;
    // A longer window of later rules, for a ring of eight minutes.
    scene.by("ncn", scene.oracle.set_rules(RuleFigures { window_seconds: 121, ..RULES })).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + restaking_tests::SLOWEST_RISE).await;
    scene.table = scene.new_table(OPERATORS).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.next_height().await;
    let report = scene.reporting(height, &[(0, PRICE)]).await;
    scene.refuses("keeper", &report, OracleNcnError::RingTooShort).await;
}

/// One operator opens a round that nobody else knows of.
#[tokio::test]
async fn nobody_is_absent_from_a_round_of_one_operator() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), None, None, None, None]).await;
    assert_eq!(scene.judge(height, 4, false).await.0, 3);
    assert_eq!((scene.score(4).await.missed, scene.score(4).await.absences), (0, 0));
}

/// Errors do not add up: an operator is slashed for one deviation in a period, in whatever feed.
#[tokio::test]
async fn deviations_of_a_period_are_slashed_once_over_all_feeds() {
    let mut scene = Scene::new().await;
    let first = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)]).await;
    scene.judge(first, 4, true).await;
    let slash = scene.slashing(first, 4).await;
    scene.by("keeper", slash).await;
    let second = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)]).await;
    scene.judge(second, 4, true).await;
    let (one, two) = (scene.offense(first, 4).await, scene.offense(second, 4).await);
    assert_eq!((one.incident, one.offense_at + 120), (two.incident, two.offense_at));
    let again = scene.slashing(second, 4).await;
    let failure = scene.bank.refused(again, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);

    // Another feed with the same operators.
    let other = PriceOracle::new(scene.oracle.ncn, id("ncn"), 9, ROUNDS);
    scene.by("ncn", other.open_feed()).await;
    for slot in 0..ROUNDS {
        scene.by("keeper", other.open_round(&id("keeper"), slot)).await;
    }
    scene.by("keeper", other.open_score(&id("keeper"), &scene.splits[4].operator)).await;
    let feed = std::mem::replace(&mut scene.oracle, other);
    let third = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)]).await;
    scene.judge(third, 4, true).await;
    let again = scene.slashing(third, 4).await;
    let failure = scene.bank.refused(again, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    scene.oracle = feed;
    assert_eq!(scene.record(4).await.slashes, 1);
}

/// The evidence stays as long as a slash may need it; then the reporter has its rent again.
#[tokio::test]
async fn an_offense_is_closed_when_no_slash_can_follow() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    scene.judge(height, 4, true).await;
    let (offense, operator) = (scene.offense(height, 4).await, scene.splits[4].operator);
    let close = scene.oracle.close_offense(height, &operator, &id("reporter"));
    scene.bank.warp(offense.judged_at + EVIDENCE_NEEDED - 1).await;
    scene.refuses("mallory", std::slice::from_ref(&close), OracleNcnError::OffenseLive).await;
    let stolen = scene.oracle.close_offense(height, &operator, &id("mallory"));
    scene.bank.warp(offense.judged_at + EVIDENCE_NEEDED).await;
    scene.refuses("mallory", &[stolen], OracleNcnError::WrongReporter).await;
    let address = scene.oracle.offense(height, &operator);
    let rent = scene.bank.account(&address).await.expect("an offense").lamports;
    let before = scene.bank.account(&id("reporter")).await.expect("a wallet").lamports;
    scene.by("mallory", close).await;
    assert!(scene.bank.account(&address).await.is_none());
    assert_eq!(scene.bank.account(&id("reporter")).await.expect("a wallet").lamports, before + rent);
}

/// A policy that became milder since the offense bounds the slash.
#[tokio::test]
async fn a_slash_is_bounded_by_the_policy_of_its_time() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    scene.judge(height, 4, true).await;
    let milder = WHOLE / 20;
    let args = PolicyArgs { max_fraction: milder, equivocation_fraction: milder, ..policy(&scene.oracle.ncn) };
    scene.in_force(args).await;
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
    let incident = scene.offense(height, 4).await.incident;
    let proposal = scene.splits[4].proposal(incident);
    let proposed: restaking_client::SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!((proposed.fraction, proposed.slash.stake), (milder, STAKE / 20));
}

/// A jailed operator has no weight in the next table. In the table before it keeps its weight, as the core's tables do.
#[tokio::test]
async fn a_jailed_operator_has_no_weight_in_the_next_table() {
    let mut scene = Scene::with(RuleFigures { absent_times: 1, absent_of: 1, ..RULES }).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), None]).await;
    assert_eq!(scene.judge(height, 4, false).await.0, 2);
    scene.by("keeper", scene.oracle.jail(&scene.splits[4].operator)).await;
    scene.table = scene.new_table(OPERATORS).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.next_height().await;
    let jailed = scene.reporting(height, &[(4, PRICE * 2)]).await;
    scene.refuses("keeper", &jailed, OracleNcnError::WrongOperator).await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (2, PRICE)]).await;
    scene.close().await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.feed().await.price.total_weight, 4 * STAKE);
    // Another's record: nobody is jailed for an operator's absence but itself.
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), None, None]).await;
    assert_eq!(scene.judge(height, 3, false).await.0, 2);
    let mut jail = scene.oracle.jail(&scene.splits[3].operator);
    jail.accounts[4].pubkey = pda::record(&scene.oracle.ncn, &scene.splits[0].operator);
    scene.refuses("keeper", &[jail], OracleNcnError::WrongScore).await;
    scene.by("keeper", scene.oracle.jail(&scene.splits[3].operator)).await;
}

/// Whatever its weight, one operator alone is no oracle.
#[tokio::test]
async fn all_weight_in_one_operator_gives_no_price() {
    let mut scene = Scene::new().await;
    let table = scene.table;
    let mut account = scene.bank.account(&table).await.expect("a table");
    let (mut weights, at) = (restaking_client::table::entries(&account.data).expect("entries"), StakeTable::LEN + 8);
    for (place, entry) in weights.iter_mut().enumerate() {
        entry.weight = if place == 0 { 5 * STAKE - 4 } else { 1 };
        let weight = at + 88 * place + 32;
        account.data[weight..weight + 8].copy_from_slice(&entry.weight.to_le_bytes());
    }
    scene.bank.put(&table, account);
    let height = scene.round([Some(PRICE), None, None, None, None]).await;
    let round = scene.price_round(height).await.round;
    assert_eq!((round.price, round.weight, round.total_weight, round.number), (0, 5 * STAKE - 4, 5 * STAKE, 1));
    assert_eq!(scene.feed().await.price.price, 0);
    assert_eq!(scene.judge(height, 0, false).await.0, 3);
}

#[tokio::test]
async fn a_zero_abstains_and_a_negative_price_is_refused() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    for price in [-1, i64::MIN] {
        let report = scene.reporting(height, &[(0, price)]).await;
        scene.refuses("keeper", &report, OracleNcnError::NegativePrice).await;
    }
    scene.report(height, &[(0, 0), (1, PRICE), (2, PRICE), (3, PRICE), (4, PRICE)]).await;
    scene.close().await;
    // An abstention is no price of the order.
    let wrong = scene.oracle.finalize(&scene.table, height, vec![0, 1, 2, 3]);
    scene.refuses("keeper", &[wrong], OracleNcnError::OrderNoPrice).await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.judge(height, 0, false).await.0, 1);
    assert_eq!(scene.score(0).await.missed, 0);
}

/// Another order of equal prices gives the same median; any other order is refused.
#[tokio::test]
async fn no_order_moves_the_median() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let prices = [PRICE + 3, PRICE, PRICE, PRICE + 1, i64::MAX];
    let votes: Vec<(usize, i64)> = prices.into_iter().enumerate().collect();
    scene.report(height, &votes).await;
    let early = scene.finalizing(height).await;
    scene.refuses("keeper", &[early], OracleNcnError::WindowOpen).await;
    scene.close().await;
    for (order, error) in [
        (vec![1, 2, 3, 0], OracleNcnError::OrderCount),
        (vec![1, 2, 3, 0, 4, 4], OracleNcnError::OrderCount),
        (vec![1, 2, 3, 3, 4], OracleNcnError::OrderTwice),
        (vec![1, 2, 3, 0, 5], OracleNcnError::OrderNoPrice),
        (vec![1, 2, 3, 0, 255], OracleNcnError::OrderNoPrice),
        (vec![1, 3, 2, 0, 4], OracleNcnError::OrderFalls),
        (vec![], OracleNcnError::OrderCount),
    ] {
        let finalize = scene.oracle.finalize(&scene.table, height, order);
        scene.refuses("mallory", &[finalize], error).await;
    }
    let finalize = scene.oracle.finalize(&scene.table, height, vec![2, 1, 3, 0, 4]);
    scene.by("mallory", finalize.clone()).await;
    assert_eq!(scene.feed().await.price.price, PRICE + 1);
    scene.refuses("mallory", &[finalize], OracleNcnError::AlreadyFinal).await;
}

#[tokio::test]
async fn an_operator_is_judged_once_after_the_end_and_before_the_account_serves_another_height() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let votes: Vec<(usize, i64)> = [PRICE, PRICE, PRICE, PRICE, 2 * PRICE].into_iter().enumerate().collect();
    scene.report(height, &votes).await;
    let early = scene.judging("reporter", height, 4, true);
    scene.refuses("reporter", &[early], OracleNcnError::NotFinal).await;
    scene.close().await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    // Without an offense's account a verdict cannot be wasted, and without an offense there is none.
    let hidden = scene.judging("mallory", height, 4, false);
    scene.refuses("mallory", &[hidden], OracleNcnError::NotAnOffense).await;
    let invented = scene.judging("mallory", height, 0, true);
    scene.refuses("mallory", &[invented], OracleNcnError::NotAnOffense).await;
    // Another operator's score.
    let mut other = scene.judging("mallory", height, 4, true);
    other.accounts[4].pubkey = scene.oracle.score(&scene.splits[0].operator);
    scene.refuses("mallory", &[other], OracleNcnError::WrongScore).await;
    let absent = scene.oracle.judge(&id("mallory"), &scene.table, (height, 5), &scene.splits[0].operator, false);
    scene.refuses("mallory", &[absent], OracleNcnError::NoEntry).await;
    assert_eq!(scene.judge(height, 4, true).await, (5, 10_000));
    let again = scene.judging("mallory", height, 4, false);
    scene.refuses("mallory", &[again], OracleNcnError::AlreadyJudged).await;
    // Eight heights on the account has another round.
    while scene.next_height().await < height + ROUNDS {}
    scene.report(height + ROUNDS, &[(0, PRICE)]).await;
    let reused = scene.judging("mallory", height, 3, false);
    scene.refuses("mallory", &[reused], OracleNcnError::OtherHeight).await;
    let open = scene.judging("mallory", height + ROUNDS, 3, false);
    scene.refuses("mallory", &[open], OracleNcnError::NotFinal).await;
    // The offense outlives its round.
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
}

/// An operator that reports itself gets the reporter's share at the most, which the core bounds.
#[tokio::test]
async fn an_operator_that_judges_itself_saves_its_reporters_share_alone() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    let judge = scene.judging("operator", height, 4, true);
    scene.by("operator", judge).await;
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
    let incident = scene.offense(height, 4).await.incident;
    let proposal = scene.splits[4].proposal(incident);
    let proposed: restaking_client::SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!((proposed.slash.stake, proposed.owed[0]), (STAKE / 10, STAKE / 10 / 20));
    assert_eq!(proposed.reporter, id("operator"));
}

/// A slash for another operator, another oracle, or another core.
#[tokio::test]
async fn a_slash_takes_from_the_offender_alone() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    scene.judge(height, 4, true).await;
    let right = scene.slashing(height, 4).await;
    let keeper = key("keeper");
    let epoch = scene.bank.epoch().await;
    let incident = scene.offense(height, 4).await.incident;
    let honest = scene.oracle.slash(&id("keeper"), &scene.splits[0], (height, incident), epoch);
    let mut stolen = honest.clone();
    stolen.accounts[2].pubkey = right.accounts[2].pubkey;
    scene.refuses("keeper", &[stolen], OracleNcnError::WrongOffense).await;
    let mut mixed = right.clone();
    mixed.accounts[4].pubkey = honest.accounts[4].pubkey;
    let failure = scene.bank.refused(mixed, &[&keeper]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRecord), "{:#?}", failure.logs);
    let mut other = right.clone();
    other.accounts[15].pubkey = id("a program");
    scene.refuses("keeper", &[other], OracleNcnError::NotCore).await;
    let mut other_ncn = right.clone();
    other_ncn.accounts[3].pubkey = scene.bank.add_ncn("mallory", 0).await;
    scene.refuses("keeper", &[other_ncn], OracleNcnError::WrongNcn).await;
    scene.by("keeper", right).await;
    assert_eq!((scene.record(4).await.slashes, scene.record(0).await.slashes), (1, 0));
}

/// The core refuses the oracle's slash of an offense that is older than a vault's epoch, and any slash by another program's address.
#[tokio::test]
async fn an_old_offense_is_refused_by_the_core() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    scene.judge(height, 4, true).await;
    // By the last second of the window, in which the vote may have come.
    let at = GENESIS + (height as i64 + 1) * HEIGHT - 1;
    assert_eq!(scene.offense(height, 4).await.offense_at, at);
    scene.bank.warp(at + restaking_tests::EPOCH as i64 + 1).await;
    let slash = scene.slashing(height, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OffenseTooOld), "{:#?}", failure.logs);
    scene.bank.warp(at + restaking_tests::EPOCH as i64).await;
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
}

/// Nobody can wait until earlier slashes leave almost nothing of the epoch's limit, and end an incident for that.
#[tokio::test]
async fn a_slash_of_almost_nothing_does_not_end_an_incident() {
    let mut scene = Scene::new().await;
    let vault = scene.splits[0].vault;
    // 21,000 of the vault may go in an epoch, 20,000 by one slash.
    scene.bank.by("creator", harness::slash::set_breaker(&vault, 200, 210)).await;
    let split = scene.splits[0];
    scene.bank.age(&split).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]).await;
    scene.judge(height, 4, true).await;
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE), Some(PRICE)]).await;
    scene.judge(height, 3, true).await;
    let slash = scene.slashing(height, 3).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::BelowMinimum), "{:#?}", failure.logs);
}

#[tokio::test]
async fn rules_change_after_the_notice_and_for_later_rounds_alone() {
    let mut scene = Scene::new().await;
    let milder = RuleFigures { warning_bps: 2_000, slash_bps: 3_000, ..RULES };
    scene.by("ncn", scene.oracle.set_rules(milder.clone())).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)]).await;
    assert_eq!(scene.judge(height, 4, true).await.0, 5, "the notice is not over");
    let mut stranger = scene.oracle.set_rules(milder);
    stranger.accounts[0].pubkey = id("mallory");
    scene.refuses("mallory", &[stranger], OracleNcnError::NotNcnAdmin).await;
    let broken = scene.oracle.set_rules(RuleFigures { safety_bps: 5_000, ..RULES });
    scene.refuses("ncn", &[broken], OracleNcnError::RuleOutOfBounds).await;
    // Milder rules that are announced stand.
    let withdrawn = scene.oracle.set_rules(RULES);
    scene.refuses("ncn", &[withdrawn], OracleNcnError::MilderAnnounced).await;
    let now = scene.bank.now().await;
    let open = scene.next_height().await;
    let votes: Vec<(usize, i64)> = [PRICE, PRICE, PRICE, PRICE, PRICE * 112 / 100].into_iter().enumerate().collect();
    scene.report(open, &votes).await;
    scene.bank.warp(now + restaking_tests::SLOWEST_RISE).await;
    // A round that opened before the change is judged by the rules before it.
    let finalize = scene.finalizing(open).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.judge(open, 4, true).await.0, 5);
    scene.table = scene.new_table(OPERATORS).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE * 112 / 100)]).await;
    assert_eq!(scene.judge(height, 4, false).await.0, 0);
}

/// Accounts of another oracle: its feeds, rounds and scores have no effect here.
#[tokio::test]
async fn an_oracle_of_a_stranger_harms_nobody() {
    let mut scene = Scene::new().await;
    let height = scene.round(AGREED).await;
    let mallory = id("mallory");
    let own = scene.add_oracle("mallory", scene.oracle.number).await;
    scene.by("mallory", own.open_score(&mallory, &scene.splits[0].operator)).await;
    let mut judge = scene.judging("mallory", height, 0, false);
    judge.accounts[4].pubkey = own.score(&scene.splits[0].operator);
    scene.refuses("mallory", &[judge], OracleNcnError::WrongScore).await;
    let mut jail = own.jail(&scene.splits[0].operator);
    jail.accounts[0] = AccountMeta::new_readonly(scene.oracle.address, false);
    scene.refuses("mallory", &[jail], OracleNcnError::WrongOracle).await;
    // The oracle of an NCN is its admin's alone, and no policy names mallory's.
    let mut other: Instruction = PriceOracle::new(scene.oracle.ncn, mallory, 9, ROUNDS).open_feed();
    other.accounts[0].pubkey = mallory;
    scene.refuses("mallory", &[other], OracleNcnError::NotNcnAdmin).await;
}
