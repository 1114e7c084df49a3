//! What NCNs offer for stake, and what it risks.

use std::cmp::Reverse;

use clap::{Args, ValueEnum};
use restaking_client::ledger::state::weight::Valuation;
use restaking_client::rating::{self as rules, NcnFacts, Pay};
use restaking_client::{Ncn, OptIn, RewardOffer, Vault, exits, weights};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use crate::accounts;
use crate::amount::{bps, percent, tokens};
use crate::error::{Error, Result};
use crate::idl::IDL;
use crate::names;
use crate::rating;
use crate::refuse;
use crate::session::Session;
use crate::time;
use crate::view::facts::Reader;
use crate::view::grid::{self, Column};

/// Lists what NCNs offer for stake, and what it risks.
#[derive(Args, Debug)]
pub struct Market {
    /// List the NCNs that accept this vault's stake, or this mint
    #[arg(long, value_name = "VAULT|MINT")]
    accepts: Option<Pubkey>,
    /// Sort by this
    #[arg(long, value_enum, default_value_t = Sort::Score)]
    sort: Sort,
}

/// What the rows are sorted by, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// By the score.
    Score,
    /// By the pay, in parts of the weight; pay in other mints behind.
    Pay,
}

/// The stake that is to be accepted.
enum Stake {
    Vault(Pubkey, Box<Vault>),
    Mint(Pubkey),
}

/// An NCN with one of its offers; none for one without an offer.
struct Row {
    ncn: Pubkey,
    name: String,
    facts: NcnFacts,
    score: u64,
    offer: Option<(Pubkey, RewardOffer, Pay, u8)>,
    accepts: Vec<(Pubkey, u64)>,
    slasher: Pubkey,
    resolver: Pubkey,
    exit_seconds: u64,
}

impl Market {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let reader = Reader::new(session.chain)?;
        let stake = self.accepts.map(|address| stake(&reader, &address)).transpose()?;
        let ncns: Vec<(Pubkey, Ncn)> = accounts::all(session.chain, &[])?;
        let (mut rows, mut unread) = (vec![], vec![]);
        for (address, ncn) in ncns.iter().filter(|(_, ncn)| !ncn.retired) {
            if !accepted(&reader, session, address, ncn, stake.as_ref())? {
                continue;
            }
            match offers(&reader, session, address, ncn, stake.as_ref()) {
                Ok(found) => rows.extend(found),
                Err(error) => unread.push((*address, error)),
            }
        }
        rows.sort_by_key(|row| {
            let pay = row.offer.as_ref().map(|(_, _, pay, _)| (pay.bps, pay.yearly));
            let keys = match self.sort {
                Sort::Score => (Some((Some(row.score), 0)), pay),
                Sort::Pay => (pay, Some((Some(row.score), 0))),
            };
            (Reverse(keys), row.ncn)
        });
        if session.options.json {
            let read = rows.iter().map(|row| row.json(reader.now));
            let unread =
                unread.iter().map(|(ncn, error)| json!({ "ncn": ncn.to_string(), "error": error.to_string() }));
            return session.write_json(&read.chain(unread).collect());
        }
        if rows.is_empty() && unread.is_empty() {
            return session.say("No NCN of that description is on this cluster.");
        }
        let titles: &[&str] =
            &["NCN", "Name", "Score", "Pays a year", "Of the weight", "Until", "Can lose", "By", "Veto", "Slasher"];
        let shown = |title: &&&str| **title != "Name" || !session.options.no_names;
        let column = |title: &&str| Column {
            title: (*title).to_owned(),
            figures: ["Score", "Pays a year", "Of the weight", "Can lose"].contains(title),
        };
        let columns: Vec<Column> = titles.iter().filter(shown).map(column).collect();
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let cells = titles.iter().zip(row.cells(reader.now));
                cells.filter(|(title, _)| shown(title)).map(|(_, cell)| cell).collect()
            })
            .collect();
        let lines = if rows.is_empty() { vec![] } else { grid::lines(&columns, &cells, session.options.width) };
        let unread = unread.into_iter().map(|(ncn, error)| format!("{ncn}  cannot be read: {error}"));
        lines.into_iter().chain(unread).try_for_each(|line| session.say(line))
    }
}

/// The stake at `address`: a vault's, or any of a mint.
fn stake(reader: &Reader, address: &Pubkey) -> Result<Stake> {
    let Some(account) = reader.account(address)? else {
        refuse!("there is no vault and no mint at {address} on this cluster");
    };
    match IDL.kind(&account.data) {
        Some("Vault") => Ok(Stake::Vault(*address, Box::new(reader.load(address)?))),
        _ if accounts::mint_in(&account).is_some() => Ok(Stake::Mint(*address)),
        _ => refuse!("{address} is neither a vault nor a mint"),
    }
}

/// Whether the NCN gives `stake` a weight.
fn accepted(reader: &Reader, session: &Session, at: &Pubkey, ncn: &Ncn, stake: Option<&Stake>) -> Result<bool> {
    Ok(match stake {
        None => true,
        Some(Stake::Mint(mint)) => ncn.assets.iter().any(|asset| asset.weight > 0 && asset.mint == *mint),
        Some(Stake::Vault(address, vault)) => {
            // An opt-in may value the vault apart from its mint.
            let partner = restaking_client::sets::partner(at, ncn);
            let opt_in = reader.find::<OptIn>(&session.program().opt_in(address, &partner))?;
            let listed = ncn.assets.iter().find(|asset| asset.weight > 0 && asset.mint == vault.asset_mint);
            let valuation = match opt_in {
                Some(opt_in) => weights::valuation(ncn, vault, &opt_in),
                None => listed.map_or(Valuation::default(), |asset| Valuation {
                    weight: asset.weight,
                    accepted_flags: asset.accepted_flags,
                }),
            };
            valuation.weigh(u64::MAX, vault.asset_flags.into()) > 0
        }
    })
}

/// The NCN's running and coming offers, a row each; one row without any.
fn offers(reader: &Reader, session: &Session, at: &Pubkey, ncn: &Ncn, stake: Option<&Stake>) -> Result<Vec<Row>> {
    let found = rating::ncn(reader, session.chain, at, ncn)?;
    let (active, _) = rules::policies(ncn, reader.now);
    let exit_seconds = match stake {
        Some(Stake::Vault(_, vault)) => reader.now.abs_diff(exits::out_by(vault, reader.now)),
        _ => found.facts.exit_seconds,
    };
    let uri = String::from_utf8_lossy(&ncn.uri);
    let name = names::described(uri.trim_end_matches('\0')).unwrap_or_default();
    let score = found.facts.rating().score();
    let row = |offer| Row {
        ncn: *at,
        name: name.clone(),
        facts: found.facts.clone(),
        score,
        offer,
        accepts: ncn.assets.iter().filter(|asset| asset.weight > 0).map(|asset| (asset.mint, asset.weight)).collect(),
        slasher: active.slasher,
        resolver: active.resolver,
        exit_seconds,
    };
    let mut rows = vec![];
    for (address, offer) in found.offers.iter().filter(|(_, offer)| reader.now < offer.books.until) {
        let decimals = reader.decimals(&offer.mint)?;
        let decimals = decimals.ok_or_else(|| Error::new(format!("{} is not a mint", offer.mint)))?;
        rows.push(row(Some((*address, offer.clone(), rules::pay(offer, ncn, found.total_weight), decimals))));
    }
    if rows.is_empty() {
        rows.push(row(None));
    }
    Ok(rows)
}

impl Row {
    /// The most that slashes take of an allocation until an exit requested now is out, by the worse of its policies.
    fn worst_loss(&self) -> u64 {
        let policies = [Some(&self.facts.policy), self.facts.announced.as_ref()];
        policies.into_iter().flatten().map(|policy| policy.worst_loss(self.exit_seconds)).max().unwrap_or(0)
    }

    fn cells(&self, now: i64) -> [String; 10] {
        let [pays, part, until] = match &self.offer {
            None => ["none".to_owned(), String::new(), String::new()],
            Some((_, offer, pay, decimals)) => [
                format!("{} of {}", tokens(pay.yearly, *decimals), offer.mint),
                pay.bps.map_or_else(|| "unknown".to_owned(), bps),
                time::near(offer.books.until, now),
            ],
        };
        let veto = match self.facts.policy.resolver {
            None => "none".to_owned(),
            Some(_) => format!("{} within {}", self.resolver, time::span(self.facts.policy.challenge_seconds)),
        };
        [
            self.ncn.to_string(),
            self.name.clone(),
            self.score.to_string(),
            pays,
            part,
            until,
            percent(self.worst_loss()),
            time::near(now.saturating_add_unsigned(self.exit_seconds), now),
            veto,
            self.slasher.to_string(),
        ]
    }

    fn json(&self, now: i64) -> Value {
        let offer = self.offer.as_ref().map(|(address, offer, pay, _)| {
            json!({
                "offer": address.to_string(), "mint": offer.mint.to_string(), "yearly": pay.yearly.to_string(),
                "bps_of_weight": pay.bps.map(|bps| bps.to_string()),
                "from": offer.books.from.to_string(), "until": offer.books.until.to_string(),
            })
        });
        let accepts: Vec<Value> = self
            .accepts
            .iter()
            .map(|(mint, weight)| json!({ "mint": mint.to_string(), "weight": weight.to_string() }))
            .collect();
        json!({
            "ncn": self.ncn.to_string(), "score": self.score.to_string(), "pays": offer, "accepts": accepts,
            "worst_loss": self.worst_loss().to_string(),
            "by": now.saturating_add_unsigned(self.exit_seconds).to_string(),
            "slasher": self.slasher.to_string(), "resolver": self.resolver.to_string(),
            "challenge_seconds": self.facts.policy.challenge_seconds.to_string(),
        })
    }
}
