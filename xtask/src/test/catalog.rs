//! Every test of the repository: where it is, and what runs it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{programs::Needed, source};
use crate::{
    programs::{SERVICES, services},
    step,
    workspace::{WORKSPACES, cargo, manifest, root},
};

/// What runs a test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suite {
    /// A target of cargo's: its workspace, its package, and what selects it: `--test NAME`, `--bin NAME` or `--lib`.
    Cargo {
        /// The folder of the workspace.
        workspace: &'static str,
        /// The package.
        package: String,
        /// The target.
        target: Vec<String>,
    },
    /// A file of node's: the package, the script that runs its tests, and the compiled file as the script names it.
    Node {
        /// The package.
        package: &'static str,
        /// The script.
        script: &'static str,
        /// The file.
        file: String,
    },
}

/// A test, or a file that has tests without a fixed title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What runs it.
    pub suite: Suite,
    /// Its name as its runner has it; empty for a whole file.
    pub name: String,
    /// The folders, the file and the modules to it, and its name.
    pub path: Vec<String>,
    /// The programs that it needs.
    pub needed: Vec<Needed>,
}

/// The folders of TypeScript tests: the package, the script, the folder.
const NODE: [(&str, &str, &str); 3] = [
    ("restaking-client", "test", "clients/ts/test"),
    ("restaking-page", "test", "app/tests/unit"),
    ("restaking-page", "e2e", "app/tests/e2e"),
];

/// Words by which a test's source shows that it needs a program beside the core.
const SIGNS: [(&str, Needed); 10] = [
    ("stake_pool_path", Needed::StakePool),
    ("stake_pool::program", Needed::StakePool),
    ("with_a_liquid_pool", Needed::StakePool),
    ("native_stake", Needed::SinglePool),
    ("SINGLE_POOL_SO", Needed::SinglePool),
    ("collateral_path", Needed::Collateral),
    ("bounty_path", Needed::Bounty),
    ("lender_path", Needed::Lender),
    ("RESTAKING_ELSEWHERE_SO", Needed::Elsewhere),
    // The TypeScript client's tests have their chain there.
    ("./support/", Needed::Elsewhere),
];

/// All tests.
pub fn all() -> Result<Vec<Test>> {
    let mut tests = vec![];
    for workspace in WORKSPACES {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest(workspace));
        let metadata: Value = serde_json::from_str(&step::output(&mut command)?)?;
        for package in list(&metadata["packages"]) {
            of_package(workspace, package, &mut tests)?;
        }
    }
    for (package, script, folder) in NODE {
        of_node(package, script, folder, &mut tests)?;
    }
    Ok(tests)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn of_package(workspace: &'static str, package: &Value, tests: &mut Vec<Test>) -> Result<()> {
    let name = package["name"].as_str().context("a package has no name")?;
    let targets = list(&package["targets"]);
    let has_library = targets.iter().any(|target| is(target, "lib") && target["test"] == true);
    for target in targets.iter().filter(|target| target["test"] == true) {
        let entry = Path::new(target["src_path"].as_str().context("a target has no file")?);
        let folder = entry.parent().context("a target's file is in no folder")?;
        let its_name = target["name"].as_str().context("a target has no name")?;
        let select = match () {
            () if is(target, "test") => vec!["--test".to_owned(), its_name.to_owned()],
            () if is(target, "lib") => vec!["--lib".to_owned()],
            // A library beside it has the folder's files, unless it runs no tests.
            () if is(target, "bin") && !has_library => vec!["--bin".to_owned(), its_name.to_owned()],
            () => continue,
        };
        // A test of one file shares its folder with others; every other target has a folder of its own.
        let alone = is(target, "test") && entry.file_name().is_some_and(|file| file != "main.rs");
        let files = if alone { vec![entry.to_path_buf()] } else { files(folder, "rs")? };
        let texts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
        // Compiling for the machine alone needs no program.
        let mut needed = if workspace == "chain" || workspace == "localnet" { needed(&texts) } else { vec![] };
        if workspace == "chain" {
            needed.extend(service_of(entry)?.map(Needed::Service));
        }
        let suite = Suite::Cargo { workspace, package: name.to_owned(), target: select };
        for (file, text) in files.iter().zip(&texts) {
            let module = if alone { vec![] } else { modules(file.strip_prefix(folder)?) };
            for inside in source::rust(text) {
                let full: Vec<&str> = module.iter().chain(&inside).map(String::as_str).collect();
                let path = modules(file.strip_prefix(root())?).into_iter().chain(inside.iter().cloned());
                tests.push(Test {
                    suite: suite.clone(),
                    name: full.join("::"),
                    path: path.collect(),
                    needed: needed.clone(),
                });
            }
        }
    }
    Ok(())
}

fn is(target: &Value, kind: &str) -> bool {
    list(&target["kind"]).iter().any(|its| its == kind)
}

fn of_node(package: &'static str, script: &'static str, folder: &str, tests: &mut Vec<Test>) -> Result<()> {
    for file in files(&root().join(folder), "ts")? {
        let shown = file.strip_prefix(root())?;
        let Some(stem) = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".test.ts"))
        else {
            continue;
        };
        let text = read(&file)?;
        let suite = Suite::Node { package, script, file: format!("{stem}.test.js") };
        let parents = modules(shown.parent().context("a test is in no folder")?);
        let path: Vec<String> = parents.into_iter().chain([stem.to_owned()]).collect();
        let needed = if script == "e2e" { vec![Needed::Core] } else { needed(std::slice::from_ref(&text)) };
        let needed = if package == "restaking-page" && script == "test" { vec![] } else { needed };
        let titles = source::typescript(&text).into_iter().chain([String::new()]);
        tests.extend(titles.map(|title| {
            let path = path.iter().cloned().chain((!title.is_empty()).then(|| title.clone())).collect();
            Test { suite: suite.clone(), name: title, path, needed: needed.clone() }
        }));
    }
    Ok(())
}

/// The programs that tests of these sources need: the core, and what the sources show signs of.
fn needed(texts: &[String]) -> Vec<Needed> {
    let shown = SIGNS.into_iter().filter(|(sign, _)| texts.iter().any(|text| text.contains(sign)));
    let mut needed: Vec<Needed> = [Needed::Core].into_iter().chain(shown.map(|(_, needed)| needed)).collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// The service that a file belongs to.
fn service_of(file: &Path) -> Result<Option<&'static str>> {
    let found = services()?.iter().find(|service| file.starts_with(root().join(SERVICES).join(service.name)));
    Ok(found.map(|service| service.name))
}

/// A file's path as modules: without its ending, and without `main`, `lib` and `mod`, which stand for their folder.
fn modules(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.filter(|part| !["main", "lib", "mod"].contains(&part.as_str())).collect()
}

/// The files below `folder` with the ending, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.extension().is_some_and(|its| its == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, process::Command};

    use super::*;

    #[test]
    fn has_the_tests_of_this_package_as_their_runner_lists_them() {
        let listed = Command::new(std::env::current_exe().unwrap()).arg("--list").output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let listed: BTreeSet<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
        let all = all().unwrap();
        let own = all.iter().filter(|test| matches!(&test.suite, Suite::Cargo { package, .. } if package == "xtask"));
        assert_eq!(own.map(|test| test.name.as_str()).collect::<BTreeSet<_>>(), listed);
    }

    #[test]
    fn every_file_with_a_test_is_in_it() {
        let all = all().unwrap();
        let files =
            step::output(Command::new("git").args(["ls-files", "*.rs", "*.test.ts"]).current_dir(root())).unwrap();
        let mut count = 0;
        for file in files.lines() {
            let text = read(&root().join(file)).unwrap();
            let tested = file.ends_with(".ts") || !source::rust(&text).is_empty();
            let path = modules(Path::new(file.strip_suffix(".test.ts").unwrap_or(file)));
            // Generated folders and helpers may have words that look like tests; a test always names its function or title.
            assert!(
                !tested || all.iter().any(|test| test.path.starts_with(&path)),
                "{file} has tests that nothing runs"
            );
            count += usize::from(tested);
        }
        assert!(count > 200, "only {count} files have tests");
    }

    #[test]
    fn tests_get_the_programs_that_they_need() {
        let all = all().unwrap();
        let needed = |path: &[&str]| {
            let test =
                all.iter().find(|test| test.path.iter().map(String::as_str).collect::<Vec<_>>().starts_with(path));
            test.unwrap_or_else(|| panic!("{path:?}")).needed.clone()
        };
        assert_eq!(needed(&["crates", "ledger"]), []);
        assert_eq!(needed(&["app", "tests", "unit"]), []);
        assert_eq!(needed(&["tests", "program"]), [Needed::Core]);
        assert_eq!(needed(&["tests", "native_stake"]), [Needed::Core, Needed::SinglePool, Needed::StakePool]);
        assert_eq!(needed(&["tests", "liquid"]), [Needed::Core, Needed::StakePool]);
        assert_eq!(needed(&["tests", "collateral"]), [Needed::Core, Needed::Collateral]);
        assert_eq!(needed(&["tests", "bounty"]), [Needed::Core, Needed::Bounty]);
        assert_eq!(needed(&["ncns", "template", "ledger"]), []);
        assert_eq!(needed(&["ncns", "template", "tests"]), [Needed::Core, Needed::Service("template")]);
        assert_eq!(needed(&["clients", "ts", "test", "exits"]), [Needed::Core, Needed::Elsewhere]);
        assert_eq!(needed(&["clients", "ts", "test", "gate"]), [Needed::Core, Needed::Elsewhere]);
        let all = [Needed::Core, Needed::SinglePool, Needed::Elsewhere, Needed::StakePool];
        assert_eq!(needed(&["cli", "tests", "journeys"]), all);
        assert_eq!(needed(&["localnet", "tests", "liquid"]), [Needed::Core, Needed::StakePool]);
        assert_eq!(needed(&["localnet", "tests", "oracle_hour"]), [Needed::Core, Needed::Lender]);
    }
}
