//! The program and its config on a cluster. Whatever is there already stays, and an upload that was interrupted goes on: the
//! buffer's key follows from the signer's and from the program's bytes, and only the parts that it lacks are written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use restaking_client::{ID, pda};
use serde_json::json;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_program::hash::{Hash, hash, hashv};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::admin::init;
use crate::amount::tokens;
use crate::chain::Chain;
use crate::config::{expand, keypair};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// The loader of upgradeable programs.
const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The loader's layouts: what stands before the bytes in a buffer and in a program's data, and the bytes of a program's account.
const BUFFER_HEAD: usize = 37;
const DATA_HEAD: usize = 45;
const PROGRAM_BYTES: usize = 36;

/// The most compute units that writing a part takes.
const WRITE_UNITS: u32 = 10_000;

/// How often the parts that a buffer lacks are sent, before something must be wrong.
const ROUNDS: usize = 30;

/// How often, and how far apart, the slot is asked for.
const POLLS: usize = 100;
const POLL: Duration = Duration::from_millis(200);

/// Puts the program and its config on a cluster.
#[derive(Args, Debug)]
pub struct Deploy {
    /// The compiled program, as `cargo xtask build` makes it
    #[arg(long, value_name = "FILE", default_value = "target/deploy/restaking.so")]
    program: PathBuf,
    /// The key pair of the program's address, where it is not on the cluster yet; the local one's on a local cluster
    #[arg(long, value_name = "FILE")]
    program_keypair: Option<PathBuf>,
    /// What says the program's address on each cluster, and the wallet that may upgrade it
    #[arg(long, value_name = "FILE", default_value = "Anchor.toml")]
    anchor_toml: PathBuf,
    /// The most bytes that the program may grow to without more room being made; a tenth more than it has if left out
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<usize>,
    /// The shortest epoch that a vault may have, for a config that is made
    #[arg(long, value_name = "SPAN", default_value = "1h")]
    min_epoch: Span,
    /// The longest one
    #[arg(long, value_name = "SPAN", default_value = "14d")]
    max_epoch: Span,
    /// Do it on mainnet without being asked
    #[arg(long)]
    confirm_mainnet: bool,
}

/// What is to be done with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is there, with the same bytes.
    Nothing,
    /// It is not there.
    Deploy,
    /// It is there with other bytes, and has room for so many.
    Upgrade(usize),
}

impl Deploy {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let bytes = read_program(&self.program)?;
        let cluster = cluster(&session.chain.genesis()?);
        let settings = Settings::read(&self.anchor_toml)?;
        settings.check(cluster, &session.me())?;
        let step = step(session.chain, &bytes, &session.me())?;
        let config_is_there = session.chain.account(&pda::config())?.is_some();
        if !session.options.json {
            session.say(format!("Cluster: {cluster}; program: {ID}; upgrade authority: {}", session.me()))?;
        }
        if step == Step::Nothing && config_is_there {
            return self.report(session, cluster, "nothing", "The program and its config are there already.");
        }
        if session.options.json && !session.options.yes && !session.options.dry_run {
            refuse!("with --output json nothing is asked: add --yes to deploy, or --dry-run to only look");
        }
        let room = self.max_bytes.unwrap_or(bytes.len() + bytes.len() / 10);
        if room < bytes.len() {
            refuse!("--max-bytes is {room}, and the program has {}", bytes.len());
        }
        let cost = session.chain.rent(DATA_HEAD + room)?;
        let todo = match step {
            Step::Nothing => "make the config".to_owned(),
            Step::Deploy => {
                format!("deploy {} bytes, for {} SOL that stay in the program", bytes.len(), tokens(cost, 9))
            }
            Step::Upgrade(_) => format!("upgrade the program to other {} bytes", bytes.len()),
        };
        if session.options.dry_run {
            return self.report(session, cluster, "dry run", &format!("To do: {todo}."));
        }
        if cluster == "mainnet" && !self.confirm_mainnet {
            if !session.confirm(&format!("THIS IS MAINNET. Really {todo}?"))? {
                return self.report(session, cluster, "nothing", "Nothing was done.");
            }
        } else if !session.options.yes && !session.confirm(&format!("Really {todo}?"))? {
            return self.report(session, cluster, "nothing", "Nothing was done.");
        }

        match step {
            Step::Nothing => {}
            Step::Deploy => self.deploy(session, cluster, &bytes, room)?,
            Step::Upgrade(has) => upgrade(session, &bytes, has)?,
        }
        if !config_is_there {
            let asked = std::mem::replace(&mut session.options.yes, true);
            let json = std::mem::replace(&mut session.options.json, false);
            // A document for all of it follows; the parts have none.
            let plan = self.config(session)?;
            let made = if json { self.quietly(session) } else { session.carry_out(plan) };
            (session.options.yes, session.options.json) = (asked, json);
            made?;
        }
        let done = match step {
            Step::Nothing => "config",
            Step::Deploy => "deployed",
            Step::Upgrade(_) => "upgraded",
        };
        self.report(session, cluster, done, "The program and its config are there.")
    }

    fn config(&self, session: &Session) -> Result<Plan> {
        Ok(init(&session.chain.genesis()?, session.me(), self.min_epoch.0, self.max_epoch.0))
    }

    /// Makes the config without a word.
    fn quietly(&self, session: &Session) -> Result<()> {
        send(session, &self.config(session)?, 100_000).map(drop)
    }

    fn report(&self, session: &mut Session, cluster: &str, done: &str, text: &str) -> Result<()> {
        if session.options.json {
            return session.write_json(&json!({
                "cluster": cluster, "program": ID.to_string(), "config": pda::config().to_string(),
                "authority": session.me().to_string(), "done": done,
            }));
        }
        session.say(text)
    }

    fn deploy(&self, session: &mut Session, cluster: &str, bytes: &[u8], room: usize) -> Result<()> {
        let path = match (&self.program_keypair, cluster) {
            (Some(path), _) => path.clone(),
            (None, "localnet") => {
                self.anchor_toml.parent().unwrap_or(Path::new("")).join("migrations/localnet-keypair.json")
            }
            (None, _) => refuse!("the program is not on {cluster}: name its key pair with --program-keypair"),
        };
        let program = keypair(&path)?;
        if program.pubkey() != ID {
            refuse!("{} is the key pair of {}, and the program was built for {ID}", path.display(), program.pubkey());
        }
        if cluster != "localnet" && path.ends_with("migrations/localnet-keypair.json") {
            refuse!("{} is public: anyone could take the program's address on {cluster} with it", path.display());
        }
        let buffer = upload(session, bytes)?;
        let me = session.me();
        let lamports = session.chain.rent(PROGRAM_BYTES)?;
        #[allow(deprecated, reason = "its successor is for a loader that the clusters do not have yet")]
        let instructions = loader::deploy_with_max_program_len(&me, &ID, &buffer, &me, lamports, room)
            .map_err(|error| Error::new(format!("the deployment cannot be made: {error}")))?;
        let plan = Plan { instructions, signers: vec![program], ..Plan::new("Deploy the program") };
        send(session, &plan, 200_000).map(drop)
    }
}

/// What the program's account on the chain asks for.
fn step(chain: &dyn Chain, bytes: &[u8], me: &Pubkey) -> Result<Step> {
    let Some(program) = chain.account(&ID)? else { return Ok(Step::Deploy) };
    if program.owner != LOADER {
        refuse!("the account at {ID} is not an upgradeable program: it belongs to {}", program.owner);
    }
    let Some(data) = chain.account(&pda::program_data())?.filter(|account| account.data.len() >= DATA_HEAD) else {
        refuse!("the program at {ID} was closed: its address cannot be used again");
    };
    let there = &data.data[DATA_HEAD..];
    let same = there.get(..bytes.len()) == Some(bytes) && there[bytes.len()..].iter().all(|byte| *byte == 0);
    let authority = (data.data[12] == 1).then(|| Pubkey::try_from(&data.data[13..45]).expect("32 bytes"));
    match authority {
        _ if same => Ok(Step::Nothing),
        Some(authority) if authority == *me => Ok(Step::Upgrade(there.len())),
        Some(authority) => {
            refuse!("the program's upgrade authority is {authority}, and the key pair at hand is {me}'s")
        }
        None => refuse!("the program at {ID} is final, with other bytes: nobody can upgrade it"),
    }
}

fn upgrade(session: &mut Session, bytes: &[u8], has: usize) -> Result<()> {
    let me = session.me();
    if bytes.len() > has {
        // Clusters ask for no less room at once than this.
        let more = (bytes.len() - has).max(10_240);
        let plan = Plan::new("Make room").with(loader::extend_program(&ID, Some(&me), more as u32));
        send(session, &plan, 200_000)?;
        pass_a_slot(session.chain)?;
    }
    let buffer = upload(session, bytes)?;
    send(session, &Plan::new("Upgrade").with(loader::upgrade(&ID, &buffer, &me, &me)), 200_000).map(drop)
}

/// Waits for the next slot: a program changes once in a slot at the most, and more room is a change.
fn pass_a_slot(chain: &dyn Chain) -> Result<()> {
    let from = chain.slot()?;
    for _ in 0..POLLS {
        std::thread::sleep(POLL);
        if chain.slot()? > from {
            return Ok(());
        }
    }
    refuse!("the cluster stands still at slot {from}: run this again to go on")
}

/// The key pair of the buffer for `bytes`: the same one whenever the same signer uploads the same program.
fn buffer_key(signer: &Keypair, bytes: &[u8]) -> Keypair {
    let secret = signer.sign_message(&[b"restake: buffer", hash(bytes).as_ref()].concat());
    Keypair::new_from_array(hashv(&[secret.as_ref()]).to_bytes())
}

/// Writes `bytes` into the signer's buffer, as far as they are not there yet, and gives its address.
fn upload(session: &mut Session, bytes: &[u8]) -> Result<Pubkey> {
    let (me, key) = (session.me(), buffer_key(&session.signer, bytes));
    let buffer = key.pubkey();
    if session.chain.account(&buffer)?.is_none() {
        let lamports = session.chain.rent(BUFFER_HEAD + bytes.len())?;
        let instructions = loader::create_buffer(&me, &buffer, &me, lamports, bytes.len())
            .map_err(|error| Error::new(format!("the buffer cannot be made: {error}")))?;
        let plan = Plan { instructions, signers: vec![key], ..Plan::new("Make the buffer") };
        send(session, &plan, 50_000)?;
    }
    let part = part_bytes(session, &buffer)?;
    let parts = bytes.chunks(part).count();
    let progress = Progress::of("Uploading", parts);
    let mut done = 0;
    for _ in 0..ROUNDS {
        let missing = missing(session.chain, &buffer, &me, bytes, part)?;
        (done..parts - missing.len()).for_each(|_| progress.step());
        done = parts - missing.len();
        if missing.is_empty() {
            return Ok(buffer);
        }
        let price = price(session, &[buffer])?;
        let writes = missing.into_iter().map(|place| {
            let from = place * part;
            let chunk = bytes[from..bytes.len().min(from + part)].to_vec();
            let plan = Plan::new("Write").with(loader::write(&buffer, &me, from as u32, chunk));
            session.transaction(&plan, WRITE_UNITS, price)
        });
        let writes: Vec<VersionedTransaction> = writes.collect::<Result<_>>()?;
        session.chain.send_all(&writes)?;
    }
    refuse!("the cluster took {done} of the program's {parts} parts in {ROUNDS} rounds: run this again to go on")
}

/// Which parts of `bytes` the buffer lacks.
fn missing(chain: &dyn Chain, buffer: &Pubkey, me: &Pubkey, bytes: &[u8], part: usize) -> Result<Vec<usize>> {
    let Some(account) = chain.account(buffer)? else {
        refuse!("the buffer {buffer} is not there yet: run this again to go on");
    };
    let head = account.data.get(..BUFFER_HEAD);
    // The loader's tag of a buffer, and the option of an authority.
    let ours = head.is_some_and(|head| head[..4] == [1, 0, 0, 0] && head[4] == 1 && head[5..] == me.to_bytes());
    if account.owner != LOADER || !ours || account.data.len() != BUFFER_HEAD + bytes.len() {
        refuse!("the account at {buffer} is no buffer of yours for this program");
    }
    let there = account.data[BUFFER_HEAD..].chunks(part).zip(bytes.chunks(part));
    Ok(there.enumerate().filter(|(_, (there, wanted))| there != wanted).map(|(place, _)| place).collect())
}

/// How many bytes of the program one transaction has room for.
fn part_bytes(session: &Session, buffer: &Pubkey) -> Result<usize> {
    let plan = Plan::new("").with(loader::write(buffer, &session.me(), 0, vec![]));
    let transaction = session.transaction(&plan, WRITE_UNITS, 1)?;
    let empty = 1 + 64 * transaction.signatures.len() + transaction.message.serialize().len();
    // The length of a longer instruction takes one byte more.
    Ok(1_232 - empty - 1)
}

fn price(session: &Session, addresses: &[Pubkey]) -> Result<u64> {
    match session.options.priority_fee {
        Some(price) => Ok(price),
        None => session.chain.priority_fee(addresses),
    }
}

fn send(session: &Session, plan: &Plan, units: u32) -> Result<String> {
    let price = price(session, &[session.me()])?;
    session.chain.send(&session.transaction(plan, units, price)?)
}

fn read_program(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|error| {
        Error::new(format!(
            "the program cannot be read at {}: {error}; build it with `cargo xtask build`",
            path.display()
        ))
    })?;
    if !bytes.starts_with(b"\x7fELF") {
        refuse!("{} is no compiled program", path.display());
    }
    Ok(bytes)
}

/// The name that Anchor.toml has for the cluster that begins with `genesis`.
fn cluster(genesis: &Hash) -> &'static str {
    match genesis.to_string().as_str() {
        "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d" => "mainnet",
        "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrWBG" => "devnet",
        "4uhcVJyU9pJkvQyS88uRDiscHYCKQJcczPfwp47CJjfY" => "testnet",
        _ => "localnet",
    }
}

/// What Anchor.toml says.
struct Settings {
    path: PathBuf,
    table: toml::Table,
}

impl Settings {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new(format!("{} cannot be read: {error}", path.display())))?;
        let table = text.parse().map_err(|error| Error::new(format!("{} is no TOML: {error}", path.display())))?;
        Ok(Self { path: path.to_owned(), table })
    }

    /// Refuses a program of another address than this command line's, and a signer that is not the wallet's.
    fn check(&self, cluster: &str, me: &Pubkey) -> Result<()> {
        let programs = self.table.get("programs").and_then(|programs| programs.get(cluster));
        let Some(address) = programs.and_then(|programs| programs.get("restaking")).and_then(toml::Value::as_str)
        else {
            refuse!("{} names no program `restaking` for {cluster}", self.path.display());
        };
        if address != ID.to_string() {
            refuse!("{} has {address} for {cluster}, and this command line was built for {ID}", self.path.display());
        }
        let wallet = self.table.get("provider").and_then(|provider| provider.get("wallet"));
        let wallet = wallet.and_then(toml::Value::as_str).map(expand).filter(|path| path.is_file());
        if let Some(wallet) = wallet {
            let authority = keypair(&wallet)?.pubkey();
            if authority != *me && cluster != "localnet" {
                refuse!(
                    "{} names {} as the wallet, which is {authority}'s, and the key pair at hand is {me}'s",
                    self.path.display(),
                    wallet.display()
                );
            }
        }
        Ok(())
    }
}
