//! Derives the rows from an instruction's accounts, and holds each to what its slot answers.

use harness::{key, keys};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::calls::Call;
use super::rules::{Answer, Kind, State};
use super::world::{PEOPLE, World};

/// One account of an instruction: its name, what it is for, and what it answers to accounts of the same kind.
pub struct Slot(pub &'static str, pub Kind, pub &'static [(&'static str, Answer)]);

/// Signs where no other person does: a stranger with lamports.
const STRANGER: &str = "mallory";

/// What owns what the runtime makes.
const SYSVARS: Pubkey = solana_program::pubkey!("Sysvar1111111111111111111111111111111111111");

/// Which instruction of a transaction is the test's own: the bank puts one before it.
const INDEX: u8 = 1;

/// The state of one run: the instruction, and a world in which it would succeed.
struct Run {
    call: Call,
    slots: Vec<(&'static str, Kind)>,
    world: World,
    /// Every key pair that may be asked to sign.
    keys: Vec<Keypair>,
    right: Instruction,
    rows: usize,
    wrong: Vec<String>,
}

/// Runs every row of `call`, and then `call` itself, which succeeds in the same world. Rows are:
/// - each signer, not signing;
/// - each writable account, read-only;
/// - each account, replaced by every other of the instruction, by every one of the same instruction on the other vault,
///   and by every one of the cast;
/// - each account, in each bad state.
///
/// A row without a rule fails, so that a new account comes with rules of its own.
pub async fn check(call: Call, slots: &[Slot]) {
    let mut world = World::at(call.stage).await;
    let right = call.ready(&mut world);
    let names: Vec<&str> = slots.iter().map(|slot| slot.0).collect();
    assert_eq!(slots.len(), right.accounts.len(), "the slots are not the instruction's accounts: {names:?}");
    let kinds = slots.iter().map(|slot| (slot.0, slot.1)).collect();
    let keys = PEOPLE.into_iter().chain([STRANGER]).map(key).collect();
    let mut run = Run { call, slots: kinds, world, keys, right, rows: 0, wrong: vec![] };
    let cast = run.prepare().await;
    for (index, slot) in slots.iter().enumerate() {
        run.flags(index).await;
        run.swaps(index, slot, &cast).await;
        run.states(index).await;
    }
    println!("{} rows", run.rows);
    assert!(run.wrong.is_empty(), "{} of {} rows: {:#?}", run.wrong.len(), run.rows, run.wrong);
    let signers = call.signers(&run.world);
    let signers: Vec<&Keypair> = signers.iter().collect();
    run.world.bank.send(&[run.right], &signers).await.expect("the instruction as it should be succeeds");
}

impl Run {
    /// Makes ready what the rows need beside the world; gives every account to swap in, by name, each once.
    async fn prepare(&mut self) -> Vec<(String, Pubkey)> {
        self.world.bank.fund(&key(STRANGER).pubkey());
        let mut all: Vec<(String, Pubkey)> = vec![];
        for ((name, _), meta) in self.slots.iter().zip(&self.right.accounts) {
            assert!(all.iter().all(|seen| seen.1 != meta.pubkey), "{name} is in two slots already");
            all.push(((*name).to_owned(), meta.pubkey));
        }
        let (others, _) = (self.call.build)(&self.world.other);
        let others =
            self.slots.iter().zip(&others.accounts).map(|(slot, meta)| (format!("other {}", slot.0), meta.pubkey));
        let cast = self.world.cast().await.into_iter().map(|(name, address)| (name.to_owned(), address));
        for (name, address) in others.chain(cast) {
            if all.iter().all(|seen| seen.1 != address) {
                all.push((name, address));
            }
        }
        all
    }

    async fn flags(&mut self, index: usize) {
        let (name, kind) = self.slots[index];
        let meta = &self.right.accounts[index];
        if meta.is_signer {
            let mut changed = self.right.clone();
            changed.accounts[index].is_signer = false;
            self.row(&format!("{name} does not sign"), changed, kind.unsigned()).await;
        }
        if self.right.accounts[index].is_writable {
            let mut changed = self.right.clone();
            changed.accounts[index].is_writable = false;
            self.row(&format!("{name} is read-only"), changed, kind.read_only()).await;
        }
    }

    async fn swaps(&mut self, index: usize, slot: &Slot, cast: &[(String, Pubkey)]) {
        let Slot(name, kind, known) = slot;
        let mut met = vec![];
        for (at, (stand_in, address)) in cast.iter().enumerate().filter(|(at, _)| *at != index) {
            let mut changed = self.right.clone();
            changed.accounts[index].pubkey = *address;
            let signs = self.keys.iter().any(|pair| pair.pubkey() == *address);
            changed.accounts[index].is_signer &= signs;
            let twice = self.slots.get(at).and_then(|other| kind.twice(other.1));
            let entry = |name: &str| known.iter().find(|entry| entry.0 == name).map(|entry| entry.1.clone());
            let listed = entry(stand_in);
            met.extend(listed.is_some().then_some(stand_in.as_str()));
            let account = match *address {
                // The runtime makes it for the transaction; the bank keeps none.
                keys::INSTRUCTIONS => Some(Account { owner: SYSVARS, ..Account::default() }),
                address => self.world.bank.account(&address).await,
            };
            let rule = twice.or_else(|| kind.stranger(account.as_ref(), signs, *address != restaking_client::ID));
            let row = format!("{name} is {stand_in}");
            // What the slot knows about is of its kind, or the rule would do.
            // A signer without an entry is a stranger to the slot.
            match listed.clone().or(rule.clone()).or_else(|| entry("a wallet")) {
                Some(answer) => self.row(&row, changed, answer).await,
                None => self.wrong.push(format!("{row}: no rule")),
            }
            if listed.is_some() && listed == rule {
                self.wrong.push(format!("{row}: listed for nothing"));
            }
        }
        for (entry, _) in known.iter().filter(|entry| !met.contains(&entry.0)) {
            self.wrong.push(format!("{name} is {entry}: listed, but never passed"));
        }
    }

    async fn states(&mut self, index: usize) {
        let (name, kind) = self.slots[index];
        let address = self.right.accounts[index].pubkey;
        let good = self.world.bank.account(&address).await;
        if good.as_ref().is_some_and(|account| account.executable) {
            return;
        }
        for state in State::ALL {
            let Some(bad) = state.of(good.as_ref()) else { continue };
            self.world.bank.put(&address, bad);
            self.row(&format!("{name} is {state:?}"), self.right.clone(), kind.state(state)).await;
            self.world.bank.put(&address, good.clone().unwrap_or_default());
        }
    }

    async fn row(&mut self, name: &str, changed: Instruction, expected: Answer) {
        // The last line of a failed test's output is the row that panicked.
        println!("{name}: {expected:?}");
        self.rows += 1;
        let mut signers: Vec<&Keypair> = vec![];
        for meta in changed.accounts.iter().filter(|meta| meta.is_signer) {
            let pair = self.keys.iter().find(|pair| pair.pubkey() == meta.pubkey).expect("a known signer");
            if !signers.contains(&pair) {
                signers.push(pair);
            }
        }
        match expected {
            Answer::Refused(error) => {
                let failure = self.world.bank.refused(changed, &signers).await;
                if failure.error != TransactionError::InstructionError(INDEX, error.clone()) {
                    self.wrong.push(format!("{name}: {failure} ({:?}) instead of {error:?}", failure.error));
                }
            }
            Answer::Accepted(_) => {
                // The rows to come need a world where it is not done.
                if let Err(failure) = self.world.tried(changed, &signers).await {
                    self.wrong.push(format!("{name}: {failure} ({:?}), though it may be", failure.error));
                }
            }
        }
    }
}
