//! From words to a command: what is wrong with a word is said in a sentence about that word.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, FromArgMatches};
use solana_program::pubkey::{ParsePubkeyError, Pubkey};

use crate::command::Cli;
use crate::examples;

impl Cli {
    /// The command that `words` say, the program's name first; the addresses among them go with it.
    ///
    /// # Errors
    /// For words that are no command. Help and the version are such errors to clap.
    pub fn read(words: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Self, Error> {
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        let read = examples::command().try_get_matches_from(&words).and_then(|read| Self::from_arg_matches(&read));
        let mut cli = read.map_err(|error| said(error, &words))?;
        let addresses = words.iter().filter_map(|word| word.to_str()?.rsplit('=').next()?.parse().ok());
        cli.global.named = addresses.collect::<Vec<Pubkey>>();
        Ok(cli)
    }
}

/// `error` in a sentence that names the word, where clap's own does not.
fn said(error: Error, words: &[OsString]) -> Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let sentence = match error.kind() {
        ErrorKind::ValueValidation if is_about_an_address(&error) => {
            let (value, argument) = (text(ContextKind::InvalidValue), text(ContextKind::InvalidArg));
            let (value, argument) = (value.unwrap_or_default(), argument.unwrap_or_default());
            Some(format!("'{value}' is not an address: {argument} takes one in base58, of 32 bytes"))
        }
        ErrorKind::UnknownArgument => {
            // Clap names the first letter alone, as of an option.
            let letter = text(ContextKind::InvalidArg).filter(|letter| is_negative(letter));
            let mut words = words.iter().filter_map(|word| word.to_str());
            let word = letter.and_then(|letter| words.find(|word| word.starts_with(letter)));
            word.map(|word| format!("'{word}' is negative: write an amount such as 12 or 0.5"))
        }
        _ => None,
    };
    match sentence {
        Some(sentence) => Error::raw(error.kind(), format!("{sentence}\n")).with_cmd(&examples::command()),
        None => error,
    }
}

fn is_about_an_address(error: &Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<ParsePubkeyError>())
}

/// Whether clap took a negative figure for an option.
fn is_negative(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first line that says why `words` are no command.
    fn refused(words: &[&str]) -> String {
        let error = Cli::read(["restake"].iter().chain(words)).expect_err("a wrong word");
        error.to_string().lines().next().unwrap().to_owned()
    }

    #[test]
    fn a_wrong_address_is_named() {
        for words in
            [&["deposit", "nonsense", "1"][..], &["show", "nonsense"], &["list", "vaults", "--admin", "nonsense"]]
        {
            let said = refused(words);
            assert!(said.starts_with("error: 'nonsense' is not an address: "), "{said}");
            assert!(said.ends_with("takes one in base58, of 32 bytes"), "{said}");
        }
        assert!(
            refused(&["--as", "frank", "exit", "list"]).contains("'frank' is not an address: --as <ADDRESS> takes")
        );
    }

    #[test]
    fn what_is_no_amount_is_refused_with_an_example() {
        let vault = Pubkey::new_from_array([7; 32]).to_string();
        for (amount, why) in [
            ("-5", "'-5' is negative: write an amount such as 12 or 0.5"),
            ("-55.25", "'-55.25' is negative: write an amount such as 12 or 0.5"),
            ("-.5", "'-.5' is negative: write an amount such as 12 or 0.5"),
            (
                "1,000",
                "\"1,000\" can be read in two ways: write decimals after a point, and nothing between digits, as in 1250.5",
            ),
            (
                "1.000,5",
                "\"1.000,5\" can be read in two ways: write decimals after a point, and nothing between digits, as in 1250.5",
            ),
            ("1e3", "\"1e3\" is no amount: write it like 12 or 0.5"),
            ("", "no amount is given: write one such as 12 or 0.5"),
            ("ten", "\"ten\" is no amount: write it like 12 or 0.5"),
        ] {
            let said = refused(&["deposit", &vault, amount]);
            assert!(said.ends_with(why), "{amount}: {said}");
            let said = refused(&["exit", "request", &vault, amount]);
            assert!(said.ends_with(why), "{amount}: {said}");
        }
        let said = refused(&["deposit", &vault, "1", "--min-out=-5"]);
        assert!(said.ends_with("\"-5\" is negative: write an amount such as 12 or 0.5"), "{said}");
        let said = refused(&["deposit", &vault, "1", "--min-out", "-5"]);
        assert!(said.ends_with("'-5' is negative: write an amount such as 12 or 0.5"), "{said}");
        // What is another mistake stays what clap says of it.
        assert!(refused(&["deposit", &vault, "1", "--nonsense"]).contains("unexpected argument '--nonsense' found"));
    }

    #[test]
    fn addresses_go_with_the_command() {
        let [one, other] = [7, 8].map(|byte| Pubkey::new_from_array([byte; 32]));
        let cli = Cli::read(["restake", "deposit", &one.to_string(), "1", &format!("--as={other}")]).unwrap();
        assert_eq!(cli.global.named, [one, other]);
    }
}
