//! Policies and rules that change between a vote and a failure.

use availability_client::{AvailabilityNcnError, RuleFigures};
use harness::slash::WHOLE;
use harness::{Split, entity, key};
use restaking_client::{LimitsArgs, PolicyArgs, RestakingError, SlashProposal};
use restaking_tests::{OPEN, id};

use crate::archive::draw;
use crate::scene::{ANSWER, DRAW_SLOTS, OPERATORS, RULES, STAKE, STORED, Scene, blob, policy};

/// No certificate opens that an announced policy would leave without a price.
#[tokio::test]
async fn an_announced_policy_that_frees_failures_opens_no_certificate() {
    for (change, error) in [
        (
            (|right| PolicyArgs { slasher: id("mallory"), ..right }) as fn(PolicyArgs) -> PolicyArgs,
            AvailabilityNcnError::NotSlasher,
        ),
        (|right| PolicyArgs { min_fraction: RULES.slash_fraction + 1, ..right }, AvailabilityNcnError::PolicyFraction),
        (
            |right| PolicyArgs { max_fraction: 0, equivocation_fraction: 0, height_millis: 60_000, ..right },
            AvailabilityNcnError::PolicyFraction,
        ),
        (|right| PolicyArgs { height_zero: right.height_zero + 1, ..right }, AvailabilityNcnError::OtherHeights),
    ] {
        let mut scene = Scene::new().await;
        let from = scene.announce(change(policy(&scene.ncn))).await;
        // Long before it takes effect, it harms no certificate.
        scene.stored().await;
        // Its last second of slashing is the last one before the policy.
        scene.bank.warp(from - 3_600).await;
        scene.table = scene.new_table(OPERATORS).await;
        scene.run("keeper", &[scene.at.adopt_table(&scene.table)]).await;
        let mut stored = scene.storing(&blob()).await;
        stored.content.expiry = from - (2 * ANSWER + RULES.certain_seconds as i64);
        let open = scene.opening("keeper", &stored);
        scene.refused("keeper", &[open], error).await;
        stored.content.expiry -= 1;
        let open = scene.opening("keeper", &stored);
        scene.run("keeper", &[open]).await;
        assert!(stored.content.expiry > scene.bank.now().await + STORED);
    }
}

/// A policy that demands more than the certificate's slash, which only a vault with a term longer than the notice can meet: the core
/// refuses the slash.
#[tokio::test]
async fn a_policy_with_a_higher_minimum_ends_the_slashes_of_earlier_certificates() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let args = PolicyArgs { min_fraction: RULES.slash_fraction + 1, ..policy(&scene.ncn) };
    scene.in_force(args).await;
    let slash = scene.slashing(&challenge, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Fraction), "{:#?}", failure.logs);
}

/// With the longest cooldown that a certificate allows, the failures of two periods in a row are slashed.
#[tokio::test]
async fn a_cooldown_of_a_period_lets_each_period_have_its_slash() {
    let rules = RuleFigures { period_seconds: 900, ..RULES };
    let mut scene = Scene::with(rules).await;
    let args = PolicyArgs { cooldown_seconds: 900, ..policy(&scene.ncn) };
    scene.in_force(args).await;
    let stored = scene.stored().await;
    let first = scene.failed("alice", &stored, 4).await;
    let slash = scene.slashing(&first, 4).await;
    scene.run("keeper", &[slash]).await;
    let slashed_at = scene.bank.now().await;
    let stored = scene.stored().await;
    let second = scene.failed("bob", &stored, 4).await;
    assert_eq!(scene.incident(&second).await, scene.incident(&first).await + 900);
    let early = scene.slashing(&second, 4).await;
    let failure = scene.bank.refused(early, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::CoolingDown), "{:#?}", failure.logs);
    scene.bank.warp(slashed_at + 900).await;
    let slash = scene.slashing(&second, 4).await;
    scene.run("keeper", &[slash]).await;
}

/// The first slash of a period stands, also where the rules changed between two certificates.
#[tokio::test]
async fn a_period_has_one_slash_though_rules_change_in_it() {
    let mut scene = Scene::new().await;
    let harsher = RuleFigures { slash_fraction: 2 * RULES.slash_fraction, ..RULES };
    let from = scene.bank.now().await + restaking_tests::SLOWEST_RISE;
    scene.run("ncn", &[scene.at.set_rules(harsher)]).await;
    scene.bank.warp(from - 120).await;
    let before = scene.stored_anew().await;
    scene.bank.warp(from).await;
    let after = scene.stored().await;
    let first = scene.challenge("alice", &before, 4).await;
    let second = scene.challenge("bob", &after, 4).await;
    let fractions = [scene.read_challenge(&first).await, scene.read_challenge(&second).await];
    let fractions = fractions.map(|read| read.challenge.slash_fraction);
    assert_eq!(fractions, [RULES.slash_fraction, 2 * RULES.slash_fraction]);
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    for challenge in [&first, &second] {
        scene.run("keeper", &[draw(challenge)]).await;
    }
    scene.time_out(&second).await;
    for challenge in [&first, &second] {
        let judge = scene.at.judge(challenge, &scene.operator(4));
        scene.run("keeper", &[judge]).await;
    }
    let slash = scene.slashing(&first, 4).await;
    scene.run("keeper", &[slash]).await;
    let slash = scene.slashing(&second, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
}

/// One failure is slashed once in each vault behind the operator.
#[tokio::test]
async fn a_failure_is_slashed_in_each_vault() {
    let mut scene = Scene::new().await;
    let (ncn, operator) = (scene.ncn, scene.operator(4));
    let vault = scene.bank.add_vault("creator", 1, LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    scene.bank.open_holders(&vault).await;
    scene.bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &vault.asset_mint, 1_000_000_000)).await;
    scene.bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 1_000_000, false)).await;
    let second = Split { vault, operator, ncn };
    scene.bank.expose(&second, WHOLE, WHOLE).await;
    let stored = scene.stored_anew().await;
    let challenge = scene.failed("bob", &stored, 4).await;
    let (epoch, incident) = (scene.bank.epoch().await, scene.incident(&challenge).await);
    for (split, stake) in [(scene.splits[4], STAKE), (second, 1_000_000)] {
        let slash = scene.at.slash(&id("keeper"), &challenge, &split, incident, epoch);
        scene.run("keeper", std::slice::from_ref(&slash)).await;
        let proposed: SlashProposal = scene.bank.read(&split.proposal(incident)).await.expect("a proposal");
        assert_eq!((proposed.slash.stake, proposed.evidence), (stake / 10, challenge.to_bytes()));
        let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    }
    assert_eq!(scene.read_challenge(&challenge).await.slashes, 2);
}
