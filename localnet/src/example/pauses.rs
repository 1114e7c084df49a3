//! Pauses, by the guardian of two vaults.

use anyhow::Result;
use harness::pause;

use super::manifest::PauseEntry;
use super::plan::HOUR;
use super::scene::{Scene, vault, vault_plan};
use crate::keys::address;

/// How long each pause was to be, in seconds.
const LENGTH: u64 = 12 * HOUR as u64;

/// The warden pauses deposits and instant exits of harbor.
pub fn pause_harbor(scene: &mut Scene<'_>) -> Result<()> {
    raise(scene, "harbor", pause::DEPOSITS | pause::INSTANT_EXITS)
}

/// The warden ends that before its time.
pub fn lift_harbor(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&["warden"], &[pause::lift(&address("warden"), &vault("harbor").address)])
}

/// The warden pauses instant exits of delta, and that is so at the end still.
pub fn pause_delta(scene: &mut Scene<'_>) -> Result<()> {
    raise(scene, "delta", pause::INSTANT_EXITS)?;
    let until = scene.chain.read::<restaking_client::Vault>(&vault("delta").address)?.pause.until;
    let entry = PauseEntry { kinds: vec!["instantExits".into()], until };
    scene.manifest.pauses.insert("delta".into(), entry);
    Ok(())
}

fn raise(scene: &Scene<'_>, name: &str, kinds: u64) -> Result<()> {
    let guardian = vault_plan(name).guardian.expect("a vault with a guardian");
    scene.act(&[guardian], &[pause::raise(&address(guardian), &vault(name).address, kinds, LENGTH)])
}
