//! Vaults of two kinds more: one with a term, and one over a mint of Token-2022 that its issuer can pause and show in other units.

pub mod plan;

use anyhow::Result;
use harness::{entity, token_2022 as token};
use restaking_client::ledger::state::weight::AssetFlags;

use super::founding;
use super::manifest::MintEntry;
use super::names;
use super::plan::{DAY, HOUR, SOL};
use super::scene::{Scene, mint, ncn, vault};
use super::{Happening, LENGTH, staking};
use crate::keys::address;
use plan::{BILL, ONE_BILL, SPLITS, VAULTS};

/// What a bill is shown as, in dollars: it has earned that much.
const SHOWN: f64 = 1.042;

/// The NCNs' weight of a smallest unit of it: a bill has that of a dollar.
const WEIGHT: u64 = 1_000_000;

/// The vault with a term: how long before the end of the example that starts, and how long behind it that ends, in seconds.
const TERM: [i64; 2] = [14 * DAY, 60 * DAY];

/// What happens in them. Nobody deposits inside the term.
pub(super) const HISTORY: &[Happening] = &[
    Happening(
        LENGTH - HOUR,
        "the issuer makes bills, and the curator opens a vault of them and one with a term",
        found,
    ),
    Happening(LENGTH - 4 * HOUR, "the curator delegates their stake", |s| founding::delegate_by(s, &SPLITS)),
    Happening(18 * DAY - HOUR, "bob deposits in lock", |s| staking::deposit(s, "bob", "lock", 600 * SOL)),
    Happening(16 * DAY - HOUR, "carol deposits in lock", |s| staking::deposit(s, "carol", "lock", 400 * SOL)),
    Happening(12 * DAY - HOUR, "alice deposits in quay", |s| staking::deposit(s, "alice", "quay", 20_000 * ONE_BILL)),
    Happening(7 * DAY - 4 * HOUR, "erin deposits in quay", |s| staking::deposit(s, "erin", "quay", 5_000 * ONE_BILL)),
];

fn found(scene: &mut Scene<'_>) -> Result<()> {
    make_bills(scene)?;
    let end = scene.chain.now()? + LENGTH - HOUR;
    let [start, over] = TERM;
    let [lock, quay] = &VAULTS;
    founding::open_vault(scene, lock, [end - start, end + over])?;
    founding::open_vault(scene, quay, [0; 2])?;
    founding::agree_on(scene, &SPLITS)
}

/// The mint, its holders, and what the oracle gives for it.
fn make_bills(scene: &mut Scene<'_>) -> Result<()> {
    let (at, issuer) = (mint(BILL), address("issuer"));
    let extensions =
        [token::pausable(&at, &issuer), token::scaled(&at, &issuer, SHOWN), token::with_metadata(&at, &issuer)];
    let rents = |bytes| scene.chain.rpc().get_minimum_balance_for_rent_exemption(bytes);
    let mut made = token::create_mint(&issuer, &at, [Some(&issuer), None], &extensions, |bytes| {
        rents(bytes).expect("the rent of an account")
    });
    made.push(token::name_mint(&at, &issuer, names::of_token(BILL)));
    scene.act(&["issuer", BILL], &made)?;
    scene.manifest.mints.insert(BILL.into(), MintEntry { address: at.to_string(), decimals: 9 });
    for (owner, bills) in [("alice", 50_000), ("erin", 20_000), ("frank", 2_000)] {
        let owner = address(owner);
        let to = vault("quay").assets_of(&owner);
        let account = token::create_account(&issuer, &owner, &at);
        scene.act(&["issuer"], &[account, token::mint_to(&at, &to, &issuer, bills * ONE_BILL)])?;
    }
    let flags = AssetFlags::PAUSABLE | AssetFlags::DISPLAY_SCALED;
    let accept = entity::set_ncn_asset_with(&address("oracle"), &ncn("oracle"), &at, WEIGHT, flags);
    scene.act(&["oracle"], &[accept])
}
