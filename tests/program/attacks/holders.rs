//! The authorities that move tokens, and what a stranger resets.

use harness::{split, token};
use restaking_client::{self as client, LimitsArgs, RestakingError, pda};
use restaking_tests::{Bank, OPEN, id};
use solana_program::incinerator;
use solana_program::pubkey::Pubkey;

/// SPL Token burns for anybody what the incinerator or the system program owns. Shares that were put beyond anybody's reach stay
/// there.
#[tokio::test]
async fn nobody_redeems_shares_of_the_incinerator_or_of_the_system_program() {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    let mallory = id("mallory");
    bank.open_accounts(&vault, &mallory, 0).await;
    for (place, dead) in [incinerator::ID, Pubkey::default()].into_iter().enumerate() {
        let grave = id(&format!("grave {place}"));
        bank.put(&grave, token::token_account(vault.vrt_mint, dead, 0));
        bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 1, false)).await;
        bank.by("alice", token::transfer(&vault.shares_of(&id("alice")), &grave, &id("alice"), 1_000_000)).await;
        let epoch = bank.books(&vault).await.epoch;
        let exit = vault.exit_instantly(&mallory, 500_000, 1);
        let ask = vault.request_exit(&mallory, place as u64, 500_000, 1, epoch + 1);
        for mut leave in [exit, ask] {
            let own = leave.accounts.iter().position(|meta| meta.pubkey == vault.shares_of(&mallory)).unwrap();
            leave.accounts[own].pubkey = grave;
            let failure = bank.refuses("mallory", leave).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotHolder), "{dead}");
        }
        assert_eq!(bank.balance(&grave).await, 1_000_000);
    }
}

/// A delegate speaks for the holder, as far as it was approved.
#[tokio::test]
async fn a_delegate_leaves_for_the_holder_and_nobody_else_does() {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    let (alice, mallory) = (id("alice"), id("mallory"));
    bank.open_accounts(&vault, &mallory, 0).await;
    bank.by("alice", vault.deposit(&alice, 1_000_000, 1, false)).await;
    let mut exit = vault.exit_instantly(&mallory, 1_000, 1);
    let own = exit.accounts.iter().position(|meta| meta.pubkey == vault.shares_of(&mallory)).unwrap();
    exit.accounts[own].pubkey = vault.shares_of(&alice);
    let failure = bank.refuses("mallory", exit.clone()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotHolder));
    // SPL Token's `Approve`.
    let mut data = vec![4];
    data.extend_from_slice(&1_000u64.to_le_bytes());
    let accounts = vec![
        solana_program::instruction::AccountMeta::new(vault.shares_of(&alice), false),
        solana_program::instruction::AccountMeta::new_readonly(mallory, false),
        solana_program::instruction::AccountMeta::new_readonly(alice, true),
    ];
    let approve = solana_program::instruction::Instruction { program_id: token::PROGRAM, accounts, data };
    bank.by("alice", approve).await;
    bank.by("mallory", exit.clone()).await;
    assert_eq!(bank.balance(&vault.assets_of(&mallory)).await, 1_000);
    assert!(bank.refuses("mallory", exit).await.restaking().is_some(), "the approval is used up");
}

/// Limits that a vault has set are the vault's to reset.
#[tokio::test]
async fn nobody_resets_the_limits_of_an_opt_in_that_nobody_joined_yet() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let (creator, mallory, v) = (id("creator"), id("mallory"), vault.address);
    bank.fund(&mallory);
    let opt_in = pda::opt_in(&v, &ncn);
    bank.by("mallory", split::open_opt_in(&mallory, &v, &ncn)).await;
    bank.by("creator", split::set_loss_limits(&creator, &v, &ncn, 500, 1_000)).await;
    let close = split::close_opt_in(&v, &ncn, &mallory);
    let failure = bank.refused(close.clone(), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::LimitsSet));
    for name in ["mallory", "ncn"] {
        let failure = bank.refuses(name, split::close_opt_in_by(Some(id(name)), &v, &ncn, &mallory)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::LimitsSet), "{name}");
    }
    let limits = bank.read::<client::OptIn>(&opt_in).await.unwrap().limits;
    assert_eq!((limits.incident_bps.next, limits.epoch_bps.next), (500, 1_000));
    // The vault's admin closes it, and so does anyone once the NCN is retired.
    bank.by("creator", split::close_opt_in_by(Some(creator), &v, &ncn, &mallory)).await;
    bank.by("mallory", split::open_opt_in(&mallory, &v, &ncn)).await;
    bank.by("creator", split::set_loss_limits(&creator, &v, &ncn, 500, 1_000)).await;
    bank.refused(close.clone(), &[]).await;
    bank.by("ncn", harness::entity::retire_ncn(&id("ncn"), &ncn)).await;
    bank.send(&[close], &[]).await.unwrap();
    assert_eq!(bank.account(&opt_in).await, None);
}

/// The same of an NCN or a vault that has no admin any more: nobody can join for it.
#[tokio::test]
async fn limits_of_parties_that_can_never_agree_keep_no_rent() {
    for renounced in ["ncn", "creator"] {
        let (mut bank, vault) = Bank::with_vault(OPEN).await;
        let ncn = bank.add_ncn("ncn", 0).await;
        let (creator, v) = (id("creator"), vault.address);
        bank.by("creator", split::open_opt_in(&creator, &v, &ncn)).await;
        bank.by("creator", split::set_loss_limits(&creator, &v, &ncn, 500, 1_000)).await;
        let close = split::close_opt_in(&v, &ncn, &creator);
        let failure = bank.refused(close.clone(), &[]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::LimitsSet));
        let governed = if renounced == "ncn" { ncn } else { v };
        bank.by(renounced, harness::role::renounce_admin(&id(renounced), &governed)).await;
        bank.send(&[close], &[]).await.unwrap();
    }
}
