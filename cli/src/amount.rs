//! Amounts in tokens, as users write them, and in smallest units, as the program stores them.

use std::fmt;
use std::str::FromStr;

use restaking_client::amount::{self, NoAmount, Written};

use crate::error::{Error, Result};
use crate::refuse;

/// An amount as it was written: a decimal figure in tokens, or `all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All that there is.
    All,
    /// A figure.
    Tokens(Written),
}

/// Why a text is no amount.
fn told(no: &NoAmount) -> Error {
    Error::new(match no {
        NoAmount::Empty => format!("{no}: write one such as 12 or 0.5"),
        NoAmount::Figure(text) if text.starts_with('-') => {
            format!("\"{text}\" is negative: write an amount such as 12 or 0.5")
        }
        _ => no.to_string(),
    })
}

impl FromStr for Amount {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        Written::from_str(text).map(Self::Tokens).map_err(|no| told(&no))
    }
}

impl Amount {
    /// The amount in smallest units of a mint with `decimals`; `all` where that was written.
    ///
    /// # Errors
    /// For more decimals than the mint has, `all` where there is no such thing, and figures that do not fit in 64 bits.
    pub fn units(&self, decimals: u8, all: Option<u64>) -> Result<u64> {
        match self {
            Self::All => all.ok_or_else(|| Error::new("`all` is not valid here: write an amount")),
            Self::Tokens(written) => written.units(decimals).map_err(|no| told(&no)),
        }
    }

    /// The same of `have` units that there are, which text calls `what`.
    ///
    /// # Errors
    /// For more than there are as well.
    pub fn within(&self, have: u64, decimals: u8, what: &str) -> Result<u64> {
        let units = self.units(decimals, Some(have))?;
        check_funds([have, units], decimals, what)?;
        Ok(units)
    }
}

/// Refuses to take `units` of the `have` that there are, where those are fewer.
pub fn check_funds([have, units]: [u64; 2], decimals: u8, what: &str) -> Result<()> {
    if units > have {
        refuse!("you have {} {what}, and this takes {}", tokens(have, decimals), tokens(units, decimals));
    }
    Ok(())
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Tokens(written) => written.fmt(f),
        }
    }
}

/// `units` in tokens of a mint with `decimals`, without zeroes behind the last decimal.
pub fn tokens(units: u64, decimals: u8) -> String {
    amount::formatted(units, decimals)
}

/// A part of the whole as it was written, in `1/10^18`: `0.05`, `5%`, or `1/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(pub u64);

/// The decimals of weights: an asset of weight 1 adds each of its smallest units once.
pub const WEIGHT_DECIMALS: u8 = 9;

/// The whole of a fraction.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

impl FromStr for Fraction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(format!("`{text}` is not a fraction: write 0.05, 5% or 1/3"));
        let parsed = if let Some((over, under)) = text.split_once('/') {
            let figure = |text| amount::digits(text).ok_or_else(wrong);
            let (over, under) = (figure(over)?, figure(under)?);
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
    format!("{}%", tokens(fraction, 16))
}

/// Basis points in percent.
pub fn bps(bps: u64) -> String {
    format!("{}%", tokens(bps, 2))
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
        assert_eq!(units("all", 3), Ok(77));
        assert_eq!(units("ALL", 3), Ok(77));
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        let said = |text: &str, decimals| units(text, decimals).unwrap_err().to_string();
        assert_eq!(said("0.1234", 3), "\"0.1234\" has 4 decimals, and the token has 3");
        assert_eq!(said("-1", 3), "\"-1\" is negative: write an amount such as 12 or 0.5");
        for text in ["1,5", "0,001", "1,000.5", "1_000", "1 000", "1'000"] {
            assert!(said(text, 3).contains("can be read in two ways"), "{text}");
        }
        let most = "18446744073709551.615";
        assert_eq!(units(most, 3), Ok(u64::MAX));
        let over = format!("\"18446744073709551.616\" is over the most that there can be, {most}");
        assert_eq!(said("18446744073709551.616", 3), over);
        assert_eq!(Amount::All.units(3, None).unwrap_err().to_string(), "`all` is not valid here: write an amount");
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
        assert_eq!(part("5\u{20}%"), Ok(WHOLE / 20), "a space may be before it");
        for text in
            ["1/0", "a%", "", "1.0000000000000000001", "99999999999999999999/1", "+1/3", "1/+3", "1,5%", "1_0%", "all%"]
        {
            assert!(part(text).is_err(), "{text}");
        }
        assert_eq!([percent(WHOLE / 20), percent(1), bps(250)], ["5%", "0.0000000000000001%", "2.5%"]);
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
