//! Attacks on an oracle, each of which fails.

use harness::oracle::PriceOracle;
use harness::{Signatures, key, table};
use restaking_client::oracle::{OracleNcnError, RuleFigures};
use restaking_client::{pda, vote_message};
use restaking_tests::{GENESIS, id};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};

use crate::scene::{HEIGHT, OPERATORS, PRICE, ROUNDS, RULES, STAKE, Scene, voter};

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
    scene.refuses("keeper", &[carry.clone()], OracleNcnError::NoSignatures).await;
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
    // A later table of one operator, adopted within the window.
    let second = scene.new_table(1, 0).await;
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
    let open = scene.open_table(OPERATORS, 0).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&open)], OracleNcnError::TableOpen).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + 10).await;
    scene.by("keeper", scene.oracle.adopt_table(&open)).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&open)], OracleNcnError::OldTable).await;
    scene.refuses("keeper", &[scene.oracle.adopt_table(&scene.table)], OracleNcnError::OldTable).await;
    // An operator captures itself alone.
    let light = scene.new_table(2, 0).await;
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

/// Where the rules ask for it, the stake behind a vote can be slashed long enough after it.
#[tokio::test]
async fn a_table_of_stake_that_may_leave_opens_no_height() {
    let mut scene = Scene::with(RuleFigures { certain_seconds: 600, ..RULES }).await;
    let height = scene.next_height().await;
    let report = scene.reporting(height, &[(0, PRICE)]).await;
    scene.refuses("keeper", &report, OracleNcnError::NotCertain).await;
    let now = scene.bank.now().await;
    scene.table = scene.new_table(OPERATORS, now + 780).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE)]).await;
    let later = scene.next_height().await;
    scene.report(later, &[(0, PRICE)]).await;
    let too_late = scene.next_height().await;
    let report = scene.reporting(too_late, &[(0, PRICE)]).await;
    scene.refuses("keeper", &report, OracleNcnError::NotCertain).await;
}

/// A jailed operator has no weight in the next table. In the table before it keeps its weight, as the core's tables do.
#[tokio::test]
async fn a_jailed_operator_has_no_weight_in_the_next_table() {
    let mut scene = Scene::with(RuleFigures { absent_times: 1, absent_of: 1, ..RULES }).await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), None]).await;
    assert_eq!(scene.judge(height, 4, false).await.0, 2);
    scene.by("keeper", scene.oracle.jail(&scene.splits[4].operator)).await;
    scene.table = scene.new_table(OPERATORS, 0).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.next_height().await;
    let jailed = scene.reporting(height, &[(4, PRICE * 2)]).await;
    scene.refuses("keeper", &jailed, OracleNcnError::WrongOperator).await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (2, PRICE)]).await;
    scene.close().await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;
    assert_eq!(scene.feed().await.price.total_weight, 4 * STAKE);
    // Its record is another's: nobody is jailed for it.
    let mut jail = scene.oracle.jail(&scene.splits[0].operator);
    jail.accounts[4].pubkey = pda::record(&scene.oracle.ncn, &scene.splits[1].operator);
    scene.bank.refused(jail, &[]).await;
}

/// Whatever its weight, one operator alone is no oracle.
#[tokio::test]
async fn all_weight_in_one_operator_gives_no_price() {
    let mut scene = Scene::new().await;
    scene.table = scene.new_table(1, 0).await;
    scene.by("keeper", scene.oracle.adopt_table(&scene.table)).await;
    let height = scene.round([Some(PRICE), None, None, None, None]).await;
    let round = scene.price_round(height).await.round;
    assert_eq!((round.price, round.weight, round.total_weight, round.number), (0, STAKE, STAKE, 1));
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
    let honest = scene.slashing(height, 0).await;
    let mut stolen = honest.clone();
    stolen.accounts[2].pubkey = right.accounts[2].pubkey;
    scene.refuses("keeper", &[stolen], OracleNcnError::WrongOffense).await;
    let mut mixed = right.clone();
    mixed.accounts[4].pubkey = honest.accounts[4].pubkey;
    scene.bank.refused(mixed, &[&keeper]).await;
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
    let at = GENESIS + height as i64 * HEIGHT;
    scene.bank.warp(at + restaking_tests::EPOCH as i64 + 1).await;
    let slash = scene.slashing(height, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(restaking_client::RestakingError::OffenseTooOld), "{:#?}", failure.logs);
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
    assert_eq!(failure.restaking(), Some(restaking_client::RestakingError::BelowMinimum), "{:#?}", failure.logs);
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
    let now = scene.bank.now().await;
    scene.bank.warp(now + restaking_tests::SLOWEST_RISE).await;
    scene.table = scene.new_table(OPERATORS, 0).await;
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
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let own = PriceOracle::new(ncn, mallory, scene.oracle.number, ROUNDS);
    scene.by("mallory", own.open(RULES)).await;
    scene.by("mallory", own.open_feed()).await;
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
