//! Random transactions on the compiled program, held against the ledger compiled for the host: after each, the bytes of every
//! account that it names, token balances and supplies, and the refusal with its figures where there is one. What the accounts
//! must hold is what the ledger's own transitions make of them, in the order in which the program calls them.
//!
//! `cargo xtask differential --transactions N` runs as many as wanted.

mod bonds;
mod cast;
mod income;
mod numbers;
mod slashes;
mod split;
mod staker;
mod state;
mod trees;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cast::{Cast, Step, id};
use harness::Svm;
use numbers::Numbers;
use restaking_client::{SLASH_PROPOSAL_DISCRIMINATOR, SlashProposal};
use solana_account::Account;
use state::State;

/// How many transactions every run of the tests makes.
const SHORT: u64 = 8_000;

/// After how many all accounts are looked at, and not only those that a transaction names.
const SWEEP: u64 = 500;

/// After how many the chain is left, and all begins anew: accounts that are over pile up.
const LIFE: u64 = 20_000;

/// How often to say how far it is.
const WORD: Duration = Duration::from_secs(10);

/// How often each instruction succeeded and was refused, and for what.
#[derive(Default)]
struct Tally {
    transactions: u64,
    instructions: BTreeMap<&'static str, [u64; 2]>,
    refusals: BTreeMap<String, u64>,
    sights: BTreeMap<&'static str, u64>,
}

/// What must have been seen, in every run of the tests as well.
const SIGHTS: [&str; 10] = [
    "a delegation opened",
    "a request into a later pool",
    "a claim beside an open slash",
    "a slash that took from exits",
    "a slash beside an open one of the same stake",
    "a veto that gave back to exits",
    "an execution of what was taken from exits",
    "a proof that was slashed",
    "a share that waited",
    "several instructions at once",
];

/// One life: a chain, what its accounts must hold, and what comes next.
struct Life {
    svm: Svm,
    cast: Cast,
    state: State,
    numbers: Numbers,
    made: u64,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut svm = Svm::without_signatures().expect("a chain with the program");
        let (cast, state) = Cast::new(&mut svm);
        Self { svm, cast, state, numbers: Numbers::new(seed), made: 0 }
    }

    /// Lets time pass, or not.
    fn pass(&mut self) {
        let Self { numbers, state, .. } = self;
        let seconds = match numbers.below(24) {
            0..=13 => 0,
            14..=21 => numbers.below(20),
            22 => numbers.below(400),
            _ if numbers.once_in(6) => numbers.below(2_500),
            _ => 1,
        };
        state.now += seconds as i64;
        self.svm.warp(self.state.now);
        if self.numbers.once_in(40) {
            self.cast.prove(&mut self.svm, &mut self.state, &mut self.numbers);
        }
    }

    fn next(&mut self) -> Step {
        let Self { cast, state, numbers, .. } = self;
        loop {
            let next = match numbers.below(20) {
                0..=6 => staker::act(cast, state, numbers),
                7..=10 => split::act(cast, state, numbers),
                11..=14 => slashes::act(cast, state, numbers),
                15 | 16 => income::act(cast, state, numbers),
                17 | 18 => bonds::act(cast, state, numbers),
                _ => trees::act(cast, state, numbers),
            };
            if let Some(step) = next {
                return step;
            }
        }
    }

    /// Makes one transaction of up to three instructions, and holds all that it names against the ledger.
    fn transact(&mut self, tally: &mut Tally) {
        self.pass();
        let count = 1 + self.numbers.below(6) / 3 + u64::from(self.numbers.once_in(8));
        let (mut names, mut instructions, mut refused) = (vec![], vec![], None);
        let mut steps: Vec<Step> = (0..count).map(|_| self.next()).collect();
        let mut draft = self.state.draft();
        for Step { name, instruction, effect } in steps.drain(..) {
            names.push(name);
            instructions.push(instruction);
            if refused.is_none()
                && let Err(why) = effect(&mut draft)
            {
                refused = Some((names.len() - 1, why));
            }
        }
        let changes = draft.changes();
        let outcome = self.svm.send_unsigned(&instructions, &id("payer"));
        let story = format!("transaction {} of {names:?} at {}", self.made, self.state.now);
        match (&outcome, &refused) {
            (Ok(_), None) => {
                names.iter().for_each(|name| tally.instructions.entry(name).or_default()[0] += 1);
                changes.sights.iter().for_each(|sight| *tally.sights.entry(sight).or_default() += 1);
                *tally.sights.entry("several instructions at once").or_default() += u64::from(count > 1);
                changes.apply(&mut self.state, &self.svm);
            }
            (Err(failure), Some((place, why))) if why.is(failure) && failure.place() == Some(*place) => {
                tally.instructions.entry(names[*place]).or_default()[1] += 1;
                *tally.refusals.entry(why.name()).or_default() += 1;
            }
            (Ok(_), Some((place, why))) => panic!("{story}: {place} had to be refused: {why:?}"),
            (Err(failure), None) => panic!("{story}: was refused: {failure}: {:#?}", failure.logs),
            (Err(failure), Some(why)) => {
                panic!("{story}: was refused otherwise: {failure} and not {why:?}: {:#?}", failure.logs)
            }
        }
        for at in instructions.iter().flat_map(|instruction| &instruction.accounts) {
            if let Some(difference) = self.state.difference(&self.svm, &at.pubkey) {
                panic!("after {story}: {difference}");
            }
        }
        self.made += 1;
        tally.transactions += 1;
        if self.made.is_multiple_of(SWEEP) {
            self.sweep();
        }
    }

    /// Looks at every account, and forgets slashes that are over.
    fn sweep(&mut self) {
        let State { accounts, tokens, supplies, .. } = &self.state;
        for at in accounts.keys().chain(tokens.keys()).chain(supplies.keys()) {
            if let Some(difference) = self.state.difference(&self.svm, at) {
                panic!("after transaction {}: {difference}", self.made);
            }
        }
        for vault in &self.cast.vaults {
            assert_eq!(self.state.ledger(&vault.address).invariant(), Ok(()), "after transaction {}", self.made);
        }
        let over = |proposal: &SlashProposal| proposal.status != 0 && proposal.owed == [0; 3];
        for (at, proposal) in self.state.all::<SlashProposal>(SLASH_PROPOSAL_DISCRIMINATOR) {
            if over(&proposal) {
                self.state.accounts.remove(&at);
                self.svm.put(at, Account::default());
            }
        }
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}

#[test]
fn the_program_does_what_the_ledger_says() {
    let long = setting("DIFFERENTIAL_TRANSACTIONS");
    let (wanted, mut seed) = (long.unwrap_or(SHORT), setting("DIFFERENTIAL_SEED").unwrap_or(1));
    let (start, mut told, mut tally) = (Instant::now(), Instant::now(), Tally::default());
    while tally.transactions < wanted {
        let mut life = Life::new(seed);
        while life.made < LIFE && tally.transactions < wanted {
            life.transact(&mut tally);
            if long.is_some() && told.elapsed() >= WORD {
                told = Instant::now();
                let rate = tally.transactions as f64 / start.elapsed().as_secs_f64();
                let left = (wanted - tally.transactions) as f64 / rate;
                eprintln!(
                    "{} of {wanted} transactions, seed {seed}, {rate:.0} a second, {left:.0} s left",
                    tally.transactions
                );
            }
        }
        life.sweep();
        seed += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let Tally { transactions, instructions, refusals, sights } = tally;
    println!("{:<40}{:>12}{:>12}", "instruction", "done", "refused");
    instructions.iter().for_each(|(name, [done, refused])| println!("{name:<40}{done:>12}{refused:>12}"));
    refusals.iter().for_each(|(why, count)| println!("refused: {why:<43}{count:>12}"));
    sights.iter().for_each(|(sight, count)| println!("saw: {sight:<47}{count:>12}"));
    println!("{transactions} transactions in {seconds:.0} s, {:.0} a second", transactions as f64 / seconds);

    // A test that no longer gets anywhere must fail, not pass.
    for (name, [done, _]) in &instructions {
        assert!(*done >= 1 + transactions / 50_000, "only {done} times: {name}");
    }
    let unseen: Vec<_> = SIGHTS.into_iter().filter(|sight| !sights.contains_key(sight)).collect();
    assert!(unseen.is_empty(), "never saw {unseen:?}");
    assert!(refusals.len() >= 30, "only these reasons: {refusals:?}");
}
