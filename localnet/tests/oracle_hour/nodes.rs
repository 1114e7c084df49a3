//! The hour by `restake-node`: five operators, an aggregator and a keeper run all the time, and each observes the chain by itself.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use localnet::keys;

use crate::crew::Crew;
use crate::script::{self, Report};
use crate::world::OPERATORS;

/// Names the node's program; without it, the hour is played by commands.
const BINARY: &str = "RESTAKE_NODE_BIN";

/// How long the nodes may take for what they do at once: a node that starts looks for another one with its key first.
const PATIENCE: Duration = Duration::from_secs(180);

/// How often to look whether they have.
const GLANCE: Duration = Duration::from_millis(50);

/// The nodes that run. They are killed when this is dropped.
pub struct Nodes {
    binary: PathBuf,
    folder: PathBuf,
    running: BTreeMap<String, Child>,
}

impl Nodes {
    /// The nodes of everyone, if [`BINARY`] names their program.
    pub fn start(crew: &Crew, ncn: &str) -> Option<Self> {
        let binary = PathBuf::from(std::env::var_os(BINARY)?);
        // A port that is free now.
        let listen = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
        let mut nodes = Self { binary, folder: crew.folder.clone(), running: BTreeMap::new() };
        let beginning = |name: &str| {
            let payer = keys::write(&crew.folder.join("keys"), name).expect("a key");
            let begin = format!(
                "state = \"{name}.sqlite\"\n[chain]\nurls = [\"{}\"]\n[service]\nncn = \"{ncn}\"\nfeeds = [1]\n",
                crew.rpc
            );
            (begin, payer)
        };
        for name in OPERATORS {
            let (begin, payer) = beginning(name);
            let (key, file, payer) = (crew.voting_key(name, 0), crew.protection(name), payer.display());
            let operator = format!(
                "[operator]\nkey = \"{}\"\nprotection = \"{}\"\npayer = \"{payer}\"\naggregators = [\"{listen}\"]\n\
                 [operator.prices.1]\nsources = [{{ file = \"{name}-price\" }}]\n",
                key.display(),
                file.display()
            );
            nodes.configure(name, &(begin + &operator));
        }
        let (begin, payer) = beginning("aggregator");
        let role =
            format!("[aggregator]\nlisten = \"{listen}\"\npayer = \"{}\"\ngather_millis = 500\n", payer.display());
        nodes.configure("aggregator", &(begin + &role));
        let (begin, payer) = beginning("keeper");
        let role =
            format!("[keeper]\npayer = \"{}\"\nevery_seconds = 1\ncore_every_seconds = 86400\n", payer.display());
        nodes.configure("keeper", &(begin + &role));
        nodes.quote(0);
        ["aggregator", "keeper"].into_iter().chain(OPERATORS).for_each(|name| nodes.run(name));
        Some(nodes)
    }

    fn configure(&self, name: &str, text: &str) {
        fs::write(self.folder.join(format!("{name}.toml")), text).expect("a configuration");
    }

    /// Starts the node called `name`.
    pub fn run(&mut self, name: &str) {
        let log =
            File::options().create(true).append(true).open(self.folder.join(format!("{name}.log"))).expect("a log");
        let mut command = Command::new(&self.binary);
        command.args(["run", "--config"]).arg(self.folder.join(format!("{name}.toml"))).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        let child = command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", self.binary.display()));
        self.running.insert(name.into(), child);
    }

    /// Has the node called `name` end, which it does with success.
    pub fn end(&mut self, name: &str) {
        let Some(mut child) = self.running.remove(name) else { return };
        let told = Command::new("kill").arg(child.id().to_string()).status().expect("a signal");
        assert!(told.success());
        assert!(child.wait().expect("the end of a node").success(), "{name} ends as it should");
    }

    /// Has the node of an operator use another key.
    pub fn change_key(&self, crew: &Crew, name: &str, [from, to]: [u64; 2]) {
        let path = self.folder.join(format!("{name}.toml"));
        let [from, to] = [from, to].map(|number| crew.voting_key(name, number).display().to_string());
        let text = fs::read_to_string(&path).expect("a configuration");
        fs::write(path, text.replace(&from, &to)).expect("a configuration");
    }

    /// Writes what each operator's source says of `round`, which is nothing where the operator abstains. Those that are to be silent end.
    pub fn quote(&mut self, round: usize) {
        for (place, name) in OPERATORS.iter().enumerate() {
            let file = self.folder.join(format!("{name}-price"));
            match script::report(round, place) {
                Report::Cents(cents) => {
                    fs::write(file, format!("{}.{:02}\n", cents / 100, cents % 100)).expect("a file");
                }
                Report::Abstains => drop(fs::remove_file(file)),
                Report::Silent => self.end(name),
            }
        }
    }

    /// Starts those that ended and report in `round`.
    pub fn resume(&mut self, round: usize) {
        for (place, name) in OPERATORS.iter().enumerate() {
            if script::report(round, place) != Report::Silent && !self.running.contains_key(*name) {
                self.run(name);
            }
        }
    }

    /// Waits until `done`, which `what` says. Every node runs meanwhile.
    pub fn wait(&mut self, what: &str, mut done: impl FnMut() -> bool) {
        let start = Instant::now();
        while !done() {
            for (name, child) in &mut self.running {
                let ended = child.try_wait().expect("a node");
                assert!(ended.is_none(), "the node of {name} ended: {ended:?}");
            }
            assert!(start.elapsed() < PATIENCE, "{what} is not there in {} s", PATIENCE.as_secs());
            std::thread::sleep(GLANCE);
        }
    }

    /// All nodes end, with success.
    pub fn end_all(&mut self) {
        let names: Vec<String> = self.running.keys().cloned().collect();
        names.iter().for_each(|name| self.end(name));
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for child in self.running.values_mut() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
