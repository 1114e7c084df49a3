//! What is written to a terminal. Strangers' text, in URIs and logs, must not steer it, nor turn about what stands beside it.

use std::fmt::Write as _;
use std::io::{self, Write};

/// A writer that escapes what a terminal would obey.
#[derive(Debug)]
pub struct Plain<W>(pub W);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Text comes here whole: what writes it formats strings.
        self.0.write_all(plain(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// `text` with each character that a terminal would obey as an escape that JSON reads back.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if obeyed(letter) {
            write!(shown, "\\u{:04x}", u32::from(letter)).expect("room in a string");
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Whether a terminal obeys `letter` in place of showing it: controls, the ends of lines that are none here, and those with
/// Unicode's property `Bidi_Control`, which turn about what follows (UAX #9).
fn obeyed(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        letter => letter.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        for (text, shown) in [
            ("plain words, \u{e9}\u{4e2d}\n", "plain words, \u{e9}\u{4e2d}\n"),
            ("\u{1b}[2J\u{1b}]0;title\u{7}", "\\u001b[2J\\u001b]0;title\\u0007"),
            ("a\rb\u{9b}31m", "a\\u000db\\u009b31m"),
            ("\u{202e}1 tokens\u{2066}", "\\u202e1 tokens\\u2066"),
        ] {
            assert_eq!(plain(text), shown);
        }
        let mut out = Plain(vec![]);
        write!(out, "1\u{1b}{}", char::from(0x85)).unwrap();
        assert_eq!(out.0, b"1\\u001b\\u0085");
    }

    #[test]
    fn json_reads_the_escapes_back() {
        let text = "\u{9b}\u{202e}";
        let document = plain(&serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<String>(&document).unwrap(), text);
    }
}
