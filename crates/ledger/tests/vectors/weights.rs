//! What stake weighs: by a vault's own valuation or its mint's, with flags that are accepted or not.

use ledger::state::weight::{AssetFlags, Valuation};

use crate::json::Json;
use crate::luck::Luck;

const CASES: usize = 60;

/// Any stake at any weight; about half of the vaults have one of their own.
pub fn cases() -> Vec<Json> {
    let mut luck = Luck(23);
    (0..CASES)
        .map(|_| {
            let mut valuation = || Valuation {
                weight: if luck.below(2) == 0 { 0 } else { luck.sized(64) },
                accepted_flags: luck.below(AssetFlags::ALL + 1),
            };
            let (own, mint) = (valuation(), valuation());
            let (stake, flags) = (luck.sized(64), luck.below(AssetFlags::ALL + 1) & luck.below(AssetFlags::ALL + 1));
            Json::Object(vec![
                ("weight", Json::number(own.weight)),
                ("accepted", Json::number(own.accepted_flags)),
                ("mintWeight", Json::number(mint.weight)),
                ("mintAccepted", Json::number(mint.accepted_flags)),
                ("stake", Json::number(stake)),
                ("flags", Json::number(flags)),
                ("weighed", Json::number(own.or_else(|| mint).weigh(stake, flags))),
            ])
        })
        .collect()
}
