//! What is counted of comments and of README.md, and the bounds of it.

use std::collections::BTreeMap;

use super::{
    page,
    rules::{CLAUSES, clauses, sentences, words},
};

/// The mean length of a sentence of README.md, in words.
const README_MEAN: usize = 20;

/// The words of README.md, code and tables included.
const README_WORDS: usize = 650;

/// How many of 1,000 words of a package's comments may be [`CLAUSES`].
const CLAUSES_IN_THOUSAND: usize = 2;

/// A line of a comment that stands so often in a package is a repeat.
const REPEAT: usize = 5;

/// How many of 100 lines of a package's comments may be repeats. A line that says what a name says stands at each such name.
const REPEATS_IN_HUNDRED: usize = 10;

/// So few repeats are no habit, in a small package as well.
const FEW: usize = 20;

/// The comments of a package.
#[derive(Default)]
pub struct Comments {
    pub words: usize,
    pub clauses: usize,
    /// How often each line occurs.
    lines: BTreeMap<String, usize>,
}

impl Comments {
    pub fn add(&mut self, text: &str) {
        self.words += words(text);
        self.clauses += clauses(text);
        // Headings (`# Errors`) are the same everywhere, and so is the code of an example.
        for line in text.lines().filter(|line| words(line) > 0 && !line.starts_with(['#', '`'])) {
            *self.lines.entry(line.to_owned()).or_default() += 1;
        }
    }

    pub fn join(&mut self, other: &Self) {
        self.words += other.words;
        self.clauses += other.clauses;
        for (line, times) in &other.lines {
            *self.lines.entry(line.clone()).or_default() += times;
        }
    }

    pub fn lines(&self) -> usize {
        self.lines.values().sum()
    }

    /// The lines that are repeats.
    pub fn repeats(&self) -> usize {
        self.lines.values().filter(|times| **times >= REPEAT).sum()
    }

    /// What is wrong with the comments of `package`.
    pub fn faults(&self, package: &str) -> Vec<String> {
        let mut faults = vec![];
        if self.clauses * 1_000 > CLAUSES_IN_THOUSAND * self.words {
            faults.push(format!(
                "{package}: {} of {} words of comments are {}",
                self.clauses,
                self.words,
                CLAUSES.join(", ")
            ));
        }
        let (repeats, lines) = (self.repeats(), self.lines());
        if repeats > FEW && repeats * 100 > REPEATS_IN_HUNDRED * lines {
            let (line, times) = self.lines.iter().max_by_key(|(_, times)| **times).expect("a line that repeats");
            faults
                .push(format!("{package}: {repeats} of {lines} lines of comments are repeats; {times} times: {line}"));
        }
        faults
    }
}

/// The length of README.md.
pub struct Landing {
    /// All words, code and tables included.
    pub words: usize,
    /// The words in sentences.
    pub in_sentences: usize,
    pub sentences: usize,
}

impl Landing {
    pub fn of(text: &str) -> Self {
        let paragraphs = page::paragraphs(text);
        let counts: Vec<usize> = paragraphs.iter().flat_map(|(_, text)| sentences(text)).map(words).collect();
        Self { words: text.split_whitespace().count(), in_sentences: counts.iter().sum(), sentences: counts.len() }
    }

    pub fn fault(&self) -> Option<String> {
        let Self { words, in_sentences, sentences } = self;
        if *words > README_WORDS {
            return Some(format!("{words} words; at most {README_WORDS}"));
        }
        (*in_sentences >= README_MEAN * sentences)
            .then(|| format!("{in_sentences} words in {sentences} sentences: their mean is not below {README_MEAN}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(texts: &[String]) -> Comments {
        let mut comments = Comments::default();
        texts.iter().for_each(|text| comments.add(text));
        comments
    }

    #[test]
    fn repeats_are_bounded() {
        let mut texts: Vec<String> = (0..225).map(|line| format!("line {line}\n# Errors\n```rust")).collect();
        texts.extend(vec!["The vault.".to_owned(); 25]);
        let found = comments(&texts);
        assert_eq!((found.lines(), found.repeats()), (250, 25));
        assert_eq!(found.faults("x"), [""; 0]);
        let mut more = comments(&["The vault.".to_owned()]);
        more.join(&found);
        assert_eq!(more.faults("x"), ["x: 26 of 251 lines of comments are repeats; 26 times: The vault."]);
        assert_eq!(comments(&vec!["The vault.".to_owned(); REPEAT - 1]).repeats(), 0);
        assert_eq!(comments(&vec!["The vault.".to_owned(); FEW]).faults("x"), [""; 0], "a small package");
    }

    #[test]
    fn clauses_are_bounded() {
        let words = |count: usize| vec!["word ".repeat(count - 2) + "who pays"];
        assert_eq!(comments(&words(500)).faults("x"), [""; 0]);
        assert_eq!(comments(&words(499)).faults("x"), ["x: 1 of 499 words of comments are who, whose, whoever, whom"]);
    }

    #[test]
    fn the_landing_page_is_short() {
        let fault = |text: &str| Landing::of(text).fault();
        assert!(fault(&"word ".repeat(README_WORDS + 1)).unwrap().starts_with("651 words"));
        assert!(fault(&format!("{}end.", "word ".repeat(README_MEAN - 1))).unwrap().contains("not below 20"));
        assert_eq!(fault("A short page."), None);
    }
}
