//! The tests with a name: found wherever they are, and run with what they need.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::{
    SEED,
    catalog::{self, Suite, Test},
    programs::{Needed, Programs},
    suites::Suites,
    tests,
};
use crate::{
    build, localnet,
    machine::{self, For},
    npm,
    step::step,
    workspace::manifest,
};

/// Runs the tests with `name`: a part of a path, of a module path or of a test's name. With `list`, only names them.
pub fn run(name: &str, list: bool) -> Result<()> {
    let all = catalog::all()?;
    let found = find(&all, name);
    if found.is_empty() {
        bail!("no test has `{name}` in its path or name: `cargo xtask test --list ''` names all of them");
    }
    if list {
        found.iter().for_each(|test| println!("{}", test.path.join("/")));
        return Ok(());
    }
    let mut programs = Programs::default();
    let mut suites = Suites::default();
    for run in runs(&all, &found) {
        let mut command = match run.suite {
            Suite::Cargo { workspace, package, target } => {
                prepare(workspace)?;
                let mut command = tests(SEED);
                command.args(cargo_arguments(workspace, package, target)).arg("--manifest-path");
                command.arg(manifest(workspace));
                command
            }
            Suite::Node { package, script, .. } => {
                npm::install_packages()?;
                let mut command = npm::script(&["--silent", script, "--workspace", package, "--"]);
                if *script == "e2e" {
                    machine::check(For::Browser)?;
                    command.env("LOCALNET_BIN", localnet::compile()?);
                }
                command
            }
        };
        suites.run(&run.name, programs.provide(&run.needed, command.args(&run.filters))?);
    }
    suites.summary()
}

/// What is run with one command.
#[derive(Debug)]
struct Run<'a> {
    /// How it is called in the summary.
    name: String,
    /// What runs it; of several files of one script, the first.
    suite: &'a Suite,
    /// What selects its tests.
    filters: Vec<String>,
    /// The programs that it needs.
    needed: Vec<Needed>,
}

/// The commands that run `found`: one for each target of cargo's, one for all whole files of a script, and one for each other file.
fn runs<'a>(all: &[Test], found: &[&'a Test]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run> = vec![];
    for (suite, chosen) in by_suite(found) {
        let needed = chosen.first().map_or(vec![], |test| test.needed.clone());
        match suite {
            Suite::Cargo { package, target, .. } => {
                let whole = all.iter().filter(|test| test.suite == *suite).count() == chosen.len();
                let name = format!("{package} {}", target.join(" "));
                runs.push(Run { name, suite, filters: cargo_filters(&chosen, whole), needed });
            }
            Suite::Node { package, script, file } => {
                let name = format!("{package} {script}");
                let mut filters = node_filters(&chosen);
                let whole = filters.is_empty();
                filters.push(file.clone());
                match runs.iter_mut().find(|run| whole && run.name == name) {
                    Some(run) => {
                        run.filters.extend(filters);
                        run.needed.extend(needed);
                        run.needed.sort_unstable();
                        run.needed.dedup();
                    }
                    None => {
                        let name = if whole { name } else { format!("{name} {file}, some") };
                        runs.push(Run { name, suite, filters, needed });
                    }
                }
            }
        }
    }
    runs
}

/// The tests that `name` means: those with its parts in their path, or else those with its letters in it.
fn find<'a>(all: &'a [Test], name: &str) -> Vec<&'a Test> {
    let name = name.trim_end_matches(".rs").trim_end_matches(".ts").trim_end_matches(".test").trim_matches('/');
    let parts: Vec<&str> = name.split("::").flat_map(|part| part.split('/')).collect();
    let exact: Vec<&Test> = all
        .iter()
        .filter(|test| test.path.windows(parts.len()).any(|window| window.iter().zip(&parts).all(|(a, b)| a == b)))
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let wanted = parts.join("/").to_lowercase();
    all.iter().filter(|test| test.path.join("/").to_lowercase().contains(&wanted)).collect()
}

fn by_suite<'a>(tests: &[&'a Test]) -> BTreeMap<&'a Suite, Vec<&'a Test>> {
    let mut suites: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for test in tests {
        suites.entry(&test.suite).or_default().push(*test);
    }
    suites
}

/// Makes ready what the tests of a workspace need beside programs.
fn prepare(workspace: &str) -> Result<()> {
    match workspace {
        "chain" => machine::check(For::ChainTests),
        "localnet" => machine::check(For::Chain),
        "toolchain" => step("Make the compiler ready", build::registry_toolchain).map(drop),
        _ => machine::check(For::Build),
    }
}

/// What selects a target. In `chain/` the whole workspace is named, because a package alone would have most dependencies compiled
/// once more, with other features.
fn cargo_arguments(workspace: &str, package: &str, target: &[String]) -> Vec<String> {
    let packages =
        if workspace == "chain" { vec!["--workspace".into()] } else { vec!["--package".into(), package.into()] };
    packages.into_iter().chain(target.iter().cloned()).collect()
}

/// What selects tests of a target: each by its full name, unless all are chosen.
fn cargo_filters(chosen: &[&Test], whole: bool) -> Vec<String> {
    if whole {
        return vec![];
    }
    let names = chosen.iter().map(|test| test.name.clone());
    ["--".to_owned(), "--exact".to_owned()].into_iter().chain(names).collect()
}

/// What selects tests of a file: a pattern for each title, unless the file is chosen. What a title is computed of is left open.
fn node_filters(chosen: &[&Test]) -> Vec<String> {
    if chosen.iter().any(|test| test.name.is_empty()) {
        return vec![];
    }
    chosen.iter().map(|test| format!("--test-name-pattern={}", pattern(&test.name))).collect()
}

fn pattern(title: &str) -> String {
    let mut pattern = String::new();
    let mut rest = title;
    while !rest.is_empty() {
        let (fixed, computed) = rest.split_once("${").unwrap_or((rest, ""));
        for letter in fixed.chars() {
            if !letter.is_alphanumeric() && letter.is_ascii() && letter != ' ' {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        rest = match computed.split_once('}') {
            Some((_, after)) => {
                pattern += ".*";
                after
            }
            None => "",
        };
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[Test], name: &str) -> Vec<String> {
        runs(all, &find(all, name)).into_iter().map(|run| run.name).collect()
    }

    #[test]
    fn names_and_paths_are_found_in_every_workspace() {
        let all = catalog::all().unwrap();
        let suites = |name: &str| names(&all, name);
        assert_eq!(suites("tests/program/reward_tree"), ["restaking-tests --test program"]);
        assert_eq!(suites("tests/program/slash/set_jail.rs"), ["restaking-tests --test program"]);
        assert_eq!(suites("ledger/tests/breaker"), ["ledger --test breaker"]);
        assert_eq!(suites("localnet/tests/books.rs"), ["localnet --test books"]);
        assert_eq!(suites("toolchain/tests/settings"), ["sbf-toolchain --test settings"]);
        assert_eq!(suites("journeys::clusters"), ["restake-cli --test journeys"]);
        assert_eq!(suites("clients/ts/test/exits.test.ts"), ["restaking-client test"]);
        assert_eq!(suites("tests/e2e/staker"), ["restaking-page e2e"]);
        assert_eq!(suites("amounts are read exactly"), ["restaking-page test amount.test.js, some"]);
        assert_eq!(suites("names_and_paths_are_found"), ["xtask --bin xtask"]);
        assert!(suites("breaker").len() > 1, "a word finds tests in more than one workspace");
        assert_eq!(suites("nothing of the kind"), [""; 0]);
    }

    #[test]
    fn a_function_is_found_alone_and_a_file_with_all_that_it_has() {
        let all = catalog::all().unwrap();
        let found = find(&all, "reads_versions_of_node");
        assert_eq!(found.iter().map(|test| &*test.name).collect::<Vec<_>>(), ["npm::tests::reads_versions_of_node"]);
        let jail = find(&all, "slash::set_jail");
        assert!(jail.len() > 1 && jail.iter().all(|test| test.name.starts_with("slash::set_jail::")));
        assert!(cargo_filters(&jail, false).starts_with(&["--".to_owned(), "--exact".to_owned()]));
        assert_eq!(cargo_filters(&jail, true), [""; 0]);
    }

    #[test]
    fn whole_files_of_a_script_share_a_run() {
        let all = catalog::all().unwrap();
        let found = find(&all, "clients/ts");
        let [run] = &runs(&all, &found)[..] else { panic!("more than one run") };
        assert!(run.filters.contains(&"exits.test.js".to_owned()) && run.filters.len() > 20);
        assert_eq!(run.needed, [Needed::Core, Needed::SinglePool, Needed::Elsewhere]);
    }

    #[test]
    fn a_package_is_named_everywhere_but_in_the_chain() {
        let target = ["--test".to_owned(), "program".to_owned()];
        assert_eq!(cargo_arguments("chain", "restaking-tests", &target), ["--workspace", "--test", "program"]);
        assert_eq!(cargo_arguments(".", "ledger", &["--lib".to_owned()]), ["--package", "ledger", "--lib"]);
    }

    #[test]
    fn titles_are_matched_as_they_are() {
        assert_eq!(pattern("rates (of ${pool}) rise"), "rates \\(of .*\\) rise");
        let all = catalog::all().unwrap();
        let file = find(&all, "app/tests/unit/amount");
        assert_eq!(node_filters(&file), [""; 0], "a file is run whole");
    }
}
