//! Recipients with accounts that cannot take tokens: their part waits in the vault's account, and anyone has it paid later,
//! once.

use restaking_client::Event;
use restaking_client::SlashRecipient;
use solana_account::Account;
use solana_program::instruction::AccountMeta;

use super::*;

/// What an account of the insurance's may be that takes no tokens.
#[derive(Clone, Copy, Debug)]
enum Odd {
    Missing,
    Closed,
    Empty,
    Frozen,
    OtherMint,
    OtherOwner,
    Planted,
    GivenAway,
    AssetAccount,
    AssetMint,
    VaultItself,
    OtherProgram,
}

/// Each of them.
const ODD: [Odd; 12] = [
    Odd::Missing,
    Odd::Closed,
    Odd::Empty,
    Odd::Frozen,
    Odd::OtherMint,
    Odd::OtherOwner,
    Odd::Planted,
    Odd::GivenAway,
    Odd::AssetAccount,
    Odd::AssetMint,
    Odd::VaultItself,
    Odd::OtherProgram,
];

/// An account that is `odd`, for the insurance's part.
fn odd_account(bank: &mut Bank, vault: &Vault, odd: Odd) -> Pubkey {
    let (own, spare, owner) = (vault.assets_of(&id("insurance")), id("odd"), id("insurance"));
    let mut put = |address: Pubkey, mint: Pubkey, owner: Pubkey, change: fn(&mut Account)| {
        let mut account = token::token_account(mint, owner, 0);
        change(&mut account);
        bank.put(&address, account);
        address
    };
    let mint = vault.asset_mint;
    match odd {
        Odd::Missing => id("nothing is here"),
        Odd::Closed => put(own, mint, owner, |account| *account = Account::default()),
        // SPL Token's, but not initialized yet.
        Odd::Empty => put(own, mint, owner, |account| account.data = vec![0; 165]),
        Odd::Frozen => put(own, mint, owner, |account| account.data[108] = 2),
        Odd::OtherMint => put(spare, id("another mint"), owner, |_| ()),
        Odd::OtherOwner => put(spare, mint, id("mallory"), |_| ()),
        // Made in the insurance's name by the sender of the transaction.
        Odd::Planted => put(spare, mint, owner, |_| ()),
        // The address stays the insurance's, and what comes to it is mallory's.
        Odd::GivenAway => put(own, mint, id("mallory"), |_| ()),
        Odd::AssetAccount => vault.asset_account,
        Odd::AssetMint => mint,
        Odd::VaultItself => vault.address,
        // It looks like the insurance's account, and another program made it.
        Odd::OtherProgram => put(spare, mint, owner, |account| account.owner = id("another program")),
    }
}

#[tokio::test]
async fn a_recipient_that_cannot_take_its_part_does_not_hold_the_slash_up_and_is_paid_later_once() {
    for odd in ODD {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let (vault, proposal) = (split.vault, split.proposal(0));
        bank.propose(&split, 0, 10 * PERCENT).await;
        bank.warp_to(SETTLED, CHALLENGE as i64).await;
        let mut execute = bank.executing(&split, 0).await;
        let account = odd_account(&mut bank, &vault, odd);
        place(&mut execute, &vault, 1, account);
        if matches!(odd, Odd::AssetAccount | Odd::AssetMint | Odd::VaultItself) {
            // The instruction names it already. That holds nothing up: its sender chooses the account.
            assert_eq!(bank.refused(execute.clone(), &[]).await.code(), Some(NAMED_TWICE), "{odd:?}");
            let at = execute.accounts.iter().rposition(|meta| meta.pubkey == account).expect("it is named");
            execute.accounts[at].pubkey = id("nothing is here");
        }
        let events = bank.send(&[execute], &[]).await.unwrap().events;
        let [Event::SlashExecuted(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((event.burned, event.owed, event.waiting), (75_000, [5_000, 20_000, 0], [0, 20_000, 0]), "{odd:?}");
        let ledger = bank.ledger(&vault).await;
        assert_eq!((ledger.escrowed, ledger.unpaid, bank.taken(&vault).await), (0, 20_000, 20_000), "{odd:?}");
        assert_eq!(bank.slash(&split, 0).await.owed, [0, 20_000, 0]);

        // To the same account it is not paid later, either.
        let mut later = split.pay_slash_share(&proposal, restaking_client::SlashRecipient::Insurance, &id("insurance"));
        later.accounts[4].pubkey = account;
        let failure = bank.refused(later.clone(), &[]).await;
        match odd {
            Odd::AssetAccount | Odd::VaultItself => assert_eq!(failure.code(), Some(NAMED_TWICE), "{odd:?}"),
            _ => assert_eq!(failure.restaking(), Some(RestakingError::WrongRecipient), "{odd:?}"),
        }

        // Its account is there again; others have slashes meanwhile, and mallory sends the transaction.
        bank.put(&vault.assets_of(&id("insurance")), token::token_account(vault.asset_mint, id("insurance"), 0));
        bank.propose(&split, 1, PERCENT).await;
        bank.warp_to(SETTLED + 50, 0).await;
        let pay = split.pay_slash_share(&proposal, restaking_client::SlashRecipient::Insurance, &id("insurance"));
        let events = bank.send(std::slice::from_ref(&pay), &[]).await.unwrap().events;
        let [Event::SlashSharePaid(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((event.proposal, event.recipient, event.assets), (proposal, SlashRecipient::Insurance, 20_000));
        assert_eq!((event.vault, event.time), (vault.address, bank.now().await));
        assert_eq!(paid(&mut bank, &vault).await, [5_000, 20_000, 0]);
        assert_eq!(bank.slash(&split, 0).await.owed, [0; 3]);
        let failure = bank.refused(pay, &[]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NothingOwed));
        bank.audit(&vault).await;
    }
}

#[tokio::test]
async fn only_what_an_executed_slash_owes_is_paid() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (proposal, places) = (split.proposal(0), [0, 1, 2, 3, 255]);
    for round in ["open", "executed", "vetoed"] {
        let incident = u64::from(round == "vetoed");
        match round {
            "open" => {
                bank.propose(&split, 0, 10 * PERCENT).await;
            }
            "executed" => {
                bank.execute(&split, 0).await;
            }
            _ => {
                bank.propose(&split, 1, 10 * PERCENT).await;
                bank.veto(&split, 1).await;
            }
        }
        for place in places {
            let recipient = id(RECIPIENTS.get(usize::from(place)).copied().unwrap_or("mallory"));
            let pay = split.pay_slash_share(&split.proposal(incident), place.into(), &recipient);
            let failure = bank.refused(pay, &[]).await;
            // Unknown recipients are refused as the arguments are decoded.
            let expected = (place < 3).then_some(RestakingError::NothingOwed);
            assert_eq!(failure.restaking(), expected, "{round}, {place}");
        }
    }
    assert_eq!(bank.slash(&split, 0).await.owed, [0; 3]);
    assert!(bank.account(&proposal).await.is_some(), "the record stays");
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn a_share_waits_for_its_own_recipient_whoever_asks() {
    let (mut bank, split) = Bank::with_slasher(divided(2_500, 500, 3_000, 4_000)).await;
    let (vault, proposal) = (split.vault, split.proposal(0));
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    // All three accounts are others', so that all three parts wait.
    let execute = split.execute_slash(&proposal, SETTLED, [id("insurance"), id("harmed"), id("reporter")]);
    bank.send(&[execute], &[]).await.unwrap();
    assert_eq!((paid(&mut bank, &vault).await, bank.slash(&split, 0).await.owed), ([0; 3], [5_000, 30_000, 40_000]));
    bank.audit(&vault).await;
    for place in 0..3 {
        for (at, name) in RECIPIENTS.into_iter().chain(["mallory"]).enumerate() {
            if at != usize::from(place) {
                let failure = bank.refused(split.pay_slash_share(&proposal, place.into(), &id(name)), &[]).await;
                assert_eq!(failure.restaking(), Some(RestakingError::WrongRecipient), "{place} to {name}");
            }
        }
    }
    for place in [2, 0, 1] {
        let recipient = id(RECIPIENTS[usize::from(place)]);
        bank.send(&[split.pay_slash_share(&proposal, place.into(), &recipient)], &[]).await.unwrap();
        bank.audit(&vault).await;
    }
    assert_eq!(paid(&mut bank, &vault).await, [5_000, 30_000, 40_000]);
}

/// A recipient with a frozen or given-away associated account signs, and names another account.
#[tokio::test]
async fn a_recipient_that_signs_names_its_account() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, proposal, insurance) = (split.vault, split.proposal(0), id("insurance"));
    bank.fund(&insurance);
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    let frozen = |account: &mut Account| account.data[108] = 2;
    let mut home = token::token_account(vault.asset_mint, insurance, 0);
    frozen(&mut home);
    bank.put(&vault.assets_of(&insurance), home);
    let execute = bank.executing(&split, 0).await;
    bank.send(&[execute], &[]).await.unwrap();
    let elsewhere = id("elsewhere");
    let mut pay = split.pay_slash_share(&proposal, restaking_client::SlashRecipient::Insurance, &insurance);
    pay.accounts[4].pubkey = elsewhere;
    // Nobody else's signature names it, and its own names no account that takes nothing.
    for (signer, account, refusal) in [
        ("mallory", token::token_account(vault.asset_mint, insurance, 0), RestakingError::WrongRecipient),
        ("insurance", token::token_account(id("another mint"), insurance, 0), RestakingError::WrongRecipient),
        (
            "insurance",
            {
                let mut it = token::token_account(vault.asset_mint, insurance, 0);
                frozen(&mut it);
                it
            },
            RestakingError::WrongRecipient,
        ),
    ] {
        bank.put(&elsewhere, account);
        pay.accounts[3] = AccountMeta::new_readonly(id(signer), true);
        bank.fund(&id(signer));
        let failure = bank.refuses(signer, pay.clone()).await;
        assert_eq!(failure.restaking(), Some(refusal), "{signer}");
    }
    // Any owner's account: the recipient names it.
    bank.put(&elsewhere, token::token_account(vault.asset_mint, id("custodian"), 0));
    pay.accounts[3] = AccountMeta::new_readonly(insurance, true);
    bank.by("insurance", pay).await;
    assert_eq!(bank.balance(&elsewhere).await, 20_000);
    assert_eq!(bank.slash(&split, 0).await.owed, [0; 3]);
}
