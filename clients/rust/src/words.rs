//! The words of the program: events as sentences, units of figures, and other programs' errors.
//!
//! The tables are generated from `clients/words`, and the TypeScript client has the same ones. Those of liquid restaking are in
//! [`liquid`].

pub use crate::generated::words::{errors, events::SENTENCES, units, units::unit};

/// The words of liquid restaking.
pub mod liquid {
    pub use crate::liquid::generated::words::{events::SENTENCES, units, units::unit};
}

/// Words by the figure that they stand for.
pub type Words = &'static [(u64, &'static str)];

/// The names of a field and of the fields that it is within, outermost first.
pub type Path = &'static [&'static str];

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Smallest units of a vault's asset.
    Assets,
    /// Smallest units of a vault's VRT.
    Shares,
    /// Shares of an exit bucket, which begin at one an asset.
    BucketShares,
    /// Smallest units of a reward's mint.
    Reward,
    /// Smallest units of a liquid pool's shares: its LRT, of 9 decimals.
    Lrt,
    /// Lamports, in which liquid pools value assets.
    Lamports,
    /// Parts of 10^9, of what an NCN values a unit at.
    Weight,
    /// Parts of 10^18 of a whole.
    Fraction,
    /// Basis points.
    Bps,
    /// A span in seconds.
    Seconds,
    /// Unix seconds.
    Time,
    /// Yes or no.
    Flag,
    /// One of several choices.
    OneOf(Words),
    /// Any of several flags.
    AnyOf(Words),
    /// A number.
    Count,
}

/// A sentence of an event, and when it applies.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// All of these apply.
    pub conditions: &'static [Condition],
    /// The sentence, without a period.
    pub pieces: &'static [Piece],
}

/// A condition on the fields of an event. A field is blank if all of it is zero.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The field is not blank.
    Shown(Path),
    /// Both fields have one value.
    Equal(Path, Path),
    /// The fields have different values.
    Different(Path, Path),
    /// The first figure is larger.
    Over(Path, Path),
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// Text.
    Text(&'static str),
    /// The value of a field, or of several.
    Field(Field),
    /// Pieces that are omitted if a field among them is blank.
    Optional(&'static [Piece]),
}

/// A value in a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The unit; none for an address, bytes and text.
    pub unit: Option<Unit>,
    /// Where the value comes from.
    pub term: Term,
}

/// How a value follows from an event's fields. A delayed field stands for its next value.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    /// The field.
    Value(Path),
    /// When the pending change of a delayed field takes effect: blank if none is pending.
    Pending(Path),
    /// The part that the first field is of the second, in parts of 10^18, rounded to 10^-8.
    Ratio(Path, Path),
    /// The first field less all others.
    Difference(Path, &'static [Path]),
}

/// What a code of another program means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignError {
    /// The code.
    pub code: u32,
    /// The name that the other program has for it.
    pub name: &'static str,
    /// The sentence for a user.
    pub sentence: &'static str,
}

/// The sentence for `code` among `errors`.
pub fn foreign(errors: &[ForeignError], code: u32) -> Option<&'static str> {
    errors.iter().find(|error| error.code == code).map(|error| error.sentence)
}

/// The word of `figure` in `words`.
pub fn one_of(words: Words, figure: u64) -> String {
    let found = words.iter().find(|(known, _)| *known == figure);
    found.map_or_else(|| format!("unknown ({figure})"), |(_, word)| (*word).to_owned())
}

/// The words of the flags in `figure`; the number of those without one.
pub fn any_of(words: Words, figure: u64) -> String {
    let mut found: Vec<String> =
        words.iter().filter(|(bit, _)| figure & bit != 0).map(|(_, word)| (*word).to_owned()).collect();
    let unknown = words.iter().fold(figure, |left, (bit, _)| left & !bit);
    found.extend((unknown != 0).then(|| format!("unknown flags {unknown}")));
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::units::{ASSET_FLAGS, TOKEN_PROGRAM};
    use super::{any_of, one_of};

    #[test]
    fn flags_and_choices_are_words() {
        for (flags, text) in [(0, "none"), (5, "freezable, display-scaled"), (10, "pausable, unknown flags 8")] {
            assert_eq!(any_of(ASSET_FLAGS, flags), text);
        }
        assert_eq!([0, 1, 2].map(|which| one_of(TOKEN_PROGRAM, which)), ["SPL Token", "Token-2022", "unknown (2)"]);
    }
}
