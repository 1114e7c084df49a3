//! What opens a bridge's accounts, and what does not.

use bridge_client::{BridgeNcnError, Content, RuleFigures};
use bridge_ledger::rules::Rules;
use harness::{key, table};
use restaking_client::{StakeTable, pda};
use restaking_tests::id;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::scene::{
    OPERATORS, Place, ROUNDS, RULES, STAKE, Scene, SourceFigures, foreign_figures, local_figures, policy, voter,
};

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, at, keeper) = (id("mallory"), scene.at, id("keeper"));
    let operator = scene.splits[0].operator;
    for (name, again) in [
        ("ncn", at.open(RULES)),
        ("ncn", at.open_source(local_figures())),
        ("keeper", at.open_outbox(&keeper)),
        ("keeper", at.open_round(&keeper, 0)),
        ("keeper", at.open_score(&keeper, &operator)),
    ] {
        let failure = scene.bank.refused(again, &[&key(name)]).await;
        assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    }
    let ncn = scene.bank.add_policy("mallory", 0, policy(&pda::ncn(&mallory, 0))).await;
    let own = Place::new(ncn, mallory, 0, false);
    let low = own.open(RuleFigures { quorum_bps: 6_666, ..RULES });
    scene.refused("mallory", &[low], BridgeNcnError::RuleOutOfBounds).await;
    let others = scene.bank.add_ncn("creator", 0).await;
    let stolen = Place::new(others, mallory, 0, false).open(RULES);
    scene.refused("mallory", &[stolen], BridgeNcnError::NotNcnAdmin).await;
    scene.run("mallory", &[own.open(RULES)]).await;
    // The sources of another's bridge.
    let source = Place { admin: mallory, ..Place::new(at.ncn, mallory, 9, false) }.open_source(foreign_figures());
    scene.refused("mallory", &[source], BridgeNcnError::NotNcnAdmin).await;
    let figures = foreign_figures();
    for (wrong, error) in [
        (SourceFigures { rounds: 1, ..figures }, BridgeNcnError::RingOutOfBounds),
        (SourceFigures { rounds: 41, ..figures }, BridgeNcnError::RingOutOfBounds),
        (SourceFigures { rounds: 3, ..figures }, BridgeNcnError::RingTooShort),
        (SourceFigures { history: 50_001, ..figures }, BridgeNcnError::RingOutOfBounds),
        (SourceFigures { history: 20, ..figures }, BridgeNcnError::WrongOrigin),
        (SourceFigures { origin: Pubkey::default(), ..figures }, BridgeNcnError::WrongOrigin),
        (SourceFigures { adjudicator: mallory, ..local_figures() }, BridgeNcnError::LocalSource),
    ] {
        scene.refused("mallory", &[own.open_source(wrong)], error).await;
    }
    scene.run("mallory", &[own.open_source(figures)]).await;
    scene.refused("mallory", &[own.open_outbox(&mallory)], BridgeNcnError::ForeignSource).await;
    scene.refused("mallory", &[own.open_round(&mallory, ROUNDS)], BridgeNcnError::RingOutOfBounds).await;
    // A score is an operator's.
    let failure = scene.bank.refused(own.open_score(&mallory, &at.ncn), &[&key("mallory")]).await;
    let refused = TransactionError::InstructionError(1, InstructionError::InvalidAccountData);
    assert_eq!(failure.error, refused, "{:#?}", failure.logs);
}

#[tokio::test]
async fn a_height_needs_a_table_its_own_account_and_its_keys() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    // The account of another slot.
    let [signed, mut enter] = scene.voting(&at, height, &[(0, Content::EMPTY)]);
    enter.accounts[3].pubkey = at.round(height + 1);
    scene.refused("keeper", &[signed, enter], BridgeNcnError::WrongRound).await;
    // More keys than votes, and fewer.
    for keys in [0, 2] {
        let [signed, mut enter] = scene.voting(&at, height, &[(0, Content::EMPTY)]);
        let account = enter.accounts.pop().expect("a key");
        enter.accounts.extend(vec![account; keys]);
        scene.refused("keeper", &[signed, enter], BridgeNcnError::MissingAccounts).await;
    }
    // An account that is no key, and another NCN's key.
    let [signed, mut enter] = scene.voting(&at, height, &[(0, Content::EMPTY)]);
    let account = enter.accounts[6].pubkey;
    enter.accounts[6].pubkey = at.source;
    scene.refused("keeper", &[signed.clone(), enter.clone()], BridgeNcnError::NotAKey).await;
    let mut foreign = scene.bank.account(&account).await.expect("a key");
    foreign.data[16] ^= 1;
    scene.bank.put(&id("foreign key"), foreign);
    enter.accounts[6].pubkey = id("foreign key");
    scene.refused("keeper", &[signed, enter], BridgeNcnError::WrongNcn).await;
    // A bridge without a table.
    let own = scene.add_bridge("mallory", 0).await;
    scene.run("mallory", &[own.open_round(&id("mallory"), height % ROUNDS)]).await;
    let both = own.enter(&scene.table, height, &[(&voter(0), Content::EMPTY)]);
    scene.refused("mallory", &both, BridgeNcnError::NoTable).await;
}

#[tokio::test]
async fn only_a_final_later_and_heavy_table_of_the_ncn_is_adopted() {
    let mut scene = Scene::with(RuleFigures { min_table_weight: 3 * STAKE, ..RULES }).await;
    let at = scene.at;
    let until = scene.most_certain().await;
    let open = scene.open_table(OPERATORS, until).await;
    scene.refused("keeper", &[at.adopt_table(&open)], BridgeNcnError::TableOpen).await;
    scene.pass(10).await;
    scene.run("keeper", &[at.adopt_table(&open)]).await;
    for old in [open, scene.table] {
        scene.refused("keeper", &[at.adopt_table(&old)], BridgeNcnError::OldTable).await;
    }
    // An operator captures itself alone.
    let light = scene.new_table(2).await;
    scene.refused("keeper", &[at.adopt_table(&light)], BridgeNcnError::LightTable).await;
    // Another NCN's, and an account that is no table.
    let (ncn, mallory) = (scene.bank.add_ncn("mallory", 0).await, id("mallory"));
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    scene.pass(10).await;
    scene.refused("mallory", &[at.adopt_table(&pda::stake_table(&ncn, 0))], BridgeNcnError::WrongNcn).await;
    for other in [at.source, at.ncn, id("nothing")] {
        scene.refused("mallory", &[at.adopt_table(&other)], BridgeNcnError::NotATable).await;
    }
    let saturated = scene.new_table(OPERATORS).await;
    let mut account = scene.bank.account(&saturated).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = u64::MAX;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&saturated, account);
    scene.refused("mallory", &[at.adopt_table(&saturated)], BridgeNcnError::SaturatedTable).await;
}

#[tokio::test]
async fn a_table_with_too_few_operators_is_not_adopted() {
    let mut scene = Scene::new().await;
    let few = scene.new_table(2).await;
    let adopt = scene.at.adopt_table(&few);
    scene.refused("mallory", &[adopt], BridgeNcnError::FewOperators).await;
}

/// A source keeps the times of heights that the policy has when it opens.
#[tokio::test]
async fn a_source_needs_a_policy_with_heights() {
    let mut scene = Scene::new().await;
    let ncn = scene.bank.add_ncn("keeper", 0).await;
    let own = Place::new(ncn, id("keeper"), 0, false);
    scene.run("keeper", &[own.open(RULES)]).await;
    scene.refused("keeper", &[own.open_source(foreign_figures())], BridgeNcnError::NoHeights).await;
    let (at, policy) = (scene.at, policy(&scene.ncn));
    let source = scene.source(&at).await;
    assert_eq!((source.heights.zero, source.heights.millis), (policy.height_zero, policy.height_millis));
    assert_eq!((source.origin, source.history), (at.outbox(), crate::scene::HISTORY));
}

/// The tests' rules are the reference's, but for what the tests name.
#[test]
fn the_rules_are_those_of_the_reference() {
    let reference = RuleFigures {
        quorum_bps: Rules::REFERENCE.quorum_bps,
        min_signers: Rules::REFERENCE.min_signers,
        window_seconds: 60,
        absent_times: 3,
        absent_of: 10,
        jail_seconds: Rules::REFERENCE.jail_seconds,
        min_table_weight: Rules::REFERENCE.min_table_weight,
        certain_seconds: 300,
        min_challenge_seconds: Rules::REFERENCE.min_challenge_seconds,
        period_seconds: Rules::REFERENCE.period_seconds,
        false_root_fraction: Rules::REFERENCE.false_root_fraction,
        adjudicated_fraction: Rules::REFERENCE.adjudicated_fraction,
        kept_seconds: 86_400,
    };
    assert_eq!(RULES, reference);
}

#[tokio::test]
async fn an_operator_is_judged_once_after_the_window() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let votes: Vec<_> = (0..4).map(|number| (number, Content::EMPTY)).collect();
    scene.vote(&at, height, &votes).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.run("keeper", &[finalize]).await;
    // A slower operator is not absent: it votes after the quorum.
    let judge = scene.judging(&at, height, 4);
    scene.refused("mallory", std::slice::from_ref(&judge), BridgeNcnError::WindowOpen).await;
    scene.vote(&at, height, &[(4, Content::EMPTY)]).await;
    scene.pass(60).await;
    assert_eq!(scene.judge(&at, height, 4).await, 0);
    scene.refused("mallory", &[judge], BridgeNcnError::AlreadyJudged).await;
    let other = at.judge(&scene.table, height, (3, scene.splits[4].operator));
    scene.refused("mallory", &[other], BridgeNcnError::WrongScore).await;
    let nobody = at.judge(&scene.table, height, (5, scene.splits[4].operator));
    scene.refused("mallory", &[nobody], BridgeNcnError::NoEntry).await;
    let late = at.judge(&scene.table, height + ROUNDS, (0, scene.splits[0].operator));
    scene.refused("mallory", &[late], BridgeNcnError::OtherHeight).await;
}

#[tokio::test]
async fn a_quorum_of_too_few_operators_is_none() {
    let mut scene = Scene::with(RuleFigures { min_signers: 5, ..RULES }).await;
    let (at, height) = (scene.at, scene.next_height().await);
    let votes: Vec<_> = (0..4).map(|number| (number, Content::EMPTY)).collect();
    scene.vote(&at, height, &votes).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.refused("keeper", std::slice::from_ref(&finalize), BridgeNcnError::FewSigners).await;
    scene.vote(&at, height, &[(4, Content::EMPTY)]).await;
    scene.run("keeper", &[finalize]).await;
}

/// An outbox takes 2^48 - 1 messages.
#[tokio::test]
async fn a_full_outbox_takes_no_message() {
    let mut scene = Scene::new().await;
    let (at, sender) = (scene.at, id("sender"));
    let mut outbox = scene.bank.account(&at.outbox()).await.expect("an outbox");
    // The number of messages, behind the head and the number of entries.
    outbox.data[8 + 56..8 + 64].copy_from_slice(&((1u64 << 48) - 2).to_le_bytes());
    scene.bank.put(&at.outbox(), outbox);
    scene.run("sender", &[at.post(&sender, &[1])]).await;
    scene.refused("sender", &[at.post(&sender, &[2])], BridgeNcnError::OutboxFull).await;
}

/// The finalization and the proof need the outbox of the source, and a foreign source has none here.
#[tokio::test]
async fn a_foreign_source_takes_no_outbox() {
    let mut scene = Scene::new().await;
    let (at, foreign, height) = (scene.at, scene.foreign, scene.next_height().await);
    let votes: Vec<_> = (0..4).map(|number| (number, Content::EMPTY)).collect();
    scene.vote(&foreign, height, &votes).await;
    let mut finalize = scene.finalizing(&foreign, height, &Content::EMPTY);
    let program = std::mem::replace(&mut finalize.accounts[4].pubkey, at.outbox());
    scene.refused("keeper", std::slice::from_ref(&finalize), BridgeNcnError::ForeignSource).await;
    finalize.accounts[4].pubkey = program;
    scene.run("keeper", &[finalize]).await;
}
