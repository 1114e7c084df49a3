//! The columns of tables, for each kind of account: those that a list shows, and the others that it can show.

use super::facts::label;
use crate::error::Result;
use crate::refuse;

/// The column of addresses.
pub const ADDRESS: &str = "address";

/// The columns of a kind, by the names of its facts: the shown ones, and the others.
type Columns = (&'static str, &'static [&'static str], &'static [&'static str]);

const COLUMNS: &[Columns] = &[
    (
        "Vault",
        &["symbol", "assets", "rate", "delegated_bps", "exit_requested_now_claimable", "in_open_slashes"],
        &[
            "name",
            "asset",
            "asset_symbol",
            "supply",
            "breaker_room",
            "instant_exits_left",
            "epoch",
            "epoch_ends",
            "paused",
            "pledged",
            "deposit_cap",
            "deposit_fee",
            "exit_fee",
            "instant_fee",
            "reward_fee",
            "restricted",
            "deposit_gate",
            "term",
            "asset_issuer_can",
            "risk_version",
            "admin",
            "curator",
            "guardian",
        ],
    ),
    ("Operator", &["name", "commission", "retired", "uri"], &["admin", "allocator"]),
    (
        "Ncn",
        &["name", "max_slash", "challenge", "retired", "uri"],
        &["admin", "slasher", "resolver", "parent", "software", "run_by"],
    ),
    ("ExitTicket", &["vault", "claimable", "pays"], &["owner", "taken_by_open_slashes"]),
    ("ExitBucket", &["vault", "epoch", "claimable", "left_to_claim", "tickets"], &[]),
    ("DepositorApproval", &["vault", "depositor"], &[]),
    ("Grant", &["entity", "holder", "kinds", "until", "state"], &[]),
    ("OptIn", &["left", "right", "counts", "announced"], &[]),
    ("OperatorDelegation", &["vault", "operator", "stake"], &["moving"]),
    ("NcnAllocation", &["vault", "operator", "ncn", "stake"], &[]),
    ("OperatorRecord", &["operator", "ncn", "jailed", "slashes", "equivocations"], &[]),
    ("OperatorKey", &["ncn", "operator", "kind", "key", "until"], &["from", "proven_at"]),
    ("SlashProposal", &["vault", "operator", "ncn", "stake", "status"], &["final_from", "pledged"]),
    ("SlashPledge", &["slash", "pledger", "amount", "state"], &[]),
    ("OffenseReport", &["reporter", "slot", "commitment"], &[]),
    ("Equivocation", &["ncn", "operator", "height", "offense_at", "proven_at"], &["reporter"]),
    ("StakeTable", &["ncn", "state", "closes", "operators", "weight"], &[]),
    ("StakeCapture", &["table", "operator", "captor", "weight", "captured_at"], &["vaults"]),
    ("RewardTree", &["ncn", "mint", "promised", "paid", "funded"], &["next_root_counts"]),
    ("RewardClaim", &["tree", "earner", "claimed"], &["claimer"]),
    ("RewardOffer", &["ncn", "mint", "reward", "accrued", "ends"], &["attributed", "paid", "closes_from"]),
    ("VaultBondPool", &["vault", "bonded", "rewards"], &[]),
    ("VaultPosition", &["vault", "owner", "bonded", "owed"], &[]),
    ("SweepNotice", &["vault", "mint", "amount", "due"], &[]),
    (
        "Pool",
        &["value", "lrt_rate", "supply", "queued", "paused"],
        &[
            "lrt_mint",
            "management_fee",
            "performance_fee",
            "instant_fee",
            "imbalance_fee",
            "outflow_left",
            "notice",
            "admin",
            "curator",
            "guardian",
            "fee_wallet",
        ],
    ),
    ("QueuedExit", &["pool", "owner", "shares", "pays", "state"], &["batch", "asset"]),
    ("ExitBatch", &["pool", "asset", "queued", "paid", "state"], &[]),
    ("ExitPart", &["pool", "owner", "ticket", "state"], &[]),
    ("CollectedExit", &["pool", "asset", "left_to_claim"], &["ticket"]),
    ("RewardAuction", &["pool", "mint"], &[]),
    ("PriceReport", &["pool", "mint"], &[]),
    ("SetAside", &["pool", "owner", "left_to_claim"], &[]),
    ("Config", &["admin", "guardian", "paused"], &["min_epoch", "max_epoch", "protocol_fee"]),
];

fn of(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    COLUMNS.iter().find(|(known, ..)| *known == kind).map_or((&[], &[]), |(_, shown, others)| (*shown, *others))
}

/// The columns that a list of accounts of `kind` shows.
pub fn shown(kind: &str) -> Vec<&'static str> {
    [&[ADDRESS], of(kind).0].concat()
}

/// All columns of accounts of `kind`.
pub fn all(kind: &str) -> Vec<&'static str> {
    [&[ADDRESS], of(kind).0, of(kind).1].concat()
}

/// How a command line names the column `name`: its label in lower case, with hyphens.
fn written(name: &'static str) -> String {
    label(name).to_lowercase().replace(' ', "-")
}

/// The column of `kind` called `text`, by its label or its name in JSON.
///
/// # Errors
/// For another text: the sentence lists the columns.
pub fn named(kind: &str, text: &str) -> Result<&'static str> {
    let wanted = text.trim().to_lowercase().replace([' ', '_'], "-");
    let all = all(kind);
    match all.iter().find(|name| written(name) == wanted || name.replace('_', "-") == wanted) {
        Some(name) => Ok(name),
        None => {
            let columns: Vec<String> = all.into_iter().map(written).collect();
            refuse!("there is no column '{text}' here: the columns are {}", columns.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::KINDS;
    use crate::liquid;

    #[test]
    fn every_kind_has_columns_with_labels() {
        for kind in KINDS.iter().chain(liquid::KINDS) {
            assert!(shown(kind).len() > 1, "{kind}");
            for name in all(kind) {
                let label = label(name);
                assert!(label.starts_with(char::is_uppercase) && !label.contains('_'), "{kind}: {name} is {label}");
                assert_eq!(named(kind, &written(name)), Ok(name));
                assert_eq!(named(kind, name), Ok(name));
            }
        }
        assert_eq!(COLUMNS.len(), KINDS.len() + liquid::KINDS.len());
    }

    #[test]
    fn every_label_is_of_a_column() {
        let known: Vec<&str> = COLUMNS.iter().flat_map(|(kind, ..)| all(kind)).collect();
        for (name, _) in restaking_client::words::units::LABELS {
            assert!(known.contains(name), "{name} is in clients/words/units.json, and in no table");
        }
    }

    #[test]
    fn a_wrong_column_is_told_the_columns() {
        let said = named("SweepNotice", "nonsense").unwrap_err().to_string();
        assert_eq!(said, "there is no column 'nonsense' here: the columns are address, vault, mint, amount, due");
        assert_eq!(named("Vault", "Delegated"), Ok("delegated_bps"));
    }
}
