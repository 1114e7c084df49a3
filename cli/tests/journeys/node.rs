//! A node in this process: what the command line asks of an RPC, answered by a chain with the real loader.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use restake_cli::chain::{Chain, Listed};
use restake_cli::command::Cli;
use restake_cli::error::{Error, Result};
use restaking_client::Program;
use serde_json::{Value, json};
use solana_account::Account;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::api::config::{RpcProgramAccountsConfig, RpcSimulateTransactionConfig};
use solana_rpc_client::api::filter::RpcFilterType;
use solana_transaction::versioned::VersionedTransaction;

use crate::world::{DECIMALS, Done, Local, key_file};

/// What is done to the chain behind the node.
type Change = Box<dyn FnOnce(&Local) + Send>;

pub struct Node {
    /// Where it answers.
    pub url: String,
    changes: Sender<Change>,
}

impl Node {
    /// A node of the cluster that begins with `genesis`.
    pub fn start(genesis: Hash) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let (changes, received) = channel();
        thread::spawn(move || {
            let chain = Local::empty();
            chain.genesis.set(genesis);
            serve(&listener, &chain, &received, &mut |_| Fault::None);
        });
        Self { url, changes }
    }

    /// A node on the chain that `make` makes, which fails as `fault` says of each method that it is asked for.
    pub fn failing(
        make: impl FnOnce() -> Local + Send + 'static,
        mut fault: impl FnMut(&str) -> Fault + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let (changes, received) = channel();
        thread::spawn(move || serve(&listener, &make(), &received, &mut fault));
        Self { url, changes }
    }

    /// Does `change` to the chain, and gives what it gives.
    pub fn with<T: Send + 'static>(&self, change: impl FnOnce(&Local) -> T + Send + 'static) -> T {
        let (done, result) = channel();
        self.changes.send(Box::new(move |chain| drop(done.send(change(chain))))).expect("a node that runs");
        // It looks for changes before each request.
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
        result.recv().expect("a change that was done")
    }

    /// Runs a command on the node as `name`, and gives what it wrote.
    pub fn run(&self, name: &str, line: &str) -> Result<String> {
        let (mut out, signer) = (vec![], key_file(name));
        let words = ["restake", "--url", &self.url, "--keypair", signer.to_str().expect("a path"), "--yes"];
        let cli = words.into_iter().chain(line.split_whitespace());
        let cli = Cli::read(cli).map_err(|error| Error::new(error.to_string()))?;
        restake_cli::run::run(cli, &mut out, &mut std::io::empty())?;
        Ok(String::from_utf8(out).expect("text"))
    }
}

/// How an answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not at all.
    None,
    /// The line breaks before the node has read it all.
    Lost,
    /// The node does it, and the line breaks before its answer.
    Unanswered,
    /// It arrives twice.
    Twice,
    /// The node answers what it did when it was last asked this, if ever.
    Stale,
    /// An HTTP status alone.
    Status(u16),
    /// The node lags, and says so.
    Behind,
    /// A body that is no JSON.
    Garbage,
    /// An answer of another form than the method's.
    Odd,
}

fn serve(listener: &TcpListener, chain: &Local, changes: &Receiver<Change>, fault: &mut dyn FnMut(&str) -> Fault) {
    let mut before = std::collections::BTreeMap::new();
    for stream in listener.incoming().flatten() {
        changes.try_iter().for_each(|change| change(chain));
        // One that only came to have changes done asks nothing.
        let Some(request) = read(&stream) else { continue };
        let asked = (request["method"].to_string(), request["params"].to_string());
        let fault = fault(request["method"].as_str().unwrap_or_default());
        let stale = before.get(&asked).cloned().filter(|_| fault == Fault::Stale);
        let refused = |code: i64, message: &str| json!({ "error": { "code": code, "message": message } });
        let mut done = match (fault, stale) {
            (Fault::Lost, _) => continue,
            (Fault::Status(_), _) => json!({}),
            (Fault::Behind, _) => refused(-32_005, "Node is behind by 42 slots"),
            (Fault::Odd, _) => json!({ "result": { "unheard": ["of"] } }),
            (_, Some(stale)) => stale,
            _ => {
                if fault == Fault::Twice {
                    let _ = answer(chain, &request);
                }
                match answer(chain, &request) {
                    Ok(result) => json!({ "result": result }),
                    Err(message) => refused(-32_002, &message),
                }
            }
        };
        if fault == Fault::Unanswered {
            continue;
        }
        if fault == Fault::None {
            before.insert(asked, done.clone());
        }
        (done["jsonrpc"], done["id"]) = ("2.0".into(), request["id"].clone());
        let answer = if fault == Fault::Garbage { "<html>busy</html>".to_owned() } else { done.to_string() };
        let status = if let Fault::Status(status) = fault { status } else { 200 };
        let head = format!(
            "HTTP/1.1 {status} said\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.len()
        );
        let _ = (&stream).write_all(format!("{head}{answer}").as_bytes());
    }
}

fn read(stream: &TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn answer(chain: &Local, request: &Value) -> std::result::Result<Value, String> {
    let (method, params) = (request["method"].as_str().unwrap_or_default(), &request["params"]);
    let text = |error: Error| error.to_string();
    let slot = chain.clock().slot;
    let of = |value: Value| json!({ "context": { "slot": slot, "apiVersion": "4.2.2" }, "value": value });
    Ok(match method {
        "getGenesisHash" => chain.genesis().map_err(text)?.to_string().into(),
        "getVersion" => json!({ "solana-core": "4.2.2", "feature-set": 0 }),
        "getSlot" | "getBlockHeight" => slot.into(),
        "getRecentPrioritizationFees" => json!([]),
        "isBlockhashValid" => of(true.into()),
        "getLatestBlockhash" => {
            let blockhash = chain.recent().map_err(text)?.hash().to_string();
            of(json!({ "blockhash": blockhash, "lastValidBlockHeight": slot + 150 }))
        }
        "getMultipleAccounts" => {
            let addresses: Vec<String> =
                serde_json::from_value(params[0].clone()).map_err(|error| error.to_string())?;
            let addresses: Vec<Pubkey> = addresses.iter().map(|address| address.parse().expect("an address")).collect();
            // Nothing else lets slots pass while a command waits for them.
            if addresses.contains(&restake_cli::chain::CLOCK) {
                chain.pass(1);
            }
            of(chain.accounts(&addresses).map_err(text)?.into_iter().map(|account| account.map(shown)).collect())
        }
        "getProgramAccounts" => {
            let config: RpcProgramAccountsConfig =
                serde_json::from_value(params[1].clone()).map_err(|error| error.to_string())?;
            let parts = config.filters.unwrap_or_default().into_iter().map(|filter| match filter {
                RpcFilterType::Memcmp(part) => (part.offset(), part.bytes().expect("bytes").to_vec()),
                other => panic!("a filter that the command line does not send: {other:?}"),
            });
            chain.program.set(Program::at(params[0].as_str().unwrap_or_default().parse().expect("an address")));
            let found = chain.program_accounts(&parts.collect::<Vec<_>>()).map_err(text)?;
            let slice = config.account_config.data_slice.map(|slice| slice.offset..slice.offset + slice.length);
            let sliced = |mut account: Account| {
                if let Some(slice) = slice.clone() {
                    account.data = account.data.get(slice).unwrap_or_default().to_vec();
                }
                account
            };
            found
                .into_iter()
                .map(|(at, account)| (at, sliced(account)))
                .map(|(at, account)| json!({ "pubkey": at.to_string(), "account": shown(account) }))
                .collect()
        }
        "simulateTransaction" => {
            let config: RpcSimulateTransactionConfig =
                serde_json::from_value(params[1].clone()).map_err(|error| error.to_string())?;
            let watched = config.accounts.map(|accounts| accounts.addresses).unwrap_or_default();
            let watched: Vec<Pubkey> = watched.iter().map(|address| address.parse().expect("an address")).collect();
            let done = chain.simulate(&transaction(&params[0])?, &watched).map_err(text)?;
            let accounts: Vec<_> = done.accounts.into_iter().map(|account| account.map(shown)).collect();
            of(json!({
                "err": done.error, "logs": done.logs, "unitsConsumed": done.units, "accounts": accounts,
                "returnData": { "programId": Pubkey::default().to_string(), "data": [BASE64_STANDARD.encode(done.returned), "base64"] },
            }))
        }
        "sendTransaction" => {
            let transaction = transaction(&params[0])?;
            let signature = transaction.signatures[0].to_string();
            // A chain does nothing twice.
            if chain.sent.borrow().iter().any(|sent| sent.signatures[0] == transaction.signatures[0]) {
                return Ok(signature.into());
            }
            chain.submit(&transaction).map_err(text)?;
            chain.pass(1);
            signature.into()
        }
        "getSignaturesForAddress" => {
            let address = params[0].as_str().unwrap_or_default().parse().expect("an address");
            let [before, until] = ["before", "until"].map(|name| params[1][name].as_str());
            let listed = chain.signatures(&address, before, until, 0).map_err(text)?.into_iter();
            let shown = listed.map(|each| {
                json!({
                    "signature": each.signature, "slot": each.slot, "err": null, "memo": null, "blockTime": null,
                    "confirmationStatus": "finalized",
                })
            });
            shown.collect()
        }
        "getTransaction" => {
            let signature = params[0].as_str().unwrap_or_default().to_owned();
            let done = chain.done.borrow();
            if let Some(done) = done.iter().find(|done| done.transaction.signatures[0].to_string() == signature) {
                return Ok(told(done));
            }
            let listed = Listed { signature, slot: 0, failed: false };
            // A node tells nothing of a transaction that it does not know.
            let Ok(mut past) = chain.transactions(&[listed]) else { return Ok(Value::Null) };
            let past = past.remove(0);
            let sent = chain.sent.borrow();
            let transaction = sent.iter().find(|sent| past.signature == sent.signatures[0].to_string()).or(sent.last());
            let bytes = bincode::serialize(transaction.expect("a transaction that was sent")).expect("memory");
            json!({
                "slot": past.slot, "blockTime": null, "transaction": [BASE64_STANDARD.encode(bytes), "base64"],
                "meta": {
                    "err": null, "status": { "Ok": null }, "fee": 5000, "preBalances": [], "postBalances": [],
                    "innerInstructions": [], "logMessages": past.logs, "preTokenBalances": [], "postTokenBalances": [],
                    "rewards": [],
                },
            })
        }
        "getSignatureStatuses" => {
            let status = json!({
                "slot": slot, "confirmations": null, "err": null, "status": { "Ok": null }, "confirmationStatus": "finalized",
            });
            let sent = chain.sent.borrow();
            let known = |signature: &Value| sent.iter().any(|sent| *signature == sent.signatures[0].to_string());
            let asked = params[0].as_array().into_iter().flatten();
            of(asked.map(|signature| known(signature).then(|| status.clone())).collect())
        }
        other => return Err(format!("this node has no method {other}")),
    })
}

/// A transaction that went through, with what it did to the balances of its accounts.
fn told(done: &Done) -> Value {
    let lamports = |accounts: &[Option<Account>]| -> Value {
        accounts.iter().map(|account| account.as_ref().map_or(0, |account| account.lamports)).collect()
    };
    let tokens = |accounts: &[Option<Account>]| -> Value {
        let told = accounts.iter().enumerate().filter_map(|(place, account)| {
            let found = restake_cli::accounts::token(account.as_ref())?;
            let amount = json!({
                "amount": found.amount.to_string(), "decimals": DECIMALS, "uiAmount": null,
                "uiAmountString": found.amount.to_string(),
            });
            Some(json!({
                "accountIndex": place, "mint": found.mint.to_string(), "owner": found.owner.to_string(),
                "programId": account.as_ref()?.owner.to_string(), "uiTokenAmount": amount,
            }))
        });
        told.collect()
    };
    let bytes = bincode::serialize(&done.transaction).expect("memory");
    json!({
        "slot": done.slot, "blockTime": done.time, "transaction": [BASE64_STANDARD.encode(bytes), "base64"],
        "meta": {
            "err": null, "status": { "Ok": null }, "fee": 5000, "innerInstructions": [], "logMessages": [], "rewards": [],
            "preBalances": lamports(&done.before), "postBalances": lamports(&done.after),
            "preTokenBalances": tokens(&done.before), "postTokenBalances": tokens(&done.after),
        },
    })
}

fn transaction(text: &Value) -> std::result::Result<VersionedTransaction, String> {
    restake_cli::message::read(text.as_str().unwrap_or_default()).map_err(|error| error.to_string())
}

fn shown(account: Account) -> Value {
    json!({
        "lamports": account.lamports, "data": [BASE64_STANDARD.encode(&account.data), "base64"],
        "owner": account.owner.to_string(), "executable": account.executable, "rentEpoch": account.rent_epoch,
        "space": account.data.len(),
    })
}
