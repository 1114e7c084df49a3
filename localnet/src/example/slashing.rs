//! The actions of slashers, resolvers and executors.

use anyhow::Result;
use harness::slash;
use restaking_client::{ProposeSlashInstructionArgs, SlashProposal};

use super::manifest::SlashEntry;
use super::plan::HOUR;
use super::scene::{Scene, ncn, operator, split};
use crate::keys::address;

/// A slash of the example.
#[derive(Clone, Copy)]
pub struct SlashPlan {
    /// What it is called.
    pub name: &'static str,
    /// The vault.
    pub vault: &'static str,
    /// The operator.
    pub operator: &'static str,
    /// The NCN.
    pub ncn: &'static str,
    /// Which of the slasher's incidents it is for.
    pub incident: u64,
    /// The fraction of the allocation, in hundredths.
    pub hundredths: u64,
}

/// One without a veto, which was executed.
pub const EXECUTED: SlashPlan =
    SlashPlan { name: "executed", vault: "delta", operator: "bede", ncn: "oracle", incident: 1, hundredths: 1 };
/// One that was taken back.
pub const VETOED: SlashPlan =
    SlashPlan { name: "vetoed", vault: "harbor", operator: "ada", ncn: "bridge", incident: 1, hundredths: 10 };
/// One that can be vetoed still.
pub const OPEN: SlashPlan =
    SlashPlan { name: "open", vault: "harbor", operator: "ada", ncn: "oracle", incident: 1, hundredths: 2 };

/// The slasher proposes `plan`, for an offense of an hour before.
pub fn propose(scene: &mut Scene<'_>, plan: &SlashPlan) -> Result<()> {
    let split = split(plan.vault, plan.operator, plan.ncn);
    let cause = ProposeSlashInstructionArgs {
        incident: plan.incident,
        ..slash::args(slash::WHOLE / 100 * plan.hundredths, scene.chain.now()? - HOUR, &address("reporter"))
    };
    let epoch = scene.epoch(&split.vault)?;
    scene.act(&[plan.ncn], &[split.propose_slash(&address(plan.ncn), epoch, cause)])?;
    let proposal = split.proposal(plan.incident);
    let made: SlashProposal = scene.chain.read(&proposal)?;
    scene.manifest.slashes.insert(
        plan.name.into(),
        SlashEntry {
            address: proposal.to_string(),
            vault: plan.vault.into(),
            operator: plan.operator.into(),
            ncn: plan.ncn.into(),
            stake: made.slash.stake,
            epoch,
            final_from: made.final_from,
        },
    );
    Ok(())
}

/// The resolver takes `plan` back.
pub fn veto(scene: &mut Scene<'_>, plan: &SlashPlan) -> Result<()> {
    let (split, proposed_in) = (split(plan.vault, plan.operator, plan.ncn), scene.manifest.slashes[plan.name].epoch);
    let proposal = split.proposal(plan.incident);
    scene.act(&["council"], &[split.veto_slash(&address("council"), &proposal, proposed_in)])
}

/// The reporter executes `plan`, as anyone may. No harmed party is paid.
pub fn execute(scene: &mut Scene<'_>, plan: &SlashPlan) -> Result<()> {
    let (split, proposed_in) = (split(plan.vault, plan.operator, plan.ncn), scene.manifest.slashes[plan.name].epoch);
    let proposal = split.proposal(plan.incident);
    let recipients = ["reporter", "insurance", "alice"].map(address);
    scene.act(&["reporter"], &[split.execute_slash(&proposal, proposed_in, recipients)])
}

/// The sequencer jails cyd until `time`.
pub fn jail(scene: &mut Scene<'_>, time: i64) -> Result<()> {
    let (ncn, operator) = (ncn("sequencer"), operator("cyd"));
    scene.act(&["sequencer"], &[slash::set_jail(&address("sequencer"), &ncn, &operator, time, 2)])
}
