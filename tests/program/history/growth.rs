//! Accounts and events that have become longer than the program and the client know them: read as before.

use restaking_client::{Event, ExitTicket, Vault};
use restaking_tests::{Bank, EPOCH, OPEN, WEALTH, id};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

/// Appends `bytes`, as a later version of the program would have.
async fn grow(bank: &mut Bank, address: &Pubkey, bytes: usize) {
    let account = bank.account(address).await.expect("an account");
    let mut data = account.data.clone();
    data.extend(std::iter::repeat_n(0xab, bytes));
    bank.put(address, Account { data, lamports: account.lamports + 1_000_000_000, ..account });
}

/// Every account of a staker's life, grown at every step: its figures are the same, and what was appended stays.
#[tokio::test]
async fn a_staker_enters_and_leaves_through_accounts_that_have_grown() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, ticket) = (id("alice"), vault.ticket(&id("alice"), 0));
    grow(&mut bank, &vault.address, 1_000).await;
    grow(&mut bank, &restaking_client::pda::config(), 1).await;
    bank.by("alice", vault.deposit(&alice, 1_000_000, 1_000_000, false)).await;
    bank.by("alice", vault.exit_instantly(&alice, 1_000, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 500_000, 1, 1)).await;
    for address in [ticket, vault.bucket(1)] {
        grow(&mut bank, &address, 77).await;
    }
    bank.by("creator", vault.set_limits(OPEN)).await;
    bank.warp_to(2, 0).await;
    assert_eq!(bank.now().await, restaking_tests::GENESIS + 2 * EPOCH as i64);
    let read: ExitTicket = bank.read(&ticket).await.expect("a ticket");
    assert_eq!((read.version, read.owner, read.ticket.shares), (1, alice, 500_000));
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    assert!(bank.account(&ticket).await.is_none(), "closed with all of its bytes");
    let account = bank.account(&vault.address).await.expect("the vault");
    assert_eq!(account.data.len(), Vault::LEN + 1_000);
    assert!(account.data[Vault::LEN..].iter().all(|byte| *byte == 0xab));
    assert!(bank.balance(&vault.assets_of(&alice)).await > WEALTH - 1_000_000);
}

/// What the client does not know yet of an account or an event, it leaves alone.
#[tokio::test]
async fn the_client_reads_what_it_knows() {
    use base64::Engine;
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let done = bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 1_000_000, false)).await;
    let line = done.logs.iter().find_map(|line| line.strip_prefix("Program data: ")).expect("an event");
    let mut bytes = base64::prelude::BASE64_STANDARD.decode(line).expect("base64");
    assert_eq!(Event::decode(&bytes).unwrap(), done.events[0]);
    bytes.extend([0xab; 40]);
    assert_eq!(Event::decode(&bytes).unwrap(), done.events[0]);
    let account = bank.account(&vault.address).await.expect("the vault");
    let longer = [account.data.clone(), vec![0xab; 40]].concat();
    assert_eq!(Vault::from_bytes(&longer).unwrap(), Vault::from_bytes(&account.data).unwrap());
    assert!(Vault::from_bytes(&account.data[..account.data.len() - 1]).is_err());
}
