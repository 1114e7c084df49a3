//! One noun for one concept: each instruction of the core is in the folder of its command's noun, and has a test by its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anchor_lang_idl_spec::Idl;
use anyhow::{Context, Result, bail};

use crate::{instructions, programs::CORE, test, workspace::root};

/// The folder of the program's instructions.
const INSTRUCTIONS: &str = "programs/restaking/src/instructions";

/// The folder of the program's events.
const EVENTS: &str = "programs/restaking/src/event";

/// The folder of the program's tests.
const TESTS: &str = "tests/program";

/// Nouns of commands that folders write differently, with the reason.
const WRITTEN: [(&str, &str, &str); 3] = [
    ("rewards_tree", "reward_tree", "the commands of all rewards share `rewards`; a folder is of one account type"),
    ("rewards_offer", "reward_offer", "as reward_tree"),
    ("instant_exit", "exit", "an exit without a ticket, so a command of its own"),
];

/// Modules of events and tests that are no noun of a command, with the reason.
const OTHERS: [(&str, &str); 7] = [
    ("emit", "how an event is logged"),
    ("accounts", "the tables of accounts of all instructions, and their common world"),
    ("attacks", "an attack combines instructions of several nouns"),
    ("entities", "operators and NCNs have the same registration, terms and end"),
    ("history", "a reader of all events"),
    ("life", "a stake from its deposit to its claim"),
    ("token_2022", "what the other token program changes in all nouns"),
];

/// The end of the name of an instruction's test of accounts, which each instruction has.
const TABLE: &str = "_takes_only_";

/// Checks the folders of instructions, events and tests, and the names of tests.
pub fn check() -> Result<()> {
    let names = names()?;
    let nouns = nouns(&names)?;
    let mut faults = misplaced(&nouns, &folders(&root().join(INSTRUCTIONS))?);
    for folder in [EVENTS, TESTS] {
        faults.extend(foreign(folder, &nouns, &modules(&root().join(folder))?));
    }
    let tests = test::paths()?.into_iter().filter_map(|path| {
        let inside = path.strip_prefix(&["tests".to_owned(), "program".to_owned()][..]);
        inside.map(<[String]>::to_vec)
    });
    faults.extend(untested(&names, &tests.collect::<Vec<_>>()));
    if !faults.is_empty() {
        bail!("names differ between layers:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// The names of the core's instructions.
fn names() -> Result<Vec<String>> {
    let text = fs::read_to_string(root().join(CORE.idl)).with_context(|| format!("cannot read {}", CORE.idl))?;
    let idl: Idl = serde_json::from_str(&text).context("the interface file is not readable")?;
    Ok(idl.instructions.into_iter().map(|instruction| instruction.name).collect())
}

/// The noun of each instruction, as folders write it.
fn nouns(names: &[String]) -> Result<BTreeMap<String, String>> {
    let commands = instructions::core_commands()?;
    let nouns = names.iter().map(|name| {
        let command = commands.get(name).with_context(|| format!("no command sends {name}"))?;
        Ok((name.clone(), noun(command)))
    });
    nouns.collect()
}

/// The noun of a command: its words but the verb, or its only word.
fn noun(command: &str) -> String {
    let words = command.rsplit_once(' ').map_or(command, |(nouns, _)| nouns);
    let noun = words.replace([' ', '-'], "_");
    let written = WRITTEN.iter().find(|(command, ..)| *command == noun);
    written.map_or(noun, |(_, folder, _)| (*folder).to_owned())
}

/// The first folder of each file below `folder`, by the file's name; of a file in no folder its own name.
fn folders(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for module in modules(folder)? {
        let path = folder.join(&module);
        let mut below = if path.is_dir() { files(&path)? } else { vec![] };
        below.push(module.clone());
        found.extend(below.into_iter().map(|file| (file, module.clone())));
    }
    Ok(found)
}

/// The modules in a folder: its folders and files but `mod`, `main` and `lib`.
fn modules(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let stem = entry?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(stem);
    }
    for own in ["mod", "main", "lib"] {
        found.remove(own);
    }
    Ok(found)
}

/// The names of all modules below a folder.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = vec![];
    for module in modules(folder)? {
        let path = folder.join(&module);
        if path.is_dir() {
            found.extend(files(&path)?);
        }
        found.push(module);
    }
    Ok(found)
}

/// The instructions in another folder than their noun's.
fn misplaced(nouns: &BTreeMap<String, String>, folders: &BTreeMap<String, String>) -> Vec<String> {
    let faults = nouns.iter().filter_map(|(name, noun)| match folders.get(name) {
        None => Some(format!("{INSTRUCTIONS} has no file {name}.rs")),
        Some(folder) if folder != noun => {
            Some(format!("{name} is in {INSTRUCTIONS}/{folder}; the noun of its command is {noun}"))
        }
        Some(_) => None,
    });
    faults.collect()
}

/// The modules of `folder` that are no noun of an instruction.
fn foreign(folder: &str, nouns: &BTreeMap<String, String>, modules: &BTreeSet<String>) -> Vec<String> {
    let known =
        |module: &String| nouns.values().any(|noun| noun == module) || OTHERS.iter().any(|(other, _)| other == module);
    modules
        .iter()
        .filter(|module| !known(module))
        .map(|module| format!("{folder}/{module}: no command has this noun"))
        .collect()
}

/// The instructions that no test has in its path, except that of their accounts: as a module, or as words of the test's name.
fn untested(names: &[String], tests: &[Vec<String>]) -> Vec<String> {
    let has = |path: &[String], name: &str| {
        let Some((test, modules)) = path.split_last() else { return false };
        let words = format!("_{test}_").contains(&format!("_{name}_"));
        !test.contains(TABLE) && (words || modules.iter().any(|module| module == name))
    };
    let untested = names.iter().filter(|name| !tests.iter().any(|path| has(path, name)));
    untested
        .map(|name| format!("{TESTS} has no module {name}, and no test with the name, but that of its accounts"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_have_the_same_nouns() {
        check().unwrap();
    }

    #[test]
    fn nouns_are_read_from_commands() {
        assert_eq!(noun("opt-in set-stop-loss"), "opt_in");
        assert_eq!(noun("rewards tree open"), "reward_tree");
        assert_eq!(noun("deposit"), "deposit");
        assert_eq!(noun("instant-exit"), "exit");
    }

    #[test]
    fn every_exception_is_used() {
        let commands = instructions::core_commands().unwrap();
        for (command, ..) in WRITTEN {
            let words = |command: &String| command.replace([' ', '-'], "_");
            assert!(commands.values().any(|name| words(name).starts_with(command)), "{command}");
        }
        let [events, tests] = [EVENTS, TESTS].map(|folder| modules(&root().join(folder)).unwrap());
        for (module, _) in OTHERS {
            assert!(events.contains(module) || tests.contains(module), "{module}");
        }
    }

    #[test]
    fn an_instruction_in_another_folder_is_refused() {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let nouns: BTreeMap<_, _> = map(&[("open_table", "table"), ("bond", "bond")]);
        assert_eq!(misplaced(&nouns, &map(&[("open_table", "table"), ("bond", "bond")])), [""; 0]);
        assert_eq!(misplaced(&nouns, &map(&[("open_table", "stake_table"), ("bond", "bond")])).len(), 1);
        assert_eq!(misplaced(&nouns, &map(&[("bond", "bond")])).len(), 1);
        let modules = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(foreign("x", &nouns, &modules(&["table", "life"])), [""; 0]);
        assert_eq!(foreign("x", &nouns, &modules(&["stake_table"])), ["x/stake_table: no command has this noun"]);
    }

    #[test]
    fn an_instruction_without_a_test_by_its_name_is_refused() {
        let path = |path: &str| path.split("::").map(str::to_owned).collect::<Vec<_>>();
        let bond = ["bond".to_owned()];
        for test in ["bond::bond::it_adds", "refusals::bond_and_unbond", "bond::accounts"] {
            assert_eq!(untested(&bond, &[path(test)]), [""; 0], "{test}");
        }
        for test in ["bond_pool::it_adds", "refusals::unbonding", "accounts::bond_takes_only_its_own_accounts"] {
            assert_eq!(untested(&bond, &[path(test)]).len(), 1, "{test}");
        }
    }
}
