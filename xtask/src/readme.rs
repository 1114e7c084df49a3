//! README.md shows what is true: its quickstarts are the files that it names, and its figures are measured.

use std::fs;

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
