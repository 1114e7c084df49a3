//! Vaults with a deposit gate: every deposit needs its signature, and nothing else does.

use harness::{Vault, key, role, token};
use restaking_client::{Event, LimitsArgs, RestakingError, Vault as VaultAccount, deposits};
use restaking_tests::{Bank, OPEN, id};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// Gives the gate of a vault of the creator's to `gate`.
async fn set(bank: &mut Bank, vault: &Vault, gate: &Pubkey) {
    bank.by("creator", role::set_role(&id("creator"), &vault.address, role::DEPOSIT_GATE, gate)).await;
    assert_eq!(bank.read::<VaultAccount>(&vault.address).await.unwrap().deposit_gate, *gate);
}

/// A vault with "bob" as its gate, and an earlier deposit of alice's.
async fn gated(limits: LimitsArgs) -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(limits).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 1_000, false)).await;
    set(&mut bank, &vault, &id("bob")).await;
    (bank, vault)
}

/// A deposit of `name`'s, with `gate` in the gate's place.
fn through(vault: &Vault, name: &str, gate: &str) -> Instruction {
    deposits::through_gate(vault.deposit(&id(name), 500, 500, false), &id(gate))
}

#[tokio::test]
async fn a_deposit_needs_the_gates_signature() {
    let (mut bank, vault) = gated(OPEN).await;
    for (deposit, signers) in [
        (vault.deposit(&id("alice"), 500, 500, false), vec!["alice"]),
        (through(&vault, "alice", "alice"), vec!["alice"]),
        (through(&vault, "alice", "creator"), vec!["alice", "creator"]),
    ] {
        let keys: Vec<_> = signers.into_iter().map(key).collect();
        let failure = bank.refused(deposit, &keys.iter().collect::<Vec<_>>()).await;
        assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    }
    // Its address alone is no signature.
    let mut unsigned = through(&vault, "alice", "bob");
    unsigned.accounts.last_mut().unwrap().is_signer = false;
    let failure = bank.refused(unsigned, &[&key("alice")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    // Nor is its signature in another place.
    let mut late = through(&vault, "alice", "creator");
    late.accounts.push(AccountMeta::new_readonly(id("bob"), true));
    let failure = bank.refused(late, &[&key("alice"), &key("creator"), &key("bob")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));

    let done = bank.send(&[through(&vault, "alice", "bob")], &[&key("alice"), &key("bob")]).await.unwrap();
    let [Event::Deposited(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.depositor, event.assets, event.shares), (id("alice"), 500, 500));
    // The gate may deposit for itself.
    bank.by("bob", through(&vault, "bob", "bob")).await;
}

#[tokio::test]
async fn an_approval_is_asked_for_beside_it() {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { restricted: true, ..OPEN }).await;
    set(&mut bank, &vault, &id("bob")).await;
    let keys = [key("alice"), key("bob")];
    let keys: Vec<_> = keys.iter().collect();
    let failure = bank.refused(through(&vault, "alice", "bob"), &keys).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositorNotApproved));
    bank.by("creator", vault.approve(&id("alice"))).await;
    let listed = vault.deposit(&id("alice"), 500, 500, true);
    let failure = bank.refused(listed.clone(), &[&key("alice")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    bank.send(&[deposits::through_gate(listed, &id("bob"))], &keys).await.unwrap();
}

/// No way out knows of a gate: each goes as before, without a signature more.
#[tokio::test]
async fn nobody_is_held_in() {
    let (mut bank, vault) = gated(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.exit_instantly(&alice, 100, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 100, 100, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 1, 100, 100, 1)).await;
    bank.by("alice", vault.cancel_exit(&alice, &vault.ticket(&alice, 1), &alice, 1, 1)).await;
    bank.warp_to(2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, 1)).await;
    // Shares go from hand to hand as well.
    bank.by("alice", token::transfer(&vault.shares_of(&alice), &vault.shares_of(&id("bob")), &alice, 100)).await;
}

#[tokio::test]
async fn another_gate_takes_its_place_at_once_and_none_opens_the_vault() {
    let (mut bank, vault) = gated(OPEN).await;
    set(&mut bank, &vault, &id("carol")).await;
    bank.fund(&id("carol"));
    let failure = bank.refused(through(&vault, "alice", "bob"), &[&key("alice"), &key("bob")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    bank.send(&[through(&vault, "alice", "carol")], &[&key("alice"), &key("carol")]).await.unwrap();
    set(&mut bank, &vault, &Pubkey::default()).await;
    bank.by("alice", vault.deposit(&id("alice"), 500, 500, false)).await;
    // An extra signature does not disturb a vault without a gate.
    bank.send(&[through(&vault, "alice", "bob")], &[&key("alice"), &key("bob")]).await.unwrap();
}

/// A gate that is no more, with an admin that is no more, closes the vault to deposits alone.
#[tokio::test]
async fn a_gate_outlasts_the_admin() {
    let (mut bank, vault) = gated(OPEN).await;
    bank.by("creator", role::renounce_admin(&id("creator"), &vault.address)).await;
    let set = role::set_role(&id("creator"), &vault.address, role::DEPOSIT_GATE, &id("creator"));
    assert_eq!(bank.refuses("creator", set).await.restaking(), Some(RestakingError::NotAdmin));
    let failure = bank.refuses("alice", vault.deposit(&id("alice"), 500, 500, false)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate));
    bank.by("alice", vault.request_exit(&id("alice"), 0, 1_000, 1_000, 1)).await;
    bank.warp_to(2, 0).await;
    bank.by("alice", vault.claim_exit(&id("alice"), &vault.ticket(&id("alice"), 0), &id("alice"), 1)).await;
}
