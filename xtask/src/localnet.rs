//! The local chain: a node with RPC and WebSocket, in a workspace of its own.

use std::{env, ffi::OsString, os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Toolchain},
    chain, fixture,
    machine::{self, For},
    programs,
    step::{self, step},
    workspace::{self, cargo, manifest, root},
};

/// The workspace, its package and its program are called the same.
const NAME: &str = "localnet";

/// Tells the local chain where the program is.
const PROGRAM: &str = "RESTAKING_SO";

/// Tells its tests where the example of a lending program is.
const LENDER: &str = "LENDER_SO";

/// Tells tests where the command line is, and what it is called.
pub const COMMAND: &str = "RESTAKE_BIN";
pub const RESTAKE: &str = "restake";

/// Tells them where the node of services is, and what it is called.
const NODE_PROGRAM: &str = "RESTAKE_NODE_BIN";
const NODE: &str = "restake-node";

/// Tells it where to write keypairs and addresses, where it is not told otherwise.
const OUT: &str = "LOCALNET_OUT";

/// Gives the example a liquid pool: SPL's program of stake pools.
const STAKE_POOL: &str = "--stake-pool";

/// Names a service that the chain has as well.
const NCN: &str = "--ncn";

/// Gives the chain a service's compiled program.
const NCN_PROGRAM: &str = "--ncn-program";

/// Runs the local chain in place of this program, so that what is meant for the one reaches the other: an interruption,
/// above all.
pub fn run(arguments: &[String]) -> Result<()> {
    let program = fixture::programs()?;
    let (names, arguments) = services(arguments)?;
    let mut given = vec![];
    for name in names {
        let built = build::service(Toolchain::Auto, programs::service(&name)?)?;
        given.extend([OsString::from(NCN_PROGRAM), built.into_os_string()]);
    }
    let is_told = |flag: &str| arguments.iter().any(|argument| argument.split('=').next() == Some(flag));
    let stake_pool =
        if is_told("--empty") || is_told(STAKE_POOL) { None } else { Some(fixture::stake_pool(&program)?) };
    let mut node = Command::new(compile()?);
    if let Some(stake_pool) = stake_pool {
        node.arg(STAKE_POOL).arg(stake_pool);
    }
    node.args(given).args(&arguments).env(PROGRAM, program);
    if env::var_os(OUT).is_none() {
        node.env(OUT, root().join("target").join(NAME));
    }
    let error = node.exec();
    Err(error).with_context(|| format!("`{}` could not be started", step::shown(&node)))
}

/// The services that arguments name, and the other arguments.
fn services(arguments: &[String]) -> Result<(Vec<String>, Vec<String>)> {
    let (mut names, mut others, mut left) = (vec![], vec![], arguments.iter());
    while let Some(argument) = left.next() {
        match argument.split_once('=') {
            Some((NCN, name)) => names.push(name.to_owned()),
            _ if argument == NCN => names.push(left.next().context("--ncn names a service of ncns/")?.clone()),
            _ => others.push(argument.clone()),
        }
    }
    Ok((names, others))
}

/// Compiles the local chain, and returns where it is.
pub fn compile() -> Result<PathBuf> {
    machine::check(For::Chain)?;
    step("Compile the local chain", || {
        step::run(cargo().args(["build", "--manifest-path"]).arg(manifest(NAME)).args(["--bin", NAME]))
    })?;
    Ok(workspace::target(NAME)?.join("debug").join(NAME))
}

/// Runs the local chain's tests.
pub fn test() -> Result<()> {
    let program = fixture::programs()?;
    fixture::stake_pool(&program)?;
    machine::check(For::Chain)?;
    // Apart from the tests, so that its minutes on a new machine show what they go into.
    step("Compile the local chain", || {
        step::run(cargo().args(["test", "--no-run", "--manifest-path"]).arg(manifest(NAME)))
    })?;
    step("Test the local chain", || {
        step::run(cargo().args(["test", "--manifest-path"]).arg(manifest(NAME)).env(PROGRAM, program))
    })
}

/// Runs real processes of a node on a local chain, with faults.
pub fn node_load() -> Result<()> {
    let (program, node) = (fixture::programs()?, compile()?);
    let run = ["test", "--workspace", "--test", "load", "--manifest-path"];
    step("Run the processes of a node on a local chain", || {
        let mut command = cargo();
        command.args(run).arg(manifest("chain")).args(["--", "--ignored", "--nocapture"]);
        step::run(command.env(PROGRAM, &program).env("LOCALNET_BIN", &node))
    })
}

/// Plays the hour of the price oracle on a chain of its own, by `nodes` or by commands, and prints what happened.
pub fn oracle_hour(nodes: bool) -> Result<()> {
    let (program, lender) = (fixture::programs()?, build::lender()?);
    let restake = chain::compile(RESTAKE)?;
    let node = nodes.then(|| chain::compile(NODE)).transpose()?;
    step("Play an hour of the price oracle", || {
        let mut test = cargo();
        test.args(["test", "--test", "oracle_hour", "--manifest-path"]).arg(manifest(NAME));
        test.args(["--", "--ignored", "--nocapture"]).envs(node.map(|node| (NODE_PROGRAM, node)));
        step::run(test.env(PROGRAM, program).env(LENDER, lender).env(COMMAND, restake))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_told_from_other_arguments() {
        let split = |line: &str| services(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let (names, others) = split("--quiet --ncn one --rpc-port 0 --ncn=two").unwrap();
        assert_eq!(
            (names, others.join(" ")),
            (vec!["one".to_owned(), "two".to_owned()], "--quiet --rpc-port 0".into())
        );
        assert!(split("--quiet --ncn").is_err());
    }
}
