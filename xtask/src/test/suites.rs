//! Suites of tests: each runs, is counted and timed, and the last lines say how all of them went.

use std::{
    fmt::{self, Display, Formatter},
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::step::{self, step};

/// How many tests had which result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// A suite that has run.
struct Suite {
    name: String,
    counts: Counts,
    error: Option<anyhow::Error>,
    time: Duration,
}

/// The suites that have run. A suite that fails does not keep the next from running.
#[derive(Default)]
pub struct Suites(Vec<Suite>);

impl Suites {
    /// Runs a suite of cargo's or of node's.
    pub fn run(&mut self, name: &str, command: &mut Command) {
        let mut counts = Counts::default();
        self.record(name, |counted| count(command, counted), &mut counts);
    }

    /// Runs what counts no tests.
    pub fn run_whole(&mut self, name: &str, whole: impl FnOnce() -> Result<()>) {
        self.record(name, |_| whole(), &mut Counts::default());
    }

    fn record(&mut self, name: &str, suite: impl FnOnce(&mut Counts) -> Result<()>, counts: &mut Counts) {
        let start = Instant::now();
        let error = step(&format!("Test: {name}"), || suite(counts)).err();
        self.0.push(Suite { name: name.to_owned(), counts: *counts, error, time: start.elapsed() });
    }

    /// Prints how each suite went, and the total last.
    pub fn summary(self) -> Result<()> {
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
