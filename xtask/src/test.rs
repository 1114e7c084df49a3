//! Every test, as CI runs them.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    build::{self, Toolchain},
    chain,
    machine::{self, For},
    step::{self, step},
    workspace::{cargo, manifest},
};

/// How many tests had which result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Builds the program, then runs every test and the demo. A suite that fails does not keep the next from running.
pub fn test() -> Result<()> {
    let program = build::build(Toolchain::Auto)?;
    machine::check(For::Chain)?;
    // The compiler's own tests build a program with it, whichever compiler built this one.
    step("Make the compiler ready", build::registry_toolchain)?;
    let deploy = program.parent().context("the program is in no folder")?.to_path_buf();

    let mut suites = Suites::default();
    suites.run("ledger, program, client and tasks", cargo().args(["test", "--workspace", "--no-fail-fast"]));
    suites.run("compiler", cargo().args(["test", "--no-fail-fast", "--manifest-path"]).arg(manifest("toolchain")));
    let mut chain = cargo();
    chain.args(["test", "--workspace", "--no-fail-fast", "--manifest-path"]).arg(manifest("chain"));
    suites.run("program in a chain", chain.env("BPF_OUT_DIR", &deploy).env("RESTAKING_SO", &program));
    suites.record("demo", || chain::demo(&[]).map(|()| Counts::default()));
    suites.summary()
}

/// Runs the ledger's property tests with many cases, and those that are too long for every day.
pub fn props(cases: u32) -> Result<()> {
    step(&format!("Run the ledger's properties, {cases} cases each"), || {
        let mut command = cargo();
        command.args(["test", "--package", "ledger", "--release", "--", "--include-ignored"]);
        step::run(command.env("PROPTEST_CASES", cases.to_string()))
    })
}

/// Suites that have run.
#[derive(Default)]
struct Suites(Vec<(String, Result<Counts>, Duration)>);

impl Suites {
    fn run(&mut self, name: &str, command: &mut Command) {
        self.record(name, || tests(command));
    }

    fn record(&mut self, name: &str, suite: impl FnOnce() -> Result<Counts>) {
        let start = Instant::now();
        let done = step(&format!("Test: {name}"), suite);
        self.0.push((name.to_owned(), done, start.elapsed()));
    }

    fn summary(self) -> Result<()> {
        let mut total = Counts::default();
        let mut failures = Vec::new();
        println!("\nsummary");
        for (name, done, time) in self.0 {
            let counts = match &done {
                Ok(counts) | Err(Failed::With(counts)) => *counts,
            };
            let _ = (&mut total, &mut failures, counts, name, time);
        }
        Ok(())
    }
}
