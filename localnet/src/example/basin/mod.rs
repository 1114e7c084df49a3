//! A vault with a deposit gate, the NCN that it secures, and all that is under way in both: an open slash with a pledge, stake that
//! moves to another operator, tokens that were sent to the vault by mistake, an operator set, a software release, and a grant.

pub mod plan;

use anyhow::Result;
use harness::sweep::Stray;
use harness::{entity, grant, role, slash, split as build, token};
use restaking_client::ledger::state::grant::GrantTerms;
use restaking_client::{OperatorDelegation, PolicyArgs, Role, SweepNotice, deposits, pda};
use solana_program::hash::hash;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;

use super::manifest::{GrantEntry, MoveEntry, PledgeEntry, SweepEntry};
use super::plan::{DAY, HOUR, MINTS, ONE};
use super::scene::{Scene, mint, ncn, operator, split, vault};
use super::slashing::{self, SlashPlan};
use super::{Happening, LENGTH, founding, names};
use crate::keys::address;
use plan::{NCN, OPERATORS, SET, SPLITS, VAULT};

/// Signs deposits beside their depositors.
const PORTER: &str = "porter";

/// The resolver of both.
const RESOLVER: &str = "umpire";

/// What hale gives the set, in hundredths of what it has.
const OF_THE_SET: u64 = 20;

/// The archive's weight of a smallest unit of the vault's dollars: nine tenths of that of others.
const WEIGHT: u64 = 900_000_000;

/// The slash that gerd pledges for.
const SLASH: SlashPlan =
    SlashPlan { name: "pledged", vault: "basin", operator: "gerd", ncn: NCN, incident: 1, hundredths: 5 };

/// What gerd pledges.
const PLEDGE: u64 = 500 * ONE;

/// What kate sends to the vault by mistake, of the oracle's token.
const STRAY: u64 = 250 * ONE;

/// How long operators have to run the archive's software, in seconds.
const RUN_WITHIN: i64 = 7 * DAY;

/// How long the captor may act in the archive's place, in seconds.
const GRANTED: i64 = 90 * DAY;

/// What happens in it. The set is covered from three days after the vault announced it.
pub(super) const HISTORY: &[Happening] = &[
    Happening(
        LENGTH - HOUR,
        "the steward opens basin with a deposit gate, and the archive registers with a set",
        found,
    ),
    Happening(LENGTH - 4 * HOUR, "the stake of basin is delegated and allocated", delegate),
    Happening(20 * DAY - HOUR, "kate deposits in basin, and the porter signs", |s| deposit(s, "kate", 40_000 * ONE)),
    Happening(14 * DAY - HOUR, "liam deposits in basin, and the porter signs", |s| deposit(s, "liam", 25_000 * ONE)),
    Happening(10 * DAY, "the archive weighs basin apart", weigh),
    Happening(3 * DAY, "the captor may act in the archive's place", grant_acts),
    Happening(2 * DAY, "the archive publishes software", publish),
    Happening(30 * HOUR, "kate sends tokens to basin's address", send),
    Happening(26 * HOUR, "the steward announces their sweep", sweep),
    Happening(18 * HOUR, "the archive slashes gerd in basin", |s| slashing::propose(s, &SLASH)),
    Happening(10 * HOUR, "gerd pledges for its slash", pledge),
    Happening(5 * HOUR, "the steward moves stake from gerd to hale", move_stake),
];

/// The policy of the archive, and of its set: `hundredths` of what an operator allocated at the most.
fn policy(hundredths: u64) -> PolicyArgs {
    let (slasher, resolver, insurance) = (address(NCN), address(RESOLVER), address("insurance"));
    PolicyArgs {
        max_fraction: slash::WHOLE / 100 * hundredths,
        cooldown_seconds: DAY.unsigned_abs(),
        ..slash::policy(&slasher, &resolver, &insurance, 2 * DAY.unsigned_abs())
    }
}

fn found(scene: &mut Scene<'_>) -> Result<()> {
    founding::open_vault(scene, &VAULT, [0; 2])?;
    let (own, archive) = (vault(VAULT.name), address(NCN));
    let gate = role::set_role(&address(VAULT.admin), &own.address, Role::DepositGate, &address(PORTER));
    scene.act(&[VAULT.admin], &[gate])?;

    founding::register_of(scene, &OPERATORS, &[], &[])?;
    let mut register = vec![entity::register_ncn_at(&names::uri(NCN), &archive, 0, u64::MAX, policy(50))];
    let weighed = MINTS.iter().filter(|plan| plan.name == VAULT.mint);
    register.extend(weighed.map(|plan| entity::set_ncn_asset(&archive, &ncn(NCN), &mint(plan.name), plan.weight)));
    scene.act(&[NCN], &register)?;
    let set = entity::register_set_at(&names::uri(SET), &archive, 1, &archive, &ncn(NCN), policy(10));
    scene.act(&[NCN], &[set])?;
    for name in [NCN, SET] {
        scene.manifest.add_ncn(name, &ncn(name));
    }

    founding::agree_on(scene, &SPLITS)?;
    let covers = build::cover_sets(&address(VAULT.admin), &own.address, &ncn(NCN), true);
    scene.act(&[VAULT.admin], &[covers])?;
    let (hale, at, set) = (address("hale"), operator("hale"), ncn(SET));
    let joined = [
        build::open_opt_in(&hale, &at, &set),
        build::join_opt_in(&hale, &at, &set, build::Side::Left),
        build::join_opt_in(&archive, &at, &set, build::Side::Right),
        entity::open_record(&hale, &set, &at),
    ];
    scene.act(&["hale", NCN], &joined)
}

fn delegate(scene: &mut Scene<'_>) -> Result<()> {
    founding::delegate_by(scene, &SPLITS)?;
    let (split, hale) = (split(VAULT.name, "hale", SET), address("hale"));
    scene.act(&["hale"], &[split.open_allocation(&hale), split.allocate(&hale, slash::WHOLE / 100 * OF_THE_SET)])
}

fn deposit(scene: &mut Scene<'_>, who: &str, assets: u64) -> Result<()> {
    let (vault, owner) = (vault(VAULT.name), address(who));
    let account = create_associated_token_account_idempotent(&owner, &owner, &vault.vrt_mint, &token::PROGRAM);
    let deposit = deposits::through_gate(vault.deposit(&owner, assets, 1, false), &address(PORTER));
    scene.act(&[who, PORTER], &[account, deposit])
}

fn weigh(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&[NCN], &[entity::set_vault_weight(&address(NCN), &vault(VAULT.name).address, &ncn(NCN), WEIGHT, 0)])
}

fn grant_acts(scene: &mut Scene<'_>) -> Result<()> {
    let (holder, until) = ("captor", scene.chain.now()? + GRANTED);
    let kinds = GrantTerms::TABLES | GrantTerms::SOFTWARE;
    scene.act(&[NCN], &[grant::set_grant(&address(NCN), &ncn(NCN), &address(holder), kinds, until)])?;
    let at = pda::grant(&ncn(NCN), &address(holder)).to_string();
    scene.manifest.grants.insert(NCN.into(), GrantEntry { address: at, holder: holder.into(), until });
    Ok(())
}

fn publish(scene: &mut Scene<'_>) -> Result<()> {
    let run_by = scene.chain.now()? + RUN_WITHIN;
    let release = hash(b"archive-node 2.1.0").to_bytes();
    scene.act(&[NCN], &[entity::set_software(&address(NCN), &ncn(NCN), release, run_by)])
}

/// What kate sent.
fn stray() -> Stray {
    Stray::new(vault(VAULT.name), mint("oracle-token"))
}

fn send(scene: &mut Scene<'_>) -> Result<()> {
    let (kate, stray) = (address("kate"), stray());
    let open = create_associated_token_account_idempotent(&kate, &stray.vault.address, &stray.mint, &token::PROGRAM);
    let from = token::address(&kate, &stray.mint);
    scene.act(&["kate"], &[open, token::transfer(&from, &stray.tokens, &kate, STRAY)])
}

fn sweep(scene: &mut Scene<'_>) -> Result<()> {
    let stray = stray();
    scene.act(&[VAULT.admin], &[stray.announce(&address(VAULT.admin))])?;
    let notice: SweepNotice = scene.chain.read(&stray.notice())?;
    let entry = SweepEntry {
        address: stray.notice().to_string(),
        vault: VAULT.name.into(),
        mint: "oracle-token".into(),
        amount: notice.amount,
        due: notice.due,
    };
    scene.manifest.sweeps.insert(VAULT.name.into(), entry);
    Ok(())
}

fn pledge(scene: &mut Scene<'_>) -> Result<()> {
    let (split, gerd) = (split(VAULT.name, SLASH.operator, SLASH.ncn), address("gerd"));
    let proposal = split.proposal(SLASH.incident);
    scene.act(&["gerd"], &[split.pledge(&proposal, &gerd, PLEDGE)])?;
    let entry = PledgeEntry {
        address: pda::pledge(&proposal, &gerd).to_string(),
        slash: SLASH.name.into(),
        pledger: "gerd".into(),
        amount: PLEDGE,
    };
    scene.manifest.pledges.insert("gerd".into(), entry);
    Ok(())
}

/// A fourth of what gerd has.
fn move_stake(scene: &mut Scene<'_>) -> Result<()> {
    let from = split(VAULT.name, "gerd", NCN);
    let delegation: OperatorDelegation = scene.chain.read(&from.delegation())?;
    let units = delegation.delegation.units.current / 4;
    scene.act(&[VAULT.admin], &[from.announce_move(&address(VAULT.admin), &operator("hale"), units)])?;
    let address = from.delegation().to_string();
    let entry = MoveEntry { address, vault: VAULT.name.into(), from: "gerd".into(), to: "hale".into(), units };
    scene.manifest.moves.insert(VAULT.name.into(), entry);
    Ok(())
}
