//! The packages that are written in TypeScript, and what they need installed.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    machine::{self, For},
    step::{self, step},
    workspace,
};

/// The oldest node that the packages run on.
pub const NODE: (u32, u32) = (20, 19);

/// Installs what the lock file in `folder` wants, if that is not what is there.
pub fn install(what: &str, folder: &Path) -> Result<()> {
    machine::check(For::Clients)?;
    check_node()?;
    step(&format!("Install {what}"), || {
        // npm installs anew on each call; its own record tells whether what is there is what the lock wants.
        let (lock, installed) = (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
        let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
        if matches!((time(&lock), time(&installed)), (Ok(lock), Ok(installed)) if installed >= lock) {
            return Ok(());
        }
        step::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
    })
}

/// Installs what the client, its examples and the linter need.
pub fn install_packages() -> Result<()> {
    install("the TypeScript packages", &workspace::root())
}

/// `npm` with a script of the packages.
pub fn script(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.arg("run").args(arguments).current_dir(workspace::root());
    command
}

fn check_node() -> Result<()> {
    let version = step::output(Command::new("node").arg("--version"))?;
    let version = version.trim();
    let parsed = parse(version).with_context(|| format!("`node --version` says `{version}`, which is no version"))?;
    if parsed < NODE {
        bail!("node {}.{} or newer is needed, and this is {version}", NODE.0, NODE.1);
    }
    Ok(())
}

/// The first two numbers of `v20.19.1`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_of_node() {
        assert_eq!(parse("v20.19.1"), Some((20, 19)));
        assert!(parse("v18.20.4").unwrap() < NODE && parse("v22.1.0").unwrap() > NODE);
        assert_eq!([parse("20.19.1"), parse("v20"), parse("vx.1")], [None; 3]);
    }
}
