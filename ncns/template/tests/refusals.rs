//! What opens a service's accounts, and what does not.

use harness::key;
use restaking_client::{PolicyArgs, pda};
use restaking_tests::{EVIDENCE_NEEDED, id};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;
use template_client::{RuleFigures, TemplateNcnError};
use template_ledger::rules::Rules;

use crate::scene::{A, Addresses, HEIGHT, OPERATORS, RULES, STAKE, Scene, policy};

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, at) = (id("mallory"), scene.at);
    // The service of the NCN exists; another admin's signature opens none.
    let failure = scene.bank.refused(at.open(RULES), &[&key("ncn")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let ncn = scene.bank.add_policy("mallory", 0, policy(&pda::ncn(&mallory, 0))).await;
    let own = Addresses::new(ncn, mallory);
    let wrong = own.open(RuleFigures { quorum_bps: 6_666, ..RULES });
    scene.refused("mallory", &[wrong], TemplateNcnError::RuleOutOfBounds).await;
    let others = scene.bank.add_ncn("creator", 0).await;
    let stolen = Addresses::new(others, mallory).open(RULES);
    scene.refused("mallory", &[stolen], TemplateNcnError::NotNcnAdmin).await;
    // A policy without times of heights.
    let timeless = Addresses::new(others, id("creator")).open(RULES);
    scene.refused("creator", &[timeless], TemplateNcnError::NoHeights).await;
    let again = at.open_score(&id("keeper"), &scene.splits[0].operator);
    let failure = scene.bank.refused(again, &[&key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    // A score is an operator's.
    let failure = scene.bank.refused(at.open_score(&mallory, &at.ncn), &[&key("mallory")]).await;
    let refused = TransactionError::InstructionError(1, InstructionError::InvalidAccountData);
    assert_eq!(failure.error, refused, "{:#?}", failure.logs);
    // A round is opened once.
    let height = scene.open_next().await;
    let again = at.open_round(&mallory, &scene.table, height);
    let failure = scene.bank.refused(again, &[&key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
}

#[tokio::test]
async fn a_round_needs_a_window_a_table_and_a_policy_that_slashes() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let open = |height| scene.at.open_round(&id("keeper"), &scene.table, height);
    let [before, this, after] = [open(height - 1), open(height), open(height + 1)];
    scene.refused("keeper", &[before], TemplateNcnError::WindowClosed).await;
    scene.refused("keeper", &[after], TemplateNcnError::WindowClosed).await;
    let closes_at = scene.bank.now().await + HEIGHT;
    let right = policy(&scene.ncn);
    let fraction = RULES.slash_fraction;
    let wrong = [
        (PolicyArgs { slasher: id("mallory"), ..right.clone() }, TemplateNcnError::NotSlasher),
        (
            PolicyArgs { max_fraction: fraction - 1, equivocation_fraction: 1, ..right.clone() },
            TemplateNcnError::PolicyFraction,
        ),
        (PolicyArgs { min_fraction: fraction + 1, ..right.clone() }, TemplateNcnError::PolicyFraction),
        (PolicyArgs { equivocation_fraction: 0, ..right.clone() }, TemplateNcnError::PolicyFraction),
        (
            PolicyArgs { challenge_seconds: right.challenge_seconds - 1, ..right.clone() },
            TemplateNcnError::ShortChallenge,
        ),
        (
            PolicyArgs { cooldown_seconds: RULES.certain_seconds / 2 + 1, ..right.clone() },
            TemplateNcnError::LongCooldown,
        ),
        (PolicyArgs { height_zero: right.height_zero + 1, ..right.clone() }, TemplateNcnError::OtherHeights),
        (PolicyArgs { height_millis: right.height_millis + 1, ..right.clone() }, TemplateNcnError::OtherHeights),
    ];
    for (args, error) in wrong {
        scene.in_force(args.clone()).await;
        scene.refused("keeper", std::slice::from_ref(&this), error.clone()).await;
        // The same, announced: an offense in the round would be slashed under it, if it can be.
        let until = closes_at + RULES.certain_seconds as i64;
        for from in [closes_at + 1, until] {
            scene.announced(right.clone(), args.clone(), from).await;
            scene.refused("keeper", std::slice::from_ref(&this), error.clone()).await;
        }
    }
    // From then on, nothing of the round can be slashed any more.
    let last = PolicyArgs { slasher: id("mallory"), ..right.clone() };
    scene.announced(right, last, closes_at + RULES.certain_seconds as i64 + 1).await;
    scene.run("keeper", &[this]).await;

    // A service without a table.
    let own = scene.add_service("mallory").await;
    let foreign = own.open_round(&id("mallory"), &scene.table, height);
    scene.refused("mallory", &[foreign], TemplateNcnError::WrongTable).await;
    let none = own.open_round(&id("mallory"), &Default::default(), height);
    scene.refused("mallory", &[none], TemplateNcnError::NotATable).await;
}

#[tokio::test]
async fn votes_have_a_key_each() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    let [signed, carry] = scene.voting(height, &[(0, A)]);
    for keys in [0, 2] {
        let mut other = carry.clone();
        let key = other.accounts.pop().expect("a key");
        other.accounts.extend(vec![key; keys]);
        scene.refused("keeper", &[signed.clone(), other], TemplateNcnError::MissingAccounts).await;
    }
    let mut other = carry.clone();
    let own = other.accounts[5].pubkey;
    other.accounts[5].pubkey = scene.table;
    scene.refused("keeper", &[signed.clone(), other.clone()], TemplateNcnError::NotAKey).await;
    let mut foreign = scene.bank.account(&own).await.expect("a key");
    foreign.data[16] ^= 1;
    scene.bank.put(&id("foreign key"), foreign);
    other.accounts[5].pubkey = id("foreign key");
    scene.refused("keeper", &[signed, other], TemplateNcnError::WrongNcn).await;
}

/// A round that nobody can need any more is closed, and its payer has its rent again.
#[tokio::test]
async fn a_round_is_closed_when_no_slash_can_follow() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A); OPERATORS]).await;
    let closes_at = scene.read_round(height).await.closes_at;
    let close = scene.at.close_round(height, &id("keeper"));
    scene.bank.warp(closes_at + EVIDENCE_NEEDED - 1).await;
    scene.refused("mallory", std::slice::from_ref(&close), TemplateNcnError::RoundLive).await;
    scene.bank.warp(closes_at + EVIDENCE_NEEDED).await;
    let stolen = scene.at.close_round(height, &id("mallory"));
    scene.refused("mallory", &[stolen], TemplateNcnError::WrongPayer).await;
    let round = scene.at.round(height);
    let (rent, before) = (scene.bank.lamports(&round).await, scene.bank.lamports(&id("keeper")).await);
    scene.run("mallory", &[close]).await;
    assert!(scene.bank.account(&round).await.is_none());
    assert_eq!(scene.bank.lamports(&id("keeper")).await, before + rent);
    // Its height never opens again, so no old vote enters another round.
    let open = scene.at.open_round(&id("keeper"), &scene.table, height);
    scene.refused("keeper", &[open], TemplateNcnError::WindowClosed).await;
}

#[tokio::test]
async fn a_value_is_final_with_two_thirds_and_before_the_window_ends() {
    let mut scene = Scene::new().await;
    let height = scene.open_next().await;
    let finalize = |place| scene.at.finalize(&scene.table, height, place);
    let [first, second, beyond] = [finalize(0), finalize(1), finalize(u64::MAX)];
    scene.refused("keeper", std::slice::from_ref(&first), TemplateNcnError::NoValue).await;
    scene.vote(height, &[(0, A), (1, A), (2, A)]).await;
    scene.refused("keeper", std::slice::from_ref(&first), TemplateNcnError::NoQuorum).await;
    scene.refused("keeper", &[beyond], TemplateNcnError::NoValue).await;
    scene.vote(height, &[(3, A)]).await;
    scene.run("mallory", &[first]).await;
    let round = scene.read_round(height).await;
    assert_eq!((round.is_final, round.weight), (1, 4 * STAKE));
    scene.refused("keeper", &[second], TemplateNcnError::AlreadyFinal).await;
    // The last one's vote still enters: it is not absent.
    scene.vote(height, &[(4, A)]).await;
    let judge = scene.judging(height, 4);
    scene.refused("keeper", std::slice::from_ref(&judge), TemplateNcnError::WindowOpen).await;
    scene.pass(HEIGHT).await;
    assert_eq!(scene.judge(height, 4).await, 0);
    scene.refused("keeper", &[judge], TemplateNcnError::AlreadyJudged).await;
}

/// The tests' rules are the reference's, but for what the tests name.
#[test]
fn the_rules_are_those_of_the_reference() {
    let reference = RuleFigures {
        quorum_bps: Rules::REFERENCE.quorum_bps,
        slash_fraction: Rules::REFERENCE.slash_fraction,
        window_seconds: Rules::REFERENCE.window_seconds,
        absent_times: 3,
        absent_of: 10,
        jail_seconds: Rules::REFERENCE.jail_seconds,
        min_table_weight: 3 * STAKE,
        certain_seconds: 60,
        min_challenge_seconds: Rules::REFERENCE.min_challenge_seconds,
        period_seconds: Rules::REFERENCE.period_seconds,
    };
    assert_eq!(RULES, reference);
}
