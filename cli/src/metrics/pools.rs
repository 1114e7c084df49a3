//! The figures of liquid pools.

use prometheus::GaugeVec;
use restaking_client::Pause;
use solana_program::pubkey::Pubkey;

use super::gauges::{Gauges, whole};
use crate::liquid::LiquidPool;
use crate::view::facts::is_paused;

/// The decimals of SOL and of every LRT.
const SOL: u8 = 9;

/// Sets the figures of `pool`. One that cannot be valued has no value and no rate, and is blocked.
pub(super) fn set(gauges: &Gauges, pool: &LiquidPool) {
    let (label, now) = ([pool.address.to_string()], pool.now);
    let set = |gauge: &GaugeVec, figure| gauge.with_label_values(&label).set(figure);
    let pause = &pool.pool.pause;
    let pause = Pause { flags: pause.flags, from: pause.from, until: pause.until };
    set(&gauges.pool_paused, truth(is_paused(&pause, now)));
    let Ok(valued) = pool.valued() else {
        block(gauges, &pool.address);
        return;
    };
    let is_blocked = !pool.blocked(&valued).is_empty() || !valued.lagging.is_empty();
    let mut outflow = valued.ledger.outflow;
    outflow.refill(now);
    set(&gauges.pool_blocked, truth(is_blocked));
    set(&gauges.pool_value_sol, whole(valued.values.total_low, SOL));
    set(&gauges.pool_supply_tokens, whole(valued.ledger.supply, SOL));
    set(&gauges.pool_rate, whole(valued.rate(), SOL));
    set(&gauges.pool_outflow_room_sol, whole(outflow.left(), SOL));
    for (place, asset) in pool.pool.known_assets().enumerate() {
        let (state, decimals) = (&valued.ledger.assets[place], pool.decimals[place]);
        let labels = [pool.address, asset.mint].map(|address| address.to_string());
        let set = |gauge: &GaugeVec, figure| gauge.with_label_values(&labels).set(figure);
        set(&gauges.pool_asset_tokens, whole(valued.values.tokens[place], decimals));
        set(&gauges.pool_free_tokens, whole(valued.ledger.free(&valued.values, place).unwrap_or(0), decimals));
        set(&gauges.pool_queued_tokens, whole(state.queued(), SOL));
        let is_suspicious = state.guard.is_suspicious();
        set(&gauges.pool_quarantined, truth(is_suspicious));
        let ends = state.guard.since.saturating_add_unsigned(valued.ledger.band.quarantine_seconds);
        set(&gauges.pool_quarantine_end_seconds, if is_suspicious { ends as f64 } else { 0.0 });
    }
    for place in pool.placements() {
        let vault = &pool.pool.placements[place].vault;
        let labels = [pool.address, *vault].map(|address| address.to_string());
        let decimals = pool.vault(place).map_or(0, |vault| vault.decimals);
        let placed = whole(valued.values.holdings[place].low, decimals);
        gauges.pool_placed_tokens.with_label_values(&labels).set(placed);
    }
}

/// Marks the pool at `address` as blocked: it cannot be read.
pub(super) fn block(gauges: &Gauges, address: &Pubkey) {
    gauges.pool_blocked.with_label_values(&[address.to_string()]).set(1.0);
}

const fn truth(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}
