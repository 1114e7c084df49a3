//! Two vaults with everything in them that an instruction may meet, and all that they share with operators and NCNs.

use harness::{Done, Failure, Signatures, Split, Vault, entity, key, keys, split, token};
use harness::{Done, Failure, Split, Vault, entity, key, split, table, token};
use restaking_client::{LimitsArgs, pda};
use restaking_tests::{Bank, EPOCH, OPEN, SLOWEST_EXIT, WEALTH, id};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// A vault that asks for approvals, so that the approval in a deposit is put to use.
const RESTRICTED: LimitsArgs = LimitsArgs { restricted: true, ..OPEN };

/// The length of the tables' windows, in seconds.
pub const WINDOW: u64 = 100;

/// Whoever signs anything. Nobody is two of them: every slot of every instruction holds an address of its own.
pub const PEOPLE: [&str; 14] = [
    "alice",
    "bob",
    "sponsor",
    "deployer",
    "creator",
    "operator's admin",
    "NCN's admin",
    "curator",
    "allocator",
    "other creator",
    "other operator's admin",
    "other NCN's admin",
    "other curator",
    "other allocator",
];

/// A stage in the life of the two vaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No config; the vaults are there all the same, as wrong accounts to pass.
    NoConfig,
    /// Alice holds shares and the live ticket 0, bob the live ticket 1.
    Live,
    /// As before, but so late that operators and NCNs agree by now.
    Agreed,
    /// Each NCN has two tables, and there are captures for them.
    Tabled,
    /// The tables are final.
    Final,
    /// Live, and in the next epoch: the bucket of its requests is not open yet.
    NextEpoch,
    /// Bob has opened it, so that each vault has two buckets.
    TwoBuckets,
    /// Alice's ticket can be claimed.
    Matured,
    /// All tickets of the first bucket are claimed.
    Settled,
}

/// The two vaults. They hold the same asset, so that their asset accounts are as alike as can be.
pub struct World {
    pub bank: Bank,
    /// The vault of the instruction under test.
    pub vault: Vault,
    /// The vault of the wrong accounts.
    pub other: Vault,
}

impl World {
    pub async fn at(stage: Stage) -> Self {
        let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
        for name in PEOPLE {
            bank.fund(&key(name).pubkey());
        }
        let creator = key("other creator");
        let other = Vault::new(creator.pubkey(), 0, vault.asset_mint);
        bank.send(&[other.initialize(EPOCH, RESTRICTED)], &[&creator]).await.unwrap();
        let mut world = Self { bank, vault, other };
        world.fill(stage).await;
        world
    }

    /// Runs `instruction`, and then puts every account that it may have changed back to what it was.
    pub async fn tried(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Result<Done, Failure> {
        let mut before = vec![];
        for meta in instruction.accounts.iter().filter(|meta| meta.is_writable) {
            before.push((meta.pubkey, self.bank.account(&meta.pubkey).await));
        }
        let done = self.bank.send(&[instruction], signers).await;
        for (address, account) in before {
            self.bank.put(&address, account.unwrap_or_default());
        }
        done
    }

    async fn fill(&mut self, stage: Stage) {
        let (alice, bob, sponsor) = (key("alice"), key("bob"), key("sponsor"));
        // Before anyone has a stake, so that what vaults have a part in counts at once.
        for vault in [self.vault, self.other] {
            self.share_out(&Parts::of(&vault)).await;
            self.record(&Parts::of(&vault)).await;
        }
        let foreign = Parts::of(&self.vault).foreign();
        let agree = split::open_opt_in(&sponsor.pubkey(), &foreign.vault.address, &foreign.operator);
        self.bank.send(&[agree, foreign.open_delegation(&sponsor.pubkey())], &[&sponsor]).await.unwrap();
        for (vault, creator) in [(self.vault, key("creator")), (self.other, key("other creator"))] {
            for (nonce, staker) in [&alice, &bob].into_iter().enumerate() {
                let owner = staker.pubkey();
                self.bank.open_accounts(&vault, &owner, WEALTH).await;
                let approve = paid_by_sponsor(vault.approve(&owner), 0);
                self.bank.send(&[approve], &[&sponsor, &creator]).await.unwrap();
                self.bank.send(&[vault.deposit(&owner, 1_000_000, 0, true)], &[staker]).await.unwrap();
                let request = paid_by_sponsor(vault.request_exit(&owner, nonce as u64, 1_000, 0, 1), 0);
                self.bank.send(&[request], &[&sponsor, staker]).await.unwrap();
            }
        }
        if (Stage::Agreed..=Stage::Final).contains(&stage) {
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_EXIT).await;
        }
        if (Stage::Tabled..=Stage::Final).contains(&stage) {
            for vault in [self.vault, self.other] {
                self.set_tables(&Parts::of(&vault)).await;
            }
        }
        if stage == Stage::Final {
            let now = self.bank.now().await;
            self.bank.warp(now + WINDOW as i64).await;
        }
        if stage >= Stage::NextEpoch {
            self.next_epoch().await;
        }
        if stage >= Stage::TwoBuckets {
            for vault in [self.vault, self.other] {
                let request = paid_by_sponsor(vault.request_exit(&bob.pubkey(), 2, 1_000, 0, 2), 0);
                self.bank.send(&[request], &[&sponsor, &bob]).await.unwrap();
            }
        }
        if stage >= Stage::Matured {
            self.next_epoch().await;
        }
        if stage == Stage::Settled {
            for vault in [self.vault, self.other] {
                for (nonce, staker) in [&alice, &bob].into_iter().enumerate() {
                    let (owner, ticket) = (staker.pubkey(), vault.ticket(&staker.pubkey(), nonce as u64));
                    let claim = vault.claim_exit(&owner, &ticket, &sponsor.pubkey(), 1);
                    self.bank.send(&[claim], &[staker]).await.unwrap();
                }
            }
        }
        if stage == Stage::NoConfig {
            self.bank.put(&pda::config(), Account::default());
        }
    }

    /// Makes what a vault has a part in. In the first split everyone agrees, and there is something in it; in the others,
    /// nobody has said a word yet.
    async fn share_out(&mut self, parts: &Parts) {
        let Parts { vault, first, second, .. } = *parts;
        let (sponsor, operators, ncns) = (id("sponsor"), id(parts.operator_admin), id(parts.ncn_admin));
        let mut make: Vec<Instruction> = vec![];
        make.extend((0..3).map(|index| entity::register_operator(&operators, index, &id(parts.allocator), 1_000)));
        make.extend((0..2).map(|index| entity::register_ncn(&ncns, index, &id("slasher"), u64::MAX)));
        make.push(split::set_curator(&vault, &id(parts.curator)));
        let makers = [parts.operator_admin, parts.ncn_admin, parts.admin].map(key);
        self.bank.send(&make, &makers.each_ref()).await.unwrap();

        let agreements = first.agreements();
        let silent = [(vault.address, second.operator), (first.operator, second.ncn)];
        let open = agreements.into_iter().chain(silent);
        let mut open: Vec<Instruction> =
            open.map(|(left, right)| split::open_opt_in(&sponsor, &left, &right)).collect();
        open.extend([first, parts.mixed()[0]].map(|split| split.open_delegation(&sponsor)));
        open.extend([first].into_iter().chain(parts.mixed()).map(|split| split.open_allocation(&sponsor)));
        self.bank.send(&open, &[&key("sponsor")]).await.unwrap();

        let records = [first].into_iter().chain(parts.mixed());
        let records: Vec<Instruction> =
            records.map(|split| entity::open_record(&sponsor, &split.ncn, &split.operator)).collect();
        self.bank.send(&records, &[&key("sponsor")]).await.unwrap();

        let sides = [(parts.admin, operators), (parts.operator_admin, ncns), (parts.admin, ncns)];
        let mut say: Vec<Instruction> = vec![];
        for ((left, right), (admin, right_admin)) in agreements.into_iter().zip(sides) {
            say.push(split::join_opt_in(&id(admin), &left, &right, true));
            say.push(split::join_opt_in(&right_admin, &left, &right, false));
        }
        say.push(split::set_loss_limits(&id(parts.admin), &vault.address, &first.ncn, 100, 200));
        say.push(first.delegate(&id(parts.curator), 1_000, true));
        say.push(first.allocate(&id(parts.allocator), 1_000));
        let all = [parts.admin, parts.operator_admin, parts.ncn_admin, parts.curator, parts.allocator].map(key);
        self.bank.send(&say, &all.each_ref()).await.unwrap();
    }

    /// Opens records. The first has two keys, of which one replaced the other; another operator's has one.
    async fn record(&mut self, parts: &Parts) {
        let (sponsor, admin) = (id("sponsor"), id(parts.operator_admin));
        let (first, [of_second, to_second]) = (parts.first, parts.mixed());
        let open =
            [first, of_second, to_second].map(|split| entity::open_record(&sponsor, &split.ncn, &split.operator));
        self.bank.send(&open, &[&key("sponsor")]).await.unwrap();
        let all =
            [(first, "earlier key", None), (first, "key", Some("earlier key")), (of_second, "another's key", None)];
        for (Split { ncn, operator, .. }, name, previous) in all {
            let previous = previous.map(|name| id(name).to_bytes());
            let proof = Signatures::possession(&key(name), &ncn, &operator).instruction();
            let register =
                keys::register_key(&sponsor, &admin, &ncn, &operator, &id(name).to_bytes(), previous.as_ref());
            self.bank.send(&[proof, register], &[&key("sponsor"), &key(parts.operator_admin)]).await.unwrap();
    /// Opens two tables of the NCN. Alice has captured of both operators, no vault yet; bob has added one.
    async fn set_tables(&mut self, parts: &Parts) {
        let (first, [of_second, _]) = (parts.first, parts.mixed());
        let (sponsor, admin, [table, another]) = (id("sponsor"), id(parts.ncn_admin), parts.tables());
        let open = |index| table::open(&sponsor, &admin, &first.ncn, index, 4, WINDOW);
        let agree = split::open_opt_in(&sponsor, &of_second.operator, &first.ncn);
        let signers = ["sponsor", parts.ncn_admin].map(key);
        self.bank.send(&[open(0), open(1), agree], &signers.each_ref()).await.unwrap();
        for (captor, table, Split { operator, ncn, .. }, splits) in [
            ("alice", table, first, &[][..]),
            ("alice", table, of_second, &[]),
            ("alice", another, first, &[]),
            ("bob", table, first, &[first]),
        ] {
            self.bank.by(captor, table::capture(&id(captor), &table, &ncn, &operator, splits)).await;
        }
    }

    async fn next_epoch(&mut self) {
        let now = self.bank.now().await;
        self.bank.warp(now + EPOCH as i64).await;
    }

    /// One account of each kind, of this vault where it has one: what is passed in every slot where it does not belong.
    pub async fn cast(&mut self) -> Vec<(&'static str, Pubkey)> {
        let (alice, bob, vault) = (key("alice").pubkey(), key("bob").pubkey(), self.vault);
        let stray = key("a mint of no vault").pubkey();
        self.bank.put(&stray, token::mint_account(9, alice, None, 0));
        self.bank.put(&token::address(&alice, &stray), token::token_account(stray, alice, 1_000_000));
        let parts = Parts::of(&vault);
        let (first, [of_second, to_second], foreign) = (parts.first, parts.mixed(), parts.foreign());
        let [with_operator, below, with_ncn] = first.agreements().map(|(left, right)| pda::opt_in(&left, &right));
        vec![
            ("a wallet", key("mallory").pubkey()),
            ("no account", key("nobody").pubkey()),
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("the vault's VRT mint", vault.vrt_mint),
            ("the vault's asset account", vault.asset_account),
            ("the asset's mint", vault.asset_mint),
            ("alice's approval", pda::depositor_approval(&vault.address, &alice)),
            ("bob's approval", pda::depositor_approval(&vault.address, &bob)),
            ("the bucket", vault.bucket(1)),
            ("the next bucket", vault.bucket(2)),
            ("alice's ticket", vault.ticket(&alice, 0)),
            ("bob's ticket", vault.ticket(&bob, 1)),
            ("alice's assets", vault.assets_of(&alice)),
            ("bob's assets", vault.assets_of(&bob)),
            ("alice's shares", vault.shares_of(&alice)),
            ("bob's shares", vault.shares_of(&bob)),
            ("a stray mint", stray),
            ("a stray token account", token::address(&alice, &stray)),
            ("the vault's admin", id(parts.admin)),
            ("the operator's admin", id(parts.operator_admin)),
            ("the NCN's admin", id(parts.ncn_admin)),
            ("the curator", id(parts.curator)),
            ("the allocator", id(parts.allocator)),
            ("the operator", first.operator),
            ("another operator", of_second.operator),
            ("the NCN", first.ncn),
            ("another NCN", to_second.ncn),
            ("the agreement of vault and operator", with_operator),
            ("the agreement of operator and NCN", below),
            ("the agreement of vault and NCN", with_ncn),
            ("the agreement with another operator", pda::opt_in(&vault.address, &of_second.operator)),
            ("the agreement with another NCN", pda::opt_in(&first.operator, &to_second.ncn)),
            ("the agreement of another vault", pda::opt_in(&foreign.vault.address, &foreign.operator)),
            ("the delegation", first.delegation()),
            ("the delegation to another operator", of_second.delegation()),
            ("the delegation of another vault", foreign.delegation()),
            ("the allocation", first.allocation()),
            ("the allocation of another delegation", of_second.allocation()),
            ("the allocation to another NCN", to_second.allocation()),
            ("the record", pda::record(&first.ncn, &first.operator)),
            ("another operator's record", pda::record(&of_second.ncn, &of_second.operator)),
            ("the record in another NCN", pda::record(&to_second.ncn, &to_second.operator)),
            ("the key", pda::operator_key(&first.ncn, &id("key").to_bytes())),
            ("an earlier key", pda::operator_key(&first.ncn, &id("earlier key").to_bytes())),
            ("another operator's key", pda::operator_key(&first.ncn, &id("another's key").to_bytes())),
            ("the record of another operator", pda::record(&first.ncn, &of_second.operator)),
            ("the record in another NCN", pda::record(&to_second.ncn, &first.operator)),
            ("the table", parts.tables()[0]),
            ("another table", parts.tables()[1]),
            ("alice's capture", pda::capture(&parts.tables()[0], &first.operator, &alice)),
            ("bob's capture", pda::capture(&parts.tables()[0], &first.operator, &bob)),
            ("the capture of another operator", pda::capture(&parts.tables()[0], &of_second.operator, &alice)),
            ("the capture for another table", pda::capture(&parts.tables()[1], &first.operator, &alice)),
            ("SPL Token", token::PROGRAM),
            ("the program", restaking_client::ID),
        ]
    }
}

/// What a vault has a part in, and the names of those who run it.
#[derive(Clone, Copy)]
pub struct Parts {
    pub vault: Vault,
    pub admin: &'static str,
    pub operator_admin: &'static str,
    pub ncn_admin: &'static str,
    pub curator: &'static str,
    pub allocator: &'static str,
    /// The vault with an operator and an NCN.
    pub first: Split,
    /// The vault with another operator and another NCN.
    pub second: Split,
    /// The other one of the two vaults.
    counterpart: Vault,
}

impl Parts {
    pub fn of(vault: &Vault) -> Self {
        let people = if creator_of(vault) == "creator" { &PEOPLE[4..9] } else { &PEOPLE[9..14] };
        let &[admin, operator_admin, ncn_admin, curator, allocator] = people else { unreachable!("five of them") };
        let split = |index| Split {
            vault: *vault,
            operator: pda::operator(&id(operator_admin), index),
            ncn: pda::ncn(&id(ncn_admin), index),
        };
        let creator = if admin == "creator" { "other creator" } else { "creator" };
        let counterpart = Vault::new(id(creator), 0, vault.asset_mint);
        let (first, second) = (split(0), split(1));
        Self { vault: *vault, admin, operator_admin, ncn_admin, curator, allocator, first, second, counterpart }
    }

    /// Another operator with the NCN, and the operator with another NCN.
    pub fn mixed(&self) -> [Split; 2] {
        let Self { first, second, .. } = *self;
        [Split { operator: second.operator, ..first }, Split { ncn: second.ncn, ..first }]
    }

    /// The other vault with the operator and the NCN.
    pub fn foreign(&self) -> Split {
        Split { vault: self.counterpart, ..self.first }
    }

    /// The NCN's tables, from [`Stage::Tabled`] on.
    pub fn tables(&self) -> [Pubkey; 2] {
        [0, 1].map(|index| pda::stake_table(&self.first.ncn, index))
    }

    /// An operator that the vault has no delegation to.
    pub fn idle_operator(&self) -> Pubkey {
        pda::operator(&id(self.operator_admin), 2)
    }
}

/// Who made the vault.
pub fn creator_of(vault: &Vault) -> &'static str {
    if vault.creator == id("creator") { "creator" } else { "other creator" }
}

pub fn paid_by_sponsor(mut instruction: Instruction, slot: usize) -> Instruction {
    instruction.accounts[slot].pubkey = id("sponsor");
    instruction
}
