//! The local chain: a node with RPC and WebSocket, in a workspace of its own.

use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Toolchain},
    fixture,
    machine::{self, For},
    step::{self, step},
    workspace::{self, cargo, manifest, root},
};

/// The workspace, its package and its program are called the same.
const NAME: &str = "localnet";

/// Tells the local chain where the program is.
const PROGRAM: &str = "RESTAKING_SO";

/// Tells it where to write keypairs and addresses, where it is not told otherwise.
const OUT: &str = "LOCALNET_OUT";

/// Gives the example a liquid pool: SPL's program of stake pools.
const STAKE_POOL: &str = "--stake-pool";

/// Runs the local chain in place of this program, so that what is meant for the one reaches the other: an interruption,
/// above all.
pub fn run(arguments: &[String]) -> Result<()> {
    let program = build::build(Toolchain::Auto)?;
    let is_told = |flag: &str| arguments.iter().any(|argument| argument.split('=').next() == Some(flag));
    let stake_pool =
        if is_told("--empty") || is_told(STAKE_POOL) { None } else { Some(fixture::stake_pool(&program)?) };
    let mut node = Command::new(compile()?);
    if let Some(stake_pool) = stake_pool {
        node.arg(STAKE_POOL).arg(stake_pool);
    }
    node.args(arguments).env(PROGRAM, program).env(OUT, root().join("target").join(NAME));
    let error = node.exec();
    Err(error).with_context(|| format!("`{}` could not be started", step::shown(&node)))
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
    let program = build::build(Toolchain::Auto)?;
    machine::check(For::Chain)?;
    // Apart from the tests, so that its minutes on a new machine show what they go into.
    step("Compile the local chain", || {
        step::run(cargo().args(["test", "--no-run", "--manifest-path"]).arg(manifest(NAME)))
    })?;
    step("Test the local chain", || {
        step::run(cargo().args(["test", "--manifest-path"]).arg(manifest(NAME)).env(PROGRAM, program))
    })
}
