//! What clients do with a node: confirm over WebSocket, hear of events, and put the program on an empty ledger.

mod common;

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use common::World;
use futures_util::StreamExt;
use harness::svm::events;
use localnet::chain::Chain;
use localnet::example::plan::SOL;
use localnet::example::scene::vault;
use localnet::keys::{address, key};
use localnet::node::free_port;
use restaking_client::{Config, Event, ID, pda};
use serde_json::Value;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState;
use solana_message::Message;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client::api::config::{
    RpcSendTransactionConfig, RpcSignatureSubscribeConfig, RpcTransactionLogsConfig, RpcTransactionLogsFilter,
};
use solana_signer::Signer;
use solana_transaction::Transaction;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use tokio::runtime::Runtime;

/// How long a client waits.
const PATIENCE: Duration = Duration::from_secs(300);

/// What of the program goes into one transaction beside its signatures and keys.
const CHUNK: usize = 900;

#[test]
fn clients_hear_of_events_and_confirmations_over_websocket() {
    let World { chain, node, .. } = World::new();
    let confirmed = Some(CommitmentConfig::confirmed());
    let filter = RpcTransactionLogsFilter::Mentions(vec![ID.to_string()]);
    let config = RpcTransactionLogsConfig { commitment: confirmed };
    let runtime = Runtime::new().unwrap();
    let client = runtime.block_on(PubsubClient::new(node.ws_url())).unwrap();
    let (mut logs, _) = runtime.block_on(client.logs_subscribe(filter, config)).unwrap();

    let (delta, frank) = (vault("delta"), address("frank"));
    let account = create_associated_token_account_idempotent(&frank, &frank, &delta.vrt_mint, &harness::token::PROGRAM);
    let message = Message::new(&[account, delta.deposit(&frank, 10 * SOL, 1, false)], Some(&frank));
    let transaction = Transaction::new(&[&key("frank")], message, chain.rpc().get_latest_blockhash().unwrap());
    let config = RpcSignatureSubscribeConfig { commitment: confirmed, ..Default::default() };
    let signature = client.signature_subscribe(&transaction.signatures[0], Some(config));
    let (mut signature, _) = runtime.block_on(signature).unwrap();
    chain.rpc().send_transaction(&transaction).unwrap();

    let confirmation = runtime.block_on(timed(signature.next())).unwrap();
    assert!(serde_json::to_value(confirmation.value).unwrap()["err"].is_null());
    let notified = runtime.block_on(timed(logs.next())).unwrap().value;
    assert_eq!(notified.signature, transaction.signatures[0].to_string());
    let events = events(&notified.logs);
    let [Event::Deposited(deposit)] = events.as_slice() else { panic!("not a deposit alone: {events:?}") };
    assert_eq!((deposit.vault, deposit.assets), (delta.address, 10 * SOL));
    assert_eq!(chain.balance(&delta.shares_of(&frank)).unwrap(), deposit.shares);
}

#[test]
fn an_empty_ledger_takes_the_program_from_the_loader() {
    let before = common::wall_clock();
    let node = common::start(None, None);
    let chain = Chain::new(node.rpc_url());
    assert!(chain.account(&ID).unwrap().is_none());
    assert!((before..=common::wall_clock()).contains(&chain.now().unwrap()), "it begins now");
    let (deployer, elf) = (key("deployer"), std::fs::read(common::program()).unwrap());
    chain.fund(&deployer.pubkey(), 1_000 * SOL).unwrap();
    deploy(&chain, &deployer, &elf);
    let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400);
    chain.send(&[config], &[&deployer]).unwrap();
    assert_eq!(chain.read::<Config>(&pda::config()).unwrap().admin, deployer.pubkey());
}

#[test]
fn the_command_writes_what_scripts_need_and_ends_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let (ready, ports) = (folder.path().join("ready.json"), [free_port().unwrap(), free_port().unwrap()]);
    let (start, before) = (Instant::now(), common::wall_clock());
    let mut running = command(folder.path(), ports);
    while !ready.exists() {
        assert!(start.elapsed() < PATIENCE && running.try_wait().unwrap().is_none(), "it does not get ready");
        std::thread::sleep(Duration::from_millis(50));
    }
    let text = std::fs::read_to_string(&ready).unwrap();
    assert_eq!(text, std::fs::read_to_string(folder.path().join("example.json")).unwrap());
    let manifest: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["program"], ID.to_string());
    let file = manifest["people"]["alice"]["keypair"].as_str().unwrap();
    let bytes: Vec<u8> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(Keypair::try_from(bytes.as_slice()).unwrap().pubkey(), address("alice"));
    let chain = Chain::new(manifest["rpc"].as_str().unwrap().into());
    let now = chain.now().unwrap();
    // It runs from the example's end on, and never ahead.
    assert!((before..=common::wall_clock()).contains(&now), "its end is now");
    while chain.now().unwrap() <= now {
        std::thread::sleep(Duration::from_millis(50));
    }

    let again = command(tempfile::tempdir().unwrap().path(), ports).wait().unwrap();
    assert!(!again.success(), "its ports are taken");
    let told = Command::new("kill").arg(running.id().to_string()).status().unwrap();
    assert!(told.success());
    assert!(running.wait().unwrap().success(), "it ends as it should");
    assert!(!ready.exists(), "nobody may take it for ready any more");
}

/// What `coming` gives, if it does in time.
async fn timed<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, coming).await.unwrap()
}

fn command(folder: &Path, [rpc, ws]: [u16; 2]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_localnet"));
    command.arg("--quiet").arg("--out").arg(folder).arg("--ready-file").arg(folder.join("ready.json"));
    command.arg("--program").arg(common::program());
    command.args(["--rpc-port", &rpc.to_string(), "--ws-port", &ws.to_string()]).spawn().unwrap()
}

/// Puts the program on the chain as a deployment does: into a buffer piece by piece, and from there into its account.
fn deploy(chain: &Chain, payer: &Keypair, elf: &[u8]) {
    let (buffer, program) = (Keypair::new(), program_key());
    let (own, rent) = (payer.pubkey(), |bytes| chain.rpc().get_minimum_balance_for_rent_exemption(bytes).unwrap());
    let lamports = rent(UpgradeableLoaderState::size_of_buffer(elf.len()));
    let create = loader::create_buffer(&own, &buffer.pubkey(), &own, lamports, elf.len()).unwrap();
    chain.send(&create, &[payer, &buffer]).unwrap();
    // Nothing looks at the pieces before the loader does.
    let blind = RpcSendTransactionConfig { skip_preflight: true, ..Default::default() };
    for (place, piece) in elf.chunks(CHUNK).enumerate() {
        let write = loader::write(&buffer.pubkey(), &own, (place * CHUNK) as u32, piece.to_vec());
        let message = Message::new(&[write], Some(&own));
        let transaction = Transaction::new(&[payer], message, chain.rpc().get_latest_blockhash().unwrap());
        chain.rpc().send_transaction_with_config(&transaction, blind).unwrap();
    }
    let lamports = rent(UpgradeableLoaderState::size_of_program());
    let deploy = loader::deploy_with_max_program_len(&own, &ID, &buffer.pubkey(), &own, lamports, elf.len()).unwrap();
    chain.send(&deploy, &[payer, &program]).unwrap();
    // A program runs from the slot after its deployment on.
    chain.settle().unwrap();
}

/// The program's key for local clusters.
fn program_key() -> Keypair {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/localnet-keypair.json");
    let bytes: Vec<u8> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let key = Keypair::try_from(bytes.as_slice()).unwrap();
    assert_eq!(key.pubkey(), ID);
    key
}
