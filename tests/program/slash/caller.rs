//! A slasher that is another program: it calls, and its own address signs.
//!
//! That program is native code here, which solana-program-test runs beside the compiled one; the call itself goes through the
//! runtime as any other, with its privileges checked.

use harness::slash;
use restaking_client::{Event, RestakingError};
use restaking_tests::{Bank, PERCENT, SETTLED, id, policy};
use solana_program::account_info::AccountInfo;
use solana_program::entrypoint::ProgramResult;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::program::invoke_signed;
use solana_program::pubkey::Pubkey;
use solana_program_test::processor;

/// The service's own program.
const SERVICE: Pubkey = solana_program::pubkey!("Service111111111111111111111111111111111111");

/// What it signs slashes as.
fn slasher() -> (Pubkey, u8) {
    Pubkey::find_program_address(&[b"slasher"], &SERVICE)
}

/// Passes the call on: the first account is the program to call, the rest are its accounts, and the slasher signs.
fn service(_: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (slasher, bump) = slasher();
    let metas = accounts[1..].iter().map(|account| AccountMeta {
        pubkey: *account.key,
        is_signer: account.is_signer || *account.key == slasher,
        is_writable: account.is_writable,
    });
    let call = Instruction { program_id: *accounts[0].key, accounts: metas.collect(), data: data.to_vec() };
    invoke_signed(&call, accounts, &[&[b"slasher", &[bump]]])
}

/// `call`, sent to the service's program, which signs for the slasher.
fn through_service(mut call: Instruction) -> Instruction {
    for meta in &mut call.accounts {
        meta.is_signer &= meta.pubkey != slasher().0;
    }
    call.accounts.insert(0, AccountMeta::new_readonly(call.program_id, false));
    Instruction { program_id: SERVICE, ..call }
}

#[tokio::test]
async fn a_slasher_may_be_another_programs_address() {
    let mut bank = Bank::beside(|test| {
        test.prefer_bpf(false);
        test.add_program("service", SERVICE, processor!(service));
    })
    .await;
    bank.configure().await;
    let mut args = policy();
    args.slasher = slasher().0;
    let split = bank.add_slasher(args).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;

    // Somebody pays for the proposal's account, and is not the slasher.
    let cause = bank.cause(3, 10 * PERCENT).await;
    let mut propose = split.propose_slash(&slasher().0, SETTLED, cause);
    propose.accounts[0].pubkey = id("mallory");
    let done = bank.by("mallory", through_service(propose.clone())).await;
    let [Event::SlashProposed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.slash.stake, event.incident), (100_000, 3));
    assert_eq!(bank.slash(&split, 3).await.rent_payer, id("mallory"));
    bank.audit(&split.vault).await;
    let jail = slash::set_jail(&slasher().0, &split.ncn, &split.operator, i64::MAX, 1);
    bank.send(&[through_service(jail)], &[]).await.unwrap();
    assert_eq!(bank.record(&split).await.jailings, 1);
    bank.veto(&split, 3).await;

    // Nobody calls for it directly, nor in another's name through the program.
    let cause = bank.cause(4, 10 * PERCENT).await;
    let mut propose = split.propose_slash(&id("mallory"), SETTLED, cause);
    for instruction in [propose.clone(), through_service(propose.clone())] {
        let failure = bank.refuses("mallory", instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotSlasher));
    }
    propose.accounts[1] = AccountMeta::new_readonly(slasher().0, false);
    let failure = bank.refuses("mallory", propose).await;
    assert!(format!("{:?}", failure.error).contains("MissingRequiredSignature"), "{failure:?}");
    bank.audit(&split.vault).await;
}
