//! A chain with one vault, five operators, and an NCN that its price oracle slashes for, up to just before the hour.

use std::collections::BTreeMap;

use harness::bond::BondPool;
use harness::oracle::{PriceOracle, RULES};
use harness::{
    RewardTree, Split, Vault, deploy, entity, key, keys, lender_path, program_path, slash, split, table, token,
    token_metadata_path, vault as vaults,
};
use localnet::chain::Chain;
use localnet::keys::address;
use localnet::node::{Node, Settings};
use localnet::program::{Program, price_oracle, token_metadata};
use restaking_client::oracle::RuleFigures;
use restaking_client::{LimitsArgs, PolicyArgs, pda};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_signer::Signer;
use solana_system_interface::instruction::create_account;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction::initialize_mint2;
use spl_token_interface::state::Mint;

use crate::lender;

/// The operators. What becomes of each is in the script.
pub const OPERATORS: [&str; 5] = ["ada", "bede", "cyd", "dora", "eve"];

/// Everyone else that signs.
const OTHERS: [&str; 13] = [
    "deployer",
    "issuer",
    "curator",
    "service",
    "resolver",
    "insurance",
    "keeper",
    "aggregator",
    "reporter",
    "publisher",
    "disputer",
    "alice",
    "bob",
];

/// A minute and a day, in seconds.
pub const MINUTE: i64 = 60;
pub const DAY: i64 = 86_400;

/// The challenge window: seven days.
pub const CHALLENGE: i64 = 7 * DAY;

/// The fraction that two votes at a height cost: a half.
pub const EQUIVOCATION: u64 = slash::WHOLE / 2;

/// What alice and bob stake, and what each of them bonds of it, in smallest units.
pub const STAKED: [(&str, u64, u64); 2] =
    [("alice", 600_000 * ONE, 300_000 * ONE), ("bob", 400_000 * ONE, 100_000 * ONE)];

/// A staked token, in its smallest units.
pub const ONE: u64 = 1_000_000_000;

/// What an operator begins with behind it: a fifth of the vault.
pub const BEHIND: u64 = 200_000 * ONE;

/// The reward token that the publisher begins with, in smallest units.
pub const REWARDS: u64 = 100_000_000_000;

/// The feed's number and its round accounts.
pub const FEED: u8 = 1;
const ROUNDS: u64 = 8;

/// The reference's rules.
const REFERENCE: RuleFigures =
    RuleFigures { absent_times: 5, absent_of: 20, min_table_weight: 500_000 * ONE, certain_seconds: 3_600, ..RULES };

/// The chain with all that is on it.
pub struct World {
    pub node: Node,
    pub chain: Chain,
    pub oracle: PriceOracle,
    pub vault: Vault,
    /// The vault's part of each operator, in their order.
    pub splits: Vec<Split>,
    pub tree: RewardTree,
    /// Until when the tables guarantee stake.
    pub certain_until: i64,
    /// The rewards' mint and the vault's asset.
    pub mints: [Pubkey; 2],
}

impl World {
    /// All of it on a chain that begins at a time, up to the start of an epoch of the vault.
    pub fn new(begins_at: i64) -> Self {
        let node = start(begins_at);
        let chain = Chain::new(node.rpc_url());
        let [reward, asset] = ["reward", "asset"].map(address);
        let ncn = pda::ncn(&address("service"), 0);
        let vault = Vault::new(address("curator"), 0, asset);
        let splits = OPERATORS.map(|name| Split { vault, operator: pda::operator(&address(name), 0), ncn });
        let world = Self {
            oracle: PriceOracle::new(ncn, address("service"), FEED, ROUNDS),
            tree: RewardTree::new(ncn, reward),
            node,
            chain,
            vault,
            splits: splits.into(),
            certain_until: 0,
            mints: [reward, asset],
        };
        world.tokens();
        world.found();
        world.settle()
    }

    /// Runs `instructions`, signed by everyone in `who`.
    ///
    /// # Panics
    /// If they are refused.
    #[track_caller]
    pub fn act(&self, who: &[&str], instructions: &[Instruction]) {
        let signers: Vec<Keypair> = who.iter().map(|name| key(name)).collect();
        let sent = self.chain.send(instructions, &signers.iter().collect::<Vec<_>>());
        sent.unwrap_or_else(|error| panic!("{} was refused: {error:#}", who.join(" and ")));
    }

    /// The names of all that take part, by their addresses.
    pub fn names() -> BTreeMap<Pubkey, &'static str> {
        OPERATORS.into_iter().chain(OTHERS).map(|name| (address(name), name)).collect()
    }

    /// What `owner` has of a mint.
    pub fn balance(&self, owner: &str, mint: &Pubkey) -> u64 {
        self.chain.balance(&token::address(&address(owner), mint)).expect("a balance")
    }

    /// The supply of a mint.
    pub fn supply(&self, mint: &Pubkey) -> u64 {
        token::supply(&self.chain.account(mint).expect("an answer").expect("a mint").data)
    }

    /// Mints, and what everyone begins with.
    fn tokens(&self) {
        let deployer = address("deployer");
        for name in OPERATORS.into_iter().chain(OTHERS) {
            self.chain.fund(&address(name), 1_000_000_000_000).expect("an airdrop");
        }
        let genesis = self.chain.genesis().expect("a hash");
        self.act(&["deployer"], &[vaults::initialize_config_on(&genesis, &deployer, MINUTE as u64, DAY as u64)]);
        let (issuer, space) = (address("issuer"), Rent::default().minimum_balance(Mint::LEN));
        for (name, decimals) in [("reward", 6), ("asset", 9)] {
            let create = create_account(&issuer, &address(name), space, Mint::LEN as u64, &token::PROGRAM);
            let begin = initialize_mint2(&token::PROGRAM, &address(name), &issuer, None, decimals).expect("a mint");
            self.act(&["issuer", name], &[create, begin]);
        }
        let [reward, asset] = self.mints;
        let staked = STAKED.iter().map(|(name, amount, _)| (*name, asset, *amount));
        let nothing = ["reporter", "insurance"].map(|name| (name, asset, 0));
        for (owner, mint, amount) in staked.chain(nothing).chain([("publisher", reward, REWARDS)]) {
            let owner = address(owner);
            let account = create_associated_token_account_idempotent(&issuer, &owner, &mint, &token::PROGRAM);
            let minted = token::mint_to(&mint, &token::address(&owner, &mint), &issuer, amount);
            self.act(&["issuer"], &[account, minted]);
        }
    }

    /// The vault, the NCN with its oracle, the operators, and their opt-ins.
    fn found(&self) {
        let (curator, service) = (address("curator"), address("service"));
        let (vault, ncn) = (&self.vault, self.oracle.ncn);
        let limits = LimitsArgs {
            deposit_cap: u64::MAX,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: DAY as u64,
            restricted: false,
        };
        let open = [
            vault.initialize(DAY as u64, limits),
            split::set_exposure(vault, 10_000, 2_000, 1),
            slash::set_breaker(vault, 10_000, 10_000),
        ];
        self.act(&["curator"], &open);
        let zero = self.chain.now().expect("the time");
        let accept = entity::set_ncn_asset(&service, &ncn, &vault.asset_mint, 1_000_000_000);
        self.act(&["service"], &[entity::register_ncn_with(&service, 0, u64::MAX, self.policy(zero)), accept]);
        self.join((vault.address, ncn), ["curator", "service"]);
        self.act(&["curator"], &[split::set_loss_limits(&curator, &vault.address, &ncn, 10_000, 10_000)]);
        let genesis = self.chain.genesis().expect("a hash");
        for (name, split) in OPERATORS.into_iter().zip(&self.splits) {
            let admin = address(name);
            self.act(&[name], &[entity::register_operator(&admin, 0, &admin, 1_000)]);
            let [with_vault, with_ncn, _] = split.opt_ins();
            self.join(with_vault, ["curator", name]);
            self.join(with_ncn, [name, "service"]);
            let voting = voting_key(name, 0);
            let proof = keys::Signatures::possession_on(&genesis, &voting, &ncn, &split.operator).instruction();
            let public = voting.pubkey().to_bytes();
            self.act(
                &[name],
                &[
                    entity::open_record(&admin, &ncn, &split.operator),
                    proof,
                    keys::register_key(&admin, &admin, &ncn, &split.operator, &public, None),
                ],
            );
            self.act(&["curator"], &[split.open_delegation(&curator), split.delegate_bps(&curator, 2_000)]);
            self.act(&[name], &[split.open_allocation(&admin), split.allocate(&admin, slash::WHOLE)]);
        }
        self.act(&["service"], &[self.oracle.open(REFERENCE), self.oracle.open_feed()]);
        let keeper = address("keeper");
        (0..ROUNDS).for_each(|slot| self.act(&["keeper"], &[self.oracle.open_round(&keeper, slot)]));
        let scores: Vec<_> = self.splits.iter().map(|split| self.oracle.open_score(&keeper, &split.operator)).collect();
        self.act(&["keeper"], &scores);
        self.act(&["curator"], &[BondPool::new(self.vault).open(DAY as u64)]);
    }

    /// Both join an opt-in.
    fn join(&self, (left, right): (Pubkey, Pubkey), sides: [&str; 2]) {
        let [first, second] = sides.map(address);
        self.act(
            &sides,
            &[
                split::open_opt_in(&first, &left, &right),
                split::join_opt_in(&first, &left, &right, split::Side::Left),
                split::join_opt_in(&second, &left, &right, split::Side::Right),
            ],
        );
    }

    /// How the NCN slashes: by its oracle, with a height each minute from `zero` on.
    fn policy(&self, zero: i64) -> PolicyArgs {
        let (resolver, insurance) = (address("resolver"), address("insurance"));
        let policy = slash::policy(&self.oracle.address, &resolver, &insurance, CHALLENGE as u64);
        PolicyArgs { height_millis: MINUTE as u64 * 1_000, ..slash::with_rule(policy, EQUIVOCATION, zero) }
    }

    /// Deposits, and the time until all opt-ins are active and all stake counts. Then the first table.
    fn settle(mut self) -> Self {
        let pool = BondPool::new(self.vault);
        for (name, amount, bonded) in STAKED {
            let owner = address(name);
            let shares =
                create_associated_token_account_idempotent(&owner, &owner, &self.vault.vrt_mint, &token::PROGRAM);
            let deposit = self.vault.deposit(&owner, amount, 1, false);
            self.act(&[name], &[shares, deposit, pool.open_position(&owner), pool.bond(&owner, bonded)]);
        }
        let state: restaking_client::Vault = self.chain.read(&self.vault.address).expect("a vault");
        let epoch = |number: i64| state.ledger.genesis + number * DAY;
        self.chain.travel(epoch(7) + 10 * MINUTE).expect("a later time");
        self.certain_until = epoch(9) - 1;
        let table = self.open_table(0, &[0, 1, 2, 3, 4]);
        self.chain.travel(epoch(7) + 20 * MINUTE).expect("a later time");
        self.act(&["keeper"], &[self.oracle.adopt_table(&table)]);
        self
    }

    /// A table of the operators at these places of the list, in its window of nine and a half minutes.
    pub fn open_table(&self, index: u64, places: &[usize]) -> Pubkey {
        let (ncn, service, keeper) = (self.oracle.ncn, address("service"), address("keeper"));
        let (table, window) = (pda::stake_table(&ncn, index), (9 * MINUTE + 30) as u64);
        let capacity = places.len() as u64;
        let open = table::open_certain(&service, &service, &ncn, index, capacity, window, self.certain_until);
        self.act(&["service"], &[open]);
        let captures = places.iter().map(|place| {
            let split = self.splits[*place];
            self.act(&["keeper"], &[table::capture(&keeper, &table, &ncn, &split.operator, &[split])]);
            pda::capture(&table, &split.operator, &keeper)
        });
        let captures: Vec<Pubkey> = captures.collect();
        self.act(&["keeper"], &[table::enter(&table, &captures)]);
        table
    }
}

/// Voting key `number` of an operator.
pub fn voting_key(name: &str, number: u64) -> Keypair {
    key(&format!("{name}-votes-{number}"))
}

/// A node with the programs, of which the time stands still.
fn start(begins_at: i64) -> Node {
    let program = Program::read(&program_path(), key("deployer")).expect("the program");
    let names = token_metadata(&token_metadata_path()).expect("the program of names");
    let oracle = price_oracle(&harness::oracle_path(), &address("deployer")).expect("the oracle");
    let elf = std::fs::read(lender_path()).expect("the example of a lender, built with `cargo xtask oracle-hour`");
    let lender = deploy::founded(&elf, &lender::PROGRAM, None, |bytes| Rent::default().minimum_balance(bytes));
    Node::start(Settings {
        rpc_port: 0,
        ws_port: 0,
        slot_millis: 50,
        program: Some(program),
        accounts: names.into_iter().chain(oracle).chain(lender).collect(),
        begins_at: Some(begins_at),
        keeps_blockhashes: true,
        ..Settings::default()
    })
    .expect("a node")
}
