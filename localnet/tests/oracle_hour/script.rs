//! What each operator does in each round of the hour, and what must come of it.

use crate::world::OPERATORS;

/// The number of rounds: one a minute.
pub const ROUNDS: usize = 60;

/// The rounds in which bede drifts by 7%, and those in which cyd does by 12%.
const WARNED: std::ops::Range<usize> = 10..13;
const DEVIATING: std::ops::Range<usize> = 20..22;

/// The last round in which cyd deviates.
pub const DEVIATED: usize = 21;

/// The round in which dora votes twice.
pub const TWICE: usize = 30;

/// The round in which ada has no source, and says so.
const WITHOUT_A_SOURCE: usize = 35;

/// The rounds in which eve is silent.
const SILENT: std::ops::Range<usize> = 40..45;

/// The round after which eve is jailed, and a table without it opens.
pub const JAILED: usize = 44;

/// The first round by that table.
pub const WITHOUT_EVE: usize = 55;

/// What an operator says of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// A price, in cents.
    Cents(u64),
    Abstains,
    /// Nothing.
    Silent,
}

/// What the rounds so far found in an operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub judged: u64,
    pub warnings: u64,
    pub abstentions: u64,
    pub absences: u64,
    pub offenses: u64,
}

/// What the operator at `place` does in `round`. Honest ones differ by a few cents.
pub fn report(round: usize, place: usize) -> Report {
    let market = 15_000 + (round as u64 * 37) % 101;
    let honest = market + [2, 3, 0, 5, 1][place];
    match OPERATORS[place] {
        "bede" if WARNED.contains(&round) => Report::Cents(market * 107 / 100),
        "cyd" if DEVIATING.contains(&round) => Report::Cents(market * 112 / 100),
        "ada" if round == WITHOUT_A_SOURCE => Report::Abstains,
        "eve" if SILENT.contains(&round) || round >= WITHOUT_EVE => Report::Silent,
        _ => Report::Cents(honest),
    }
}

/// Enters the operator's verdict of `round`.
pub fn judge(found: &mut Found, round: usize, place: usize) {
    let name = OPERATORS[place];
    if name == "eve" && round >= WITHOUT_EVE {
        return;
    }
    found.judged += 1;
    match report(round, place) {
        Report::Silent => found.absences += 1,
        Report::Abstains => found.abstentions += 1,
        Report::Cents(_) if name == "bede" && WARNED.contains(&round) => found.warnings += 1,
        Report::Cents(_) if name == "cyd" && DEVIATING.contains(&round) => found.offenses += 1,
        Report::Cents(_) => {}
    }
}

/// The smallest price up to which half of the reported weight lies, in cents, by adding up.
pub fn median(reports: &[(Report, u64)]) -> u64 {
    let mut prices: Vec<(u64, u64)> = reports
        .iter()
        .filter_map(|(report, weight)| if let Report::Cents(cents) = report { Some((*cents, *weight)) } else { None })
        .collect();
    prices.sort_unstable();
    let whole: u64 = prices.iter().map(|(_, weight)| weight).sum();
    let mut below = 0;
    let median = prices.iter().find(|(_, weight)| {
        below += weight;
        2 * below >= whole
    });
    median.expect("a report").0
}
