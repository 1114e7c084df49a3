//! What no staker has a right to: to the fee wallet, after a notice that names the amount.

use harness::{Vault, key, role, token};
use restaking_client::{Event, RestakingError};
use restaking_tests::{GENESIS, OPEN, assert_refused, id};
use solana_program::pubkey::Pubkey;

use crate::vault::sweep::{SENT, Scene, WEEK, put_account};

#[tokio::test]
async fn an_airdrop_goes_to_the_fee_wallet_after_its_notice() {
    let mut scene = Scene::new().await;
    let before = scene.bank.lamports(&id("mallory")).await;
    let ledger = scene.bank.ledger(&scene.vault).await;
    scene.at(10).await;
    let announce = scene.stray.announce(&id("mallory"));
    let done = scene.bank.by("mallory", announce).await;
    let [Event::SweepAnnounced(announced)] = &done.events[..] else { panic!("{:?}", done.events) };
    let due = GENESIS + 10 + WEEK;
    assert_eq!((announced.tokens, announced.mint), (scene.stray.tokens, scene.stray.mint));
    assert_eq!((announced.amount, announced.due, announced.number), (SENT, due, 2));
    let notice = scene.notice().await.expect("a notice");
    assert_eq!((notice.vault, notice.tokens, notice.mint), (scene.vault.address, scene.stray.tokens, scene.stray.mint));
    assert_eq!((notice.rent_payer, notice.amount, notice.due), (id("mallory"), SENT, due));

    // Early by a second.
    scene.bank.warp(due - 1).await;
    let failure = scene.bank.refused(scene.to_wallet(), &[]).await;
    assert_refused(&failure, RestakingError::SweepNotDue, due as u64 - 1, due as u64);

    // What comes after the announcement is not covered by it.
    scene.bank.put(&scene.stray.tokens, token::token_account(scene.stray.mint, scene.vault.address, SENT + 700));
    scene.bank.warp(due).await;
    let event = scene.anyone(scene.to_wallet()).await;
    let Event::SweptToWallet(swept) = event else { panic!("{event:?}") };
    assert_eq!((swept.amount, swept.wallet, swept.number), (SENT, id("creator"), 3));
    assert_eq!((swept.tokens, swept.mint, swept.time), (scene.stray.tokens, scene.stray.mint, due));
    assert_eq!((scene.has("creator").await, scene.left().await), (SENT, 700));
    assert_eq!(scene.notice().await, None, "closed");
    assert_eq!(scene.bank.lamports(&id("mallory")).await, before, "the rent is back");
    assert_eq!(scene.bank.ledger(&scene.vault).await, ledger, "no figure of the vault's has changed");

    // The rest has a notice of its own. Both steps fit one transaction.
    scene.refuses_closed().await;
    scene.announce().await;
    assert_eq!(scene.notice().await.map(|notice| (notice.amount, notice.due)), Some((700, due + WEEK)));
    scene.bank.warp(due + WEEK).await;
    scene.anyone(scene.to_wallet()).await;
    assert_eq!((scene.has("creator").await, scene.left().await), (SENT + 700, 0));
}

impl Scene {
    /// Without a notice there is no sweep.
    async fn refuses_closed(&mut self) {
        let failure = self.bank.refused(self.to_wallet(), &[]).await;
        assert_eq!(failure.restaking(), None, "{failure}");
    }
}

/// Of less than what was announced, what there is.
#[tokio::test]
async fn what_is_gone_is_not_swept() {
    let mut scene = Scene::new().await;
    scene.announce().await;
    scene.at(WEEK).await;
    for left in [1_200, 0] {
        scene.bank.put(&scene.stray.tokens, token::token_account(scene.stray.mint, scene.vault.address, left));
        let event = scene.bank.simulate(&[], scene.to_wallet()).await.events.remove(0);
        assert!(matches!(&event, Event::SweptToWallet(swept) if swept.amount == left), "{event:?}");
    }
    // Nothing is paid, so that no account of the wallet's is asked for.
    let nobody = scene.stray.to_account(None, &id("nothing"), &id("mallory"));
    scene.anyone(nobody).await;
    assert_eq!((scene.notice().await, scene.has("creator").await), (None, 0));
}

/// An exit requested at the announcement is out before the sweep, in a vault of the slowest epochs too.
#[tokio::test]
async fn a_slow_vaults_notice_is_that_of_a_rise() {
    const EPOCH: i64 = 30 * 86_400;
    let mut scene = Scene::new().await;
    let slow = Vault::new(id("creator"), 1, scene.vault.asset_mint);
    scene.bank.by("creator", slow.initialize(EPOCH as u64, OPEN)).await;
    let stray = harness::Stray::new(slow, scene.stray.mint);
    scene.bank.put(&stray.tokens, token::token_account(stray.mint, slow.address, 9));
    scene.at(EPOCH - 1).await;
    scene.bank.by("mallory", stray.announce(&id("mallory"))).await;
    let notice: restaking_client::SweepNotice = scene.bank.read(&stray.notice()).await.expect("a notice");
    assert_eq!(notice.due, GENESIS + 3 * EPOCH);
}

#[tokio::test]
async fn the_fee_wallet_alone_says_where_to() {
    let mut scene = Scene::new().await;
    scene.announce().await;
    scene.at(WEEK).await;
    let (creator, mallory, mint) = (id("creator"), id("mallory"), scene.stray.mint);
    let elsewhere = put_account(&mut scene.bank, "elsewhere", mint, mallory, 0).await;
    let own = put_account(&mut scene.bank, "own", mint, creator, 0).await;
    // Neither another's account, nor one of the wallet's that is not its associated one, nor the wallet's own that it gave away.
    for to in [token::address(&mallory, &mint), elsewhere, own] {
        scene.refuses(scene.stray.to_account(None, &to, &mallory), RestakingError::WrongRecipient).await;
    }
    scene.refuses(scene.stray.to_account(Some(mallory), &elsewhere, &mallory), RestakingError::WrongRecipient).await;
    let home = token::address(&creator, &mint);
    scene.bank.put(&home, token::token_account(mint, mallory, 0));
    scene.refuses(scene.to_wallet(), RestakingError::WrongRecipient).await;
    // The wallet signs, and names any account.
    scene.bank.by("creator", scene.stray.to_account(Some(creator), &elsewhere, &mallory)).await;
    assert_eq!(scene.bank.balance(&elsewhere).await, SENT);
}

#[tokio::test]
async fn without_a_fee_wallet_the_tokens_wait_for_one() {
    let mut scene = Scene::new().await;
    let name =
        |wallet: &Pubkey, vault: &Vault| role::set_role(&id("creator"), &vault.address, role::FEE_WALLET, wallet);
    scene.bank.by("creator", name(&Pubkey::default(), &scene.vault)).await;
    scene.announce().await;
    scene.at(WEEK).await;
    let nobodys = token::address(&Pubkey::default(), &scene.stray.mint);
    scene.bank.put(&nobodys, token::token_account(scene.stray.mint, Pubkey::default(), 0));
    scene.refuses(scene.stray.to_wallet(&Pubkey::default(), &id("mallory")), RestakingError::WrongRecipient).await;
    scene.refuses(scene.to_wallet(), RestakingError::WrongRecipient).await;
    scene.bank.by("creator", name(&id("alice"), &scene.vault)).await;
    scene.anyone(scene.stray.to_wallet(&id("alice"), &id("mallory"))).await;
    assert_eq!(scene.has("alice").await, SENT);
}

/// An issuer's freeze stops its own token alone, and nothing is lost.
#[tokio::test]
async fn what_the_issuer_has_frozen_is_swept_after_the_thaw() {
    let mut scene = Scene::new().await;
    scene.announce().await;
    scene.at(WEEK).await;
    let (tokens, mint, issuer) = (scene.stray.tokens, scene.stray.mint, id("issuer"));
    scene.bank.by("issuer", token::freeze(&tokens, &mint, &issuer)).await;
    let failure = scene.bank.refused(scene.to_wallet(), &[]).await;
    assert_eq!((failure.restaking(), failure.code()), (None, Some(17)), "{failure}");
    scene.bank.by("issuer", token::thaw(&tokens, &mint, &issuer)).await;
    let home = token::address(&id("creator"), &mint);
    scene.bank.by("issuer", token::freeze(&home, &mint, &issuer)).await;
    scene.refuses(scene.to_wallet(), RestakingError::WrongRecipient).await;
    scene.bank.by("issuer", token::thaw(&home, &mint, &issuer)).await;
    scene.anyone(scene.to_wallet()).await;
    assert_eq!(scene.has("creator").await, SENT);
}

/// A notice for a trifle, made before each airdrop, delays it by one notice and no more: the next one is made with the sweep.
#[tokio::test]
async fn a_trifle_delays_an_airdrop_by_one_notice() {
    let mut scene = Scene::new().await;
    scene.bank.put(&scene.stray.tokens, token::token_account(scene.stray.mint, scene.vault.address, 1));
    scene.announce().await;
    scene.bank.put(&scene.stray.tokens, token::token_account(scene.stray.mint, scene.vault.address, SENT));
    let again = scene.bank.refuses("mallory", scene.stray.announce(&id("mallory"))).await;
    assert_eq!(again.restaking(), None, "the notice is there: {again}");
    scene.at(WEEK).await;
    let both = [scene.to_wallet(), scene.stray.announce(&id("alice"))];
    scene.bank.send(&both, &[&key("alice")]).await.expect("a sweep and the next notice");
    assert_eq!(scene.notice().await.map(|notice| notice.amount), Some(SENT - 1));
    scene.at(2 * WEEK).await;
    scene.anyone(scene.stray.to_wallet(&id("creator"), &id("alice"))).await;
    assert_eq!(scene.has("creator").await, SENT);
}
