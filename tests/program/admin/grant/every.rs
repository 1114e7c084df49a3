//! Every kind against every instruction that an admin signs.

use std::collections::BTreeSet;

use harness::bond::BondPool;
use harness::metadata::{self, Texts};
use harness::{RewardOffer, RewardTree, entity, fee, grant, role, split};
use restaking_client::{
    self as client, NCN_DISCRIMINATOR, Ncn, OPERATOR_DISCRIMINATOR, Operator, VAULT_DISCRIMINATOR, Vault, grants,
};
use serde_json::Value;
use solana_account::Account;

use super::*;
use crate::accounts::calls::{CALLS, Call};
use crate::accounts::world::{PEOPLE, World};

/// The instructions that an admin signs and no grant opens: roles, policies, fees, ends, and what could never be undone.
const CLOSED: [&str; 24] = [
    "add_reward_mint",
    "close_opt_in",
    "open_bond_pool",
    "open_reward_tree",
    "propose_admin",
    "register_set",
    "renounce_admin",
    "retire_ncn",
    "retire_operator",
    "set_breaker",
    "set_curator",
    "set_exposure",
    "set_fees",
    "set_grant",
    "set_loss_limits",
    "set_ncn_asset",
    "set_protocol_fee",
    "set_reward_roles",
    "set_role",
    "set_slash_policy",
    "set_stop_loss",
    "set_vault_weight",
    "void_grants",
    "lift_pause",
];

/// The signers that are admins, by the interface's names of them.
const ADMINS: [&str; 5] = ["admin", "fee_admin", "lifter", "parent_admin", "gate_admin"];

/// The instructions of the interface.
fn interface() -> Vec<Value> {
    let interface: Value = serde_json::from_str(include_str!("../../../../idl/restaking.json")).expect("JSON");
    interface["instructions"].as_array().expect("a list").clone()
}

/// The name of `instruction`, and whether an admin signs it.
fn name_of(instruction: &Instruction) -> (String, bool) {
    let found = interface().into_iter().find(|each| each["discriminator"][0] == instruction.data[0]);
    let found = found.expect("an instruction of the program");
    (found["name"].as_str().expect("a name").to_owned(), is_admins(&found))
}

/// Whether an admin signs an instruction of the interface.
fn is_admins(instruction: &Value) -> bool {
    let accounts = instruction["accounts"].as_array().expect("a list");
    accounts.iter().any(|each| each["signer"] == true && ADMINS.contains(&each["name"].as_str().expect("a name")))
}

/// The instructions that grants open, with their kinds.
fn opened() -> Vec<(&'static str, u64)> {
    let all = GrantTerms::KINDS.iter().flat_map(|(kind, _, opened)| opened.iter().map(|name| (*name, *kind)));
    all.collect()
}

/// Nobody adds an instruction that an admin signs without saying whether a grant opens it.
#[test]
fn each_instruction_of_an_admin_is_opened_by_one_kind_or_by_none() {
    let admins: BTreeSet<String> = interface()
        .iter()
        .filter(|each| is_admins(each))
        .map(|each| each["name"].as_str().expect("a name").to_owned())
        .collect();
    let opened: Vec<String> = opened().into_iter().map(|(name, _)| name.to_owned()).collect();
    let closed = CLOSED.map(ToOwned::to_owned);
    let listed: BTreeSet<String> = opened.iter().chain(&closed).cloned().collect();
    assert_eq!(listed.len(), opened.len() + CLOSED.len(), "an instruction is listed twice");
    assert_eq!(listed, admins);
}

/// The admin and the kinds of the entity in `account`, if it is one.
fn governed(account: &Account) -> Option<(Pubkey, u64)> {
    let data = account.data.as_slice();
    if data.starts_with(&VAULT_DISCRIMINATOR) {
        Some((Vault::from_bytes(data).ok()?.admin, GrantTerms::OF_VAULTS))
    } else if data.starts_with(&OPERATOR_DISCRIMINATOR) {
        Some((Operator::from_bytes(data).ok()?.admin, GrantTerms::OF_OPERATORS))
    } else if data.starts_with(&NCN_DISCRIMINATOR) {
        Some((Ncn::from_bytes(data).ok()?.admin, GrantTerms::OF_NCNS))
    } else {
        None
    }
}

/// The key pairs that sign `instruction`.
fn signers(instruction: &Instruction) -> Vec<Keypair> {
    let known = PEOPLE.into_iter().chain(["holder", "ncn", "operator"]).map(|name| (id(name), name));
    let known: Vec<(Pubkey, &str)> = known.collect();
    let signed: BTreeSet<Pubkey> =
        instruction.accounts.iter().filter(|meta| meta.is_signer).map(|meta| meta.pubkey).collect();
    signed.iter().map(|signer| key(known.iter().find(|(at, _)| at == signer).expect("a known signer").1)).collect()
}

async fn send(bank: &mut Bank, instruction: Instruction) -> Result<(), Failure> {
    let signers = signers(&instruction);
    bank.send(&[instruction], &signers.iter().collect::<Vec<_>>()).await.map(|_| ())
}

async fn refused(bank: &mut Bank, instruction: Instruction) -> Option<RestakingError> {
    let signers = signers(&instruction);
    bank.refused(instruction, &signers.iter().collect::<Vec<_>>()).await.restaking()
}

/// Has each entity among the accounts of `instruction` grant all its kinds but `without` to "holder"; gives the grants.
async fn grant_all(bank: &mut Bank, instruction: &Instruction, without: u64) -> Vec<Pubkey> {
    let until = bank.now().await + 1_000;
    let mut grants = vec![];
    for meta in &instruction.accounts {
        let Some(account) = bank.account(&meta.pubkey).await else { continue };
        let Some((admin, all)) = governed(&account).filter(|(_, all)| all & !without != 0) else { continue };
        let set = grant::set_grant(&admin, &meta.pubkey, &id("holder"), all & !without, until);
        send(bank, set).await.unwrap_or_else(|failure| panic!("{failure}: {:#?}", failure.logs));
        grants.push(pda::grant(&meta.pubkey, &id("holder")));
    }
    grants
}

/// `instruction` as a grant's holder may send it, where the one in the world changes more than a grant opens.
fn within(instruction: &Instruction) -> Option<Instruction> {
    let of = |place: usize| instruction.accounts[place].pubkey;
    let (name, _) = name_of(instruction);
    match name.as_str() {
        "set_vault_limits" => {
            let args = client::SetVaultLimitsInstructionArgs { limits: LimitsArgs { restricted: true, ..OPEN } };
            Some(client::SetVaultLimits { admin: of(0), vault: of(1) }.instruction(args))
        }
        "update_operator" => {
            let allocator = if of(0) == id("operator's admin") { "allocator" } else { "other allocator" };
            Some(entity::update_operator(&of(0), &of(2), &id(allocator), 1_000))
        }
        "update_ncn" => Some(entity::update_ncn(&of(0), &of(1), u64::MAX)),
        _ => None,
    }
}

/// Holds one instruction against the kind that opens it, against all others, and against no grant.
async fn opens(bank: &mut Bank, right: Instruction) {
    let (name, _) = name_of(&right);
    let act = grants::act(&right).expect("an instruction that a grant opens");
    let bare = {
        let mut bare = by_holder(right.clone());
        bare.accounts.pop();
        bare
    };
    let stranger = refused(bank, bare).await;
    let strangers = [
        RestakingError::NotVaultAdmin,
        RestakingError::NotOperatorAdmin,
        RestakingError::NotNcnAdmin,
        RestakingError::NotPartyAdmin,
    ];
    assert!(stranger.as_ref().is_some_and(|error| strangers.contains(error)), "{name} without a grant: {stranger:?}");
    let grants = grant_all(bank, &right, act.kind).await;
    if grants.contains(&pda::grant(&act.entity, &id("holder"))) {
        assert_eq!(refused(bank, by_holder(right.clone())).await, Some(RestakingError::KindNotGranted), "{name}");
    }
    let account = bank.account(&act.entity).await.expect("the entity");
    let (admin, _) = governed(&account).expect("an entity");
    let until = bank.now().await + 1_000;
    send(bank, grant::set_grant(&admin, &act.entity, &id("holder"), act.kind, until)).await.unwrap();
    let right = match within(&right) {
        Some(within) => {
            assert_eq!(refused(bank, by_holder(right)).await, Some(RestakingError::BeyondGrant), "{name}");
            within
        }
        None => right,
    };
    send(bank, by_holder(right)).await.unwrap_or_else(|failure| panic!("{name}: {failure}: {:#?}", failure.logs));
}

/// Holds one instruction that no grant opens against every grant that there can be.
async fn stays_closed(bank: &mut Bank, admin: &Pubkey, right: &Instruction) {
    let (name, _) = name_of(right);
    let mut bare = right.clone();
    for meta in bare.accounts.iter_mut().filter(|meta| meta.is_signer && meta.pubkey == *admin) {
        meta.pubkey = id("holder");
    }
    let stranger = refused(bank, bare.clone()).await;
    assert!(stranger.is_some(), "{name}: not an error of the program");
    for grant in grant_all(bank, right, 0).await {
        assert_eq!(refused(bank, grants::with_grant(bare.clone(), &grant)).await, stranger, "{name}");
    }
}

/// The admin in an instruction: the signer that the interface calls so.
fn admin_of(instruction: &Instruction) -> Option<Pubkey> {
    let found = interface().into_iter().find(|each| each["discriminator"][0] == instruction.data[0])?;
    let accounts = found["accounts"].as_array()?;
    let place =
        accounts.iter().position(|each| each["signer"] == true && ADMINS.iter().any(|name| each["name"] == *name));
    place.map(|place| &instruction.accounts[place]).filter(|meta| meta.is_signer).map(|meta| meta.pubkey)
}

/// The calls of the tables of accounts that are an admin's: those that a grant opens, or the others.
fn calls(opened: bool) -> Vec<Call> {
    let vault = harness::Vault::new(id("creator"), 0, id("mint"));
    let of = |call: &Call| (call.build)(&vault).0;
    let all = CALLS.into_iter().filter(|call| admin_of(&of(call)).is_some());
    all.filter(|call| grants::act(&of(call)).is_some() == opened).collect()
}

async fn world(call: Call) -> (World, Instruction) {
    let mut world = World::at(call.stage).await;
    let right = call.ready(&mut world);
    world.bank.fund(&id("holder"));
    (world, right)
}

#[tokio::test]
async fn each_kind_opens_its_instructions() {
    let calls = calls(true);
    assert_eq!(calls.len(), 18, "both sides of opt-ins, and a first key beside another");
    for call in calls {
        let (mut world, right) = world(call).await;
        opens(&mut world.bank, right).await;
    }
}

#[tokio::test]
async fn no_kind_opens_what_risks_stake_or_cannot_be_undone() {
    for call in calls(false) {
        let (mut world, right) = world(call).await;
        let admin = admin_of(&right).expect("an admin");
        stays_closed(&mut world.bank, &admin, &right).await;
    }
}

/// What the tables of accounts of this crate do not have.
fn others(split: &Split) -> Vec<(Pubkey, Instruction)> {
    let Split { vault, operator, ncn } = split;
    let (creator, admin) = (vault.creator, id("ncn"));
    let pool = BondPool::new(*vault);
    let tree = RewardTree::new(*ncn, vault.asset_mint);
    let mut all = vec![
        (creator, pool.add_reward_mint(0, &vault.asset_mint)),
        (creator, fee::set_fees(vault, &creator, fee::args(1, 1, 1, 86_400))),
        (admin, tree.set_roles(&admin, &admin, &admin)),
        (creator, harness::pause::lift(&creator, &vault.address)),
        (id("deployer"), fee::set_protocol_fee(&id("deployer"), 1)),
        (creator, split::close_opt_in_by(Some(creator), &vault.address, ncn, &creator)),
    ];
    for (governed, admin) in [(vault.address, creator), (*operator, id("operator")), (*ncn, admin)] {
        all.extend([
            (admin, role::propose_admin(&admin, &governed, &id("mallory"))),
            (admin, role::renounce_admin(&admin, &governed)),
            (admin, role::set_role(&admin, &governed, role::FEE_WALLET, &id("mallory"))),
            (admin, grant::set_grant(&admin, &governed, &id("mallory"), 1, i64::MAX)),
            (admin, grant::void_grants(&admin, &governed)),
        ]);
    }
    all
}

#[tokio::test]
async fn no_kind_opens_roles_rewards_for_good_or_other_grants() {
    let (mut bank, split) = scene().await;
    let pool = BondPool::new(split.vault);
    let tree = RewardTree::new(split.ncn, split.vault.asset_mint);
    // Before they are there.
    let opening = [(id("creator"), pool.open(100)), (id("ncn"), tree.open(&id("ncn"), &id("ncn"), &id("ncn"), 86_400))];
    for (admin, right) in &opening {
        stays_closed(&mut bank, admin, right).await;
    }
    bank.by("creator", pool.open(100)).await;
    bank.by("ncn", opening[1].1.clone()).await;
    bank.by("creator", role::set_role(&id("creator"), &split.vault.address, role::GUARDIAN, &id("mallory"))).await;
    bank.by("mallory", harness::pause::raise(&id("mallory"), &split.vault.address, 1, 60)).await;
    let others = others(&split);
    for (admin, right) in &others {
        stays_closed(&mut bank, admin, right).await;
    }
    let mut tested: BTreeSet<String> = opening.iter().chain(&others).map(|(_, each)| name_of(each).0).collect();
    let vault = harness::Vault::new(id("creator"), 0, id("mint"));
    tested.extend(calls(false).iter().map(|call| name_of(&(call.build)(&vault).0).0));
    assert_eq!(tested, CLOSED.map(ToOwned::to_owned).into(), "each closed instruction is tried");
}

#[tokio::test]
async fn metadata_names_the_vrt() {
    let (mut bank, split) = scene().await;
    let (creator, vault) = (id("creator"), split.vault);
    let texts = Texts { name: "Harbor SOL", symbol: "hSOL", uri: "" };
    opens(&mut bank, metadata::create(&creator, &creator, &vault, texts)).await;
    opens(&mut bank, metadata::update(&creator, &vault, texts)).await;
}

#[tokio::test]
async fn rewards_open_offers() {
    let (mut bank, split) = scene().await;
    let now = bank.now().await;
    let offer = RewardOffer::new(split.ncn, split.vault.asset_mint, 0);
    bank.open_accounts(&split.vault, &id("bob"), 1_000_000).await;
    let open = offer.open(&id("ncn"), &id("bob"), 1_000_000, [now, now + 86_400], 30 * 86_400);
    opens(&mut bank, open).await;
    let tried: BTreeSet<String> = {
        let vault = harness::Vault::new(id("creator"), 0, id("mint"));
        calls(true)
            .iter()
            .map(|call| name_of(&(call.build)(&vault).0).0)
            .chain(["open_reward_offer", "create_vrt_metadata", "update_vrt_metadata"].map(ToOwned::to_owned))
            .collect()
    };
    assert_eq!(tried, opened().into_iter().map(|(name, _)| name.to_owned()).collect(), "each opened one is tried");
}
