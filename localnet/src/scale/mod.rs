//! Many vaults and positions beside the example, to measure clients with. A chain begins with their accounts: transactions would take
//! hours. Each account is what the ledger's own transitions leave, and the program works with it as with any other.

mod market;
mod positions;
mod put;

use anyhow::{Context, Result, ensure};
use harness::{Vault, token};
use restaking_client::ledger::refusal::Refusal;
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::keys::address;
use crate::metadata;
use market::Market;
use positions::Positions;

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Vaults, with an operator for ten of them and an NCN for twenty-five.
    pub vaults: u32,
    /// Positions: exit tickets and bonded positions in turn, dealt to the vaults one after another.
    pub positions: u32,
}

/// The most vaults: more would take the address space of no test.
const MOST_VAULTS: u32 = 5_000;
/// The most positions.
const MOST_POSITIONS: u32 = 200_000;

/// How many mints the vaults are of, and their decimals.
const ASSETS: u32 = 3;
const DECIMALS: u8 = 9;

/// One whole token.
pub const ONE: u64 = 1_000_000_000;

/// The vaults that [`HOLDER`] has positions and shares in: one of so many.
pub const HELD_EVERY: u32 = 5;
/// The staker of the example with positions in many vaults.
pub const HOLDER: &str = "alice";

/// The vault number `place`.
pub fn vault(place: u32) -> Vault {
    Vault::new(founder(place), u64::from(place), asset(place))
}

/// The asset of the vault number `place`.
pub fn asset(place: u32) -> Pubkey {
    address(&asset_name(place))
}

/// What the rewards for bonded shares are paid in.
pub fn reward() -> Pubkey {
    address("scale reward")
}

fn asset_name(place: u32) -> String {
    format!("scale asset {}", place % ASSETS)
}

/// The creator of the vault, operator or NCN number `place`.
fn founder(place: u32) -> Pubkey {
    address(&format!("founder {}", place % 20))
}

/// All accounts of `scale` on a chain with a clock that comes to `end`: vaults of 28 days, and positions of the last two.
///
/// # Errors
/// For more than a chain is made for.
pub fn accounts(scale: Scale, end: i64) -> Result<Vec<(Pubkey, Account)>> {
    ensure!((1..=MOST_VAULTS).contains(&scale.vaults), "{} vaults are not from 1 to {MOST_VAULTS}", scale.vaults);
    ensure!(scale.positions <= MOST_POSITIONS, "{} positions are over {MOST_POSITIONS}", scale.positions);
    let market = Market::new(scale, end);
    let mut all = market.entities()?;
    let mut supplies = [0; ASSETS as usize];
    let mut rewards = 0;
    for place in 0..scale.vaults {
        let made = market.vault(place).and_then(|vault| Positions::of(scale, vault, end)?.accounts());
        let made = made.with_context(|| format!("the vault number {place} is not made"))?;
        supplies[(place % ASSETS) as usize] += made.assets;
        rewards += made.rewards;
        all.extend(made.accounts);
    }
    let issuer = address("issuer");
    for (place, supply) in (0..ASSETS).zip(supplies) {
        all.push((asset(place), token::mint_account(DECIMALS, issuer, None, supply)));
        all.push(metadata::account(&asset(place), &format!("SCALE{place}"), &format!("Scale asset {place}")));
    }
    all.push((reward(), token::mint_account(DECIMALS, issuer, None, rewards)));
    all.push(metadata::account(&reward(), "REWARD", "Scale reward"));
    Ok(all)
}

/// A refusal of the ledger as an error.
fn refused(refusal: Refusal) -> anyhow::Error {
    anyhow::anyhow!("the ledger refuses it: {refusal:?}")
}
