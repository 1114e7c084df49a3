//! Attacks on a service, each of which fails.

use harness::keys::domain;
use harness::slash::WHOLE;
use harness::{Signatures, key, table};
use restaking_client::{PolicyArgs, RestakingError, StakeTable, pda, signing_domain, vote_message};
use restaking_tests::{EPOCH, id};
use solana_program::instruction::Instruction;
use template_client::{RuleFigures, TemplateNcnError, VOTE_KIND};

use crate::scene::{A, B, HEIGHT, OPERATORS, RULES, STAKE, Scene, policy, voter};

/// The message, signed by operator 0, in a report of `height` with the key of that operator.
fn carried(scene: &Scene, height: u64, message: &[u8]) -> [Instruction; 2] {
    let signer = voter(0);
    let signed = Signatures::of(&[(&signer, message)]).instruction();
    [signed, scene.at.carry(&scene.table, height, std::iter::once(&signer))]
}

#[tokio::test]
async fn a_vote_outside_of_the_window_is_refused() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    let late = scene.voting(height, &[(1, A)]);
    scene.vote(height, &[(0, A)]).await;
    scene.pass(HEIGHT).await;
    scene.refused("keeper", &late, TemplateNcnError::WindowClosed).await;
}

#[tokio::test]
async fn a_vote_is_for_its_own_ncn_cluster_kind_and_height_alone() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    let own = domain(&scene.ncn);
    for message in [
        vote_message(&domain(&id("another NCN")), VOTE_KIND, height, &A),
        vote_message(&signing_domain(&[1; 32], &scene.ncn), VOTE_KIND, height, &A),
        vote_message(&own, VOTE_KIND + 1, height, &A),
        vote_message(&own, VOTE_KIND, height + 1, &A),
        vote_message(&own, VOTE_KIND, height, &[]),
        vec![7; 20],
    ] {
        scene.refused("keeper", &carried(&scene, height, &message), TemplateNcnError::NotAVote).await;
    }
    for content in [&A[..31], &[1; 33]] {
        let message = vote_message(&own, VOTE_KIND, height, content);
        scene.refused("keeper", &carried(&scene, height, &message), TemplateNcnError::WrongContent).await;
    }
    // The signature of another key, and a report without signatures.
    let message = vote_message(&own, VOTE_KIND, height, &A);
    let [_, carry] = carried(&scene, height, &message);
    let forged = Signatures::of(&[(&key("mallory"), &message)]).instruction();
    scene.refused("keeper", &[forged, carry.clone()], TemplateNcnError::WrongKey).await;
    scene.refused("keeper", &[carry], TemplateNcnError::NoSignatures).await;
}

/// A key is used by the height's time, as for the core's proof of two votes: no vote is accepted that could be contradicted free of charge.
#[tokio::test]
async fn a_key_that_was_rotated_inside_the_window_votes_for_the_heights_before() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    scene.pass(10).await;
    let (old, next) = (voter(0), key("next voter"));
    scene.register(0, &next, Some(&old)).await;
    let by_new = scene.at.report(&scene.table, height, &[(&next, A)]);
    scene.refused("keeper", &by_new, TemplateNcnError::KeyNotActive).await;
    let by_old = scene.at.report(&scene.table, height, &[(&old, A)]);
    scene.run("keeper", &by_old).await;
    let later = scene.open_next().await;
    let by_old = scene.at.report(&scene.table, later, &[(&old, A)]);
    scene.refused("keeper", &by_old, TemplateNcnError::KeyNotActive).await;
    let by_new = scene.at.report(&scene.table, later, &[(&next, A)]);
    scene.run("keeper", &by_new).await;
}

/// In the second of a rotation both keys are active. The second vote of the operator changes nothing.
#[tokio::test]
async fn an_operator_with_two_keys_votes_once() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    let next = key("next voter");
    scene.register(0, &next, Some(&voter(0))).await;
    scene.vote(height, &[(0, A)]).await;
    let second = scene.at.report(&scene.table, height, &[(&next, B)]);
    scene.refused("keeper", &second, TemplateNcnError::NothingNew).await;
    // Beside a vote that is new it is skipped.
    let both = scene.at.report(&scene.table, height, &[(&next, B), (&voter(1), A)]);
    scene.run("keeper", &both).await;
    let round = scene.read_round(height).await;
    assert_eq!((round.votes, round.voted_weight), (2, 2 * STAKE));
    assert_eq!(scene.votes(height).await[0].value, A);
}

#[tokio::test]
async fn a_round_keeps_its_table() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    scene.vote(height, &[(0, A), (1, A), (2, A)]).await;
    let first = scene.table;
    // A later table of three operators, adopted within the window: under it, three are a quorum.
    let second = scene.new_table(3).await;
    scene.run("mallory", &[scene.at.adopt_table(&second)]).await;
    scene.table = second;
    let other = scene.voting(height, &[(3, A)]);
    scene.refused("keeper", &other, TemplateNcnError::WrongTable).await;
    scene.refused("keeper", &[scene.at.finalize(&second, height, 0)], TemplateNcnError::WrongTable).await;
    scene.refused("keeper", &[scene.at.finalize(&first, height, 0)], TemplateNcnError::NoQuorum).await;
    // The next height has the later table, in which the others have no entry.
    let old = scene.next_height().await;
    scene.refused("keeper", &[scene.at.open_round(&id("keeper"), &first, old)], TemplateNcnError::WrongTable).await;
    let height = scene.open_next().await;
    let stranger = scene.voting(height, &[(3, A)]);
    scene.refused("keeper", &stranger, TemplateNcnError::WrongOperator).await;
    scene.vote(height, &[(0, A)]).await;
}

#[tokio::test]
async fn only_a_final_later_and_heavy_table_of_the_ncn_is_adopted() {
    let mut scene = Scene::with(RuleFigures { min_table_weight: 3 * STAKE, ..RULES }).await;
    let until = scene.most_certain().await;
    let open = scene.open_table(OPERATORS, until).await;
    scene.refused("keeper", &[scene.at.adopt_table(&open)], TemplateNcnError::TableOpen).await;
    scene.pass(10).await;
    scene.run("keeper", &[scene.at.adopt_table(&open)]).await;
    scene.refused("keeper", &[scene.at.adopt_table(&open)], TemplateNcnError::OldTable).await;
    scene.refused("keeper", &[scene.at.adopt_table(&scene.table)], TemplateNcnError::OldTable).await;
    // An operator captures itself and a friend alone.
    let light = scene.new_table(2).await;
    scene.refused("keeper", &[scene.at.adopt_table(&light)], TemplateNcnError::LightTable).await;
    // Another NCN's, and an account that is no table.
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let (foreign, mallory) = (pda::stake_table(&ncn, 0), id("mallory"));
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    scene.pass(10).await;
    scene.refused("mallory", &[scene.at.adopt_table(&foreign)], TemplateNcnError::WrongNcn).await;
    for other in [scene.ncn, id("nothing")] {
        scene.refused("mallory", &[scene.at.adopt_table(&other)], TemplateNcnError::NotATable).await;
    }
    let mut forged = scene.bank.account(&open).await.expect("a table");
    forged.owner = id("a program of mallory");
    scene.bank.put(&id("forged"), forged);
    scene.refused("mallory", &[scene.at.adopt_table(&id("forged"))], TemplateNcnError::NotATable).await;
}

/// Anyone adopts a table, so none is adopted that stops the service: with stake that may leave, or with a total that no share can be
/// told of.
#[tokio::test]
async fn a_table_that_opens_no_round_is_not_adopted() {
    let mut scene = Scene::new().await;
    let uncertain = scene.new_table_until(OPERATORS, 0).await;
    scene.refused("mallory", &[scene.at.adopt_table(&uncertain)], TemplateNcnError::NotCertain).await;
    // The guarantee of the rules, from the end of a window that opens now.
    let now = scene.bank.now().await;
    let short = scene.new_table_until(OPERATORS, now + 10 + HEIGHT + 59).await;
    scene.refused("mallory", &[scene.at.adopt_table(&short)], TemplateNcnError::NotCertain).await;
    let now = scene.bank.now().await;
    let exact = scene.new_table_until(OPERATORS, now + 10 + HEIGHT + 60).await;
    scene.run("mallory", &[scene.at.adopt_table(&exact)]).await;
    // Its guarantee is too short for a later height.
    scene.table = exact;
    let height = scene.next_height().await;
    let open = scene.at.open_round(&id("keeper"), &exact, height);
    scene.refused("keeper", &[open], TemplateNcnError::NotCertain).await;
    let saturated = scene.new_table(OPERATORS).await;
    let mut account = scene.bank.account(&saturated).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = u64::MAX;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&saturated, account);
    scene.refused("mallory", &[scene.at.adopt_table(&saturated)], TemplateNcnError::SaturatedTable).await;
}

/// One operator opens a round that nobody else knows of.
#[tokio::test]
async fn nobody_is_absent_from_a_round_of_one_operator() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A), None, None, None, None]).await;
    scene.pass(HEIGHT).await;
    assert_eq!(scene.judge(height, 4).await, 3);
    assert_eq!((scene.score(4).await.missed, scene.score(4).await.absences), (0, 0));
}

/// A silent operator opens rounds that nobody attends, so that its absences lie far apart.
#[tokio::test]
async fn empty_rounds_hide_no_absence() {
    let mut scene = Scene::new().await;
    for number in 1..=3 {
        for _ in 0..5 {
            let empty = scene.open_next().await;
            assert_eq!(scene.read_round(empty).await.number, 0);
        }
        let height = scene.round([Some(A), Some(A), Some(A), Some(A), None]).await;
        assert_eq!(scene.read_round(height).await.number, number);
        assert_eq!(scene.judge(height, 4).await, 2);
    }
    scene.run("keeper", &[scene.at.jail(&scene.splits[4].operator)]).await;
}

/// The rounds of an outage that are judged after the jail jail no second time.
#[tokio::test]
async fn one_outage_jails_once() {
    let mut scene = Scene::new().await;
    let mut heights = vec![];
    for _ in 0..6 {
        heights.push(scene.round([Some(A), Some(A), Some(A), Some(A), None]).await);
    }
    let jail = scene.at.jail(&scene.splits[4].operator);
    for height in &heights[..3] {
        assert_eq!(scene.judge(*height, 4).await, 2);
    }
    scene.run("keeper", std::slice::from_ref(&jail)).await;
    for height in &heights[3..] {
        assert_eq!(scene.judge(*height, 4).await, 2);
    }
    scene.refused("mallory", &[jail], TemplateNcnError::TooFewMissed).await;
    let score = scene.score(4).await;
    assert_eq!((score.absences, score.jailed_through), (6, 6));
}

/// A verdict before the value is final cannot hide an offense: the slash needs no verdict.
#[tokio::test]
async fn a_cheat_that_judges_itself_early_is_slashed() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    scene.vote(height, &[(0, A), (1, A), (2, A), (3, A), (4, B)]).await;
    scene.pass(HEIGHT).await;
    let early = scene.judging(height, 4);
    scene.refused("mallory", &[early], TemplateNcnError::NotFinal).await;
    scene.pass(HEIGHT).await;
    assert_eq!(scene.judge(height, 4).await, 3);
    scene.run("keeper", &[scene.at.finalize(&scene.table, height, 0)]).await;
    let slash = scene.slashing(height, 4).await;
    scene.run("reporter", &[slash]).await;
    assert_eq!(scene.record(4).await.slashes, 1);
}

/// Errors do not add up: a broken source costs one slash a period.
#[tokio::test]
async fn offenses_of_a_period_are_slashed_once() {
    let mut scene = Scene::new().await;
    let votes = [Some(A), Some(A), Some(A), Some(A), Some(B)];
    let first = scene.round(votes).await;
    let slash = scene.slashing(first, 4).await;
    scene.run("reporter", &[slash]).await;
    let second = scene.round(votes).await;
    assert_eq!(scene.incident(first).await, scene.incident(second).await);
    let again = scene.slashing(second, 4).await;
    let failure = scene.bank.refused(again, &[&key("reporter")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
}

/// A slash for another operator, another NCN, or another core.
#[tokio::test]
async fn a_slash_takes_from_the_offender_alone() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let right = scene.slashing(height, 4).await;
    // The offender's place with an honest operator's stake.
    let (epoch, incident) = (scene.bank.epoch().await, scene.incident(height).await);
    let reporter = id("reporter");
    let stolen = scene.at.slash(&reporter, &scene.splits[0], &scene.table, (height, 4, incident), epoch);
    scene.refused("reporter", std::slice::from_ref(&stolen), TemplateNcnError::NotTheOffender).await;
    let mut mixed = right.clone();
    mixed.accounts[5].pubkey = stolen.accounts[5].pubkey;
    let failure = scene.bank.refused(mixed, &[&key("reporter")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRecord), "{:#?}", failure.logs);
    let beyond = scene.at.slash(&reporter, &scene.splits[4], &scene.table, (height, 5, incident), epoch);
    scene.refused("reporter", &[beyond], TemplateNcnError::NoEntry).await;
    let mut other = right.clone();
    other.accounts[16].pubkey = id("a program");
    scene.refused("reporter", &[other], TemplateNcnError::NotCore).await;
    let mut other_ncn = right.clone();
    other_ncn.accounts[4].pubkey = scene.bank.add_ncn("mallory", 0).await;
    scene.refused("reporter", &[other_ncn], TemplateNcnError::WrongNcn).await;
    scene.run("reporter", &[right]).await;
    assert_eq!((scene.record(4).await.slashes, scene.record(0).await.slashes), (1, 0));
}

/// The core refuses a slash of an offense that is older than a vault's epoch.
#[tokio::test]
async fn an_old_offense_is_refused_by_the_core() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    // By the last second of the window, in which the vote may have come.
    let at = scene.read_round(height).await.closes_at - 1;
    scene.bank.warp(at + EPOCH as i64 + 1).await;
    let slash = scene.slashing(height, 4).await;
    let failure = scene.bank.refused(slash, &[&key("reporter")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OffenseTooOld), "{:#?}", failure.logs);
    scene.bank.warp(at + EPOCH as i64).await;
    let slash = scene.slashing(height, 4).await;
    scene.run("reporter", &[slash]).await;
}

/// A policy that became milder since the offense bounds the slash.
#[tokio::test]
async fn a_slash_is_bounded_by_the_policy_of_its_time() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let milder = WHOLE / 20;
    let args = PolicyArgs { max_fraction: milder, equivocation_fraction: milder, ..policy(&scene.at.ncn) };
    scene.in_force(args).await;
    let slash = scene.slashing(height, 4).await;
    scene.run("reporter", &[slash]).await;
    let incident = scene.incident(height).await;
    let proposal = scene.splits[4].proposal(incident);
    let proposed: restaking_client::SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!((proposed.fraction, proposed.slash.stake), (milder, STAKE / 20));
}

/// An operator is judged at its own place, by its own score, and jailed by its own record.
#[tokio::test]
async fn nobody_is_judged_or_jailed_for_another() {
    let mut scene = Scene::with(RuleFigures { absent_times: 1, absent_of: 1, ..RULES }).await;
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), None]).await;
    let (silent, honest) = (scene.splits[4].operator, scene.splits[0].operator);
    let table = scene.table;
    scene.refused("mallory", &[scene.at.judge(&table, height, (4, honest))], TemplateNcnError::WrongScore).await;
    scene.refused("mallory", &[scene.at.judge(&table, height, (0, silent))], TemplateNcnError::WrongScore).await;
    scene.refused("mallory", &[scene.at.judge(&table, height, (5, silent))], TemplateNcnError::NoEntry).await;
    assert_eq!(scene.judge(height, 4).await, 2);
    let mut jail = scene.at.jail(&silent);
    jail.accounts[3].pubkey = pda::record(&scene.ncn, &honest);
    scene.refused("mallory", &[jail], TemplateNcnError::NotTheOffender).await;
    scene.run("keeper", &[scene.at.jail(&silent)]).await;
    // A jailed operator has no weight in the next table, and no rule shortens the jail.
    scene.table = scene.new_table(OPERATORS).await;
    scene.run("keeper", &[scene.at.adopt_table(&scene.table)]).await;
    let height = scene.open_next().await;
    assert_eq!(scene.read_round(height).await.total_weight, 4 * STAKE);
    let jailed = scene.voting(height, &[(4, A)]);
    scene.refused("keeper", &jailed, TemplateNcnError::WrongOperator).await;
}
