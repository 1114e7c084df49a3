//! What a node says of itself without running: the check of its configuration, and its earnings.

use restake_cli::amount::tokens;
use restake_cli::config::keypair;
use restake_cli::error::Result;
use restake_cli::refuse;
use serde_json::json;
use solana_signature::Signature;
use solana_signer::Signer;

use crate::config::Config;
use crate::run::{Made, Setup, base, open_protection, operator_of};
use crate::software::Software;
use crate::store::{SOL, Store};

/// Opens all that a run opens, and says what it found.
pub(crate) fn check(config: &Config, make: impl FnOnce(&Setup) -> Result<Made>) -> Result<()> {
    let base = base(config, make)?;
    let now = base.context.link.now()?;
    let windows = base.context.service.windows(&*base.link, now)?;
    println!("NCN {}: {} heights take votes now", config.service.ncn, windows.len());
    if let Some(of) = &config.operator {
        let operator = operator_of(&base, &keypair(&of.key)?)?;
        println!("operator {operator}, paid by {}", keypair(&of.payer)?.pubkey());
        let protection = open_protection(of)?;
        for window in &windows {
            if protection.highest(&base.context.domain, window.at.kind).is_none() {
                refuse!("Protection file knows no vote of kind {}: start or import it", window.at.kind);
            }
        }
        let software = Software::of(of.software.as_deref())?;
        println!("software: {:?}", software.check(&*base.link, config.service.ncn, now)?);
    }
    if let Some(of) = &config.aggregator {
        println!("aggregator at {}, paid by {}", of.listen, keypair(&of.payer)?.pubkey());
    }
    if let Some(of) = &config.keeper {
        let payer = keypair(&of.payer)?.pubkey();
        // A node that tells of no transactions refuses to look for one that is on no chain, too.
        base.context.link.balance_changes(&Signature::default(), &payer)?;
        println!("keeper, paid by {payer}");
    }
    Ok(())
}

/// Lets an operator that halted sign again.
pub(crate) fn resume(config: &Config) -> Result<()> {
    match Store::existing(&config.state)?.resume()? {
        Some(why) => println!("The operator signs again after its next start. It had halted: {why}"),
        None => println!("The operator has not halted"),
    }
    Ok(())
}

/// Shows what the roles gained and spent.
pub(crate) fn earnings(config: &Config, since: i64, is_json: bool) -> Result<()> {
    let store = Store::read(&config.state)?;
    let rows = store.earned(since)?;
    let (signed, landed) = store.signed_counts()?;
    if is_json {
        let rows: Vec<serde_json::Value> = rows
            .iter()
            .map(|row| {
                json!({
                    "role": row.role, "kind": row.kind, "mint": row.mint, "times": row.times,
                    "gained": row.gained.to_string(), "spent": row.spent.to_string(),
                })
            })
            .collect();
        let whole = json!({ "votes_signed": signed, "votes_landed": landed, "earnings": rows });
        println!("{whole:#}");
        return Ok(());
    }
    println!("Votes: {signed} signed, {landed} on the chain");
    let shown = |mint: &str, amount: u64| {
        if mint == SOL { format!("{} SOL", tokens(amount, 9)) } else { format!("{amount} units of {mint}") }
    };
    for row in rows {
        let (gained, spent) = (shown(&row.mint, row.gained), shown(&row.mint, row.spent));
        println!("{} {}, {} times: gained {gained}, spent {spent}", row.role, row.kind, row.times);
    }
    Ok(())
}
