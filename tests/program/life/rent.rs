//! The payer of each account, and the recipient of its rent when it closes.

use harness::{Vault, key};
use restaking_client::{DepositorApproval, ExitBucket, ExitTicket, RestakingError, Vault as VaultAccount, pda};
use restaking_tests::{Bank, EPOCH, OPEN, id, untouched};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// An instruction with the sponsor in its slot `payer`.
fn sponsored(mut instruction: Instruction, payer: usize) -> Instruction {
    instruction.accounts[payer].pubkey = id("sponsor");
    instruction
}

/// A bank with a vault, a thousand shares each with alice and bob, and a sponsor and a stranger with lamports.
async fn scene() -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 1_000, 1_000, false)).await;
    }
    for name in ["sponsor", "mallory"] {
        bank.fund(&id(name));
    }
    (bank, vault)
}

/// Alice's request with `nonce` for 100 shares into the first bucket, which the sponsor pays for.
async fn sponsored_request(bank: &mut Bank, vault: &Vault, nonce: u64) -> Pubkey {
    let request = sponsored(vault.request_exit(&id("alice"), nonce, 100, 100, 1), 0);
    bank.send(&[request], &[&key("sponsor"), &key("alice")]).await.unwrap();
    vault.ticket(&id("alice"), nonce)
}

async fn wait_two_epochs(bank: &mut Bank) {
    let now = bank.now().await;
    bank.warp(now + 2 * EPOCH as i64).await;
}

/// What the wallets of `names` hold.
async fn wallets<const N: usize>(bank: &mut Bank, names: [&str; N]) -> [u64; N] {
    let mut lamports = [0; N];
    for (held, name) in lamports.iter_mut().zip(names) {
        *held = bank.lamports(&id(name)).await;
    }
    lamports
}

#[tokio::test]
async fn a_vaults_payer_need_not_be_its_creator() {
    let (mut bank, vault) = scene().await;
    let new = Vault::new(vault.creator, 1, vault.asset_mint);
    let [sponsor, creator] = wallets(&mut bank, ["sponsor", "creator"]).await;
    bank.send(&[sponsored(new.initialize(EPOCH, OPEN), 0)], &[&key("sponsor"), &key("creator")]).await.unwrap();
    let mut paid = 0;
    for address in [new.address, new.vrt_mint, new.asset_account] {
        paid += bank.lamports(&address).await;
    }
    assert!(paid > 0);
    assert_eq!(wallets(&mut bank, ["sponsor", "creator"]).await, [sponsor - paid, creator]);
    let made: VaultAccount = bank.read(&new.address).await.expect("the vault");
    assert_eq!((made.creator, made.admin), (id("creator"), id("creator")), "to pay is not to own");
}

#[tokio::test]
async fn an_approvals_rent_goes_back_to_who_paid_it() {
    let (mut bank, vault) = scene().await;
    let approval = pda::depositor_approval(&vault.address, &id("alice"));
    let before = wallets(&mut bank, ["sponsor", "creator"]).await;
    bank.send(&[sponsored(vault.approve(&id("alice")), 0)], &[&key("sponsor"), &key("creator")]).await.unwrap();
    let rent = bank.lamports(&approval).await;
    assert!(rent > 0);
    assert_eq!(wallets(&mut bank, ["sponsor", "creator"]).await, [before[0] - rent, before[1]]);
    let made: DepositorApproval = bank.read(&approval).await.expect("the approval");
    assert_eq!(made.rent_payer, id("sponsor"));

    // The admin revokes, and is not paid for it.
    let refused = bank.refuses("creator", vault.revoke(&id("alice"))).await;
    assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer));
    bank.by("creator", sponsored(vault.revoke(&id("alice")), 3)).await;
    assert_eq!(wallets(&mut bank, ["sponsor", "creator"]).await, before);
    assert!(bank.account(&approval).await.is_none());

    // Made again, it is the new payer's.
    bank.by("creator", vault.approve(&id("alice"))).await;
    let made: DepositorApproval = bank.read(&approval).await.expect("the approval");
    assert_eq!((made.version, made.depositor, made.rent_payer), (1, id("alice"), id("creator")));
    let refused = bank.refuses("creator", sponsored(vault.revoke(&id("alice")), 3)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer));
    bank.by("creator", vault.revoke(&id("alice"))).await;
    assert_eq!(wallets(&mut bank, ["sponsor", "creator"]).await, before);
}

#[tokio::test]
async fn the_first_request_of_an_epoch_pays_for_its_bucket_too() {
    let (mut bank, vault) = scene().await;
    let before = wallets(&mut bank, ["sponsor", "alice", "bob"]).await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    let (bucket_rent, ticket_rent) = (bank.lamports(&vault.bucket(1)).await, bank.lamports(&ticket).await);
    assert!(bucket_rent > 0 && ticket_rent > 0);
    bank.by("bob", vault.request_exit(&id("bob"), 0, 100, 100, 1)).await;
    let bobs_rent = bank.lamports(&vault.ticket(&id("bob"), 0)).await;
    assert_eq!(bobs_rent, ticket_rent);
    let expected = [before[0] - bucket_rent - ticket_rent, before[1], before[2] - bobs_rent];
    assert_eq!(wallets(&mut bank, ["sponsor", "alice", "bob"]).await, expected);
    let bucket: ExitBucket = bank.read(&vault.bucket(1)).await.expect("the bucket");
    let ticket: ExitTicket = bank.read(&ticket).await.expect("the ticket");
    assert_eq!((bucket.rent_payer, ticket.rent_payer, ticket.owner), (id("sponsor"), id("sponsor"), id("alice")));
}

#[tokio::test]
async fn a_canceled_tickets_rent_goes_back_to_who_paid_it() {
    let (mut bank, vault) = scene().await;
    // Bob opens the bucket, so that the sponsor pays for the ticket alone.
    bank.by("bob", vault.request_exit(&id("bob"), 0, 100, 100, 1)).await;
    let before = wallets(&mut bank, ["sponsor", "alice"]).await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    let cancel = |payer: &str| vault.cancel_exit(&id("alice"), &ticket, &id(payer), 1, 100);
    for wrong in ["alice", "bob", "mallory"] {
        let refused = bank.refuses("alice", cancel(wrong)).await;
        assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer), "{wrong}");
    }
    bank.by("alice", cancel("sponsor")).await;
    assert_eq!(wallets(&mut bank, ["sponsor", "alice"]).await, before);
    assert!(bank.account(&ticket).await.is_none());
}

/// Lamports that a ticket was sent beside its rent leave with it.
#[tokio::test]
async fn a_claimed_tickets_rent_goes_back_to_who_paid_it() {
    let (mut bank, vault) = scene().await;
    bank.by("bob", vault.request_exit(&id("bob"), 0, 100, 100, 1)).await;
    let before = wallets(&mut bank, ["sponsor", "alice", "mallory"]).await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    // A new owner gets the assets, and no rent that it never paid.
    bank.by("alice", vault.transfer_ticket(&id("alice"), &ticket, &id("mallory"))).await;
    let mut gifted = bank.account(&ticket).await.expect("the ticket");
    gifted.lamports += 7;
    bank.put(&ticket, gifted);
    wait_two_epochs(&mut bank).await;
    bank.open_accounts(&vault, &id("mallory"), 0).await;
    for wrong in ["alice", "mallory"] {
        let refused = bank.refuses("mallory", vault.claim_exit(&id("mallory"), &ticket, &id(wrong), 1)).await;
        assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer), "{wrong}");
    }
    bank.by("mallory", vault.claim_exit(&id("mallory"), &ticket, &id("sponsor"), 1)).await;
    assert_eq!(bank.balance(&vault.assets_of(&id("mallory"))).await, 100);
    assert_eq!(wallets(&mut bank, ["sponsor", "alice", "mallory"]).await, [before[0] + 7, before[1], before[2]]);
    assert!(bank.account(&ticket).await.is_none());
}

#[tokio::test]
async fn a_closed_buckets_rent_goes_back_to_who_opened_it() {
    let (mut bank, vault) = scene().await;
    let before = wallets(&mut bank, ["sponsor", "alice", "mallory"]).await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    wait_two_epochs(&mut bank).await;
    bank.by("alice", vault.claim_exit(&id("alice"), &ticket, &id("sponsor"), 1)).await;
    // Anyone may close it; only its opener is paid.
    for wrong in ["alice", "mallory"] {
        let refused = bank.refused(vault.close_bucket(&id(wrong), 1), &[]).await;
        assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer), "{wrong}");
    }
    bank.send(&[vault.close_bucket(&id("sponsor"), 1)], &[]).await.unwrap();
    assert_eq!(wallets(&mut bank, ["sponsor", "alice", "mallory"]).await, before);
    assert!(bank.account(&vault.bucket(1)).await.is_none());
}

/// The account that signs for its ticket is the one that its rent goes to: the same account twice.
#[tokio::test]
async fn an_owner_who_pays_gets_its_own_rent_back() {
    let (mut bank, vault) = scene().await;
    let [before] = wallets(&mut bank, ["alice"]).await;
    let alice = id("alice");
    let (first, second) = (vault.ticket(&alice, 0), vault.ticket(&alice, 1));
    bank.by("alice", vault.request_exit(&alice, 0, 100, 100, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 1, 100, 100, 1)).await;
    assert!(wallets(&mut bank, ["alice"]).await[0] < before);
    bank.by("alice", vault.cancel_exit(&alice, &first, &alice, 1, 100)).await;
    wait_two_epochs(&mut bank).await;
    bank.by("alice", vault.claim_exit(&alice, &second, &alice, 1)).await;
    bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
    assert_eq!(wallets(&mut bank, ["alice"]).await, [before]);
    for closed in [first, second, vault.bucket(1)] {
        assert!(bank.account(&closed).await.is_none());
    }
}

#[tokio::test]
async fn a_ticket_at_the_address_of_a_closed_one_starts_afresh() {
    let (mut bank, vault) = scene().await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    // In use, until it is closed: a nonce is no invitation to overwrite.
    let again = vault.request_exit(&id("alice"), 0, 50, 50, 1);
    assert_eq!(bank.refuses("alice", again.clone()).await.code(), Some(0));
    bank.by("alice", vault.transfer_ticket(&id("alice"), &ticket, &id("bob"))).await;
    // The address stays in use though the ticket is bob's now.
    assert_eq!(bank.refuses("alice", again.clone()).await.code(), Some(0));
    bank.by("bob", vault.cancel_exit(&id("bob"), &ticket, &id("sponsor"), 1, 100)).await;

    bank.by("alice", again).await;
    let made: ExitTicket = bank.read(&ticket).await.expect("the ticket");
    assert_eq!((made.version, made.vault, made.owner, made.rent_payer), (1, vault.address, id("alice"), id("alice")));
    assert_eq!((made.ticket.epoch, made.ticket.shares, made.ticket.paid), (1, 50, 0));
}

#[tokio::test]
async fn a_ticket_closed_and_made_again_in_one_transaction_is_the_new_one() {
    let (mut bank, vault) = scene().await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    let [sponsor] = wallets(&mut bank, ["sponsor"]).await;
    let rent = bank.lamports(&ticket).await;
    let cancel = vault.cancel_exit(&id("alice"), &ticket, &id("sponsor"), 1, 100);
    bank.send(&[cancel, vault.request_exit(&id("alice"), 0, 60, 60, 1)], &[&key("alice")]).await.unwrap();
    let made: ExitTicket = bank.read(&ticket).await.expect("the ticket");
    assert_eq!((made.rent_payer, made.ticket.shares), (id("alice"), 60));
    assert_eq!(wallets(&mut bank, ["sponsor"]).await, [sponsor + rent]);
    assert_eq!(bank.lamports(&ticket).await, rent);
}

/// A bucket that all its tickets left may be closed while its epoch still takes requests: the next one opens it again.
#[tokio::test]
async fn a_bucket_opened_again_is_its_new_payers() {
    let (mut bank, vault) = scene().await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    bank.by("alice", vault.cancel_exit(&id("alice"), &ticket, &id("sponsor"), 1, 100)).await;
    bank.send(&[vault.close_bucket(&id("sponsor"), 1)], &[]).await.unwrap();
    bank.by("bob", vault.request_exit(&id("bob"), 0, 100, 100, 1)).await;
    let made: ExitBucket = bank.read(&vault.bucket(1)).await.expect("the bucket");
    assert_eq!((made.version, made.vault, made.rent_payer), (1, vault.address, id("bob")));
    assert_eq!((made.bucket.epoch, made.bucket.tickets, made.bucket.pools), (1, 1, untouched(100)));
}

/// Lamports sent to an address before its account is made count towards its rent.
#[tokio::test]
async fn lamports_sent_ahead_stop_no_account_from_being_made() {
    let (mut bank, vault) = scene().await;
    for address in [vault.bucket(1), vault.ticket(&id("alice"), 0)] {
        let sent = solana_account::Account { lamports: 1_000_000_000, ..solana_account::Account::default() };
        bank.put(&address, sent);
    }
    let before = wallets(&mut bank, ["sponsor"]).await;
    let ticket = sponsored_request(&mut bank, &vault, 0).await;
    assert_eq!(wallets(&mut bank, ["sponsor"]).await, before, "nothing was left to pay");
    bank.by("alice", vault.cancel_exit(&id("alice"), &ticket, &id("sponsor"), 1, 100)).await;
    assert_eq!(wallets(&mut bank, ["sponsor"]).await, [before[0] + 1_000_000_000]);
}
