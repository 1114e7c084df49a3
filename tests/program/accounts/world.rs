//! Two vaults with everything in them that an instruction may meet, and all that they share with operators and NCNs.

use harness::{Signatures, Split, Vault, entity, grant, key, keys, slash, split, table, token};
use restaking_client::grants::GrantTerms;
use restaking_client::{LimitsArgs, pda};
use restaking_tests::{Bank, EPOCH, OPEN, SETTLED, SLOWEST_RISE, WEALTH, id};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use super::grant::UNTIL;
use super::parts::{Parts, paid_by_sponsor};

/// A vault that asks for approvals, so that the approval in a deposit is put to use.
const RESTRICTED: LimitsArgs = LimitsArgs { restricted: true, ..OPEN };

/// The length of the tables' windows, in seconds.
pub const WINDOW: u64 = 100;

/// All signers. Nobody is two of them: every slot of every instruction holds an address of its own.
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
    /// As before, but late enough that operators' and NCNs' opt-ins are active; another operator has an opt-in to
    /// join.
    Agreed,
    /// Of the opt-ins with another operator, both sides have joined; stake can move to it.
    Movable,
    /// Stake is moving to it, and is due.
    Moving,
    /// As before, and operators have lowered what the first NCN has of them, and are leaving it.
    Released,
    /// Each NCN has two tables, and there are captures for them.
    Tabled,
    /// The tables are final.
    Tables,
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
    /// All slashes are vetoed, and counted in stop-losses.
    Vetoed,
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
        for vault in [self.vault, self.other] {
            self.share_out(&Parts::of(&vault)).await;
            self.record(&Parts::of(&vault)).await;
        }
        let foreign = Parts::of(&self.vault).foreign();
        let agree = split::open_opt_in(&sponsor.pubkey(), &foreign.vault.address, &foreign.operator);
        self.bank.send(&[agree, foreign.open_delegation(&sponsor.pubkey())], &[&sponsor]).await.unwrap();
        let mut first_bucket = 1;
        if stage >= Stage::Slashed {
            self.expose_all().await;
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_RISE).await;
            first_bucket = SETTLED + 1;
        }
        for (vault, creator) in [(self.vault, key("creator")), (self.other, key("other creator"))] {
            for (nonce, staker) in [&alice, &bob].into_iter().enumerate() {
                let owner = staker.pubkey();
                self.bank.open_accounts(&vault, &owner, WEALTH).await;
                self.bank.put(&vault.stray(), token::token_account(vault.asset_mint, vault.address, 1_000));
                // So that the vault's account has more than the books say.
                let gift = token::transfer(&vault.assets_of(&owner), &vault.asset_account, &owner, 1_000);
                self.bank.send(&[gift], &[staker]).await.unwrap();
                let approve = paid_by_sponsor(vault.approve(&owner), 0);
                self.bank.send(&[approve], &[&sponsor, &creator]).await.unwrap();
                self.bank.send(&[vault.deposit(&owner, 1_000_000, 0, true)], &[staker]).await.unwrap();
                let request = paid_by_sponsor(vault.request_exit(&owner, nonce as u64, 1_000, 0, first_bucket), 0);
                self.bank.send(&[request], &[&sponsor, staker]).await.unwrap();
            }
        }
        if (Stage::Agreed..=Stage::Tables).contains(&stage) {
            for vault in [self.vault, self.other] {
                let Split { operator, ncn, .. } = Parts::of(&vault).mixed()[0];
                self.bank.by("sponsor", split::open_opt_in(&sponsor.pubkey(), &operator, &ncn)).await;
            }
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_RISE).await;
        }
        if (Stage::Movable..=Stage::Moving).contains(&stage) {
            for vault in [self.vault, self.other] {
                self.join_another(&Parts::of(&vault)).await;
            }
        }
        if stage == Stage::Moving {
            for vault in [self.vault, self.other] {
                let Parts { curator, first, second, .. } = Parts::of(&vault);
                self.bank.by(curator, first.announce_move(&id(curator), &second.operator, slash::WHOLE / 100)).await;
            }
            let now = self.bank.now().await;
            self.bank.warp(now + SLOWEST_RISE).await;
        }
        if stage == Stage::Released {
            for vault in [self.vault, self.other] {
                let Parts { allocator, operator_admin, first, .. } = Parts::of(&vault);
                self.bank.by(allocator, first.allocate(&id(allocator), 1)).await;
                let leave = split::leave_opt_in(&id(operator_admin), &first.operator, &first.ncn, split::Side::Left);
                self.bank.by(operator_admin, leave).await;
            }
        }
        if (Stage::Tabled..=Stage::Tables).contains(&stage) {
            for vault in [self.vault, self.other] {
                self.set_tables(&Parts::of(&vault)).await;
            }
        }
        if stage == Stage::Tables {
            let now = self.bank.now().await;
            self.bank.warp(now + WINDOW as i64).await;
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
        if stage == Stage::Vetoed {
            self.veto_all().await;
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
        self.report(stage).await;
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
        let granted = [(first.ncn, "carol"), (first.ncn, "bob"), (second.ncn, "carol")];
        let granted = granted.map(|(ncn, holder)| {
            paid_by_sponsor(grant::set_grant(&ncns, &ncn, &id(holder), GrantTerms::URI, UNTIL), 0)
        });
        self.bank.send(&granted, &[&key("sponsor"), &key(parts.ncn_admin)]).await.unwrap();

        let opt_ins = first.opt_ins();
        let silent = [(vault.address, second.operator), (first.operator, second.ncn)];
        let open = opt_ins.into_iter().chain(silent);
        let mut open: Vec<Instruction> =
            open.map(|(left, right)| split::open_opt_in(&sponsor, &left, &right)).collect();
        open.extend([first, parts.mixed()[0]].map(|split| split.open_delegation(&sponsor)));
        open.extend([first].into_iter().chain(parts.mixed()).map(|split| split.open_allocation(&sponsor)));
        self.bank.send(&open, &[&key("sponsor")]).await.unwrap();

        let sides = [(parts.admin, operators), (parts.operator_admin, ncns), (parts.admin, ncns)];
        let mut say: Vec<Instruction> = vec![];
        for ((left, right), (admin, right_admin)) in opt_ins.into_iter().zip(sides) {
            say.push(split::join_opt_in(&id(admin), &left, &right, split::Side::Left));
            say.push(split::join_opt_in(&right_admin, &left, &right, split::Side::Right));
        }
        say.push(split::set_loss_limits(&id(parts.admin), &vault.address, &first.ncn, 100, 200));
        say.push(first.delegate_bps(&id(parts.curator), 1_000));
        say.push(first.allocate(&id(parts.allocator), HALF));
        let all = [parts.admin, parts.operator_admin, parts.ncn_admin, parts.curator, parts.allocator].map(key);
        self.bank.send(&say, &all.each_ref()).await.unwrap();
    }

    /// The vault and another operator join their opt-in.
    async fn join_another(&mut self, parts: &Parts) {
        let Split { vault, operator, .. } = parts.second;
        let sides = [(parts.admin, split::Side::Left), (parts.operator_admin, split::Side::Right)];
        for (admin, side) in sides {
            self.bank.by(admin, split::join_opt_in(&id(admin), &vault.address, &operator, side)).await;
        }
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
        }
    }

    /// Opens two tables of the NCN. Alice has captured of both operators, no vault yet; bob has added one.
    async fn set_tables(&mut self, parts: &Parts) {
        let (first, [of_second, _]) = (parts.first, parts.mixed());
        let (sponsor, admin, [table, another]) = (id("sponsor"), id(parts.ncn_admin), parts.tables());
        let open = |index| table::open(&sponsor, &admin, &first.ncn, index, 4, WINDOW);
        let signers = ["sponsor", parts.ncn_admin].map(key);
        self.bank.send(&[open(0), open(1)], &signers.each_ref()).await.unwrap();
        for (captor, table, Split { operator, ncn, .. }, splits) in [
            ("alice", table, first, &[][..]),
            ("alice", table, of_second, &[]),
            ("alice", another, first, &[]),
            ("bob", table, first, &[first]),
        ] {
            self.bank.by(captor, table::capture(&id(captor), &table, &ncn, &operator, splits)).await;
        }
    }

    /// Bob asks to leave each vault.
    async fn leave(&mut self, nonce: u64, bucket: u64) {
        let (bob, sponsor) = (key("bob"), key("sponsor"));
        for vault in [self.vault, self.other] {
            let request = paid_by_sponsor(vault.request_exit(&bob.pubkey(), nonce, 100_000, 0, bucket), 0);
            self.bank.send(&[request], &[&sponsor, &bob]).await.unwrap();
        }
    }

    async fn next_epoch(&mut self) {
        let now = self.bank.now().await;
        self.bank.warp(now + EPOCH as i64).await;
    }
}
