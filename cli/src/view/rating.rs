//! What each input of a rating was computed from, in words.

use restaking_client::rating::{Authority, Code, Input, NcnFacts, OperatorFacts, PolicyFacts, Rating};
use serde_json::{Value, json};

use super::grid::{self, Column};
use crate::amount::{bps, percent, tokens};
use crate::time::span;

/// The title of an input.
pub fn title(input: Input) -> &'static str {
    match input {
        Input::Evidence => "Evidence",
        Input::Veto => "Veto",
        Input::WorstLoss => "Worst loss",
        Input::Code => "Code",
        Input::History => "History",
        Input::Concentration => "Concentration",
        Input::Pay => "Pay",
        Input::Equivocations => "Equivocations",
        Input::Slashes => "Slashes",
        Input::Jailings => "Jailings",
        Input::Age => "Age",
        Input::Commission => "Commission",
        Input::OwnStake => "Own stake",
        Input::Leverage => "Leverage",
    }
}

/// The fact behind `input` of an NCN's rating.
pub fn of_ncn(facts: &NcnFacts, input: Input) -> String {
    let policy = facts.policy_for(input);
    match input {
        Input::Evidence => evidence(policy),
        Input::Veto => veto(policy),
        Input::WorstLoss => {
            let loss = percent(policy.worst_loss(facts.exit_seconds));
            format!("{loss} of an allocation during an exit of {}", span(facts.exit_seconds))
        }
        Input::Code => code(policy),
        Input::History => {
            let ended = facts.executed.saturating_add(facts.vetoed);
            let vetoed = match ended {
                0 => "no slash has ended".to_owned(),
                ended => format!("{} of {} vetoed", facts.vetoed, counted(ended, "ended slash", "ended slashes")),
            };
            format!("{}; {vetoed}", age(facts.age_seconds))
        }
        Input::Concentration => match facts.index() {
            Some(index) => {
                let admins = counted(facts.weights.len() as u64, "admin", "admins");
                format!("{admins} with an index of {}", tokens(index, 9))
            }
            None => "no weight in a final table of the last 30 days".to_owned(),
        },
        _ => match (facts.paid_ahead, facts.paid_ahead_elsewhere) {
            (0, 0) => "no offer that pays for stake".to_owned(),
            (0, ahead) => format!("funded for {} in a mint that it does not accept", span(ahead)),
            (ahead, 0) => format!("funded for {}", span(ahead)),
            (ahead, other) => format!("funded for {}, and for {} in another mint", span(ahead), span(other)),
        },
    }
}

/// The fact behind `input` of an operator's rating.
pub fn of_operator(facts: &OperatorFacts, input: Input) -> String {
    let count = |count: u64, none: &str, one: &str, more: &str| match count {
        0 => none.to_owned(),
        count => counted(count, one, more),
    };
    match input {
        Input::Equivocations => count(facts.equivocations, "none proven", "proven", "proven"),
        Input::Slashes => {
            let told = ["incident with an executed slash", "incidents with an executed slash"];
            count(facts.incidents, "no incident", told[0], told[1])
        }
        Input::Jailings => {
            let past = count(facts.jailings, "none", "jailing", "jailings");
            if facts.is_jailed { format!("{past}, jailed now") } else { past }
        }
        Input::Age => age(facts.age_seconds),
        Input::Commission => format!("{} of rewards, now or as announced", bps(facts.commission_bps)),
        Input::OwnStake => match facts.own_bps {
            Some(part) => format!("{} of the stake behind it is its admin's", bps(part)),
            None => "no stake behind it".to_owned(),
        },
        _ => match facts.leverage_bps {
            Some(used) => format!("the same stake is allocated {} times", tokens(used, 4)),
            None => "no stake behind it".to_owned(),
        },
    }
}

fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn age(seconds: u64) -> String {
    match seconds {
        0 => "no dated record".to_owned(),
        seconds => format!("oldest record {} ago", span(seconds)),
    }
}

fn evidence(policy: &PolicyFacts) -> String {
    if !policy.can_propose() {
        return "no slasher can take anything".to_owned();
    }
    match policy.slasher {
        Some(Authority::Key) => "a plain key judges".to_owned(),
        Some(Authority::Unknown) => "an unknown program's address judges".to_owned(),
        _ => format!("a program judges, {}", changed(policy)),
    }
}

fn code(policy: &PolicyFacts) -> String {
    if !policy.can_propose() {
        return "no slasher can take anything".to_owned();
    }
    match policy.slasher {
        Some(Authority::Key) => "no code judges".to_owned(),
        Some(Authority::Unknown) => "the code that judges is unknown".to_owned(),
        _ => format!("the code that judges is {}", changed(policy)),
    }
}

/// How the code of the slasher's program is changed.
fn changed(policy: &PolicyFacts) -> String {
    match policy.slasher {
        Some(Authority::Program(Code::Final)) => "final".to_owned(),
        Some(Authority::Program(Code::Gate { notice })) => format!("changed after a notice of {}", span(notice)),
        Some(Authority::Program(Code::Program)) => "changed by a program or a multisig at any time".to_owned(),
        _ => "changed by one key at any time".to_owned(),
    }
}

fn veto(policy: &PolicyFacts) -> String {
    if !policy.can_propose() && policy.equivocation_fraction == 0 {
        return "nothing to veto".to_owned();
    }
    let window = span(policy.challenge_seconds);
    match policy.resolver {
        None => "no resolver".to_owned(),
        Some(resolver) if !resolver.is_independent => {
            "the resolver depends on the slasher or on the NCN's admin".to_owned()
        }
        Some(resolver) if resolver.authority == Authority::Key => format!("another key, within {window}"),
        Some(_) => format!("a program or a multisig, within {window}"),
    }
}

/// A rating as a table: each input with its fact and its points, the limit, and the score.
pub fn lines(rating: &Rating, fact: &dyn Fn(Input) -> String, width: Option<u16>) -> Vec<String> {
    let column = |title: &str, figures| Column { title: title.to_owned(), figures };
    let columns = [column("Input", false), column("Fact", false), column("Points", true)];
    let rows: Vec<Vec<String>> = rating
        .parts
        .iter()
        .map(|part| vec![title(part.input).to_owned(), fact(part.input), format!("{} of {}", part.points, part.most)])
        .collect();
    let mut lines = grid::lines(&columns, &rows, width);
    lines.push(format!("Sum: {}. Limit at its age: {}. Score: {} of 100", rating.sum(), rating.limit, rating.score()));
    lines
}

/// A rating as JSON.
pub fn as_json(rating: &Rating, fact: &dyn Fn(Input) -> String) -> Value {
    let parts: Vec<Value> = rating
        .parts
        .iter()
        .map(|part| {
            json!({
                "input": part.input.name(), "fact": fact(part.input),
                "points": part.points.to_string(), "most": part.most.to_string(),
            })
        })
        .collect();
    json!({
        "parts": parts, "sum": rating.sum().to_string(), "limit": rating.limit.to_string(),
        "score": rating.score().to_string(),
    })
}
