//! Rewards: a tree of the oracle's, a pool of bonded shares, and an offer by the bridge.

use anyhow::{Context, Result};
use harness::bond::BondPool;
use harness::offer::RewardOffer;

use super::manifest::{Earning, PoolEntry, RootEntry, TreeEntry};
use super::plan::{DAY, MINUTE, ONE};
use super::scene::{Scene, mint, ncn, reward_tree, vault};
use crate::keys::address;

/// The earners and their totals: by the active root, and by the one published last.
const EARNINGS: [&[(&str, u64)]; 2] = [
    &[("ada", 5_000 * ONE), ("bede", 3_000 * ONE), ("alice", 2_500 * ONE), ("bob", 1_500 * ONE)],
    &[("ada", 6_000 * ONE), ("bede", 3_600 * ONE), ("alice", 3_100 * ONE), ("bob", 1_900 * ONE), ("carol", 400 * ONE)],
];

/// The oracle opens its tree: roots can be struck for a day.
pub fn open_tree(scene: &mut Scene<'_>) -> Result<()> {
    let (tree, delay) = (reward_tree(), DAY.unsigned_abs());
    scene.act(&["oracle"], &[tree.open(&address("oracle"), &address("publisher"), &address("council"), delay)])?;
    scene.manifest.reward_trees.insert(
        "oracle".into(),
        TreeEntry {
            address: tree.address.to_string(),
            ncn: "oracle".into(),
            mint: "oracle-token".into(),
            treasury: tree.treasury().to_string(),
            roots: vec![],
        },
    );
    Ok(())
}

/// The publisher publishes list `place`, and pays what it adds.
pub fn publish(scene: &mut Scene<'_>, place: usize) -> Result<()> {
    let (tree, list) = (reward_tree(), EARNINGS[place]);
    let earnings = tree.earnings(list.iter().map(|(name, earned)| (address(name), *earned)))?;
    scene.act(&["publisher"], &[tree.publish(&address("publisher"), earnings.root(), earnings.total())])?;
    let counts_from = scene.chain.now()? + DAY;
    let earned = list.iter().map(|(name, cumulative)| Earning {
        earner: (*name).into(),
        address: address(name).to_string(),
        cumulative: *cumulative,
    });
    let entry = RootEntry { total: earnings.total(), counts_from, list: earned.collect() };
    scene.manifest.reward_trees.get_mut("oracle").context("the tree is open")?.roots.push(entry);
    Ok(())
}

/// `who` claims its earnings by the first list.
pub fn claim(scene: &mut Scene<'_>, who: &str) -> Result<()> {
    let tree = reward_tree();
    let earnings = tree.earnings(EARNINGS[0].iter().map(|(name, earned)| (address(name), *earned)))?;
    let proof = earnings.proof(&address(who)).with_context(|| format!("{who} is in the list"))?;
    scene.act(&[who], &[tree.claim(&address(who), proof)])
}

/// Harbor opens a bond pool that pays the oracle's token out over a week.
pub fn open_pool(scene: &mut Scene<'_>) -> Result<()> {
    let (pool, token) = (pool(), mint("oracle-token"));
    scene.act(&["curator"], &[pool.open(7 * DAY.unsigned_abs()), pool.add_reward_mint(0, &token)])?;
    scene.manifest.bond_pools.insert(
        "harbor".into(),
        PoolEntry {
            address: pool.address.to_string(),
            vault: "harbor".into(),
            bonded_account: pool.bonded_account.to_string(),
            rewards: vec!["oracle-token".into()],
        },
    );
    Ok(())
}

/// `who` bonds `shares` in a position of its own.
pub fn bond(scene: &mut Scene<'_>, who: &str, shares: u64) -> Result<()> {
    let (pool, owner) = (pool(), address(who));
    scene.act(&[who], &[pool.open_position(&owner), pool.bond(&owner, shares)])
}

/// The sponsor pays `amount` to all bonded positions.
pub fn pay_pool(scene: &mut Scene<'_>, amount: u64) -> Result<()> {
    scene.act(&["sponsor"], &[pool().pay(&address("sponsor"), 0, &mint("oracle-token"), amount)])
}

/// `who` claims its position's earnings.
pub fn claim_pool(scene: &mut Scene<'_>, who: &str) -> Result<()> {
    scene.act(&[who], &[pool().claim(&address(who), 0, &mint("oracle-token"))])
}

/// The sponsor funds a reward for the stake in the bridge's tables: it accrues for a month, and a share can be claimed for 90 days.
pub fn open_offer(scene: &mut Scene<'_>) -> Result<()> {
    let offer = RewardOffer::new(ncn("bridge"), mint("oracle-token"), 0);
    let from = scene.chain.now()? + MINUTE;
    let claim = 90 * DAY.unsigned_abs();
    let open = offer.open(&address("bridge"), &address("sponsor"), 9_000 * ONE, [from, from + 30 * DAY], claim);
    scene.act(&["sponsor", "bridge"], &[open])
}

fn pool() -> BondPool {
    BondPool::new(vault("harbor"))
}
