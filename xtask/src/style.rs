//! The style of the pages and of the comments: phrases that they must not have, and how long a page's sentences are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::workspace::root;

/// Pages outside `docs/`.
const PAGES: [&str; 3] = ["README.md", "SECURITY.md", "CONTRIBUTING.md"];

/// Pages that are generated: their words are checked where they are written.
const GENERATED: [&str; 2] = ["docs/cli.md", "docs/instructions.md"];

/// What pages do not say, each with what they say instead. Letters are compared in lower case, whole words only.
const PHRASES: [(&str, &str); 16] = [
    ("whoever", "anyone, or a noun"),
    ("whose", "a noun with `of`, or `its`"),
    ("whom", "a noun"),
    ("for good", "permanently"),
    ("counts as", "is, or takes effect as"),
    ("as late", "after the same delay"),
    ("holds up", "blocks, or delays"),
    ("hold up", "block, or delay"),
    ("held up", "blocked, or delayed"),
    ("goes by", "uses"),
    ("go by", "use"),
    ("comes out", "streams, or vests"),
    ("come out", "stream, or vest"),
    ("leave away", "omit"),
    ("leave both away", "omit both"),
    ("nobody's leave", "permissionless"),
];

/// The longest sentence of a page, in words. The rule is 25; what is over it needs a reason, and over this there is none.
const LONGEST: usize = 40;

/// The mean length of a sentence of README.md, in words.
const README_MEAN: usize = 20;

/// The words of README.md, code and tables included.
const README_WORDS: usize = 650;

/// Folders of code whose comments people read: in the interface file, in logs, help and generated pages.
const SOURCES: [&str; 15] = [
    "programs/restaking/src",
    "programs/upgrade_gate/src",
    "crates/ledger/src",
    "crates/gate/src",
    "programs/liquid/src",
    "crates/liquid_ledger/src",
    "programs/oracle_ncn/src",
    "crates/oracle_ledger/src",
    "crates/oracle_reader/src",
    "crates/ncn_kit/src",
    "crates/rating/src",
    "clients/rust/src",
    "clients/ts/src",
    "cli/src",
    "app/src",
];

/// A relative clause in a comment begins with one of these.
const CLAUSES: [&str; 4] = ["who", "whose", "whoever", "whom"];

/// How many of 1,000 words of a folder's comments may be [`CLAUSES`].
const CLAUSES_IN_THOUSAND: usize = 2;

/// Checks all pages and comments, and names everything that is wrong with them.
pub fn check() -> Result<()> {
    let mut wrong = vec![];
    for folder in SOURCES {
        wrong.extend(commented(folder)?);
    }
    for page in pages()? {
        let text = fs::read_to_string(root().join(&page)).with_context(|| format!("cannot read {page}"))?;
        wrong.extend(faults(&text).into_iter().map(|fault| format!("{page}{fault}")));
        if page == "README.md" {
            wrong.extend(landing(&text).into_iter().map(|fault| format!("{page}: {fault}")));
        }
    }
    if !wrong.is_empty() {
        bail!("the pages are not in house style (CONTRIBUTING.md):\n{}", wrong.join("\n"));
    }
    Ok(())
}

/// What is wrong with the comments of `folder`.
fn commented(folder: &str) -> Result<Vec<String>> {
    let (mut wrong, mut count, mut clauses) = (vec![], 0, 0);
    for file in sources(&root().join(folder))? {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        for (place, comment) in comments(&text) {
            let said = comment.to_lowercase();
            count += words(comment);
            clauses += CLAUSES.iter().map(|word| occurrences(&said, word)).sum::<usize>();
            // A relative clause is bounded below; the other phrases have no use.
            for (phrase, instead) in PHRASES.iter().filter(|(phrase, _)| !CLAUSES.contains(phrase)) {
                if occurrences(&said, phrase) > 0 {
                    wrong.push(format!("{}:{place}: `{phrase}`; say {instead}", file.display()));
                }
            }
        }
    }
    if clauses * 1_000 > CLAUSES_IN_THOUSAND * count {
        wrong.push(format!("{folder}: {clauses} of {count} words are {}", CLAUSES.join(", ")));
    }
    Ok(wrong)
}

/// The code that is written by hand in `folder` and below.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = vec![];
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(if path.ends_with("generated") { vec![] } else { sources(&path)? });
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "ts" || kind == "tsx") {
            files.push(path);
        }
    }
    Ok(files)
}

/// The lines of a source that are comments, by their numbers.
fn comments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(place, line)| {
        let line = line.trim_start();
        let begins = ["///", "//!", "//", "/**", "* "].into_iter().find(|begin| line.starts_with(begin))?;
        Some((place + 1, line[begins.len()..].trim()))
    })
}

/// How often `text`, in lower case, has `phrase` in whole words.
fn occurrences(text: &str, phrase: &str) -> usize {
    let is_whole = |at: usize| {
        let around = [text[..at].chars().next_back(), text[at + phrase.len()..].chars().next()];
        around.iter().all(|letter| letter.is_none_or(|letter| !letter.is_alphanumeric()))
    };
    text.match_indices(phrase).filter(|(at, _)| is_whole(*at)).count()
}

/// The pages that are written by hand.
pub fn pages() -> Result<Vec<String>> {
    let mut pages: Vec<String> = PAGES.map(str::to_owned).into();
    for folder in ["docs", "docs/adr"] {
        for file in fs::read_dir(root().join(folder)).with_context(|| format!("cannot read {folder}"))? {
            let name = format!("{folder}/{}", file?.file_name().to_string_lossy());
            if name.ends_with(".md") && !GENERATED.contains(&name.as_str()) {
                pages.push(name);
            }
        }
    }
    pages.sort();
    Ok(pages)
}

/// What is wrong with a page, each with its line.
fn faults(text: &str) -> Vec<String> {
    let mut faults = vec![];
    for (line, paragraph) in paragraphs(text) {
        let said = paragraph.to_lowercase();
        for (phrase, instead) in PHRASES {
            if occurrences(&said, phrase) > 0 {
                faults.push(format!(":{line}: `{phrase}`; say {instead}"));
            }
        }
        for sentence in sentences(&paragraph) {
            let count = words(sentence);
            if count > LONGEST {
                faults.push(format!(":{line}: {count} words in a sentence: {sentence}"));
            }
            if sentence.starts_with("Who ") && !sentence.ends_with('?') {
                faults.push(format!(":{line}: a clause with `who` is the subject: {sentence}"));
            }
        }
    }
    faults
}

/// What is wrong with the length of README.md.
fn landing(text: &str) -> Option<String> {
    let paragraphs = paragraphs(text);
    let counts: Vec<usize> = paragraphs.iter().flat_map(|(_, text)| sentences(text)).map(words).collect();
    let (sum, all) = (counts.iter().sum::<usize>(), text.split_whitespace().count());
    if all > README_WORDS {
        return Some(format!("{all} words; at most {README_WORDS}"));
    }
    (sum >= README_MEAN * counts.len())
        .then(|| format!("{sum} words in {} sentences: their mean is not below {README_MEAN}", counts.len()))
}

/// The paragraphs and list items of a page with the line that each begins at: no code, no tables, no headings.
fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = vec![];
    let (mut fenced, mut open) = (false, false);
    for (place, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") {
            fenced = !fenced;
            open = false;
            continue;
        }
        // Four spaces begin code, unless they go on with a list.
        let code = fenced || (line.starts_with("    ") && !open);
        if code || trimmed.is_empty() || trimmed.starts_with(['|', '#']) {
            open = false;
            continue;
        }
        let item = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")).or_else(|| numbered(trimmed));
        let said = plain(item.unwrap_or(trimmed));
        match paragraphs.last_mut().filter(|_| open && item.is_none()) {
            Some((_, paragraph)) => *paragraph += &format!(" {said}"),
            None => paragraphs.push((place + 1, said)),
        }
        open = true;
    }
    paragraphs
}

/// What follows `1. `.
fn numbered(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
}

/// A line without the targets of its links and without bold marks, behind which a sentence may end.
fn plain(line: &str) -> String {
    let line = line.replace("**", "");
    let mut parts = line.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or(part, |(_, rest)| rest))
}

fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    paragraph
        .split_inclusive(". ")
        .flat_map(|part| part.split_inclusive("? "))
        .map(str::trim)
        .filter(|part| words(part) > 0)
}

fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_in_house_style() {
        check().unwrap();
        assert!(pages().unwrap().contains(&"docs/stakers.md".to_owned()));
    }

    #[test]
    fn phrases_are_found_in_prose_alone() {
        let page = "# Whose page\n\nIt ends\nfor good.\n\n    whose code\n\n| whose table |\n\n```text\nwhose output\n```\n\n- goods: for goodness\n";
        assert_eq!(faults(page), [":3: `for good`; say permanently"]);
        assert_eq!(faults("Ask whose [page](whoever.md) it is.\n").len(), 1, "a target is no word");
    }

    #[test]
    fn comments_are_told_from_code() {
        let source = "//! One.\nlet whose = 1; // whose\n    /// Two.\n/** Three. */\n * Four.\n*pointer = 2;\n";
        assert_eq!(comments(source).collect::<Vec<_>>(), [(1, "One."), (3, "Two."), (4, "Three. */"), (5, "Four.")]);
        assert_eq!(occurrences("whose is it, and who", "who"), 1);
        assert_eq!(occurrences("it holds up a slash, which holds upward", "holds up"), 1);
    }

    #[test]
    fn the_comments_are_in_house_style() {
        for folder in SOURCES {
            assert_eq!(commented(folder).unwrap(), [""; 0]);
            assert!(!sources(&root().join(folder)).unwrap().is_empty(), "{folder} has sources");
        }
    }

    #[test]
    fn sentences_are_bounded() {
        let long = format!("{}end.\n", "word ".repeat(LONGEST));
        assert!(faults(&long)[0].starts_with(":1: 41 words in a sentence"));
        assert_eq!(faults(&format!("{}end. More.\n", "word ".repeat(LONGEST - 1))), [""; 0]);
        assert_eq!(
            faults("Fine. Who pays wins.\n\nWho pays?\n"),
            [":1: a clause with `who` is the subject: Who pays wins."]
        );
    }

    #[test]
    fn the_landing_page_is_short() {
        assert!(landing(&"word ".repeat(README_WORDS + 1)).unwrap().starts_with("651 words"));
        assert!(landing(&format!("{}end.", "word ".repeat(README_MEAN - 1))).unwrap().contains("not below 20"));
        assert_eq!(landing("A short page."), None);
    }

    #[test]
    fn paragraphs_are_told_from_code_and_tables() {
        let page = "One\ntwo.\n\n- three\n  four\n- **[five](x.md).** Six.\n\n    code\n\n1. six\n    seven\n";
        let found = paragraphs(page);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4, 6, 10]);
        assert_eq!(found[1].1, "three four");
        assert_eq!(sentences(&found[2].1).collect::<Vec<_>>(), ["[five.", "Six."]);
        assert_eq!(found[3].1, "six seven");
    }
}
