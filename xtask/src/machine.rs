//! What a machine must have beside Rust. Where it is missing, Debian's packages are installed if that can be done
//! without asking, and named otherwise.

use std::{
    collections::BTreeSet,
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::step;

/// What a task needs the machine for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Compiling Rust.
    Build,
    /// Compiling the chain that the tests run, or the local one: both build OpenSSL, zstd and lz4 from the source in
    /// their crates.
    Chain,
    /// Testing what runs against a chain: the index of events runs on a real PostgreSQL.
    ChainTests,
    /// Generating clients, and what is written in TypeScript.
    Clients,
    /// Testing the page.
    Browser,
}

/// A program, the Debian packages that have it, and who needs it.
const PROGRAMS: [(&str, &[&str], &[For]); 7] = [
    ("cc", &["gcc", "libc6-dev"], &[For::Build, For::Chain, For::ChainTests]),
    ("make", &["make"], &[For::Chain, For::ChainTests]),
    ("perl", &["perl"], &[For::Chain, For::ChainTests]),
    // The server itself is on no path; this program of Debian's comes with it.
    ("pg_ctlcluster", &["postgresql"], &[For::ChainTests]),
    ("node", &["nodejs"], &[For::Clients]),
    ("npm", &["npm"], &[For::Clients]),
    // Without a font it draws no letters, and what has no letters has no width.
    ("chromium", &["chromium", "fonts-liberation"], &[For::Browser]),
];

/// Checks that the machine has what a task needs, and installs what is missing where it can.
pub fn check(task: For) -> Result<()> {
    let missing = missing(task);
    if missing.is_empty() {
        return Ok(());
    }
    let packages: BTreeSet<_> = missing.iter().flat_map(|(_, packages)| packages.iter().copied()).collect();
    let packages: Vec<_> = packages.into_iter().collect();
    let programs: Vec<_> = missing.iter().map(|(program, _)| format!("`{program}`")).collect();
    let programs = programs.join(", ");
    if !(is_root() && on_path("apt-get")) {
        bail!(
            "this machine lacks {programs}: install it, on Debian with `sudo apt-get install {}`",
            packages.join(" ")
        );
    }
    step::step(&format!("Install {}, for {programs}", packages.join(", ")), || {
        step::run(apt().arg("update"))?;
        step::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(&packages))
    })
}

fn missing(task: For) -> Vec<(&'static str, &'static [&'static str])> {
    let needed = PROGRAMS.iter().filter(|(_, _, tasks)| tasks.contains(&task));
    needed.filter(|(program, ..)| !on_path(program)).map(|(program, packages, _)| (*program, *packages)).collect()
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").stdin(Stdio::null()).output();
    Path::new("/etc/debian_version").exists() && id.is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}
