//! The processes: each command of the hour is one of its own, by a signer of its own, and all that they say is in a log.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use localnet::keys;
use localnet::node::Node;

use crate::world::OPERATORS;

/// `restake` on a chain.
pub struct Crew {
    restake: PathBuf,
    pub rpc: String,
    ws: String,
    /// Where keys, protection files, votes and lists are.
    pub folder: PathBuf,
    log: File,
    /// The number of commands so far.
    pub processes: u64,
}

/// A process that runs.
pub struct Running {
    who: String,
    line: String,
    child: Child,
}

impl Crew {
    /// A crew that keeps its files in `folder`, and its log there.
    pub fn new(node: &Node, folder: &Path) -> Self {
        drop(fs::remove_dir_all(folder));
        fs::create_dir_all(folder).expect("a folder");
        let restake = std::env::var_os("RESTAKE_BIN")
            .map_or_else(|| Path::new(env!("CARGO_BIN_EXE_localnet")).with_file_name("restake"), PathBuf::from);
        let log = File::create(folder.join("log.txt")).expect("a log");
        let (rpc, ws) = (node.rpc_url(), node.ws_url());
        Self { restake, rpc, ws, folder: folder.to_path_buf(), log, processes: 0 }
    }

    /// Starts `restake` with `line`, by `who`.
    pub fn start(&mut self, who: &str, line: &str) -> Running {
        let keypair = keys::write(&self.folder.join("keys"), who).expect("a key");
        let mut command = Command::new(&self.restake);
        command.args(["--url", &self.rpc, "--ws", &self.ws, "--yes", "--no-names"]).arg("--keypair").arg(keypair);
        if !line.contains("--commitment") {
            // What is read back at once is read as it was processed: the chain has one node, and no forks.
            command.args(["--commitment", "processed"]);
        }
        command.args(line.split(' ')).env("HOME", &self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).current_dir(&self.folder);
        let child = command.spawn();
        let child = child.unwrap_or_else(|error| panic!("{} does not start: {error}", self.restake.display()));
        self.processes += 1;
        Running { who: who.into(), line: line.into(), child }
    }

    /// What a process wrote, once it has ended; an error with what it said if it failed.
    pub fn end(&mut self, running: Running) -> Result<String, String> {
        let Running { who, line, child } = running;
        let output = child.wait_with_output().expect("the end of a process");
        let [told, error] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        writeln!(self.log, "{who}: restake {line}\n{told}{error}").expect("a log");
        if output.status.success() { Ok(told) } else { Err(error) }
    }

    /// Runs `restake` with `line`, by `who`, which must succeed.
    #[track_caller]
    pub fn run(&mut self, who: &str, line: &str) -> String {
        let running = self.start(who, line);
        self.end(running).unwrap_or_else(|error| panic!("{who}: restake {line}\n{error}"))
    }

    /// Writes to the log and to the standard output.
    pub fn say(&mut self, line: &str) {
        writeln!(self.log, "{line}").expect("a log");
        println!("{line}");
    }

    /// The protection file of an operator.
    pub fn protection(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}-protection"))
    }

    /// The keypair file of voting key `number` of an operator.
    pub fn voting_key(&self, name: &str, number: u64) -> PathBuf {
        keys::write(&self.folder.join("keys"), &format!("{name}-votes-{number}")).expect("a key")
    }
}

/// Starts a protection file for each operator: it signs only above this height.
pub fn protect(crew: &mut Crew, ncn: &str, above: u64) {
    for name in OPERATORS {
        let file = crew.protection(name);
        crew.run(name, &format!("oracle protection start {} {ncn} 1 --above {above}", file.display()));
    }
}
