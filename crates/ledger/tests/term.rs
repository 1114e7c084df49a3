//! Terms: the times of entries, exits and changes.

mod common;

use common::{EPOCH, GENESIS, OPEN, first, refused, refused_for};
use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::allowance::Allowance;
use ledger::state::books::{Books, UNITS};
use ledger::state::breaker::{LossLimits, Losses};
use ledger::state::delayed::{Delayed, Notice};
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::opt_in::{Side, Sides};
use ledger::state::stop_loss::StopLoss;
use ledger::state::term::{MAX_TERM_LEAD_SECONDS, MAX_TERM_SECONDS, Term};
use ledger::state::vault::VaultLedger;
use ledger::transition::certain_stake::Stake;
use ledger::transition::fee::FeeTerms;
use ledger::transition::slash::target::Target;

/// The epochs with which the term starts and ends.
const FIRST: u64 = 5;
const LAST: u64 = 20;
/// The first epoch in which exits go again.
const OPENS: u64 = LAST - 2;

/// The first second of an epoch.
const fn at(epoch: u64) -> i64 {
    GENESIS + epoch as i64 * EPOCH
}

fn bare() -> VaultLedger {
    VaultLedger::new(EPOCH as u64, OPEN, GENESIS).unwrap()
}

fn vault() -> VaultLedger {
    bare().with_term(at(FIRST), at(LAST)).unwrap()
}

/// A vault of 1,000 assets inside its term, all of them behind one service.
fn running() -> (VaultLedger, Delegation, Allocation) {
    let (mut vault, mut to, mut service) = (vault(), Delegation::new(), Allocation::new());
    vault.deposit(1_000, 1_000, GENESIS).unwrap();
    vault.delegate(&mut to, UNITS, GENESIS).unwrap();
    vault.allocate(&mut to, &mut service, UNITS, GENESIS).unwrap();
    vault.advance(at(FIRST));
    (vault, to, service)
}

fn seconds(time: i64) -> u64 {
    time.unsigned_abs()
}

#[test]
fn it_covers_whole_epochs_and_no_more_than_was_asked_for() {
    for (start, end) in [(at(FIRST), at(LAST)), (at(FIRST) - EPOCH + 1, at(LAST) + EPOCH - 1)] {
        let vault = bare().with_term(start, end).unwrap();
        assert_eq!(vault.term, Term { start: at(FIRST), end: at(LAST) });
        vault.invariant().unwrap();
    }
    assert_eq!(bare().with_term(0, 0), Ok(bare()));
}

#[test]
fn its_bounds() {
    let earliest = at(Notice::RISE_EPOCHS);
    bare().with_term(earliest, at(LAST)).unwrap();
    for start in [earliest - 1, GENESIS, 1, 0, -1, i64::MIN] {
        let found = start.max(0).unsigned_abs();
        refused(bare().with_term(start, at(LAST)), Rule::TermStart, found, seconds(earliest));
    }
    let latest = GENESIS + MAX_TERM_LEAD_SECONDS as i64;
    bare().with_term(latest, latest + 10 * EPOCH).unwrap();
    let late = latest + 1;
    refused(bare().with_term(late, late + 10 * EPOCH), Rule::TermStart, seconds(late), seconds(latest));

    let longest = at(FIRST) + MAX_TERM_SECONDS as i64;
    assert_eq!(bare().with_term(at(FIRST), longest).unwrap().term.end, longest);
    refused(bare().with_term(at(FIRST), longest + 1), Rule::TermLength, MAX_TERM_SECONDS + 1, MAX_TERM_SECONDS);
    refused_for(bare().with_term(at(FIRST), i64::MAX), Rule::TermLength);
    // An epoch that holds, and two to leave in.
    assert_eq!(bare().with_term(at(FIRST), at(FIRST + 3)).unwrap().term_opens(), at(FIRST + 1));
    for end in [at(FIRST + 3) - 1, at(FIRST + 2), at(FIRST) + 1] {
        let whole = (end - at(FIRST)) as u64 / EPOCH as u64 * EPOCH as u64;
        refused(bare().with_term(at(FIRST), end), Rule::TermLength, whole, 3 * EPOCH as u64);
    }
    for end in [at(FIRST), at(FIRST) - 1, 0, -1, i64::MIN] {
        refused(bare().with_term(at(FIRST), end), Rule::TermLength, 0, 3 * EPOCH as u64);
    }
    // The longest epochs leave no room for a term, and overflow nothing.
    let slow = VaultLedger::new(ledger::state::vault::MAX_EPOCH_SECONDS, OPEN, GENESIS).unwrap();
    refused_for(slow.with_term(latest, latest + MAX_TERM_SECONDS as i64), Rule::TermStart);
}

#[test]
fn deposits_go_until_it_starts_and_again_once_it_has_ended() {
    let (start, end) = (at(FIRST), at(LAST));
    for (now, goes) in [(start - 1, true), (start, false), (at(OPENS), false), (end - 1, false), (end, true)] {
        let mut vault = vault();
        vault.deposit(500, 1, GENESIS).unwrap();
        let deposit = vault.deposit(1_000, 1, now);
        if goes {
            assert_eq!(deposit.unwrap().flow.shares_minted, 1_000, "{now}");
        } else {
            refused(deposit, Rule::TermRuns, seconds(now), seconds(end));
        }
    }
}

/// Also where the clock runs back over its start: an epoch that the books have seen stays begun.
#[test]
fn nobody_asks_to_leave_from_its_start_until_two_epochs_before_its_end() {
    let (start, opens) = (at(FIRST), at(OPENS));
    for (now, goes) in [(start - 1, true), (start, false), (opens - 1, false), (opens, true), (at(LAST) - 1, true)] {
        let mut vault = vault();
        vault.deposit(1_000, 1, GENESIS).unwrap();
        let mut bucket = Bucket::new(vault.request_epoch(now));
        let (mut instantly, asked) = (vault, vault.request_exit(&mut bucket, 400, 400, now));
        let left = instantly.exit_instantly(400, 400, now);
        assert_eq!(vault.is_held(now), !goes);
        if goes {
            assert_eq!((asked.unwrap().assets, left.unwrap().flow.assets_out), (400, 400), "{now}");
        } else {
            refused(asked, Rule::TermHolds, seconds(now), seconds(opens));
            refused(left, Rule::TermHolds, seconds(now), seconds(opens));
            assert_eq!(vault.exit_from(now), opens);
        }
    }
    let mut vault = vault();
    vault.deposit(1_000, 1, GENESIS).unwrap();
    vault.advance(start);
    refused(
        vault.request_exit(&mut Bucket::new(FIRST + 1), 400, 0, start - 500),
        Rule::TermHolds,
        seconds(start),
        seconds(opens),
    );
}

/// An exit requested in the first open epoch is out when the term ends.
#[test]
fn who_asks_as_exits_open_is_out_when_it_ends() {
    let (mut vault, ..) = running();
    let mut bucket = Bucket::new(OPENS + 1);
    let mut ticket = vault.request_exit(&mut bucket, 1_000, 1_000, at(OPENS + 1) - 1).unwrap().ticket;
    assert_eq!(vault.claimable_at(ticket.epoch), vault.term.end);
    refused_for(vault.claim_exit(&mut bucket, &mut ticket, at(LAST) - 1), Rule::NotMatured);
    assert_eq!(vault.claim_exit(&mut bucket, &mut ticket, at(LAST)).unwrap().flow.assets_out, 1_000);
}

/// A ticket from before the term is taken back or paid inside it.
#[test]
fn tickets_from_before_are_canceled_and_claimed() {
    for cancels in [true, false] {
        let mut vault = vault();
        vault.deposit(1_000, 1, GENESIS).unwrap();
        let mut bucket = Bucket::new(FIRST);
        let mut ticket = vault.request_exit(&mut bucket, 400, 400, at(FIRST) - 1).unwrap().ticket;
        if cancels {
            let flow = vault.cancel_exit(&mut bucket, &mut ticket, 400, at(FIRST + 1) - 1).unwrap();
            assert_eq!(flow.shares_minted, 400);
        } else {
            refused_for(vault.cancel_exit(&mut bucket, &mut ticket, 400, at(FIRST + 1)), Rule::Matured);
            assert_eq!(vault.claim_exit(&mut bucket, &mut ticket, at(FIRST + 1)).unwrap().flow.assets_out, 400);
        }
    }
}

/// When a rise and a fall take effect that are announced in an epoch.
#[test]
fn a_rise_takes_effect_outside_of_it_and_a_fall_as_ever() {
    let vault = vault();
    for epoch in 0..LAST + 5 {
        for now in [at(epoch), at(epoch + 1) - 1] {
            let rise = match epoch {
                0..=2 => epoch + 3,
                3..=16 => LAST,
                _ => epoch + 3,
            };
            assert_eq!(vault.notice_at(now), Notice { fall: at(epoch + 2), rise: at(rise) }, "{epoch}");
            // Holders that see it announced for a full epoch can request an exit and be out before.
            let asks = vault.exit_from(at(epoch + 1));
            assert!(vault.claimable_at(vault.request_epoch(asks)) <= at(rise), "{epoch}");
        }
    }
    assert_eq!(bare().notice_at(at(FIRST)).rise, at(FIRST + 3));
}

/// Each rise that there is, announced a second before the last that counts in the term, and in the second after it.
#[test]
fn every_rise_keeps_to_it() {
    let dear = FeeTerms { deposit_bps: 1, exit_bps: 1, reward_bps: 1, stream_seconds: 2 * EPOCH as u64 };
    type Rise = fn(&mut VaultLedger, i64) -> i64;
    let rises: [(&str, Rise); 11] = [
        ("units", |vault, now| {
            let mut to = Delegation::new();
            vault.delegate(&mut to, UNITS / 2, now).unwrap();
            to.units.effective
        }),
        ("a magnitude", |vault, now| {
            let mut part = Allocation::new();
            vault.allocate(&mut Delegation::new(), &mut part, UNITS / 2, now).unwrap();
            part.magnitude.effective
        }),
        ("a move", |vault, now| {
            let (mut from, mut to) = (Delegation::new(), Delegation::new());
            (from.units, vault.books.idle) = (Delayed::settled(UNITS / 2), UNITS / 2);
            vault.announce_move(&mut from, &mut to, 1, now).unwrap();
            from.units.effective
        }),
        ("bounds on exposure", |vault, now| {
            vault.set_exposure(1, 1, 1, now).unwrap();
            vault.set_exposure(2, 2, 2, now).unwrap();
            let exposure = vault.exposure;
            assert_eq!(exposure.max_delegated_bps.effective, exposure.leverage.effective);
            assert_eq!(exposure.max_operator_bps.effective, exposure.leverage.effective);
            exposure.leverage.effective
        }),
        ("the breaker", |vault, now| {
            vault.loss_limits = LossLimits::none();
            vault.set_loss_limits(1, 2, now).unwrap();
            assert_eq!(vault.loss_limits.incident_bps.effective, vault.loss_limits.epoch_bps.effective);
            vault.loss_limits.epoch_bps.effective
        }),
        ("a service's limits", |vault, now| {
            let mut limits = LossLimits::none();
            assert!(vault.approve(&mut limits, 1, 2, now).unwrap());
            limits.incident_bps.effective
        }),
        ("fees", |vault, now| {
            vault
                .set_fees(
                    FeeTerms {
                        stream_seconds: 2 * EPOCH as u64,
                        ..FeeTerms { deposit_bps: 1, exit_bps: 1, reward_bps: 1, stream_seconds: 0 }
                    },
                    now,
                )
                .unwrap();
            let fees = vault.fees;
            for each in [fees.deposit_bps, fees.reward_bps, vault.stream_seconds] {
                assert_eq!(each.effective, fees.exit_bps.effective);
            }
            fees.exit_bps.effective
        }),
        ("instant exits", |vault, now| {
            let more = ledger::transition::vault::Limits { instant_refill_seconds: 1, ..OPEN };
            vault.set_limits(more, now).unwrap();
            vault.instant_allowance.effective
        }),
        ("the fee of instant exits", |vault, now| {
            vault.set_limits(ledger::transition::vault::Limits { instant_fee_bps: 1, ..OPEN }, now).unwrap();
            vault.instant_fee_bps.effective
        }),
        ("an opt-in", |vault, now| {
            let mut sides = Sides::new();
            sides.join(Side::Left, now, vault.notice_at(now)).unwrap();
            sides.left.effective
        }),
        ("a stop-loss", |vault, now| {
            let mut stop = StopLoss::none();
            stop.bps = Delayed::settled(1);
            stop.set(2, now, vault.notice_at(now)).unwrap();
            stop.bps.effective
        }),
    ];
    assert_eq!(dear.exit_bps, 1);
    for (name, rise) in rises {
        for (now, effective) in
            [(at(3) - 1, FIRST), (at(3), LAST), (at(FIRST), LAST), (at(OPENS) - 1, LAST), (at(OPENS), OPENS + 3)]
        {
            assert_eq!(rise(&mut vault(), now), at(effective), "{name} at {now}");
        }
    }
}

/// A bad operator loses its stake inside a term, and a move that was taken back delays nothing.
#[test]
fn a_fall_waits_no_longer_inside_it() {
    let (mut vault, mut to, mut service) = running();
    let now = at(FIRST + 1);
    let (mut moved, mut other) = (to, Delegation::new());
    vault.delegate(&mut to, UNITS / 2, now).unwrap();
    vault.allocate(&mut to, &mut service, UNITS / 2, now).unwrap();
    assert_eq!((to.units.effective, service.magnitude.effective), (at(FIRST + 3), at(FIRST + 3)));

    let (mut vault, ..) = running();
    vault.announce_move(&mut moved, &mut other, UNITS / 4, now).unwrap();
    assert_eq!(moved.units.effective, at(LAST));
    refused_for(vault.delegate(&mut moved, 0, now), Rule::MovePending);
    vault.cancel_move(&mut moved, &mut other, now).unwrap();
    assert_eq!([at(FIRST + 3) - 1, at(FIRST + 3)].map(|now| moved.units.at(now)), [UNITS, UNITS / 4 * 3]);
    vault.delegate(&mut moved, 0, at(FIRST + 3)).unwrap();
}

/// What a service is approved for from the end of the term on is counted for it, and not before.
#[test]
fn an_approval_that_waits_for_its_end_is_counted_from_then_on() {
    let mut vault = vault();
    let (mut one, mut other) = (LossLimits::none(), LossLimits::none());
    vault.approve(&mut one, 100, 100, GENESIS).unwrap();
    vault.approve(&mut other, 200, 200, at(3)).unwrap();
    let sums = |vault: &VaultLedger| [3, 6, 7, 19, 20, 21, 90].map(|epoch| vault.approved_in(epoch));
    assert_eq!(sums(&vault), [100, 100, 100, 100, 300, 300, 300]);
    // A fall, and a rise that is withdrawn.
    vault.approve(&mut one, 30, 30, at(FIRST)).unwrap();
    assert_eq!(sums(&vault)[1..], [100, 30, 30, 230, 230, 230]);
    vault.approve(&mut other, 0, 0, at(LAST - 4)).unwrap();
    assert_eq!(sums(&vault)[3..], [30, 30, 30, 30]);
    vault.approve(&mut other, 50, 50, at(LAST - 3)).unwrap();
    assert_eq!(sums(&vault)[3..], [30, 80, 80, 80]);
    vault.approve(&mut one, 40, 40, at(LAST - 2)).unwrap();
    assert_eq!([20, 21, 90].map(|epoch| vault.approved_in(epoch)), [80, 90, 90]);
    vault.revoke(&one, at(LAST + 5)).unwrap();
    assert_eq!(vault.approved_in(LAST + 5), 50);
}

/// What a slash of all takes at `now`, out of a vault with empty live buckets.
fn take(
    vault: &mut VaultLedger,
    to: &mut Delegation,
    service: &mut Allocation,
    now: i64,
) -> ledger::state::slash::Slash {
    let epoch = vault.epoch_at(now);
    let (mut current, mut next) = (Bucket::new(epoch), Bucket::new(epoch + 1));
    let mut target = Target { delegation: to, allocation: service, buckets: [Some(&mut current), Some(&mut next)] };
    let (limits, mut losses) = (LossLimits::any(), Losses::default());
    vault.propose_slash(&mut target, (&limits, &mut losses), UNITS, 0, now).unwrap()
}

/// Slashes continue: one inside the term that is vetoed after its end gives back what it took, to leavers of the meantime as well.
#[test]
fn a_slash_inside_it_and_a_veto_after_its_end() {
    for vetoes in [true, false] {
        let (mut vault, mut to, mut service) = running();
        let now = at(OPENS + 1) - 1;
        let mut bucket = Bucket::new(OPENS + 1);
        let mut ticket = vault.request_exit(&mut bucket, 400, 400, now).unwrap().ticket;
        let (limits, mut losses) = (LossLimits::any(), Losses::default());
        let mut empty = Bucket::new(OPENS);
        let buckets = [Some(&mut empty), Some(&mut bucket)];
        let mut target = Target { delegation: &mut to, allocation: &mut service, buckets };
        let slash = vault.propose_slash(&mut target, (&limits, &mut losses), UNITS / 2, 1, now).unwrap();
        assert_eq!((slash.stake, slash.active), (500, 300));

        let buckets = [Some(&mut empty), Some(&mut bucket)];
        let mut target = Target { delegation: &mut to, allocation: &mut service, buckets };
        let end = at(LAST);
        if vetoes {
            vault.veto_slash(&mut target, &slash, end).unwrap();
        } else {
            vault.execute_slash(&mut target, &slash, 0, end).unwrap();
        }
        let paid = vault.claim_exit(&mut bucket, &mut ticket, end).unwrap().flow.assets_out;
        assert_eq!((paid, vault.books.active), if vetoes { (400, 600) } else { (200, 300) });
        vault.invariant().unwrap();
    }
}

/// A slash while nobody can leave takes of all, and what it left of limits is theirs again in the next epoch.
#[test]
fn nobody_sees_a_slash_come_and_leaves() {
    let (mut vault, mut to, mut service) = running();
    let now = at(FIRST + 3);
    let mut ahead = vault;
    refused_for(ahead.request_exit(&mut Bucket::new(FIRST + 4), 1_000, 0, now), Rule::TermHolds);
    assert_eq!(take(&mut vault, &mut to, &mut service, now).stake, 1_000);
}

fn certain(vault: &VaultLedger, to: &Delegation, service: &Allocation, [until, now]: [i64; 2]) -> u64 {
    let (limits, losses) = (LossLimits::any(), Losses::default());
    let of = Stake { delegation: to, allocation: service, limits: &limits, losses: &losses };
    vault.certain_stake(&of, until, now).unwrap()
}

/// What stakers cannot take out is certain until the second before the term ends, from the second in which it holds them.
#[test]
fn stake_is_certain_until_its_end_while_it_holds() {
    let (vault, to, service) = running();
    let read = |now, until| certain(&vault, &to, &service, [until, now]);
    let end = at(LAST);
    assert_eq!([end - 1, end].map(|until| read(at(FIRST), until)), [1_000, 0]);
    assert_eq!([end - 1, end].map(|until| read(at(OPENS) - 1, until)), [1_000, 0]);
    // From then on all can ask to leave, as in any vault. With no instant exits their stake stays as long as ever.
    assert_eq!(read(at(OPENS), end), 0);
    let mut shut = vault;
    shut.instant_allowance = Allowance::new(0, 1, GENESIS).unwrap();
    assert_eq!(certain(&shut, &to, &service, [end - 1, at(OPENS)]), 1_000);

    // Before it starts all can still leave.
    let (mut early, mut to, mut service) = (self::vault(), Delegation::new(), Allocation::new());
    early.delegate(&mut to, UNITS, GENESIS).unwrap();
    early.allocate(&mut to, &mut service, UNITS, GENESIS).unwrap();
    early.deposit(1_000, 1, GENESIS).unwrap();
    let now = at(FIRST) - 1;
    let read = |until| certain(&early, &to, &service, [until, now]);
    assert_eq!([at(FIRST + 1) - 1, at(FIRST + 1), end - 1].map(read), [1_000, 0, 0]);
}

/// What was asked for before the term is certain only until it leaves, and instant exits take theirs once they go again.
#[test]
fn what_leaves_all_the_same_is_not_certain() {
    let (mut vault, mut to, mut service) = (self::vault(), Delegation::new(), Allocation::new());
    vault.delegate(&mut to, UNITS / 2, GENESIS).unwrap();
    vault.allocate(&mut to, &mut service, UNITS, GENESIS).unwrap();
    vault.deposit(1_000_000, 1, GENESIS).unwrap();
    vault.request_exit(&mut Bucket::new(FIRST - 1), 100_000, 0, at(FIRST - 2)).unwrap();
    vault.request_exit(&mut Bucket::new(FIRST), 200_000, 0, at(FIRST - 1)).unwrap();
    vault.advance(at(FIRST));
    assert_eq!((vault.books.exiting, vault.books.matured), ([200_000, 0], 100_000));
    let read = |until| certain(&vault, &to, &service, [until, at(FIRST)]);
    let opens = at(OPENS);
    assert_eq!([at(FIRST + 1) - 1, at(FIRST + 1), opens - 1].map(read), [450_000, 350_000, 350_000]);
    // All that is idle can leave at once from then on. It is told as half of what there is now, too much by a part of what has
    // left by then: so less is certain than what is there.
    assert_eq!(read(opens), 250_000);
    vault.exit_instantly(300_000, 1, opens).unwrap();
    assert!(vault.slashable_stake(&to, &service, opens).unwrap() >= 350_000);
}

/// A pending fall is read at its lower value, as ever; a fall announced later is not promised against.
#[test]
fn what_a_curator_takes_away_is_certain_for_its_notice_alone() {
    let (mut vault, mut to, service) = running();
    let now = at(FIRST);
    let end = at(LAST) - 1;
    assert_eq!(certain(&vault, &to, &service, [end, now]), 1_000);
    vault.delegate(&mut to, UNITS / 4, now).unwrap();
    let fall = at(FIRST + 2);
    assert_eq!([fall - 1, fall, end].map(|until| certain(&vault, &to, &service, [until, now])), [1_000, 250, 250]);
    assert_eq!(vault.slashable_stake(&to, &service, fall), Ok(250));
}

#[test]
fn an_invariant_finds_a_term_that_holds_nobody_or_begins_within_an_epoch() {
    let mut broken = vault();
    broken.term.start += 1;
    assert_eq!(broken.invariant(), Err("a term covers whole epochs"));
    broken.term = Term { start: at(FIRST), end: at(FIRST + 2) };
    assert_eq!(broken.invariant(), Err("a term holds its stakers for an epoch at least"));
    broken.books = Books::new();
    broken.term = Term::default();
    broken.invariant().unwrap();
    assert_eq!(first(0, 0)[0].assets, 0);
}
