//! An oracle and a round in tables.

use restaking_client::oracle::{Feed, OperatorScore, PriceOffense, Score};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::rules::{as_json, told};
use crate::accounts::all_other;
use crate::amount::{bps, percent, tokens};
use crate::command::show::table;
use crate::error::Result;
use crate::oracle::{PriceFeed, find};
use crate::refuse;
use crate::session::Session;
use crate::time;
use crate::view::grid;
use crate::view::liquid::part;

/// A table's title, the titles of its columns, and from which place on they are figures.
struct Head {
    title: &'static str,
    columns: &'static [&'static str],
    figures: usize,
}

fn print(session: &mut Session, head: &Head, rows: Vec<Vec<String>>) -> Result<()> {
    session.say("")?;
    session.say(head.title)?;
    if rows.is_empty() {
        return session.say("  none");
    }
    let lines = table(session, head.columns, head.figures, rows.into_iter());
    lines.into_iter().try_for_each(|line| session.say(line))
}

/// A price in the feed's decimals.
fn price(units: i64, decimals: u8) -> String {
    if units == 0 { "none".to_owned() } else { tokens(units.unsigned_abs(), decimals) }
}

pub fn oracle(session: &mut Session, ncn: Pubkey) -> Result<()> {
    let program = session.oracle()?;
    let address = program.oracle(&ncn);
    let Some(oracle) = find::<restaking_client::oracle::Oracle>(session.chain, program, &address)? else {
        refuse!("NCN {ncn} has no oracle: `restake oracle open {ncn}` opens one");
    };
    let now = session.now()?;
    let mut feeds: Vec<PriceFeed> = vec![];
    for (at, feed) in all_other::<Feed>(session.chain, &program, &[("oracle", &address)])? {
        feeds.push(PriceFeed { program, ncn, oracle_at: address, oracle: oracle.clone(), at, feed });
    }
    feeds.sort_by_key(|feed| feed.feed.number);
    let offenses: Vec<(Pubkey, PriceOffense)> = all_other(session.chain, &program, &[("oracle", &address)])?;
    let is_pending = now < oracle.rules.from;
    let rules = if is_pending { &oracle.rules.current } else { &oracle.rules.next };
    if session.options.json {
        let feeds: Vec<Value> = feeds.iter().map(|feed| feed_json(feed, now)).collect();
        let offenses: Vec<Value> = offenses.iter().map(|(at, offense)| offense_json(at, offense)).collect();
        let pending = is_pending.then(|| json!({ "from": oracle.rules.from, "rules": as_json(&oracle.rules.next) }));
        return session.write_json(&json!({
            "address": address.to_string(), "ncn": ncn.to_string(), "table": oracle.table.to_string(),
            "rules": as_json(rules), "pending": pending, "feeds": feeds, "offenses": offenses,
        }));
    }
    session.say(format!("Oracle {address} of NCN {ncn}"))?;
    let none = Pubkey::default();
    let table = if oracle.table == none { "none: no height opens".to_owned() } else { oracle.table.to_string() };
    let mut pairs = vec![("Table".to_owned(), table)];
    pairs.extend(told(rules));
    for line in grid::pairs(&pairs, 2) {
        session.say(line)?;
    }
    if is_pending {
        session.say(format!("Announced, from {}:", time::near(oracle.rules.from, now)))?;
        let before = told(rules);
        let changed: Vec<_> = told(&oracle.rules.next).into_iter().filter(|row| !before.contains(row)).collect();
        for line in grid::pairs(&changed, 2) {
            session.say(line)?;
        }
    }
    let rows: Vec<Vec<String>> = feeds.iter().map(|feed| feed_row(feed, now)).collect();
    let head = Head {
        title: "Feeds",
        columns: &["Number", "Name", "Address", "As of", "Price", "Weight", "Dispersion", "Reports"],
        figures: 4,
    };
    print(session, &head, rows)?;
    let rows: Vec<Vec<String>> = offenses.iter().map(|(at, offense)| offense_row(&feeds, at, offense)).collect();
    let head = Head {
        title: "Offenses",
        columns: &["Offense", "Operator", "Kind", "Height", "Price", "Median", "Deviation", "Slash", "Slashed in"],
        figures: 3,
    };
    print(session, &head, rows)
}

fn feed_row(feed: &PriceFeed, now: i64) -> Vec<String> {
    let last = &feed.feed.price;
    let at = if last.price == 0 { "no price yet".to_owned() } else { time::near(last.time, now) };
    vec![
        feed.feed.number.to_string(),
        feed.name(),
        feed.at.to_string(),
        at,
        price(last.price, feed.feed.decimals),
        part(last.weight, last.total_weight),
        bps(last.dispersion_bps),
        last.reports.to_string(),
    ]
}

fn feed_json(feed: &PriceFeed, now: i64) -> Value {
    let last = &feed.feed.price;
    json!({
        "number": feed.feed.number, "name": feed.name(), "address": feed.at.to_string(),
        "decimals": feed.feed.decimals, "rounds": feed.feed.rounds.to_string(),
        "price": last.price.to_string(), "height": last.height.to_string(), "time": last.time,
        "weight": last.weight.to_string(), "total_weight": last.total_weight.to_string(),
        "dispersion_bps": last.dispersion_bps, "reports": last.reports,
        "current_height": feed.height_at(now).ok().map(|height| height.to_string()),
    })
}

fn offense_row(feeds: &[PriceFeed], at: &Pubkey, offense: &PriceOffense) -> Vec<String> {
    let decimals = feeds.iter().find(|feed| feed.at == offense.feed).map_or(0, |feed| feed.feed.decimals);
    vec![
        at.to_string(),
        offense.operator.to_string(),
        kind(offense).to_owned(),
        offense.height.to_string(),
        price(offense.price, decimals),
        price(offense.median, decimals),
        bps(offense.deviation_bps),
        percent(offense.fraction),
        format!("{} vaults", offense.slashes),
    ]
}

fn kind(offense: &PriceOffense) -> &'static str {
    if offense.is_manipulation == 0 { "deviation" } else { "manipulation" }
}

fn offense_json(at: &Pubkey, offense: &PriceOffense) -> Value {
    json!({
        "address": at.to_string(), "feed": offense.feed.to_string(), "operator": offense.operator.to_string(),
        "kind": kind(offense), "height": offense.height.to_string(), "price": offense.price.to_string(),
        "median": offense.median.to_string(), "deviation_bps": offense.deviation_bps,
        "fraction": offense.fraction.to_string(), "incident": offense.incident.to_string(),
        "reporter": offense.reporter.to_string(), "offense_at": offense.offense_at, "slashes": offense.slashes,
    })
}

pub fn round(session: &mut Session, ncn: Pubkey, number: u8, height: Option<u64>) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let height = feed.height_or_latest(session.chain, height)?;
    let round = feed.round(session.chain, height)?;
    let (now, of, decimals) = (session.now()?, &round.account.round, feed.feed.decimals);
    let mut operators = vec![];
    for (place, entry) in round.operators.iter().flatten().enumerate() {
        let report = round.reports.get(place).copied().unwrap_or_default();
        let score = feed.program.score(&feed.at, &entry.operator);
        let score = find::<OperatorScore>(session.chain, feed.program, &score)?.map(|found| found.score);
        let reported = report.reported == height + 1;
        operators.push((entry, reported.then_some(report.price), report.judged == height + 1, score));
    }
    if session.options.json {
        let operators: Vec<Value> = operators
            .iter()
            .map(|(entry, reported, judged, score)| {
                json!({
                    "operator": entry.operator.to_string(), "weight": entry.weight.to_string(),
                    "price": reported.map(|price| price.to_string()), "judged": judged,
                    "score": score.as_ref().map(score_json),
                })
            })
            .collect();
        return session.write_json(&json!({
            "address": round.at.to_string(), "height": height.to_string(), "table": round.account.table.to_string(),
            "opens_at": of.opens_at, "closes_at": of.closes_at, "final": of.number > 0, "price": of.price.to_string(),
            "weight": of.weight.to_string(), "total_weight": of.total_weight.to_string(),
            "near_weight": of.near_weight.to_string(), "dispersion_bps": of.dispersion_bps, "operators": operators,
        }));
    }
    session.say(format!("Round {} of height {height}, {}", round.at, feed.name()))?;
    let state = match (of.number, of.price) {
        (0, _) if now < of.closes_at => format!("takes reports until {}", time::near(of.closes_at, now)),
        (0, _) => format!("waits for `restake oracle finalize {ncn} {number} {height}`"),
        (_, 0) => "final, without a price".to_owned(),
        _ => "final".to_owned(),
    };
    let mut pairs = vec![("State".to_owned(), state), ("Table".to_owned(), round.account.table.to_string())];
    if of.number > 0 {
        pairs.push(("Price".to_owned(), price(of.price, decimals)));
        pairs.push(("Weight".to_owned(), part(of.weight, of.total_weight)));
        pairs.push(("Near the median".to_owned(), part(of.near_weight, of.total_weight)));
        pairs.push(("Dispersion".to_owned(), bps(of.dispersion_bps)));
    }
    for line in grid::pairs(&pairs, 2) {
        session.say(line)?;
    }
    if round.operators.is_none() {
        return session.say("The table was closed: nobody can be judged by it any more, and the price stands.");
    }
    let whole: u64 = operators.iter().fold(0, |sum, (entry, ..)| sum.saturating_add(entry.weight));
    let row = |(entry, reported, judged, score): &(_, Option<i64>, bool, Option<Score>)| {
        let entry: &&restaking_client::table::StakeEntry = entry;
        let reported = match reported {
            None => "no report".to_owned(),
            Some(0) => "abstained".to_owned(),
            Some(units) => price(*units, decimals),
        };
        let judged = if *judged { "yes" } else { "no" };
        let counts = score.as_ref().map_or_else(
            || [const { String::new() }; 3].to_vec(),
            |score| [score.warnings, score.absences, score.offenses].map(|count| count.to_string()).to_vec(),
        );
        let first = vec![entry.operator.to_string(), judged.to_owned(), reported, part(entry.weight, whole)];
        first.into_iter().chain(counts).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = operators.iter().map(row).collect();
    let head = Head {
        title: "Operators",
        columns: &["Operator", "Judged", "Report", "Weight", "Warnings", "Absences", "Offenses"],
        figures: 2,
    };
    print(session, &head, rows)
}

fn score_json(score: &Score) -> Value {
    json!({
        "judged": score.judged, "warnings": score.warnings, "abstentions": score.abstentions,
        "absences": score.absences, "offenses": score.offenses,
    })
}
