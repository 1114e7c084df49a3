//! Wrong accounts: of the other token program, in the wrong order, or none at all.

use harness::{Split, fee, key, role, slash, token, token_2022 as t22};
use restaking_client::{Event, RestakingError, deposits};
use restaking_tests::{Bank, CHALLENGE, PERCENT, id};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::token_2022::scene::{mint, scene};

/// Each instruction that moves the asset, ready to succeed: its name, its signers, and the place of the account that it moves
/// the asset to or from.
async fn moves(bank: &mut Bank, split: &Split) -> Vec<(&'static str, Vec<&'static str>, Instruction, usize)> {
    let (vault, [alice, bob]) = (split.vault, ["alice", "bob"].map(id));
    let operator = id("operator");
    bank.by("operator", role::set_role(&operator, &split.operator, role::FEE_WALLET, &operator)).await;
    bank.by("creator", split.delegate(&id("creator"), slash::WHOLE / 2)).await;
    let effective = bank.epoch().await + 2;
    bank.warp_to(effective, 0).await;
    bank.send(&[split.settle_delegation()], &[]).await.unwrap();
    let epoch = bank.epoch().await;
    bank.by("alice", vault.request_exit(&alice, 1, 1_000, 0, epoch + 1)).await;
    bank.by("bob", fee::pay_reward(split, &bob, 10_000)).await;
    bank.by("issuer", t22::create_account(&id("issuer"), &id("operator"), &vault.asset_mint)).await;
    for incident in 0..3 {
        bank.propose(split, incident, 10 * PERCENT).await;
    }
    bank.pledge(split, 0, "bob", 1_000).await;
    bank.veto(split, 0).await;
    let frozen = vault.assets_of(&id("insurance"));
    bank.by("issuer", t22::set_frozen(&frozen, &vault.asset_mint, &id("issuer"), true)).await;
    bank.execute(split, 1).await;
    bank.by("issuer", t22::set_frozen(&frozen, &vault.asset_mint, &id("issuer"), false)).await;
    let execute = bank.executing(split, 2).await;
    bank.warp_to(epoch + 2, CHALLENGE as i64).await;
    bank.propose(split, 3, 10 * PERCENT).await;
    vec![
        ("deposit", vec!["bob"], vault.deposit(&bob, 1_000, 0, false), 4),
        ("claim_exit", vec!["alice"], vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, epoch + 1), 3),
        ("exit_instantly", vec!["alice"], vault.exit_instantly(&alice, 1_000, 0), 5),
        ("pay_reward", vec!["bob"], fee::pay_reward(split, &bob, 1_000), 6),
        ("collect_fees", vec![], fee::collect_commission(split, &id("operator")), 6),
        (
            "pay_slash_share",
            vec![],
            split.pay_slash_share(&split.proposal(1), restaking_client::SlashRecipient::Insurance, &id("insurance")),
            4,
        ),
        ("pledge", vec!["bob"], split.pledge(&split.proposal(3), &bob, 1_000), 5),
        ("withdraw_pledge", vec![], split.withdraw_pledge(&split.proposal(0), &bob), 5),
        ("execute_slash", vec![], execute, 9),
    ]
}

/// An account of SPL Token's with the asset's mint in it, which SPL Token itself would not make.
fn forged(owner: Pubkey) -> (Pubkey, solana_account::Account) {
    (id("a forged account"), token::token_account(mint().pubkey(), owner, 1_000_000))
}

async fn refuses(bank: &mut Bank, names: &[&str], instruction: Instruction) -> Option<RestakingError> {
    let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
    bank.refused(instruction, &keys.iter().collect::<Vec<_>>()).await.restaking()
}

#[tokio::test]
async fn what_follows_the_accounts_is_token_2022_then_the_mint() {
    let (mut bank, split) = scene(&[]).await;
    let other_mint = key("another mint");
    let rent = bank.rent().await;
    let another = t22::create_mint(&id("issuer"), &other_mint.pubkey(), [None, None], &[], rent);
    bank.send(&another, &[&key("issuer"), &other_mint]).await.unwrap();
    for (name, signers, instruction, _) in moves(&mut bank, &split).await {
        let trailing = if name == "execute_slash" { 1 } else { 2 };
        let own = instruction.accounts.len() - trailing;
        let with = |trailing: &[Pubkey]| {
            let mut changed = instruction.clone();
            changed.accounts.truncate(own);
            changed.accounts.extend(trailing.iter().map(|address| AccountMeta::new_readonly(*address, false)));
            changed
        };
        let wrong_program = Some(RestakingError::WrongAssetProgram);
        assert_eq!(refuses(&mut bank, &signers, with(&[])).await, wrong_program, "{name}: none");
        for other in [id("no token program"), solana_program::sysvar::clock::ID] {
            let refused = refuses(&mut bank, &signers, with(&[other, mint().pubkey()][..trailing])).await;
            assert_eq!(refused, wrong_program, "{name}: {other}");
        }
        if name != "execute_slash" {
            assert_eq!(refuses(&mut bank, &signers, with(&[t22::PROGRAM])).await, wrong_program, "{name}: no mint");
            let wrong_mint = refuses(&mut bank, &signers, with(&[t22::PROGRAM, other_mint.pubkey()])).await;
            assert_eq!(wrong_mint, Some(RestakingError::WrongMint), "{name}");
        }
        let keys: Vec<_> = signers.iter().map(|name| key(name)).collect();
        let sent = bank.send(std::slice::from_ref(&instruction), &keys.iter().collect::<Vec<_>>()).await;
        sent.unwrap_or_else(|failure| panic!("{name}: {failure}: {:#?}", failure.logs));
    }
}

#[tokio::test]
async fn an_account_of_the_other_token_program_is_refused() {
    let (mut bank, split) = scene(&[]).await;
    for (name, signers, instruction, place) in moves(&mut bank, &split).await {
        if name == "execute_slash" {
            continue; // A recipient that cannot be paid waits: its test is below.
        }
        let owner = signers.first().copied().unwrap_or(if name == "collect_fees" { "operator" } else { "insurance" });
        let (address, account) = forged(id(owner));
        bank.put(&address, account);
        let mut changed = instruction.clone();
        changed.accounts[place].pubkey = address;
        let said = refuses(&mut bank, &signers, changed).await;
        let unsigned = signers.is_empty();
        let expected = if unsigned { RestakingError::WrongRecipient } else { RestakingError::WrongAssetProgram };
        assert_eq!(said, Some(expected), "{name}");
    }
}

#[tokio::test]
async fn an_execution_pays_no_account_of_the_other_token_program() {
    let (mut bank, split) = scene(&[]).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    let from = bank.slash(&split, 0).await.final_from;
    bank.warp(from).await;
    for at in [token::address(&id("insurance"), &mint().pubkey()), split.vault.assets_of(&id("insurance"))] {
        let before = bank.account(&at).await.unwrap_or_default();
        bank.put(&at, token::token_account(mint().pubkey(), id("insurance"), 0));
        let mut execute = bank.executing(&split, 0).await;
        execute.accounts[10].pubkey = at;
        let done = bank.simulate(&[], execute).await;
        let Some(Event::SlashExecuted(executed)) = done.events.last() else { panic!("{:?}", done.events) };
        assert_eq!(executed.waiting, [0, 20_000, 0], "its part waits, and the slash does not");
        bank.put(&at, before);
    }
}

#[tokio::test]
async fn a_plain_vault_takes_no_account_of_token_2022() {
    let (mut bank, _) = scene(&[]).await;
    let vault = bank.add_vault("creator", 1, restaking_tests::OPEN).await;
    let at = id("a forged account");
    let mut account = token::token_account(vault.asset_mint, id("bob"), 1_000_000);
    account.owner = t22::PROGRAM;
    bank.put(&at, account);
    let mut deposit = vault.deposit(&id("bob"), 1_000, 0, false);
    deposit.accounts[4].pubkey = at;
    bank.refuses("bob", deposit.clone()).await;
    // Nor with Token-2022 beside it.
    deposit.accounts.extend([t22::PROGRAM, vault.asset_mint].map(|each| AccountMeta::new_readonly(each, false)));
    bank.refuses("bob", deposit).await;
}

/// A multisig of Token-2022 is as long as an account with extensions may be, and its signers can be any bytes.
#[tokio::test]
async fn a_multisig_is_no_token_account() {
    let (mut bank, split) = scene(&[]).await;
    let (at, bob) = (id("a multisig"), id("bob"));
    let mut account = token::token_account(mint().pubkey(), bob, 1_000_000);
    account.owner = t22::PROGRAM;
    account.data.resize(355, 2);
    bank.put(&at, account);
    let mut deposit = split.vault.deposit(&bob, 1_000, 0, false);
    deposit.accounts[4].pubkey = at;
    bank.refuses("bob", deposit).await;
}

/// The deposit gate follows the asset's accounts.
#[tokio::test]
async fn a_gate_stands_behind_the_program_and_the_mint() {
    let (mut bank, split) = scene(&[]).await;
    let (vault, [alice, gate]) = (split.vault, ["alice", "carol"].map(id));
    bank.by("creator", role::set_role(&id("creator"), &vault.address, role::DEPOSIT_GATE, &gate)).await;
    let keys = [key("alice"), key("carol")];
    let keys: Vec<_> = keys.iter().collect();
    let deposit = vault.deposit(&alice, 500, 0, false);
    let own = deposit.accounts.len() - 2;
    let failure = bank.refused(deposit.clone(), &keys[..1]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    let mut before = deposit.clone();
    before.accounts.insert(own, AccountMeta::new_readonly(gate, true));
    let failure = bank.refused(before, &keys).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    let mut alone = deposit.clone();
    alone.accounts.truncate(own);
    let failure = bank.refused(deposits::through_gate(alone, &gate), &keys).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    let before = bank.balance(&vault.asset_account).await;
    bank.send(&[deposits::through_gate(deposit, &gate)], &keys).await.unwrap();
    assert_eq!(bank.balance(&vault.asset_account).await, before + 500);
}
