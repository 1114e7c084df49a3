//! The words of the program: events as sentences, units of figures, and other programs' errors.
//!
//! The tables are generated from `clients/words`, and the TypeScript client has the same ones. Those of liquid restaking are in
//! [`liquid`].

pub mod shape;

pub use shape::{Case, Condition, Field, ForeignError, Path, Piece, Term, Unit, Words};

pub use crate::generated::words::{errors, events::SENTENCES, units, units::unit};

/// The words of liquid restaking.
pub mod liquid {
    pub use crate::liquid::generated::words::{events::SENTENCES, units, units::unit};
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
