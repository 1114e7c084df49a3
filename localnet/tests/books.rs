//! The example's figures, read over RPC: every account decodes, and the books are what the tokens are.

mod common;

use std::collections::BTreeMap;
use std::str::FromStr;

use borsh::BorshDeserialize;
use common::World;
use harness::token;
use localnet::example::plan::{self, ONE, SOL};
use localnet::example::{basin, special};
use restaking_client::*;
use solana_program::pubkey::Pubkey;

/// A kind of account: its discriminator, its name, whether an account of it decodes.
type Kind = ([u8; 8], &'static str, fn(&[u8]) -> bool);

const KINDS: [Kind; 24] = [
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
    (STAKE_CAPTURE_DISCRIMINATOR, "capture", is_capture),
    (REWARD_TREE_DISCRIMINATOR, "tree", decodes::<RewardTree>),
    (REWARD_CLAIM_DISCRIMINATOR, "claim", decodes::<RewardClaim>),
    (VAULT_BOND_POOL_DISCRIMINATOR, "pool", decodes::<VaultBondPool>),
    (VAULT_POSITION_DISCRIMINATOR, "position", decodes::<VaultPosition>),
    (REWARD_OFFER_DISCRIMINATOR, "offer", decodes::<RewardOffer>),
    (OFFENSE_REPORT_DISCRIMINATOR, "report", decodes::<OffenseReport>),
    (SLASH_PLEDGE_DISCRIMINATOR, "pledge", decodes::<SlashPledge>),
    (SWEEP_NOTICE_DISCRIMINATOR, "sweep", decodes::<SweepNotice>),
    (GRANT_DISCRIMINATOR, "grant", decodes::<Grant>),
];

#[test]
fn every_account_decodes_and_all_are_there() {
    let world = World::new();
    let mut counts = BTreeMap::<&str, usize>::new();
    for (at, account) in world.accounts() {
        let kind = KINDS.iter().find(|(discriminator, ..)| account.starts_with(discriminator));
        let (_, name, decodes) = kind.unwrap_or_else(|| panic!("{at} is of no known kind"));
        assert!(decodes(&account), "{at} is no {name}");
        *counts.entry(name).or_default() += 1;
    }
    let (manifest, splits) =
        (&world.manifest, plan::SPLITS.iter().chain(&special::plan::SPLITS).chain(&basin::plan::SPLITS));
    let wanted = [
        ("config", 1),
        ("vault", manifest.vaults.len()),
        ("operator", manifest.operators.len()),
        ("ncn", manifest.ncns.len()),
        ("delegation", splits.clone().count()),
        // Hale allocates to the archive's set as well.
        ("allocation", splits.map(|split| split.ncns.len()).sum::<usize>() + 1),
        ("ticket", manifest.tickets.len()),
        ("slash", manifest.slashes.len()),
        ("pledge", manifest.pledges.len()),
        ("sweep", manifest.sweeps.len()),
        ("grant", manifest.grants.len()),
        ("tree", manifest.reward_trees.len()),
        ("pool", manifest.bond_pools.len()),
        ("table", manifest.stake_tables.len()),
        ("approval", 2),
        ("claim", 2),
        ("key", 5),
        ("position", 2),
        ("offer", 1),
    ];
    for (name, wanted) in wanted {
        assert_eq!(counts.get(name), Some(&wanted), "accounts of the kind {name}");
    }
}

#[test]
fn the_books_of_every_vault_are_its_tokens() {
    let world = World::new();
    for name in world.manifest.vaults.keys() {
        let (vault, ledger) = (world.vault(name), world.ledger(name));
        assert_eq!(ledger.invariant(), Ok(()), "{name}");
        let (books, held) = (ledger.books, ledger.held().unwrap());
        assert_eq!(world.chain.balance(&vault.asset_account).unwrap(), held, "{name}'s assets");
        let shares = world.chain.account(&vault.vrt_mint).unwrap().unwrap();
        assert_eq!(token::supply(&shares.data), books.supply, "{name}'s VRT");

        let own = world.delegations(name);
        let reserved: u64 = own.iter().map(|it| it.delegation.units.current.max(it.delegation.units.next)).sum();
        assert_eq!(books.idle + reserved, books.units, "{name}'s units");
        let commissions: u64 = own.iter().map(|it| it.commission).sum();
        assert_eq!(commissions, ledger.fees_owed.commissions, "what operators are owed in {name}");
    }
}

#[test]
fn what_happened_left_what_it_should() {
    let world = World::new();
    let sol = |name: &str| world.balance(name, "staked-sol");
    let (harbor, open) = (world.ledger("harbor"), &world.manifest.slashes["open"]);
    // A fiftieth of 60% of ada's 40% of what was in harbor: all 8,000 that were deposited but 300 that left, with three
    // weeks of rewards, which are less than a hundredth.
    let least = 7_700 * SOL * 40 / 100 * 60 / 100 / 50;
    assert!((least..least * 101 / 100).contains(&open.stake), "{} is not {least} and a little", open.stake);
    assert_eq!((harbor.escrowed, harbor.unpaid), (open.stake, 0));
    let left = sol("treasurer") + sol("purse") + sol("foundation");
    let came = 8_000 * SOL + world.manifest.income["harbor"].paid;
    assert_eq!(harbor.owed().unwrap() + open.stake, came - left, "the slash that was vetoed took nothing");

    let (delta, executed) = (world.ledger("delta"), &world.manifest.slashes["executed"]);
    assert_eq!((delta.escrowed, delta.unpaid), (0, 0));
    assert_eq!(sol("reporter"), executed.stake / 20);
    assert_eq!(sol("insurance"), executed.stake / 5);
    let paid_to_erin = sol("erin") - (10_000 - 800 - 120) * SOL;
    let came = 2_120 * SOL + world.manifest.income["delta"].paid;
    assert_eq!(delta.owed().unwrap(), came - executed.stake - paid_to_erin);
    assert!(paid_to_erin < 50 * SOL, "she paid fees, and her part of the slash");

    let (granite, cellar) = (world.ledger("granite"), world.ledger("cellar"));
    let paid_to_dave = world.balance("dave", "dollar") - (200_000 - 60_000 - 50_000) * ONE;
    assert_eq!(granite.owed().unwrap(), 85_000 * ONE + world.manifest.income["granite"].paid - paid_to_dave);
    assert!(paid_to_dave > 9_000 * ONE, "with what they had earned");
    assert_eq!(cellar.owed().unwrap(), 160_000 * ONE);

    assert_eq!(world.balance("ada", "oracle-token"), 5_000 * ONE);
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

/// The example's NCNs have no reward offers, so that captures keep no vaults.
fn is_capture(data: &[u8]) -> bool {
    StakeCapture::from_bytes(data).is_ok() && table::capture_entries(data).is_some_and(|entries| entries.is_empty())
}
