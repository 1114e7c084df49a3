//! Rewards in vaults' own assets: NCNs pay them regularly, and they stream into the worth of shares.

use anyhow::{Context, Result, ensure};
use harness::fee;
use restaking_client::ledger::math::BPS;
use restaking_client::ledger::state::vault::VaultLedger;

use super::manifest::IncomeEntry;
use super::plan::{DAY, RewardPlan};
use super::scene::{Scene, split, vault};
use crate::keys::address;

/// The NCN pays what is due by `plan`, so long before the end, for each operator's part.
pub fn pay(scene: &mut Scene<'_>, plan: &RewardPlan, before: i64) -> Result<()> {
    let (payer, paid_into) = (address(plan.ncn), vault(plan.vault));
    let ledger: VaultLedger = (&scene.chain.read::<restaking_client::Vault>(&paid_into.address)?.ledger).into();
    let stake = u128::from(ledger.books_at(scene.chain.now()?).active);
    let week = 2_usize.saturating_sub(usize::try_from(before / (7 * DAY))?);
    let (mut instructions, mut total) = (vec![], 0);
    for (operator, yearly) in plan.operators {
        let part = stake * u128::from(yearly[week]) * u128::from(plan.every.unsigned_abs());
        let amount = u64::try_from(part / u128::from(BPS) / (365 * DAY.unsigned_abs() as u128))?;
        instructions.push(fee::pay_reward(&split(plan.vault, operator, plan.ncn), &payer, amount));
        total += amount;
    }
    ensure!(total > 0, "there is no stake in {} yet", plan.vault);
    scene.act(&[plan.ncn], &instructions)?;
    let stream = scene.chain.read::<restaking_client::Vault>(&paid_into.address)?.ledger.stream;
    let entry = scene.manifest.income.entry(plan.vault.into()).or_insert(IncomeEntry { paid: 0, streams_until: 0 });
    entry.paid = entry.paid.checked_add(total).context("what was paid fits")?;
    entry.streams_until = stream.end;
    Ok(())
}
