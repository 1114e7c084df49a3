//! A liquid pool in tables: what it consists of, what waits, what blocks, and what it could lose through its vaults.

use restaking_client::Vault;
use restaking_client::exits;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::liquid::value::Valued;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::facts::Reader;
use super::risk;
use crate::amount::{bps, tokens};
use crate::chain::Chain;
use crate::error::Result;
use crate::liquid::LiquidPool;
use crate::time;

/// A table: its title, the titles of its columns, from which place on they are figures, its rows, and what stands for none.
pub struct Table {
    /// Above it.
    pub title: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
    /// The place of the first figure.
    pub figures: usize,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// In place of no rows.
    pub none: &'static str,
}

/// What an NCN could take of a pool through one vault.
struct Risk {
    vault: Pubkey,
    operator: Pubkey,
    ncn: Pubkey,
    now: u64,
    most: u64,
    until: i64,
    decimals: u8,
}

/// The part that `value` is of `whole`.
pub fn part(value: u64, whole: u64) -> String {
    let part = u128::from(value) * 10_000 / u128::from(whole.max(1));
    bps(u64::try_from(part).unwrap_or(u64::MAX))
}

/// The tables of a pool, and what they say as JSON.
///
/// # Errors
/// If it cannot be read.
pub fn tables(chain: &dyn Chain, reader: &Reader, pool: &LiquidPool) -> Result<(Vec<Table>, Value)> {
    let valued = pool.valued()?;
    let risks = risks(chain, reader, pool, &valued)?;
    let document = json!({
        "assets": assets_json(pool, &valued),
        "vaults": vaults_json(pool, &valued)?,
        "blocked": pool.blocked(&valued),
        "lagging": valued.lagging.iter().map(|place| pool.pool.assets[*place].mint.to_string()).collect::<Vec<_>>(),
        "exposure": risks.iter().map(Risk::json).collect::<Vec<_>>(),
    });
    let tables = vec![
        assets(pool, &valued),
        vaults(pool, &valued)?,
        queue(pool, &valued),
        guards(pool, &valued),
        Table {
            title: "What holders could lose to one slash each, until an exit requested now is out:",
            columns: &["Vault", "NCN", "Operator", "Now", "At most", "Until"],
            figures: 3,
            rows: risks.iter().map(|risk| risk.cells(pool.now)).collect(),
            none: "nothing",
        },
    ];
    Ok((tables, document))
}

fn assets(pool: &LiquidPool, valued: &Valued) -> Table {
    let rows = pool.pool.known_assets().enumerate().map(|(place, asset)| {
        let (state, decimals) = (&valued.ledger.assets[place], pool.decimals[place]);
        let shown = |units: u64| tokens(units, decimals);
        let free = valued.ledger.free(&valued.values, place).unwrap_or(0);
        vec![
            asset.mint.to_string(),
            shown(valued.values.tokens[place]),
            format!("{} SOL", tokens(valued.values.low[place], 9)),
            part(valued.values.low[place], valued.values.total_low),
            bps(state.target_bps),
            shown(free),
            if state.is_open == 1 { format!("up to {}", bps(state.max_bps)) } else { "closed".to_owned() },
        ]
    });
    Table {
        title: "Its assets:",
        columns: &["Asset", "Tokens", "Worth", "Part", "Target", "Free", "Deposits"],
        figures: 1,
        rows: rows.collect(),
        none: "none yet",
    }
}

fn assets_json(pool: &LiquidPool, valued: &Valued) -> Value {
    let assets = pool.pool.known_assets().enumerate().map(|(place, asset)| {
        let state = &valued.ledger.assets[place];
        json!({
            "mint": asset.mint.to_string(),
            "stake_pool": (asset.source != Pubkey::default()).then(|| asset.source.to_string()),
            "tokens": valued.values.tokens[place].to_string(),
            "decimals": pool.decimals[place],
            "worth_lamports": valued.values.low[place].to_string(),
            "target_bps": state.target_bps.to_string(),
            "free": valued.ledger.free(&valued.values, place).unwrap_or(0).to_string(),
            "queued": state.queued().to_string(),
            "wanted": valued.ledger.wanted(&valued.values, place).unwrap_or(0).to_string(),
            "is_open": state.is_open == 1,
        })
    });
    assets.collect()
}

fn vaults(pool: &LiquidPool, valued: &Valued) -> Result<Table> {
    let mut rows = vec![];
    for place in pool.placements() {
        let (placed, vault) = (&valued.ledger.placements[place], pool.vault(place)?);
        let asset = placed.asset().unwrap_or(0);
        let accounts = &pool.pool.placements[place];
        let exits: Vec<i64> = accounts.tickets.iter().filter_map(|at| claimable(&vault, pool, at)).collect();
        let exits = match exits.iter().min() {
            None => "none".to_owned(),
            Some(first) => format!("{}, the first {}", exits.len(), time::near(*first, pool.now)),
        };
        rows.push(vec![
            accounts.vault.to_string(),
            tokens(valued.values.holdings[place].low, vault.decimals),
            part(valued.values.holdings[place].low, valued.values.tokens[asset]),
            bps(placed.target_bps),
            tokens(placed.shares, vault.decimals),
            exits,
        ]);
    }
    Ok(Table {
        title: "Its vaults:",
        columns: &["Vault", "Tokens", "Of its asset", "Target", "VRT", "Exits on their way"],
        figures: 1,
        rows,
        none: "none yet",
    })
}

fn claimable(vault: &Vault, pool: &LiquidPool, ticket: &Pubkey) -> Option<i64> {
    Some(exits::claimable_at(vault, pool.ticket(ticket)?.ticket.epoch))
}

fn vaults_json(pool: &LiquidPool, valued: &Valued) -> Result<Value> {
    let mut vaults = vec![];
    for place in pool.placements() {
        let (placed, vault) = (&valued.ledger.placements[place], pool.vault(place)?);
        let tickets = pool.pool.placements[place].tickets.iter().filter(|ticket| **ticket != Pubkey::default());
        vaults.push(json!({
            "vault": pool.pool.placements[place].vault.to_string(),
            "asset": pool.pool.assets[placed.asset().unwrap_or(0)].mint.to_string(),
            "tokens": valued.values.holdings[place].low.to_string(),
            "decimals": vault.decimals,
            "target_bps": placed.target_bps.to_string(),
            "vrt": placed.shares.to_string(),
            "tickets": tickets.map(ToString::to_string).collect::<Vec<_>>(),
        }));
    }
    Ok(vaults.into())
}

/// What the queue of each asset waits for.
fn queue(pool: &LiquidPool, valued: &Valued) -> Table {
    let mut rows = vec![];
    for (place, asset) in pool.pool.known_assets().enumerate() {
        let (state, decimals) = (&valued.ledger.assets[place], pool.decimals[place]);
        if state.queued() == 0 {
            continue;
        }
        let wanted = valued.ledger.wanted(&valued.values, place).unwrap_or(0);
        let short = wanted.saturating_sub(state.idle);
        let coming = valued.on_the_way[place];
        let waits = match () {
            () if short == 0 && state.last_batch > pool.period() => {
                format!("the end of its period {}", time::near(pool.end_of(pool.period()), pool.now))
            }
            () if short == 0 => "a fill, by anyone".to_owned(),
            () if coming >= short => format!("{} tokens of exits on their way", tokens(short, decimals)),
            () => format!("{} tokens: exits bring {} of them", tokens(short, decimals), tokens(coming, decimals)),
        };
        rows.push(vec![
            asset.mint.to_string(),
            format!("{} LRT", tokens(state.queued(), 9)),
            tokens(wanted, decimals),
            tokens(state.idle, decimals),
            waits,
        ]);
    }
    Table {
        title: "Its queue:",
        columns: &["Asset", "Waiting", "Would be paid", "In the reserve", "Waits for"],
        figures: 1,
        rows,
        none: "nobody waits",
    }
}

/// Its limits, and what blocks prices now.
fn guards(pool: &LiquidPool, valued: &Valued) -> Table {
    let (ledger, band) = (&valued.ledger, &valued.ledger.band);
    let mut outflow = ledger.outflow;
    outflow.refill(pool.now);
    let row = |name: &str, rule: String| vec![name.to_owned(), rule];
    let fresh = match valued.lagging.as_slice() {
        [] => "all stake pools are of this epoch".to_owned(),
        places => {
            let mints: Vec<String> = places.iter().map(|place| pool.pool.assets[*place].mint.to_string()).collect();
            format!("lags: {}; updated with the next deposit or exit", mints.join(", "))
        }
    };
    let mut rows = vec![
        row("Freshness", fresh),
        row(
            "Rates",
            format!(
                "may rise {} and fall {} in {}; over {} only in-kind exits are open",
                bps(band.rise_bps),
                bps(band.fall_bps),
                time::span(band.period_seconds),
                bps(band.reject_bps)
            ),
        ),
        row(
            "Outflow",
            format!(
                "{} of {} SOL left, whole again in {}",
                tokens(outflow.left(), 9),
                tokens(outflow.capacity, 9),
                time::span(outflow.refill_seconds)
            ),
        ),
        row("Watermark", format!("{} of the pool stays in a reserve", bps(ledger.watermark_bps))),
        row("Placing", format!("loses {} at most", bps(ledger.place_loss_bps.at(pool.now)))),
    ];
    rows.extend(pool.blocked(valued).into_iter().map(|why| row("BLOCKED", why)));
    Table { title: "Its guards:", columns: &["Guard", "Now"], figures: 2, rows, none: "none" }
}

/// The pool's part of what NCNs could take of its vaults; the largest first.
fn risks(chain: &dyn Chain, reader: &Reader, pool: &LiquidPool, valued: &Valued) -> Result<Vec<Risk>> {
    let mut risks = vec![];
    for place in pool.placements() {
        let (address, vault) = (pool.pool.placements[place].vault, pool.vault(place)?);
        let held = u128::from(valued.values.holdings[place].low);
        let stake = VaultLedger::from(&vault.ledger).books_at(pool.now).stake().unwrap_or(0);
        if held == 0 || stake == 0 {
            continue;
        }
        let ours =
            |units: u64| u64::try_from((u128::from(units) * held).div_ceil(u128::from(stake))).unwrap_or(u64::MAX);
        for risk in risk::of(chain, reader, &address, &vault)? {
            risks.push(Risk {
                vault: address,
                operator: risk.operator,
                ncn: risk.ncn,
                now: ours(risk.exposure.now),
                most: ours(risk.exposure.most),
                until: risk.exposure.until,
                decimals: vault.decimals,
            });
        }
    }
    risks.sort_by_key(|risk| std::cmp::Reverse(risk.most));
    Ok(risks)
}

impl Risk {
    fn cells(&self, now: i64) -> Vec<String> {
        let [current, most] = [self.now, self.most].map(|units| format!("{} tokens", tokens(units, self.decimals)));
        vec![
            self.vault.to_string(),
            self.ncn.to_string(),
            self.operator.to_string(),
            current,
            most,
            time::near(self.until, now),
        ]
    }

    fn json(&self) -> Value {
        json!({
            "vault": self.vault.to_string(), "operator": self.operator.to_string(), "ncn": self.ncn.to_string(),
            "now": self.now.to_string(), "most": self.most.to_string(), "until": self.until.to_string(),
        })
    }
}
