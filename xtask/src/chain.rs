//! What runs the program in a chain: the demo and the benchmarks, in a workspace of their own.

use anyhow::Result;

use crate::{
    build::{self, Toolchain},
    machine::{self, For},
    step::{self, step},
    workspace::{cargo, manifest},
};

/// Tells the demo and the benchmarks where the program is.
const PROGRAM: &str = "RESTAKING_SO";

/// Runs the demo.
pub fn demo(arguments: &[String]) -> Result<()> {
    run("Run the demo", "demo", arguments)
}

/// Runs the benchmarks.
pub fn bench(check: bool, arguments: &[String]) -> Result<()> {
    let flags = check.then(|| "--check".to_owned());
    run("Run the benchmarks", "benches", &flags.into_iter().chain(arguments.iter().cloned()).collect::<Vec<_>>())
}

fn run(what: &str, package: &str, arguments: &[String]) -> Result<()> {
    let program = build::build(Toolchain::Auto)?;
    machine::check(For::Chain)?;
    // Apart from the run, so that its minutes on a new machine show what they go into.
    step(&format!("Compile the {package}"), || {
        let mut command = cargo();
        command.args(["build", "--manifest-path"]).arg(manifest("chain")).args(["--package", package]);
        step::run(&mut command)
    })?;
    step(what, || {
        let mut command = cargo();
        command.args(["run", "--quiet", "--manifest-path"]).arg(manifest("chain")).args(["--package", package, "--"]);
        step::run(command.args(arguments).env(PROGRAM, program))
    })
}
