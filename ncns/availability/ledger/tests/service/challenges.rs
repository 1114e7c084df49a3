//! Challenges, in random lives and at each bound.

use crate::common::{RULES, certificate, certificate_by, data, rule, sha256};
use availability_ledger::blob::{Tree, chunk};
use availability_ledger::challenge::{Challenge, DRAW_SLOTS, SLOT_MILLIS, drawn};
use availability_ledger::custody::Custody;
use availability_ledger::error::Rule;
use availability_ledger::rules::{DOUBLING, MIN_BOND, Rules};
use availability_ledger::status::ChallengeStatus::{self, Answered, Drawn, Failed, Lapsed, Locked};
use availability_ledger::tree::chunks;
use ncn_kit::slot_hashes::Draw;
use proptest::prelude::*;

fn opened(custody: &mut Custody, now: i64, slot: u64) -> Challenge {
    Challenge::open(&certificate(&[100; 3]), custody, u64::MAX, now, slot).unwrap()
}

/// A step of a random life of one operator's challenges.
#[derive(Clone, Debug)]
enum Step {
    Open,
    Draw(usize, u8),
    Lapse(usize),
    Answer(usize),
    Wrong(usize),
    Judge(usize),
    Return(usize),
    Pass(u16),
    /// The chain stands still.
    Halt(u16),
    Collect,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Open),
        4 => (0usize..12, any::<u8>()).prop_map(|(at, by)| Step::Draw(at, by)),
        1 => (0usize..12).prop_map(Step::Lapse),
        4 => (0usize..12).prop_map(Step::Answer),
        1 => (0usize..12).prop_map(Step::Wrong),
        3 => (0usize..12).prop_map(Step::Judge),
        1 => (0usize..12).prop_map(Step::Return),
        3 => (1u16..400).prop_map(Step::Pass),
        1 => (1u16..2_000).prop_map(Step::Halt),
        1 => Just(Step::Collect),
    ]
}

proptest! {
    /// Every bond is in a challenge, with the operator, with the challenger or burned, to the lamport. Each challenge ends once, fails only after
    /// its time, and the operator's count of open ones is right. What is refused changes nothing.
    #[test]
    fn bonds_are_conserved(steps in prop::collection::vec(step(), 1..120)) {
        let (data, certificate) = (data(), certificate(&[100; 3]));
        let tree = Tree::of(&sha256, &data).unwrap();
        let (mut custody, mut all) = (Custody::default(), Vec::<Challenge>::new());
        let (mut now, mut slot) = (1_100i64, 9_000u64);
        let (mut locked, mut returned, mut collected, mut burned) = (0u128, 0u128, 0u128, 0u128);
        for step in steps {
            let before = (custody, all.clone());
            let refused = match step {
                Step::Open => match Challenge::open(&certificate, &mut custody, u64::MAX, now, slot) {
                    Ok(challenge) => {
                        prop_assert_eq!(challenge.bond, RULES.bond_at(before.0.open * RULES.step()));
                        locked += u128::from(challenge.bond);
                        all.push(challenge);
                        false
                    }
                    Err(error) => { prop_assert_eq!((error.rule, now >= 5_000), (Rule::Expired, true)); true }
                },
                Step::Draw(at, by) => all.get_mut(at).is_none_or(|each| {
                    let (hash, found) = ([by; 32], if slot > each.draw_slot { 1 } else { 0 });
                    let found = if found == 1 { Draw::Hash(each.draw_slot, &hash) } else { Draw::NotYet };
                    each.draw(&sha256, found, &[at as u8; 32], now, slot).is_err()
                }),
                Step::Lapse(at) => all.get_mut(at).is_none_or(|each| {
                    let found = if slot > each.draw_slot + 512 { Draw::Gone } else { Draw::NotYet };
                    each.lapse(&mut custody, found, slot).map(|bond| burned += u128::from(bond)).is_err()
                }),
                Step::Answer(at) => {
                    let mut was_late = false;
                    let refused = all.get_mut(at).is_none_or(|each| {
                        was_late = each.status.is(Drawn) && each.is_over(now, slot);
                        let answer = (chunk(&data, each.chunk), &tree.proof(each.chunk).unwrap()[..]);
                        each.answer(&mut custody, &sha256, answer, now, slot).is_err()
                    });
                    if let Some(each) = before.1.get(at).filter(|each| each.status.is(Drawn)) {
                        // The honest answer is refused after the deadline and never before.
                        prop_assert_eq!(refused, was_late);
                        prop_assert_eq!(was_late, now >= each.deadline && slot >= each.deadline_slot);
                    }
                    refused
                }
                Step::Wrong(at) => {
                    let refused = all.get_mut(at).is_none_or(|each| {
                        let other = (each.chunk + 1) % chunks(each.size);
                        let answer = (chunk(&data, other), &tree.proof(other).unwrap()[..]);
                        each.answer(&mut custody, &sha256, answer, now, slot).is_err()
                    });
                    prop_assert!(refused);
                    refused
                }
                Step::Judge(at) => {
                    let refused = all.get_mut(at).is_none_or(|each| each.judge(&mut custody, now, slot).is_err());
                    if let Some(each) = before.1.get(at).filter(|_| !refused) {
                        prop_assert!(each.is_over(now, slot));
                        prop_assert!(now - each.locked_at >= 600);
                    }
                    refused
                }
                Step::Return(at) => all.get_mut(at).is_none_or(|each| match each.return_bond() {
                    Ok(bond) => { returned += u128::from(bond); false }
                    Err(_) => true,
                }),
                Step::Pass(seconds) => { now += i64::from(seconds); slot += u64::from(seconds) * 5 / 2; false }
                Step::Halt(seconds) => { now += i64::from(seconds); false }
                Step::Collect => { collected += u128::from(custody.collect()); false }
            };
            if refused {
                prop_assert_eq!((custody, all.clone()), before);
            }
            let held: u128 = all.iter().map(|each| u128::from(each.bond)).sum();
            prop_assert_eq!(locked, held + u128::from(custody.bonds) + collected + returned + burned);
            prop_assert_eq!(u128::from(custody.won), u128::from(custody.bonds) + collected);
            let count = |status: ChallengeStatus| all.iter().filter(|each| each.status.is(status)).count() as u64;
            prop_assert_eq!(custody.open, count(Locked) + count(Drawn));
            prop_assert_eq!(custody.steps, custody.open * RULES.step());
            prop_assert_eq!(custody.answered, count(Answered));
            prop_assert_eq!(custody.failed, count(Failed));
            prop_assert_eq!(custody.lapsed, count(Lapsed));
        }
    }

    /// The draw is below the number of chunks, and always the same.
    #[test]
    fn draws_are_within_bounds(seed in any::<[u8; 32]>(), count in 1u64..=1 << 20) {
        let one = drawn(&sha256, &seed, &[1; 32], count);
        prop_assert!(one < count);
        prop_assert_eq!(one, drawn(&sha256, &seed, &[1; 32], count));
    }
}

/// Each of 64 chunks is drawn about as often as any other: 6,400 draws, a chi-square of 63 degrees below its 99.99% bound, 114.
#[test]
fn each_chunk_is_as_likely() {
    let mut counts = [0u32; 64];
    for seed in 0u32..6_400 {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&seed.to_le_bytes());
        counts[drawn(&sha256, &hash, &[9; 32], 64) as usize] += 1;
    }
    let square: f64 = counts.iter().map(|count| (f64::from(*count) - 100.0).powi(2) / 100.0).sum();
    assert!(square < 114.0, "{square}");
}

#[test]
fn only_a_certified_blob_is_challenged_and_until_its_expiry() {
    let mut custody = Custody::default();
    let weak = certificate(&[100, 99]);
    assert!(!weak.is_certified());
    assert_eq!(rule(Challenge::open(&weak, &mut custody, u64::MAX, 1_100, 1)), Rule::NotCertified);
    // All of the weight, and too few operators.
    assert_eq!(rule(Challenge::open(&certificate(&[300]), &mut custody, u64::MAX, 1_100, 1)), Rule::NotCertified);
    let strong = certificate(&[100, 50, 51]);
    assert_eq!(rule(Challenge::open(&strong, &mut custody, u64::MAX, 5_000, 1)), Rule::Expired);
    assert_eq!(custody, Custody::default());
    assert!(Challenge::open(&strong, &mut custody, u64::MAX, 4_999, 1).is_ok());
    assert_eq!(rule(strong.check_close(4_999)), Rule::CertificateLive);
    assert_eq!(strong.check_close(5_000), Ok(()));
}

#[test]
fn a_challenger_pays_no_more_than_it_accepts() {
    let mut custody = Custody { open: RULES.doubling, steps: DOUBLING, ..Custody::default() };
    let strong = certificate(&[100; 3]);
    let before = custody;
    assert_eq!(rule(Challenge::open(&strong, &mut custody, 2 * RULES.bond - 1, 1_100, 1)), Rule::HighBond);
    assert_eq!(custody, before);
    let opened = Challenge::open(&strong, &mut custody, 2 * RULES.bond, 1_100, 1).expect("a challenge");
    assert_eq!((opened.bond, custody.open), (2 * RULES.bond, RULES.doubling + 1));
}

/// A challenge's draw is its own: one lucky hash is lucky for no other challenge.
#[test]
fn each_challenge_has_a_draw_of_its_own() {
    let indexes = |address: u8| (0..8).map(move |hash: u8| drawn(&sha256, &[hash; 32], &[address; 32], 1 << 20));
    assert!(indexes(1).zip(indexes(2)).all(|(one, other)| one != other));
}

#[test]
fn nobody_has_a_second_draw() {
    let (mut custody, hash) = (Custody::default(), [5; 32]);
    let mut challenge = opened(&mut custody, 1_100, 50);
    assert_eq!(challenge.draw_slot, 50 + DRAW_SLOTS);
    assert_eq!(rule(challenge.draw(&sha256, Draw::NotYet, &[1; 32], 1_101, 51)), Rule::EarlyDraw);
    assert_eq!(rule(challenge.draw(&sha256, Draw::Gone, &[1; 32], 1_101, 900)), Rule::SlotGone);
    assert_eq!(rule(challenge.lapse(&mut custody, Draw::Hash(58, &hash), 60)), Rule::SlotKnown);
    assert_eq!(rule(challenge.lapse(&mut custody, Draw::NotYet, 57)), Rule::SlotKnown);
    let mut lapsed = challenge;
    challenge.draw(&sha256, Draw::Hash(58, &hash), &[1; 32], 1_110, 60).expect("a draw");
    assert_eq!(challenge.chunk, drawn(&sha256, &hash, &[1; 32], 6));
    assert_eq!(rule(challenge.draw(&sha256, Draw::Hash(59, &[6; 32]), &[1; 32], 1_111, 61)), Rule::AlreadyDrawn);
    assert_eq!(rule(challenge.lapse(&mut custody, Draw::Gone, 900)), Rule::AlreadyDrawn);
    // What is not drawn in time costs the challenger its bond, which the operator does not get, and is over.
    assert_eq!(lapsed.lapse(&mut custody, Draw::Gone, 900), Ok(RULES.bond));
    assert_eq!((custody.bonds, custody.won, custody.lapsed, custody.open, lapsed.bond), (0, 0, 1, 0, 0));
    assert_eq!(rule(lapsed.draw(&sha256, Draw::Hash(58, &hash), &[1; 32], 1_111, 61)), Rule::AlreadyDrawn);
    assert_eq!(rule(lapsed.return_bond()), Rule::NotFailed);
    assert_eq!(rule(lapsed.judge(&mut custody, i64::MAX, u64::MAX)), Rule::Settled);
}

/// The operator has every second and every slot of its time: the number of slots is rounded up.
#[test]
fn the_time_to_answer_is_seconds_and_slots() {
    let mut custody = Custody::default();
    let mut challenge = opened(&mut custody, 1_100, 50);
    challenge.answer_seconds = 601;
    challenge.draw(&sha256, Draw::Hash(58, &[5; 32]), &[1; 32], 1_110, 60).expect("a draw");
    // 601 s in slots of 400 ms are 1,502.5.
    assert_eq!(SLOT_MILLIS, 400);
    assert_eq!((challenge.deadline, challenge.deadline_slot), (1_711, 60 + 1_503));
    assert_eq!(rule(challenge.judge(&mut custody, 1_710, 5_000)), Rule::TimeLeft);
    assert_eq!(rule(challenge.judge(&mut custody, 9_000, 1_562)), Rule::SlotsLeft);
    assert!(!challenge.is_over(9_000, 1_562) && !challenge.is_over(1_710, 5_000));
    let (data, tree) = (data(), Tree::of(&sha256, &data()).expect("a tree"));
    let proof = tree.proof(challenge.chunk).expect("a proof");
    let answer = (chunk(&data, challenge.chunk), &proof[..]);
    let mut late = challenge;
    assert_eq!(rule(late.answer(&mut custody, &sha256, answer, 1_711, 1_563)), Rule::TooLate);
    let (mut halted, mut theirs) = (challenge, custody);
    assert_eq!(halted.answer(&mut theirs, &sha256, answer, 9_000, 1_562), Ok(RULES.bond), "the chain stood still");
    assert_eq!(
        halted.answer(&mut theirs, &sha256, answer, 9_000, 1_562).map_err(|error| error.rule),
        Err(Rule::Settled)
    );
    assert_eq!(late.judge(&mut custody, 1_711, 1_563), Ok(()));
    assert_eq!(rule(late.judge(&mut custody, 1_711, 1_563)), Rule::Settled);
    assert_eq!((late.return_bond(), late.return_bond()), (Ok(RULES.bond), Ok(0)));
    assert_eq!((custody.failed, custody.open, custody.bonds), (1, 0, 0));
}

#[test]
fn an_undrawn_challenge_is_neither_answered_nor_judged() {
    let mut custody = Custody::default();
    let mut challenge = opened(&mut custody, 1_100, 50);
    assert_eq!(rule(challenge.answer(&mut custody, &sha256, (&[], &[]), 1_101, 51)), Rule::NotDrawn);
    assert_eq!(rule(challenge.judge(&mut custody, i64::MAX, u64::MAX)), Rule::NotDrawn);
    assert_eq!(rule(challenge.return_bond()), Rule::NotFailed);
    assert_eq!(rule(challenge.check_settled()), Rule::StillOpen);
}

/// The core counts the age of a failure from the verdict: slots that took longer than nominal do not age it. A verdict that comes later
/// than the slowest slots allow does.
#[test]
fn a_failure_ages_from_its_verdict() {
    let failed_at = |now| {
        let mut custody = Custody::default();
        let mut challenge = opened(&mut custody, 1_100, 50);
        challenge.draw(&sha256, Draw::Hash(58, &[5; 32]), &[1; 32], 1_110, 60).expect("a draw");
        challenge.judge(&mut custody, now, 60 + 1_500).expect("a verdict");
        challenge.failed_at
    };
    assert_eq!([1_710, 1_711, 2_310, 2_311, 9_000].map(failed_at), [1_710, 1_711, 2_310, 2_310, 2_310]);
}

/// Certificates of two rules are open at a time. Cheap challenges by the one, as many as double their own price, double the other's at the
/// most.
#[test]
fn cheap_challenges_close_no_dear_certificate() {
    let cheap = certificate_by(&Rules { bond: MIN_BOND, doubling: 1_024, ..RULES }, &[100; 3]);
    let dear = certificate(&[100; 3]);
    let mut custody = Custody::default();
    let open = |certificate, custody: &mut Custody| {
        Challenge::open(certificate, custody, u64::MAX, 1_100, 1).expect("a challenge").bond
    };
    let locked: u64 = (0..1_023).map(|_| open(&cheap, &mut custody)).sum();
    assert_eq!(locked, 1_023 * MIN_BOND);
    let mut before = custody;
    assert_eq!(open(&dear, &mut before), RULES.bond);
    open(&cheap, &mut custody);
    assert_eq!(custody.steps, DOUBLING);
    assert_eq!(open(&dear, &mut custody), 2 * RULES.bond);
    assert_eq!(custody.steps, DOUBLING + RULES.step());
}

/// All failures of a period are one incident. The jail counts from the deadline, whenever it is asked for.
#[test]
fn incidents_are_of_a_period() {
    let challenge =
        |deadline, period_seconds| Challenge { deadline, period_seconds, jail_seconds: 10, ..Challenge::default() };
    assert_eq!(challenge(86_399, 86_400).incident(), 0);
    assert_eq!(challenge(86_400, 86_400).incident(), 86_400);
    assert_eq!(challenge(172_799, 86_400).incident(), 86_400);
    assert_eq!([challenge(-5, 60).incident(), challenge(7, 0).incident()], [0, 7]);
    assert_eq!(challenge(7, 60).jailed_until(), 17);
    assert_eq!(challenge(i64::MAX, 60).jailed_until(), i64::MAX);
}
