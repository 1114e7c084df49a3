//! Two vaults with everything in them that an instruction may meet, and all that they share with operators and NCNs.

use harness::{Done, Failure, Split, Vault, entity, key, slash, split, token};
use restaking_client::{LimitsArgs, PolicyArgs, ProposeSlashInstructionArgs, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SETTLED, SLOWEST_EXIT, WEALTH, id};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// A vault that asks for approvals, so that the approval in a deposit is put to use.
const RESTRICTED: LimitsArgs = LimitsArgs { restricted: true, ..OPEN };

/// Whoever signs anything. Nobody is two of them: every slot of every instruction holds an address of its own.
pub const PEOPLE: [&str; 20] = [
    "alice",
    "bob",
    "sponsor",
    "deployer",
    "creator",
    "operator's admin",
    "NCN's admin",
    "curator",
    "allocator",
    "slasher",
    "resolver",
    "other creator",
    "other operator's admin",
    "other NCN's admin",
    "other curator",
    "other allocator",
    "other slasher",
    "other resolver",
    "another NCN's slasher",
    "another NCN's resolver",
];

/// What an operator allocates to an NCN: half of its delegation.
pub const HALF: u64 = slash::WHOLE / 2;

/// The epoch of the slashes: two after all agree.
pub const SLASHED_IN: u64 = SETTLED + 2;

/// A stage in the life of the two vaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No config; the vaults are there all the same, as wrong accounts to pass.
    NoConfig,
    /// Alice holds shares and the live ticket 0, bob the live ticket 1.
    Live,
    /// As before, but so late that operators and NCNs agree by now.
    Agreed,
    /// Live, and in the next epoch: the bucket of its requests is not open yet.
    NextEpoch,
    /// Bob has opened it, so that each vault has two buckets.
    TwoBuckets,
    /// Alice's ticket can be claimed.
    Matured,
    /// All tickets of the first bucket are claimed.
    Settled,
    /// Late enough that all agree, the next bucket is open as well, and each vault's stake is slashed, out of two live
    /// buckets: twice for the same operator and NCN, once for each of the others. All can be vetoed.
    Slashed,
    /// An epoch later: all slashes are final.
    Final,
    /// The slashes by the first NCN of its operator, and of another, are executed, and a part of each waits.
    Executed,
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
        let before = self.writable(&instruction).await;
        let done = self.bank.send(&[instruction], signers).await;
        self.put_back(before);
        done
    }

    /// The accounts that `instruction` may change.
    pub async fn writable(&mut self, instruction: &Instruction) -> Vec<(Pubkey, Account)> {
        let mut accounts = vec![];
        for meta in instruction.accounts.iter().filter(|meta| meta.is_writable) {
            accounts.push((meta.pubkey, self.bank.account(&meta.pubkey).await.unwrap_or_default()));
        }
        accounts
    }

    /// Puts accounts back to what they were.
    pub fn put_back(&mut self, before: Vec<(Pubkey, Account)>) {
        for (address, account) in before {
            self.bank.put(&address, account);
        }
    }

    async fn fill(&mut self, stage: Stage) {
        let (alice, bob, sponsor) = (key("alice"), key("bob"), key("sponsor"));
        // Before anyone has a stake, so that what vaults have a part in counts at once.
        for vault in [self.vault, self.other] {
            self.share_out(&Parts::of(&vault)).await;
        }
        let foreign = Parts::of(&self.vault).foreign();
        let agree = split::open_opt_in(&sponsor.pubkey(), &foreign.vault.address, &foreign.operator);
        self.bank.send(&[agree, foreign.open_delegation(&sponsor.pubkey())], &[&sponsor]).await.unwrap();
        let mut first_bucket = 1;
        if stage >= Stage::Slashed {
            self.expose_all().await;
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_EXIT).await;
            first_bucket = SETTLED + 1;
        }
        for (vault, creator) in [(self.vault, key("creator")), (self.other, key("other creator"))] {
            for (nonce, staker) in [&alice, &bob].into_iter().enumerate() {
                let owner = staker.pubkey();
                self.bank.open_accounts(&vault, &owner, WEALTH).await;
                // So that the escrow has something to take, and more than the books say.
                let gift = token::transfer(&vault.assets_of(&owner), &vault.escrow(), &owner, 1_000);
                self.bank.send(&[gift], &[staker]).await.unwrap();
                let approve = paid_by_sponsor(vault.approve(&owner), 0);
                self.bank.send(&[approve], &[&sponsor, &creator]).await.unwrap();
                self.bank.send(&[vault.deposit(&owner, 1_000_000, 0, true)], &[staker]).await.unwrap();
                let request = paid_by_sponsor(vault.request_exit(&owner, nonce as u64, 1_000, 0, first_bucket), 0);
                self.bank.send(&[request], &[&sponsor, staker]).await.unwrap();
            }
        }
        if stage == Stage::Agreed {
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_EXIT).await;
        }
        if stage >= Stage::NextEpoch {
            self.next_epoch().await;
        }
        if stage >= Stage::TwoBuckets {
            self.leave(2, first_bucket + 1).await;
        }
        if stage >= Stage::Matured {
            self.next_epoch().await;
        }
        if stage >= Stage::Slashed {
            self.leave(3, first_bucket + 2).await;
            self.slash().await;
        }
        if stage >= Stage::Final {
            self.next_epoch().await;
        }
        if stage == Stage::Executed {
            self.execute().await;
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
        make.extend((0..2).map(|index| entity::register_ncn_with(&ncns, index as u64, u64::MAX, parts.policy(index))));
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
        open.extend(
            [first]
                .into_iter()
                .chain(parts.mixed())
                .map(|split| entity::open_record(&sponsor, &split.ncn, &split.operator)),
        );
        self.bank.send(&open, &[&key("sponsor")]).await.unwrap();

        let sides = [(parts.admin, operators), (parts.operator_admin, ncns), (parts.admin, ncns)];
        let mut say: Vec<Instruction> = vec![];
        for ((left, right), (admin, right_admin)) in agreements.into_iter().zip(sides) {
            say.push(split::join_opt_in(&id(admin), &left, &right, true));
            say.push(split::join_opt_in(&right_admin, &left, &right, false));
        }
        say.push(split::set_loss_limits(&id(parts.admin), &vault.address, &first.ncn, 100, 200));
        say.push(first.delegate(&id(parts.curator), 1_000, true));
        say.push(first.allocate(&id(parts.allocator), HALF));
        let all = [parts.admin, parts.operator_admin, parts.ncn_admin, parts.curator, parts.allocator].map(key);
        self.bank.send(&say, &all.each_ref()).await.unwrap();
    }

    /// Bob asks to leave each vault.
    async fn leave(&mut self, nonce: u64, bucket: u64) {
        let (bob, sponsor) = (key("bob"), key("sponsor"));
        for vault in [self.vault, self.other] {
            let request = paid_by_sponsor(vault.request_exit(&bob.pubkey(), nonce, 100_000, 0, bucket), 0);
            self.bank.send(&[request], &[&sponsor, &bob]).await.unwrap();
        }
    }

    /// Lets every wrong operator, NCN and vault have as much part in things as the right ones: each could be slashed.
    async fn expose_all(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            for split in parts.mixed() {
                self.expose(split, &parts).await;
            }
            for name in parts.recipients {
                self.bank.open_accounts(&vault, &id(name), 0).await;
            }
        }
        let parts = Parts::of(&self.vault);
        self.expose(parts.foreign(), &parts).await;
    }

    /// Has all of `split` agree, and puts a part of its vault behind its operator in its NCN, which `parts` run.
    async fn expose(&mut self, split: Split, parts: &Parts) {
        let vault = Parts::of(&split.vault);
        let sponsor = id("sponsor");
        let (operators, ncns) = (parts.operator_admin, parts.ncn_admin);
        let sides = [[vault.admin, operators], [operators, ncns], [vault.admin, ncns]];
        for ((left, right), [left_admin, right_admin]) in split.agreements().into_iter().zip(sides) {
            if self.bank.account(&pda::opt_in(&left, &right)).await.is_none() {
                self.bank.by("sponsor", split::open_opt_in(&sponsor, &left, &right)).await;
            }
            // Those of the first split have joined already.
            if !parts.first.agreements().contains(&(left, right)) {
                self.bank.by(left_admin, split::join_opt_in(&id(left_admin), &left, &right, true)).await;
                self.bank.by(right_admin, split::join_opt_in(&id(right_admin), &left, &right, false)).await;
            }
        }
        for (address, open) in [
            (split.delegation(), split.open_delegation(&sponsor)),
            (split.allocation(), split.open_allocation(&sponsor)),
        ] {
            if self.bank.account(&address).await.is_none() {
                self.bank.by("sponsor", open).await;
            }
        }
        let limits = split::set_loss_limits(&id(vault.admin), &split.vault.address, &split.ncn, 100, 200);
        self.bank.by(vault.admin, limits).await;
        self.bank.by(vault.curator, split.delegate(&id(vault.curator), 1_000, true)).await;
        self.bank.by(parts.allocator, split.allocate(&id(parts.allocator), HALF)).await;
    }

    /// Slashes everything that can be, once, and what the right accounts are of twice.
    async fn slash(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let [of_second, by_second] = parts.mixed();
            let another = "another NCN's slasher";
            let all = [
                (parts.first, parts.slasher, 0),
                (parts.first, parts.slasher, 1),
                (of_second, parts.slasher, 0),
                (by_second, another, 0),
            ];
            for (split, slasher, incident) in all {
                self.bank.by(slasher, split.propose_slash(&id(slasher), SLASHED_IN, parts.cause(incident))).await;
            }
        }
        let parts = Parts::of(&self.vault);
        let propose = parts.foreign().propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(0));
        self.bank.by(parts.slasher, propose).await;
    }

    /// Executes slashes while who was harmed has no token account, and then lets them have one.
    async fn execute(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let harmed = vault.assets_of(&id(parts.recipients[2]));
            let account = self.bank.account(&harmed).await.expect("made with the others");
            self.bank.put(&harmed, Account::default());
            for split in [parts.first, parts.mixed()[0]] {
                let execute = split.execute_slash(&split.proposal(0), SLASHED_IN, parts.recipients.map(id));
                self.bank.send(&[execute], &[]).await.unwrap();
            }
            self.bank.put(&harmed, account);
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
            ("the allocation of another vault", foreign.allocation()),
            ("the agreement of another operator and NCN", pda::opt_in(&of_second.operator, &of_second.ncn)),
            ("the agreement of vault and another NCN", pda::opt_in(&vault.address, &to_second.ncn)),
            ("the agreement of another vault and NCN", pda::opt_in(&foreign.vault.address, &foreign.ncn)),
            ("the vault's escrow", vault.escrow()),
            ("an older bucket", vault.bucket(SLASHED_IN - 1)),
            ("the record", pda::record(&first.ncn, &first.operator)),
            ("the record of another operator", pda::record(&of_second.ncn, &of_second.operator)),
            ("the record in another NCN", pda::record(&to_second.ncn, &to_second.operator)),
            ("the slash", first.proposal(0)),
            ("the slash for another incident", first.proposal(1)),
            ("the slash of another operator", of_second.proposal(0)),
            ("the slash by another NCN", to_second.proposal(0)),
            ("the slash of another vault", foreign.proposal(0)),
            ("the slasher", id(parts.slasher)),
            ("the resolver", id(parts.resolver)),
            ("another NCN's slasher", id("another NCN's slasher")),
            ("another NCN's resolver", id("another NCN's resolver")),
            ("the reporter's assets", vault.assets_of(&id(parts.recipients[0]))),
            ("the insurance's assets", vault.assets_of(&id(parts.recipients[1]))),
            ("the assets of who was harmed", vault.assets_of(&id(parts.recipients[2]))),
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
    pub slasher: &'static str,
    pub resolver: &'static str,
    /// Who reports offences, insures the NCN, and was harmed: nobody that signs.
    pub recipients: [&'static str; 3],
    /// The vault with an operator and an NCN.
    pub first: Split,
    /// The vault with another operator and another NCN.
    pub second: Split,
    /// The other one of the two vaults.
    counterpart: Vault,
}

impl Parts {
    pub fn of(vault: &Vault) -> Self {
        let own = creator_of(vault) == "creator";
        let people = if own { &PEOPLE[4..11] } else { &PEOPLE[11..18] };
        let &[admin, operator_admin, ncn_admin, curator, allocator, slasher, resolver] = people else {
            unreachable!("seven of them")
        };
        let recipients = if own {
            ["reporter", "insurance", "harmed"]
        } else {
            ["other reporter", "other insurance", "other harmed"]
        };
        let split = |index| Split {
            vault: *vault,
            operator: pda::operator(&id(operator_admin), index),
            ncn: pda::ncn(&id(ncn_admin), index),
        };
        let creator = if admin == "creator" { "other creator" } else { "creator" };
        let counterpart = Vault::new(id(creator), 0, vault.asset_mint);
        let (first, second) = (split(0), split(1));
        Self {
            vault: *vault,
            admin,
            operator_admin,
            ncn_admin,
            curator,
            allocator,
            slasher,
            resolver,
            recipients,
            first,
            second,
            counterpart,
        }
    }

    /// The policy of its first NCN, or of the second, with a part for everyone.
    pub fn policy(&self, index: usize) -> PolicyArgs {
        let slasher = [self.slasher, "another NCN's slasher"][index];
        let resolver = [self.resolver, "another NCN's resolver"][index];
        let [_, insurance, harmed] = self.recipients.map(id);
        PolicyArgs {
            redistribution: harmed,
            burn_bps: 4_000,
            redistribution_bps: 1_000,
            ..slash::policy(&id(slasher), &id(resolver), &insurance, EPOCH)
        }
    }

    /// What a slasher says of an incident in the epoch of the slashes.
    pub fn cause(&self, incident: u64) -> ProposeSlashInstructionArgs {
        let offence_at = GENESIS + (SLASHED_IN * EPOCH) as i64;
        let twentieth = slash::WHOLE / 20;
        ProposeSlashInstructionArgs { incident, ..slash::args(twentieth, offence_at, &id(self.recipients[0])) }
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
