//! A ticket that changes its owner.

use super::*;

#[tokio::test]
async fn a_ticket_changes_hands_and_its_rent_goes_back_to_who_paid() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    let ticket = vault.ticket(&alice, 7);
    bank.by("alice", vault.deposit(&alice, 1_000, 0, false)).await;
    let funded = bank.lamports(&alice).await;
    bank.by("alice", vault.request_exit(&alice, 7, 600, 600, 1)).await;
    let rents = bank.lamports(&ticket).await + bank.lamports(&vault.bucket(1)).await;
    assert_eq!(bank.lamports(&alice).await, funded - rents, "alice paid for the ticket and the bucket");

    bank.by("alice", vault.transfer_ticket(&alice, &ticket, &bob)).await;
    let account = bank.read::<ExitTicket>(&ticket).await.unwrap();
    assert_eq!((account.owner, account.rent_payer, account.ticket.shares), (bob, alice, 600));

    // It is no longer alice's to cancel, to give or to claim.
    for instruction in
        [vault.cancel_exit(&alice, &ticket, &alice, 1, 0), vault.transfer_ticket(&alice, &ticket, &alice)]
    {
        assert_eq!(bank.refuses("alice", instruction).await.restaking(), Some(RestakingError::NotTicketOwner));
    }
    bank.warp_to(2, 0).await;
    let failure = bank.refuses("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotTicketOwner));
    // And its rent is not bob's.
    let failure = bank.refuses("bob", vault.claim_exit(&bob, &ticket, &bob, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));

    let bobs = bank.lamports(&bob).await;
    bank.by("bob", vault.claim_exit(&bob, &ticket, &alice, 1)).await;
    assert!(bank.account(&ticket).await.is_none());
    check(&mut bank, &vault, &[("alice", -1_000, 400), ("bob", 600, 0)], [400, 400, 0, 0, 0]).await;
    let failure = bank.refused(vault.close_bucket(&bob, 1), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
    assert_eq!((bank.lamports(&alice).await, bank.lamports(&bob).await), (funded, bobs));
}
