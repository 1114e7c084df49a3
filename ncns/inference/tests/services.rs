//! Attacks on a service: its policy, its table, its slashes, and another service.

use harness::slash::WHOLE;
use harness::{key, table};
use inference_client::InferenceNcnError::*;
use inference_client::{InferenceNcnError, RuleFigures};
use inference_ledger::task::DRAW_SECONDS;
use restaking_client::{PolicyArgs, SlashProposal, StakeTable, pda};
use restaking_tests::id;

use crate::scene::{A, B, OPERATORS, RULES, SEATS, SEVEN_DAYS, Scene, WINDOW, policy};

/// Offenses of a period are one incident: a broken machine costs one slash.
#[tokio::test]
async fn offenses_of_a_period_are_slashed_once() {
    let mut scene = Scene::new().await;
    let mut incidents = vec![];
    for round in 0..2 {
        scene.renew_table().await;
        let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
        scene.judge(number, 4, true).await;
        incidents.push(scene.offense(number, 4).await.incident);
        let slash = scene.slashing(number, 4).await;
        if round == 0 {
            scene.run("keeper", &[slash]).await;
        } else {
            let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
            let refused = Some(restaking_client::RestakingError::AlreadySlashed);
            assert_eq!(failure.restaking(), refused, "{:#?}", failure.logs);
        }
    }
    assert_eq!(incidents[0], incidents[1]);
    assert_eq!(scene.record(4).await.slashes, 1);
}

/// A policy that became milder since the offense bounds the slash.
#[tokio::test]
async fn a_slash_is_bounded_by_the_policy_of_its_time() {
    let mut scene = Scene::new().await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    scene.judge(number, 4, true).await;
    let milder = WHOLE / 20;
    let args = PolicyArgs { max_fraction: milder, equivocation_fraction: milder, ..policy(&scene.ncn) };
    scene.in_force(args).await;
    let slash = scene.slashing(number, 4).await;
    scene.run("keeper", &[slash]).await;
    let incident = scene.offense(number, 4).await.incident;
    let proposal = scene.splits[4].proposal(incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!(proposed.fraction, milder);
}

/// Policies under which a lie is free, and why.
fn unfit(right: &PolicyArgs) -> [(PolicyArgs, InferenceNcnError); 8] {
    let milder = RULES.slash_fraction - 1;
    [
        (PolicyArgs { slasher: id("mallory"), ..right.clone() }, NotSlasher),
        (PolicyArgs { max_fraction: milder, equivocation_fraction: 1, ..right.clone() }, PolicyFraction),
        (PolicyArgs { min_fraction: RULES.slash_fraction + 1, ..right.clone() }, PolicyFraction),
        (PolicyArgs { equivocation_fraction: 0, ..right.clone() }, PolicyFraction),
        (PolicyArgs { challenge_seconds: SEVEN_DAYS - 1, ..right.clone() }, ShortChallenge),
        (PolicyArgs { cooldown_seconds: RULES.period_seconds + 1, ..right.clone() }, LongCooldown),
        (PolicyArgs { height_zero: right.height_zero + 1, ..right.clone() }, OtherHeights),
        (PolicyArgs { height_millis: right.height_millis + 1, ..right.clone() }, OtherHeights),
    ]
}

/// An output is worth the stake that a false one would cost. Under a policy that cannot slash, no task opens.
#[tokio::test]
async fn a_policy_that_cannot_slash_opens_no_task() {
    let mut scene = Scene::new().await;
    let number = scene.next_number().await;
    let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), crate::scene::figures());
    let right = policy(&scene.ncn);
    for (args, error) in unfit(&right) {
        scene.in_force(args).await;
        scene.refused("requester", std::slice::from_ref(&open), error).await;
    }
    scene.in_force(PolicyArgs { cooldown_seconds: RULES.period_seconds, ..right }).await;
    scene.run("requester", &[open]).await;
}

/// The verdict and its slash come under the policy of their time, which everyone knows when the task opens.
#[tokio::test]
async fn an_announced_policy_that_cannot_slash_opens_no_task_that_it_would_judge() {
    let mut scene = Scene::new().await;
    let number = scene.next_number().await;
    let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), crate::scene::figures());
    let right = policy(&scene.ncn);
    let begins_at = scene.bank.now().await + 16;
    let until = begins_at + DRAW_SECONDS as i64 + 2 * WINDOW + RULES.certain_seconds as i64;
    for (args, error) in unfit(&right) {
        for from in [begins_at - 15, until] {
            scene.announce(args.clone(), from).await;
            scene.refused("requester", std::slice::from_ref(&open), error.clone()).await;
        }
    }
    // It is not in force before the slash.
    scene.announce(PolicyArgs { slasher: id("mallory"), ..right }, until + 1).await;
    scene.run("requester", &[open]).await;
}

/// Anyone adopts a table, so none is adopted that stops the service or hands it to few.
#[tokio::test]
async fn only_a_final_later_and_heavy_table_of_the_ncn_is_adopted() {
    let mut scene = Scene::with(RuleFigures { min_table_weight: 800_000, ..RULES }, OPERATORS).await;
    let until = scene.most_certain().await;
    let open = scene.open_table(OPERATORS, until).await;
    scene.refused("keeper", &[scene.at.adopt_table(&open)], TableOpen).await;
    scene.pass(10).await;
    scene.run("keeper", &[scene.at.adopt_table(&open)]).await;
    scene.refused("keeper", &[scene.at.adopt_table(&open)], OldTable).await;
    let first = scene.table;
    scene.refused("keeper", &[scene.at.adopt_table(&first)], OldTable).await;
    let light = scene.new_table(3).await;
    scene.refused("keeper", &[scene.at.adopt_table(&light)], LightTable).await;
    let uncertain = scene.new_table_until(OPERATORS, 0).await;
    scene.refused("keeper", &[scene.at.adopt_table(&uncertain)], NotCertain).await;
    let few = scene.new_table(2).await;
    let mut account = scene.bank.account(&few).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = 800_000;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&few, account);
    scene.refused("keeper", &[scene.at.adopt_table(&few)], FewOperators).await;
    let full = scene.new_table(OPERATORS).await;
    let mut account = scene.bank.account(&full).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = u64::MAX;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&full, account);
    scene.refused("keeper", &[scene.at.adopt_table(&full)], SaturatedTable).await;
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let (foreign, mallory) = (pda::stake_table(&ncn, 0), id("mallory"));
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    scene.pass(10).await;
    scene.refused("mallory", &[scene.at.adopt_table(&foreign)], WrongNcn).await;
    for other in [scene.splits[0].operator, scene.ncn, id("nothing")] {
        scene.refused("mallory", &[scene.at.adopt_table(&other)], NotATable).await;
    }
}

/// Another service's task, score and offense, whatever their operator.
#[tokio::test]
async fn a_service_touches_nothing_of_another() {
    let mut scene = Scene::new().await;
    let own = scene.add_service("mallory").await;
    let operator = scene.splits[4].operator;
    scene.run("mallory", &[own.open_score(&id("mallory"), &operator)]).await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let mut judge = scene.judging("mallory", number, 4, true);
    judge.accounts[2].pubkey = own.score(&operator);
    scene.refused("mallory", &[judge], WrongScore).await;
    scene.judge(number, 4, true).await;
    let mut slash = scene.slashing(number, 4).await;
    slash.accounts[1].pubkey = own.inference;
    scene.refused("keeper", &[slash], WrongOffense).await;
    let mut jail = own.jail(&operator);
    jail.accounts[0].pubkey = scene.at.inference;
    scene.refused("mallory", &[jail], WrongScore).await;
}
