//! The rules of an oracle as they are written and shown.

use borsh::{BorshDeserialize, to_vec};
use bytemuck::bytes_of;
use clap::Args;
use oracle_ledger::rules::Rules as Ledger;
use restaking_client::oracle::{RuleFigures, Rules};
use serde_json::{Value, json};

use crate::amount::{Amount, Fraction, bps, percent, tokens};
use crate::command::common::as_bps;
use crate::error::Result;
use crate::refuse;
use crate::time::{Span, span};

/// The decimals of weights.
const WEIGHT_DECIMALS: u8 = 9;

/// The rules. What is not named is as it is, or as in the reference.
#[derive(Args, Clone, Debug)]
pub struct RuleArgs {
    /// A price needs reports of this part of the table's weight [default: 66.67%, or as it is]
    #[arg(long, value_name = "PART")]
    quorum: Option<Fraction>,
    /// A price needs this many operators [default: 3, or as it is]
    #[arg(long, value_name = "COUNT")]
    min_reports: Option<u64>,
    /// A deviation is punished where this part of the weight is near the median [default: 66.67%, or as it is]
    #[arg(long, value_name = "PART")]
    safety: Option<Fraction>,
    /// Warn of a deviation over this part of the median [default: 5%, or as it is]
    #[arg(long, value_name = "PART")]
    warning: Option<Fraction>,
    /// Slash for a deviation over this part of the median [default: 10%, or as it is]
    #[arg(long, value_name = "PART")]
    slash: Option<Fraction>,
    /// A deviation over this part of the median is severe [default: 50%, or as it is]
    #[arg(long, value_name = "PART")]
    severe: Option<Fraction>,
    /// So many severe deviations are a manipulation [default: 3, or as it is]
    #[arg(long, value_name = "COUNT")]
    severe_times: Option<u64>,
    /// Count them in this many consecutive rounds [default: 10, or as it is]
    #[arg(long, value_name = "COUNT")]
    severe_of: Option<u64>,
    /// Take this part of an allocation for a deviation [default: 10%, or as it is]
    #[arg(long, value_name = "PART")]
    slash_fraction: Option<Fraction>,
    /// Take this part of an allocation for a manipulation [default: 100%, or as it is]
    #[arg(long, value_name = "PART")]
    manipulation_fraction: Option<Fraction>,
    /// Take reports for this long after a height's time [default: 60s, or as it is]
    #[arg(long, value_name = "SPAN")]
    window: Option<Span>,
    /// Jail an operator for so many missed rounds [default: 5, or as it is]
    #[arg(long, value_name = "COUNT")]
    absent_times: Option<u64>,
    /// Count them in this many consecutive rounds [default: 20, or as it is]
    #[arg(long, value_name = "COUNT")]
    absent_of: Option<u64>,
    /// Jail it for this long [default: 1d, or as it is]
    #[arg(long, value_name = "SPAN")]
    jail: Option<Span>,
    /// A table needs this weight: two thirds of what the NCN expects, or more; a new oracle has no default
    #[arg(long, value_name = "WEIGHT")]
    min_table_weight: Option<Amount>,
    /// The stake of a table must be certain for this long after a window [default: 1h, or as it is]
    #[arg(long, value_name = "SPAN")]
    certain: Option<Span>,
    /// The policy's challenge window must be this long [default: 7d, or as it is]
    #[arg(long, value_name = "SPAN")]
    min_challenge: Option<Span>,
    /// Slash an operator for one deviation and one manipulation in this time [default: 1d, or as it is]
    #[arg(long, value_name = "SPAN")]
    period: Option<Span>,
}

impl RuleArgs {
    /// The rules over those `before`, or over the reference's.
    pub fn over(&self, before: Option<&Rules>) -> Result<RuleFigures> {
        let before = before.map_or_else(
            || figures(bytes_of(&Ledger::REFERENCE)),
            |rules| figures(&to_vec(rules).expect("memory for some hundred bytes")),
        );
        let part = |new: Option<Fraction>, old: u64| new.map_or(Ok(old), as_bps);
        let fraction = |new: Option<Fraction>, old: u64| new.map_or(old, |new| new.0);
        let seconds = |new: Option<Span>, old: u64| new.map_or(old, |new| new.0);
        let min_table_weight = match &self.min_table_weight {
            Some(weight) => weight.units(WEIGHT_DECIMALS, None)?,
            None if before.min_table_weight == 0 => refuse!(
                "name the weight that a table needs with --min-table-weight: under a low one, an operator that captures only itself is \
                 the oracle"
            ),
            None => before.min_table_weight,
        };
        Ok(RuleFigures {
            quorum_bps: part(self.quorum, before.quorum_bps)?,
            min_reports: self.min_reports.unwrap_or(before.min_reports),
            safety_bps: part(self.safety, before.safety_bps)?,
            warning_bps: part(self.warning, before.warning_bps)?,
            slash_bps: part(self.slash, before.slash_bps)?,
            severe_bps: part(self.severe, before.severe_bps)?,
            severe_times: self.severe_times.unwrap_or(before.severe_times),
            severe_of: self.severe_of.unwrap_or(before.severe_of),
            slash_fraction: fraction(self.slash_fraction, before.slash_fraction),
            manipulation_fraction: fraction(self.manipulation_fraction, before.manipulation_fraction),
            window_seconds: seconds(self.window, before.window_seconds),
            absent_times: self.absent_times.unwrap_or(before.absent_times),
            absent_of: self.absent_of.unwrap_or(before.absent_of),
            jail_seconds: seconds(self.jail, before.jail_seconds),
            min_table_weight,
            certain_seconds: seconds(self.certain, before.certain_seconds),
            min_challenge_seconds: seconds(self.min_challenge, before.min_challenge_seconds),
            period_seconds: seconds(self.period, before.period_seconds),
        })
    }
}

/// The figures that the bytes of rules begin with: only what is reserved stands behind them.
fn figures(mut rules: &[u8]) -> RuleFigures {
    RuleFigures::deserialize(&mut rules).expect("the bytes of rules")
}

/// The rules in words, a name and a text each.
pub fn told(rules: &Rules) -> Vec<(String, String)> {
    let rows = [
        (
            "Price",
            format!("reports of {} of the weight, by {} operators or more", bps(rules.quorum_bps), rules.min_reports),
        ),
        ("Reports", format!("within {} of a height's time", span(rules.window_seconds))),
        ("Warning", format!("over {} from the median", bps(rules.warning_bps))),
        ("Slash", format!("{} for over {} from the median", percent(rules.slash_fraction), bps(rules.slash_bps))),
        (
            "Manipulation",
            format!(
                "{} for over {} in {} of {} rounds",
                percent(rules.manipulation_fraction),
                bps(rules.severe_bps),
                rules.severe_times,
                rules.severe_of
            ),
        ),
        ("Safety", format!("nobody is punished unless {} of the weight is near the median", bps(rules.safety_bps))),
        ("Period", format!("one deviation and one manipulation in {}", span(rules.period_seconds))),
        (
            "Absence",
            format!(
                "jailed for {} after {} of {} rounds",
                span(rules.jail_seconds),
                rules.absent_times,
                rules.absent_of
            ),
        ),
        (
            "Table",
            format!(
                "a weight of {} or more, certain for {} after a window",
                tokens(rules.min_table_weight, WEIGHT_DECIMALS),
                span(rules.certain_seconds)
            ),
        ),
        ("Challenge", format!("a slash waits for {} or longer", span(rules.min_challenge_seconds))),
    ];
    rows.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// The rules as JSON.
pub fn as_json(rules: &Rules) -> Value {
    json!({
        "quorum_bps": rules.quorum_bps,
        "min_reports": rules.min_reports,
        "safety_bps": rules.safety_bps,
        "warning_bps": rules.warning_bps,
        "slash_bps": rules.slash_bps,
        "severe_bps": rules.severe_bps,
        "severe_times": rules.severe_times,
        "severe_of": rules.severe_of,
        "slash_fraction": rules.slash_fraction.to_string(),
        "manipulation_fraction": rules.manipulation_fraction.to_string(),
        "window_seconds": rules.window_seconds,
        "absent_times": rules.absent_times,
        "absent_of": rules.absent_of,
        "jail_seconds": rules.jail_seconds,
        "min_table_weight": rules.min_table_weight.to_string(),
        "certain_seconds": rules.certain_seconds,
        "min_challenge_seconds": rules.min_challenge_seconds,
        "period_seconds": rules.period_seconds,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        rules: RuleArgs,
    }

    #[test]
    fn figures_are_those_of_the_rules() {
        let reference = figures(bytes_of(&Ledger::REFERENCE));
        assert_eq!((reference.quorum_bps, reference.slash_bps), (6_667, 1_000));
        assert_eq!((reference.manipulation_fraction, reference.window_seconds), (crate::amount::WHOLE, 60));
        assert_eq!((reference.min_challenge_seconds, reference.period_seconds), (7 * 86_400, 86_400));
        let mut bytes = bytes_of(&Ledger::REFERENCE);
        let rules = Rules::deserialize(&mut bytes).expect("rules");
        assert_eq!(figures(&to_vec(&rules).expect("bytes")), reference);
    }

    #[test]
    fn a_new_oracle_names_the_weight_of_its_tables() {
        let rules = |line: &str| Line::try_parse_from(line.split_whitespace()).expect("a line").rules;
        let error = rules("rules").over(None).unwrap_err().to_string();
        assert!(error.starts_with("name the weight that a table needs with --min-table-weight"), "{error}");
        let named = rules("rules --min-table-weight 2").over(None).expect("rules");
        assert_eq!(named.min_table_weight, 2_000_000_000);
        let old =
            Rules::deserialize(&mut bytes_of(&Ledger { min_table_weight: 5, ..Ledger::REFERENCE })).expect("rules");
        assert_eq!(rules("rules").over(Some(&old)).expect("rules").min_table_weight, 5);
    }
}
