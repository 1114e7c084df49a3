//! Tokens of Token-2022, each mint made by the real program: no sweep calls another program.

use harness::token_2022::{self as t22, Extension, PROGRAM};
use harness::{Stray, Vault, key, token};
use restaking_client::{Event, RestakingError};
use restaking_tests::{EPOCH, OPEN, id};
use solana_program::pubkey::Pubkey;
use spl_token_2022_interface::extension::memo_transfer::instruction as memo;
use spl_token_2022_interface::extension::{ExtensionType, transfer_fee, transfer_hook};
use spl_token_2022_interface::instruction as interface;

use crate::vault::sweep::{SENT, Scene, WEEK};

fn mint() -> Pubkey {
    id("a foreign mint")
}

/// The scene, in which the vault was sent tokens of a Token-2022 mint with `extensions`, and the sweep of them is due.
async fn scene(extensions: &[Extension]) -> Scene {
    let mut scene = Scene::new().await;
    let (issuer, bank) = (id("issuer"), &mut scene.bank);
    let rent = bank.rent().await;
    let create = t22::create_mint(&issuer, &mint(), [Some(&issuer), None], extensions, rent);
    bank.send(&create, &[&key("issuer"), &key("a foreign mint")]).await.expect("Token-2022 makes the mint");
    scene.stray = Stray::of(scene.vault, mint(), PROGRAM);
    for owner in [scene.vault.address, id("creator")] {
        bank.by("issuer", t22::create_account(&issuer, &owner, &mint())).await;
    }
    bank.by("issuer", t22::mint_to(&mint(), &scene.stray.tokens, &issuer, SENT)).await;
    scene.announce().await;
    scene.at(WEEK).await;
    scene
}

/// What the fee wallet got.
async fn got(scene: &mut Scene) -> u64 {
    scene.bank.balance(&token::address_of(&PROGRAM, &id("creator"), &mint())).await
}

fn hook(program: Pubkey) -> Extension {
    let hook = transfer_hook::instruction::initialize(&PROGRAM, &mint(), Some(id("issuer")), Some(program));
    (ExtensionType::TransferHook, hook.expect("Token-2022's id"))
}

#[tokio::test]
async fn a_plain_mint_is_swept() {
    let mut scene = scene(&[]).await;
    let event = scene.anyone(scene.to_wallet()).await;
    assert!(matches!(&event, Event::SweptToWallet(swept) if swept.amount == SENT), "{event:?}");
    assert_eq!((got(&mut scene).await, scene.left().await, scene.notice().await), (SENT, 0, None));
}

/// The hook's program is one that would do anything: the restaking program itself. It is not called, and once the issuer has taken
/// it off, the tokens are swept.
#[tokio::test]
async fn a_transfer_hook_is_never_called() {
    let mut scene = scene(&[hook(restaking_client::ID)]).await;
    let failure = scene.bank.refused(scene.to_wallet(), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SweptHook), "{failure}");
    let calls = failure.logs.iter().filter(|line| line.contains(" invoke [2]")).count();
    assert_eq!(calls, 0, "{:#?}", failure.logs);
    let take_off = transfer_hook::instruction::update(&PROGRAM, &mint(), &id("issuer"), &[], None).unwrap();
    scene.bank.by("issuer", take_off).await;
    scene.anyone(scene.to_wallet()).await;
    assert_eq!(got(&mut scene).await, SENT);
}

/// The mint's own fee is the recipient's to bear: the vault's account changes by what was announced.
#[tokio::test]
async fn a_mint_with_a_fee_is_swept() {
    let config = transfer_fee::instruction::initialize_transfer_fee_config(
        &PROGRAM,
        &mint(),
        Some(&id("issuer")),
        Some(&id("issuer")),
        100,
        u64::MAX,
    );
    let mut scene = scene(&[(ExtensionType::TransferFeeConfig, config.unwrap())]).await;
    let event = scene.anyone(scene.to_wallet()).await;
    assert!(matches!(&event, Event::SweptToWallet(swept) if swept.amount == SENT), "{event:?}");
    assert_eq!((got(&mut scene).await, scene.left().await), (SENT - SENT / 100, 0));
}

/// What reaches the swept tokens alone keeps nobody from sweeping them.
#[tokio::test]
async fn what_an_issuer_can_do_reaches_the_swept_tokens_alone() {
    let (at, issuer) = (mint(), id("issuer"));
    let mut scene =
        scene(&[t22::pausable(&at, &issuer), t22::permanent_delegate(&at, &issuer), t22::scaled(&at, &issuer, 2.5)])
            .await;
    scene.bank.by("issuer", t22::set_paused(&at, &issuer, true)).await;
    let failure = scene.bank.refused(scene.to_wallet(), &[]).await;
    assert_eq!(failure.restaking(), None, "Token-2022 refuses: {failure}");
    scene.bank.by("issuer", t22::set_paused(&at, &issuer, false)).await;
    // The delegate takes a part of the tokens away, as its mint lets it.
    let to = token::address_of(&PROGRAM, &id("creator"), &at);
    let take = interface::transfer_checked(&PROGRAM, &scene.stray.tokens, &at, &to, &issuer, &[], 400, 9).unwrap();
    scene.bank.by("issuer", take).await;
    let event = scene.anyone(scene.to_wallet()).await;
    assert!(matches!(&event, Event::SweptToWallet(swept) if swept.amount == SENT - 400), "{event:?}");
    assert_eq!(got(&mut scene).await, SENT);
}

#[tokio::test]
async fn an_extension_of_an_unknown_type_is_refused() {
    let mut scene = scene(&[t22::scaled(&mint(), &id("issuer"), 1.0)]).await;
    let number = u16::from(ExtensionType::PermissionedBurn);
    for (added, refused) in [(1, true), (0, false)] {
        let mut account = scene.bank.account(&mint()).await.expect("the mint");
        let before = account.clone();
        account.data.extend((number + added).to_le_bytes());
        account.data.extend([0, 0]);
        account.lamports += 1_000_000;
        scene.bank.put(&mint(), account);
        if refused {
            scene.refuses(scene.to_wallet(), RestakingError::SweptExtension).await;
        } else {
            scene.bank.simulate(&[], scene.to_wallet()).await;
        }
        scene.bank.put(&mint(), before);
    }
}

#[tokio::test]
async fn a_wallet_that_requires_a_memo_is_told_so() {
    let mut scene = scene(&[]).await;
    let (creator, account) = (id("creator"), token::address_of(&PROGRAM, &id("creator"), &mint()));
    let kind = [ExtensionType::MemoTransfer];
    let room = interface::reallocate(&PROGRAM, &account, &creator, &creator, &[], &kind).unwrap();
    let enable = memo::enable_required_transfer_memos(&PROGRAM, &account, &creator, &[]).unwrap();
    scene.bank.send(&[room, enable], &[&key("creator")]).await.unwrap();
    scene.refuses(scene.to_wallet(), RestakingError::MemoRequired).await;
    let disable = memo::disable_required_transfer_memos(&PROGRAM, &account, &creator, &[]).unwrap();
    scene.bank.by("creator", disable).await;
    scene.anyone(scene.to_wallet()).await;
    assert_eq!(got(&mut scene).await, SENT);
}

/// The token program is that of the token account, and the account that a wallet is paid at is derived with it.
#[tokio::test]
async fn each_token_program_moves_its_own_tokens() {
    let mut scene = scene(&[]).await;
    let mut wrong = scene.to_wallet();
    wrong.accounts.last_mut().expect("the token program").pubkey = token::PROGRAM;
    scene.refuses(wrong, RestakingError::WrongAssetProgram).await;
    let plain = token::address(&id("creator"), &mint());
    scene.bank.put(&plain, token::token_account(mint(), id("creator"), 0));
    let elsewhere = scene.stray.to_account(None, &plain, &id("mallory"));
    scene.refuses(elsewhere, RestakingError::WrongRecipient).await;
}

#[tokio::test]
async fn assets_of_a_token_2022_vault_stream_to_its_holders() {
    let mut scene = scene(&[t22::pausable(&mint(), &id("issuer"))]).await;
    let (vault, bob) = (Vault::of_token_2022(id("creator"), 1, mint()), id("bob"));
    let bank = &mut scene.bank;
    bank.by("creator", vault.initialize(EPOCH, OPEN)).await;
    bank.put(&vault.shares_of(&bob), token::token_account(vault.vrt_mint, bob, 0));
    for owner in [bob, vault.address] {
        bank.by("issuer", t22::create_account(&id("issuer"), &owner, &mint())).await;
        let to = vault.assets_of(&owner);
        bank.by("issuer", t22::mint_to(&mint(), &to, &id("issuer"), 1_000)).await;
    }
    bank.by("bob", vault.deposit(&bob, 1_000, 1_000, false)).await;
    let event = scene.anyone(Stray::of_asset(vault).to_stream()).await;
    assert!(matches!(&event, Event::VaultRewardPaid(paid) if paid.stream.left == 1_000), "{event:?}");
    assert_eq!(scene.bank.balance(&vault.asset_account).await, 2_000);
    assert_eq!(scene.bank.balance(&vault.stray()).await, 0);
    // Without the asset's own accounts behind the others, nothing moves.
    scene.bank.by("issuer", t22::mint_to(&mint(), &vault.stray(), &id("issuer"), 1_000)).await;
    let mut bare = Stray::of_asset(vault).to_stream();
    bare.accounts.truncate(5);
    scene.refuses(bare, RestakingError::WrongAssetProgram).await;
}
