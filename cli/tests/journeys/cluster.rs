//! A node that fails as nodes do, in this process: it answers by a script, and no clock runs while a command waits for it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use harness::key;
use restake_cli::chain::rpc::{BalanceChanges, Clock, Rpc};
use restake_cli::chain::{Chain, Landing, Lifetime, Listed};
use restake_cli::error::Result;
use restaking_client::Program;
use serde_json::{Value, json};
use solana_commitment_config::CommitmentConfig;
use solana_message::{VersionedMessage, v0};
use solana_program::hash::Hash;
use solana_transaction::versioned::VersionedTransaction;

use crate::world::who;

/// What a node says.
enum Answer {
    /// A result.
    Is(Value),
    /// An error of the RPC's, with data.
    Refuses(i64, &'static str, Value),
    /// An HTTP status, and how many seconds to wait.
    Status(u16, Option<u64>),
    /// Nothing: it hangs up.
    Nothing,
}

/// How a node answers a method that it is asked for the n-th time.
type Script = dyn Fn(&str, usize, &Value) -> Answer + Send + Sync;

/// What the node was asked.
type Asked = Arc<Mutex<Vec<(String, Value)>>>;

/// A clock that only notes for how long it is asked to wait.
#[derive(Default)]
pub struct Still(Mutex<Vec<Duration>>);

#[async_trait]
impl Clock for Still {
    fn pause(&self, span: Duration) {
        self.0.lock().unwrap().push(span);
    }

    async fn rest(&self, span: Duration) {
        self.pause(span);
    }
}

/// A node, and what is known of it afterwards.
struct Node {
    rpc: Rpc,
    asked: Asked,
    clock: Arc<Still>,
}

impl Node {
    fn new(script: impl Fn(&str, usize, &Value) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}/v2/SECRET-KEY", listener.local_addr().unwrap());
        let (asked, script): (Asked, Arc<Script>) = (Asked::default(), Arc::new(script));
        let noted = asked.clone();
        // It ends with the process: nothing tells it of the client's end.
        std::thread::spawn(move || {
            let mut counts = BTreeMap::new();
            for stream in listener.incoming() {
                serve(stream.unwrap(), &noted, &script, &mut counts);
            }
        });
        let clock = Arc::new(Still::default());
        Self { rpc: Rpc::with_clock(&url, CommitmentConfig::confirmed(), Program::LOCAL, clock.clone()), asked, clock }
    }

    /// How often `method` was asked for.
    fn count(&self, method: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|(asked, _)| asked == method).count()
    }

    fn land(&self) -> Result<Landing> {
        self.rpc.land(&transaction(), &Lifetime::Recent { hash: HASH, last_height: 100 })
    }
}

/// Answers one request, and closes.
fn serve(stream: TcpStream, asked: &Asked, script: &Arc<Script>, counts: &mut BTreeMap<String, usize>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() || body.is_empty() {
        return;
    }
    let request: Value = serde_json::from_slice(&body).unwrap();
    let method = request["method"].as_str().unwrap().to_owned();
    let nth = counts.entry(method.clone()).or_insert(0);
    *nth += 1;
    asked.lock().unwrap().push((method.clone(), request["params"].clone()));
    let (status, wait, body) = match script(&method, *nth, &request["params"]) {
        Answer::Is(result) => (200, None, json!({ "jsonrpc": "2.0", "id": request["id"], "result": result })),
        Answer::Refuses(code, message, data) => {
            let error = json!({ "code": code, "message": message, "data": data });
            (200, None, json!({ "jsonrpc": "2.0", "id": request["id"], "error": error }))
        }
        Answer::Status(status, wait) => (status, wait, json!({})),
        Answer::Nothing => return,
    };
    let (body, mut stream) = (body.to_string(), stream);
    let wait = wait.map_or_else(String::new, |wait| format!("retry-after: {wait}\r\n"));
    let head = format!(
        "HTTP/1.1 {status} said\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{wait}\r\n",
        body.len()
    );
    let _ = stream.write_all((head + &body).as_bytes());
}

const HASH: Hash = Hash::new_from_array([7; 32]);

fn transaction() -> VersionedTransaction {
    let transfer = solana_system_interface::instruction::transfer(&who("alice"), &who("bob"), 1);
    let message = v0::Message::try_compile(&who("alice"), &[transfer], &[], HASH).unwrap();
    VersionedTransaction::try_new(VersionedMessage::V0(message), &[key("alice")]).unwrap()
}

/// The signature of the transaction that the node is sent.
fn taken(params: &Value) -> Answer {
    let bytes = BASE64_STANDARD.decode(params[0].as_str().unwrap()).unwrap();
    let signature: [u8; 64] = bytes[1..65].try_into().unwrap();
    Answer::Is(json!(solana_signature::Signature::from(signature).to_string()))
}

/// The transaction's status, as a node tells it that has seen the chain up to `slot`.
fn status(slot: u64, level: Option<&str>, error: Value) -> Answer {
    let ok = if error.is_null() { json!({ "Ok": null }) } else { json!({ "Err": error }) };
    let status = level.map(
        |level| json!({ "slot": slot, "confirmations": 1, "status": ok, "err": error, "confirmationStatus": level }),
    );
    Answer::Is(json!({ "context": { "slot": slot }, "value": [status] }))
}

fn unexpected(method: &str) -> Answer {
    panic!("the node is asked for {method}")
}

#[test]
fn what_is_dropped_is_sent_again_until_it_lands() {
    let node = Node::new(|method, nth, params| match method {
        "sendTransaction" => taken(params),
        "getSignatureStatuses" if nth < 9 => status(50, None, Value::Null),
        // Seen, and not firmly yet.
        "getSignatureStatuses" if nth < 11 => status(50, Some("processed"), Value::Null),
        "getSignatureStatuses" => status(50, Some("confirmed"), Value::Null),
        "getBlockHeight" => Answer::Is(json!(60)),
        other => unexpected(other),
    });
    assert_eq!(node.land(), Ok(Landing::Landed));
    let asked = node.asked.lock().unwrap();
    let sent: Vec<&Value> =
        asked.iter().filter(|(method, _)| method == "sendTransaction").map(|(_, sent)| sent).collect();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|params| params[0] == sent[0][0]), "the same transaction, to the byte");
    // The node checks it once; what may be there already would fail its check.
    let checks: Vec<bool> = sent.iter().map(|params| params[1]["skipPreflight"] == json!(false)).collect();
    assert_eq!(checks, [true, false, false]);
    // As long as it takes by a clock, had one run.
    assert_eq!(node.clock.0.lock().unwrap().len(), 10);
}

/// Signed anew is only what can no longer land: the finalized chain is past its lifetime, and a node that has seen that much does
/// not know it.
#[test]
fn a_lagging_node_is_not_believed() {
    let node = Node::new(|method, nth, params| match method {
        "sendTransaction" => taken(params),
        "getBlockHeight" if nth < 3 => Answer::Is(json!(100)),
        "getBlockHeight" => {
            assert_eq!(params[0]["commitment"], "finalized");
            Answer::Is(json!(101))
        }
        "getSlot" => Answer::Is(json!(500)),
        "getSignatureStatuses" if params[1]["searchTransactionHistory"] == json!(true) => {
            // The third that is asked has seen it all.
            if nth < 18 { status(499, None, Value::Null) } else { status(500, Some("finalized"), Value::Null) }
        }
        "getSignatureStatuses" => status(450, None, Value::Null),
        other => unexpected(other),
    });
    assert_eq!(node.land(), Ok(Landing::Landed));

    let node = Node::new(|method, nth, params| match method {
        "sendTransaction" => taken(params),
        "getBlockHeight" => Answer::Is(json!(99 + nth)),
        "getSlot" => Answer::Is(json!(500)),
        "getSignatureStatuses" => status(500, None, Value::Null),
        other => unexpected(other),
    });
    assert_eq!(node.land(), Ok(Landing::Expired));
    assert_eq!(node.count("getBlockHeight"), 2, "at its last height it can still land");
}

#[test]
fn what_the_node_refuses_is_not_sent() {
    let node = Node::new(|method, _, _| match method {
        "sendTransaction" => Answer::Refuses(
            -32002,
            "Transaction simulation failed",
            json!({ "err": { "InstructionError": [2, { "Custom": 1 }] }, "logs": ["Program log: no"], "unitsConsumed": 1 }),
        ),
        other => unexpected(other),
    });
    let Ok(Landing::Failed { error, logs, paid }) = node.land() else { panic!("it is refused") };
    assert_eq!(
        (error.to_string().as_str(), logs, paid),
        ("Error processing Instruction 2: custom program error: 0x1", vec!["Program log: no".to_owned()], false)
    );
    assert_eq!(node.count("sendTransaction"), 1);
}

#[test]
fn a_node_that_does_not_know_the_blockhash_yet_is_asked_again() {
    let node = Node::new(|method, nth, params| match method {
        "sendTransaction" if nth == 1 => {
            Answer::Refuses(-32002, "Blockhash not found", json!({ "err": "BlockhashNotFound", "logs": [] }))
        }
        "sendTransaction" if nth == 2 => {
            Answer::Refuses(-32005, "Node is behind by 42 slots", json!({ "numSlotsBehind": 42 }))
        }
        "sendTransaction" => {
            assert_eq!(params[1]["skipPreflight"], json!(false), "nobody has it yet");
            taken(params)
        }
        "getSignatureStatuses" if nth < 9 => status(50, None, Value::Null),
        "getSignatureStatuses" => status(50, Some("finalized"), Value::Null),
        "getBlockHeight" => Answer::Is(json!(60)),
        other => unexpected(other),
    });
    assert_eq!(node.land(), Ok(Landing::Landed));
    assert_eq!(node.count("sendTransaction"), 3);
}

/// A connection that breaks says nothing of the transaction that went over it.
#[test]
fn a_broken_line_is_no_answer() {
    let node = Node::new(|method, nth, params| match method {
        "sendTransaction" if nth == 1 => Answer::Nothing,
        "sendTransaction" => taken(params),
        "getSignatureStatuses" if nth == 1 => Answer::Nothing,
        "getSignatureStatuses" => {
            let error = json!({ "InstructionError": [2, { "Custom": 6000 }] });
            status(50, Some("confirmed"), error)
        }
        "getBlockHeight" => Answer::Is(json!(60)),
        other => unexpected(other),
    });
    assert!(matches!(node.land(), Ok(Landing::Failed { paid: true, .. })));
}

#[test]
fn what_cannot_be_known_is_said() {
    let node = Node::new(|method, _, params| match method {
        "sendTransaction" => taken(params),
        _ => Answer::Status(500, None),
    });
    let error = node.land().unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("whether transaction {} landed is unknown", transaction().signatures[0])),
        "{error}"
    );
    assert!(error.contains("look it up before you repeat this") && !error.contains("SECRET-KEY"), "{error}");

    // A chain that stands still ends no blockhash: it is waited for, and not for ever.
    let node = Node::new(|method, _, params| match method {
        "sendTransaction" => taken(params),
        "getBlockHeight" => Answer::Is(json!(60)),
        _ => status(50, None, Value::Null),
    });
    let error = node.land().unwrap_err().to_string();
    assert!(error.contains("it is not on the chain yet, and can still land"), "{error}");
}

#[test]
fn a_nonce_ends_when_it_is_advanced() {
    let nonce = |method: &str, nth: usize, params: &Value| match method {
        "sendTransaction" => taken(params),
        "getSignatureStatuses" => status(500, None, Value::Null),
        "getSlot" => Answer::Is(json!(500)),
        // Closed, which is as good as advanced.
        "getAccountInfo" if nth == 2 => Answer::Is(json!({ "context": { "slot": 500 }, "value": null })),
        "getAccountInfo" => {
            let durable = solana_nonce::state::DurableNonce::from_blockhash(&HASH);
            let state = solana_nonce::state::State::Initialized(solana_nonce::state::Data::new(who("bob"), durable, 1));
            let data = bincode::serialize(&solana_nonce::versions::Versions::new(state)).unwrap();
            Answer::Is(json!({ "context": { "slot": 500 }, "value": {
                "lamports": 1, "owner": "11111111111111111111111111111111", "executable": false, "rentEpoch": 0,
                "data": [BASE64_STANDARD.encode(data), "base64"],
            } }))
        }
        other => unexpected(other),
    };
    let node = Node::new(nonce);
    let hash = *solana_nonce::state::DurableNonce::from_blockhash(&HASH).as_hash();
    let landing = node.rpc.land(&transaction(), &Lifetime::Nonce { account: who("nonce"), hash });
    assert_eq!(landing, Ok(Landing::Expired));
    assert_eq!(node.count("getAccountInfo"), 2);
}

#[test]
fn a_limit_is_waited_for() {
    let node = Node::new(|_, nth, _| match nth {
        1 => Answer::Status(429, None),
        2 => Answer::Status(429, Some(7)),
        3 => Answer::Status(503, Some(0)),
        _ => Answer::Is(json!(60)),
    });
    assert_eq!(node.rpc.client.get_block_height().unwrap(), 60);
    let waited: Vec<u64> = node.clock.0.lock().unwrap().iter().map(|span| span.as_millis() as u64).collect();
    // Twice as long each time, and no shorter than it asks for.
    assert_eq!(waited, [500, 7_000, 2_000]);
}

#[test]
fn no_limit_is_waited_for_without_end() {
    let node = Node::new(|_, _, _| Answer::Status(429, None));
    let error = node.rpc.accounts(&[who("alice")]).unwrap_err().to_string();
    assert!(error.contains("refused this one 7 times: try later, or another --url"), "{error}");
    assert!(!error.contains("SECRET-KEY"), "{error}");
    assert_eq!(node.asked.lock().unwrap().len(), 7);
    let waited: Duration = node.clock.0.lock().unwrap().iter().sum();
    assert_eq!(waited, Duration::from_millis(31_500));

    let node = Node::new(|_, _, _| Answer::Status(429, Some(3_600)));
    let error = node.rpc.accounts(&[who("alice")]).unwrap_err().to_string();
    assert!(error.contains("asks to wait for 3600 s"), "{error}");
    assert_eq!((node.asked.lock().unwrap().len(), node.clock.0.lock().unwrap().len()), (1, 0));
}

#[test]
fn a_node_that_answers_no_scans_is_named() {
    for refusal in [|| Answer::Status(403, None), || Answer::Refuses(-32601, "Method not found", Value::Null)] {
        let node = Node::new(move |_, _, _| refusal());
        let error = node.rpc.program_accounts(&[]).unwrap_err().to_string();
        assert!(
            error.contains("answers no scans of a program's accounts (getProgramAccounts): choose an RPC"),
            "{error}"
        );
        assert!(!error.contains("SECRET-KEY"), "{error}");
    }
}

/// A transaction without its log is none without events.
#[test]
fn a_transaction_without_its_log_is_refused() {
    for meta in [
        Value::Null,
        json!({ "err": null, "status": { "Ok": null }, "fee": 5_000, "preBalances": [], "postBalances": [] }),
    ] {
        let node = Node::new(move |method, _, _| match method {
            "getTransaction" => Answer::Is(json!({
                "slot": 5, "blockTime": null, "version": 0, "transaction": ["AA==", "base64"], "meta": meta,
            })),
            other => unexpected(other),
        });
        let listed = Listed { signature: transaction().signatures[0].to_string(), slot: 5, failed: false };
        let refused = node.rpc.transactions(&[listed]).unwrap_err().to_string();
        assert!(refused.contains("gives transaction") && refused.contains("without"), "{refused}");
    }
}

/// A transaction's changes are those of its payer alone, in all of its accounts of a mint.
#[test]
fn balances_change_as_the_node_tells() {
    let meta = |before: Value, after: Value| {
        json!({
            "err": { "InstructionError": [0, "GenericError"] }, "status": { "Err": "AccountInUse" }, "fee": 5_000,
            "preBalances": [50_000, 7], "postBalances": [45_000, 9], "preTokenBalances": before, "postTokenBalances": after,
        })
    };
    let tokens = |place: u8, owner: &str, mint: &str, amount: &str| {
        let amount = json!({ "amount": amount, "decimals": 6, "uiAmount": null, "uiAmountString": amount });
        json!({ "accountIndex": place, "mint": mint, "owner": who(owner).to_string(), "uiTokenAmount": amount })
    };
    let before =
        json!([tokens(1, "alice", "one", "10"), tokens(2, "bob", "one", "90"), tokens(3, "alice", "two", "5")]);
    let after = json!([tokens(1, "alice", "one", "4"), tokens(2, "bob", "one", "96"), tokens(4, "alice", "one", "9")]);
    let answers = [
        json!({ "slot": 5, "blockTime": 77, "version": 0, "transaction": ["AA==", "base64"], "meta": meta(before, after) }),
        Value::Null,
        json!({ "slot": 5, "blockTime": null, "version": 0, "transaction": ["AA==", "base64"], "meta": null }),
        json!({
            "slot": 5, "blockTime": null, "version": 0, "transaction": ["AA==", "base64"],
            "meta": meta(Value::Null, Value::Null),
        }),
    ];
    let node = Node::new(move |method, nth, params| match method {
        "getTransaction" => {
            assert_eq!(params[1]["maxSupportedTransactionVersion"], json!(255));
            Answer::Is(answers[nth - 1].clone())
        }
        other => unexpected(other),
    });
    let ask = || node.rpc.balance_changes(&transaction().signatures[0], &who("alice"));
    let tokens = BTreeMap::from([("one".to_owned(), 3), ("two".to_owned(), -5)]);
    assert_eq!(ask().unwrap(), Some(BalanceChanges { time: Some(77), lamports: -5_000, tokens }));
    assert_eq!(ask().unwrap(), None, "it is not on the chain");
    for _ in 0..2 {
        let refused = ask().unwrap_err().to_string();
        assert!(refused.contains("without its balances") && !refused.contains("SECRET-KEY"), "{refused}");
    }
}

/// A history holds transactions of every version.
#[test]
fn every_version_is_asked_for() {
    let node = Node::new(|method, _, params| match method {
        "getSignaturesForAddress" if params[1]["before"].is_string() => {
            // A node that has not come to the slot says so.
            assert_eq!(params[1]["minContextSlot"], json!(7));
            Answer::Is(json!([]))
        }
        "getSignaturesForAddress" => Answer::Is(json!([{
            "signature": transaction().signatures[0].to_string(), "slot": 5, "err": null, "memo": null, "blockTime": null,
        }])),
        "getTransaction" => {
            assert_eq!(params[1]["maxSupportedTransactionVersion"], json!(255));
            Answer::Is(json!({
                "slot": 5, "blockTime": null, "version": 1, "transaction": ["AA==", "base64"],
                "meta": {
                    "err": null, "status": { "Ok": null }, "fee": 5_000, "preBalances": [], "postBalances": [],
                    "logMessages": ["Program log: yes"],
                },
            }))
        }
        other => unexpected(other),
    });
    let mut past = vec![];
    node.rpc.history(&who("vault"), None, 7, &mut |transaction| past.push(transaction)).unwrap();
    assert_eq!(past[0].logs, ["Program log: yes"]);
}
