//! Observes prices: the median of several sources, or an abstention.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use restake_cli::error::{Error, Result};
use restaking_client::oracle::vote_content;
use tokio::task::JoinSet;

use super::sources::{Source, median};
use crate::service::{Performer, Window};

/// The sources of a feed.
#[derive(Clone, Debug)]
pub struct FeedSources {
    /// The sources.
    pub sources: Vec<Source>,
    /// The least number of them that must answer, or the operator abstains.
    pub least: usize,
    /// The largest distance between the lowest and the highest answer, in basis points of the median, or the operator abstains.
    pub spread_bps: u64,
    /// The decimals of the feed's prices.
    pub decimals: u8,
}

/// Observes the prices of feeds.
pub struct Prices {
    feeds: BTreeMap<u8, Arc<FeedSources>>,
    client: reqwest::Client,
    timeout: Duration,
}

impl Prices {
    /// Observes these feeds. Each source has `timeout` to answer.
    ///
    /// # Errors
    /// If the system gives no HTTP client.
    pub fn new(feeds: BTreeMap<u8, FeedSources>, timeout: Duration) -> Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(timeout)
            .build()
            .map_err(|error| Error::new(format!("HTTP cannot be set up: {error}")))?;
        Ok(Self { feeds: feeds.into_iter().map(|(feed, of)| (feed, Arc::new(of))).collect(), client, timeout })
    }
}

#[async_trait]
impl Performer for Prices {
    async fn observe(&self, window: &Window, now: i64) -> Result<Option<Vec<u8>>> {
        let kind = window.at.kind;
        let feed = self.feeds.get(&kind).ok_or_else(|| Error::new(format!("Feed {kind} has no sources")))?;
        let mut asked = JoinSet::new();
        for source in feed.sources.clone() {
            let (client, timeout, decimals) = (self.client.clone(), self.timeout, feed.decimals);
            asked.spawn(async move { source.price(&client, timeout, decimals).await });
        }
        let (mut prices, mut failures) = (vec![], vec![]);
        while let Some(joined) = asked.join_next().await {
            match joined {
                Ok(Ok(price)) => prices.push(price),
                Ok(Err(error)) => failures.push(error.to_string()),
                Err(_) => failures.push("a source failed".to_owned()),
            }
        }
        if prices.len() < feed.least {
            let (got, least) = (prices.len(), feed.least);
            return Err(Error::new(format!(
                "Too few sources answered (got {got}, limit {least}): {}",
                failures.join("; ")
            )));
        }
        let Some((price, spread_bps)) = median(prices) else { return Ok(None) };
        if spread_bps > u128::from(feed.spread_bps) {
            let limit = feed.spread_bps;
            return Err(Error::new(format!("Sources differ too much (got {spread_bps} bps, limit {limit} bps)")));
        }
        Ok(Some(vote_content(price, now).to_vec()))
    }
}
