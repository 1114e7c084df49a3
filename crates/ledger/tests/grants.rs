//! Grants: kinds, time and generation.

use ledger::refusal::{Refusal, Rule};
use ledger::state::grant::GrantTerms;

const NOW: i64 = 1_000_000;

fn terms() -> GrantTerms {
    GrantTerms::new(GrantTerms::OPT_INS | GrantTerms::KEYS, NOW + 10, 3, GrantTerms::OF_OPERATORS, NOW).unwrap()
}

#[test]
fn is_of_kinds_that_the_entity_has() {
    let new = |kinds, all| GrantTerms::new(kinds, NOW + 10, 0, all, NOW);
    for all in [GrantTerms::OF_VAULTS, GrantTerms::OF_OPERATORS, GrantTerms::OF_NCNS] {
        assert_eq!(new(0, all), Err(Refusal::new(Rule::GrantKinds, 0, all)), "without a kind it opens nothing");
        assert_eq!(new(all, all).unwrap().kinds, all);
        for bit in 0..64 {
            let kinds = 1 << bit;
            assert_eq!(new(kinds, all).is_ok(), kinds & all != 0, "bit {bit} of {all:b}");
            assert_eq!(new(kinds | all, all).is_ok(), kinds & all != 0, "bit {bit} beside {all:b}");
        }
    }
}

#[test]
fn ends_within_a_year() {
    let new = |until| GrantTerms::new(1, until, 0, GrantTerms::OF_VAULTS, NOW);
    let longest = NOW + 365 * 86_400;
    for (until, bound) in [(i64::MIN, NOW + 1), (NOW, NOW + 1), (longest + 1, longest), (i64::MAX, longest)] {
        let refusal = Refusal::new(Rule::GrantTime, until.max(0).unsigned_abs(), bound.unsigned_abs());
        assert_eq!(new(until), Err(refusal), "until {until}");
    }
    for until in [NOW + 1, longest] {
        assert_eq!(new(until).unwrap().until, until);
    }
}

#[test]
fn opens_its_kinds_before_its_end_in_its_generation() {
    let terms = terms();
    for kind in [GrantTerms::OPT_INS, GrantTerms::KEYS] {
        assert_eq!(terms.check(kind, 3, NOW + 9), Ok(()));
    }
    let refused = |rule, value, limit| Err(Refusal::new(rule, value, limit));
    assert_eq!(terms.check(GrantTerms::URI, 3, NOW), refused(Rule::KindNotGranted, GrantTerms::URI, terms.kinds));
    assert_eq!(terms.check(1, 3, NOW + 10), refused(Rule::GrantExpired, 1_000_010, 1_000_010), "the end is excluded");
    for generation in [2, 4, 0, u64::MAX] {
        assert_eq!(terms.check(1, generation, NOW), refused(Rule::GrantVoid, 3, generation));
        assert!(terms.is_over(generation, NOW));
    }
    assert_eq!([terms.is_over(3, NOW + 9), terms.is_over(3, NOW + 10)], [false, true]);
}

#[test]
fn each_kind_is_listed_once_and_somebody_has_it() {
    let all = GrantTerms::OF_VAULTS | GrantTerms::OF_OPERATORS | GrantTerms::OF_NCNS;
    let listed = GrantTerms::KINDS.iter().enumerate().fold(0, |bits, (place, (bit, name, opened))| {
        assert_eq!(*bit, 1 << place, "{name}");
        assert!(!opened.is_empty(), "{name} opens nothing");
        bits | bit
    });
    assert_eq!(listed, all);
}
