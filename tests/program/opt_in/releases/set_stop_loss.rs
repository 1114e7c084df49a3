//! A stop-loss: what it counts, when the vault leaves by it, and what a veto takes off.

mod uncount_slash;

use restaking_client::{Delayed, OptIn, SlashProposal, SlashStatus, StopLossSet};

use super::*;

fn set_by(name: &str, split: &Split, bps: u64) -> solana_program::instruction::Instruction {
    split::set_stop_loss(&id(name), &split.vault.address, &split.ncn, bps)
}

async fn sets(bank: &mut Bank, split: &Split, bps: u64) -> StopLossSet {
    match &bank.by("creator", set_by("creator", split, bps)).await.events[..] {
        [Event::StopLossSet(event)] => event.clone(),
        events => panic!("not one stop-loss: {events:?}"),
    }
}

async fn opt_in(bank: &mut Bank, split: &Split) -> OptIn {
    let [_, _, (vault, ncn)] = split.opt_ins();
    bank.read(&pda::opt_in(&vault, &ncn)).await.expect("the opt-in")
}

/// A slash of `fraction` of what is allocated, for `incident`; whether the vault left by it.
async fn slashes(bank: &mut Bank, split: &Split, fraction: u64, incident: u64) -> bool {
    let (cause, epoch) = (bank.cause(incident, fraction).await, bank.epoch().await);
    let done = bank.by("slasher", split.propose_slash(&id("slasher"), epoch, cause)).await;
    match &done.events[..] {
        [Event::SlashProposed(_)] => false,
        [Event::OptInChanged(event), Event::SlashProposed(_)] => {
            assert_eq!((event.before.left.next, event.after.left.next), (1, 0));
            true
        }
        events => panic!("not a slash: {events:?}"),
    }
}

#[tokio::test]
async fn the_slash_that_passes_it_records_the_vaults_leave_with_the_notice_of_any() {
    let (mut bank, split) = scene().await;
    let event = sets(&mut bank, &split, 1_000).await;
    let [_, _, (vault, ncn)] = split.opt_ins();
    assert_eq!((event.opt_in, event.vault, event.ncn), (pda::opt_in(&vault, &ncn), vault, ncn));
    assert_eq!((event.before.bps.next, event.after.bps.next, event.after.since), (0, 1_000, bank.now().await));
    assert!(!slashes(&mut bank, &split, WHOLE / 20, 0).await);
    assert!(!slashes(&mut bank, &split, WHOLE / 20, 1).await, "a tenth, and not over it");
    let counted = opt_in(&mut bank, &split).await.stop_loss.slashed;
    assert_eq!(counted, WHOLE / 10);
    let epoch = bank.epoch().await;
    assert!(slashes(&mut bank, &split, WHOLE / 1_000, 2).await);
    let left = opt_in(&mut bank, &split).await.sides.left;
    let fall = GENESIS + ((epoch + 2) * EPOCH) as i64;
    assert_eq!(left, Delayed { current: 1, next: 0, effective: fall });
    // The NCN keeps its guarantee until then, and a slash more is one of before.
    assert!(!slashes(&mut bank, &split, WHOLE / 10, 3).await, "it is leaving already");
    let remaining = stake(&mut bank, &split, 0).await;
    assert!(remaining > 0);
    bank.warp(fall - 1).await;
    assert_eq!(stake(&mut bank, &split, 0).await, remaining);
    bank.warp(fall).await;
    assert_eq!(stake(&mut bank, &split, 0).await, 0);
}

#[tokio::test]
async fn without_one_nothing_is_counted_and_one_begins_with_itself() {
    let (mut bank, split) = scene().await;
    assert!(!slashes(&mut bank, &split, WHOLE / 2, 0).await);
    assert_eq!(opt_in(&mut bank, &split).await.stop_loss.slashed, 0);
    let made: SlashProposal = bank.read(&split.proposal(0)).await.expect("the slash");
    assert!(!made.counted);
    sets(&mut bank, &split, 100).await;
    assert!(!slashes(&mut bank, &split, WHOLE / 200, 1).await, "half a percent");
    let made: SlashProposal = bank.read(&split.proposal(1)).await.expect("the slash");
    assert!(made.counted);
    // A tighter one holds from now on, and is passed by what was counted with the next slash.
    sets(&mut bank, &split, 40).await;
    assert!(slashes(&mut bank, &split, WHOLE / 1_000, 2).await);
}

#[tokio::test]
async fn a_looser_one_waits_as_a_rise_and_only_the_vaults_admin_sets_any() {
    let (mut bank, split) = scene().await;
    for name in ["ncn", "operator", "slasher", "mallory"] {
        let failure = bank.refuses(name, set_by(name, &split, 1)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin), "{name}");
    }
    let failure = bank.refuses("creator", set_by("creator", &split, 10_001)).await;
    assert_refused(&failure, RestakingError::OverWhole, 10_001, 10_000);
    let version = async |bank: &mut Bank| {
        bank.read::<restaking_client::Vault>(&split.vault.address).await.expect("it").ledger.risk_version
    };
    let before = version(&mut bank).await;
    sets(&mut bank, &split, 500).await;
    sets(&mut bank, &split, 100).await;
    assert_eq!(version(&mut bank).await, before, "a tighter one burdens nobody");
    let epoch = bank.epoch().await;
    let rise = GENESIS + ((epoch + 3) * EPOCH) as i64;
    let event = sets(&mut bank, &split, 0).await;
    assert_eq!(event.after.bps, Delayed { current: 100, next: 0, effective: rise });
    assert_eq!(version(&mut bank).await, before + 1);
    bank.warp(rise - 1).await;
    assert!(slashes(&mut bank, &split, WHOLE / 50, 0).await, "to the last second");
}

/// A slash of an earlier time in the opt-in takes nothing off a later count.
#[tokio::test]
async fn a_vault_that_comes_back_begins_to_count_anew() {
    let (mut bank, split) = scene().await;
    sets(&mut bank, &split, 1_000).await;
    let epoch = bank.epoch().await;
    assert!(slashes(&mut bank, &split, WHOLE / 5, 0).await);
    bank.by("resolver", split.veto_slash(&id("resolver"), &split.proposal(0), epoch)).await;
    let left = opt_in(&mut bank, &split).await.sides.left;
    assert_eq!(left.next, 0, "the leave stands: a vault that wants to stay joins again");
    bank.warp(left.effective).await;
    let [_, _, (vault, ncn)] = split.opt_ins();
    bank.by("creator", split::join_opt_in(&id("creator"), &vault, &ncn, split::Side::Left)).await;
    let now = bank.now().await;
    let stop = opt_in(&mut bank, &split).await.stop_loss;
    assert_eq!((stop.bps.next, stop.slashed, stop.since), (1_000, 0, now));
    let failure = bank.refused(split.uncount_slash(&split.proposal(0)), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCounted));
    let joins = opt_in(&mut bank, &split).await.sides.left.effective;
    bank.warp(joins).await;
    assert!(!slashes(&mut bank, &split, WHOLE / 20, 1).await);
}
