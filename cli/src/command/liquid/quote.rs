//! The three ways out, side by side.

use restaking_client::exits;
use restaking_client::liquid::value::Valued;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::holder::LRT;
use crate::accounts::{balance, token_address};
use crate::amount::{Amount, tokens};
use crate::command::common::TOKEN;
use crate::error::Result;
use crate::liquid::{LiquidPool, sentence};
use crate::session::Session;
use crate::time;
use crate::view::grid::{self, Column};

/// A way out.
struct Way {
    name: &'static str,
    /// The asset's mint; none for in kind.
    mint: Option<Pubkey>,
    /// What it pays in each mint, with its decimals.
    pays: Vec<(u64, Pubkey, u8)>,
    /// What that is worth, in lamports.
    value: u64,
    /// What is kept of the worth, in lamports.
    fee: u64,
    /// The first second in which it pays; none where something has to happen first.
    from: Option<i64>,
    /// What to know: why it is closed, or what it waits for.
    note: String,
}

const TITLES: [&str; 6] = ["Way", "Pays", "Worth", "Fee", "When", "Note"];

/// Shows the ways out of the pool with `amount` of `owner`'s LRT.
pub fn quote(session: &mut Session, address: Pubkey, amount: &Amount, owner: Option<Pubkey>) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let owner = owner.unwrap_or_else(|| session.me());
    let have = balance(session.chain, &token_address(&owner, &pool.pool.lrt_mint, &TOKEN))?;
    let shares = amount.units(LRT, Some(have))?;
    let ways = ways(&pool, shares)?;
    if session.options.json {
        return session.write_json(&ways.iter().map(Way::json).collect());
    }
    let rows: Vec<Vec<String>> = ways.iter().flat_map(|way| way.rows(pool.now)).collect();
    let column = |title: &str| Column { title: title.to_owned(), figures: ["Worth", "Fee"].contains(&title) };
    session.say(format!("{} LRT of the pool {address}:", tokens(shares, LRT)))?;
    let lines = grid::lines(&TITLES.map(column), &rows, session.options.width);
    lines.into_iter().try_for_each(|line| session.say(line))
}

fn ways(pool: &LiquidPool, shares: u64) -> Result<Vec<Way>> {
    let valued = pool.valued()?;
    let closed = closed(pool, &valued);
    let refused = |error| crate::error::Error::new(format!("no exit is possible: {}", sentence(&error)));
    let mut after = valued.ledger;
    let taken = after.leave_in_kind(shares, 0, pool.now).map_err(refused)?;
    let worth = valued.ledger.worth(shares, valued.values.total_low).map_err(refused)?;
    let mut in_kind = Way {
        name: "in kind",
        mint: None,
        pays: vec![],
        value: worth,
        fee: 0,
        from: Some(pool.now),
        note: "always open".to_owned(),
    };
    for (place, asset) in pool.pool.known_assets().enumerate().filter(|(place, _)| taken.idle[*place] > 0) {
        in_kind.pays.push((taken.idle[place], asset.mint, pool.decimals[place]));
    }
    for (place, placement) in pool.pool.placements.iter().enumerate().filter(|(place, _)| taken.shares[*place] > 0) {
        in_kind.pays.push((taken.shares[place], placement.vrt_mint, pool.vault(place)?.decimals));
    }
    if taken.exits.iter().flatten().any(|part| *part > 0) {
        in_kind.note.push_str("; parts of exits on their way are claimed later");
    }
    let mut ways = vec![in_kind];
    for (place, asset) in pool.pool.known_assets().enumerate() {
        let (mint, decimals) = (asset.mint, pool.decimals[place]);
        let paused = restaking_client::ledger::state::pause::Pause::INSTANT_EXITS & pool.pool.pause.flags != 0
            && (pool.pool.pause.from..pool.pool.pause.until).contains(&pool.now);
        let instant = match &closed {
            _ if paused => None,
            Some(why) => Some(Err(why.clone())),
            None => Some(valued.instantly(place, shares).map_err(|error| format!("closed: {}", sentence(&error)))),
        };
        ways.push(match instant {
            Some(Ok((units, exit))) => Way {
                name: "at once",
                mint: Some(mint),
                pays: vec![(units, mint, decimals)],
                value: exit.value,
                fee: exit.fee.saturating_add(exit.imbalance_fee),
                from: Some(pool.now),
                note: match exit.shares < shares.saturating_sub(shares / 1_000) {
                    true => format!("for {} LRT of it: no more is free", tokens(exit.shares, LRT)),
                    false => String::new(),
                },
            },
            other => Way {
                name: "at once",
                mint: Some(mint),
                pays: vec![],
                value: 0,
                fee: 0,
                from: None,
                note: match other {
                    Some(Err(why)) => why,
                    _ => format!("paused until {}", time::near(pool.pool.pause.until, pool.now)),
                },
            },
        });
    }
    for (place, asset) in pool.pool.known_assets().enumerate() {
        let units = valued.values.prices[place].tokens_for(worth).map_err(refused)?;
        let (from, note) = match &closed {
            Some(why) if valued.lagging.is_empty() || !is_current(&valued) => (None, why.clone()),
            _ => waits(pool, &valued, place, units)?,
        };
        let pays = vec![(units, asset.mint, pool.decimals[place])];
        ways.push(Way { name: "queue", mint: Some(asset.mint), pays, value: worth, fee: 0, from, note });
    }
    Ok(ways)
}

/// Whether all sources give prices by code that is acknowledged: a stake pool that merely lags is brought up to date by anyone.
fn is_current(valued: &Valued) -> bool {
    valued.upgraded.is_empty() && valued.silent.is_empty()
}

/// Why nothing is paid at a price now, if so.
fn closed(pool: &LiquidPool, valued: &Valued) -> Option<String> {
    if !is_current(valued) {
        return Some(format!("closed: {}", pool.blocked(valued).join("; ")));
    }
    if valued.lagging.is_empty() {
        return None;
    }
    Some(match pool.updates() {
        Ok(_) => "after an update, which the command sends".to_owned(),
        Err(error) => format!("closed: {error}"),
    })
}

/// When a request of `units` of the asset at `place` can be filled at the earliest, and what that waits for.
fn waits(pool: &LiquidPool, valued: &Valued, place: usize, units: u64) -> Result<(Option<i64>, String)> {
    let ends = pool.end_of(pool.period());
    let wanted = valued.ledger.wanted(&valued.values, place).unwrap_or(0).saturating_add(units);
    let idle = valued.ledger.assets[place].idle;
    if valued.lagging.is_empty()
        && let Err(error) = valued.values.check_waiting(&valued.ledger, place)
    {
        return Ok((None, format!("waits: {}", sentence(&error))));
    }
    if idle >= wanted {
        return Ok((Some(ends), "the reserve has the tokens".to_owned()));
    }
    // An exit that is requested now, from the vault that is the fastest.
    let mut out: Option<i64> = None;
    for (at, placed) in valued.ledger.placements.iter().enumerate().filter(|(_, placed)| placed.asset() == Some(place))
    {
        if placed.shares > 0 || placed.open_exits().next().is_some() {
            let by = exits::out_by(&pool.vault(at)?, pool.now);
            out = Some(out.map_or(by, |before| before.min(by)));
        }
    }
    let short = tokens(wanted - idle, pool.decimals[place]);
    Ok(match out {
        Some(by) => (Some(ends.max(by)), format!("{short} tokens come from a vault's exit first")),
        None => (None, format!("waits for {short} tokens of others' deposits")),
    })
}

impl Way {
    /// A row, and one more for each further mint that it pays.
    fn rows(&self, now: i64) -> Vec<Vec<String>> {
        let pays = self.pays.iter();
        let mut pays: Vec<String> =
            pays.map(|(units, mint, decimals)| format!("{} of {mint}", tokens(*units, *decimals))).collect();
        let when = match self.from {
            Some(from) if from <= now => "now".to_owned(),
            Some(from) => time::near(from, now),
            None => String::new(),
        };
        let is_open = !pays.is_empty();
        let sol = |lamports: u64| if is_open { format!("{} SOL", tokens(lamports, 9)) } else { String::new() };
        if pays.is_empty() {
            pays.push(self.mint.map_or_else(String::new, |mint| format!("none of {mint}")));
        }
        let mut rows: Vec<Vec<String>> = pays.into_iter().map(|pays| vec![String::new(), pays]).collect();
        self.name.clone_into(&mut rows[0][0]);
        rows[0].extend([sol(self.value), sol(self.fee), when, self.note.clone()]);
        rows.iter_mut().for_each(|row| row.resize(TITLES.len(), String::new()));
        rows
    }

    fn json(&self) -> Value {
        let pays = self.pays.iter().map(|(units, mint, decimals)| {
            json!({ "mint": mint.to_string(), "amount": units.to_string(), "decimals": decimals })
        });
        json!({
            "way": self.name.replace(' ', "_"),
            "mint": self.mint.map(|mint| mint.to_string()),
            "pays": pays.collect::<Vec<_>>(),
            "worth_lamports": self.value.to_string(),
            "fee_lamports": self.fee.to_string(),
            "from": self.from.map(|from| from.to_string()),
            "note": self.note,
        })
    }
}
