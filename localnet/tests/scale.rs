//! The accounts that a chain begins with to measure clients are as the program's own: it reads them, and they hold together.

mod common;

use std::collections::BTreeMap;

use harness::{bond, token};
use localnet::chain::Chain;
use localnet::example::plan::LAMPORTS;
use localnet::keys::{address, key};
use localnet::program::Program;
use localnet::scale::{HELD_EVERY, HOLDER, ONE, Scale, accounts, reward, vault};
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::*;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;

const SCALE: Scale = Scale { vaults: 12, positions: 60 };

#[test]
fn the_accounts_are_as_many_as_asked_for_and_their_books_hold() {
    let all: BTreeMap<Pubkey, Account> = accounts(SCALE, common::wall_clock()).unwrap().into_iter().collect();
    let count = |discriminator: [u8; 8]| {
        all.values().filter(|account| account.owner == ID && account.data.starts_with(&discriminator)).count()
    };
    assert_eq!(count(VAULT_DISCRIMINATOR), 12);
    assert_eq!(count(EXIT_TICKET_DISCRIMINATOR) + count(VAULT_POSITION_DISCRIMINATOR), 60);
    assert_eq!(count(OPERATOR_DELEGATION_DISCRIMINATOR), 24);
    assert_eq!(count(NCN_ALLOCATION_DISCRIMINATOR), 48);
    for place in 0..SCALE.vaults {
        let at = vault(place);
        let stored = Vault::from_bytes(&all[&at.address].data).unwrap();
        let ledger = VaultLedger::from(&stored.ledger);
        assert_eq!(ledger.invariant(), Ok(()), "{place}");
        assert_eq!(token::amount(&all[&at.asset_account].data), ledger.held().unwrap(), "{place}");
        assert_eq!(token::supply(&all[&at.vrt_mint].data), ledger.books.supply, "{place}");
        let shares = all.values().filter(|account| account.owner == token::PROGRAM && account.data.len() == 165);
        let shares = shares.filter(|account| account.data.starts_with(at.vrt_mint.as_ref()));
        assert_eq!(shares.map(|account| token::amount(&account.data)).sum::<u64>(), ledger.books.supply, "{place}");
    }
}

#[test]
fn the_program_works_with_them_as_with_its_own() {
    let now = common::wall_clock();
    let node = common::start_with(
        Some(Program::read(&common::program(), key("deployer")).unwrap()),
        accounts(SCALE, now).unwrap(),
        Some(now),
    );
    let chain = Chain::new(node.rpc_url());
    let alice = key(HOLDER);
    let owner = address(HOLDER);
    for name in [HOLDER, "deployer"] {
        chain.fund(&address(name), LAMPORTS).unwrap();
    }
    let config = harness::vault::initialize_config_on(&chain.genesis().unwrap(), &address("deployer"), 60, 7 * 86_400);
    chain.send(&[config], &[&key("deployer")]).unwrap();

    // Of a vault with an epoch of a day: a ticket of a day and a half ago has matured a day later.
    let (place, at) = (0, vault(0));
    assert_eq!(place % HELD_EVERY, 0);
    let open = |mint: &Pubkey| create_associated_token_account_idempotent(&owner, &owner, mint, &token::PROGRAM);
    let ticket: ExitTicket = chain.read(&at.ticket(&owner, 0)).unwrap();
    chain.travel(now + 86_400).unwrap();
    let claim = at.claim_exit(&owner, &at.ticket(&owner, 0), &owner, ticket.ticket.epoch);
    chain.send(&[open(&at.asset_mint), claim], &[&alice]).unwrap();
    let paid = chain.balance(&at.assets_of(&owner)).unwrap();
    assert_eq!(paid, 2 * ONE);

    chain.send(&[at.deposit(&owner, ONE, 1, false)], &[&alice]).unwrap();
    assert_eq!(chain.balance(&at.assets_of(&owner)).unwrap(), ONE);

    let pool = bond::BondPool::new(at);
    chain.send(&[open(&reward()), pool.claim(&owner, 0, &reward())], &[&alice]).unwrap();
    assert!(chain.balance(&token::address(&owner, &reward())).unwrap() > 0);
    chain.send(&[pool.unbond(&owner, ONE)], &[&alice]).unwrap();
    assert_eq!(chain.read::<VaultPosition>(&pool.position(&owner)).unwrap().position.bonded, ONE);

    let vault: Vault = chain.read(&at.address).unwrap();
    assert_eq!(VaultLedger::from(&vault.ledger).invariant(), Ok(()));
    assert_eq!(chain.balance(&at.asset_account).unwrap(), VaultLedger::from(&vault.ledger).held().unwrap());
}
