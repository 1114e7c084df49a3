//! Amounts in tokens, as people write them, and in smallest units, as the program counts them.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::refuse;

/// An amount as it was written: a decimal figure in tokens, or `all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All that there is.
    All,
    /// The digits before the point and behind it.
    Tokens(String, String),
}

impl FromStr for Amount {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        if text.contains(',') {
            refuse!(
                "`{text}` has a comma, which some write for a decimal point and others between thousands: write 1.5 or 1_000"
            );
        }
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_figure = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = whole.replace('_', "");
        if grouped.len() + part.len() == 0 || !is_figure(&grouped) || !is_figure(part) {
            refuse!("`{text}` is no amount: write tokens as in 1.5, or `all`");
        }
        Ok(Self::Tokens(grouped, part.to_owned()))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Tokens(whole, part) if part.is_empty() => f.write_str(whole),
            Self::Tokens(whole, part) => write!(f, "{whole}.{part}"),
        }
    }
}

impl Amount {
    /// The amount in smallest units of a mint with `decimals`; `all` where that was written.
    ///
    /// # Errors
    /// For more decimals than the mint has, `all` where there is no such thing, and figures that do not fit in 64 bits.
    pub fn units(&self, decimals: u8, all: Option<u64>) -> Result<u64> {
        let Self::Tokens(whole, part) = self else {
            return all.ok_or_else(|| Error::new("`all` says nothing here: write a figure"));
        };
        let places = usize::from(decimals);
        let significant = part.trim_end_matches('0');
        if significant.len() > places {
            refuse!("{self} has {} decimals, and the mint has {decimals}", significant.len());
        }
        let digits = format!("{whole}{significant:0<places$}");
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(0);
        }
        digits.parse().map_err(|_| {
            Error::new(format!("{self} is more than a balance holds, which is {}", tokens(u64::MAX, decimals)))
        })
    }
}

/// `units` in tokens of a mint with `decimals`, without zeroes behind the last decimal.
pub fn tokens(units: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// A part of the whole as it was written, in `1/10^18`: `0.05`, `5%`, or `1/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(pub u64);

/// The whole of a fraction.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

impl FromStr for Fraction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(format!("`{text}` is no part of a whole: write it as in 0.05, 5% or 1/3"));
        let parsed = if let Some((over, under)) = text.split_once('/') {
            let (over, under): (u64, u64) = (over.parse().map_err(|_| wrong())?, under.parse().map_err(|_| wrong())?);
            let parts = (u128::from(over) * u128::from(WHOLE)).checked_div(u128::from(under)).ok_or_else(wrong)?;
            u64::try_from(parts).map_err(|_| wrong())?
        } else if let Some(percent) = text.strip_suffix('%') {
            Amount::from_str(percent).and_then(|amount| amount.units(16, None)).map_err(|_| wrong())?
        } else {
            Amount::from_str(text).and_then(|amount| amount.units(18, None)).map_err(|_| wrong())?
        };
        if parsed > WHOLE {
            refuse!("{text} is more than the whole");
        }
        Ok(Self(parsed))
    }
}

/// `fraction`, in `1/10^18`, in percent.
pub fn percent(fraction: u64) -> String {
    format!("{} %", tokens(fraction, 16))
}

/// Basis points in percent.
pub fn bps(bps: u64) -> String {
    format!("{} %", tokens(bps, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(text: &str, decimals: u8) -> Result<u64> {
        Amount::from_str(text)?.units(decimals, Some(77))
    }

    #[test]
    fn tokens_become_units() {
        assert_eq!(units("1.5", 9), Ok(1_500_000_000));
        assert_eq!(units("1_000_000.25", 2), Ok(100_000_025));
        assert_eq!(units(".5", 1), Ok(5));
        assert_eq!(units("5.", 0), Ok(5));
        assert_eq!(units("0.10", 1), Ok(1), "zeroes behind the last decimal say nothing");
        assert_eq!(units("0", 0), Ok(0));
        assert_eq!(units("all", 3), Ok(77));
        assert_eq!(units("ALL", 3), Ok(77));
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        let said = |text: &str, decimals| units(text, decimals).unwrap_err().to_string();
        assert_eq!(said("0.1234", 3), "0.1234 has 4 decimals, and the mint has 3");
        assert_eq!(said("-1", 3), "`-1` is no amount: write tokens as in 1.5, or `all`");
        for text in ["1,5", "0,001", "1,000.5", "1.000,5", ","] {
            assert!(said(text, 3).contains("has a comma"), "{text}");
        }
        for text in ["", ".", "1.2.3", "1e3", "1 000", "+1", "one", "1.-5", "٣"] {
            assert!(said(text, 3).contains("is no amount"), "{text}");
        }
        let most = "18446744073709551.615";
        assert_eq!(units(most, 3), Ok(u64::MAX));
        assert_eq!(
            said("18446744073709551.616", 3),
            format!("18446744073709551.616 is more than a balance holds, which is {most}")
        );
        assert_eq!(Amount::All.units(3, None).unwrap_err().to_string(), "`all` says nothing here: write a figure");
    }

    #[test]
    fn fractions() {
        let part = |text: &str| Fraction::from_str(text).map(|fraction| fraction.0);
        assert_eq!(part("0.05"), Ok(WHOLE / 20));
        assert_eq!(part("5%"), Ok(WHOLE / 20));
        assert_eq!(part("0.01%"), Ok(WHOLE / 10_000));
        assert_eq!(part("1/3"), Ok(333_333_333_333_333_333));
        assert_eq!(part("1"), Ok(WHOLE));
        assert_eq!(part("100%"), Ok(WHOLE));
        assert_eq!(part("101%").unwrap_err().to_string(), "101% is more than the whole");
        for text in ["1/0", "a%", "", "1.0000000000000000001", "99999999999999999999/1"] {
            assert!(part(text).is_err(), "{text}");
        }
        assert_eq!([percent(WHOLE / 20), percent(1), bps(250)], ["5 %", "0.0000000000000001 %", "2.5 %"]);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(amount: u64, decimals in 0u8..=19) {
            let shown = tokens(amount, decimals);
            prop_assert_eq!(units(&shown, decimals), Ok(amount));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,24}", decimals: u8) {
            let _ = units(&text, decimals);
            let _ = Fraction::from_str(&text);
        }
    }
}
