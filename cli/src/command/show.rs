//! One account, with all that there is to know about it.

use restaking_client::{Vault, table};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use crate::amount::tokens;
use crate::error::Result;
use crate::refuse;
use crate::session::Session;
use crate::time;
use crate::view::facts::{Reader, as_json, node_of, title};
use crate::view::risk;

/// Shows the account of the program at `address`, of any kind.
pub fn show(session: &mut Session, address: Pubkey) -> Result<()> {
    let reader = Reader::new(session.chain)?;
    let Some(account) = reader.account(&address)? else {
        refuse!("there is no account at {address} on this cluster");
    };
    let node = node_of(session.program(), &address, &account)?;
    let facts = reader.facts(&address, &node)?;
    let scale = reader.scale(&node)?;
    let mut document = json!({
        "address": address.to_string(), "type": node.name(), "data": node.json(), "derived": as_json(&facts),
    });
    let mut lines = vec![format!("{} {address}", title(node.name()))];
    lines.extend(facts.iter().map(|fact| format!("  {}: {}", fact.name.replace('_', " "), fact.text)));

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
        lines.push("What its stakers could lose to one slash each:".to_owned());
        for risk in &risks {
            let (now, most) = (tokens(risk.exposure.now, vault.decimals), tokens(risk.exposure.most, vault.decimals));
            let until = time::near(risk.exposure.until, reader.now);
            lines.push(format!("  to NCN {} through operator {}", risk.ncn, risk.operator));
            lines.push(format!("    {now} tokens now, at most {most} until who asks to leave now is out, {until}"));
        }
        match gap {
            Some(gap) => lines.push(format!("  cannot be read: {gap}")),
            None if risks.is_empty() => lines.push("  nothing".to_owned()),
            None => {}
        }
    }
    if node.name() == "StakeTable" {
        let entries = table::entries(&account.data).unwrap_or_default();
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
        lines.extend(entries.iter().map(|entry| format!("  {}: {}", entry.operator, entry.weight)));
    }
    if session.options.json {
        return session.write_json(&document);
    }
    lines.push("Its fields:".to_owned());
    lines.extend(scale.lines(&node, 1));
    lines.into_iter().try_for_each(|line| session.say(line))
}
