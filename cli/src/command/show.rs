//! One account, with all that there is to know about it.

use clap::Args;
use restaking_client::{self as client, Vault};
use serde_json::{Value, json};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::amount::tokens;
use crate::deployment::gate::gate_at;
use crate::error::Result;
use crate::idl::{GATE, Node, ORACLE};
use crate::liquid::LiquidPool;
use crate::names;
use crate::refuse;
use crate::session::Session;
use crate::time;
use crate::view::facts::{Reader, as_json, node_of, title};
use crate::view::grid::{self, Column};
use crate::view::liquid as view;
use crate::view::risk;
use crate::view::text::Scale;

/// Shows an account.
#[derive(Args, Debug)]
pub struct Show {
    /// The account's address
    address: Pubkey,
    /// Show all fields as the account stores them, too
    #[arg(long)]
    raw: bool,
}

impl Show {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        show(session, self.address, self.raw)
    }
}

/// Shows the account of the program at `address`, of any kind; with its fields if `raw`.
pub fn show(session: &mut Session, address: Pubkey, raw: bool) -> Result<()> {
    let reader = Reader::new(session.chain)?;
    let Some(account) = reader.account(&address)? else {
        refuse!("there is no account at {address} on this cluster");
    };
    if let Some((node, more)) = beside(session, &address, &account)? {
        return fields(session, &address, &node, &more);
    }
    let liquid = session.known_liquid().map_or(*session.program(), |liquid| *liquid);
    let owner = if account.owner == liquid { liquid } else { *session.program() };
    let node = node_of(&owner, &address, &account)?;
    let mut facts = reader.facts(&address, &node)?;
    if !session.options.no_names {
        facts = reader.named(&node, facts)?;
        names::tell_apart(std::iter::once((address, &mut facts)));
    }
    let scale = reader.scale(&node)?;
    let mut document = json!({
        "address": address.to_string(), "type": node.name(), "data": node.json(), "derived": as_json(&facts),
    });
    let mut lines = vec![format!("{} {address}", title(node.name()))];
    lines.extend(grid::pairs(
        &facts.iter().map(|fact| (fact.label().to_owned(), fact.text.clone())).collect::<Vec<_>>(),
        2,
    ));

    if node.name() == "Vault" {
        let vault: Vault = reader.load(&address)?;
        // A node without scans hides the parties that the stake is exposed to, and nothing else of the vault.
        let (risks, gap) = match risk::of(session.chain, &reader, &address, &vault) {
            Ok(risks) => (risks, None),
            Err(error) => (vec![], Some(error.to_string())),
        };
        document["exposure"] = risks
            .iter()
            .map(|risk| {
                json!({
                    "operator": risk.operator.to_string(), "ncn": risk.ncn.to_string(),
                    "now": risk.exposure.now.to_string(), "most": risk.exposure.most.to_string(),
                    "until": risk.exposure.until.to_string(),
                })
            })
            .collect();
        if let Some(gap) = &gap {
            document["exposure"] = json!({ "error": gap });
        }
        lines.push("What its stakers could lose to one slash each, until an exit requested now is out:".to_owned());
        lines.extend(match gap {
            Some(gap) => vec![format!("  cannot be read: {gap}")],
            None if risks.is_empty() => vec!["  nothing".to_owned()],
            None => table(
                session,
                &["NCN", "Operator", "Now", "At most", "Until"],
                2,
                risks.iter().map(|risk| {
                    let [now, most] =
                        [risk.exposure.now, risk.exposure.most].map(|units| tokens(units, vault.decimals));
                    let until = time::near(risk.exposure.until, reader.now);
                    vec![
                        risk.ncn.to_string(),
                        risk.operator.to_string(),
                        format!("{now} tokens"),
                        format!("{most} tokens"),
                        until,
                    ]
                }),
            ),
        });
    }
    if node.name() == "Pool" {
        let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
        let (tables, more) = view::tables(session.chain, &reader, &pool)?;
        document["pool"] = more;
        for each in tables {
            lines.push(each.title.to_owned());
            lines.extend(match each.rows.is_empty() {
                true => vec![format!("  {}", each.none)],
                false => table(session, each.columns, each.figures, each.rows.into_iter()),
            });
        }
    }
    if node.name() == "StakeTable" {
        let entries = client::table::entries(&account.data).unwrap_or_default();
        document["entries"] = entries
            .iter()
            .map(|entry| {
                json!({
                    "operator": entry.operator.to_string(), "weight": entry.weight.to_string(),
                    "captured_at": entry.captured_at.to_string(), "captured": entry.captured.to_string(),
                    "captor": entry.captor.to_string(),
                })
            })
            .collect::<Value>();
        lines.push("Its operators:".to_owned());
        lines.extend(table(
            session,
            &["Operator", "Weight"],
            1,
            entries.iter().map(|entry| vec![entry.operator.to_string(), entry.weight.to_string()]),
        ));
    }
    if session.options.json {
        return session.write_json(&document);
    }
    if raw {
        lines.push("Its fields:".to_owned());
        lines.extend(scale.lines(&node, 1));
    }
    lines.into_iter().try_for_each(|line| session.say(line))
}

/// The account at `address` of the price oracle or of an upgrade gate, and the command that tells more of it; none for another.
fn beside(session: &Session, address: &Pubkey, account: &Account) -> Result<Option<(Node, String)>> {
    if session.known_oracle().is_some_and(|oracle| *oracle == account.owner) {
        return Ok(ORACLE.account(&account.data).map(|node| {
            let ncn = node.address("ncn").map_or_else(|| "NCN".to_owned(), |ncn| ncn.to_string());
            (node, format!("restake oracle show {ncn}"))
        }));
    }
    let Some(node) = GATE.account(&account.data) else { return Ok(None) };
    let program = node.address("program").unwrap_or_default();
    let is_gate = gate_at(session.chain, &program, address)?.is_some();
    Ok(is_gate.then(|| (node, format!("restake gate show --gated {program}"))))
}

/// Shows all fields of an account of which no figures follow here.
fn fields(session: &mut Session, address: &Pubkey, node: &Node, more: &str) -> Result<()> {
    if session.options.json {
        let (kind, data) = (node.name(), node.json());
        return session.write_json(&json!({ "address": address.to_string(), "type": kind, "data": data }));
    }
    session.say(format!("{} {address}", title(node.name())))?;
    // Prices have the decimals of their feed.
    let feed = node.address("feed").map(|feed| session.chain.account(&feed)).transpose()?.flatten();
    let feed = feed.and_then(|feed| ORACLE.account(&feed.data));
    let decimals = feed.as_ref().unwrap_or(node).figure("decimals").map(|decimals| decimals as u8);
    let scale = Scale { now: session.now()?, reward: decimals, ..Scale::default() };
    scale.lines(node, 1).into_iter().try_for_each(|line| session.say(line))?;
    session.say(format!("`{more}` tells what follows from it."))
}

/// `rows` below `titles`, of which those from place `figures` on, but for times, are above figures.
pub(super) fn table(
    session: &Session,
    titles: &[&str],
    figures: usize,
    rows: impl Iterator<Item = Vec<String>>,
) -> Vec<String> {
    let column = |(place, title): (usize, &&str)| Column {
        title: (*title).to_owned(),
        figures: place >= figures && !["Until", "Deposits", "Waits for", "Exits on their way"].contains(title),
    };
    let columns: Vec<Column> = titles.iter().enumerate().map(column).collect();
    let width = session.options.width.map(|width| width.saturating_sub(2));
    grid::lines(&columns, &rows.collect::<Vec<_>>(), width).into_iter().map(|line| format!("  {line}")).collect()
}
