//! A life that passes through every instruction, under a pause or free of any.

mod income;
mod slashes;
mod stake;
mod start;

use std::collections::BTreeSet;

use harness::{Split, Vault, key};
use restaking_client::{Event, Pause, RestakingError, pda};
use restaking_tests::{Bank, assert_refused, id};
use serde_json::Value;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;

use crate::pause::kinds::TABLE;
use crate::pause::scene::{WEEK, Whose};

/// The pause that a life is lived under.
#[derive(Clone, Copy, Debug)]
pub struct Under {
    pub whose: Whose,
    pub flags: u64,
    /// Each instruction comes in its last second, or else in the second after that.
    pub is_on: bool,
}

/// A life, and what it came to.
pub struct Life {
    bank: Bank,
    under: Option<Under>,
    vault: Vault,
    split: Split,
    /// What each instruction did, in order.
    pub done: Vec<(String, Vec<Event>)>,
    /// The instructions that were refused before.
    pub refused: BTreeSet<&'static str>,
    /// The vault and the config as they are in the end.
    pub left: [Option<Account>; 2],
}

/// All senders.
const PEOPLE: [&str; 14] = [
    "deployer",
    "creator",
    "alice",
    "bob",
    "guardian",
    "operator",
    "allocator",
    "ncn",
    "slasher",
    "resolver",
    "reporter",
    "insurance",
    "harmed",
    "heir",
];

impl Life {
    /// Lives it through.
    pub async fn live(under: Option<Under>) -> Self {
        let mut bank = Bank::bare().await;
        for name in PEOPLE {
            bank.fund(&id(name));
        }
        let vault = Vault::new(id("creator"), 0, id("the asset"));
        let split = Split { vault, operator: pda::operator(&id("operator"), 0), ncn: pda::ncn(&id("ncn"), 0) };
        let mut life = Self { bank, under, vault, split, done: vec![], refused: BTreeSet::new(), left: [None, None] };
        life.start().await;
        life.agree().await;
        life.stake().await;
        life.table().await;
        life.trees().await;
        life.bonds().await;
        life.offers().await;
        life.leave().await;
        life.slash().await;
        life.prove().await;
        life.sweeps().await;
        life.end().await;
        let lived: BTreeSet<String> = life.done.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(lived, instructions().into_iter().collect(), "a life passes through every instruction");
        life.left = [life.bank.account(&vault.address).await, life.bank.account(&pda::config()).await];
        life
    }

    /// Runs `instruction`, which `name` signs, or nobody. If the pause covers it, it is refused first.
    async fn step(&mut self, name: &str, instruction: Instruction) {
        self.run(name, instruction, true).await;
    }

    /// The same for one that lowers exposure, where the table has one that raises it.
    async fn lower(&mut self, name: &str, instruction: Instruction) {
        self.run(name, instruction, false).await;
    }

    /// The same behind an instruction of the Ed25519 program.
    async fn signed(&mut self, name: &str, signatures: Instruction, instruction: Instruction) {
        self.bank.preface = Some(signatures);
        self.step(name, instruction).await;
        self.bank.preface = None;
    }

    async fn run(&mut self, name: &str, instruction: Instruction, raises: bool) {
        let (what, flag) = TABLE[usize::from(instruction.data[0])];
        let keys: Vec<Keypair> = if name.is_empty() { vec![] } else { vec![key(name)] };
        let signers: Vec<&Keypair> = keys.iter().collect();
        let now = self.bank.now().await;
        let before = self.pause(now).await;
        if let Some(under) = self.under.filter(|under| under.is_on && under.flags & flag != 0 && raises) {
            assert!(before.is_some(), "{what} is covered, and there is no {:?} to pause it", under.whose);
            let failure = self.bank.refused(instruction.clone(), &signers).await;
            assert_refused(&failure, RestakingError::Paused, now as u64, now as u64 + 1);
            self.refused.insert(what);
            self.resume(before.clone()).await;
        }
        let done = match self.bank.send(&[instruction], &signers).await {
            Ok(done) => done,
            Err(failure) => panic!("{what} under {:?}: {failure}: {:#?}", self.under, failure.logs),
        };
        self.done.push((what.to_owned(), done.events));
        self.resume(before).await;
    }

    /// Has the pause be on, in its last second, or just over; returns what was there before.
    async fn pause(&mut self, now: i64) -> Option<Pause> {
        let Under { whose, flags, is_on } = self.under?;
        let (before, _) = whose.read(&mut self.bank, &self.vault.address).await?;
        let until = now + i64::from(is_on);
        let pause = Pause { flags, from: until - WEEK as i64, until };
        whose.write(&mut self.bank, &self.vault.address, pause).await;
        Some(before)
    }

    async fn resume(&mut self, before: Option<Pause>) {
        if let (Some(under), Some(before)) = (self.under, before) {
            under.whose.write(&mut self.bank, &self.vault.address, before).await;
        }
    }

    /// Goes on by `seconds`.
    async fn wait(&mut self, seconds: u64) {
        let now = self.bank.now().await;
        self.bank.warp(now + seconds as i64).await;
    }

    /// The vault's epoch, by the clock.
    async fn epoch(&mut self) -> u64 {
        self.bank.epoch().await
    }

    /// Goes on to the start of the epoch after the next.
    async fn two_epochs(&mut self) {
        let epoch = self.epoch().await;
        self.bank.warp_to(epoch + 2, 0).await;
    }
}

/// The names of all instructions, from the interface.
pub fn instructions() -> Vec<String> {
    let interface: Value = serde_json::from_str(include_str!("../../../../idl/restaking.json")).expect("JSON");
    let instructions = interface["instructions"].as_array().expect("a list");
    instructions.iter().map(|each| each["name"].as_str().expect("a name").to_owned()).collect()
}
