//! Where fees go, and that they never block anything.

use harness::fee::{self, FeeArgs};
use harness::{role, split, token};
use restaking_client::{Event, OperatorDelegation, RestakingError, pda};
use restaking_tests::{EPOCH, WEALTH, id};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::vault::reward::scene::{FIRST, FREE, Scene, WALLETS};

/// Fees of all kinds.
const ALL: FeeArgs = FeeArgs { deposit_bps: 100, exit_bps: 200, reward_bps: 2_000, stream_seconds: EPOCH };

const NOBODY: Pubkey = Pubkey::new_from_array([0; 32]);

/// A scene in which everybody is owed something: the vault 10,000 and 180,000, the protocol 90,000, and the operators 100,000
/// and 50,000.
async fn indebted() -> Scene {
    let mut scene = Scene::new(ALL, 1_000).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    scene.pay("other ncn", 1_000_000).await;
    assert_eq!(scene.owed().await, [380_000, 185_000, 150_000]);
    scene
}

/// The fees of each, sent to `wallets`.
fn all(scene: &Scene, wallets: [&str; 4]) -> [Instruction; 4] {
    [
        fee::collect_vault_fees(&scene.vault, &id(wallets[0])),
        fee::collect_protocol_fees(&scene.vault, &id(wallets[1])),
        fee::collect_commission(&scene.first, &id(wallets[2])),
        fee::collect_commission(&scene.second, &id(wallets[3])),
    ]
}

/// What each is owed in [`indebted`].
const OWED: [u64; 4] = [380_000, 185_000, 100_000, 50_000];

#[tokio::test]
async fn fees_go_to_accounts_that_the_wallet_owns_and_to_no_other() {
    let mut scene = indebted().await;
    // Each other's wallets, the admins, stakers: with any sender.
    for wallets in [
        [WALLETS[1], WALLETS[2], WALLETS[3], WALLETS[0]],
        ["creator", "deployer", "operator", "other operator"],
        ["mallory"; 4],
    ] {
        for name in wallets {
            if scene.bank.account(&scene.vault.assets_of(&id(name))).await.is_none() {
                scene.bank.open_accounts(&scene.vault, &id(name), 0).await;
            }
        }
        for instruction in all(&scene, wallets) {
            scene.refused(&[], instruction, RestakingError::WrongRecipient).await;
        }
    }
    // The vault's own accounts are no wallet's: the assets are passed twice.
    scene.bank.put(&scene.vault.stray(), token::token_account(scene.vault.asset_mint, scene.vault.address, 0));
    for right in all(&scene, WALLETS) {
        let mut stray = right.clone();
        stray.accounts[6].pubkey = scene.vault.stray();
        scene.refused(&[], stray, RestakingError::WrongRecipient).await;
        let mut twice = right;
        twice.accounts[6].pubkey = scene.vault.asset_account;
        assert_eq!(scene.bank.refused(twice, &[]).await.code(), Some(2_040));
    }
    // The wallet's account of another mint.
    for (right, wallet) in all(&scene, WALLETS).into_iter().zip(WALLETS) {
        let mut shares = right;
        shares.accounts[6].pubkey = scene.vault.shares_of(&id(wallet));
        scene.refused(&[], shares, RestakingError::WrongMint).await;
    }
    // Another account of the wallet's takes nothing when any sender makes it in the wallet's name; nor does the usual one once
    // the wallet has given it away. The wallet itself says otherwise by its signature.
    for ((right, wallet), owed) in all(&scene, WALLETS).into_iter().zip(WALLETS).zip(OWED) {
        let (usual, another) = (right.accounts[6].pubkey, id(&format!("another account of {wallet}")));
        scene.bank.fund(&id(wallet));
        scene.bank.put(&another, token::token_account(scene.vault.asset_mint, id(wallet), 0));
        let mut planted = right.clone();
        planted.accounts[6].pubkey = another;
        scene.refused(&[], planted.clone(), RestakingError::WrongRecipient).await;
        scene.bank.put(&usual, token::token_account(scene.vault.asset_mint, id("mallory"), 0));
        scene.refused(&[], right, RestakingError::WrongRecipient).await;
        planted.accounts[5] = AccountMeta::new_readonly(id("mallory"), true);
        scene.refused(&["mallory"], planted.clone(), RestakingError::WrongRecipient).await;
        planted.accounts[5] = AccountMeta::new_readonly(id(wallet), true);
        scene.bank.by(wallet, planted).await;
        assert_eq!((scene.bank.balance(&another).await, scene.bank.balance(&usual).await), (owed, 0));
    }
    // Then there is nothing left.
    for instruction in all(&scene, WALLETS) {
        let failure = scene.bank.refused(instruction, &[]).await;
        restaking_tests::assert_refused(&failure, RestakingError::NoFees, 0, 1);
    }
}

#[tokio::test]
async fn a_new_wallet_gets_what_waits_and_the_old_one_nothing() {
    let mut scene = indebted().await;
    let parties = [scene.vault.address, pda::config(), scene.first.operator, scene.second.operator];
    let admins = ["creator", "deployer", "operator", "other operator"];
    let heirs = ["heir 0", "heir 1", "heir 2", "heir 3"];
    for ((party, admin), heir) in parties.iter().zip(admins).zip(heirs) {
        scene.bank.open_accounts(&scene.vault, &id(heir), 0).await;
        scene.bank.by(admin, role::set_role(&id(admin), party, role::FEE_WALLET, &id(heir))).await;
    }
    for instruction in all(&scene, WALLETS) {
        scene.refused(&[], instruction, RestakingError::WrongRecipient).await;
    }
    for ((instruction, heir), owed) in all(&scene, heirs).into_iter().zip(heirs).zip(OWED) {
        scene.bank.send(&[instruction], &[]).await.unwrap();
        assert_eq!(scene.assets(heir).await, owed);
    }
}

/// Were the zero address a wallet, anybody could burn what waits: the system program's token account is soon made.
#[tokio::test]
async fn without_a_wallet_fees_wait() {
    let mut scene = indebted().await;
    let parties = [scene.vault.address, pda::config(), scene.first.operator, scene.second.operator];
    let admins = ["creator", "deployer", "operator", "other operator"];
    for (party, admin) in parties.iter().zip(admins) {
        scene.bank.by(admin, role::set_role(&id(admin), party, role::FEE_WALLET, &NOBODY)).await;
    }
    let nobodys = scene.vault.assets_of(&NOBODY);
    scene.bank.put(&nobodys, token::token_account(scene.vault.asset_mint, NOBODY, 0));
    for mut instruction in all(&scene, WALLETS) {
        scene.refused(&[], instruction.clone(), RestakingError::WrongRecipient).await;
        instruction.accounts[6].pubkey = nobodys;
        scene.refused(&[], instruction, RestakingError::WrongRecipient).await;
    }
    for ((party, admin), wallet) in parties.iter().zip(admins).zip(WALLETS) {
        scene.bank.by(admin, role::set_role(&id(admin), party, role::FEE_WALLET, &id(wallet))).await;
    }
    for (instruction, owed) in all(&scene, WALLETS).into_iter().zip(OWED) {
        let Event::FeesCollected(event) = scene.anyone(instruction).await else { panic!("not collected") };
        assert_eq!(event.assets, owed);
    }
}

/// `account` as its mint's issuer would leave it.
fn frozen(account: Account) -> Account {
    let mut account = account;
    // Its state: 2 is frozen.
    account.data[108] = 2;
    account
}

/// In any state of the wallets' accounts, everybody enters, leaves, pays and is paid.
#[tokio::test]
async fn fees_never_hold_up_a_deposit_an_exit_or_a_reward() {
    let mut scene = indebted().await;
    let accounts = WALLETS.map(|name| scene.vault.assets_of(&id(name)));
    for is_frozen in [true, false] {
        let mut before = vec![];
        for account in accounts {
            let good = scene.bank.account(&account).await.expect("an account");
            before.push(good.clone());
            scene.bank.put(&account, if is_frozen { frozen(good) } else { Account::default() });
        }
        for instruction in all(&scene, WALLETS) {
            let failure = scene.bank.refused(instruction, &[]).await;
            assert_eq!(failure.restaking() == Some(RestakingError::WrongRecipient), is_frozen, "{failure}");
        }
        let epoch = scene.epoch().await;
        scene.deposit("bob", 1_000_000).await;
        assert!(scene.exit("bob", 100_000).await > 0);
        scene.request("bob", epoch, 200_000).await;
        scene.request("bob", epoch + 1, 200_000).await;
        let (bob, ticket) = (id("bob"), scene.vault.ticket(&id("bob"), epoch + 1));
        scene.act("bob", scene.vault.cancel_exit(&bob, &ticket, &bob, epoch + 1, 0)).await;
        scene.pay("ncn", 1_000).await;
        scene.at(((epoch + 2 - FIRST) * EPOCH) as i64).await;
        assert!(scene.claim("bob", epoch, epoch).await > 0);
        for (account, good) in accounts.into_iter().zip(before) {
            scene.bank.put(&account, good);
        }
    }
    let owed = scene.owed().await;
    assert!(owed[0] > 380_000 && owed[1] > 185_000 && owed[2] > 150_000, "all of it waits: {owed:?}");
    for instruction in all(&scene, WALLETS) {
        scene.anyone(instruction).await;
    }
    assert_eq!(scene.owed().await, [0; 3]);
}

/// A wallet that has left, stakes itself, or is the vault's admin is charged as everyone is, and nothing on what it collects.
#[tokio::test]
async fn a_wallet_pays_no_fee_on_its_fees() {
    let mut scene = indebted().await;
    for ((instruction, wallet), owed) in all(&scene, WALLETS).into_iter().zip(WALLETS).zip(OWED) {
        scene.anyone(instruction).await;
        assert_eq!(scene.assets(wallet).await, owed, "all of it");
    }
    assert_eq!(scene.owed().await, [0; 3]);
}

#[tokio::test]
async fn a_delegation_with_a_commission_is_not_closed() {
    let mut scene = indebted().await;
    let (first, creator) = (scene.first, id("creator"));
    scene.bank.by("creator", first.delegate(&creator, 0)).await;
    scene.at(2 * EPOCH as i64).await;
    scene.bank.send(&[first.close_allocation(&creator), first.settle_delegation()], &[]).await.unwrap();
    let failure = scene.bank.refused(first.close_delegation(&creator), &[]).await;
    restaking_tests::assert_refused(&failure, RestakingError::CommissionOwed, 100_000, 0);
    scene.anyone(fee::collect_commission(&first, &id(WALLETS[2]))).await;
    scene.bank.send(&[first.close_delegation(&creator)], &[]).await.unwrap();
    assert!(scene.bank.account(&first.delegation()).await.is_none());
    // Once closed, nobody pays through it, and nobody collects of it.
    let failure = scene.bank.refuses("ncn", fee::pay_reward(&first, &id("ncn"), 1_000)).await;
    assert_eq!(failure.restaking(), None, "{failure}");
    scene.bank.refused(fee::collect_commission(&first, &id(WALLETS[2])), &[]).await;
    // Opened again, it begins with nothing, and the other operator's is as it was.
    scene.bank.by("creator", first.open_delegation(&creator)).await;
    let opened: OperatorDelegation = scene.bank.read(&first.delegation()).await.expect("a delegation");
    assert_eq!(opened.commission, 0);
    assert_eq!(scene.commissions().await, [0, 50_000]);
    scene.pay("ncn", 1_000).await;
    assert_eq!(scene.commissions().await, [100, 50_000]);
}

/// An operator's stake may be zero: a payer through it pays the vault all the same.
#[tokio::test]
async fn a_reward_needs_no_stake_behind_the_operator() {
    let mut scene = Scene::new(FREE, 0).await;
    scene.bank.by("creator", scene.first.delegate(&id("creator"), 0)).await;
    scene.deposit("alice", 1_000_000).await;
    let paid = scene.pay("ncn", 1_000).await;
    assert_eq!((paid.commission, paid.stream.left), (100, 900));
    // Nor the operator's being there still: a retired one is paid for what it did.
    let retire = harness::entity::retire_operator(&id("operator"), &scene.first.operator);
    scene.bank.by("operator", retire).await;
    let leave = split::leave_opt_in(&id("operator"), &scene.vault.address, &scene.first.operator, split::Side::Right);
    scene.bank.by("operator", leave).await;
    assert_eq!(scene.pay("ncn", 1_000).await.commission, 100);
    assert_eq!(scene.gained("ncn").await, -2_000);
    assert_eq!(scene.assets("alice").await, WEALTH - 1_000_000);
}
