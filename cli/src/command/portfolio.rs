//! All that an owner has in vaults.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use restaking_client::liquid::value::state::batch::Batch;
use restaking_client::liquid::{CollectedExit, ExitBatch, ExitPart, Pool, QueuedExit, SetAside};
use restaking_client::{ExitTicket, Vault, VaultBondPool, VaultPosition, bonds, rates};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use super::common::TOKEN;
use crate::accounts::{self, token_address};
use crate::amount::tokens;
use crate::error::{Error, Result};
use crate::idl::IDL;
use crate::liquid::{self, LiquidPool};
use crate::names;
use crate::refuse;
use crate::session::Session;
use crate::time;
use crate::view::facts::{Fact, Reader, told};
use crate::view::grid::{self, Column};

/// Shows all that an owner has: VRT, bonded VRT, exits on their way, rewards of bonded VRT, LRT and queued exits.
#[derive(Args, Debug)]
pub struct Portfolio {
    /// The owner [default: you]
    owner: Option<Pubkey>,
    /// Write comma-separated values: amounts in whole tokens, times in UTC
    #[arg(long)]
    csv: bool,
}

/// What an owner has in one place.
struct Holding {
    kind: &'static str,
    /// The vault, or the liquid pool of what is in one.
    vault: Pubkey,
    /// The token account, the ticket or the position.
    account: Pubkey,
    mint: Pubkey,
    /// What the token calls itself; empty where that is not known or not wanted.
    symbol: String,
    units: u64,
    /// None for a mint that cannot be read.
    decimals: Option<u8>,
    /// What the amount stands for in the vault's asset, where it is VRT that can leave.
    worth: Option<(Pubkey, u64)>,
    /// From when on it can be claimed; none for what is held.
    claimable: Option<i64>,
}

const TITLES: [&str; 7] = ["Kind", TOKEN_TITLE, "Vault or pool", "Amount", "Worth", "Claimable", "Account"];

/// The title of the column of symbols, which `--no-names` omits.
const TOKEN_TITLE: &str = "Token";

const CSV_TITLES: [&str; 8] = ["kind", "vault", "amount", "mint", "worth", "asset", "claimable_at", "account"];

impl Portfolio {
    /// Whether the owner is named, so that no key is needed.
    pub fn only_looks(&self) -> bool {
        self.owner.is_some()
    }

    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        // A global option: the parser knows no conflict with one that stands before the command.
        if self.csv && session.options.json {
            refuse!("--csv and --output json are two formats: omit one");
        }
        let owner = self.owner.unwrap_or_else(|| session.me());
        let reader = Reader::new(session.chain)?;
        let mut holdings = shares(session, &reader, &owner)?;
        let (bonded, rewards) = bonded(session, &reader, &owner)?;
        holdings.extend(bonded);
        holdings.extend(exits(session, &reader, &owner)?);
        holdings.extend(rewards);
        holdings.extend(liquid(session, &reader, &owner)?);
        if !session.options.no_names {
            name(&reader, &mut holdings)?;
        }
        if session.options.json {
            return session.write_json(&holdings.iter().map(Holding::json).collect());
        }
        if self.csv {
            return session.say(csv(&holdings)?.trim_end());
        }
        if holdings.is_empty() {
            return session.say(format!("{owner} has no VRT, no LRT, no exit and no reward on this cluster."));
        }
        let mut rows: Vec<Vec<String>> = holdings.iter().map(|holding| holding.cells(reader.now)).collect();
        let column = |title: &str| Column { title: title.to_owned(), figures: ["Amount", "Worth"].contains(&title) };
        let mut columns: Vec<Column> = TITLES.map(column).into();
        if session.options.no_names {
            let place = columns.iter().position(|column| column.title == TOKEN_TITLE).expect("a column");
            columns.remove(place);
            rows.iter_mut().for_each(|row| drop(row.remove(place)));
        }
        let lines = grid::lines(&columns, &rows, session.options.width);
        lines.into_iter().chain(totals(&holdings)).try_for_each(|line| session.say(line))
    }
}

/// The VRT of each vault in the owner's associated account, or in an account that was named.
fn shares(session: &Session, reader: &Reader, owner: &Pubkey) -> Result<Vec<Holding>> {
    let program = session.program();
    let mut vaults = session.chain.program_addresses(&[(0, IDL.tag("Vault").expect("a kind").to_vec())])?;
    vaults.sort_unstable();
    let places: Vec<(Pubkey, Pubkey)> =
        vaults.iter().map(|vault| (*vault, token_address(owner, &program.vrt_mint(vault), &TOKEN))).collect();
    let named = &session.options.token_accounts;
    reader.prefetch(places.iter().map(|(_, account)| *account).chain(named.iter().copied()).collect())?;
    let named = named.iter().flat_map(|account| vaults.iter().map(move |vault| (*vault, *account)));
    // An account may be named twice, and the associated one too.
    let places: BTreeSet<(Pubkey, Pubkey)> = places.iter().copied().chain(named).collect();
    let mut holdings = vec![];
    for (vault, account) in places {
        let mint = program.vrt_mint(&vault);
        let found = accounts::token(reader.account(&account)?.as_ref());
        let Some(found) = found.filter(|found| found.mint == mint && found.owner == *owner && found.amount > 0) else {
            continue;
        };
        let books: Vault = reader.load(&vault)?;
        let worth = worth(&books, found.amount, reader.now);
        let decimals = Some(books.decimals);
        holdings.push(Holding {
            kind: "VRT",
            vault,
            account,
            mint,
            symbol: String::new(),
            units: found.amount,
            decimals,
            worth,
            claimable: None,
        });
    }
    Ok(holdings)
}

/// Gives each holding the symbol of its token, told apart from the others.
fn name(reader: &Reader, holdings: &mut [Holding]) -> Result<()> {
    reader.prefetch_token_texts(holdings.iter().map(|holding| holding.mint))?;
    let mut facts: BTreeMap<Pubkey, Vec<Fact>> = BTreeMap::new();
    for holding in holdings.iter() {
        let symbol = reader.token_text(&holding.mint)?.symbol;
        facts.insert(holding.mint, if symbol.is_empty() { vec![] } else { vec![told("symbol", symbol)] });
    }
    names::tell_apart(facts.iter_mut().map(|(mint, facts)| (*mint, facts)));
    for holding in holdings {
        holding.symbol = facts[&holding.mint].first().map(|fact| fact.text.clone()).unwrap_or_default();
    }
    Ok(())
}

/// What an exit with `shares` would bring; none where it would be refused.
fn worth(vault: &Vault, shares: u64, now: i64) -> Option<(Pubkey, u64)> {
    rates::assets_for(vault, shares, now).ok().map(|assets| (vault.asset_mint, assets))
}

/// The owner's bonded VRT, and what it has earned.
fn bonded(session: &Session, reader: &Reader, owner: &Pubkey) -> Result<(Vec<Holding>, Vec<Holding>)> {
    let positions: Vec<(Pubkey, VaultPosition)> = accounts::all(session.chain, &[("owner", owner)])?;
    let (mut bonded, mut rewards) = (vec![], vec![]);
    for (account, position) in positions {
        let pool: VaultBondPool = reader.load(&position.pool)?;
        let vault: Vault = reader.load(&pool.vault)?;
        let units = position.position.bonded;
        if units > 0 {
            bonded.push(Holding {
                kind: "bonded VRT",
                vault: pool.vault,
                account,
                mint: vault.vrt_mint,
                symbol: String::new(),
                units,
                decimals: Some(vault.decimals),
                worth: worth(&vault, units, reader.now),
                claimable: None,
            });
        }
        for (place, reward) in bonds::rewards(&pool).iter().enumerate() {
            let units = bonds::owed(&pool, &position, place, reader.now);
            if units > 0 {
                rewards.push(Holding {
                    kind: "reward",
                    vault: pool.vault,
                    account,
                    mint: reward.mint,
                    symbol: String::new(),
                    units,
                    decimals: reader.decimals(&reward.mint)?,
                    worth: None,
                    claimable: Some(reader.now),
                });
            }
        }
    }
    Ok((bonded, rewards))
}

/// The owner's exit tickets, the first that can be claimed first.
fn exits(session: &Session, reader: &Reader, owner: &Pubkey) -> Result<Vec<Holding>> {
    let tickets: Vec<(Pubkey, ExitTicket)> = accounts::all(session.chain, &[("owner", owner)])?;
    let mut holdings = vec![];
    for (account, ticket) in tickets {
        let vault: Vault = reader.load(&ticket.vault)?;
        if let Some(exit) = reader.exit(&vault, &ticket)? {
            holdings.push(Holding {
                kind: "exit",
                vault: ticket.vault,
                account,
                mint: vault.asset_mint,
                symbol: String::new(),
                units: exit.assets,
                decimals: Some(vault.decimals),
                worth: None,
                claimable: Some(exit.claimable_at),
            });
        }
    }
    holdings.sort_by_key(|holding| (holding.claimable, holding.account));
    Ok(holdings)
}

/// The owner's LRT, queued exits, parts of exits and tokens set aside; nothing where the cluster has no liquid restaking.
fn liquid(session: &Session, reader: &Reader, owner: &Pubkey) -> Result<Vec<Holding>> {
    let Some(program) = session.known_liquid() else { return Ok(vec![]) };
    let mut holdings = vec![];
    let pools: Vec<(Pubkey, Pool)> = liquid::all(session.chain, program, &[])?;
    if pools.is_empty() {
        return Ok(holdings);
    }
    let all_requests: Vec<(Pubkey, QueuedExit)> = liquid::all(session.chain, program, &[("owner", owner)])?;
    let all_parts: Vec<(Pubkey, ExitPart)> = liquid::all(session.chain, program, &[("owner", owner)])?;
    let all_asides: Vec<(Pubkey, SetAside)> = liquid::all(session.chain, program, &[("owner", owner)])?;
    reader.prefetch(pools.iter().map(|(_, pool)| token_address(owner, &pool.lrt_mint, &TOKEN)).collect())?;
    for (address, pool) in pools {
        let account = token_address(owner, &pool.lrt_mint, &TOKEN);
        let units = accounts::token(reader.account(&account)?.as_ref()).map_or(0, |found| found.amount);
        let requests: Vec<_> = all_requests.iter().filter(|(_, request)| request.pool == address).collect();
        let parts: Vec<_> = all_parts.iter().filter(|(_, part)| part.pool == address).collect();
        let asides: Vec<_> = all_asides.iter().filter(|(_, aside)| aside.pool == address).collect();
        if units == 0 && requests.is_empty() && parts.is_empty() && asides.is_empty() {
            continue;
        }
        let read = LiquidPool::of(session.chain, program, address, pool)?;
        // A pool that cannot be valued has no worth to show; it can be left in kind.
        let valued = read.valued().ok();
        let worth = |shares: u64| {
            let valued = valued.as_ref()?;
            Some((native_mint::ID, valued.ledger.worth(shares, valued.values.total_low).ok()?))
        };
        let of = |kind, account, mint, units, decimals, worth, claimable| Holding {
            kind,
            vault: address,
            account,
            mint,
            symbol: String::new(),
            units,
            decimals: Some(decimals),
            worth,
            claimable,
        };
        if units > 0 {
            holdings.push(of("LRT", account, read.pool.lrt_mint, units, 9, worth(units), None));
        }
        for &(at, ref request) in requests {
            let batch: ExitBatch = liquid::load(session.chain, program, &request.batch)?;
            let (place, state) = (batch.place as usize, Batch::from(&batch.batch));
            let due = state.due(&(&request.request).into()).unwrap_or(0);
            if due > 0 {
                let mint = read.pool.assets[place].mint;
                holdings.push(of("queue pays", at, mint, due, read.decimals[place], None, Some(reader.now)));
            }
            let waits = u128::from(request.request.shares) * u128::from(state.waiting());
            let waits = u64::try_from(waits / u128::from(state.shares.max(1))).unwrap_or(0);
            if waits > 0 {
                holdings.push(of("queued LRT", at, read.pool.lrt_mint, waits, 9, worth(waits), None));
            }
        }
        for &(at, ref part) in parts {
            let collected: Option<CollectedExit> =
                liquid::find(session.chain, program, &program.collected_exit(&part.ticket))?;
            if let Some(collected) = collected {
                let place = collected.place as usize;
                let units = u128::from(collected.tokens) * u128::from(part.shares);
                let units = u64::try_from(units / u128::from(collected.shares.max(1))).unwrap_or(0);
                let (mint, decimals) = (read.pool.assets[place].mint, read.decimals[place]);
                holdings.push(of("exit part", at, mint, units, decimals, None, Some(reader.now)));
            } else if let Some(ticket) = read.ticket(&part.ticket) {
                // A keeper collects the exit first, so no time is known from when on the part can be claimed.
                let vault: Vault = reader.load(&ticket.vault)?;
                let assets = reader.exit(&vault, &ticket)?.map_or(0, |exit| exit.assets);
                let units = u128::from(assets) * u128::from(part.shares);
                let units = u64::try_from(units / u128::from(ticket.ticket.shares.max(1))).unwrap_or(0);
                holdings.push(of("exit part", at, vault.asset_mint, units, vault.decimals, None, None));
            }
        }
        for &(at, ref aside) in asides {
            for (place, units) in aside.tokens.iter().enumerate().filter(|(_, units)| **units > 0) {
                let (mint, decimals) = (read.pool.assets[place].mint, read.decimals[place]);
                holdings.push(of("set aside", at, mint, *units, decimals, None, Some(reader.now)));
            }
        }
    }
    Ok(holdings)
}

impl Holding {
    fn whole(&self, units: u64) -> String {
        self.decimals.map_or_else(|| format!("{units} smallest units"), |decimals| tokens(units, decimals))
    }

    fn cells(&self, now: i64) -> Vec<String> {
        let unit = match self.kind {
            kind if kind.ends_with("VRT") => "VRT",
            kind if kind.ends_with("LRT") => "LRT",
            _ => "tokens",
        };
        let claimable = match self.claimable {
            Some(at) if at <= now => "now".to_owned(),
            Some(at) => time::near(at, now),
            None => String::new(),
        };
        vec![
            self.kind.to_owned(),
            self.symbol.clone(),
            self.vault.to_string(),
            format!("{} {unit}", self.whole(self.units)),
            self.worth.map_or_else(String::new, |(_, units)| format!("{} tokens", self.whole(units))),
            claimable,
            self.account.to_string(),
        ]
    }

    fn json(&self) -> Value {
        json!({
            "kind": self.kind.to_lowercase().replace(' ', "_"),
            "vault": self.vault.to_string(),
            "account": self.account.to_string(),
            "mint": self.mint.to_string(),
            "symbol": Some(&self.symbol).filter(|symbol| !symbol.is_empty()),
            "amount": self.units.to_string(),
            "decimals": self.decimals,
            "worth": self.worth.map(|(mint, units)| json!({ "mint": mint.to_string(), "amount": units.to_string() })),
            "claimable_at": self.claimable.map(|at| at.to_string()),
        })
    }

    fn record(&self) -> [String; 8] {
        let (asset, worth) = match self.worth {
            Some((mint, units)) => (mint.to_string(), self.whole(units)),
            None => (String::new(), String::new()),
        };
        [
            self.kind.to_owned(),
            self.vault.to_string(),
            self.whole(self.units),
            self.mint.to_string(),
            worth,
            asset,
            self.claimable.map_or_else(String::new, time::utc),
            self.account.to_string(),
        ]
    }
}

fn csv(holdings: &[Holding]) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| Error::new(format!("the values cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(CSV_TITLES).map_err(|error| failed(&error))?;
    for holding in holdings {
        writer.write_record(holding.record()).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// What all of it comes to, by mint.
fn totals(holdings: &[Holding]) -> Vec<String> {
    let mut sums: BTreeMap<Pubkey, (u128, Option<u8>)> = BTreeMap::new();
    for holding in holdings {
        let (mint, units) = match holding.worth {
            Some(worth) => worth,
            // VRT that cannot leave now has no worth in the asset.
            None if holding.kind.ends_with("VRT") || holding.kind.ends_with("LRT") => continue,
            None => (holding.mint, holding.units),
        };
        let (sum, decimals) = sums.entry(mint).or_insert((0, holding.decimals));
        *sum += u128::from(units);
        *decimals = decimals.or(holding.decimals);
    }
    let line = |(mint, (sum, decimals)): (Pubkey, (u128, Option<u8>))| {
        let whole = match (u64::try_from(sum), decimals) {
            (Ok(sum), Some(decimals)) => format!("{} tokens", tokens(sum, decimals)),
            _ => format!("{sum} smallest units"),
        };
        format!("In all: {whole} of mint {mint}")
    };
    sums.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(mint: Pubkey, units: u64, decimals: Option<u8>) -> Holding {
        let (vault, account) = (Pubkey::new_unique(), Pubkey::new_unique());
        Holding {
            kind: "exit",
            vault,
            account,
            mint,
            symbol: String::new(),
            units,
            decimals,
            worth: None,
            claimable: Some(0),
        }
    }

    #[test]
    fn totals_are_exact() {
        let mint = Pubkey::new_unique();
        let said = |holdings: &[Holding]| totals(holdings).join("\n");
        let two = said(&[exit(mint, 1, Some(2)), exit(mint, u64::MAX - 1, Some(2))]);
        assert_eq!(two, format!("In all: 184467440737095516.15 tokens of mint {mint}"));
        let over = said(&[exit(mint, 1, Some(2)), exit(mint, u64::MAX, Some(2))]);
        assert_eq!(over, format!("In all: 18446744073709551616 smallest units of mint {mint}"));
        let unknown = said(&[exit(mint, 5, None)]);
        assert_eq!(unknown, format!("In all: 5 smallest units of mint {mint}"));
    }
}
