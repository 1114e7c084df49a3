//! The tests: all of them, as CI runs them, or those with a name.

mod catalog;
mod named;
mod programs;
mod source;
mod suites;

use std::process::Command;

use anyhow::Result;

pub use named::run as named;

use crate::{
    build, chain, fixture,
    machine::{self, For},
    npm,
    programs::{Service, services},
    step::{self, step},
    workspace::{cargo, manifest},
};
use programs::{Needed, Programs};
use suites::Suites;

/// The folders, the modules and the name of every test.
pub fn paths() -> Result<Vec<Vec<String>>> {
    Ok(catalog::all()?.into_iter().map(|test| test.path).collect())
}

/// The seed of the property tests in every run of CI.
const SEED: u64 = 1;

/// Cargo's tests. A test that fails does not stop the others. Property tests take the cases of `seed`, and a failure prints the
/// seed instead of writing a file.
fn tests(seed: u64) -> Command {
    let mut command = cargo();
    command.args(["test", "--no-fail-fast"]).env("PROPTEST_RNG_SEED", seed.to_string());
    command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
    command
}

/// Builds the programs, then runs every test and the demo.
pub fn test() -> Result<()> {
    let mut programs = Programs::default();
    let deploy = programs.deploy_folder()?;
    let all = Needed::all()?;
    programs.build(&all)?;
    machine::check(For::ChainTests)?;
    // The compiler's own tests build a program with it, whichever compiler built this one.
    step("Make the compiler ready", build::registry_toolchain)?;
    build::check_copy(&deploy)?;

    let mut suites = Suites::default();
    suites.run("ledger, program, client and tasks", tests(SEED).arg("--workspace"));
    suites.run("compiler", tests(SEED).arg("--manifest-path").arg(manifest("toolchain")));
    suites.run("programs of others", tests(SEED).arg("--manifest-path").arg(manifest(build::OTHERS)));
    let mut chain = tests(SEED);
    chain.args(["--workspace", "--manifest-path"]).arg(manifest("chain"));
    suites.run("program in a chain", programs.provide(&all, &mut chain)?);
    npm::install_packages()?;
    let mut client = npm::script(&["--silent", "test", "--workspace", "restaking-client"]);
    suites.run("TypeScript client", programs.provide(&Needed::ALL, &mut client)?);
    suites.run_whole("TypeScript examples", || {
        step::run(&mut npm::script(&["--silent", "check", "--workspace", "restaking-examples"]))
    });
    suites.run_whole("demo", || chain::demo(&[]));
    suites.summary()
}

/// Runs the ledger's tests with many transitions and cases. A test that fails does not stop the others.
pub fn props(transitions: u64, cases: u32, seed: u64) -> Result<()> {
    step(&format!("Run the ledgers' properties: {transitions} transitions, {cases} cases each"), || {
        let mut command = cargo();
        let mut packages = ["ledger", "liquid_ledger", "ncn_kit", "oracle_ledger"].map(str::to_owned).to_vec();
        packages.extend(services()?.iter().map(Service::ledger));
        command.arg("test").args(packages.iter().flat_map(|name| ["--package", name]));
        command.args(["--profile", "props", "--no-fail-fast", "--", "--nocapture"]);
        command.env("LEDGER_TRANSITIONS", transitions.to_string()).env("LEDGER_SEED", seed.to_string());
        command.env("PROPTEST_CASES", cases.to_string()).env("PROPTEST_RNG_SEED", seed.to_string());
        step::run(&mut command)
    })
}

/// Runs random transactions on the program and compares each with the ledger.
pub fn differential(transactions: u64, seed: u64) -> Result<()> {
    let program = fixture::programs()?;
    machine::check(For::Chain)?;
    step(&format!("Compare {transactions} transactions with the ledger"), || {
        let mut command = tests(seed);
        command.args(["--workspace", "--test", "differential", "--manifest-path"]);
        command.arg(manifest("chain")).args(["--", "--nocapture"]).env("RESTAKING_SO", &program);
        command.env("DIFFERENTIAL_TRANSACTIONS", transactions.to_string());
        step::run(command.env("DIFFERENTIAL_SEED", seed.to_string()))
    })
}
