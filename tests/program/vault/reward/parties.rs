//! The passed accounts name the fees' party; an incomplete set is refused.

use harness::{Split, fee};
use restaking_client::{CollectFees, ID, OperatorDelegation, RestakingError, pda};
use restaking_tests::{OPEN, WEALTH, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::vault::reward::scene::{FREE, Scene, WALLETS};

/// The fees of the party that these make.
fn collect(scene: &Scene, [config, operator, delegation]: [Option<Pubkey>; 3], wallet: &str) -> Instruction {
    CollectFees {
        vault: scene.vault.address,
        config,
        operator,
        delegation,
        asset_account: scene.vault.asset_account,
        wallet: None,
        recipient_assets: scene.vault.assets_of(&id(wallet)),
        token_program: harness::token::PROGRAM,
    }
    .instruction()
}

async fn indebted() -> Scene {
    let mut scene = Scene::new(fee::FeeArgs { reward_bps: 2_000, ..FREE }, 1_000).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    scene.pay("other ncn", 1_000_000).await;
    scene
}

#[tokio::test]
async fn any_other_mixture_of_parties_is_refused() {
    let mut scene = indebted().await;
    let (config, operator, delegation) = (pda::config(), scene.first.operator, scene.first.delegation());
    for mask in 0..8 {
        let party = |bit: usize, address| (mask & bit != 0).then_some(address);
        let parties = [party(1, config), party(2, operator), party(4, delegation)];
        // Nobody, the config alone, and an operator with its delegation.
        if ![0, 1, 6].contains(&mask) {
            for wallet in WALLETS {
                let instruction = collect(&scene, parties, wallet);
                scene.refused(&[], instruction, RestakingError::WrongFeeParty).await;
            }
        }
    }
}

/// An operator's commission is the one of its own delegation by this vault.
#[tokio::test]
async fn a_delegation_of_another_operator_or_vault_is_refused() {
    let mut scene = indebted().await;
    let other = scene.bank.add_vault("creator", 1, OPEN).await;
    let foreign = Split { vault: other, ..scene.first };
    scene.bank.by("creator", foreign.open_delegation(&id("creator"))).await;
    // Money of the other vault, to be had from this one.
    scene.bank.open_accounts(&other, &id("ncn"), WEALTH).await;
    scene.bank.by("ncn", fee::pay_reward(&foreign, &id("ncn"), 500_000)).await;
    let owed: OperatorDelegation = scene.bank.read(&foreign.delegation()).await.expect("a delegation");
    assert_eq!(owed.commission, 50_000);
    let (first, second) = (scene.first, scene.second);
    for (operator, delegation) in [
        (first.operator, second.delegation()),
        (second.operator, first.delegation()),
        (first.operator, foreign.delegation()),
    ] {
        for wallet in WALLETS {
            let instruction = collect(&scene, [None, Some(operator), Some(delegation)], wallet);
            scene.refused(&[], instruction, RestakingError::WrongDelegation).await;
        }
    }
    // The same of a payment.
    for (operator, delegation) in [
        (first.operator, second.delegation()),
        (second.operator, first.delegation()),
        (first.operator, foreign.delegation()),
    ] {
        let mut pay = fee::pay_reward(&first, &id("ncn"), 1_000);
        (pay.accounts[3].pubkey, pay.accounts[4].pubkey) = (operator, delegation);
        scene.refused(&["ncn"], pay, RestakingError::WrongDelegation).await;
    }
}

/// Another vault's fees are in its own account, and come from there.
#[tokio::test]
async fn a_vault_pays_no_other_vaults_fees() {
    let mut scene = indebted().await;
    // On the same asset, so that no mint gives it away.
    let creator = harness::key("creator");
    let other = harness::Vault::new(id("creator"), 9, scene.vault.asset_mint);
    scene.bank.send(&[other.initialize(restaking_tests::EPOCH, OPEN)], &[&creator]).await.unwrap();
    for wallet in WALLETS {
        for place in [0, 4] {
            let mut instruction = collect(&scene, [None; 3], wallet);
            instruction.accounts[place].pubkey = [other.address, Pubkey::default(), other.asset_account][place / 2];
            scene.refused(&[], instruction, RestakingError::WrongAssetAccount).await;
        }
    }
    let mut whole = collect(&scene, [None; 3], WALLETS[0]);
    (whole.accounts[0].pubkey, whole.accounts[4].pubkey) = (other.address, other.asset_account);
    scene.refused(&[], whole, RestakingError::NoFees).await;
    // A reward to one moves nothing of the other.
    let split = Split { vault: other, ..scene.first };
    scene.bank.by("creator", split.open_delegation(&id("creator"))).await;
    let mut crossed = fee::pay_reward(&split, &id("ncn"), 1_000);
    crossed.accounts[5].pubkey = scene.vault.asset_account;
    scene.refused(&["ncn"], crossed, RestakingError::WrongAssetAccount).await;
}

/// The program's own address is how an optional account is left out, and nothing else is.
#[tokio::test]
async fn what_is_left_out_is_left_out_by_the_programs_address() {
    let mut scene = indebted().await;
    let instruction = collect(&scene, [None; 3], WALLETS[0]);
    assert_eq!([1, 2, 3, 5].map(|slot| instruction.accounts[slot].pubkey), [ID; 4]);
    for slot in [1, 2, 3, 5] {
        let mut changed = instruction.clone();
        changed.accounts[slot].pubkey = Pubkey::default();
        let failure = scene.bank.refused(changed, &[]).await;
        assert!(failure.restaking().is_none(), "{failure}");
    }
    scene.anyone(instruction).await;
}
