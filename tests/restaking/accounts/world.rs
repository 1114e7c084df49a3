//! Two vaults with everything in them that an instruction may meet, and a call of each instruction that succeeds there.

use harness::{Vault, key, token};
use restaking_client::{LimitsArgs, pda};
use restaking_tests::{Bank, EPOCH, OPEN, WEALTH};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// A vault that asks for approvals, so that the approval in a deposit is put to use.
const RESTRICTED: LimitsArgs = LimitsArgs { restricted: true, ..OPEN };

/// Whoever signs anything. Nobody is two of them: every slot of every instruction holds an address of its own.
const PEOPLE: [&str; 6] = ["alice", "bob", "sponsor", "deployer", "creator", "other creator"];

/// A stage in the life of the two vaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No config; the vaults are there all the same, as wrong accounts to pass.
    NoConfig,
    /// Alice holds shares and the live ticket 0, bob the live ticket 1.
    Live,
    /// As before, and in the next epoch: the bucket of its requests is not open yet.
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

    async fn fill(&mut self, stage: Stage) {
        let (alice, bob, sponsor) = (key("alice"), key("bob"), key("sponsor"));
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
            ("SPL Token", token::PROGRAM),
            ("the program", restaking_client::ID),
        ]
    }
}

/// An instruction under test.
#[derive(Clone, Copy)]
pub struct Call {
    pub stage: Stage,
    /// The instruction on a vault, and the names of who signs it.
    pub build: fn(&Vault) -> (Instruction, Vec<&'static str>),
}

impl Call {
    /// The key pairs behind the signatures of the instruction on the world's own vault.
    pub fn signers(&self, world: &World) -> Vec<Keypair> {
        (self.build)(&world.vault).1.into_iter().map(key).collect()
    }
}

/// Who made the vault.
fn creator_of(vault: &Vault) -> &'static str {
    if vault.creator == key("creator").pubkey() { "creator" } else { "other creator" }
}

fn paid_by_sponsor(mut instruction: Instruction, slot: usize) -> Instruction {
    instruction.accounts[slot].pubkey = key("sponsor").pubkey();
    instruction
}

pub const INITIALIZE_CONFIG: Call = Call {
    stage: Stage::NoConfig,
    build: |_| (harness::vault::initialize_config(&key("deployer").pubkey(), 60, 86_400), vec!["deployer"]),
};

pub const INITIALIZE_VAULT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let new = Vault::new(vault.creator, 7, vault.asset_mint);
        (paid_by_sponsor(new.initialize(EPOCH, OPEN), 0), vec!["sponsor", creator_of(vault)])
    },
};

pub const SET_VAULT_LIMITS: Call =
    Call { stage: Stage::Live, build: |vault| (vault.set_limits(OPEN), vec![creator_of(vault)]) };

pub const APPROVE_DEPOSITOR: Call = Call {
    stage: Stage::Live,
    build: |vault| (paid_by_sponsor(vault.approve(&key("carol").pubkey()), 0), vec!["sponsor", creator_of(vault)]),
};

pub const REVOKE_DEPOSITOR: Call = Call {
    stage: Stage::Live,
    build: |vault| (paid_by_sponsor(vault.revoke(&key("alice").pubkey()), 3), vec![creator_of(vault)]),
};

pub const DEPOSIT: Call =
    Call { stage: Stage::Live, build: |vault| (vault.deposit(&key("alice").pubkey(), 500, 500, true), vec!["alice"]) };

/// The first request of an epoch, which opens the bucket.
pub const FIRST_REQUEST_EXIT: Call = Call {
    stage: Stage::NextEpoch,
    build: |vault| {
        let request = vault.request_exit(&key("alice").pubkey(), 5, 500, 500, 2);
        (paid_by_sponsor(request, 0), vec!["sponsor", "alice"])
    },
};

/// A later request, into a bucket that is open.
pub const REQUEST_EXIT: Call = Call { stage: Stage::TwoBuckets, build: FIRST_REQUEST_EXIT.build };

pub const CANCEL_EXIT: Call = Call {
    stage: Stage::TwoBuckets,
    build: |vault| {
        let (alice, sponsor) = (key("alice").pubkey(), key("sponsor").pubkey());
        (vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &sponsor, 1, 1_000), vec!["alice"])
    },
};

pub const CLAIM_EXIT: Call = Call {
    stage: Stage::Matured,
    build: |vault| {
        let (alice, sponsor) = (key("alice").pubkey(), key("sponsor").pubkey());
        (vault.claim_exit(&alice, &vault.ticket(&alice, 0), &sponsor, 1), vec!["alice"])
    },
};

pub const TRANSFER_EXIT_TICKET: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let (alice, bob) = (key("alice").pubkey(), key("bob").pubkey());
        (vault.transfer_ticket(&alice, &vault.ticket(&alice, 0), &bob), vec!["alice"])
    },
};

pub const EXIT_INSTANTLY: Call =
    Call { stage: Stage::Live, build: |vault| (vault.exit_instantly(&key("alice").pubkey(), 500, 1), vec!["alice"]) };

pub const CLOSE_EXIT_BUCKET: Call =
    Call { stage: Stage::Settled, build: |vault| (vault.close_bucket(&key("sponsor").pubkey(), 1), vec![]) };

/// Every instruction; the one that makes a bucket or not, both ways.
pub const CALLS: [Call; 13] = [
    INITIALIZE_CONFIG,
    INITIALIZE_VAULT,
    SET_VAULT_LIMITS,
    APPROVE_DEPOSITOR,
    REVOKE_DEPOSITOR,
    DEPOSIT,
    FIRST_REQUEST_EXIT,
    REQUEST_EXIT,
    CANCEL_EXIT,
    CLAIM_EXIT,
    TRANSFER_EXIT_TICKET,
    EXIT_INSTANTLY,
    CLOSE_EXIT_BUCKET,
];
