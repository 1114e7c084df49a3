//! The history that the program writes: one event for each instruction, numbered by vault, with amounts that match the
//! tokens that moved; and a reader that has nothing but the events and arrives at the vault's own books.

mod growth;
mod reader;
mod slashed;
mod slashes;

use harness::{Vault, key, token};
use reader::{Reader, head};
use restaking_client::{Event, LimitsArgs, RestakingError, VaultLimits};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, WEALTH, assert_refused, id, owed};
use solana_program::instruction::Instruction;

/// The units of a vault that delegates nothing.
const UNITS: u64 = 1_000_000_000_000_000_000;

/// The highest fee, so that instant exits leave something behind.
const DEAR: LimitsArgs = LimitsArgs { instant_fee_bps: 1_000, ..OPEN };

/// Runs one instruction of `name`'s; returns its event, the only one, and how the balances of the vault and of alice's
/// assets and shares changed by it.
async fn step(bank: &mut Bank, vault: &Vault, name: &str, instruction: Instruction) -> (Event, [i64; 3]) {
    let accounts = [vault.asset_account, vault.assets_of(&id("alice")), vault.shares_of(&id("alice"))];
    let mut changes = [0; 3];
    for (change, account) in changes.iter_mut().zip(&accounts) {
        *change -= bank.balance(account).await as i64;
    }
    let signer = key(name);
    let signers = [&signer];
    let signs = instruction.accounts.iter().any(|meta| meta.is_signer);
    let done = bank.send(&[instruction], if signs { &signers } else { &[] }).await.unwrap();
    for (change, account) in changes.iter_mut().zip(&accounts) {
        *change += bank.balance(account).await as i64;
    }
    assert_eq!(done.events.len(), 1, "{:#?}", done.logs);
    (done.events[0].clone(), changes)
}

/// A life with every instruction of a vault in it. After each, the reader that has read its event knows the books that
/// the account holds. Returns all events.
async fn life() -> Vec<Event> {
    let mut bank = Bank::bare().await;
    let deployer = bank.deployer.insecure_clone();
    let config = harness::vault::initialize_config(&id("deployer"), 60, 86_400);
    bank.send(&[config], &[&deployer]).await.unwrap();
    let creator = id("creator");
    bank.fund(&creator);
    let mint = id("mint");
    bank.put(&mint, token::mint_account(9, creator, None, u64::MAX));
    let vault = Vault::new(creator, 3, mint);
    let made = bank.by("creator", vault.initialize(EPOCH, DEAR)).await;
    assert_eq!(made.events.len(), 1);
    for name in ["alice", "bob"] {
        bank.open_accounts(&vault, &id(name), 10_000_000).await;
    }

    let (alice, bob) = (id("alice"), id("bob"));
    let [ticket, canceled] = [0, 1].map(|nonce| vault.ticket(&alice, nonce));
    let limits = LimitsArgs { deposit_cap: 1 << 50, ..DEAR };
    let steps = [
        (0, 0, "alice", vault.deposit(&alice, 3_000_000, 0, false), [3_000_000, -3_000_000, 3_000_000]),
        (0, 10, "bob", vault.deposit(&bob, 1_000_000, 0, false), [1_000_000, 0, 0]),
        (0, 20, "creator", vault.approve(&bob), [0; 3]),
        (0, 30, "creator", vault.revoke(&bob), [0; 3]),
        // A quarter: reach 250,000, fee 25,000.
        (0, 40, "alice", vault.exit_instantly(&alice, 1_000_000, 0), [-975_000, 975_000, -1_000_000]),
        (0, 999, "alice", vault.request_exit(&alice, 0, 500_000, 0, 1), [0, 0, -500_000]),
        (1, 0, "alice", vault.request_exit(&alice, 1, 600_000, 0, 2), [0, 0, -600_000]),
        (1, 5, "alice", vault.transfer_ticket(&alice, &ticket, &bob), [0; 3]),
        (2, 0, "creator", vault.set_limits(limits), [0; 3]),
        // 604,998 assets back at the same rate, rounded down: one share fewer than they cost.
        (2, 7, "alice", vault.cancel_exit(&alice, &canceled, &alice, 2, 0), [0, 0, 599_999]),
        // floor(500,000 · 3,026,000/3,001,000) = 504,165, to bob.
        (5, 3, "bob", vault.claim_exit(&bob, &ticket, &alice, 1), [-504_165, 0, 0]),
        (5, 4, "bob", vault.close_bucket(&alice, 1), [0; 3]),
        (900, 0, "bob", vault.close_bucket(&alice, 2), [0; 3]),
        // Hundreds of epochs later the ticket's address is free again, and takes its part of the history as any other.
        (900, 1, "alice", vault.request_exit(&alice, 0, 1, 1, 901), [0, 0, -1]),
    ];

    let mut reader = Reader::new();
    reader.read(&made.events[0]).unwrap();
    let mut events = made.events;
    for (epoch, second, name, instruction, expected) in steps {
        bank.warp_to(epoch, second).await;
        let (event, changes) = step(&mut bank, &vault, name, instruction).await;
        assert_eq!(changes, expected, "{event:?}");
        assert_eq!(head(&event).1, GENESIS + (epoch * EPOCH) as i64 + second);
        reader.read(&event).unwrap();
        assert_eq!(reader.books, bank.books(&vault).await, "{event:?}");
        let account = bank.read::<restaking_client::Vault>(&vault.address).await.unwrap();
        assert_eq!((account.events, account.ledger.genesis), (reader.number, reader.genesis));
        check_parties(&event, &vault, ticket, canceled);
        check_amounts(&event, changes);
        events.push(event);
    }
    events
}

/// An event's amounts are those that moved. Claims and bob's deposit move alice's tokens in nothing, so only the vault's.
fn check_amounts(event: &Event, [till, assets, shares]: [i64; 3]) {
    let expected = match event {
        Event::Deposited(e) if e.depositor == id("bob") => [e.assets as i64, 0, 0],
        Event::Deposited(e) => [e.assets as i64, -(e.assets as i64), e.shares as i64],
        Event::ExitRequested(e) => [0, 0, -(e.shares as i64)],
        Event::ExitCanceled(e) => [0, 0, e.shares as i64],
        Event::ExitClaimed(e) => [-(e.assets as i64), 0, 0],
        Event::ExitedInstantly(e) => [-(e.assets as i64), e.assets as i64, -(e.shares as i64)],
        _ => [0; 3],
    };
    assert_eq!([till, assets, shares], expected, "{event:?}");
}

/// An event names the vault, its parties and its subject.
fn check_parties(
    event: &Event,
    vault: &Vault,
    ticket: solana_program::pubkey::Pubkey,
    canceled: solana_program::pubkey::Pubkey,
) {
    let (alice, bob) = (id("alice"), id("bob"));
    let named = match event {
        Event::Deposited(e) => (e.vault, e.depositor == alice || e.depositor == bob),
        Event::DepositorSet(e) => (e.vault, e.depositor == bob && e.before != e.after),
        Event::ExitRequested(e) => (e.vault, e.owner == alice && [ticket, canceled].contains(&e.ticket)),
        Event::ExitTicketTransferred(e) => (e.vault, e.ticket == ticket && (e.before, e.after) == (alice, bob)),
        Event::ExitCanceled(e) => (e.vault, e.owner == alice && e.ticket == canceled && e.bucket_epoch == 2),
        Event::ExitClaimed(e) => {
            (e.vault, e.owner == bob && e.ticket == ticket && (e.bucket_epoch, e.paid, e.closed) == (1, e.assets, true))
        }
        Event::ExitedInstantly(e) => (e.vault, e.owner == alice && e.fee == 25_000 && e.units == UNITS / 4_000 * 975),
        Event::ExitBucketClosed(e) => (e.vault, [1, 2].contains(&e.bucket_epoch) && e.dust == 0),
        Event::VaultLimitsSet(e) => {
            let from = GENESIS + 5 * EPOCH as i64;
            let after = VaultLimits { deposit_cap: 1 << 50, next_instant_terms_from: from, ..e.before.clone() };
            (e.vault, after == e.after && e.before != e.after)
        }
        other => panic!("not a step: {other:?}"),
    };
    assert_eq!(named, (vault.address, true), "{event:?}");
}

#[tokio::test]
async fn every_instruction_tells_one_event_from_which_a_reader_knows_the_books() {
    let events = life().await;
    let numbers: Vec<_> = events.iter().map(|event| head(event).0).collect();
    assert_eq!(numbers, (1..=events.len() as u64).collect::<Vec<_>>());
    // Each kind of instruction tells its own kind of event.
    let kinds: Vec<_> = events.iter().map(kind).collect();
    let told = "VaultInitialized Deposited Deposited DepositorSet DepositorSet ExitedInstantly ExitRequested \
        ExitRequested ExitTicketTransferred VaultLimitsSet ExitCanceled ExitClaimed ExitBucketClosed ExitBucketClosed \
        ExitRequested";
    assert_eq!(kinds.join(" "), told);
}

/// The name of an event's kind.
fn kind(event: &Event) -> String {
    let text = format!("{event:?}");
    text.split('(').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_reader_that_misses_an_event_or_sees_one_twice_knows_it() {
    let events = life().await;
    for missing in 0..events.len() - 1 {
        let mut reader = Reader::new();
        let rest = events.iter().enumerate().filter(|(at, _)| *at != missing);
        let outcome: Result<Vec<()>, String> = rest.map(|(_, event)| reader.read(event)).collect();
        assert_eq!(outcome.unwrap_err(), format!("number {} follows number {missing}", missing + 2));
    }
    let mut reader = Reader::new();
    reader.read(&events[0]).unwrap();
    reader.read(&events[1]).unwrap();
    assert_eq!(reader.read(&events[1]).unwrap_err(), "number 2 follows number 2");
    // And an amount that was tampered with does not lead to the books that the event names.
    let Event::Deposited(mut forged) = events[2].clone() else { panic!("bob's deposit") };
    forged.assets += 1;
    assert!(reader.read(&Event::Deposited(forged)).unwrap_err().starts_with("number 3 ends at"));
}

#[tokio::test]
async fn the_config_tells_its_bounds_and_its_admin() {
    let mut bank = Bank::bare().await;
    let instruction = harness::vault::initialize_config(&id("deployer"), 60, 86_400);
    let done = bank.by("deployer", instruction).await;
    let [Event::ConfigInitialized(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!(event.genesis_hash, harness::keys::GENESIS_HASH);
    assert_eq!((event.admin, event.min_epoch_seconds, event.max_epoch_seconds), (id("deployer"), 60, 86_400));
}

#[tokio::test]
async fn instructions_of_one_transaction_tell_an_event_each_in_their_order() {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let alice = id("alice");
    let instructions = [
        vault.deposit(&alice, 1_000_000, 0, false),
        vault.exit_instantly(&alice, 500_000, 0),
        vault.request_exit(&alice, 0, 1, 1, 1),
        vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &alice, 1, 0),
        vault.close_bucket(&alice, 1),
    ];
    let failure = bank.send(&instructions, &[&key("alice")]).await.unwrap_err();
    // One share is worth one asset and a bit, and that asset buys no whole share: the whole transaction is undone.
    assert_refused(&failure, RestakingError::Dust, 1, 1);
    assert_eq!(bank.books(&vault).await.active, 0);

    let mut instructions = instructions.to_vec();
    instructions[2] = vault.request_exit(&alice, 0, 1_000, 0, 1);
    let done = bank.send(&instructions, &[&key("alice")]).await.unwrap();
    let mut reader = Reader::of_new_vault();
    for event in &done.events {
        reader.read(event).unwrap();
    }
    let kinds: Vec<_> = done.events.iter().map(kind).collect();
    assert_eq!(kinds, ["Deposited", "ExitedInstantly", "ExitRequested", "ExitCanceled", "ExitBucketClosed"]);
    assert_eq!((reader.number, reader.books), (6, bank.books(&vault).await), "the undone transaction took no numbers");
}

#[tokio::test]
async fn each_vault_counts_its_own_events() {
    let (mut bank, one) = Bank::with_vault(OPEN).await;
    let two = bank.add_vault("creator", 1, OPEN).await;
    let alice = id("alice");
    for (vault, number) in [(&one, 2), (&two, 2), (&two, 3), (&one, 3), (&one, 4)] {
        let (event, _) = step(&mut bank, vault, "alice", vault.deposit(&alice, 5, 0, false)).await;
        assert_eq!(head(&event).0, number);
    }
}

#[tokio::test]
async fn any_order_of_deposits_and_exits_balances_to_the_token_and_reads_to_the_same_books() {
    const NAMES: [&str; 3] = ["alice", "bob", "carol"];
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    bank.open_accounts(&vault, &id("carol"), WEALTH).await;
    let mut reader = Reader::of_new_vault();
    // A sequence that looks random and is the same in every run (Knuth's MMIX generator).
    let mut state = 7_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut tickets = Vec::new();
    let (mut told, mut refused) = (std::collections::BTreeMap::new(), 0);
    let mut now = GENESIS;
    for nonce in 0..400 {
        let name = NAMES[below(3) as usize];
        let holder = id(name);
        let shares = bank.balance(&vault.shares_of(&holder)).await;
        let most = shares / (1 + below(4));
        let part = below(most + 2);
        let epoch = ((now - GENESIS) as u64) / EPOCH;
        let held = (!tickets.is_empty()).then(|| below(tickets.len() as u64) as usize);
        let (signer, instruction) = match (below(11), held.map(|at| tickets[at])) {
            (0 | 1, _) => (name, vault.deposit(&holder, below(1_000_000), 0, false)),
            (2 | 3, _) => (name, vault.request_exit(&holder, nonce, part, 0, epoch + 1)),
            (4, _) => (name, vault.exit_instantly(&holder, part, 0)),
            (5, Some((ticket, owner, payer, bucket))) => {
                (owner, vault.cancel_exit(&id(owner), &ticket, &id(payer), bucket, 0))
            }
            (6, Some((ticket, owner, payer, bucket))) => {
                (owner, vault.claim_exit(&id(owner), &ticket, &id(payer), bucket))
            }
            (7, Some((ticket, owner, ..))) => (owner, vault.transfer_ticket(&id(owner), &ticket, &holder)),
            (8, _) => ("creator", vault.set_limits(LimitsArgs { instant_fee_bps: below(1_001), ..OPEN })),
            _ => {
                now += below(700) as i64;
                bank.warp(now).await;
                continue;
            }
        };
        let Ok(done) = bank.send(&[instruction], &[&key(signer)]).await else {
            refused += 1;
            continue;
        };
        let [event] = &done.events[..] else { panic!("not one event: {:?}", done.events) };
        reader.read(event).unwrap();
        *told.entry(kind(event)).or_insert(0) += 1;
        match event {
            Event::ExitRequested(exit) => tickets.push((exit.ticket, name, name, exit.bucket_epoch)),
            Event::ExitTicketTransferred(_) => tickets[held.expect("a ticket")].1 = name,
            Event::ExitCanceled(_) | Event::ExitClaimed(_) => drop(tickets.remove(held.expect("a ticket"))),
            _ => {}
        }
        let books = bank.books(&vault).await;
        assert_eq!(reader.books, books);
        assert_eq!(bank.balance(&vault.asset_account).await, owed(&books));
        assert_eq!(token::supply(&bank.account(&vault.vrt_mint).await.unwrap().data), books.supply);
        let mut held = [owed(&books), 0];
        for name in NAMES {
            held[0] += bank.balance(&vault.assets_of(&id(name))).await;
            held[1] += bank.balance(&vault.shares_of(&id(name))).await;
        }
        assert_eq!(held, [3 * WEALTH, books.supply], "after {event:?}");
    }
    // The sequence has done all of it, and not only been refused.
    assert_eq!(told.len(), 7, "{told:?}");
    assert!(told.values().all(|times| *times >= 10), "{told:?} and {refused} refused");
}
