//! The end of an approval.

use super::*;

#[tokio::test]
async fn a_revoked_approval_does_not_count() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    bank.by("creator", vault.approve(&id("alice"))).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, true)).await;
    let done = bank.by("creator", vault.revoke(&id("alice"))).await;
    let [Event::DepositorSet(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.depositor, event.before, event.after), (id("alice"), true, false));

    assert!(bank.account(&approval(&vault, "alice")).await.is_none());
    let refused = bank.refuses("alice", vault.deposit(&id("alice"), 1_000, 0, true)).await;
    assert_eq!(refused.error, TransactionError::InstructionError(1, InstructionError::UninitializedAccount));
    // What she has she keeps, and may take out.
    bank.by("alice", vault.exit_instantly(&id("alice"), 1_000, 1)).await;
    // And may be admitted again.
    bank.by("creator", vault.approve(&id("alice"))).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, true)).await;
}

/// In one transaction, the closed account is still there for the instructions after it.
#[tokio::test]
async fn an_approval_does_not_outlive_its_revocation_within_a_transaction() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    bank.by("creator", vault.approve(&id("alice"))).await;
    let both = [vault.revoke(&id("alice")), vault.deposit(&id("alice"), 1_000, 0, true)];
    let failure = bank.send(&both, &[&key("creator"), &key("alice")]).await.unwrap_err();
    assert_eq!(failure.error, TransactionError::InstructionError(2, InstructionError::UninitializedAccount));
    assert!(bank.account(&approval(&vault, "alice")).await.is_some(), "all or nothing");
}
