//! Where prices come from: a command, an HTTP address, or a file.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use restake_cli::amount::Amount;
use restake_cli::error::{Error, Result};
use restake_cli::redact::redact;
use serde::Deserialize;
use serde_json::Value;
use tokio::io::AsyncReadExt;

/// The most bytes that a source may answer.
const MOST_BYTES: usize = 1 << 20;

/// A source of a price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Source {
    /// The first line that a command prints.
    Command {
        /// The program and its arguments. No shell reads them.
        command: Vec<String>,
    },
    /// A number, or a text of one, in a JSON document.
    Url {
        /// The address.
        url: String,
        /// The place in the document: names of fields and numbers of entries, divided by dots.
        path: String,
    },
    /// The first line of a file.
    File {
        /// The file.
        file: PathBuf,
    },
}

impl Source {
    /// The price, in smallest units.
    ///
    /// # Errors
    /// Why there is none: no answer in time, or one that is no price above zero.
    pub async fn price(&self, client: &reqwest::Client, timeout: Duration, decimals: u8) -> Result<i64> {
        let text = tokio::time::timeout(timeout, self.text(client)).await;
        let text = text.unwrap_or_else(|_| Err(Error::new("no answer in time")));
        text.and_then(|text| units(&text, decimals)).map_err(|error| Error::new(format!("{}: {error}", self.name())))
    }

    /// What a log calls it: no key of an address is in it.
    pub fn name(&self) -> String {
        match self {
            Self::Command { command } => command.first().cloned().unwrap_or_default(),
            Self::Url { url, .. } => redact(url),
            Self::File { file } => file.display().to_string(),
        }
    }

    async fn text(&self, client: &reqwest::Client) -> Result<String> {
        match self {
            Self::Command { command } => {
                let [program, arguments @ ..] = &command[..] else { return Err(Error::new("no command")) };
                let mut child = tokio::process::Command::new(program)
                    .args(arguments)
                    .stdin(Stdio::null())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    // A command that is out of time ends.
                    .kill_on_drop(true)
                    .spawn()?;
                let mut text = vec![];
                if let Some(out) = child.stdout.take() {
                    out.take(MOST_BYTES as u64).read_to_end(&mut text).await?;
                }
                let status = child.wait().await?;
                if !status.success() {
                    return Err(Error::new(format!("the command failed: {status}")));
                }
                Ok(first_line(&text))
            }
            Self::Url { url, path } => {
                let failed = |error: reqwest::Error| Error::new(redact(&error.without_url().to_string()));
                let mut response = client.get(url).send().await.map_err(failed)?;
                response.error_for_status_ref().map_err(failed)?;
                let mut body = vec![];
                while let Some(part) = response.chunk().await.map_err(failed)? {
                    body.extend_from_slice(&part);
                    if body.len() > MOST_BYTES {
                        return Err(Error::new(format!("the answer is too long (limit {MOST_BYTES} bytes)")));
                    }
                }
                let document: Value =
                    serde_json::from_slice(&body).map_err(|error| Error::new(format!("no JSON: {error}")))?;
                match at(&document, path) {
                    Some(Value::String(text)) => Ok(text.clone()),
                    Some(Value::Number(number)) => Ok(number.to_string()),
                    _ => Err(Error::new(format!("no number at `{path}`"))),
                }
            }
            Self::File { file } => {
                let mut text = vec![];
                let file = tokio::fs::File::open(file).await?;
                file.take(MOST_BYTES as u64).read_to_end(&mut text).await?;
                Ok(first_line(&text))
            }
        }
    }
}

fn first_line(text: &[u8]) -> String {
    String::from_utf8_lossy(text).lines().next().unwrap_or_default().trim().to_owned()
}

/// The value at `path` of a document.
fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').filter(|name| !name.is_empty()).try_fold(document, |value, name| match value {
        Value::Array(values) => values.get(name.parse::<usize>().ok()?),
        value => value.get(name),
    })
}

/// The price that a text states, in smallest units. Digits beyond the feed's decimals are cut: a source may state more.
fn units(text: &str, decimals: u8) -> Result<i64> {
    let wrong = || Error::new(format!("`{}` is no price", text.chars().take(40).collect::<String>()));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return Err(wrong());
    }
    let kept = &part[..part.len().min(usize::from(decimals))];
    let plain = if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") };
    let amount: Amount = plain.parse().map_err(|_| wrong())?;
    let units = i64::try_from(amount.units(decimals, None)?).map_err(|_| wrong())?;
    if units == 0 { Err(wrong()) } else { Ok(units) }
}

/// The median of prices, and the distance of the lowest from the highest in basis points of it, rounded down. Of an even number,
/// the lower one of the two in the middle: a price that a source has stated. None without a price.
pub fn median(mut prices: Vec<i64>) -> Option<(i64, u128)> {
    prices.sort_unstable();
    let middle = *prices.get(prices.len().checked_sub(1)? / 2)?;
    let distance = u128::from(prices[prices.len() - 1].abs_diff(prices[0]));
    Some((middle, distance * 10_000 / u128::from(middle.unsigned_abs().max(1))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_of_prices() {
        for (text, found) in
            [("151.25", 15_125_000_000), ("151", 15_100_000_000), ("0.000000019", 1), ("1.123456789", 112_345_678)]
        {
            assert_eq!(units(text, 8), Ok(found), "{text}");
        }
        for wrong in ["", "0", "0.000000001", "-1", "1e3", "1,5", ".5", "1.-5", "NaN", "99999999999999", "1.2.3"] {
            assert!(units(wrong, 8).is_err(), "{wrong}");
        }
    }

    #[test]
    fn places_of_documents() {
        let document = json!({ "data": [{ "price": "1.5" }, { "price": 2 }] });
        assert_eq!(at(&document, "data.1.price"), Some(&json!(2)));
        assert_eq!(at(&document, "data.2.price"), None);
        assert_eq!(at(&json!(7), ""), Some(&json!(7)));
    }

    proptest! {
        #[test]
        fn a_median_is_a_price_with_half_on_each_side(prices in prop::collection::vec(1i64..=i64::MAX, 1..9)) {
            let (middle, spread) = median(prices.clone()).unwrap();
            prop_assert!(prices.contains(&middle));
            let below = prices.iter().filter(|price| **price < middle).count();
            let above = prices.iter().filter(|price| **price > middle).count();
            prop_assert!(2 * below < prices.len() && 2 * above <= prices.len());
            let is_narrow = prices.iter().all(|price| u128::from(price.abs_diff(middle)) * 10_000 <= (spread + 1) * middle as u128);
            prop_assert!(is_narrow);
        }
    }

    fn run(source: &Source) -> Result<i64> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(source.price(&reqwest::Client::new(), Duration::from_millis(500), 2))
    }

    #[test]
    fn commands_and_files_have_a_time_limit() {
        let command =
            |words: &[&str]| Source::Command { command: words.iter().map(|word| (*word).to_owned()).collect() };
        assert_eq!(run(&command(&["echo", "12.345"])), Ok(1_234));
        let begin = std::time::Instant::now();
        let late = run(&command(&["sleep", "30"])).unwrap_err().to_string();
        assert_eq!(late, "sleep: no answer in time");
        assert!(begin.elapsed() < Duration::from_secs(10));
        assert!(run(&command(&["false"])).unwrap_err().to_string().starts_with("false: the command failed"));
        assert!(run(&command(&[])).is_err() && run(&command(&["/nowhere/price"])).is_err());
        let file = std::env::temp_dir().join(format!("restake-node-price-{}", std::process::id()));
        std::fs::write(&file, "7.5\nmore\n").unwrap();
        assert_eq!(run(&Source::File { file: file.clone() }), Ok(750));
        std::fs::remove_file(&file).unwrap();
        assert!(run(&Source::File { file }).is_err());
    }
}
