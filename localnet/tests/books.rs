//! The example's figures, read over RPC: every account decodes, and the books are what the tokens are.

mod common;

use std::collections::BTreeMap;
use std::str::FromStr;

use borsh::BorshDeserialize;
use common::World;
use harness::token;
use localnet::chain::Chain;
use localnet::example::manifest::VaultEntry;
use localnet::example::plan::{ONE, SOL, SPLITS};
use localnet::example::scene::mint;
use localnet::keys::address;
use restaking_client::*;
use solana_program::pubkey::Pubkey;

/// A kind of account: its discriminator, its name, whether an account of it decodes.
type Kind = ([u8; 8], &'static str, fn(&[u8]) -> bool);

const KINDS: [Kind; 20] = [
    (CONFIG_DISCRIMINATOR, "config", decodes::<Config>),
    (VAULT_DISCRIMINATOR, "vault", decodes::<Vault>),
    (EXIT_BUCKET_DISCRIMINATOR, "bucket", decodes::<ExitBucket>),
    (EXIT_TICKET_DISCRIMINATOR, "ticket", decodes::<ExitTicket>),
    (DEPOSITOR_APPROVAL_DISCRIMINATOR, "approval", decodes::<DepositorApproval>),
    (OPERATOR_DISCRIMINATOR, "operator", decodes::<Operator>),
    (NCN_DISCRIMINATOR, "ncn", decodes::<Ncn>),
    (OPT_IN_DISCRIMINATOR, "opt-in", decodes::<OptIn>),
    (OPERATOR_DELEGATION_DISCRIMINATOR, "delegation", decodes::<OperatorDelegation>),
    (NCN_ALLOCATION_DISCRIMINATOR, "allocation", decodes::<NcnAllocation>),
    (OPERATOR_RECORD_DISCRIMINATOR, "record", decodes::<OperatorRecord>),
    (OPERATOR_KEY_DISCRIMINATOR, "key", decodes::<OperatorKey>),
    (SLASH_PROPOSAL_DISCRIMINATOR, "slash", decodes::<SlashProposal>),
    (STAKE_TABLE_DISCRIMINATOR, "table", is_table),
    (STAKE_CAPTURE_DISCRIMINATOR, "capture", decodes::<StakeCapture>),
    (REWARD_TREE_DISCRIMINATOR, "tree", decodes::<RewardTree>),
    (REWARD_CLAIM_DISCRIMINATOR, "claim", decodes::<RewardClaim>),
    (VAULT_BOND_POOL_DISCRIMINATOR, "pool", decodes::<VaultBondPool>),
    (VAULT_POSITION_DISCRIMINATOR, "position", decodes::<VaultPosition>),
    (OFFENCE_REPORT_DISCRIMINATOR, "report", decodes::<OffenceReport>),
];

#[test]
fn every_account_decodes_and_all_are_there() {
    let world = World::new();
    let mut counts = BTreeMap::<&str, usize>::new();
    for (at, account) in accounts(&world.chain) {
        let kind = KINDS.iter().find(|(discriminator, ..)| account.starts_with(discriminator));
        let (_, name, decodes) = kind.unwrap_or_else(|| panic!("{at} is of no known kind"));
        assert!(decodes(&account), "{at} is no {name}");
        *counts.entry(name).or_default() += 1;
    }
    let (manifest, splits) = (&world.manifest, SPLITS.iter());
    let wanted = [
        ("config", 1),
        ("vault", manifest.vaults.len()),
        ("operator", manifest.operators.len()),
        ("ncn", manifest.ncns.len()),
        ("delegation", SPLITS.len()),
        ("allocation", splits.map(|split| split.ncns.len()).sum()),
        ("ticket", manifest.tickets.len()),
        ("slash", manifest.slashes.len()),
        ("tree", manifest.reward_trees.len()),
        ("pool", manifest.bond_pools.len()),
        ("table", manifest.stake_tables.len()),
        ("approval", 2),
        ("claim", 2),
        ("key", 2),
        ("position", 2),
    ];
    for (name, wanted) in wanted {
        assert_eq!(counts.get(name), Some(&wanted), "accounts of the kind {name}");
    }
}

#[test]
fn the_books_of_every_vault_are_its_tokens() {
    let world = World::new();
    let all = accounts(&world.chain);
    for (name, entry) in &world.manifest.vaults {
        let (vault, books) = read(&world.chain, entry);
        let owed = books.active + books.exiting.iter().sum::<u64>() + books.matured;
        assert_eq!(world.chain.balance(&vault.asset_account).unwrap(), owed, "{name}'s assets");
        let escrowed = vault.ledger.escrowed + vault.ledger.unpaid;
        assert_eq!(world.chain.balance(&vault.escrow).unwrap(), escrowed, "{name}'s escrow");
        let shares = world.chain.account(&vault.vrt_mint).unwrap().unwrap();
        assert_eq!(token::supply(&shares.data), books.supply, "{name}'s VRT");

        let own = all.iter().filter(|(_, data)| data.starts_with(&OPERATOR_DELEGATION_DISCRIMINATOR));
        let own = own.map(|(_, data)| OperatorDelegation::from_bytes(data).unwrap());
        let units = own.filter(|each| each.vault.to_string() == entry.address).map(|each| each.delegation.units);
        let reserved: u64 = units.map(|units| units.current.max(units.next)).sum();
        assert_eq!(books.idle + reserved, books.units, "{name}'s units");
    }
}

#[test]
fn what_happened_left_what_it_should() {
    let world = World::new();
    let (harbor, books) = read(&world.chain, &world.manifest.vaults["harbor"]);
    let open = &world.manifest.slashes["open"];
    // 60 % of ada's 40 % of all 8,000 that were deposited but 300 that left: of 7,700, a fifth.
    let slashed = 7_700 * SOL * 40 / 100 * 60 / 100 / 5;
    assert!(open.stake.abs_diff(slashed) <= 2, "{} is not {slashed}", open.stake);
    assert_eq!(harbor.ledger.escrowed, open.stake);
    assert_eq!(books.matured, 300 * SOL, "bob's");
    let everything = books.active + books.exiting.iter().sum::<u64>() + books.matured + open.stake;
    assert_eq!(everything, 8_000 * SOL, "the slash that was vetoed took nothing");

    let (delta, books) = read(&world.chain, &world.manifest.vaults["delta"]);
    let executed = &world.manifest.slashes["executed"];
    assert_eq!((delta.ledger.escrowed, delta.ledger.unpaid), (0, 0));
    let sol = |name: &str| world.chain.balance(&token::address(&address(name), &mint("staked-sol"))).unwrap();
    assert_eq!(sol("reporter"), executed.stake * 3 / 10);
    assert_eq!(sol("insurance"), executed.stake / 5);
    let deposited = 2_120 * SOL;
    let paid_to_erin = sol("erin") - (10_000 - 800 - 120) * SOL;
    assert_eq!(books.active + books.exiting.iter().sum::<u64>(), deposited - executed.stake - paid_to_erin);
    assert!(paid_to_erin < 50 * SOL, "she paid a fee, and her part of the slash");

    let earned = world.chain.balance(&token::address(&address("ada"), &mint("oracle-token"))).unwrap();
    assert_eq!(earned, 5_000 * ONE);
    let record = pda::record(
        &Pubkey::from_str(&world.manifest.ncns["sequencer"]).unwrap(),
        &Pubkey::from_str(&world.manifest.operators["cyd"]).unwrap(),
    );
    let jailed: OperatorRecord = world.chain.read(&record).unwrap();
    assert!(jailed.jailed_until > world.manifest.now);
}

fn decodes<T: BorshDeserialize>(data: &[u8]) -> bool {
    T::try_from_slice(data).is_ok()
}

fn is_table(data: &[u8]) -> bool {
    StakeTable::from_bytes(data).is_ok() && table::entries(data).is_some_and(|entries| entries.len() == 3)
}

/// The program's accounts, with their data.
fn accounts(chain: &Chain) -> Vec<(Pubkey, Vec<u8>)> {
    let all = chain.rpc().get_program_accounts(&ID).unwrap();
    all.into_iter().map(|(address, account)| (address, account.data)).collect()
}

fn read(chain: &Chain, entry: &VaultEntry) -> (Vault, Books) {
    let vault: Vault = chain.read(&Pubkey::from_str(&entry.address).unwrap()).unwrap();
    let books = vault.ledger.books.clone();
    (vault, books)
}
