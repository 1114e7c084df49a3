//! What vaults earn, what is kept of it, and what is paused.

mod common;

use std::slice::from_ref;

use common::{World, error_of};
use harness::fee;
use localnet::example::plan::{DAY, HOUR, ONE, PROTOCOL_FEE, RAISED_COMMISSION, RAISED_EXIT_FEE, REWARDS, SOL};
use localnet::example::scene::{operator, split, vault};
use localnet::keys::{address, key};
use restaking_client::ledger::math::BPS;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::{Config, Operator, RestakingError, pda};

#[test]
fn shares_earn_a_few_percent_a_year() {
    let world = World::new();
    let now = world.manifest.now;
    for (name, income) in &world.manifest.income {
        let ledger = world.ledger(name);
        assert_eq!(ledger.stream.end, income.streams_until, "{name}'s stream");
        assert!(ledger.stream.end > now + HOUR, "{name}'s stream runs on");
        let books = ledger.books_at(now);
        let seconds = (ledger.stream.end - ledger.stream.updated).unsigned_abs();
        let yearly = u128::from(ledger.stream.left) * u128::from(365 * DAY.unsigned_abs()) / u128::from(seconds);
        let rate = yearly * u128::from(BPS) / u128::from(books.active);
        assert!((300..=800).contains(&rate), "{name} earns {rate} basis points a year");

        // No transaction runs meanwhile: the stream alone raises the worth of shares.
        let tomorrow = ledger.books_at(now + DAY);
        let due = ledger.stream.due(now + DAY).unwrap() - ledger.stream.due(now).unwrap();
        assert!(due > 0 && tomorrow.active - books.active == due, "{name}'s shares are worth more tomorrow");
    }
    // Nothing ever took from granite: all that its shares are worth beyond what they cost are rewards.
    let granite = world.ledger("granite").books_at(now);
    assert!(granite.active > granite.supply + granite.supply / 1_000, "{granite:?}");
    let paid =
        |name: &str| REWARDS.iter().filter(|plan| plan.vault == name).map(|plan| plan.times().count()).sum::<usize>();
    assert_eq!(["harbor", "delta", "granite"].map(paid), [28, 46, 15], "payments");
    assert_eq!(world.manifest.income.len(), 3);
}

#[test]
fn fees_were_taken_and_some_wait() {
    let world = World::new();
    let (chain, now) = (&world.chain, world.manifest.now);
    let [harbor, delta, granite, cellar] = ["harbor", "delta", "granite", "cellar"].map(|name| world.ledger(name));
    let sol = |name: &str| world.balance(name, "staked-sol");
    for (name, ledger, fees) in [
        ("harbor", harbor, [0, 0, 1_000]),
        ("delta", delta, [0, 10, 500]),
        ("granite", granite, [0; 3]),
        ("cellar", cellar, [10, 0, 0]),
    ] {
        let each = [ledger.fees.deposit_bps, ledger.fees.exit_bps, ledger.fees.reward_bps];
        assert_eq!(each.map(|fee| fee.at(now)), fees, "{name}'s fees");
    }
    let rise: Delayed = delta.fees.exit_bps;
    assert_eq!(rise.next, RAISED_EXIT_FEE);
    assert!((now + 2 * HOUR..=now + 3 * HOUR).contains(&rise.effective), "it is active from epoch e+3 on");

    let config: Config = chain.read(&pda::config()).unwrap();
    assert_eq!(Delayed::from(&config.protocol_fee_bps).at(now), PROTOCOL_FEE);
    let dora: Operator = chain.read(&operator("dora")).unwrap();
    let commission = Delayed::from(&dora.commission_bps);
    assert_eq!((commission.at(now), commission.next), (200, RAISED_COMMISSION));

    // Harbor's wallet has been paid, and and what it waits for makes a tenth of what commissions leave.
    let taken = sol("treasurer") + harbor.fees_owed.vault;
    let paid = world.manifest.income["harbor"].paid;
    assert!((paid * 9 / 100..paid / 10).contains(&taken), "{taken} of {paid}");
    for wallet in ["treasurer", "purse", "foundation"] {
        assert!(sol(wallet) > 0, "{wallet} has been paid");
    }
    assert_eq!(granite.fees_owed.vault, 0);
    assert!([harbor, delta].iter().all(|ledger| ledger.fees_owed.vault > 0), "treasurers can collect");
    assert!([harbor, delta, granite].iter().all(|ledger| ledger.fees_owed.protocol > 0), "the protocol can");
    assert!([harbor, delta, granite].iter().all(|ledger| ledger.fees_owed.commissions > 0), "operators can");
    assert_eq!(cellar.fees_owed.vault, 10 * ONE, "of the 10,000 that alice deposited at last");
}

#[test]
fn anyone_collects_what_waits_for_those_whom_it_is_owed() {
    let world = World::new();
    let World { chain, manifest, .. } = &world;
    let delta = vault("delta");
    assert_eq!(manifest.vaults["delta"].fee_wallet, "treasurer");
    assert_eq!(manifest.operator_wallets["ada"], "purse");
    let split = split("delta", "ada", "oracle");
    let ada = world.delegations("delta").into_iter().find(|it| it.operator == split.operator).unwrap();
    let (owed, before) = (world.ledger("delta").fees_owed, ["treasurer", "foundation", "purse"]);
    let before = before.map(|name| (name, world.balance(name, "staked-sol")));
    let collect = [
        fee::collect_vault_fees(&delta, &address("treasurer")),
        fee::collect_protocol_fees(&delta, &address(&manifest.protocol.fee_wallet)),
        fee::collect_commission(&split, &address("purse")),
    ];
    chain.send(&collect, &[&key("grace")]).unwrap();
    for ((name, before), owed) in before.into_iter().zip([owed.vault, owed.protocol, ada.commission]) {
        assert_eq!(world.balance(name, "staked-sol") - before, owed, "{name}'s");
    }
    let to_self = fee::collect_vault_fees(&vault("harbor"), &address("alice"));
    let refused = chain.send(&[to_self], &[&key("alice")]).unwrap_err();
    assert_eq!(error_of(&refused), Some(RestakingError::WrongRecipient), "{refused}");
}

#[test]
fn a_pause_is_in_force_and_ends_by_itself() {
    let world = World::new();
    let World { chain, manifest, .. } = &world;
    let ended = world.vault("harbor").pause;
    assert!(ended.flags != 0 && ended.until - ended.from == 3 * HOUR && ended.until < manifest.now, "{ended:?}");
    let pause = &manifest.pauses["delta"];
    assert_eq!(manifest.pauses.len(), 1);
    assert!((9 * HOUR..=10 * HOUR).contains(&(pause.until - manifest.now)), "it is over at {}", pause.until);

    let (delta, carol) = (vault("delta"), address("carol"));
    let leave = delta.exit_instantly(&carol, SOL, 1);
    let refused = chain.send(from_ref(&leave), &[&key("carol")]).unwrap_err();
    assert_eq!(error_of(&refused), Some(RestakingError::Paused), "{refused}");
    chain.send(&[delta.deposit(&carol, SOL, 1, false)], &[&key("carol")]).unwrap();
    chain.travel(pause.until).unwrap();
    chain.send(&[leave], &[&key("carol")]).unwrap();
}
