//! Fees: their admins and recipients, their rates, and the times of their collection.

use anyhow::Result;
use harness::{entity, fee, pause, role};
use restaking_client::pda;

use super::manifest::ProtocolEntry;
use super::names;
use super::plan::{PROTOCOL_FEE, RAISED_COMMISSION, RAISED_EXIT_FEE, VAULTS};
use super::scene::{Scene, operator, split, vault, vault_plan};
use crate::keys::address;

/// Lesser roles get their holders, and vaults and the protocol announce what they charge.
pub fn found(scene: &mut Scene<'_>) -> Result<()> {
    let (admin, config) = (address("deployer"), pda::config());
    scene.act(
        &["deployer"],
        &[
            role::set_role(&admin, &config, role::FEE_WALLET, &address("foundation")),
            pause::set_guardian(&admin, &config, &address("sentinel")),
            fee::set_protocol_fee(&admin, PROTOCOL_FEE),
        ],
    )?;
    scene.manifest.protocol = ProtocolEntry {
        admin: "deployer".into(),
        guardian: "sentinel".into(),
        fee_wallet: "foundation".into(),
        fee_bps: PROTOCOL_FEE,
    };
    for plan in &VAULTS {
        let (vault, admin) = (vault(plan.name), address(plan.admin));
        let (mut signers, mut instructions) = (vec![plan.admin], vec![]);
        if let Some(guardian) = plan.guardian {
            instructions.push(pause::set_guardian(&admin, &vault.address, &address(guardian)));
        }
        if let Some(treasurer) = plan.treasurer {
            let holder = address(treasurer);
            instructions.extend(
                [role::FEE_ADMIN, role::FEE_WALLET].map(|role| role::set_role(&admin, &vault.address, role, &holder)),
            );
            signers.push(treasurer);
        }
        let (deposit, exit, reward) = plan.fees;
        let fees = fee::args(deposit, exit, reward, plan.stream_seconds);
        instructions.push(fee::set_fees(&vault, &address(plan.fee_admin()), fees));
        scene.act(&signers, &instructions)?;
    }
    let wallet = role::set_role(&address("ada"), &operator("ada"), role::FEE_WALLET, &address("purse"));
    scene.act(&["ada"], &[wallet])?;
    scene.manifest.operator_wallets.insert("ada".into(), "purse".into());
    Ok(())
}

/// The treasurer has harbor's fees sent to it.
pub fn collect_for_vault(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&["treasurer"], &[fee::collect_vault_fees(&vault("harbor"), &address("treasurer"))])
}

/// Ada has her commission in harbor sent to her wallet.
pub fn collect_commission(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&["ada"], &[fee::collect_commission(&split("harbor", "ada", "oracle"), &address("purse"))])
}

/// The protocol's fees in harbor are sent to its wallet; anyone may send them.
pub fn collect_for_protocol(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&["frank"], &[fee::collect_protocol_fees(&vault("harbor"), &address("foundation"))])
}

/// Delta's treasurer announces a higher fee on exits.
pub fn raise_exit_fee(scene: &mut Scene<'_>) -> Result<()> {
    let plan = vault_plan("delta");
    let (deposit, _, reward) = plan.fees;
    let fees = fee::args(deposit, RAISED_EXIT_FEE, reward, plan.stream_seconds);
    scene.act(&[plan.fee_admin()], &[fee::set_fees(&vault("delta"), &address(plan.fee_admin()), fees)])
}

/// Dora announces a higher commission.
pub fn raise_commission(scene: &mut Scene<'_>) -> Result<()> {
    let (dora, at) = (address("dora"), names::uri("dora"));
    scene.act(&["dora"], &[entity::update_operator_at(&at, &dora, &operator("dora"), &dora, RAISED_COMMISSION)])
}
