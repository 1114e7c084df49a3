//! A service and a round, for people and as JSON.

use restake_cli::amount::percent;
use restake_cli::error::Result;
use restake_cli::idl::hex;
use restake_cli::session::Session;
use restake_cli::time::{near, span};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;
use template_cli::account::Found;
use template_client::{ABSTENTION, TemplateProgram, VoteEntry};

pub fn service(session: &mut Session, program: TemplateProgram, ncn: Pubkey) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let (now, service) = (session.now()?, &found.service);
    let height = found.height_at(now)?;
    if session.options.json {
        return session.write_json(&json!({
            "address": found.at.to_string(), "ncn": ncn.to_string(), "table": service.table.to_string(),
            "rounds": service.rounds.to_string(), "height": height.to_string(),
            "slash_fraction": service.rules.slash_fraction.to_string(), "window_seconds": service.rules.window_seconds,
        }));
    }
    session.say(format!("Service {} of NCN {ncn}", found.at))?;
    let none = service.table == Pubkey::default();
    session.say(format!(
        "  Table:  {}",
        if none { "none: no round opens".to_owned() } else { service.table.to_string() }
    ))?;
    session.say(format!("  Rounds: {}; the current height is {height}", service.rounds))?;
    session
        .say(format!("  Slash:  {} for another value than the certified one", percent(service.rules.slash_fraction)))?;
    session.say(format!("  Votes:  within {} of a height's time", span(service.rules.window_seconds)))
}

/// What an operator signed, in words.
fn said(vote: &VoteEntry) -> String {
    match vote {
        VoteEntry { voted: 0, .. } => "no vote".to_owned(),
        VoteEntry { value: ABSTENTION, .. } => "abstained".to_owned(),
        vote => hex(&vote.value),
    }
}

pub fn round(session: &mut Session, program: TemplateProgram, ncn: Pubkey, height: u64) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let round = found.round(session.chain, program, height)?;
    let (now, of) = (session.now()?, &round.account.round);
    let operators = round.operators.as_deref().unwrap_or_default();
    if session.options.json {
        let votes: Vec<Value> = operators
            .iter()
            .zip(&round.votes)
            .map(|(entry, vote)| {
                json!({
                    "operator": entry.operator.to_string(), "weight": entry.weight.to_string(),
                    "value": (vote.voted == 1).then(|| hex(&vote.value)), "judged": vote.judged == 1,
                })
            })
            .collect();
        return session.write_json(&json!({
            "address": round.at.to_string(), "height": height.to_string(), "table": round.account.table.to_string(),
            "opens_at": of.opens_at, "closes_at": of.closes_at, "final": of.is_final == 1, "value": hex(&of.value),
            "weight": of.weight.to_string(), "total_weight": of.total_weight.to_string(), "votes": votes,
        }));
    }
    session.say(format!("Round {} of height {height}", round.at))?;
    let state = match (of.is_final, now < of.closes_at) {
        (1, _) => format!("certified {} by {} of {} weight", hex(&of.value), of.weight, of.total_weight),
        (_, true) => format!("takes votes until {}", near(of.closes_at, now)),
        (_, false) => "has no certified value".to_owned(),
    };
    session.say(format!("  State: {state}"))?;
    if round.operators.is_none() {
        return session.say("The table was closed: nobody can be judged by it any more, and the certificate stands.");
    }
    for (entry, vote) in operators.iter().zip(&round.votes) {
        let judged = if vote.judged == 1 { ", judged" } else { "" };
        session.say(format!("  {} weighs {}: {}{judged}", entry.operator, entry.weight, said(vote)))?;
    }
    Ok(())
}
