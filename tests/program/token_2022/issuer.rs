//! What an issuer does to a vault: it pauses the mint, or freezes accounts. No slash or veto waits for it, and nobody leaves before
//! a slash by it.

use harness::{Split, token_2022 as t22};
use restaking_tests::{Bank, CHALLENGE, PERCENT, RECIPIENTS, WEALTH, id};
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::token_2022::scene::{audit, mint, scene};

/// How the issuer stops all payments of a vault.
#[derive(Clone, Copy, Debug)]
enum Stop {
    Pause,
    FreezeVault,
}

impl Stop {
    const ALL: [Self; 2] = [Self::Pause, Self::FreezeVault];

    fn set(self, split: &Split, on: bool) -> Instruction {
        let (vault, issuer) = (split.vault, id("issuer"));
        match self {
            Self::Pause => t22::set_paused(&vault.asset_mint, &issuer, on),
            Self::FreezeVault => t22::set_frozen(&vault.asset_account, &vault.asset_mint, &issuer, on),
        }
    }

    async fn stop(self, bank: &mut Bank, split: &Split) {
        bank.by("issuer", self.set(split, true)).await;
    }

    async fn go_on(self, bank: &mut Bank, split: &Split) {
        bank.by("issuer", self.set(split, false)).await;
    }

    /// What Token-2022 says of a payment meanwhile.
    fn sentence(self) -> &'static str {
        match self {
            Self::Pause => "paused",
            Self::FreezeVault => "frozen",
        }
    }
}

async fn pausable() -> (Bank, Split) {
    scene(&[t22::pausable(&mint().pubkey(), &id("issuer"))]).await
}

/// Runs `instruction`, which Token-2022 must refuse because of `stop`.
async fn waits(bank: &mut Bank, stop: Stop, instruction: Instruction, name: Option<&str>) {
    let keys: Vec<_> = name.into_iter().map(harness::key).collect();
    let failure = bank.refused(instruction, &keys.iter().collect::<Vec<_>>()).await;
    let said = failure.logs.join("\n").to_lowercase();
    assert!(said.contains(stop.sentence()), "{stop:?}: {failure}: {said}");
}

#[tokio::test]
async fn stopped_before_the_proposal_a_slash_is_vetoed_all_the_same() {
    for stop in Stop::ALL {
        let (mut bank, split) = pausable().await;
        stop.stop(&mut bank, &split).await;
        assert_eq!(bank.propose(&split, 0, 10 * PERCENT).await.slash.stake, 100_000);
        bank.veto(&split, 0).await;
        assert_eq!(bank.books(&split.vault).await.active, 1_000_000);
        audit(&mut bank, &split.vault).await;
    }
}

#[tokio::test]
async fn stopped_between_proposal_and_veto_the_veto_stands() {
    for stop in Stop::ALL {
        let (mut bank, split) = pausable().await;
        bank.propose(&split, 0, 10 * PERCENT).await;
        stop.stop(&mut bank, &split).await;
        bank.veto(&split, 0).await;
        assert_eq!(bank.books(&split.vault).await.active, 1_000_000);
        audit(&mut bank, &split.vault).await;
    }
}

#[tokio::test]
async fn stopped_at_any_time_an_execution_waits_for_the_issuer_and_nobody_leaves_before_it() {
    for stop in Stop::ALL {
        for before_proposal in [true, false] {
            let (mut bank, split) = pausable().await;
            let (vault, alice) = (split.vault, id("alice"));
            let epoch = bank.epoch().await;
            if before_proposal {
                stop.stop(&mut bank, &split).await;
            }
            bank.by("alice", vault.request_exit(&alice, 1, 500_000, 0, epoch + 1)).await;
            bank.propose(&split, 0, 10 * PERCENT).await;
            if !before_proposal {
                stop.stop(&mut bank, &split).await;
            }
            bank.warp_to(epoch, CHALLENGE as i64).await;
            let execute = bank.executing(&split, 0).await;
            waits(&mut bank, stop, execute.clone(), None).await;
            bank.warp_to(epoch + 2, 0).await;
            let claim = vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, epoch + 1);
            waits(&mut bank, stop, claim.clone(), Some("alice")).await;
            waits(&mut bank, stop, vault.deposit(&alice, 10, 0, false), Some("alice")).await;
            audit(&mut bank, &vault).await;

            stop.go_on(&mut bank, &split).await;
            bank.send(&[execute], &[]).await.unwrap();
            bank.by("alice", claim).await;
            assert_eq!(bank.balance(&vault.assets_of(&alice)).await, WEALTH - 1_000_000 + 450_000);
            audit(&mut bank, &vault).await;
        }
    }
}

#[tokio::test]
async fn pledges_wait_for_the_issuer_and_are_not_lost() {
    for stop in Stop::ALL {
        let (mut bank, split) = pausable().await;
        bank.propose(&split, 0, 10 * PERCENT).await;
        bank.pledge(&split, 0, "bob", 1_000).await;
        stop.stop(&mut bank, &split).await;
        waits(&mut bank, stop, split.pledge(&split.proposal(0), &id("bob"), 10), Some("bob")).await;
        bank.veto(&split, 0).await;
        let withdraw = split.withdraw_pledge(&split.proposal(0), &id("bob"));
        waits(&mut bank, stop, withdraw.clone(), None).await;
        stop.go_on(&mut bank, &split).await;
        bank.send(&[withdraw], &[]).await.unwrap();
        assert_eq!(bank.balance(&split.vault.assets_of(&id("bob"))).await, WEALTH);
        audit(&mut bank, &split.vault).await;
    }
}

#[tokio::test]
async fn a_frozen_recipient_delays_its_own_part_alone() {
    let (mut bank, split) = pausable().await;
    let vault = split.vault;
    let frozen = vault.assets_of(&id("reporter"));
    bank.by("issuer", t22::set_frozen(&frozen, &vault.asset_mint, &id("issuer"), true)).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.execute(&split, 0).await;
    assert_eq!(bank.slash(&split, 0).await.owed, [5_000, 0, 0]);
    assert_eq!(bank.balance(&vault.assets_of(&id(RECIPIENTS[1]))).await, 20_000);
    audit(&mut bank, &vault).await;
    let pay = split.pay_slash_share(&split.proposal(0), restaking_client::SlashRecipient::Reporter, &id("reporter"));
    bank.refused(pay.clone(), &[]).await;
    bank.by("issuer", t22::set_frozen(&frozen, &vault.asset_mint, &id("issuer"), false)).await;
    bank.send(&[pay], &[]).await.unwrap();
    assert_eq!(bank.balance(&frozen).await, 5_000);
    audit(&mut bank, &vault).await;
}
