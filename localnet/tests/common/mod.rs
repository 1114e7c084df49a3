//! A node of a test's own, with the example on it.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use localnet::chain::Chain;
use localnet::example::manifest::Manifest;
use localnet::example::{LENGTH, populate};
use localnet::keys::address;
use localnet::node::{Node, Settings, free_port};
use localnet::program::Program;

/// A slot of the tests': they wait for some.
const SLOT_MILLIS: u64 = 50;

/// A node with the example.
pub struct World {
    /// The node, which runs as long as this lives.
    pub node: Node,
    /// The chain.
    pub chain: Chain,
    /// What is on it.
    pub manifest: Manifest,
}

impl World {
    /// A new one, on free ports.
    pub fn new() -> Self {
        let program = Program::read(&program(), address("deployer")).unwrap();
        let node = start(Some(program), Some(wall_clock() - LENGTH));
        let chain = Chain::new(node.rpc_url());
        let empty = Manifest::new(node.rpc_url(), node.ws_url());
        let manifest = populate(&chain, empty, wall_clock(), |_| {}).unwrap();
        Self { node, chain, manifest }
    }
}

/// A node on free ports.
pub fn start(program: Option<Program>, begins_at: Option<i64>) -> Node {
    let (rpc_port, ws_port) = (free_port().unwrap(), free_port().unwrap());
    let settings = Settings { rpc_port, ws_port, slot_millis: SLOT_MILLIS, program, begins_at, ..Settings::default() };
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
