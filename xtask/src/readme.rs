//! Pages show what is true: the quickstarts of README.md are the files that it names, figures are measured, and a newcomer's questions are
//! answered near README.md.

use std::{
    collections::{BTreeMap, VecDeque},
    fs,
    path::{Component, Path},
};

use crate::{instructions, workspace::root};

/// The block of `kind` in a page.
fn block<'a>(page: &'a str, kind: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("```{kind}\n")).unwrap_or_else(|| panic!("there is no block of {kind}"));
    rest.split("```").next().unwrap_or_default()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_quickstarts_are_the_files_that_run() {
    let page = read("README.md");
    assert_eq!(block(&page, "ts"), read("examples/ts/quickstart.ts"));
    // The file begins with what it is.
    let rust = read("examples/rust/src/bin/quickstart.rs");
    assert_eq!(block(&page, "rust"), rust.split_once("\n\n").expect("a comment, and code").1);
}

#[test]
fn the_figures_are_the_measured_ones() {
    let (page, measured) = (read("README.md"), read("benches/COMPUTE.md"));
    let row = page.lines().find(|line| line.starts_with("| deposit / exit request / claim")).expect("a row of figures");
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let (ours, theirs) = (instructions::units(&measured), |name: &str| {
        let row = measured.lines().find(|line| line.starts_with(&format!("| {name} |"))).expect("a row");
        row.split('|').nth_back(1).expect("a cell").trim().to_owned()
    });
    let names = ["deposit", "request_exit", "claim_exit"];
    assert_eq!(cells[2].split(';').next(), Some(names.map(|name| ours[name].clone()).join(" / ").as_str()));
    assert_eq!(cells[3].split(';').next(), Some(names.map(theirs).join(" / ").as_str()));
}

/// `text` without breaks.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_figures_of_guides_are_the_measured_ones() {
    let measured = read("benches/COMPUTE.md");
    let units = instructions::units(&measured);
    let says = |page: &str, sentence: String| assert!(unbroken(&read(page)).contains(&sentence), "{page}: {sentence}");
    says("docs/integrators.md", format!("It takes {} compute units", units["vault_rates"]));
    let fits = |what: &str| {
        let row = measured.lines().find(|line| line.starts_with(&format!("| {what} |"))).expect("a row of what fits");
        let cells: Vec<String> = row.split('|').map(|cell| cell.trim().to_owned()).collect();
        assert_eq!(cells[4], cells[6], "{what}: with a lookup table, and of version 1");
        (cells[2].clone(), cells[4].clone())
    };
    let (vaults, operators) = (fits("vaults in `capture_stake`"), fits("captures in `enter_captures`"));
    says("docs/ncns.md", format!("transaction captures {} vaults or enters {} operators", vaults.0, operators.0));
    says("docs/ncns.md", format!("captures {} or enters {}", vaults.1, operators.1));
}

/// What a newcomer asks, and the files with the answers.
const QUESTIONS: [(&str, &[&str]); 10] = [
    ("the arithmetic of a slash", &["crates/ledger/src/transition/slash/propose.rs"]),
    (
        "the checks of a slash",
        &[
            "programs/restaking/src/instructions/slash/accounts.rs",
            "programs/restaking/src/instructions/slash/propose_slash.rs",
        ],
    ),
    (
        "the token moves of a slash",
        &["programs/restaking/src/instructions/slash/execute_slash.rs", "programs/restaking/src/custody/mod.rs"],
    ),
    (
        "where a deposit's fee goes",
        &[
            "docs/curators.md",
            "crates/ledger/src/transition/fee.rs",
            "programs/restaking/src/instructions/vault/reward/collect_fees.rs",
        ],
    ),
    ("what stops a curator", &["docs/auditors.md", "docs/curators.md"]),
    ("where an instruction is added", &["CONTRIBUTING.md"]),
    ("how one test is run", &["CONTRIBUTING.md"]),
    ("the command for an instruction", &["docs/instructions.md", "docs/cli.md"]),
    ("the page's drawing of exposure", &["app/src/vault/stake-flow.tsx"]),
    ("how clients are generated", &["CONTRIBUTING.md", "docs/architecture.md"]),
];

/// How many files a newcomer opens, beside README.md, to reach an answer.
const HOPS: usize = 2;

/// The files that links lead to from README.md, by how many are opened on the way.
fn reached() -> BTreeMap<String, usize> {
    let mut reached = BTreeMap::from([("README.md".to_owned(), 0)]);
    let mut next = VecDeque::from(["README.md".to_owned()]);
    while let Some(page) = next.pop_front() {
        let hops = reached[&page] + 1;
        if !page.ends_with(".md") {
            continue;
        }
        for target in read(&page).split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let file = resolved(Path::new(&page).parent().unwrap_or(Path::new("")), target);
            if root().join(&file).is_file() && !reached.contains_key(&file) {
                reached.insert(file.clone(), hops);
                next.push_back(file);
            }
        }
    }
    reached
}

/// `target` as a path from the root, where a page in `folder` links to it.
fn resolved(folder: &Path, target: &str) -> String {
    let mut parts: Vec<&str> = vec![];
    for part in folder.components().chain(Path::new(target).components()) {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(name) => parts.extend(name.to_str()),
            _ => {}
        }
    }
    parts.join("/")
}

#[test]
fn the_questions_of_newcomers_are_answered_near_the_landing_page() {
    let reached = reached();
    for (question, answers) in QUESTIONS {
        for answer in answers {
            let hops = reached.get(*answer).unwrap_or_else(|| panic!("{question}: no link leads to {answer}"));
            assert!(*hops <= HOPS, "{question}: {answer} is {hops} files away");
        }
    }
    assert_eq!(resolved(Path::new("docs/adr"), "../../app/./README.md"), "app/README.md");
}
