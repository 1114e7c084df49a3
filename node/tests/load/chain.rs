//! A local chain as a process of its own, and an oracle with five operators on it.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::oracle::ORACLE;
use harness::{deploy, key, oracle_path, program_path, token};
use restake_cli::chain::Chain;
use restake_cli::chain::rpc::Rpc;
use restake_cli::command::Cli;
use restake_cli::error::{Error, Result};
use restaking_client::{Program, pda};
use serde_json::{Value, json};
use solana_account::Account;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::api::request::RpcRequest;
use solana_signer::Signer;

/// The operators.
pub const OPERATORS: usize = 5;

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 30;

/// The lamports of a person at the start.
pub const BEGINNING: u64 = 100_000_000_000;

const PATIENCE: Duration = Duration::from_secs(60);

/// A port that nothing listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub struct LocalChain {
    pub process: Child,
    pub address: SocketAddr,
    pub folder: PathBuf,
    rpc: Rpc,
}

impl Drop for LocalChain {
    fn drop(&mut self) {
        let _ = (self.process.kill(), self.process.wait());
    }
}

impl LocalChain {
    pub fn start(folder: &Path) -> Self {
        let path = std::env::var("LOCALNET_BIN").unwrap_or_else(|_| "../target/debug/localnet".to_owned());
        let (port, ready) = (free_port(), folder.join("ready"));
        let process = Command::new(&path)
            .args(["--empty", "--quiet", "--rpc-port", &port.to_string(), "--ws-port", &free_port().to_string()])
            .arg("--out")
            .arg(folder.join("localnet"))
            .arg("--ready-file")
            .arg(&ready)
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{path} cannot be started: {error}; set LOCALNET_BIN"));
        let begin = Instant::now();
        while !ready.exists() {
            assert!(begin.elapsed() < PATIENCE, "the local chain is not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let rpc = Rpc::new(&format!("http://{address}"), CommitmentConfig::confirmed(), Program::LOCAL);
        Self { process, address, folder: folder.to_owned(), rpc }
    }

    pub fn chain(&self) -> &dyn Chain {
        &self.rpc
    }

    pub fn now(&self) -> i64 {
        self.rpc.now().unwrap()
    }

    fn ask(&self, method: &'static str, arguments: Value) {
        let asked: std::result::Result<Value, _> = self.rpc.client.send(RpcRequest::Custom { method }, arguments);
        if let Err(error) = asked {
            panic!("{method}: {error}");
        }
    }

    fn put(&self, address: &Pubkey, account: &Account) {
        let data: String = account.data.iter().map(|byte| format!("{byte:02x}")).collect();
        let is = json!({
            "lamports": account.lamports, "data": data, "owner": account.owner.to_string(),
            "executable": account.executable, "rentEpoch": 0,
        });
        self.ask("surfnet_setAccount", json!([address.to_string(), is]));
    }

    /// The key pair called `name`, as a file, with SOL.
    pub fn person(&self, name: &str) -> PathBuf {
        let path = self.folder.join(format!("{}.json", name.replace(' ', "-")));
        if !path.exists() {
            let key: Keypair = key(name);
            std::fs::write(&path, serde_json::to_string(&key.to_bytes().to_vec()).unwrap()).unwrap();
            let account = Account { lamports: BEGINNING, ..Account::default() };
            self.put(&key.pubkey(), &account);
        }
        path
    }

    /// Runs a command as `name`.
    pub fn try_run(&self, name: &str, line: &str) -> Result<String> {
        let (mut out, signer, url) = (vec![], self.person(name), format!("http://{}", self.address));
        let words = ["restake", "--url", &url, "--keypair", signer.to_str().unwrap(), "--yes"];
        let cli = words.into_iter().chain(line.split_whitespace());
        let cli = Cli::read(cli).map_err(|error| Error::new(error.to_string()))?;
        restake_cli::run::run(cli, &mut out, &mut std::io::empty())?;
        Ok(String::from_utf8(out).unwrap())
    }

    pub fn run(&self, name: &str, line: &str) -> String {
        self.try_run(name, line).unwrap_or_else(|error| panic!("{line}: {error}\n{:?}", error.logs()))
    }

    /// Moves the clock on.
    fn travel(&self, seconds: i64) {
        let to = self.now() + seconds;
        self.ask("surfnet_timeTravel", json!([{ "absoluteTimestamp": to * 1_000 }]));
        let begin = Instant::now();
        while self.now() < to {
            assert!(begin.elapsed() < PATIENCE, "the clock does not move");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// An oracle with five operators, of which the table guarantees its stake for over half an hour.
    pub fn found(&self) -> Pubkey {
        let who = |name: &str| key(name).pubkey();
        let rent = |bytes: usize| self.rpc.rent(bytes).unwrap();
        let core = std::fs::read(program_path()).unwrap();
        let programs = deploy::founded(&core, &Program::LOCAL, Some(&who("deployer")), rent).into_iter();
        let hint = "build it with `cargo xtask build`";
        let mut programs: Vec<_> = programs.chain(deploy::from_file(&oracle_path(), &ORACLE, hint, rent)).collect();
        // A program's data before the program.
        programs.sort_by_key(|(_, account)| account.executable);
        programs.iter().for_each(|(address, account)| self.put(address, account));
        let mint = who("mint");
        self.put(&mint, &token::mint_account(6, who("issuer"), None, 1_000_000_000_000));
        let tokens = token::token_account(mint, who("alice"), 1_000_000_000);
        self.put(&token::address(&who("alice"), &mint), &tokens);

        self.run("deployer", "config init --min-epoch 10 --max-epoch 7200");
        self.run("curator", &format!("vault create {mint} --epoch 3600s"));
        let (vault, ncn) = (pda::vault(&who("curator"), 0), pda::ncn(&who("service"), 0));
        let policy = format!(
            "--slasher {} --max-fraction 100% --challenge 1h --resolver {} --equivocation-fraction 10% --height-zero 0 \
             --height-millis {}",
            ORACLE.oracle(&ncn),
            who("alice"),
            HEIGHT * 1_000
        );
        let register = "ncn register --uri https://service.example";
        self.run("service", &format!("{register} {policy} --allow-program-address"));
        self.run("service", &format!("ncn set-asset {ncn} {mint} 1"));
        self.run("curator", &format!("opt-in join {vault} {ncn}"));
        self.run("service", &format!("opt-in join {ncn} {vault}"));
        self.run("curator", &format!("opt-in set-limits {vault} {ncn} --incident-bps 10000 --epoch-bps 10000"));
        for number in 0..OPERATORS {
            let name = format!("operator {number}");
            let name = name.as_str();
            self.run(name, "operator register --uri https://operator.example");
            let operator = pda::operator(&who(name), 0);
            self.run("service", &format!("ncn open-record {ncn} {operator}"));
            for (one, other, signer) in [
                (vault, operator, "curator"),
                (operator, vault, name),
                (operator, ncn, name),
                (ncn, operator, "service"),
            ] {
                self.run(signer, &format!("opt-in join {one} {other}"));
            }
            self.run("curator", &format!("delegation set {vault} {operator} 10%"));
            self.run(name, &format!("allocation set {vault} {operator} {ncn} 100%"));
            let votes = self.person(&format!("{name} votes"));
            self.run(name, &format!("key register {operator} {ncn} --key {}", votes.display()));
        }
        self.run("alice", &format!("deposit {vault} 100"));
        self.travel(36_000);

        let rules = "--window 30s --certain 60s --min-challenge 1h --absent-times 3 --absent-of 20 --min-table-weight 0.000000001";
        self.run("service", &format!("oracle open {ncn} {rules}"));
        self.run("service", &format!("oracle open-feed {ncn} 1 --name SOL/USD --rounds 8"));
        self.run("service", &format!("oracle open-rounds {ncn} 1"));
        let until = self.now() + 3_000;
        self.run("service", &format!("table open {ncn} --capacity 8 --window 60s --certain-until {until}"));
        ncn
    }
}
