//! Operators' votes: signed once for a height, and carried to a round.

use std::path::Path;

use clap::{Args, Subcommand};
use ncn_kit::packing::Signed;
use ncn_kit::protection::{Protection, ProtectionError};
use ncn_kit::quorum::{distance_bps, exceeds};
use ncn_kit::vote::Vote;
use restaking_client::oracle::vote_content;
use restaking_client::vote_message;
use serde_json::json;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::amount::{Amount, bps, tokens};
use crate::command::common::{File, domain, unhex};
use crate::config::keypair;
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::oracle::PriceFeed;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// Signs a vote.
#[derive(Args, Debug)]
pub struct SignVote {
    /// The NCN
    ncn: Pubkey,
    /// The feed's number
    feed: u8,
    /// The price, or `abstain` without a reliable source
    price: Price,
    /// The key pair that the operator registered
    #[arg(long, value_name = "FILE")]
    key: File,
    /// The protection file, which `restake oracle protection start` makes
    #[arg(long, value_name = "FILE")]
    protection: File,
    /// The height [default: the one of which the window is open]
    #[arg(long)]
    height: Option<u64>,
    /// Report it at once as well
    #[arg(long)]
    pub report: bool,
}

/// How far a node may lag, in seconds: a new file signs nothing before.
const LAG_SECONDS: i64 = 120;

/// A price, or none.
#[derive(Clone, Debug)]
enum Price {
    Of(Amount),
    Abstain,
}

impl std::str::FromStr for Price {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("abstain") { Ok(Self::Abstain) } else { text.parse().map(Self::Of) }
    }
}

impl Price {
    /// In smallest units: zero for an abstention.
    fn units(&self, decimals: u8) -> Result<i64> {
        let Self::Of(amount) = self else { return Ok(0) };
        match i64::try_from(amount.units(decimals, None)?) {
            Ok(0) => refuse!("a price is above zero: `abstain` says that there is none"),
            Ok(units) => Ok(units),
            Err(_) => {
                refuse!("a price of {decimals} decimals is at most {}", tokens(i64::MAX.unsigned_abs(), decimals))
            }
        }
    }
}

impl SignVote {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let feed = PriceFeed::load(session.chain, session.oracle()?, self.ncn, self.feed)?;
        let (now, domain) = (session.now()?, domain(session, &self.ncn)?);
        let price = self.price.units(feed.feed.decimals)?;
        let height = self.height.map_or_else(|| feed.height_at(now), Ok)?;
        check_window(&feed, height, now)?;
        if self.report && !session.options.sends() {
            refuse!("a vote stands once it is signed: omit --report, or what keeps it from being sent");
        }
        let key = keypair(&self.key)?;
        agree(session, &feed, (height, price), self.report)?;
        let mut protection = open(&self.protection)?;
        // After a crash the recorded vote is sent again: its time is a part of what was signed.
        let recorded = protection.latest(&domain, self.feed).filter(|message| is_of(message, height, price));
        let message = recorded.unwrap_or_else(|| vote_message(&domain, self.feed, height, &vote_content(price, now)));
        let signature = protection.sign(&message, |message| key.sign_message(message)).map_err(said)?;
        let signed = Signed { key: key.pubkey().to_bytes(), signature: signature.into(), message };
        if self.report {
            session.options.yes = true;
            return carry(session, &feed, vec![signed]);
        }
        let [key, signature, message] = [hex(&signed.key), hex(&signed.signature), hex(&signed.message)];
        if session.options.json {
            return session.write_json(&json!({
                "height": height.to_string(), "price": price.to_string(), "key": key, "signature": signature,
                "message": message,
            }));
        }
        session.say(format!("{key} {signature} {message}"))
    }
}

/// Asks before a vote is signed, which cannot be taken back: where it is sent, and where it is far from the feed's last price.
fn agree(session: &mut Session, feed: &PriceFeed, (height, price): (u64, i64), is_sent: bool) -> Result<()> {
    let (last, decimals) = (feed.feed.price.price, feed.feed.decimals);
    let is_far = price > 0 && last > 0 && exceeds(price, last, feed.oracle.rules.next.slash_bps);
    if session.options.yes || !(is_sent || is_far) {
        return Ok(());
    }
    let told = match price {
        0 => "no price".to_owned(),
        price => tokens(price.unsigned_abs(), decimals),
    };
    let beside = match last {
        0 => "which has no price yet".to_owned(),
        last if price == 0 => format!("of which the last price is {}", tokens(last.unsigned_abs(), decimals)),
        last => {
            let distance = bps(distance_bps(price, last));
            format!("{distance} from the last price, {}", tokens(last.unsigned_abs(), decimals))
        }
    };
    session.confirm(&format!(
        "Sign {told} for height {height} of feed {}, {beside}? It cannot be taken back.",
        feed.feed.number
    ))
}

/// Refuses a height that takes no reports now.
fn check_window(feed: &PriceFeed, height: u64, now: i64) -> Result<()> {
    let opens = feed.time_of(height);
    let closes = opens.saturating_add_unsigned(feed.window_at(now));
    if now < opens {
        refuse!("height {height} takes reports {}", time::near(opens, now));
    }
    if now >= closes {
        let next = feed.time_of(feed.height_at(now)? + 1);
        refuse!(
            "the window of height {height} ended {}; the next height is {}",
            time::near(closes, now),
            time::near(next, now)
        );
    }
    Ok(())
}

/// Whether `message` is a vote for `price` at `height`.
fn is_of(message: &[u8], height: u64, price: i64) -> bool {
    Vote::parse(message).is_some_and(|vote| vote.height == height && vote.content.starts_with(&price.to_le_bytes()))
}

/// A failure of the protection file, in its own words.
fn said(error: ProtectionError) -> Error {
    Error::new(error.to_string())
}

fn open(path: &Path) -> Result<Protection> {
    if !path.exists() {
        refuse!("there is no protection file at {}: `restake oracle protection start` makes one", path.display());
    }
    Protection::open(path).map_err(said)
}

/// The protection file.
#[derive(Debug, Subcommand)]
pub enum ProtectionCommand {
    /// Let a file protect the votes of a feed, from two minutes on; makes the file if there is none
    Start {
        /// The file
        file: File,
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// Sign only above this height [default: that of two minutes from now, for nodes that lag]
        #[arg(long)]
        above: Option<u64>,
    },
    /// Print the highest votes of a file, for another machine
    Export {
        /// The file
        file: File,
    },
    /// Take over an export; makes the file if there is none
    Import {
        /// The file
        file: File,
        /// The export
        #[arg(value_name = "EXPORT")]
        exported: File,
    },
}

impl ProtectionCommand {
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Start { file, ncn, feed, above } => {
                let found = PriceFeed::load(session.chain, session.oracle()?, ncn, feed)?;
                let (now, domain) = (session.now()?, domain(session, &ncn)?);
                // The node may lag behind what an earlier file of the operator's has signed.
                let height = above.map_or_else(|| found.height_at(now.saturating_add(LAG_SECONDS)), Ok)?;
                let mut protection = open_or_create(&file)?;
                protection.raise(&domain, feed, height).map_err(said)?;
                let height = protection.highest(&domain, feed).unwrap_or(height);
                session.say(format!("{} protects feed {feed} above height {height}.", file.display()))
            }
            Self::Export { file } => {
                let text = open(&file)?.export();
                session.say(text.trim_end())
            }
            Self::Import { file, exported } => {
                let text = std::fs::read_to_string(&exported)
                    .map_err(|error| Error::new(format!("{} cannot be read: {error}", exported.display())))?;
                open_or_create(&file)?.import(&text).map_err(said)?;
                session.say(format!("{} knows the votes of {}.", file.display(), exported.display()))
            }
        }
    }
}

fn open_or_create(path: &Path) -> Result<Protection> {
    if path.exists() { open(path) } else { Protection::create(path).map_err(said) }
}

pub fn report(session: &mut Session, ncn: Pubkey, number: u8, files: &[File]) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let mut votes = vec![];
    for file in files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))?;
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            votes.push(read(text).map_err(|error| Error::new(format!("{}, line {line}: {error}", file.display())))?);
        }
    }
    carry(session, &feed, votes)
}

/// A vote as it is printed.
fn read(text: &str) -> Result<Signed> {
    let mut words = text.split_whitespace();
    let (Some(key), Some(signature), Some(message), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        refuse!("a vote is a key, a signature and a message, in hexadecimal");
    };
    let sized = |bytes: Vec<u8>, what: &str, size: usize| {
        if bytes.len() == size { Ok(bytes) } else { refuse!("the {what} has {} bytes (expected {size})", bytes.len()) }
    };
    Ok(Signed {
        key: sized(unhex(key)?, "key", 32)?.try_into().expect("32 bytes"),
        signature: sized(unhex(signature)?, "signature", 64)?.try_into().expect("64 bytes"),
        message: unhex(message)?,
    })
}

/// Carries votes to the rounds of their heights, in as few transactions as there can be.
fn carry(session: &mut Session, feed: &PriceFeed, mut votes: Vec<Signed>) -> Result<()> {
    let (domain, kind) = (domain(session, &feed.ncn)?, feed.feed.number);
    let mut heights = vec![];
    for vote in &votes {
        let parsed = Vote::parse(&vote.message);
        let Some(parsed) = parsed.filter(|found| *found.domain == domain && found.kind == kind) else {
            refuse!("the vote of key {} is not for feed {kind} of NCN {}", hex(&vote.key), feed.ncn);
        };
        heights.push(parsed.height);
    }
    // The newest first: an old vote that is refused must not keep a new one from its window.
    heights.sort_unstable_by(|one, other| other.cmp(one));
    heights.dedup();
    votes.sort_by(|one, other| one.message.cmp(&other.message));
    let mut failed = vec![];
    for height in heights {
        let of_height = |vote: &&Signed| Vote::parse(&vote.message).is_some_and(|vote| vote.height == height);
        let votes: Vec<Signed> = votes.iter().filter(of_height).cloned().collect();
        let name = |vote: &Signed| format!("the vote of key {}", hex(&vote.key));
        let done = session.carry_out_each(&votes, &name, &|session, part| plan(session, feed, height, part));
        failed.extend(done.err().map(|error| (height, error)));
    }
    match failed.len() {
        0 => Ok(()),
        1 => Err(failed.remove(0).1),
        _ => {
            let each: Vec<String> = failed.iter().map(|(height, error)| format!("height {height}: {error}")).collect();
            let logs = failed.into_iter().flat_map(|(_, error)| error.logs().to_vec()).collect();
            Err(Error::new(each.join("\n")).with_logs(logs))
        }
    }
}

/// The votes of one height in one transaction.
fn plan(session: &Session, feed: &PriceFeed, height: u64, votes: &[Signed]) -> Result<Plan> {
    let table = feed.table_of(session.chain, height)?;
    let what = format!("Report {} votes for height {height} of feed {}", votes.len(), feed.feed.number);
    let [verified, report] = feed.report(session.program(), (height, table), votes)?;
    Ok(Plan::new(what).with(verified).with(report))
}
