//! Addresses on the curve: a program cannot sign for one, so no account of the program is at one. The program asks the runtime whether
//! an address is on the curve only where no account shows it.

use harness::{Failure, Stray, token};
use restaking_client::pda;
use restaking_tests::{Bank, OPEN, curve, id};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

fn kind(failure: &Failure) -> &InstructionError {
    match &failure.error {
        TransactionError::InstructionError(_, error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn nothing_is_created_at_an_address_on_the_curve() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000, 1_000, false)).await;
    let seeds = |nonce: u64| {
        [b"exit_ticket".to_vec(), vault.address.to_bytes().into(), alice.to_bytes().into(), nonce.to_le_bytes().into()]
    };
    let (nonce, address) = curve::first(seeds);
    let mut request = vault.request_exit(&alice, nonce, 1_000, 0, 1);
    let ticket = vault.ticket(&alice, nonce);
    let place = request.accounts.iter().position(|meta| meta.pubkey == ticket).unwrap();
    request.accounts[place].pubkey = address;
    let failure = bank.refuses("alice", request).await;
    // The runtime does not let the program sign for it.
    assert_eq!(kind(&failure), &InstructionError::ProgramFailedToComplete, "{failure}");
    assert!(failure.logs.iter().any(|line| line.contains("Could not create program address")), "{:#?}", failure.logs);
    bank.by("alice", vault.request_exit(&alice, nonce, 1_000, 0, 1)).await;
}

#[tokio::test]
async fn a_sweep_takes_no_address_on_the_curve_for_a_missing_bond_pool() {
    let (mut bank, _) = Bank::with_vault(OPEN).await;
    let creator = id("creator");
    let (index, address) =
        curve::first(|index| [b"bond_pool".to_vec(), pda::vault(&creator, index + 1).to_bytes().into()]);
    let vault = bank.add_vault("creator", index + 1, OPEN).await;
    let mint = id("airdrop");
    bank.put(&mint, token::mint_account(6, id("issuer"), None, 1 << 40));
    let stray = Stray::new(vault, mint);
    bank.put(&stray.tokens, token::token_account(mint, vault.address, 5_000));
    let announce = stray.announce(&id("alice"));
    let mut wrong = announce.clone();
    wrong.accounts[2].pubkey = address;
    assert_eq!(announce.accounts[2].pubkey, pda::bond_pool(&vault.address));
    let failure = bank.refuses("alice", wrong).await;
    assert_eq!(kind(&failure), &InstructionError::InvalidSeeds, "{failure}");
    bank.by("alice", announce).await;
}
