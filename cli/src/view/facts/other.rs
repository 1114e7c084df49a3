//! What to know about accounts that hold little beside their parties.

use restaking_client::{
    self as client, Equivocation, ExitBucket, OffenseReport, OperatorKey, RewardClaim, RewardTree, StakeCapture, Vault,
    VaultBondPool, bonds, exits,
};
use solana_program::pubkey::Pubkey;

use super::vault::paused;
use super::{Fact, Reader, amount, count, delayed, moment, moment_if, party, told};
use crate::error::Result;
use crate::idl::{Node, hex};
use crate::time;

impl Reader<'_> {
    /// What the account at `address` means now, of the kinds that [`Reader::facts`] does not know.
    pub(super) fn others(&self, address: &Pubkey, node: &Node) -> Result<Vec<Fact>> {
        let now = self.now;
        Ok(match node.name() {
            "Config" => {
                let found: client::Config = self.load(address)?;
                vec![
                    party("admin", &found.admin),
                    party("guardian", &found.guardian),
                    paused(&found.pause, now),
                    told("min_epoch", time::span(found.min_epoch_seconds)),
                    told("max_epoch", time::span(found.max_epoch_seconds)),
                    delayed("protocol_fee", &(&found.protocol_fee_bps).into(), now),
                ]
            }
            "ExitBucket" => {
                let ExitBucket { vault, bucket, .. } = self.load(address)?;
                let of: Vault = self.load(&vault)?;
                let assets = bucket.pools.iter().fold(0, |sum: u64, pool| sum.saturating_add(pool.assets));
                vec![
                    told("vault", vault.to_string()),
                    count("epoch", bucket.epoch),
                    moment("claimable", exits::claimable_at(&of, bucket.epoch), now),
                    amount("left_to_claim", assets.saturating_sub(bucket.claimed), of.decimals, "tokens"),
                    count("tickets", bucket.tickets),
                ]
            }
            "DepositorApproval" => {
                let found: client::DepositorApproval = self.load(address)?;
                vec![told("vault", found.vault.to_string()), told("depositor", found.depositor.to_string())]
            }
            "OperatorKey" => {
                let found: OperatorKey = self.load(address)?;
                vec![
                    told("ncn", found.ncn.to_string()),
                    told("operator", found.operator.to_string()),
                    told("kind", found.kind.name()),
                    told("key", Pubkey::new_from_array(found.key).to_string()),
                    moment("from", found.from, now),
                    moment("until", found.until, now),
                    moment_if("proven_at", found.proven_at, now),
                ]
            }
            "OffenseReport" => {
                let found: OffenseReport = self.load(address)?;
                vec![
                    told("reporter", found.reporter.to_string()),
                    count("slot", found.slot),
                    told("commitment", hex(&found.commitment)),
                ]
            }
            "Equivocation" => {
                let found: Equivocation = self.load(address)?;
                vec![
                    told("ncn", found.ncn.to_string()),
                    told("operator", found.operator.to_string()),
                    count("height", found.height),
                    moment("offense_at", found.offense_at, now),
                    moment("proven_at", found.proven_at, now),
                    told("reporter", found.reporter.to_string()),
                ]
            }
            "StakeCapture" => {
                let found: StakeCapture = self.load(address)?;
                vec![
                    told("table", found.table.to_string()),
                    told("operator", found.operator.to_string()),
                    told("captor", found.captor.to_string()),
                    count("weight", found.weight),
                    count("vaults", found.vaults),
                    moment_if("captured_at", found.captured_at, now),
                ]
            }
            "RewardClaim" => {
                let found: RewardClaim = self.load(address)?;
                let tree: Option<RewardTree> = self.find(&found.tree)?;
                let decimals = tree.map(|tree| self.decimals(&tree.mint)).transpose()?.flatten();
                vec![
                    told("tree", found.tree.to_string()),
                    told("earner", found.earner.to_string()),
                    amount("claimed", found.claimed, decimals, "tokens"),
                    party("claimer", &found.claimer),
                ]
            }
            "VaultBondPool" => {
                let found: VaultBondPool = self.load(address)?;
                let vault: Vault = self.load(&found.vault)?;
                vec![
                    told("vault", found.vault.to_string()),
                    amount("bonded", found.ledger.bonded, vault.decimals, "VRT"),
                    count("rewards", bonds::rewards(&found).len() as u64),
                ]
            }
            _ => vec![],
        })
    }
}
