//! How it all begins: the config, tokens, vaults, operators, NCNs, and their opt-ins before the first stake.

use std::collections::BTreeSet;

use anyhow::Result;
use harness::{entity, keys, slash, split as build, token, vault as vaults};
use restaking_client::pda;
use solana_program::instruction::Instruction;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_system_interface::instruction::create_account;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction::initialize_mint2;
use spl_token_interface::state::Mint;

use super::names;
use super::plan::{
    EPOCH_BOUNDS, LAMPORTS, LOSS_LIMITS, MINTS, NCNS, OPERATORS, SPLITS, SplitPlan, VAULTS, VaultPlan, WEALTH,
};
use super::policies::policy;
use super::scene::{Scene, mint, ncn, operator, split, vault, vault_plan};
use crate::keys::{PEOPLE, address, key};

/// Everyone has SOL, and the deployer makes the config.
pub fn config(scene: &mut Scene<'_>) -> Result<()> {
    for (name, _) in PEOPLE {
        scene.chain.fund(&address(name), LAMPORTS)?;
    }
    let ((shortest, longest), genesis) = (EPOCH_BOUNDS, scene.chain.genesis()?);
    scene.act(&["deployer"], &[vaults::initialize_config_on(&genesis, &address("deployer"), shortest, longest)])
}

/// The mints, and everyone's tokens.
pub fn tokens(scene: &mut Scene<'_>) -> Result<()> {
    let (issuer, rent) = (address("issuer"), scene.chain.rpc().get_minimum_balance_for_rent_exemption(Mint::LEN)?);
    for plan in &MINTS {
        let made = mint(plan.name);
        let space = create_account(&issuer, &made, rent, Mint::LEN as u64, &token::PROGRAM);
        let begin = initialize_mint2(&token::PROGRAM, &made, &issuer, None, plan.decimals)?;
        scene.act(&["issuer", plan.name], &[space, begin, names::name_token(plan.name)])?;
        scene.manifest.add_mint(plan);
    }
    for (name, amounts) in WEALTH {
        let owner = address(name);
        let mut instructions = vec![];
        for (plan, amount) in MINTS.iter().zip(amounts) {
            let mint = mint(plan.name);
            instructions.push(create_associated_token_account_idempotent(&issuer, &owner, &mint, &token::PROGRAM));
            if amount > 0 {
                instructions.push(token::mint_to(&mint, &token::address(&owner, &mint), &issuer, amount));
            }
        }
        scene.act(&["issuer"], &instructions)?;
    }
    Ok(())
}

/// The vaults, with their limits and admitted depositors.
pub fn open_vaults(scene: &mut Scene<'_>) -> Result<()> {
    open_vaults_of(scene, &VAULTS)
}

/// The vaults of `plans`.
pub fn open_vaults_of(scene: &mut Scene<'_>, plans: &[VaultPlan]) -> Result<()> {
    plans.iter().try_for_each(|plan| open_vault(scene, plan, [0; 2]))
}

/// The vault of `plan`, with a term from and to these seconds; zeros for none.
pub fn open_vault(scene: &mut Scene<'_>, plan: &VaultPlan, term: [i64; 2]) -> Result<()> {
    let vault = vault(plan.name);
    let (delegated, operator, leverage) = plan.exposure;
    let (incident, epoch) = plan.breaker;
    let mut instructions = vec![
        vault.initialize_for(plan.epoch_seconds, plan.limits.clone(), term),
        names::name_vrt(plan.name, &vault),
        build::set_exposure(&vault, delegated, operator, leverage),
        slash::set_breaker(&vault, incident, epoch),
    ];
    instructions.extend(plan.admitted.iter().map(|name| vault.approve(&address(name))));
    scene.act(&[plan.admin], &instructions)?;
    scene.manifest.add_vault(plan, &vault);
    Ok(())
}

/// The operators and the NCNs, with the NCNs' weights of assets and slashing policies.
pub fn register(scene: &mut Scene<'_>) -> Result<()> {
    let weights: Vec<_> = MINTS.iter().map(|plan| (plan.name, plan.weight)).filter(|(_, weight)| *weight > 0).collect();
    register_of(scene, &OPERATORS, &NCNS, &weights)
}

/// The `operators` with their commissions, and the `ncns` with their `weights` of assets.
pub fn register_of(
    scene: &mut Scene<'_>,
    operators: &[(&str, u64)],
    ncns: &[&str],
    weights: &[(&str, u64)],
) -> Result<()> {
    for &(name, commission) in operators {
        let admin = address(name);
        let register = entity::register_operator_at(&names::uri(name), &admin, 0, &admin, commission);
        scene.act(&[name], &[register])?;
        scene.manifest.add_operator(name, &operator(name));
    }
    let zero = scene.chain.now()?;
    for &name in ncns {
        let admin = address(name);
        let at = names::uri(name);
        let mut instructions = vec![entity::register_ncn_at(&at, &admin, 0, u64::MAX, policy(name, zero))];
        for (asset, weight) in weights {
            instructions.push(entity::set_ncn_asset(&admin, &ncn(name), &mint(asset), *weight));
        }
        scene.act(&[name], &instructions)?;
        scene.manifest.add_ncn(name, &ncn(name));
    }
    Ok(())
}

/// All that the plan's splits need is agreed on.
pub fn agree(scene: &mut Scene<'_>) -> Result<()> {
    agree_on(scene, &SPLITS)
}

/// All that `splits` need is agreed on, unless it was before.
pub fn agree_on(scene: &Scene<'_>, splits: &[SplitPlan]) -> Result<()> {
    let mut agreed = BTreeSet::new();
    for plan in splits {
        let curator = vault_plan(plan.vault).admin;
        for (name, _) in plan.ncns {
            let split = split(plan.vault, plan.operator, name);
            let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins();
            let (incident, epoch) = LOSS_LIMITS;
            let record = entity::open_record(&address(plan.operator), &split.ncn, &split.operator);
            let limits = build::set_loss_limits(&address(curator), &split.vault.address, &split.ncn, incident, epoch);
            let each = [
                (vault_operator, [curator, plan.operator], None),
                (operator_ncn, [plan.operator, name], Some(record)),
                (vault_ncn, [curator, name], Some(limits)),
            ];
            for (pair, sides, more) in each {
                let is_new = agreed.insert(pair) && scene.chain.account(&pda::opt_in(&pair.0, &pair.1))?.is_none();
                if is_new {
                    join(scene, pair, sides, more)?;
                }
            }
        }
    }
    Ok(())
}

/// Both sides join the opt-in of a pair, in one transaction with what else belongs to it.
fn join(scene: &Scene<'_>, (left, right): (Pubkey, Pubkey), sides: [&str; 2], more: Option<Instruction>) -> Result<()> {
    let [first, second] = sides.map(address);
    let mut instructions = vec![
        build::open_opt_in(&first, &left, &right),
        build::join_opt_in(&first, &left, &right, build::Side::Left),
        build::join_opt_in(&second, &left, &right, build::Side::Right),
    ];
    instructions.extend(more);
    scene.act(&sides, &instructions)
}

/// The curators delegate, and the operators allocate.
pub fn delegate(scene: &mut Scene<'_>) -> Result<()> {
    delegate_by(scene, &SPLITS)
}

/// The curators delegate and the operators allocate by `splits`.
pub fn delegate_by(scene: &Scene<'_>, splits: &[SplitPlan]) -> Result<()> {
    for SplitPlan { vault, operator, bps, ncns } in splits {
        let (curator, allocator) = (vault_plan(vault).admin, address(operator));
        for (place, (name, hundredths)) in ncns.iter().enumerate() {
            let split = split(vault, operator, name);
            if place == 0 {
                let curator_key = address(curator);
                scene
                    .act(&[curator], &[split.open_delegation(&curator_key), split.delegate_bps(&curator_key, *bps)])?;
            }
            let magnitude = slash::WHOLE / 100 * hundredths;
            scene.act(&[operator], &[split.open_allocation(&allocator), split.allocate(&allocator, magnitude)])?;
        }
    }
    Ok(())
}

/// Two operators register the keys that they vote with in the oracle.
pub fn register_keys(scene: &mut Scene<'_>) -> Result<()> {
    ["ada", "bede"].iter().try_for_each(|name| register_key(scene, name, "oracle", &format!("{name}-votes")))
}

/// The operator called `name` registers the key called `voting` in an NCN.
pub fn register_key(scene: &Scene<'_>, name: &str, to: &str, voting: &str) -> Result<()> {
    let (admin, operator, ncn, voting) = (address(name), operator(name), ncn(to), key(voting));
    let proof = keys::Signatures::possession_on(&scene.chain.genesis()?, &voting, &ncn, &operator).instruction();
    let public = voting.pubkey().to_bytes();
    scene.act(&[name], &[proof, keys::register_key(&admin, &admin, &ncn, &operator, &public, None)])
}
