//! Every account of an instruction, replaced by every wrong one.
//!
//! [`check`] derives the rows from the instruction. [`rules`] has the answers of each kind of slot. A table lists, slot by
//! slot, the answers that depend on an account's contents: each entry is refused with an error of its own, or accepted for
//! a reason.

mod data;
pub mod interface;
pub mod rules;
pub mod types;

use std::collections::{BTreeMap, BTreeSet};

use harness::{Done, Failure, key, keys};
use interface::Interface;
use rules::{Answer, Kind, State};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use crate::Bank;

/// The answers of a slot to accounts of its own kind, and to its own account in a bad state.
pub type Known = &'static [(&'static str, Answer)];

/// One account of an instruction: its name, its kind, and its own answers.
#[derive(Clone, Copy)]
pub struct Slot(pub &'static str, pub Kind, pub Known);

/// The owner of accounts that the runtime makes.
const SYSVARS: Pubkey = solana_program::pubkey!("Sysvar1111111111111111111111111111111111111");

const SYSTEM_PROGRAM: Pubkey = Pubkey::new_from_array([0; 32]);
const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Stands in a table for all accounts of the slot's kind without an entry of their own.
pub const ANY_OTHER: &str = "any other";

/// The place of the test's own instruction in its transaction: the bank puts one before it.
const INDEX: u8 = 1;

/// An instruction under test.
pub struct Call<'a> {
    /// The instruction as it should be, which succeeds.
    pub right: Instruction,
    /// Its accounts.
    pub slots: &'a [Slot],
    /// The same instruction on something else, if there is any: "other NAME" is its account of that name.
    pub other: Option<Instruction>,
    /// The accounts to pass in place of each other, with their names.
    pub cast: &'a [(&'static str, Pubkey)],
    /// The names of all key pairs that may be asked to sign.
    pub signers: &'a [&'static str],
}

/// An account that stands in for another: the slot that it belongs to, if any.
struct StandIn {
    name: String,
    address: Pubkey,
    slot: Option<usize>,
}

/// The state of one run.
struct Run<'a> {
    bank: &'a mut Bank,
    right: Instruction,
    slots: &'a [Slot],
    keys: Vec<Keypair>,
    /// Every account that a row may name, as it is before the first row.
    world: BTreeMap<Pubkey, Option<Account>>,
    rows: usize,
    /// The entries of the slot's table that a row has used.
    met: BTreeSet<String>,
    wrong: Vec<String>,
}

/// Runs every row of `call`, and then `call` itself, which succeeds in the same world. Rows are:
/// - each signer, not signing;
/// - each writable account, read-only;
/// - each account, replaced by every other of the instruction and by every one of the cast;
/// - each account, in each bad state;
/// - fewer accounts, shorter arguments, and more of both.
///
/// A row without an answer fails, so that a new account comes with answers of its own. The rows of each slot leave every
/// account as it was. [`interface::without_table`] finds the test by the instruction's name.
pub async fn check(bank: &mut Bank, call: Call<'_>) {
    let interface = Interface::of(&call.right);
    run(bank, call, interface).await;
}

/// The same for an instruction that reads accounts behind those of its interface, and answers `without` to none.
pub async fn check_reading_on(bank: &mut Bank, call: Call<'_>, without: Answer) {
    let mut interface = Interface::of(&call.right);
    (interface.reads_on, interface.without) = (true, Some(without));
    run(bank, call, interface).await;
}

async fn run(bank: &mut Bank, call: Call<'_>, interface: Interface) {
    let Call { right, slots, other, cast, signers } = call;
    let names: Vec<&str> = slots.iter().map(|slot| slot.0).collect();
    assert_eq!(slots.len(), right.accounts.len(), "the slots are not the instruction's accounts: {names:?}");
    interface.assert_tested(&names);
    let keys = signers.iter().map(|name| key(name)).collect();
    let world = BTreeMap::new();
    let mut run = Run { bank, right, slots, keys, world, rows: 0, met: BTreeSet::new(), wrong: vec![] };
    let cast = run.stand_ins(other.as_ref(), cast);
    run.look_around(&cast).await;
    for index in 0..slots.len() {
        run.slot(index, &cast).await;
    }
    run.fewer(&interface).await;
    run.more(&interface).await;
    run.assert_as_it_was("too few and too many").await;
    println!("{} rows", run.rows);
    assert!(run.wrong.is_empty(), "{} of {} rows: {:#?}", run.wrong.len(), run.rows, run.wrong);
    let signers = run.signers(&run.right);
    run.bank.send(&[run.right], &signers.iter().collect::<Vec<_>>()).await.expect("as it should be it succeeds");
}

impl Run<'_> {
    /// Every account to swap in, each once.
    fn stand_ins(&self, other: Option<&Instruction>, cast: &[(&str, Pubkey)]) -> Vec<StandIn> {
        let mut all: Vec<StandIn> = vec![];
        for (index, (Slot(name, kind, _), meta)) in self.slots.iter().zip(&self.right.accounts).enumerate() {
            // The program's address stands for each account that is left out.
            let left_out = meta.pubkey == self.right.program_id;
            let seen = all.iter().find(|seen| seen.address == meta.pubkey).and_then(|seen| seen.slot);
            let may_share = seen.is_none_or(|seen| kind.twice(self.slots[seen].1).is_none());
            assert!(left_out || may_share, "{name} is in two slots already");
            if seen.is_none() {
                let name = if left_out { "left out" } else { name };
                all.push(StandIn { name: name.to_owned(), address: meta.pubkey, slot: Some(index) });
            }
        }
        let others = other.iter().flat_map(|other| self.slots.iter().zip(&other.accounts));
        let others = others.map(|(slot, meta)| (format!("other {}", slot.0), meta.pubkey));
        for (name, address) in others.chain(cast.iter().map(|(name, address)| ((*name).to_owned(), *address))) {
            if all.iter().all(|seen| seen.address != address) {
                all.push(StandIn { name, address, slot: None });
            }
        }
        all
    }

    /// All rows of one slot.
    async fn slot(&mut self, index: usize, cast: &[StandIn]) {
        self.met.clear();
        self.flags(index).await;
        self.swaps(index, cast).await;
        self.states(index).await;
        let Slot(name, _, known) = self.slots[index];
        self.assert_as_it_was(name).await;
        for (entry, _) in known.iter().filter(|entry| !self.met.contains(entry.0)) {
            self.wrong.push(format!("{name} is {entry}: listed, but never passed"));
        }
    }

    async fn flags(&mut self, index: usize) {
        let Slot(name, kind, _) = self.slots[index];
        let meta = self.right.accounts[index].clone();
        if meta.is_signer {
            let mut changed = self.right.clone();
            changed.accounts[index].is_signer = false;
            self.row(&format!("{name} is unsigned"), changed, Some(kind.unsigned())).await;
        }
        if meta.is_writable {
            let mut changed = self.right.clone();
            changed.accounts[index].is_writable = false;
            self.row(&format!("{name} is read-only"), changed, Some(kind.read_only())).await;
        }
    }

    async fn swaps(&mut self, index: usize, cast: &[StandIn]) {
        let Slot(name, kind, _) = self.slots[index];
        let meta = self.right.accounts[index].clone();
        for StandIn { name: stand_in, address, slot } in cast.iter().filter(|each| each.address != meta.pubkey) {
            let mut changed = self.right.clone();
            changed.accounts[index].pubkey = *address;
            let signs = self.keys.iter().any(|pair| pair.pubkey() == *address);
            changed.accounts[index].is_signer &= signs;
            let account = match *address {
                // The runtime makes it for the transaction; the bank keeps none.
                keys::INSTRUCTIONS => Some(Account { owner: SYSVARS, ..Account::default() }),
                address => self.world[&address].clone(),
            };
            let writable = !meta.is_writable || self.may_write(address);
            let twice = slot.and_then(|at| kind.twice(self.slots[at].1));
            let rule = twice.or_else(|| kind.stranger(account.as_ref(), signs, writable));
            let answer = self.answer(index, stand_in, rule);
            self.row(&format!("{name} is {stand_in}"), changed, answer).await;
        }
    }

    async fn states(&mut self, index: usize) {
        let Slot(name, kind, _) = self.slots[index];
        let address = self.right.accounts[index].pubkey;
        let good = self.world[&address].clone();
        if good.as_ref().is_some_and(|account| account.executable) {
            return;
        }
        for state in State::ALL {
            let Some(bad) = state.of(good.as_ref(), &self.right.program_id) else { continue };
            self.bank.put(&address, bad);
            let answer = self.answer(index, state.name(), Some(kind.state(state)));
            self.row(&format!("{name} is {}", state.name()), self.right.clone(), answer).await;
            self.bank.put(&address, good.clone().unwrap_or_default());
        }
    }

    /// The answer of a slot to `what`: its own entry, else the rule, else its entry for any other. An entry that repeats the
    /// rule is wrong.
    fn answer(&mut self, index: usize, what: &str, rule: Option<Answer>) -> Option<Answer> {
        let Slot(name, _, known) = self.slots[index];
        let listed = |what| known.iter().find(|entry| entry.0 == what).map(|entry| entry.1.clone());
        let entry = listed(what);
        if entry.is_some() && entry == rule {
            self.wrong.push(format!("{name} is {what}: listed for nothing"));
        }
        if entry.is_none() && rule.is_some() {
            return rule;
        }
        self.met.insert(if entry.is_some() { what } else { ANY_OTHER }.to_owned());
        entry.or_else(|| listed(ANY_OTHER))
    }

    /// Runs a row. It changes nothing, since the rows to come need a world where it is not done.
    async fn row(&mut self, name: &str, changed: Instruction, expected: Option<Answer>) {
        // The last line of a failed test's output is the row that panicked.
        println!("{name}: {expected:?}");
        self.rows += 1;
        let signers = self.signers(&changed);
        let signers: Vec<&Keypair> = signers.iter().collect();
        let result = match expected {
            Some(Answer::Accepted(_)) => self.bank.simulated(changed.clone(), &signers).await,
            _ => self.bank.send(std::slice::from_ref(&changed), &signers).await.map(|_| ()),
        };
        let is_right = match (&expected, &result) {
            (Some(Answer::Accepted(_)), Ok(())) => true,
            (Some(Answer::Refused(error)), Err(failure)) => {
                failure.error == TransactionError::InstructionError(INDEX, error.clone())
            }
            _ => false,
        };
        if !is_right {
            let got =
                result.map_or_else(|failure| format!("{failure} ({:?})", failure.error), |()| "accepted".to_owned());
            self.wrong.push(format!("{name}: {got} instead of {expected:?}"));
            self.restore(&changed);
        }
    }

    /// Reads every account that a row may name.
    async fn look_around(&mut self, cast: &[StandIn]) {
        let named = self.right.accounts.iter().map(|meta| meta.pubkey).chain(cast.iter().map(|each| each.address));
        for address in named.collect::<BTreeSet<_>>() {
            let account = self.bank.account(&address).await;
            self.world.insert(address, account);
        }
    }

    /// Asserts that the rows of `name` left every account as it was.
    async fn assert_as_it_was(&mut self, name: &str) {
        for (address, before) in &self.world {
            let after = self.bank.account(address).await;
            assert_eq!(after, *before, "the rows of {name} changed {address}");
        }
    }

    /// Puts what a row that should have failed may have written back to what it was.
    fn restore(&mut self, done: &Instruction) {
        for address in done.accounts.iter().filter(|meta| meta.is_writable).map(|meta| meta.pubkey) {
            if let Some(account) = self.world.get(&address) {
                self.bank.put(&address, account.clone().unwrap_or_default());
            }
        }
    }

    /// Whether the runtime lets the instruction write to `address`: to no reserved account, and to the program itself only
    /// where the loader is passed.
    fn may_write(&self, address: &Pubkey) -> bool {
        let is_loader_passed = self.right.accounts.iter().any(|meta| meta.pubkey == LOADER);
        ![SYSTEM_PROGRAM, LOADER].contains(address) && (*address != self.right.program_id || is_loader_passed)
    }

    /// The key pairs of the signers, each once.
    fn signers(&self, instruction: &Instruction) -> Vec<Keypair> {
        let signs =
            |pair: &&Keypair| instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == pair.pubkey());
        self.keys.iter().filter(signs).map(Keypair::insecure_clone).collect()
    }
}

impl Bank {
    /// Runs `instruction`, and then puts every account that it may have changed back to what it was. A failure must leave
    /// every account that it names as it was.
    pub async fn tried(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Result<Done, Failure> {
        let before = self.snapshot(std::slice::from_ref(&instruction)).await;
        let done = self.send(std::slice::from_ref(&instruction), signers).await;
        if done.is_err() {
            let after = self.snapshot(std::slice::from_ref(&instruction)).await;
            assert_eq!(after, before, "a failure changed an account");
            return done;
        }
        for (meta, account) in instruction.accounts.iter().zip(before).filter(|(meta, _)| meta.is_writable) {
            self.put(&meta.pubkey, account.unwrap_or_default());
        }
        done
    }

    /// Simulates `instruction`, so that nothing has to be undone: a test cannot undo an upgrade.
    async fn simulated(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Result<(), Failure> {
        let transaction = self.transaction(&[instruction], signers).await;
        let done = self.context.banks_client.simulate_transaction(transaction).await.expect("the bank answers");
        let logs = done.simulation_details.map(|details| details.logs).unwrap_or_default();
        done.result.expect("a result").map_err(|error| Failure { error, logs })
    }
}
