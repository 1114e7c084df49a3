//! Vaults with a term, on the program that ships: the times of entries, exits and changes, and what an NCN reads.

use harness::{Split, Vault, fee, slash, slash::WHOLE, split, token};
use restaking_client::{
    Event, NcnAllocation, OperatorDelegation, OptIn, RestakingError, SlashProposal, StakeReport, Term,
    Vault as VaultAccount, pda,
};
use restaking_tests::{Bank, CHALLENGE, EPOCH, GENESIS, OPEN, SETTLED, assert_refused, id, policy};

/// The epochs with which the term of a new vault starts and ends.
const FIRST: u64 = 5;
const LAST: u64 = 12;

/// The first second of an epoch of the usual scene's vaults.
const fn at(epoch: u64) -> i64 {
    GENESIS + (epoch * EPOCH) as i64
}

/// A second as the program tells it in a refusal.
const fn told(time: i64) -> u64 {
    time.unsigned_abs()
}

/// A vault with a term of the epochs from [`FIRST`] to [`LAST`], and alice's million in it.
async fn with_term() -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let creator = id("creator");
    let timed = Vault::new(creator, 1, vault.asset_mint);
    bank.by("creator", timed.initialize_for(EPOCH, OPEN, [at(FIRST) - 7, at(LAST) + 7])).await;
    for name in ["alice", "bob"] {
        bank.open_accounts(&timed, &id(name), 1_000_000_000).await;
    }
    bank.by("alice", timed.deposit(&id("alice"), 1_000_000, 1_000_000, false)).await;
    (bank, timed)
}

/// The usual split with its stake of a million all behind the NCN, inside a term that ends seven epochs from now.
async fn split_with_term() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    bank.by("creator", split.delegate(&id("creator"), WHOLE)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
    bank.warp_to(SETTLED + 3, 0).await;
    let term = Term { start: at(SETTLED + 3), end: at(SETTLED + 10) };
    bank.change::<VaultAccount>(&split.vault.address, |vault| vault.ledger.term = term).await;
    (bank, split)
}

#[tokio::test]
async fn its_vault_and_its_event_tell_the_whole_epochs() {
    let (mut bank, usual) = Bank::with_vault(OPEN).await;
    let vault = Vault::new(id("creator"), 1, usual.asset_mint);
    let done = bank.by("creator", vault.initialize_for(EPOCH, OPEN, [at(FIRST) - 999, at(LAST) + 999])).await;
    let [Event::VaultInitialized(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    let term = Term { start: at(FIRST), end: at(LAST) };
    assert_eq!(event.term, term);
    assert_eq!(bank.read::<VaultAccount>(&vault.address).await.unwrap().ledger.term, term);
}

#[tokio::test]
async fn a_term_out_of_bounds_makes_no_vault() {
    let (mut bank, usual) = Bank::with_vault(OPEN).await;
    let vault = Vault::new(id("creator"), 1, usual.asset_mint);
    let (earliest, latest) = (at(3), GENESIS + 365 * 86_400);
    let (shortest, longest) = (3 * EPOCH, 2 * 365 * 86_400);
    for (term, error, value, limit) in [
        ([earliest - 1, at(LAST)], RestakingError::TermStart, told(earliest - 1), told(earliest)),
        ([0, at(LAST)], RestakingError::TermStart, 0, told(earliest)),
        ([latest + 1, latest + 50_000], RestakingError::TermStart, told(latest + 1), told(latest)),
        ([at(FIRST), 0], RestakingError::TermLength, 0, shortest),
        ([at(FIRST), at(FIRST + 3) - 1], RestakingError::TermLength, 2 * EPOCH, shortest),
        ([at(FIRST), at(FIRST) + longest as i64 + 1], RestakingError::TermLength, longest + 1, longest),
    ] {
        let failure = bank.refuses("creator", vault.initialize_for(EPOCH, OPEN, term)).await;
        assert_refused(&failure, error, value, limit);
    }
}

#[tokio::test]
async fn deposits_go_to_the_second_before_it_starts_and_from_the_second_in_which_it_ends() {
    let (mut bank, vault) = with_term().await;
    let deposit = || vault.deposit(&id("bob"), 1_000, 1_000, false);
    for (now, goes) in
        [(at(FIRST) - 1, true), (at(FIRST), false), (at(LAST - 2), false), (at(LAST) - 1, false), (at(LAST), true)]
    {
        bank.warp(now).await;
        if goes {
            bank.by("bob", deposit()).await;
        } else {
            assert_refused(&bank.refuses("bob", deposit()).await, RestakingError::TermRuns, told(now), told(at(LAST)));
        }
    }
}

#[tokio::test]
async fn it_holds_its_stakers_and_lets_them_out_by_its_end() {
    let (mut bank, vault) = with_term().await;
    let (alice, opens) = (id("alice"), at(LAST - 2));
    bank.warp(at(FIRST) - 1).await;
    for nonce in 0..2 {
        bank.by("alice", vault.request_exit(&alice, nonce, 1_000, 1_000, FIRST)).await;
    }
    bank.by("alice", vault.exit_instantly(&alice, 100, 1)).await;
    for now in [at(FIRST), opens - 1] {
        bank.warp(now).await;
        let asked = vault.request_exit(&alice, 9, 1_000, 0, (now - GENESIS) as u64 / EPOCH + 1);
        for leave in [asked, vault.exit_instantly(&alice, 100, 1)] {
            assert_refused(&bank.refuses("alice", leave).await, RestakingError::TermHolds, told(now), told(opens));
        }
        if now == at(FIRST) {
            // A ticket from before is taken back, and shares and tickets go from hand to hand.
            bank.by("alice", vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &alice, FIRST, 1)).await;
            bank.by("alice", vault.transfer_ticket(&alice, &vault.ticket(&alice, 1), &id("bob"))).await;
        }
        bank.by("alice", token::transfer(&vault.shares_of(&alice), &vault.shares_of(&id("bob")), &alice, 100)).await;
    }
    bank.by("bob", vault.claim_exit(&id("bob"), &vault.ticket(&alice, 1), &alice, FIRST)).await;

    bank.warp(opens).await;
    bank.by("alice", vault.request_exit(&alice, 2, 900_000, 900_000, LAST - 1)).await;
    bank.by("alice", vault.exit_instantly(&alice, 100, 1)).await;
    bank.warp(at(LAST)).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 2), &alice, LAST - 1)).await;
}

/// Each rise by an instruction, one second before the last moment at which it takes effect before the term, and in it.
#[tokio::test]
async fn a_rise_takes_effect_before_it_or_when_it_ends() {
    for (epoch, effective) in [(SETTLED, SETTLED + 3), (SETTLED + 1, SETTLED + 10), (SETTLED + 5, SETTLED + 10)] {
        let (mut bank, split) = Bank::with_split(OPEN).await;
        let (vault, creator) = (split.vault, id("creator"));
        let term = Term { start: at(SETTLED + 3), end: at(SETTLED + 10) };
        bank.change::<VaultAccount>(&vault.address, |vault| vault.ledger.term = term).await;
        let other = bank.add_ncn("ncn", 1).await;
        bank.warp_to(epoch, EPOCH as i64 - 1).await;
        bank.by("creator", split.delegate_bps(&creator, 5_000)).await;
        bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
        bank.by("creator", split::set_exposure(&vault, 5_000, 10_000, 2)).await;
        bank.by("creator", fee::set_fees(&vault, &creator, fee::args(1, 1, 1, EPOCH))).await;
        bank.by("creator", split::open_opt_in(&creator, &vault.address, &other)).await;
        bank.by("creator", split::join_opt_in(&creator, &vault.address, &other, split::Side::Left)).await;
        bank.by("creator", split::set_loss_limits(&creator, &vault.address, &other, 1, 2)).await;
        let delegation: OperatorDelegation = bank.read(&split.delegation()).await.unwrap();
        let allocation: NcnAllocation = bank.read(&split.allocation()).await.unwrap();
        let read: VaultAccount = bank.read(&vault.address).await.unwrap();
        let agreed: OptIn = bank.read(&pda::opt_in(&vault.address, &other)).await.unwrap();
        for (what, value) in [
            ("units", delegation.delegation.units),
            ("a magnitude", allocation.allocation.magnitude),
            ("the leverage", read.ledger.exposure.leverage),
            ("the fee on exits", read.ledger.fees.exit_bps),
            ("an opt-in", agreed.sides.left),
            ("a limit", agreed.limits.epoch_bps),
        ] {
            assert_eq!(value.effective, at(effective), "{what} in {epoch}");
        }
        // A fall waits as ever.
        bank.by("creator", split::leave_opt_in(&creator, &vault.address, &split.ncn, split::Side::Left)).await;
        let left: OptIn = bank.read(&pda::opt_in(&vault.address, &split.ncn)).await.unwrap();
        assert_eq!(left.sides.left.effective, at(epoch + 2));
    }
}

/// A slash reaches the stakers of a term; its veto gives back, also after the term's end.
#[tokio::test]
async fn a_slash_inside_it_and_a_veto_after_its_end() {
    let (mut bank, split) = split_with_term().await;
    let opens = SETTLED + 8;
    bank.warp(at(opens)).await;
    bank.by("alice", split.vault.request_exit(&id("alice"), 0, 400_000, 400_000, opens + 1)).await;
    let now = at(SETTLED + 10) - 1;
    bank.warp(now).await;
    let epoch = opens + 1;
    let args = slash::args(WHOLE / 10, now, &id("reporter"));
    let propose = split.propose_slash(&id("slasher"), epoch, args);
    bank.by("slasher", propose).await;
    let proposal = split.proposal(0);
    assert_eq!(bank.read::<SlashProposal>(&proposal).await.unwrap().slash.stake, 100_000);
    const { assert!(CHALLENGE > 1) };
    bank.warp(now + 1).await;
    bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, epoch)).await;
    let alice = id("alice");
    bank.by("alice", split.vault.claim_exit(&alice, &split.vault.ticket(&alice, 0), &alice, epoch)).await;
    let books = bank.books(&split.vault).await;
    assert_eq!((books.active, books.matured), (600_000, 0));
}

/// What an NCN is told until a time: through the last second of the term while it holds, but for what is announced to fall.
#[tokio::test]
async fn stake_is_certain_until_it_ends_unless_somebody_takes_it_away() {
    let (mut bank, split) = split_with_term().await;
    let end = at(SETTLED + 10);
    for (until, stake) in [(at(SETTLED + 5), 1_000_000), (end - 1, 1_000_000), (end, 0)] {
        let report: StakeReport = bank.view(split::certain_stake(&[split], until)).await;
        assert_eq!(report.stakes, [stake], "until {until}");
    }
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 4)).await;
    let fall = at(SETTLED + 5);
    for (until, stake) in [(fall - 1, 1_000_000), (fall, 250_000), (end - 1, 250_000)] {
        let report: StakeReport = bank.view(split::certain_stake(&[split], until)).await;
        assert_eq!(report.stakes, [stake], "until {until}");
    }
    bank.by("creator", split::leave_opt_in(&id("creator"), &split.vault.address, &split.ncn, split::Side::Left)).await;
    let report: StakeReport = bank.view(split::certain_stake(&[split], end - 1)).await;
    assert_eq!(report.stakes, [0]);
}
