//! The price network: an NCN of which the price oracle is the slasher, with a feed that its operators report to.

use anyhow::{Context, Result};
use harness::oracle::{ORACLE, PriceOracle, RULES};
use restaking_client::oracle::{self as client, RuleFigures};
use restaking_client::{Ncn, table};
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;

use super::manifest::{FeedEntry, OracleEntry};
use super::plan::{HOUR, MINUTE, ONE};
use super::policies::{HEIGHT, PRICES as NCN};
use super::scene::{Scene, ncn, operator};
use super::{Happening, LENGTH, founding, weights};
use crate::keys::{address, key};

/// Its operators.
const OPERATORS: [&str; 3] = ["bede", "cyd", "dora"];

/// Carries votes, ends rounds and judges, as anyone may.
const KEEPER: &str = "captor";

/// The feed of SOL in dollars.
const FEED: u8 = 1;

/// The number of round accounts.
const ROUNDS: u64 = 4;

/// How long before the end the operators' weights are captured, in seconds, and for how long the table guarantees them from the end on.
const WEIGHED: [i64; 2] = [50 * MINUTE, 12 * HOUR];

/// The seconds in which stake enters the table.
const TABLE_WINDOW: i64 = 10 * MINUTE;

/// The reference's rules, for three operators of which one may be silent.
const RULES_OF_THREE: RuleFigures =
    RuleFigures { min_reports: 2, min_table_weight: 50_000 * ONE, certain_seconds: HOUR.unsigned_abs(), ..RULES };

/// What the operators report, with eight decimals, by round: zero abstains. Once dora abstains, once it is silent, and once bede drifts
/// by 7%.
const REPORTS: [[Option<i64>; 3]; 6] = [
    [Some(15_000_000_000), Some(15_002_000_000), Some(14_995_000_000)],
    [Some(15_010_000_000), Some(15_012_000_000), Some(0)],
    [Some(15_031_000_000), Some(15_028_000_000), None],
    [Some(16_095_000_000), Some(15_040_000_000), Some(15_037_000_000)],
    [Some(15_055_000_000), Some(15_060_000_000), Some(15_049_000_000)],
    [Some(15_072_000_000), Some(15_081_000_000), Some(15_066_000_000)],
];

/// What happens in it. The last round ends four minutes before the end.
pub(super) const HISTORY: &[Happening] = &[
    Happening(LENGTH - 5 * HOUR, "the price network's operators register voting keys", register_keys),
    Happening(LENGTH - 5 * HOUR, "the price network opens its oracle and a feed", open),
    Happening(WEIGHED[0], "the price network's operators are weighed", weigh),
    Happening(WEIGHED[0] - TABLE_WINDOW - MINUTE, "the oracle adopts their weights", adopt),
    Happening(30 * MINUTE, "operators report a price, and are judged", |s| round(s, &REPORTS[0])),
    Happening(25 * MINUTE, "dora abstains", |s| round(s, &REPORTS[1])),
    Happening(20 * MINUTE, "dora is silent", |s| round(s, &REPORTS[2])),
    Happening(15 * MINUTE, "bede drifts, and is warned", |s| round(s, &REPORTS[3])),
    Happening(10 * MINUTE, "operators report a price, and are judged", |s| round(s, &REPORTS[4])),
    Happening(5 * MINUTE, "operators report a price, and are judged", |s| round(s, &REPORTS[5])),
];

/// The oracle with its feed.
pub fn oracle() -> PriceOracle {
    PriceOracle::new(ncn(NCN), address(NCN), FEED, ROUNDS)
}

/// The key that an operator votes with.
fn voting(name: &str) -> String {
    format!("{name}-prices")
}

fn register_keys(scene: &mut Scene<'_>) -> Result<()> {
    OPERATORS.iter().try_for_each(|name| founding::register_key(scene, name, NCN, &voting(name)))
}

/// The oracle, its feed, the accounts of its rounds and the operators' scores.
fn open(scene: &mut Scene<'_>) -> Result<()> {
    let (oracle, keeper) = (oracle(), address(KEEPER));
    scene.act(&[NCN], &[oracle.open(RULES_OF_THREE), oracle.open_feed()])?;
    for slot in 0..ROUNDS {
        scene.act(&[KEEPER], &[oracle.open_round(&keeper, slot)])?;
    }
    let scores = OPERATORS.map(|name| oracle.open_score(&keeper, &operator(name)));
    scene.act(&[KEEPER], &scores)?;
    let feed = FeedEntry { address: oracle.feed.to_string(), number: FEED };
    let entry = OracleEntry {
        address: oracle.address.to_string(),
        program: ORACLE.address().to_string(),
        feeds: [("SOL/USD".to_owned(), feed)].into(),
    };
    scene.manifest.oracles.insert(NCN.into(), entry);
    Ok(())
}

fn weigh(scene: &mut Scene<'_>) -> Result<()> {
    let [before, beyond] = WEIGHED;
    let until = scene.chain.now()? + before + beyond;
    weights::fill(scene, NCN, &OPERATORS, TABLE_WINDOW.unsigned_abs(), until)
}

fn adopt(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&[KEEPER], &[oracle().adopt_table(&weights::table(NCN))])
}

/// A round of the height that begins now: the operators report, and a window later anyone ends it and judges them.
fn round(scene: &mut Scene<'_>, reports: &[Option<i64>; 3]) -> Result<()> {
    let (oracle, table, now) = (oracle(), weights::table(NCN), scene.chain.now()?);
    let zero = scene.chain.read::<Ncn>(&oracle.ncn)?.policy.terms.height_zero;
    let height = (now - zero).unsigned_abs() / HEIGHT.unsigned_abs();
    let votes = OPERATORS.iter().zip(reports).filter_map(|(name, price)| Some((key(&voting(name)), (*price)?)));
    let votes: Vec<(Keypair, i64)> = votes.collect();
    let signed: Vec<_> = votes.iter().map(|(key, price)| (key, *price, now)).collect();
    scene.act(&[KEEPER], &oracle.report_on(&scene.chain.genesis()?, &table, height, &signed))?;

    scene.chain.travel(now + RULES.window_seconds.cast_signed())?;
    let data = |at: Pubkey| anyhow::Ok(scene.chain.account(&at)?.context("an account of the example")?.data);
    let entries = client::entries(&data(oracle.round(height))?).context("the round has entries")?;
    let finalize = oracle.finalize(&table, height, client::order(&entries, height));
    let weights = table::entries(&data(table)?).context("the table has entries")?;
    let judge = (0..)
        .zip(&weights)
        .map(|(place, entry)| oracle.judge(&address(KEEPER), &table, (height, place), &entry.operator, false));
    scene.act(&[KEEPER], &[finalize].into_iter().chain(judge).collect::<Vec<_>>())
}
