//! The breaker's limits: their notice, and their resets.

use ledger::refusal::Rule;
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Notice;

/// At once, as for a test's scene.
const NOW: Notice = Notice { fall: 0, rise: 0 };

#[test]
fn limits_rise_and_fall_late() {
    let mut limits = LossLimits::none();
    assert_eq!(limits.announce(100, 500, 0, Notice { fall: 5, rise: 10 }), Ok(true));
    assert_eq!([limits.incident_bps.at(9), limits.incident_bps.at(10), limits.epoch_bps.at(10)], [0, 100, 500]);
    assert_eq!(limits.announce(50, 400, 20, Notice { fall: 99, rise: 109 }), Ok(false));
    assert_eq!([98, 99].map(|now| (limits.incident_bps.at(now), limits.epoch_bps.at(now))), [(100, 500), (50, 400)]);
    assert_eq!(limits.announce(1, 10_001, 0, NOW).unwrap_err().rule, Rule::OverWhole);
    assert_eq!(limits.announce(11, 10, 0, NOW).unwrap_err().rule, Rule::IncidentOverEpoch);
}

#[test]
fn one_limit_falls_before_the_other_rises_and_neither_fall_is_taken_back() {
    let mut limits = LossLimits::none();
    limits.announce(300, 500, 0, NOW).unwrap();
    assert_eq!(limits.announce(400, 450, 20, Notice { fall: 99, rise: 109 }), Ok(true));
    for (now, incident, epoch) in [(98, 300, 500), (99, 300, 450), (108, 300, 450), (109, 400, 450)] {
        assert_eq!((limits.incident_bps.at(now), limits.epoch_bps.at(now)), (incident, epoch), "{now}");
    }
    let before = limits;
    assert_eq!(limits.announce(400, 500, 98, Notice { fall: 199, rise: 209 }).unwrap_err().rule, Rule::FallPending);
    assert_eq!(limits, before);
}

#[test]
fn limits_are_set_from_their_announcement_until_their_reset_is_effective() {
    let mut limits = LossLimits::none();
    assert!(!limits.are_set(0));
    limits.announce(0, 1, 0, Notice { fall: 5, rise: 10 }).unwrap();
    assert!(limits.are_set(0) && limits.are_set(10));
    limits.announce(0, 0, 20, Notice { fall: 30, rise: 35 }).unwrap();
    assert!(limits.are_set(29) && !limits.are_set(30));
}
