//! What a text must not have: phrases, spaced percentages, long sentences, and clauses in place of a subject.

/// What texts do not say, each with what they say instead. Letters are compared in lower case, whole words only.
const PHRASES: [(&str, &str); 19] = [
    ("whoever", "anyone, or a noun"),
    ("whose", "a noun with `of`, or `its`"),
    ("whom", "a noun"),
    ("somebody", "someone, or a noun"),
    ("anybody", "anyone"),
    ("everybody", "everyone, or a noun"),
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

/// A relative clause begins with one of these. A comment may have few of them, any other text only the first.
pub const CLAUSES: [&str; 4] = ["who", "whose", "whoever", "whom"];

/// The longest sentence, in words. The rule is 25; what is over it needs a reason, and over this there is none.
pub const LONGEST: usize = 40;

/// What is wrong with a text: a paragraph, a cell, or what a program says.
pub fn of_text(text: &str) -> Vec<String> {
    let mut faults = of_label(text);
    for sentence in sentences(text) {
        let count = words(sentence);
        if count > LONGEST {
            faults.push(format!("{count} words in a sentence: {sentence}"));
        }
        if sentence.starts_with("Who ") && !sentence.ends_with('?') {
            faults.push(format!("a clause with `who` is the subject: {sentence}"));
        }
    }
    faults
}

/// What is wrong with a label: a heading, or what a program says without a period.
pub fn of_label(text: &str) -> Vec<String> {
    spelled(text, &[])
}

/// What is wrong with a comment. Its relative clauses are counted instead.
pub fn of_comment(text: &str) -> Vec<String> {
    spelled(text, &CLAUSES)
}

/// How many relative clauses `text` has.
pub fn clauses(text: &str) -> usize {
    let said = without_code(text).to_lowercase();
    CLAUSES.iter().map(|word| occurrences(&said, word)).sum()
}

fn spelled(text: &str, allowed: &[&str]) -> Vec<String> {
    let said = without_code(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let found = PHRASES.iter().filter(|(phrase, _)| !allowed.contains(phrase) && occurrences(&said, phrase) > 0);
    let mut faults: Vec<String> = found.map(|(phrase, instead)| format!("`{phrase}`; say {instead}")).collect();
    if has_spaced_percentage(text) {
        faults.push("a percentage with a space; write 5%".to_owned());
    }
    faults
}

/// Whether `text` has `5 %` or `{} %`. What is left of a division, `5 % 3`, is none.
fn has_spaced_percentage(text: &str) -> bool {
    text.match_indices('%').any(|(place, _)| {
        let before = text[..place].strip_suffix([' ', '\u{a0}', '\u{202f}']).unwrap_or_default();
        let after = text[place + 1..].strip_prefix(' ').unwrap_or_default();
        before.ends_with(|letter: char| letter.is_ascii_digit() || letter == '}')
            && !text[place + 1..].starts_with(char::is_alphanumeric)
            && !after.starts_with(|letter: char| letter.is_ascii_digit() || letter == '(')
            && !text[place + 1..].starts_with(['{', '"'])
    })
}

/// `text` with a blank in place of each name in backticks, which is code.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("` `")
}

/// How often `text`, in lower case, has `phrase` in whole words.
fn occurrences(text: &str, phrase: &str) -> usize {
    let is_whole = |at: usize| {
        let around = [text[..at].chars().next_back(), text[at + phrase.len()..].chars().next()];
        around.iter().all(|letter| letter.is_none_or(|letter| !letter.is_alphanumeric()))
    };
    text.match_indices(phrase).filter(|(at, _)| is_whole(*at)).count()
}

pub fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    paragraph
        .split_inclusive(". ")
        .flat_map(|part| part.split_inclusive("? "))
        .map(str::trim)
        .filter(|part| words(part) > 0)
}

pub fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words() {
        assert_eq!(occurrences("whose is it, and who", "who"), 1);
        assert_eq!(occurrences("it holds up a slash, which holds upward", "holds up"), 1);
        assert_eq!(of_text("It ends\n  for good, or for goodness"), ["`for good`; say permanently"]);
        assert_eq!(of_text("A wallet whose it is"), ["`whose`; say a noun with `of`, or `its`"]);
        assert_eq!(of_comment("A wallet whose it is, for good"), ["`for good`; say permanently"]);
        assert_eq!(clauses("Who pays, and whose it is; a whole"), 2);
        assert_eq!((clauses("`who` pays for `whose`, who knows"), of_label("`whose`, for `x` good")), (1, vec![]));
    }

    #[test]
    fn percentages_have_no_space() {
        for text in ["a fee of 5 %", "{} % of it", "5\u{a0}%, at most", "0.5\u{202f}% to"] {
            assert_eq!(of_text(text), ["a percentage with a space; write 5%"], "{text}");
        }
        for text in
            ["a fee of 5%", "5 % 3 is 2", "{}% of it", "7 % (a + b)", "%5 = add i64 %\"a\"", "% of shares", "a % b"]
        {
            assert_eq!(of_text(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn sentences_are_bounded() {
        let long = format!("{}end.\n", "word ".repeat(LONGEST));
        assert!(of_text(&long)[0].starts_with("41 words in a sentence"));
        assert_eq!(of_text(&format!("{}end. More.\n", "word ".repeat(LONGEST - 1))), [""; 0]);
        assert_eq!(of_text("Fine. Who pays wins."), ["a clause with `who` is the subject: Who pays wins."]);
        assert!([of_text("Who pays?"), of_label("Who pays"), of_label(&long)].iter().all(Vec::is_empty));
        assert_eq!(sentences("[five. Six.").collect::<Vec<_>>(), ["[five.", "Six."]);
    }
}
