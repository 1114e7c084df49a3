//! The actions of stakers: deposits, requests, claims and instant exits.

use anyhow::Result;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;

use super::manifest::TicketEntry;
use super::scene::{Scene, vault, vault_plan};
use crate::keys::address;

/// `who` deposits `assets` in the vault called `name`, and has an account for its shares made if it has none.
pub fn deposit(scene: &mut Scene<'_>, who: &str, name: &str, assets: u64) -> Result<()> {
    let (vault, owner) = (vault(name), address(who));
    let account = create_associated_token_account_idempotent(&owner, &owner, &vault.vrt_mint, &harness::token::PROGRAM);
    let listed = !vault_plan(name).admitted.is_empty();
    scene.act(&[who], &[account, vault.deposit(&owner, assets, 1, listed)])
}

/// `who` requests an exit from the vault called `name` with `shares`. The ticket is called `ticket`, and is `who`'s
/// number `nonce`.
pub fn request(scene: &mut Scene<'_>, ticket: &str, who: &str, nonce: u64, name: &str, shares: u64) -> Result<()> {
    let (vault, owner) = (vault(name), address(who));
    let epoch = scene.epoch(&vault)?;
    scene.act(&[who], &[vault.request_exit(&owner, nonce, shares, 1, epoch + 1)])?;
    scene.manifest.tickets.insert(
        ticket.into(),
        TicketEntry {
            address: vault.ticket(&owner, nonce).to_string(),
            vault: name.into(),
            owner: who.into(),
            bucket: vault.bucket(epoch + 1).to_string(),
            epoch: epoch + 1,
            claimable_from: scene.start_of(&vault, epoch + 2)?,
        },
    );
    Ok(())
}

/// `who` claims its exit number `nonce` of the vault called `name`, and closes its bucket, of epoch `bucket`.
pub fn claim(scene: &mut Scene<'_>, who: &str, nonce: u64, name: &str, bucket: u64) -> Result<()> {
    let (vault, owner) = (vault(name), address(who));
    let ticket = vault.ticket(&owner, nonce);
    scene.act(&[who], &[vault.claim_exit(&owner, &ticket, &owner, bucket), vault.close_bucket(&owner, bucket)])
}

/// `who` leaves the vault called `name` at once with `shares`.
pub fn leave_at_once(scene: &mut Scene<'_>, who: &str, name: &str, shares: u64) -> Result<()> {
    scene.act(&[who], &[vault(name).exit_instantly(&address(who), shares, 1)])
}
