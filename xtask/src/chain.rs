//! What runs the program in a chain: the demo and the benchmarks, in a workspace of their own.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{
    fixture,
    machine::{self, For},
    step::{self, step},
    workspace::{self, cargo, manifest, root},
};

/// Tells the demo and the benchmarks where the program is.
const PROGRAM: &str = "RESTAKING_SO";

/// Runs the demo.
pub fn demo(arguments: &[String]) -> Result<()> {
    let program = fixture::programs()?;
    // One chapter is on SPL's stake pool program.
    fixture::stake_pool(&program)?;
    run("Run the demo", "demo", program, arguments)
}

/// Runs the benchmarks.
pub fn bench(check: bool, arguments: &[String]) -> Result<()> {
    let flags = check.then(|| "--check".to_owned());
    let arguments: Vec<_> = flags.into_iter().chain(arguments.iter().cloned()).collect();
    run("Run the benchmarks", "benches", fixture::programs()?, &arguments)
}

fn run(what: &str, name: &str, program: PathBuf, arguments: &[String]) -> Result<()> {
    let compiled = compile(name)?;
    step(what, || step::run(Command::new(compiled).current_dir(root()).args(arguments).env(PROGRAM, program)))
}

/// Compiles the program `name` of the workspace, and returns where it is: with the features that the tests compile everything
/// with, or most of it would be compiled once more. Apart from its run, so that the minutes on a new machine show what they go into.
pub fn compile(name: &str) -> Result<PathBuf> {
    machine::check(For::Chain)?;
    step(&format!("Compile {name}"), || {
        step::run(cargo().args(["build", "--workspace", "--bin", name, "--manifest-path"]).arg(manifest("chain")))
    })?;
    Ok(workspace::target("chain")?.join("debug").join(name))
}
