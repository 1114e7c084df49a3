//! The style of what people read: pages, comments, and the text of the command line, the page and the demo.

mod code;
mod figures;
mod page;
mod rules;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};

use self::{
    code::{Kind, Language},
    figures::{Comments, Landing},
};
use crate::workspace::root;

/// The page that visitors see first.
const LANDING: &str = "README.md";

/// Pages that are generated: their words are checked where they are written.
const GENERATED: [&str; 3] = ["docs/cli.md", "docs/instructions.md", "benches/COMPUTE.md"];

/// Folders, at any level, with nothing that is written by hand. So are those with a name that begins with a period.
const FOREIGN: [&str; 5] = ["target", "node_modules", "dist", "build", "generated"];

/// The folder of templates for issues and pull requests.
const TEMPLATES: &str = ".github";

/// Folders of tests, at any level: no user reads them.
const TESTS: [&str; 2] = ["test", "tests"];

/// What holds the phrases, in rules and in tests of them.
const RULES: &str = "xtask/src/style/";

/// Checks all pages and sources, and names everything that is wrong with them.
pub fn check() -> Result<()> {
    let mut wrong = vec![];
    for (package, files) in sources()? {
        let (comments, faults) = read(&files)?;
        wrong.extend(faults);
        wrong.extend(comments.faults(&package));
    }
    for page in pages()? {
        let faults = of_page(&text(&page)?);
        wrong.extend(faults.into_iter().map(|fault| format!("{page}{fault}")));
    }
    wrong.extend(Landing::of(&text(LANDING)?).fault().map(|fault| format!("{LANDING}: {fault}")));
    if !wrong.is_empty() {
        bail!("the text is not in house style (CONTRIBUTING.md):\n{}", wrong.join("\n"));
    }
    Ok(())
}

/// Prints what is counted.
pub fn figures() -> Result<()> {
    let mut all = Comments::default();
    println!("{:<28} {:>8} {:>14} {:>8} {:>8}", "comments of", "words", "who in 1,000", "lines", "repeats");
    let row = |name: &str, comments: &Comments| {
        let clauses = comments.clauses as f64 * 1_000.0 / comments.words.max(1) as f64;
        let (words, lines, repeats) = (comments.words, comments.lines(), comments.repeats());
        let part = repeats as f64 * 100.0 / lines.max(1) as f64;
        println!("{name:<28} {words:>8} {clauses:>14.2} {lines:>8} {repeats:>8} ({part:.1}%)");
    };
    for (package, files) in sources()? {
        let (comments, _) = read(&files)?;
        row(&package, &comments);
        all.join(&comments);
    }
    row("all packages", &all);
    let Landing { words, in_sentences, sentences } = Landing::of(&text(LANDING)?);
    let mean = in_sentences as f64 / sentences.max(1) as f64;
    println!("{LANDING}: {words} words; {sentences} sentences of {mean:.1} words in the mean");
    Ok(())
}

fn text(file: &str) -> Result<String> {
    fs::read_to_string(root().join(file)).with_context(|| format!("cannot read {file}"))
}

/// The pages that are written by hand.
pub fn pages() -> Result<Vec<String>> {
    let mut pages = files(&root(), &|path| path.extension().is_some_and(|kind| kind == "md"))?;
    pages.retain(|page| !GENERATED.contains(&page.as_str()));
    pages.sort();
    Ok(pages)
}

/// The sources that are written by hand, without tests, by the folder of their package.
fn sources() -> Result<BTreeMap<String, Vec<String>>> {
    let mut sources = BTreeMap::<String, Vec<String>>::new();
    for file in files(&root(), &|path| language(path).is_some())? {
        if !file.starts_with(RULES) && !file.split('/').any(|part| TESTS.contains(&part)) {
            let package = file.split_once("/src/").or_else(|| file.split_once('/')).map_or("", |(package, _)| package);
            sources.entry(package.to_owned()).or_default().push(file);
        }
    }
    Ok(sources)
}

fn language(path: &Path) -> Option<Language> {
    Language::of(path.extension()?.to_str()?)
}

/// The files of `folder` and below that pass `is_wanted`, by their paths from the root.
fn files(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<String>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            let is_ours = !FOREIGN.contains(&name.as_ref()) && (!name.starts_with('.') || name == TEMPLATES);
            found.extend(if is_ours { files(&path, is_wanted)? } else { vec![] });
        } else if is_wanted(&path) {
            found.push(path.strip_prefix(root())?.to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

/// The comments of `files`, and what is wrong with them and with the text.
fn read(files: &[String]) -> Result<(Comments, Vec<String>)> {
    let (mut comments, mut wrong) = (Comments::default(), vec![]);
    for file in files {
        for part in code::parts(&text(file)?, language(Path::new(file)).context("a source has a language")?) {
            let faults = match part.kind {
                Kind::Comment => {
                    comments.add(&part.text);
                    rules::of_comment(&part.text)
                }
                // What does not end as a sentence does is a label, or code of another language.
                Kind::Literal | Kind::Markup if part.text.trim_end().ends_with('.') => rules::of_text(&part.text),
                Kind::Literal | Kind::Markup => rules::of_label(&part.text),
            };
            wrong.extend(faults.into_iter().map(|fault| format!("{file}:{}: {fault}", part.line)));
        }
    }
    Ok((comments, wrong))
}

/// What is wrong with a page, each with its line.
fn of_page(text: &str) -> Vec<String> {
    let said =
        page::paragraphs(text).into_iter().chain(page::cells(text)).map(|(line, text)| (line, rules::of_text(&text)));
    let headings = page::headings(text).into_iter().map(|(line, text)| (line, rules::of_label(&text)));
    let placed =
        |(line, faults): (usize, Vec<String>)| faults.into_iter().map(move |fault| format!(":{line}: {fault}"));
    said.chain(headings).flat_map(placed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_text_is_in_house_style() {
        check().unwrap();
    }

    #[test]
    fn pages_and_sources_are_found_in_every_folder() {
        let pages = pages().unwrap();
        for page in [
            "docs/stakers.md",
            "CHANGELOG.md",
            "ncns/README.md",
            "clients/ts/README.md",
            ".github/pull_request_template.md",
        ] {
            assert!(pages.iter().any(|found| found == page), "{page}");
        }
        assert!(GENERATED.iter().all(|page| root().join(page).is_file() && !pages.iter().any(|found| found == page)));
        let sources = sources().unwrap();
        for package in ["programs/restaking", "app", "cli", "demo", "ncns/bridge/ledger", "xtask", "examples"] {
            assert!(sources.contains_key(package), "{package}");
        }
        assert!(!sources.contains_key("tests"));
        assert!(!sources["xtask"].iter().any(|file| file.starts_with(RULES)) && root().join(RULES).is_dir());
        assert!(!sources["clients/ts"].iter().any(|file| file.contains("generated")));
    }

    #[test]
    fn phrases_are_found_in_prose_tables_and_headings() {
        let page = "# Whose page\n\nIt ends\nfor good.\n\n    whose code\n\n| 5 % of a table |\n\n```text\nwhose output\n```\n\n- goods: for goodness\n";
        assert_eq!(
            of_page(page),
            [
                ":3: `for good`; say permanently",
                ":8: a percentage with a space; write 5%",
                ":1: `whose`; say a noun with `of`, or `its`"
            ]
        );
        assert_eq!(of_page("Ask whose [page](whoever.md) it is.\n").len(), 1, "a target is no word");
    }
}
