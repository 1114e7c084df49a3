//! An issuer that freezes the vault's token account. What slashes take stays in that account until it is handed out, so that no
//! slash waits for an issuer, and nobody leaves before one.

use super::*;

/// The state of a token account, which SPL Token keeps behind mint, owner, amount and delegate: 1 initialized, 2 frozen.
const STATE: usize = 108;

async fn set_state(bank: &mut Bank, account: &Pubkey, state: u8) {
    let mut changed = bank.account(account).await.expect("a token account");
    changed.data[STATE] = state;
    bank.put(account, changed);
}

#[tokio::test]
async fn a_frozen_vault_is_slashed_before_anybody_leaves_it() {
    for vetoed in [true, false] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let (vault, alice) = (split.vault, id("alice"));
        set_state(&mut bank, &vault.asset_account, 2).await;
        let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&[split])).await;
        assert_eq!(report.stakes, [1_000_000], "what is counted can be taken");
        let epoch = bank.epoch().await;
        bank.by("alice", vault.request_exit(&alice, 1, 1_000_000, 0, epoch + 1)).await;
        let event = bank.propose(&split, 0, 10 * PERCENT).await;
        assert_eq!(event.slash.stake, 100_000);
        if vetoed {
            bank.veto(&split, 0).await;
        } else {
            // It is final and waits: nothing can be handed out.
            bank.warp_to(epoch, CHALLENGE as i64).await;
            let execute = bank.executing(&split, 0).await;
            assert!(bank.refused(execute, &[]).await.to_string().contains("frozen"));
        }
        bank.warp_to(epoch + 2, 0).await;
        let claim = vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, epoch + 1);
        assert!(bank.refuses("alice", claim.clone()).await.to_string().contains("frozen"), "nobody leaves meanwhile");

        set_state(&mut bank, &vault.asset_account, 1).await;
        if !vetoed {
            let execute = split.execute_slash(&split.proposal(0), epoch, RECIPIENTS.map(id));
            bank.send(&[execute], &[]).await.unwrap();
        }
        bank.by("alice", claim).await;
        assert_eq!(bank.gained(&vault, "alice").await, if vetoed { 0 } else { -100_000 });
        bank.audit(&vault).await;
    }
}
