//! Every test, as CI runs them.

use std::{
    fmt::{self, Display, Formatter},
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    build::{self, Toolchain},
    chain,
    machine::{self, For},
    npm,
    programs::CORE,
    step::{self, step},
    workspace::{cargo, manifest},
};

/// The address at which the tests of the clients and of the command line have the program: of the harness's key "program
/// elsewhere".
const ELSEWHERE: &str = "HMPVWMYUFQZkyjXhsyXMbj5Ab1o3SUdd15mHWcTh2Ufg";

/// How many tests had which result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// The seed of the property tests in every run of CI.
const SEED: u64 = 1;

/// Cargo's tests, of which one that fails does not keep the next from running. Property tests take the cases of `seed`, and write
/// no file where one fails: what it prints has the seed.
fn tests(seed: u64) -> Command {
    let mut command = cargo();
    command.args(["test", "--no-fail-fast"]).env("PROPTEST_RNG_SEED", seed.to_string());
    command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
    command
}

/// Builds the program, then runs every test and the demo. A suite that fails does not keep the next from running.
pub fn test() -> Result<()> {
    let program = build::build(Toolchain::Auto)?;
    let single_pool = build::single_pool(&program)?;
    let collateral = build::collateral()?;
    machine::check(For::Chain)?;
    // The compiler's own tests build a program with it, whichever compiler built this one.
    step("Make the compiler ready", build::registry_toolchain)?;
    let deploy = program.parent().context("the program is in no folder")?.to_path_buf();
    build::check_copies(&deploy)?;
    let elsewhere = build::build_for(Toolchain::Auto, CORE, ELSEWHERE, true)?;

    let mut suites = Suites::default();
    suites.run("ledger, program, client and tasks", tests(SEED).arg("--workspace"));
    suites.run("compiler", tests(SEED).arg("--manifest-path").arg(manifest("toolchain")));
    suites.run("programs of others", tests(SEED).arg("--manifest-path").arg(manifest(build::OTHERS)));
    let mut chain = tests(SEED);
    chain.args(["--workspace", "--manifest-path"]).arg(manifest("chain"));
    chain.env("BPF_OUT_DIR", &deploy).env("RESTAKING_SO", &program).env("RESTAKING_ELSEWHERE_SO", &elsewhere);
    chain.env("SINGLE_POOL_SO", &single_pool).env("COLLATERAL_SO", &collateral);
    suites.run("program in a chain", &mut chain);
    npm::install_packages()?;
    let mut client = npm::script(&["--silent", "test", "--workspace", "restaking-client"]);
    client.env("RESTAKING_ELSEWHERE_SO", &elsewhere).env("UPGRADE_GATE_SO", deploy.join("upgrade_gate.so"));
    client.env("SINGLE_POOL_SO", &single_pool);
    suites.run("TypeScript client", &mut client);
    suites.run_whole("TypeScript examples", || {
        step::run(&mut npm::script(&["--silent", "check", "--workspace", "restaking-examples"]))
    });
    suites.run_whole("demo", || chain::demo(&[]));
    suites.summary()
}

/// Runs the ledger's tests with many transitions and cases. One that fails does not keep the next from running.
pub fn props(transitions: u64, cases: u32, seed: u64) -> Result<()> {
    step(&format!("Run the ledger's properties: {transitions} transitions, {cases} cases each"), || {
        let mut command = cargo();
        command.args(["test", "--package", "ledger", "--profile", "props", "--no-fail-fast", "--", "--nocapture"]);
        command.env("LEDGER_TRANSITIONS", transitions.to_string()).env("LEDGER_SEED", seed.to_string());
        command.env("PROPTEST_CASES", cases.to_string()).env("PROPTEST_RNG_SEED", seed.to_string());
        step::run(&mut command)
    })
}

/// Runs random transactions on the program and compares each with the ledger.
pub fn differential(transactions: u64, seed: u64) -> Result<()> {
    let program = build::build(Toolchain::Auto)?;
    machine::check(For::Chain)?;
    step(&format!("Compare {transactions} transactions with the ledger"), || {
        let mut command = tests(seed);
        command.args(["--workspace", "--test", "differential", "--manifest-path"]);
        command.arg(manifest("chain")).args(["--", "--nocapture"]).env("RESTAKING_SO", &program);
        command.env("DIFFERENTIAL_TRANSACTIONS", transactions.to_string());
        step::run(command.env("DIFFERENTIAL_SEED", seed.to_string()))
    })
}

/// A suite that has run.
struct Suite {
    name: &'static str,
    counts: Counts,
    error: Option<anyhow::Error>,
    time: Duration,
}

#[derive(Default)]
struct Suites(Vec<Suite>);

impl Suites {
    /// Runs a suite of cargo's or of node's.
    fn run(&mut self, name: &'static str, command: &mut Command) {
        let mut counts = Counts::default();
        self.record(name, |counted| count(command, counted), &mut counts);
    }

    /// Runs what counts no tests.
    fn run_whole(&mut self, name: &'static str, whole: impl FnOnce() -> Result<()>) {
        self.record(name, |_| whole(), &mut Counts::default());
    }

    fn record(&mut self, name: &'static str, suite: impl FnOnce(&mut Counts) -> Result<()>, counts: &mut Counts) {
        let start = Instant::now();
        let error = step(&format!("Test: {name}"), || suite(counts)).err();
        self.0.push(Suite { name, counts: *counts, error, time: start.elapsed() });
    }

    /// Prints how each suite went, and the total last.
    fn summary(self) -> Result<()> {
        let mut total = Counts::default();
        let mut failed = Vec::new();
        println!();
        for Suite { name, counts, error, time } in self.0 {
            println!("{name}: {counts} ({:.1} s){}", time.as_secs_f64(), if error.is_some() { " FAILED" } else { "" });
            total.add(counts);
            failed.extend(error.map(|error| format!("{name}: {error:#}")));
        }
        println!("{total}");
        if !failed.is_empty() {
            bail!("not every suite passed:\n{}", failed.join("\n"));
        }
        Ok(())
    }
}

/// Runs `command`, repeating what it prints, and adds up the closing lines of its test runners.
fn count(command: &mut Command, counts: &mut Counts) -> Result<()> {
    let shown = step::shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` could not be started"))?;
    let output = child.stdout.take().context("the output of the tests is not there to read")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        counts.add(closing_line(&line).or_else(|| node_line(&line)).unwrap_or_default());
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status}); its own messages are above");
    }
    Ok(())
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Display for Counts {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
fn closing_line(line: &str) -> Option<Counts> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |label: &str| {
        let part = numbers.split("; ").find_map(|part| part.strip_suffix(label))?;
        part.trim().parse().ok()
    };
    Some(Counts { passed: number("passed")?, failed: number("failed")?, skipped: number("ignored")? })
}

/// Reads one of the lines in which node's test runner tells the results, each by itself: `ℹ pass 3`, or `# pass 3` where it
/// writes for programs. What it cancelled has not passed.
fn node_line(line: &str) -> Option<Counts> {
    let (label, number) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?.split_once(' ')?;
    let number = number.parse().ok()?;
    match label {
        "pass" => Some(Counts { passed: number, ..Counts::default() }),
        "fail" | "cancelled" => Some(Counts { failed: number, ..Counts::default() }),
        "skipped" | "todo" => Some(Counts { skipped: number, ..Counts::default() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_closing_lines() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(closing_line(line), Some(Counts { passed: 12, failed: 1, skipped: 2 }));
        assert_eq!(closing_line("test adds_up ... ok"), None);
    }

    #[test]
    fn adds_up_the_lines_of_node() {
        let mut counts = Counts::default();
        let lines = [
            "ℹ tests 8",
            "ℹ pass 3",
            "# pass 1",
            "ℹ fail 2",
            "ℹ cancelled 1",
            "# skipped 1",
            "ℹ duration_ms 3.5",
            "# pass x",
        ];
        lines.iter().for_each(|line| counts.add(node_line(line).unwrap_or_default()));
        assert_eq!(counts, Counts { passed: 4, failed: 3, skipped: 1 });
    }

    #[test]
    fn a_failed_suite_fails_the_whole_and_is_named() {
        let mut suites = Suites::default();
        suites.run("good", Command::new("echo").arg("test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured"));
        suites.run("bad", &mut Command::new("false"));
        assert_eq!(suites.0[0].counts.passed, 2);
        assert!(suites.summary().unwrap_err().to_string().contains("bad: `false` failed"));
    }
}
