//! Times and spans as people read and write them. All are in unix seconds, in UTC.

use std::str::FromStr;

use chrono::{DateTime, Datelike, SecondsFormat};

use crate::error::{Error, Result};
use crate::refuse;

/// A day in seconds.
const DAY: u64 = 86_400;

/// A span as it was written: `90`, `15min`, `36h`, `2d`, or several as in `1d12h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub u64);

impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(format!("`{text}` is not a time span: write it as in 90s, 15min, 36h, 2d or 1d12h"));
        if let Ok(seconds) = text.parse() {
            return Ok(Self(seconds));
        }
        let (mut rest, mut sum) = (text.trim(), 0u64);
        if rest.is_empty() {
            return Err(wrong());
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let count: u64 = rest[..digits].parse().map_err(|_| wrong())?;
            let seconds = match &rest[digits..digits + letters] {
                "s" => 1,
                "min" | "m" => 60,
                "h" => 3_600,
                "d" => DAY,
                "w" => 7 * DAY,
                _ => return Err(wrong()),
            };
            sum = count.checked_mul(seconds).and_then(|span| sum.checked_add(span)).ok_or_else(wrong)?;
            rest = rest[digits + letters..].trim_start();
        }
        Ok(Self(sum))
    }
}

/// A moment as it was written: `now`, unix seconds, `2026-11-21T10:00:00Z`, or `in 2h`, `2h ago`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Unix seconds.
    At(i64),
    /// So many seconds from now on.
    In(u64),
    /// So many seconds before now.
    Ago(u64),
}

impl Moment {
    /// In unix seconds, with the chain's time at `now`.
    pub fn at(&self, now: i64) -> i64 {
        match self {
            Self::At(time) => *time,
            Self::In(span) => now.saturating_add_unsigned(*span),
            Self::Ago(span) => now.saturating_sub_unsigned(*span),
        }
    }
}

impl FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if text == "now" {
            Ok(Self::In(0))
        } else if let Ok(time) = text.parse() {
            Ok(Self::At(time))
        } else if let Some(span) = text.strip_prefix("in ") {
            Ok(Self::In(Span::from_str(span)?.0))
        } else if let Some(span) = text.strip_suffix(" ago") {
            Ok(Self::Ago(Span::from_str(span)?.0))
        } else if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            Ok(Self::At(time.timestamp()))
        } else {
            refuse!(
                "`{text}` is not a time: write it as in 2026-11-21T10:00:00Z, `in 2h`, `2h ago`, `now` or unix seconds"
            )
        }
    }
}

/// `seconds` in its two largest parts: `3 h 12 min`.
pub fn span(seconds: u64) -> String {
    let parts = [(seconds / DAY, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let first = parts.iter().position(|(count, _)| *count > 0).unwrap_or(3);
    let shown = parts[first..].iter().take(2).filter(|(count, _)| *count > 0 || first == 3);
    shown.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}

/// `time` as `2026-11-21T10:00:00Z`; as a bare figure where no calendar reaches.
pub fn utc(time: i64) -> String {
    let time_utc = DateTime::from_timestamp(time, 0).filter(|time| (0..=9_999).contains(&time.year()));
    time_utc.map_or_else(|| time.to_string(), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// `time` with how far it is from `now`.
pub fn near(time: i64, now: i64) -> String {
    let far = span(time.abs_diff(now));
    match time {
        _ if time == now => format!("now, {}", utc(time)),
        i64::MIN | 0 => "always".to_owned(),
        i64::MAX => "never".to_owned(),
        _ if time > now => format!("in {far}, {}", utc(time)),
        _ => format!("{far} ago, {}", utc(time)),
    }
}

/// How far `time` is from `now`, without its date.
pub fn distance(time: i64, now: i64) -> String {
    let far = span(time.abs_diff(now));
    match time {
        _ if time == now => "now".to_owned(),
        i64::MIN | 0 => "always".to_owned(),
        i64::MAX => "never".to_owned(),
        _ if time > now => format!("in {far}"),
        _ => format!("{far} ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans() {
        let read = |text: &str| Span::from_str(text).map(|span| span.0);
        assert_eq!(read("90"), Ok(90));
        assert_eq!(read("90s"), Ok(90));
        assert_eq!(read("15min"), Ok(900));
        assert_eq!(read("1d12h"), Ok(129_600));
        assert_eq!(read("1d 12h"), Ok(129_600));
        assert_eq!(read("2w"), Ok(1_209_600));
        for text in ["", "h", "5y", "1.5h", "-1h", "99999999999999999999", "18446744073709551615d"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!([span(0), span(59), span(11_520)], ["0 s", "59 s", "3 h 12 min"]);
        assert_eq!([span(86_400), span(90_061)], ["1 d", "1 d 1 h"]);
    }

    #[test]
    fn times() {
        assert_eq!([utc(0), utc(951_782_399)], ["1970-01-01T00:00:00Z", "2000-02-28T23:59:59Z"]);
        assert_eq!(utc(1_795_255_200), "2026-11-21T10:00:00Z");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
        assert_eq!(near(100, 100), "now, 1970-01-01T00:01:40Z");
        assert_eq!(near(160, 100), "in 1 min, 1970-01-01T00:02:40Z");
        assert_eq!(near(40, 100), "1 min ago, 1970-01-01T00:00:40Z");
        assert_eq!([near(i64::MIN, 5), near(i64::MAX, 5)], ["always", "never"]);
        assert_eq!([100, 160, 40].map(|time| distance(time, 100)), ["now", "in 1 min", "1 min ago"]);
    }

    #[test]
    fn moments() {
        let read = |text: &str| Moment::from_str(text).map(|moment| moment.at(1_000));
        assert_eq!(read("now"), Ok(1_000));
        assert_eq!(read("in 1min"), Ok(1_060));
        assert_eq!(read("1min ago"), Ok(940));
        assert_eq!(read("77"), Ok(77));
        assert_eq!(read("2000-02-29T00:00:00Z"), Ok(951_782_400));
        for text in ["2001-02-29T00:00:00Z", "2000-13-01T00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01", "later"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(time in -60_000_000_000i64..250_000_000_000) {
            prop_assert_eq!(Moment::from_str(&utc(time)), Ok(Moment::At(time)));
        }
    }
}
