//! The parts of a source that people read: its comments, its string literals, and the text between the tags of a page.

/// What a part of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A comment. Lines that follow one another are one comment.
    Comment,
    /// What a string literal or a template says. A value in it is `{}`.
    Literal,
    /// Text between tags.
    Markup,
}

/// A part of a source, with the line that it begins at.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub line: usize,
    pub kind: Kind,
    pub text: String,
}

/// A language, as a file's name ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    TypeScript,
    /// TypeScript with tags.
    Tsx,
}

impl Language {
    pub fn of(extension: &str) -> Option<Self> {
        match extension {
            "rs" => Some(Self::Rust),
            "ts" | "mjs" => Some(Self::TypeScript),
            "tsx" => Some(Self::Tsx),
            _ => None,
        }
    }
}

/// The parts of `source` in their order.
pub fn parts(source: &str, language: Language) -> Vec<Part> {
    let mut reader =
        Reader { language, rest: source, line: 1, before: ' ', is_open: false, parts: vec![], code: String::new() };
    reader.code(false);
    let mut parts = reader.parts;
    if language == Language::Tsx {
        parts.extend(markup(&reader.code));
        parts.sort_by_key(|part| part.line);
    }
    parts
}

struct Reader<'a> {
    language: Language,
    rest: &'a str,
    line: usize,
    /// The last letter of code that is no space.
    before: char,
    /// Whether a comment was the last that was read.
    is_open: bool,
    parts: Vec<Part>,
    /// The code without comments and literals, line by line as in the source.
    code: String,
}

impl Reader<'_> {
    /// Takes `count` bytes and counts their lines, here and in the code.
    fn take(&mut self, count: usize) -> String {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        let lines = taken.matches('\n').count();
        self.line += lines;
        self.code.extend(std::iter::repeat_n('\n', lines));
        taken.to_owned()
    }

    /// Takes one letter of code.
    fn step(&mut self) {
        let Some(letter) = self.rest.chars().next() else { return };
        self.take(letter.len_utf8());
        if letter != '\n' {
            self.code.push(letter);
        }
        if !letter.is_whitespace() {
            self.before = letter;
            self.is_open = false;
        }
    }

    /// Reads code up to the end, or to the brace that closes a template's value if it `is_value`.
    fn code(&mut self, is_value: bool) {
        let mut depth = 0;
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '}' if is_value && depth == 0 => return,
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if !(self.comment() || self.literal(letter)) {
                self.step();
            }
        }
    }

    fn comment(&mut self) -> bool {
        let line = self.line;
        // An address in the text between tags is no comment.
        let text = if self.rest.starts_with("//") && !self.code.ends_with(':') {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take(end).trim_start_matches('/').trim_start_matches('!').trim().to_owned()
        } else if self.rest.starts_with("/*") {
            let end = self.rest.find("*/").map_or(self.rest.len(), |end| end + 2);
            let taken = self.take(end);
            let lines = taken.trim_matches(['/', '*']).lines();
            lines.map(|line| line.trim().trim_start_matches(['*', '!']).trim()).collect::<Vec<_>>().join("\n")
        } else {
            return false;
        };
        match self.parts.last_mut() {
            Some(last)
                if self.is_open
                    && last.line + last.text.lines().count() == line
                    && !last.text.is_empty()
                    && !text.is_empty() =>
            {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            _ => self.parts.push(Part { line, kind: Kind::Comment, text }),
        }
        self.is_open = true;
        true
    }

    fn literal(&mut self, letter: char) -> bool {
        let text = match (letter, self.language) {
            ('r', Language::Rust) => self.raw(),
            ('"', Language::Rust) => self.quoted('"', true),
            ('\'', Language::Rust) => {
                self.letter();
                return true;
            }
            ('"', _) => self.quoted('"', false),
            // The page's text has apostrophes.
            ('\'', _) if !self.before.is_alphanumeric() => self.quoted('\'', false),
            ('`', Language::TypeScript | Language::Tsx) => {
                self.template();
                return true;
            }
            ('/', Language::TypeScript | Language::Tsx) if "(,=:[!&|?".contains(self.before) => return self.pattern(),
            _ => None,
        };
        let Some((line, text)) = text else { return false };
        self.end_literal(line, text);
        true
    }

    fn end_literal(&mut self, line: usize, text: String) {
        self.code.push_str("\"\"");
        self.before = '"';
        self.is_open = false;
        self.parts.push(Part { line, kind: Kind::Literal, text });
    }

    /// `r"…"` and `r#"…"#`.
    fn raw(&mut self) -> Option<(usize, String)> {
        let hashes = self.rest[1..].chars().take_while(|letter| *letter == '#').count();
        let body = self.rest[1 + hashes..].strip_prefix('"')?;
        let size = body.find(&format!("\"{}", "#".repeat(hashes)))?;
        let (line, text) = (self.line, body[..size].to_owned());
        self.take(2 + hashes + size + 1 + hashes);
        Some((line, text))
    }

    /// A literal between two `mark`s, on one line unless it `may_break`.
    fn quoted(&mut self, mark: char, may_break: bool) -> Option<(usize, String)> {
        let (mut text, mut escaped) = (String::new(), false);
        for (place, letter) in self.rest.char_indices().skip(1) {
            match letter {
                '\n' if escaped => text.push('\u{0}'),
                '\n' if !may_break => return None,
                _ if escaped => text.push(escape(letter)),
                '\\' => {}
                _ if letter == mark => {
                    let line = self.line;
                    self.take(place + mark.len_utf8());
                    return Some((line, unbroken(&text)));
                }
                _ => text.push(letter),
            }
            escaped = letter == '\\' && !escaped;
        }
        None
    }

    /// A letter or a lifetime of Rust.
    fn letter(&mut self) {
        let mut letters = self.rest.chars().skip(1);
        let size = match (letters.next(), letters.next()) {
            (Some('\\'), Some(escaped)) => {
                let begin = 2 + escaped.len_utf8();
                self.rest[begin..].find('\'').map_or(begin, |end| begin + end + 1)
            }
            (Some(letter), Some('\'')) => letter.len_utf8() + 2,
            _ => 1,
        };
        self.take(size);
        self.before = '\'';
    }

    /// A template, with the literals in its values.
    fn template(&mut self) {
        let (line, mut text, mut escaped) = (self.line, String::new(), false);
        self.take(1);
        while let Some(letter) = self.rest.chars().next() {
            if escaped {
                escaped = false;
                text.push(escape(letter));
            } else if letter == '\\' {
                escaped = true;
            } else if letter == '`' {
                self.take(1);
                break;
            } else if self.rest.starts_with("${") {
                self.take(2);
                self.code(true);
                text.push_str("{}");
            } else {
                text.push(letter);
            }
            if !self.rest.is_empty() {
                self.take(self.rest.chars().next().map_or(0, char::len_utf8));
            }
        }
        self.end_literal(line, text);
    }

    /// A regular expression, which is no text.
    fn pattern(&mut self) -> bool {
        let (mut escaped, mut in_class) = (false, false);
        for (place, letter) in self.rest.char_indices().skip(1) {
            match letter {
                '\n' => return false,
                _ if escaped => {}
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    self.take(place + 1);
                    self.before = '"';
                    return true;
                }
                _ => {}
            }
            escaped = letter == '\\' && !escaped;
        }
        false
    }
}

/// What an escape of `letter` stands for, near enough for words.
fn escape(letter: char) -> char {
    if matches!(letter, 'n' | 't' | 'r') { '\n' } else { letter }
}

/// A literal without the breaks that continue it on the next line.
fn unbroken(text: &str) -> String {
    let mut lines = text.split('\u{0}');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| text + line.trim_start())
}

/// The text between tags, in code that has neither comments nor literals. Some code between two comparisons is taken for it as well.
fn markup(code: &str) -> Vec<Part> {
    let (mut parts, mut line, mut begin) = (vec![], 1, None);
    for (place, letter) in code.char_indices() {
        if let ('<' | '{', Some((line, from))) = (letter, begin) {
            let text: &str = &code[from..place];
            if text.split_whitespace().count() > 1 && !text.contains([';', '=', '&', '|', '[']) {
                let indent = text.len() - text.trim_start().len();
                let line = line + text[..indent].matches('\n').count();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                parts.push(Part { line, kind: Kind::Markup, text });
            }
        }
        match letter {
            '>' | '}' => begin = Some((line, place + 1)),
            '<' | '{' => begin = None,
            '\n' => line += 1,
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of one kind, each with its line.
    fn of(kind: Kind, source: &str, language: Language) -> Vec<(usize, String)> {
        let parts = parts(source, language).into_iter().filter(|part| part.kind == kind);
        parts.map(|part| (part.line, part.text)).collect()
    }

    fn found(parts: &[(usize, &str)]) -> Vec<(usize, String)> {
        parts.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn comments_are_told_from_code() {
        let source = "//! One.\nlet two = 1; // Two.\n/// Three\n/// goes on.\nlet b = '\"'; /* Four\n * lines. */\n*pointer = 2 / 3;\n";
        let comments = found(&[(1, "One."), (2, "Two.\nThree\ngoes on."), (5, "Four\nlines.")]);
        assert_eq!(of(Kind::Comment, source, Language::Rust), comments);
    }

    #[test]
    fn literals_of_rust_are_read() {
        let source = "let a = \"one // \\\"two\\\" \\\n    three\";\nfn b<'a>(c: &'a str, d: char) -> bool { d == '\\'' || d == '\"' }\n\
                      let e = r#\"raw \"four\" \\ \"#;\nlet f = \"five\\nsix\n  seven\";\nlet r#type = br\"eight\";";
        let literals =
            found(&[(1, "one // \"two\" three"), (4, "raw \"four\" \\ "), (5, "five\nsix\n  seven"), (7, "eight")]);
        assert_eq!(of(Kind::Literal, source, Language::Rust), literals);
    }

    #[test]
    fn literals_of_typescript_are_read() {
        let source = "const a = \"it's\"; // \"no\"\nconst b = `one ${f(\"two\", { c: `three` })} four\nfive`;\nconst d = /[\"/]\\/\"/.test('six');\nx = 6 / 2 / \"seven\";";
        let literals =
            found(&[(1, "it's"), (2, "two"), (2, "three"), (2, "one {} four\nfive"), (4, "six"), (5, "seven")]);
        assert_eq!(of(Kind::Literal, source, Language::TypeScript), literals);
    }

    #[test]
    fn the_text_between_tags_is_read() {
        let source = "/** A page. */\nconst view = (\n  <p title=\"the title\">\n    The vault's stake, {amount} in all,\n    is <b>not yours</b>.\n  </p>\n);\nif (a > b && c < d) {}\n";
        let text = found(&[(4, "The vault's stake,"), (4, "in all, is"), (5, "not yours")]);
        assert_eq!(of(Kind::Markup, source, Language::Tsx), text);
        assert_eq!(of(Kind::Literal, source, Language::Tsx), found(&[(3, "the title")]));
        assert_eq!(of(Kind::Markup, source, Language::TypeScript), []);
    }
}
