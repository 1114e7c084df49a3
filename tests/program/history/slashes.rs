//! Slashes in the history: a reader with nothing but a vault's events recomputes every figure of them, and looks for every
//! token.

use harness::{Split, slash};
use restaking_client::{ExitBucket, PolicyArgs, SlashPledge, SlashProposal, SlashStatus, pda};
use restaking_tests::{HOLDERS, PERCENT, RECIPIENTS, SETTLED, policy};
use solana_program::pubkey::Pubkey;

use super::*;

/// A reader that has read all of the usual scene's events but the slashes that are to come.
async fn reader_of(bank: &mut Bank, vault: &Vault) -> Reader {
    let account: restaking_client::Vault = bank.read(&vault.address).await.unwrap();
    let books = account.ledger.books;
    Reader { number: account.events, genesis: GENESIS, epoch_seconds: EPOCH, books, ..Reader::new() }
}

/// Holds what the reader knows against the accounts, to the unit.
async fn compare(bank: &mut Bank, vault: &Vault, reader: &Reader, event: &Event) {
    let account: restaking_client::Vault = bank.read(&vault.address).await.unwrap();
    let ledger = account.ledger;
    assert_eq!((&reader.books, reader.number), (&ledger.books, account.events), "{event:?}");
    let known = (reader.contested, reader.escrowed, reader.unpaid, reader.pledged.0);
    assert_eq!(known, (ledger.contested, ledger.escrowed, ledger.unpaid, ledger.pledged), "{event:?}");
    assert_eq!(reader.losses.0, ledger.losses, "{event:?}");
    for (epoch, (pools, claimed)) in &reader.buckets {
        let bucket = bank.read::<ExitBucket>(&vault.bucket(*epoch)).await.expect("a bucket").bucket;
        assert_eq!((pools, *claimed), (&bucket.pools, bucket.claimed), "bucket {epoch} after {event:?}");
    }
    for ((proposal, pledger), amount) in &reader.pledged.2 {
        let pledge: SlashPledge = bank.read(&pda::pledge(proposal, pledger)).await.expect("a pledge");
        assert_eq!(pledge.amount, *amount);
    }
    for (address, open) in &reader.open {
        let proposal: SlashProposal = bank.read(address).await.expect("a proposal");
        assert_eq!((proposal.status, &proposal.slash, proposal.owed), (SlashStatus::Open, &open.slash, open.owed));
    }
    for (address, owed) in &reader.owed {
        let proposal: SlashProposal = bank.read(address).await.expect("a proposal");
        assert_eq!((proposal.status, proposal.owed), (SlashStatus::Executed, *owed));
    }
    bank.audit(vault).await;
}

/// Two NCNs, each with half of the one operator's magnitude; together they may take 30% by a slash and 60% in an epoch.
async fn scene() -> (Bank, [Split; 2], Reader) {
    let args = PolicyArgs {
        challenge_seconds: 1_500,
        redistribution: id("harmed"),
        burn_bps: 5_833,
        redistribution_bps: 1_667,
        ..policy()
    };
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let first = bank.add_slasher(args.clone()).await;
    let second = Split { ncn: bank.add_policy("ncn", 1, args).await, ..first };
    bank.by("allocator", first.allocate(&id("allocator"), UNITS / 2)).await;
    bank.expose(&second, UNITS / 4 * 3, UNITS / 2).await;
    bank.by("creator", slash::set_breaker(&first.vault, 3_000, 6_000)).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", first.vault.deposit(&id("alice"), 1_000_003, 0, false)).await;
    let reader = reader_of(&mut bank, &first.vault).await;
    let reader = Reader { breaker: [3_000, 6_000], parts: [500, 2_000, 1_667], ..reader };
    (bank, [first, second], reader)
}

/// What is there to act on.
#[derive(Default)]
struct Known {
    /// Tickets, each with its owner and its bucket.
    tickets: Vec<(Pubkey, &'static str, u64)>,
    /// Open slashes, each by the place of its NCN and its incident.
    open: Vec<(usize, u64)>,
    /// Executed slashes, likewise.
    executed: Vec<(usize, u64)>,
    /// Pledges, likewise, with their pledgers.
    pledged: Vec<(usize, u64, &'static str)>,
}

#[tokio::test]
async fn any_order_of_slashes_exits_and_changes_is_recomputed_from_the_events_alone() {
    let mut told = std::collections::BTreeMap::new();
    for seed in [1_u64, 2, 3, 4, 5] {
        let (mut bank, splits, mut reader) = scene().await;
        let vault = splits[0].vault;
        let mut state = seed;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let (mut known, mut now) = (Known::default(), bank.now().await);
        let first = bank.epoch().await;
        for nonce in 0..330 {
            let name = HOLDERS[below(3) as usize];
            let (holder, epoch) = (id(name), bank.epoch().await);
            let shares = bank.balance(&vault.shares_of(&holder)).await;
            let split = splits[below(2) as usize];
            let mut one_of = |count: usize| (count > 0).then(|| below(count as u64) as usize);
            let (ticket, open) = (one_of(known.tickets.len()), one_of(known.open.len()));
            let executed = one_of(known.executed.len()).map(|at| known.executed[at]);
            let slashed = open.map(|at| known.open[at]);
            let pledge = one_of(known.pledged.len());
            // Pledges are told apart from what else happens by their turns.
            let what = match nonce % 12 {
                5 if slashed.is_some() => 26,
                11 if pledge.is_some() => 27,
                _ => below(26),
            };
            let (signer, instruction) = match (what, ticket.map(|at| known.tickets[at]), slashed) {
                (0..=2, ..) => (name, vault.deposit(&holder, below(1_000_000), 0, false)),
                (3..=5, ..) => (name, vault.request_exit(&holder, nonce, below(shares / 2 + 2), 0, epoch + 1)),
                (6, ..) => (name, vault.exit_instantly(&holder, below(shares / 8 + 2), 0)),
                (7, Some((ticket, owner, bucket)), _) => {
                    (owner, vault.cancel_exit(&id(owner), &ticket, &id(owner), bucket, 0))
                }
                (8 | 20..=22, Some((ticket, owner, bucket)), _) => {
                    (owner, vault.claim_exit(&id(owner), &ticket, &id(owner), bucket))
                }
                (9 | 10 | 24 | 25, ..) => {
                    // A bucket's rent goes back to its opener, one of the three: the wrong two are refused.
                    ("alice", vault.close_bucket(&holder, first + below(epoch - first + 2)))
                }
                (11..=12, ..) => {
                    ("slasher", bank.proposing(&split, nonce, (1 + below(60)) * PERCENT + below(99)).await)
                }
                (13, _, Some((at, incident))) => ("resolver", bank.vetoing(&splits[at], incident).await),
                (14 | 23, _, Some((at, incident))) => {
                    let mut execute = bank.executing(&splits[at], incident).await;
                    if below(2) == 0 {
                        // A recipient that is not there.
                        let lost = vault.assets_of(&id(RECIPIENTS[below(3) as usize]));
                        let meta = execute.accounts.iter_mut().find(|meta| meta.pubkey == lost).expect("a recipient");
                        meta.pubkey = id("nobody");
                    }
                    ("alice", execute)
                }
                (15, ..) if executed.is_some() => {
                    let (at, incident) = executed.expect("an executed slash");
                    let (place, proposal) = (below(3) as u8, splits[at].proposal(incident));
                    ("alice", splits[at].pay_slash_share(&proposal, place.into(), &id(RECIPIENTS[usize::from(place)])))
                }
                (26, _, Some((at, incident))) => {
                    (name, splits[at].pledge(&splits[at].proposal(incident), &holder, below(200_000)))
                }
                (27, ..) if pledge.is_some() => {
                    let (at, incident, pledger) = known.pledged[pledge.expect("a pledge")];
                    ("alice", splits[at].withdraw_pledge(&splits[at].proposal(incident), &id(pledger)))
                }
                (16, ..) => ("creator", split.delegate_bps(&id("creator"), below(9_001))),
                (17, ..) => ("allocator", split.allocate(&id("allocator"), below(40) * PERCENT)),
                _ => {
                    now += below(900) as i64;
                    bank.warp(now).await;
                    continue;
                }
            };
            let signs = instruction.accounts.iter().any(|meta| meta.is_signer);
            let signer = key(signer);
            let signers = [&signer];
            let Ok(done) = bank.send(&[instruction], if signs { &signers } else { &[] }).await else { continue };
            let [event] = &done.events[..] else { panic!("not one event: {:?}", done.events) };
            if let Err(wrong) = reader.read(event) {
                panic!("seed {seed}, step {nonce}: {wrong}: {event:?}");
            }
            *told.entry(kind(event)).or_insert(0) += 1;
            match event {
                Event::ExitRequested(exit) => known.tickets.push((exit.ticket, name, exit.bucket_epoch)),
                Event::ExitClaimed(claim) if !claim.closed => {}
                Event::ExitCanceled(_) | Event::ExitClaimed(_) => {
                    known.tickets.remove(ticket.expect("a ticket"));
                }
                Event::SlashProposed(event) => {
                    known.open.push((usize::from(event.ncn == splits[1].ncn), event.incident))
                }
                Event::SlashVetoed(_) => {
                    known.open.remove(open.expect("a slash"));
                }
                Event::SlashExecuted(_) => known.executed.push(known.open.remove(open.expect("a slash"))),
                Event::SlashPledged(_) => {
                    let (at, incident) = slashed.expect("a slash");
                    known.pledged.retain(|other| *other != (at, incident, name));
                    known.pledged.push((at, incident, name));
                }
                Event::PledgeWithdrawn(_) => {
                    known.pledged.remove(pledge.expect("a pledge"));
                }
                _ => {}
            }
            compare(&mut bank, &vault, &reader, event).await;
        }
    }
    // The sequences have done all of it, and not only been refused.
    for (wanted, times) in [
        ("SlashProposed", 80),
        ("SlashVetoed", 15),
        ("SlashExecuted", 15),
        ("SlashSharePaid", 3),
        ("SlashPledged", 15),
        ("PledgeWithdrawn", 3),
        ("DelegationChanged", 15),
        ("AllocationChanged", 15),
        ("ExitClaimed", 30),
        ("ExitCanceled", 8),
        ("ExitBucketClosed", 3),
    ] {
        assert!(told.get(wanted).is_some_and(|told| *told >= times), "{wanted}: {told:?}");
    }
}

#[tokio::test]
async fn a_figure_of_a_slash_that_was_tampered_with_is_noticed() {
    let (mut bank, [split, _], reader) = scene().await;
    let event = bank.propose(&split, 0, 10 * PERCENT).await;
    reader.clone().read(&Event::SlashProposed(event.clone())).unwrap();
    type Forge = fn(&mut restaking_client::SlashProposed);
    let forgeries: [(Forge, &str); 9] = [
        (|e| e.fraction += PERCENT, "d, δ and s"),
        (|e| e.slash.stake += 1, "d, δ and s"),
        (|e| e.slash.units.current -= 1, "d, δ and s"),
        (|e| e.slash.active -= 1, "where it came from"),
        (|e| e.slash.part.next += 1, "where it came from"),
        (|e| e.delegation_after.allocated += 1, "the delegation"),
        (|e| e.vault_losses.lost += 1, "the losses"),
        (|e| e.burn += 1, "the parts"),
        (|e| e.books_after.active += 1, "ends at"),
    ];
    for (forge, named) in forgeries {
        let mut forged = event.clone();
        forge(&mut forged);
        let wrong = reader.clone().read(&Event::SlashProposed(forged)).unwrap_err();
        assert!(wrong.contains(named), "{wrong}");
    }
}
