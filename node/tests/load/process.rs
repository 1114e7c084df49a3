//! A process of a node.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::line::Line;

/// A process of a node, which is killed and started again.
pub struct Process {
    pub name: String,
    /// The network namespace that it runs in, if not the test's.
    namespace: Option<String>,
    config: PathBuf,
    log: PathBuf,
    child: Option<Child>,
    /// Since when it works without a fault.
    pub calm: Option<Instant>,
    pub kills: usize,
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = (child.kill(), child.wait());
        }
    }
}

impl Process {
    pub fn new(name: &str, config: PathBuf) -> Self {
        let log = config.with_extension("log");
        Self { name: name.to_owned(), namespace: None, config, log, child: None, calm: None, kills: 0 }
    }

    /// The same in the network that `line` is of.
    pub fn on(mut self, line: &Line) -> Self {
        if let Line::Network(namespace, _) = line {
            self.namespace = Some(namespace.name.clone());
        }
        self
    }

    fn command(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_restake-node");
        let Some(namespace) = &self.namespace else { return Command::new(program) };
        // It becomes the program, under its own number.
        let mut command = Command::new("ip");
        command.args(["netns", "exec", namespace, program]);
        command
    }

    pub fn start(&mut self) {
        let log = File::options().append(true).create(true).open(&self.log).unwrap();
        let child = self
            .command()
            .args(["run", "--config"])
            .arg(&self.config)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        (self.child, self.calm) = (Some(child), Some(Instant::now()));
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
            self.kills += 1;
        }
        self.calm = None;
    }

    fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Ends it as systemd does, and gives how long that took.
    pub fn end(&mut self) -> Duration {
        self.signal("-TERM");
        let begin = Instant::now();
        let mut child = self.child.take().unwrap();
        while child.try_wait().unwrap().is_none() {
            assert!(begin.elapsed() < Duration::from_secs(10), "{} does not end", self.name);
            std::thread::sleep(Duration::from_millis(10));
        }
        begin.elapsed()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn run(&self, command: &str) -> String {
        let ran = self.command().args([command, "--config"]).arg(&self.config).stdin(Stdio::null()).output().unwrap();
        assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }
}
