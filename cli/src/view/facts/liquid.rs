//! What to know about accounts of liquid restaking.

use borsh::BorshDeserialize;
use restaking_client::Pause;
use restaking_client::liquid::value::state::batch::Batch;
use restaking_client::liquid::{CollectedExit, ExitBatch, ExitPart, LiquidProgram, Pool, QueuedExit, SetAside};
use restaking_client::words::any_of;
use restaking_client::words::liquid::units::PAUSE_KINDS;
use serde_json::Value;
use solana_program::pubkey::Pubkey;

use super::{Fact, Order, Reader, amount, delayed, is_paused, party, told};
use crate::error::{Error, Result};
use crate::idl::Node;
use crate::liquid::LiquidPool;
use crate::time;

/// The decimals of SOL and of every LRT.
const SOL: u8 = 9;

impl Reader<'_> {
    /// What the account of liquid restaking at `address` means now.
    pub(super) fn liquid(&self, address: &Pubkey, node: &Node) -> Result<Vec<Fact>> {
        Ok(match node.name() {
            "Pool" => self.pool(address)?,
            "QueuedExit" => self.queued_exit(&self.of_liquid(address)?)?,
            "ExitBatch" => {
                let found: ExitBatch = self.of_liquid(address)?;
                let (batch, pool) = (Batch::from(&found.batch), self.of_liquid::<Pool>(&found.pool)?);
                let asset = &pool.assets[found.place as usize];
                let state = if batch.waiting() == 0 { "filled" } else { "waits" };
                vec![
                    told("pool", found.pool.to_string()),
                    told("asset", asset.mint.to_string()),
                    amount("queued", batch.waiting(), SOL, "LRT"),
                    amount("paid", batch.paid, self.decimals(&asset.mint)?, "tokens"),
                    told("state", state),
                ]
            }
            "ExitPart" => {
                let found: ExitPart = self.of_liquid(address)?;
                let is_on_the_way = self.account(&found.ticket)?.is_some();
                let state = if is_on_the_way { "waits for the vault's exit" } else { "can be claimed" };
                vec![
                    told("pool", found.pool.to_string()),
                    told("owner", found.owner.to_string()),
                    told("ticket", found.ticket.to_string()),
                    told("state", state),
                ]
            }
            "CollectedExit" => {
                let found: CollectedExit = self.of_liquid(address)?;
                let asset = self.of_liquid::<Pool>(&found.pool)?.assets[found.place as usize].mint;
                vec![
                    told("pool", found.pool.to_string()),
                    told("asset", asset.to_string()),
                    amount("left_to_claim", found.tokens, self.decimals(&asset)?, "tokens"),
                    told("ticket", found.ticket.to_string()),
                ]
            }
            "RewardAuction" | "PriceReport" => {
                let parts = ["pool", "mint"].map(|name| node.address(name).unwrap_or_default().to_string());
                let [pool, mint] = parts;
                vec![told("pool", pool), told("mint", mint)]
            }
            _ => {
                let found: SetAside = self.of_liquid(address)?;
                let pool: Pool = self.of_liquid(&found.pool)?;
                let mut parts = vec![];
                for (asset, units) in pool.known_assets().zip(&found.tokens).filter(|(_, units)| **units > 0) {
                    let shown = amount("left_to_claim", *units, self.decimals(&asset.mint)?, "tokens").text;
                    parts.push(format!("{shown} of {}", asset.mint));
                }
                vec![
                    told("pool", found.pool.to_string()),
                    told("owner", found.owner.to_string()),
                    told("left_to_claim", if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }),
                ]
            }
        })
    }

    /// The account of liquid restaking at `address`.
    fn of_liquid<T: BorshDeserialize>(&self, address: &Pubkey) -> Result<T> {
        let account = self.account(address)?.ok_or_else(|| Error::new(format!("there is no account at {address}")))?;
        T::deserialize(&mut account.data.as_slice())
            .map_err(|error| Error::new(format!("the account at {address} cannot be read: {error}")))
    }

    fn pool(&self, address: &Pubkey) -> Result<Vec<Fact>> {
        let account = self.account(address)?.ok_or_else(|| Error::new(format!("there is no pool at {address}")))?;
        let pool: Pool = self.of_liquid(address)?;
        let read = LiquidPool::of(self.chain, LiquidProgram::at(account.owner), *address, pool)?;
        let valued = read.valued()?;
        let (pool, ledger, now) = (&read.pool, &valued.ledger, self.now);
        let rate = valued.rate();
        let queued = ledger.assets().iter().fold(0, |sum: u64, asset| sum.saturating_add(asset.queued()));
        let mut outflow = ledger.outflow;
        outflow.refill(now);
        let stale = if valued.lagging.is_empty() { "" } else { ", by rates of an earlier epoch" };
        let mut value = amount("value", valued.values.total_low, SOL, "SOL");
        value.text.push_str(stale);
        Ok(vec![
            value,
            Fact { order: Order::Figure(i128::from(rate) * 1_000_000_000), ..amount("lrt_rate", rate, SOL, "SOL") },
            amount("supply", ledger.supply, SOL, "LRT"),
            amount("queued", queued, SOL, "LRT"),
            paused(&pool.pause, now),
            delayed("management_fee", &ledger.fees.management_bps, now),
            delayed("performance_fee", &ledger.fees.performance_bps, now),
            delayed("instant_fee", &ledger.fees.instant_bps, now),
            delayed("imbalance_fee", &ledger.fees.imbalance_bps, now),
            amount("outflow_left", outflow.left(), SOL, "SOL"),
            told("notice", time::span(pool.notice_seconds)),
            told("lrt_mint", pool.lrt_mint.to_string()),
            party("admin", &pool.admin),
            party("curator", &pool.curator),
            party("guardian", &pool.guardian),
            party("fee_wallet", &pool.fee_wallet),
        ])
    }

    fn queued_exit(&self, request: &QueuedExit) -> Result<Vec<Fact>> {
        let batch: ExitBatch = self.of_liquid(&request.batch)?;
        let pool: Pool = self.of_liquid(&request.pool)?;
        let state = Batch::from(&batch.batch);
        let due = state.due(&(&request.request).into()).unwrap_or(0);
        let asset = pool.assets[batch.place as usize].mint;
        let ends = i64::try_from((state.period + 1).saturating_mul(pool.ledger.batch_seconds)).unwrap_or(i64::MAX);
        let told_state = match () {
            () if state.waiting() == 0 => "filled".to_owned(),
            () if self.now < ends => format!("collects requests until {}", time::near(ends, self.now)),
            () if state.filled > 0 => "filled in part".to_owned(),
            () => "waits".to_owned(),
        };
        Ok(vec![
            told("pool", request.pool.to_string()),
            told("owner", request.owner.to_string()),
            amount("shares", request.request.shares, SOL, "LRT"),
            amount("pays", due, self.decimals(&asset)?, "tokens"),
            told("state", told_state),
            told("batch", request.batch.to_string()),
            told("asset", asset.to_string()),
        ])
    }
}

/// What is paused now, and until when.
fn paused(pause: &restaking_client::liquid::Pause, now: i64) -> Fact {
    let pause = Pause { flags: pause.flags, from: pause.from, until: pause.until };
    let kinds = any_of(PAUSE_KINDS, pause.flags);
    if !is_paused(&pause, now) {
        return Fact { json: Value::Null, ..told("paused", "nothing") };
    }
    Fact { json: kinds.clone().into(), ..told("paused", format!("{kinds}, until {}", time::near(pause.until, now))) }
}
