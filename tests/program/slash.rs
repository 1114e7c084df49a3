//! Slashes on the program that ships: proposed into escrow, vetoed or executed, with every figure by hand and every token in
//! its place. A fraction of 10^18 is the whole; [`PERCENT`] is 10^16.

mod caller;
mod entering;
mod execute_slash;
mod exits;
mod frozen;
mod halts;
mod pitfalls;
mod pledge;
mod propose_slash;
mod set_breaker;
mod set_jail;
mod set_slash_policy;
mod several;
mod veto_slash;
mod wiped;

use harness::{Split, slash::WHOLE, split};
use restaking_client::{Delayed, Delegation, Event, PolicyArgs, RestakingError, SlashKind, SlashProposal, SlashStatus};
use restaking_tests::{
    Bank, CHALLENGE, EPOCH, GENESIS, PERCENT, RECIPIENTS, SETTLED, assert_refused, id, policy, untouched,
};
use solana_program::pubkey::Pubkey;

fn settled(value: u64) -> Delayed {
    Delayed { current: value, next: value, effective: 0 }
}

/// What each of [`RECIPIENTS`] has.
async fn paid(bank: &mut Bank, vault: &harness::Vault) -> [i64; 3] {
    let mut paid = [0; 3];
    for (has, name) in paid.iter_mut().zip(RECIPIENTS) {
        *has = bank.gained(vault, name).await;
    }
    paid
}

/// A life that has left its mark: alice and bob have three and one million, of which alice asked 500,000 out in epoch
/// [`SETTLED`] and bob 300,001 in the next; three quarters stand behind the operator, of which the NCN has two thirds.
async fn with_exits() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let vault = split.vault;
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 4 * 3)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 3 * 2)).await;
    bank.by("alice", vault.deposit(&id("alice"), 2_000_000, 0, false)).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.by("alice", vault.request_exit(&id("alice"), 0, 500_000, 500_000, SETTLED + 3)).await;
    bank.warp_to(SETTLED + 3, 0).await;
    bank.by("bob", vault.request_exit(&id("bob"), 0, 300_001, 300_001, SETTLED + 4)).await;
    bank.send(&[split.settle_delegation(), split.settle_allocation()], &[]).await.unwrap();
    bank.warp_to(SETTLED + 3, 400).await;
    (bank, split)
}

/// What 30 % of [`with_exits`] takes, by hand:
/// m = 666,666,666,666,666,666, d = ceil(0.3·m) = 199,999,999,999,999,999.8 rounded up = 200,000,000,000,000,000;
/// u = 750,000,000,000,000,000, δ = ceil(u·d/10^18) = 150,000,000,000,000,000; s = floor(4,000,000·δ/10^18) = 600,000.
/// Of W = 500,000 and 300,001: floor(500,000·0.15) = 75,000 and floor(300,001·0.15) = 45,000; the rest, 480,000, of A.
#[tokio::test]
async fn a_slash_takes_pro_rata_of_the_active_assets_and_of_both_live_exits_into_escrow() {
    let (mut bank, split) = with_exits().await;
    let vault = split.vault;
    let event = bank.propose(&split, 7, 30 * PERCENT).await;
    let slash = &event.slash;
    assert_eq!((slash.magnitude, slash.units.current), (WHOLE / 5, WHOLE / 20 * 3));
    assert_eq!((slash.part.next, slash.units.next), (WHOLE / 5, WHOLE / 20 * 3), "no change is pending");
    assert_eq!((slash.stake, slash.active, slash.epoch), (600_000, 480_000, SETTLED + 3));
    assert_eq!(slash.exiting, [[75_000, 0, 0, 0], [45_000, 0, 0, 0]]);

    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.books.supply, ledger.books.matured), (2_719_999, 3_199_999, 0));
    assert_eq!((ledger.books.exiting, ledger.books.epoch), ([425_000, 255_001], SETTLED + 3));
    assert_eq!((ledger.books.units, ledger.books.idle), (WHOLE / 20 * 17, WHOLE / 4));
    assert_eq!((ledger.contested, ledger.escrowed, ledger.unpaid), (480_000, 600_000, 0));
    assert_eq!((ledger.losses.epoch, ledger.losses.base, ledger.losses.lost), (SETTLED + 3, 4_000_000, 600_000));
    assert_eq!((event.losses, &event.vault_losses), (ledger.losses.clone(), &ledger.losses));
    let delegation: restaking_client::OperatorDelegation = bank.read(&split.delegation()).await.unwrap();
    assert_eq!(delegation.delegation, event.delegation_after);
    let after = &event.delegation_after;
    assert_eq!((after.units.current, after.units.next), (WHOLE / 5 * 3, WHOLE / 5 * 3));
    assert_eq!((after.magnitude, after.allocated, after.open_slashes), (WHOLE / 5 * 4, 466_666_666_666_666_666, 1));
    let after = &event.allocation_after;
    assert_eq!((after.magnitude.current, after.open_slashes), (466_666_666_666_666_666, 1));
    for (epoch, shares, assets, taken) in [(3, 500_000, 425_000, 75_000), (4, 300_001, 255_001, 45_000)] {
        let bucket: restaking_client::ExitBucket = bank.read(&vault.bucket(SETTLED + epoch)).await.unwrap();
        let pool = &bucket.bucket.pools[0];
        assert_eq!((pool.shares, pool.assets, pool.contested, bucket.bucket.tickets), (shares, assets, taken, 1));
    }
    assert_eq!(bank.taken(&vault).await, 600_000);
    bank.audit(&vault).await;

    // The rest of the operator's stake: floor(3,400,000 · (0.6·0.4666…)/(0.85·0.8)) = 1,399,999.
    let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&[split])).await;
    assert_eq!(report.stakes, [1_399_999]);
}

#[tokio::test]
async fn a_proposal_says_all_that_a_veto_and_an_execution_need() {
    let (mut bank, split) = with_exits().await;
    let now = bank.now().await;
    let mut cause = bank.cause(7, 30 * PERCENT).await;
    (cause.reason, cause.evidence, cause.offense_at) = (404, [9; 32], now - 77);
    let epoch = bank.epoch().await;
    let event = match &bank.by("slasher", split.propose_slash(&id("slasher"), epoch, cause)).await.events[..] {
        [Event::SlashProposed(event)] => event.clone(),
        events => panic!("not one proposal: {events:?}"),
    };
    let made: SlashProposal = bank.slash(&split, 7).await;
    assert_eq!((made.version, made.status, made.kind, made.incident), (1, SlashStatus::Open, SlashKind::Incident, 7));
    assert_eq!((made.ncn, made.operator, made.vault), (split.ncn, split.operator, split.vault.address));
    assert_eq!((made.delegation, made.allocation), (split.delegation(), split.allocation()));
    assert_eq!((made.rent_payer, made.resolver, made.reporter), (id("slasher"), id("resolver"), id("reporter")));
    assert_eq!((made.insurance, made.redistribution), (id("insurance"), Pubkey::default()));
    assert_eq!((made.reason, made.evidence, made.offense_at, made.proposed_at), (404, [9; 32], now - 77, now));
    assert_eq!((made.final_from, made.fraction), (now + CHALLENGE as i64, 30 * PERCENT));
    assert_eq!((made.burn, made.owed), (450_000, [30_000, 120_000, 0]), "75, 5 and 20 % of 600,000");
    assert_eq!((made.pledged, made.reserved), (0, [0; 48]));
    assert_eq!((event.proposal, event.ncn, event.operator), (split.proposal(7), split.ncn, split.operator));
    assert_eq!((event.vault, event.time, event.reporter), (split.vault.address, now, id("reporter")));
    assert_eq!((event.kind, event.incident, event.reason, event.evidence), (SlashKind::Incident, 7, 404, [9; 32]));
    assert_eq!((event.offense_at, event.final_from), (now - 77, made.final_from));
    assert_eq!(
        (event.fraction, event.burn, event.owed, &event.slash),
        (made.fraction, 450_000, made.owed, &made.slash)
    );
    let record = bank.record(&split).await;
    assert_eq!((record.slashes, record.vetoed, record.executed), (1, 0, 0));
    assert_eq!((record.incident, record.incident_at), (7, now));
}

#[tokio::test]
async fn a_veto_puts_every_part_back_to_the_unit() {
    let (mut bank, split) = with_exits().await;
    let vault = split.vault;
    let before = (bank.ledger(&vault).await.books, bank.balance(&vault.asset_account).await);
    let proposed = bank.propose(&split, 7, 30 * PERCENT).await;
    let events = bank.veto(&split, 7).await.events;
    let [Event::SlashVetoed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.stake, event.proposal), (proposed.slash.stake, split.proposal(7)));
    assert_eq!((&event.books_before, event.number), (&proposed.books_after, proposed.number + 1));

    // 600,000 back on 3,400,000: units floor(0.85·10^18·600,000/3,400,000) = 150,000,000,000,000,000, all that it lost.
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.clone(), bank.balance(&vault.asset_account).await), before);
    assert_eq!((ledger.contested, ledger.escrowed, ledger.unpaid, ledger.losses.lost), (0, 0, 0, 0));
    // A slash was open for no time.
    let now = bank.now().await;
    let restored = Delegation { open_from: now, open_until: now, ..proposed.delegation_before.clone() };
    assert_eq!(event.delegation_after, restored);
    assert_eq!(event.allocation_after, proposed.allocation_before);
    for (epoch, assets) in [(3, 500_000), (4, 300_001)] {
        let bucket: restaking_client::ExitBucket = bank.read(&vault.bucket(SETTLED + epoch)).await.unwrap();
        assert_eq!(bucket.bucket.pools, untouched(assets));
    }
    assert_eq!(bank.taken(&vault).await, 0);
    let (made, record) = (bank.slash(&split, 7).await, bank.record(&split).await);
    assert_eq!((made.status, made.burn, made.owed, &made.slash), (SlashStatus::Vetoed, 0, [0; 3], &proposed.slash));
    assert_eq!((record.slashes, record.vetoed, record.executed), (1, 1, 0));
    bank.audit(&vault).await;
    assert_eq!(bank.burned(&vault).await, 0);
}

#[tokio::test]
async fn an_execution_burns_and_pays_what_the_proposal_says() {
    let (mut bank, split) = with_exits().await;
    let vault = split.vault;
    let proposed = bank.propose(&split, 7, 30 * PERCENT).await;
    let events = bank.execute(&split, 7).await.events;
    let [Event::SlashExecuted(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.vault, event.proposal, event.number), (vault.address, split.proposal(7), proposed.number + 1));
    assert_eq!((event.ncn, event.operator), (split.ncn, split.operator));
    assert_eq!((event.stake, event.burned, event.owed), (600_000, 450_000, [30_000, 120_000, 0]));
    assert_eq!((event.waiting, &event.books_before), ([0; 3], &proposed.books_after));
    assert_eq!(event.books_after, event.books_before, "the books lost it at the proposal");

    assert_eq!(paid(&mut bank, &vault).await, [30_000, 120_000, 0]);
    assert_eq!((bank.burned(&vault).await, bank.taken(&vault).await), (450_000, 0));
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.contested, ledger.escrowed, ledger.unpaid, ledger.losses.lost), (0, 0, 0, 600_000));
    for (epoch, assets) in [(3, 425_000), (4, 255_001)] {
        let bucket: restaking_client::ExitBucket = bank.read(&vault.bucket(SETTLED + epoch)).await.unwrap();
        assert_eq!((bucket.bucket.pools[0].assets, bucket.bucket.pools[0].contested), (assets, 0));
    }
    let (made, record) = (bank.slash(&split, 7).await, bank.record(&split).await);
    assert_eq!((made.status, made.burn, made.owed), (SlashStatus::Executed, 450_000, [0; 3]));
    assert_eq!((record.slashes, record.vetoed, record.executed), (1, 0, 1));
    let delegation: restaking_client::OperatorDelegation = bank.read(&split.delegation()).await.unwrap();
    let allocation: restaking_client::NcnAllocation = bank.read(&split.allocation()).await.unwrap();
    assert_eq!((delegation.delegation.open_slashes, allocation.allocation.open_slashes), (0, 0));
    assert_eq!(allocation.allocation.magnitude, settled(466_666_666_666_666_666));
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_veto_is_in_time_until_the_last_second_and_an_execution_from_the_next() {
    for second in [-1, 0, 1] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let from = GENESIS + (SETTLED * EPOCH + CHALLENGE) as i64;
        assert_eq!(bank.propose(&split, 0, PERCENT).await.final_from, from);
        bank.warp(from + second).await;
        let (veto, execute) = (bank.vetoing(&split, 0).await, bank.executing(&split, 0).await);
        let now = (from + second) as u64;
        if second < 0 {
            assert_refused(&bank.refused(execute.clone(), &[]).await, RestakingError::NotFinal, now, from as u64);
            bank.by("resolver", veto.clone()).await;
        } else {
            assert_refused(&bank.refuses("resolver", veto.clone()).await, RestakingError::Final, now, from as u64);
            bank.send(std::slice::from_ref(&execute), &[]).await.unwrap();
        }
        // It is closed permanently, to both, at any later time.
        for later in [0, 1, 10_000_000] {
            bank.warp(from + later).await;
            for (signers, instruction) in [(vec![harness::key("resolver")], &veto), (vec![], &execute)] {
                let signers: Vec<_> = signers.iter().collect();
                let failure = bank.refused(instruction.clone(), &signers).await;
                assert_eq!(failure.restaking(), Some(RestakingError::SlashClosed), "{second}, {later}");
            }
        }
        bank.audit(&split.vault).await;
    }
}

#[tokio::test]
async fn only_the_slasher_proposes_and_only_the_resolver_vetoes() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let epoch = bank.epoch().await;
    let cause = bank.cause(0, PERCENT).await;
    for name in ["resolver", "ncn", "operator", "creator", "alice", "deployer"] {
        let failure = bank.refuses(name, split.propose_slash(&id(name), epoch, cause.clone())).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotSlasher), "{name}");
    }
    bank.propose(&split, 0, PERCENT).await;
    for name in ["slasher", "ncn", "operator", "creator", "alice", "deployer"] {
        let failure = bank.refuses(name, split.veto_slash(&id(name), &split.proposal(0), epoch)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotResolver), "{name}");
    }
    // Nor with the resolver's name and without its signature.
    for (mut instruction, at) in [(bank.vetoing(&split, 0).await, 0), (bank.proposing(&split, 1, PERCENT).await, 1)] {
        instruction.accounts[at].is_signer = false;
        instruction.accounts[0].is_signer = at == 1;
        if at == 1 {
            instruction.accounts[0].pubkey = id("alice");
        }
        let signer = harness::key("alice");
        let signers = [&signer];
        let failure = bank.refused(instruction, if at == 1 { &signers } else { &[] }).await;
        assert!(format!("{:?}", failure.error).contains("MissingRequiredSignature"), "{failure:?}");
    }
}

#[tokio::test]
async fn without_a_resolver_a_slash_is_final_at_once_and_nobody_can_veto_it() {
    let args = harness::slash::policy(&id("slasher"), &Pubkey::default(), &id("insurance"), 0);
    let (mut bank, split) = Bank::with_slasher(args).await;
    let event = bank.propose(&split, 0, 10 * PERCENT).await;
    assert_eq!((event.final_from, event.slash.stake), (event.time, 100_000));
    let veto = bank.vetoing(&split, 0).await;
    let failure = bank.refuses("resolver", veto).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotResolver));
    let execute = bank.executing(&split, 0).await;
    bank.send(&[execute], &[]).await.unwrap();
    assert_eq!(paid(&mut bank, &split.vault).await, [5_000, 20_000, 0]);
    // Both in one transaction.
    let propose = bank.proposing(&split, 1, 10 * PERCENT).await;
    let execute = split.execute_slash(&split.proposal(1), bank.epoch().await, RECIPIENTS.map(id));
    bank.send(&[propose, execute], &[&harness::key("slasher")]).await.unwrap();
    // 10 % of 90 % more: 90,000, of which 67,500 are burned.
    assert_eq!(paid(&mut bank, &split.vault).await, [9_500, 38_000, 0]);
    assert_eq!(bank.burned(&split.vault).await, 142_500);
    bank.audit(&split.vault).await;
}
