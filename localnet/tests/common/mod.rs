//! A node of a test's own, with the example on it.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use harness::token;
use localnet::chain::Chain;
use localnet::example::manifest::Manifest;
use localnet::example::{length, populate};
use localnet::keys::{address, key};
use localnet::node::{Node, Settings};
use localnet::program::{Program, liquid_pools, price_oracle, single_pools, token_metadata, upgrade_gate};
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{ID, OPERATOR_DELEGATION_DISCRIMINATOR, OperatorDelegation, RestakingError, Vault};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

/// A slot of the tests': they wait for some.
const SLOT_MILLIS: u64 = 50;

/// A node with the example.
pub struct World {
    /// The node, which runs as long as this lives.
    pub node: Node,
    pub chain: Chain,
    /// What is on it.
    pub manifest: Manifest,
}

impl World {
    /// A new one, on free ports. Its time stands still.
    pub fn new() -> Self {
        Self::with(vec![], false)
    }

    /// The same with the pool program and validators.
    pub fn with_native_stake() -> Self {
        Self::with(single_pools(&harness::single_pool_path()).unwrap(), false)
    }

    /// The same with liquid restaking and stake pools.
    pub fn with_a_liquid_pool() -> Self {
        let authority = address("deployer");
        Self::with(liquid_pools(&harness::liquid_path(), &harness::stake_pool_path(), &authority).unwrap(), true)
    }

    /// The same behind the upgrade gate.
    pub fn with_a_gate() -> Self {
        Self::with(upgrade_gate(&harness::gate_path(), &program()).unwrap(), false)
    }

    fn with(accounts: Vec<(Pubkey, Account)>, has_pool: bool) -> Self {
        let program = Program::read(&program(), key("deployer")).unwrap();
        let names = token_metadata(&harness::token_metadata_path()).unwrap();
        let oracle = price_oracle(&harness::oracle_path(), &address("deployer")).unwrap();
        let accounts = names.into_iter().chain(oracle).chain(accounts).collect();
        let node = start_with(Some(program), accounts, Some(wall_clock() - length(has_pool)));
        let chain = Chain::new(node.rpc_url());
        let empty = Manifest::new(node.rpc_url(), node.ws_url());
        let manifest = populate(&chain, empty, wall_clock(), |_| {}).unwrap();
        Self { node, chain, manifest }
    }

    /// The vault called `name`.
    pub fn vault(&self, name: &str) -> Vault {
        self.chain.read(&localnet::example::scene::vault(name).address).unwrap()
    }

    /// Its ledger, as the program computes with it.
    pub fn ledger(&self, name: &str) -> VaultLedger {
        (&self.vault(name).ledger).into()
    }

    /// The balance that `who` has of the mint called `mint`.
    pub fn balance(&self, who: &str, mint: &str) -> u64 {
        self.chain.balance(&token::address(&address(who), &address(mint))).unwrap()
    }

    /// The program's accounts, with their data.
    pub fn accounts(&self) -> Vec<(Pubkey, Vec<u8>)> {
        let all = self.chain.rpc().get_program_accounts(&ID).unwrap();
        all.into_iter().map(|(address, account)| (address, account.data)).collect()
    }

    /// What the vault called `name` delegates.
    pub fn delegations(&self, name: &str) -> Vec<OperatorDelegation> {
        let vault = localnet::example::scene::vault(name).address;
        let accounts =
            self.accounts().into_iter().filter(|(_, data)| data.starts_with(&OPERATOR_DELEGATION_DISCRIMINATOR));
        let all = accounts.map(|(_, data)| OperatorDelegation::from_bytes(&data).unwrap());
        all.filter(|delegation| delegation.vault == vault).collect()
    }
}

/// A node on free ports, with a halted clock.
pub fn start(program: Option<Program>, begins_at: Option<i64>) -> Node {
    start_with(program, vec![], begins_at)
}

/// The same with these accounts.
pub fn start_with(program: Option<Program>, accounts: Vec<(Pubkey, Account)>, begins_at: Option<i64>) -> Node {
    let settings = Settings {
        rpc_port: 0,
        ws_port: 0,
        slot_millis: SLOT_MILLIS,
        program,
        accounts,
        begins_at,
        keeps_blockhashes: true,
        ..Settings::default()
    };
    Node::start(settings).unwrap()
}

/// Where the compiled program is.
pub fn program() -> PathBuf {
    harness::program_path()
}

/// The time of this machine, in unix seconds.
pub fn wall_clock() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// The program's error, if it is one.
pub fn error_of(error: &anyhow::Error) -> Option<RestakingError> {
    error.downcast_ref::<harness::Failure>().and_then(harness::Failure::restaking)
}
