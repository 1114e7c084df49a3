//! Amounts as people write them: in whole tokens, with decimals. `clients/vectors/amounts.json` has the rule by examples; the
//! TypeScript client follows the same ones.

use std::fmt;
use std::str::FromStr;

/// An amount as it was written, in whole tokens. Nothing is guessed: a comma, a space or an underscore inside is refused, since `1,5`
/// is one and a half to some, and fifteen to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    whole: String,
    part: String,
}

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAmount {
    /// Nothing is written.
    Empty,
    /// Something stands between the digits.
    Separator(String),
    /// It is no figure.
    Figure(String),
    /// It has more decimals than the token: how many, and the token's.
    Decimals(String, usize, u8),
    /// It does not fit in 64 bits: the most in whole tokens.
    Over(String, String),
}

impl NoAmount {
    /// The name of the reason, in vectors and in the TypeScript client.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Separator(_) => "separator",
            Self::Figure(_) => "figure",
            Self::Decimals(..) => "decimals",
            Self::Over(..) => "over",
        }
    }
}

impl fmt::Display for NoAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no amount is given"),
            Self::Separator(text) => write!(
                f,
                "\"{text}\" can be read in two ways: write decimals after a point, and nothing between digits, as in 1250.5"
            ),
            Self::Figure(text) => write!(f, "\"{text}\" is no amount: write it like 12 or 0.5"),
            Self::Decimals(text, has, decimals) => {
                write!(f, "\"{text}\" has {has} decimals, and the token has {decimals}")
            }
            Self::Over(text, most) => write!(f, "\"{text}\" is over the most that there can be, {most}"),
        }
    }
}

impl std::error::Error for NoAmount {}

/// White space as ECMAScript has it for `\s`, so that both clients refuse the same.
fn is_space(letter: char) -> bool {
    letter == '\u{feff}' || (letter.is_whitespace() && letter != '\u{85}')
}

/// What some write between digits.
fn is_separator(letter: char) -> bool {
    matches!(letter, ',' | '\'' | '’' | '_') || is_space(letter)
}

impl FromStr for Written {
    type Err = NoAmount;

    fn from_str(text: &str) -> Result<Self, NoAmount> {
        let written = text.trim_matches(' ');
        if written.is_empty() {
            return Err(NoAmount::Empty);
        }
        let only = |letter: char| letter.is_ascii_digit() || letter == '.' || is_separator(letter);
        if written.contains(is_separator) && written.chars().all(only) {
            return Err(NoAmount::Separator(written.to_owned()));
        }
        let (whole, part) = written.split_once('.').unwrap_or((written, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + part.len() == 0 || !digits(whole) || !digits(part) {
            return Err(NoAmount::Figure(written.to_owned()));
        }
        Ok(Self { whole: whole.to_owned(), part: part.to_owned() })
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.is_empty() {
            true => f.write_str(&self.whole),
            false => write!(f, "{}.{}", self.whole, self.part),
        }
    }
}

impl Written {
    /// The amount in smallest units of a token of `decimals`.
    ///
    /// # Errors
    /// For more decimals than the token has, but for zeroes behind them, and for what does not fit in 64 bits.
    pub fn units(&self, decimals: u8) -> Result<u64, NoAmount> {
        let places = usize::from(decimals);
        let significant = self.part.trim_end_matches('0');
        if significant.len() > places {
            return Err(NoAmount::Decimals(self.to_string(), significant.len(), decimals));
        }
        let digits = format!("{}{significant:0<places$}", self.whole);
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(0);
        }
        digits.parse().map_err(|_| NoAmount::Over(self.to_string(), formatted(u64::MAX, decimals)))
    }
}

/// The smallest units in `text`, which is in whole tokens of `decimals`.
///
/// # Errors
/// For what is no amount, as [`NoAmount`] says.
pub fn parsed(text: &str, decimals: u8) -> Result<u64, NoAmount> {
    Written::from_str(text)?.units(decimals)
}

/// `units` in whole tokens of `decimals`, without zeroes behind the last decimal.
pub fn formatted(units: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// An amount in smallest units, as files have it: digits alone, without a sign or zeroes in front, so that every reader reads the
/// same.
pub fn digits(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    digits.then(|| text.parse().ok()).flatten()
}
