//! A service's terms: what is refused, how a slash is divided, and every window to the second.

mod common;

use common::{EPOCH, GENESIS, refused, vault};
use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delegation::Delegation;
use ledger::state::slash_terms::{Incident, MAX_CHALLENGE_SECONDS, MAX_REPORTER_BPS, Shares, SlashTerms};

/// Terms that slash between a hundredth and a half, a fifth for an equivocation.
fn terms() -> SlashTerms {
    SlashTerms {
        challenge_seconds: 100,
        min_fraction: UNITS / 100,
        max_fraction: UNITS / 2,
        cooldown_seconds: 50,
        equivocation_fraction: UNITS / 5,
        height_zero: 1_000,
        height_millis: 400,
        ..SlashTerms::none()
    }
}

/// By one unit of any one figure, with any other figures.
#[test]
fn terms_are_milder_by_any_figure_alone() {
    let base = terms();
    assert!(!base.is_milder_than(&base));
    let milder: [fn(&mut SlashTerms); 5] = [
        |terms| terms.max_fraction -= 1,
        |terms| terms.min_fraction -= 1,
        |terms| terms.equivocation_fraction -= 1,
        |terms| terms.challenge_seconds += 1,
        |terms| terms.cooldown_seconds += 1,
    ];
    for change in milder {
        let mut changed = terms();
        change(&mut changed);
        assert!(changed.is_milder_than(&base), "{changed:?}");
        assert!(!base.is_milder_than(&changed), "{changed:?}");
    }
    // Harsher in all but one figure.
    let harsher = SlashTerms {
        max_fraction: UNITS,
        min_fraction: base.min_fraction + 1,
        equivocation_fraction: base.equivocation_fraction + 1,
        challenge_seconds: base.challenge_seconds - 1,
        ..base
    };
    assert!(!harsher.is_milder_than(&base));
    assert!(SlashTerms { cooldown_seconds: base.cooldown_seconds + 1, ..harsher }.is_milder_than(&base));
}

#[test]
fn each_wrong_term_is_refused_for_what_it_is() {
    terms().check().unwrap();
    SlashTerms::none().check().unwrap();
    SlashTerms { challenge_seconds: MAX_CHALLENGE_SECONDS, ..terms() }.check().unwrap();
    SlashTerms { max_fraction: UNITS, min_fraction: UNITS, equivocation_fraction: UNITS, ..terms() }.check().unwrap();
    SlashTerms { equivocation_fraction: 0, height_millis: 0, ..terms() }.check().unwrap();
    SlashTerms { equivocation_fraction: UNITS / 100, height_millis: 1, ..terms() }.check().unwrap();
    SlashTerms { equivocation_fraction: UNITS / 2, ..terms() }.check().unwrap();
    SlashTerms { burn_bps: 0, reporter_bps: MAX_REPORTER_BPS, insurance_bps: 9_500, ..terms() }.check().unwrap();
    for (wrong, rule, value, limit) in [
        (SlashTerms { burn_bps: 7_499, ..terms() }, Rule::SplitNotWhole, 9_999, BPS),
        (SlashTerms { reporter_bps: 501, ..terms() }, Rule::SplitNotWhole, 10_001, BPS),
        (SlashTerms { burn_bps: 7_499, reporter_bps: 501, ..terms() }, Rule::ReporterOverCap, 501, 500),
        (
            SlashTerms { burn_bps: 0, reporter_bps: BPS, insurance_bps: 0, ..terms() },
            Rule::ReporterOverCap,
            BPS,
            MAX_REPORTER_BPS,
        ),
        (SlashTerms { insurance_bps: 1_999, ..terms() }, Rule::SplitNotWhole, 9_999, BPS),
        (SlashTerms { redistribution_bps: 1, ..terms() }, Rule::SplitNotWhole, 10_001, BPS),
        // What would wrap round to a whole.
        (SlashTerms { redistribution_bps: u64::MAX, ..terms() }, Rule::SplitNotWhole, u64::MAX, BPS),
        (SlashTerms { challenge_seconds: 2_592_001, ..terms() }, Rule::ChallengeTooLong, 2_592_001, 2_592_000),
        (SlashTerms { max_fraction: UNITS + 1, ..terms() }, Rule::Fraction, UNITS + 1, UNITS),
        (SlashTerms { min_fraction: UNITS / 2 + 1, ..terms() }, Rule::Fraction, UNITS / 2 + 1, UNITS / 2),
        (
            SlashTerms { equivocation_fraction: UNITS / 100 - 1, ..terms() },
            Rule::Fraction,
            UNITS / 100 - 1,
            UNITS / 100,
        ),
        (SlashTerms { equivocation_fraction: UNITS / 2 + 1, ..terms() }, Rule::Fraction, UNITS / 2 + 1, UNITS / 2),
        (SlashTerms { height_millis: 0, ..terms() }, Rule::Zero, 0, 1),
    ] {
        refused(wrong.check(), rule, value, limit);
    }
}

#[test]
fn a_fraction_is_within_the_bounds_both_included() {
    for fraction in [UNITS / 100, UNITS / 100 + 1, UNITS / 2] {
        terms().check_fraction(fraction).unwrap();
    }
    for (fraction, bound) in
        [(0, UNITS / 100), (UNITS / 100 - 1, UNITS / 100), (UNITS / 2 + 1, UNITS / 2), (u64::MAX, UNITS / 2)]
    {
        refused(terms().check_fraction(fraction), Rule::Fraction, fraction, bound);
    }
    refused(SlashTerms::none().check_fraction(1), Rule::Fraction, 1, 0);
}

#[test]
fn a_division_is_whole_and_burns_the_roundings() {
    let split = |[burn_bps, reporter_bps, insurance_bps, redistribution_bps]: [u64; 4]| SlashTerms {
        burn_bps,
        reporter_bps,
        insurance_bps,
        redistribution_bps,
        ..terms()
    };
    for (bps, assets, [burn, reporter, insurance, redistribution]) in [
        ([7_500, 500, 2_000, 0], 100, [75, 5, 20, 0]),
        ([7_000, 500, 2_500, 0], 19, [15, 0, 4, 0]),
        ([1_500, 500, 4_000, 4_000], 41, [7, 2, 16, 16]),
        ([0, 500, 4_750, 4_750], 10, [2, 0, 4, 4]),
        ([0, 500, 4_750, 4_750], 1, [1, 0, 0, 0]),
        ([0, 0, 0, BPS], u64::MAX, [0, 0, 0, u64::MAX]),
        ([BPS, 0, 0, 0], u64::MAX, [u64::MAX, 0, 0, 0]),
        // Of 18,446,744,073,709,551,615: 5% are 922,337,203,685,477,580.75, and 47.49% are 8,760,358,760,604,666,061.96.
        (
            [2, 500, 4_749, 4_749],
            u64::MAX,
            [3_689_348_814_741_913, 922_337_203_685_477_580, 8_760_358_760_604_666_061, 8_760_358_760_604_666_061],
        ),
        ([1, 0, 9_999, 0], 0, [0; 4]),
    ] {
        let terms = split(bps);
        terms.check().unwrap();
        assert_eq!(
            terms.divide(assets),
            Ok(Shares { burn, reporter, insurance, redistribution }),
            "{assets} by {bps:?}"
        );
        assert_eq!(
            u128::from(burn) + u128::from(reporter) + u128::from(insurance) + u128::from(redistribution),
            u128::from(assets)
        );
    }
}

#[test]
fn final_from_the_second_after_the_window_and_once_its_slots_are_produced() {
    // A slot takes 800 ms at the most: 100 seconds have 125, and 1.5 of a second's last one are one.
    assert_eq!(terms().final_from(7, 1_000), (107, 1_125));
    assert_eq!(SlashTerms { challenge_seconds: 1, ..terms() }.final_from(7, 1_000), (8, 1_001), "rounded down");
    assert_eq!(SlashTerms::none().final_from(7, 9), (7, 9), "no window, final at once");
    assert_eq!(terms().final_from(i64::MAX - 99, u64::MAX - 124), (i64::MAX, u64::MAX));
    assert_eq!(SlashTerms { challenge_seconds: u64::MAX, ..terms() }.final_from(0, 0), (i64::MAX, u64::MAX));
    // The longest window: 30 days of 108,000 slots.
    let longest = SlashTerms { challenge_seconds: MAX_CHALLENGE_SECONDS, ..terms() };
    assert_eq!(longest.final_from(0, 0), (2_592_000, 3_240_000));
}

#[test]
fn one_incident_may_be_slashed_in_every_vault_and_the_next_one_waits() {
    let first = terms().check_incident(Incident::default(), 9, 1_000).unwrap();
    assert_eq!(first, Incident { id: 9, at: 1_000 }, "the first waits for nothing");
    // The same one in another vault, at once or later, does not begin again.
    for now in [1_000, 1_049, 1_050, 99_999] {
        assert_eq!(terms().check_incident(first, 9, now), Ok(first));
    }
    // Another number.
    for id in [10, 0] {
        for now in [0, 1_000, 1_049] {
            refused(terms().check_incident(first, id, now), Rule::CoolingDown, now as u64, 1_050);
        }
        assert_eq!(terms().check_incident(first, id, 1_050), Ok(Incident { id, at: 1_050 }));
    }
    // Back to the first after another: it waits as well.
    let second = terms().check_incident(first, 10, 1_050).unwrap();
    refused(terms().check_incident(second, 9, 1_099), Rule::CoolingDown, 1_099, 1_100);
    // Without a cooldown nothing waits; with an endless one everything does.
    SlashTerms { cooldown_seconds: 0, ..terms() }.check_incident(first, 10, 1_000).unwrap();
    let endless = SlashTerms { cooldown_seconds: u64::MAX, ..terms() };
    refused(endless.check_incident(first, 10, i64::MAX - 1), Rule::CoolingDown, i64::MAX as u64 - 1, i64::MAX as u64);
    // What was never an incident is not one of number 0.
    assert_eq!(endless.check_incident(Incident::default(), 0, 5), Ok(Incident { id: 0, at: 5 }));
}

#[test]
fn heights_have_times() {
    for (height, time) in [
        (0, 1_000),
        (1, 1_000),
        (2, 1_000),
        (3, 1_001),
        (5, 1_002),
        (250, 1_100),
        (u64::MAX, 7_378_697_629_483_821_646),
    ] {
        assert_eq!(terms().time_of(height), time, "of {height}");
    }
    let slow = SlashTerms { height_millis: u64::MAX, ..terms() };
    assert_eq!([slow.time_of(1), slow.time_of(u64::MAX)], [18_446_744_073_710_551, i64::MAX]);
    let early = SlashTerms { height_zero: i64::MIN, ..terms() };
    assert_eq!([early.time_of(0), early.time_of(5)], [i64::MIN, i64::MIN + 2]);
}

#[test]
fn an_offense_is_slashed_for_one_epoch_and_not_before_it_happened() {
    let (vault, epoch) = (vault(9, 9), EPOCH as u64);
    let now = GENESIS + 5 * EPOCH;
    for offense in [now, now - 1, now - EPOCH] {
        vault.check_offense(&Delegation::new(), offense, now).unwrap();
    }
    refused(vault.check_offense(&Delegation::new(), now - EPOCH - 1, now), Rule::OffenseTooOld, epoch + 1, epoch);
    refused(vault.check_offense(&Delegation::new(), now + 1, now), Rule::OffenseToCome, now as u64 + 1, now as u64);
    refused(vault.check_offense(&Delegation::new(), i64::MIN, i64::MAX), Rule::OffenseTooOld, u64::MAX, epoch);
    refused(vault.check_offense(&Delegation::new(), i64::MAX, i64::MIN), Rule::OffenseToCome, i64::MAX as u64, 0);
    refused(vault.check_offense(&Delegation::new(), -1, -2), Rule::OffenseToCome, 0, 0);
    vault.check_offense(&Delegation::new(), i64::MIN, i64::MIN).unwrap();
}

#[test]
fn stake_that_was_there_at_an_offense_is_there_while_it_can_be_slashed() {
    // An exit requested in the second of the offense, in any second of an epoch, is in reach until the offense is too
    // old.
    for second in [0, 1, EPOCH / 2, EPOCH - 1] {
        let (mut vault, mut bucket, offense) =
            (vault(9, 9), ledger::state::exit_bucket::Bucket::new(1), GENESIS + second);
        vault.request_exit(&mut bucket, 9, 9, offense).unwrap();
        vault.check_offense(&Delegation::new(), offense, offense + EPOCH).unwrap();
        assert_eq!(vault.books_at(offense + EPOCH).stake(), Ok(9), "{second} seconds in");
    }
}
